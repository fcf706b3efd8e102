"""Recommendations: numbers, assignments and their refusals, what is issued stands, who reads what."""

from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from cds_portal.accounts.grants import Role
from districts.models import Body
from oversight.models import Assignment, Finding, Recommendation
from tests.factories import DAY, Cast, make_body, make_recommendation, make_session, make_user


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.staff)
    return client


def typed(*assignments, initial=0, **changes):
    data = {"group": "V.5", "text": "Mở rộng thanh toán không dùng tiền mặt", "priority": "normal"}
    data |= {"assignments-TOTAL_FORMS": len(assignments), "assignments-INITIAL_FORMS": initial}
    for n, row in enumerate(assignments):
        data |= {f"assignments-{n}-{name}": value for name, value in ({"role": "lead"} | row).items()}
    return data | changes


def new(session):
    return f"{reverse('recommendation_new')}?session={session.code}"


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)][-1]


def issue(recommendation, on=DAY):
    recommendation.assignments.update(status="issued", issued_on=on)


def numbers(session):
    return [(row.number, row.text) for row in session.recommendations.order_by("number")]


def test_new_recommendation_takes_the_next_number_with_its_assignments(cast, officer):
    make_recommendation(cast.session)
    finding = Finding.objects.create(session=cast.session, kind="limitation", heading="6", text="x")
    lead = {"body": cast.body.pk, "deliverable": "Kế hoạch", "due_on": "31/10/2023"}
    helper = {"body": cast.commune_body.pk, "role": "coordinating", "about_unit": cast.commune.pk}
    officer.post(new(cast.session), typed(lead, helper, findings=[finding.pk]))
    made = cast.session.recommendations.get(number=2)
    assert list(made.findings.all()) == [finding]
    assert [
        (a.body, a.role, a.due_on, a.deliverable, a.about_unit, a.status)
        for a in made.assignments.order_by("pk")
    ] == [
        (cast.body, "lead", date(2023, 10, 31), "Kế hoạch", None, "draft"),
        (cast.commune_body, "coordinating", None, "", cast.commune, "draft"),
    ]


def test_recommendation_without_addressee_is_allowed_and_told(cast, officer):
    officer.post(new(cast.session), typed())
    page = officer.get(cast.session.get_absolute_url(), {"tab": "recommendations"}).content.decode()
    assert ("thiếu cơ quan" in page, "thiếu thời hạn" in page) == (True, True)


def test_gaps_of_an_assignment_are_tags(cast, officer):
    row = make_recommendation(cast.session, body=cast.body)
    for url in (f"{cast.session.get_absolute_url()}?tab=recommendations", row.get_absolute_url()):
        page = officer.get(url).content.decode()
        assert ("thiếu sản phẩm" in page, "thiếu thời hạn" in page) == (True, True)


def test_recommendation_without_text_is_refused_and_its_rows_kept(cast, officer):
    data = typed({"body": cast.body.pk, "deliverable": "Báo cáo"}, text=" ")
    response = officer.post(new(cast.session), data)
    assert (response.status_code, Recommendation.objects.count()) == (422, 0)
    assert response.context["form"].errors == {"text": ["Chưa ghi nội dung kiến nghị."]}
    assert 'value="Báo cáo"' in response.content.decode()


def refused_rows(officer, cast, *rows):
    response = officer.post(new(cast.session), typed(*rows))
    assert (response.status_code, Recommendation.objects.count()) == (422, 0)
    formset = response.context["rows"]
    assert "Mở rộng thanh toán không dùng tiền mặt</textarea>" in response.content.decode()
    return formset.non_form_errors() + [
        error for row in formset.errors for found in row.values() for error in found
    ]


def test_due_date_before_the_session_is_refused(cast, officer):
    row = {"body": cast.body.pk, "due_on": "12/9/2023"}
    assert refused_rows(officer, cast, row) == ["Thời hạn trước ngày làm việc của cuộc giám sát (13/9/2023)."]


def test_due_date_before_the_issue_is_refused_when_issued(cast):
    row = make_recommendation(cast.session, body=cast.body, due_on=DAY)
    words = "Thời hạn 13/9/2023 của UBND huyện Lộc Hà trước ngày ban hành 14/9/2023."
    with pytest.raises(Exception, match=words):
        row.assignments.get().issue(on=DAY + timedelta(days=1), by=cast.staff)


def test_body_not_in_force_on_the_session_date_is_refused(cast, officer):
    later = make_body("UBND xã Mai Phụ", unit=cast.commune, valid_from=date(2025, 7, 1))
    assert refused_rows(officer, cast, {"body": later.pk}) == [
        "Cơ quan này không hoạt động vào ngày làm việc của cuộc giám sát. Chọn cơ quan đúng thời điểm."
    ]


def test_one_body_twice_is_refused(cast, officer):
    row = {"body": cast.body.pk}
    assert refused_rows(officer, cast, row, row) == [
        "UBND huyện Lộc Hà được giao hai lần trong một kiến nghị."
    ]


def test_row_without_a_body_is_refused(cast, officer):
    assert refused_rows(officer, cast, {"deliverable": "Báo cáo"}) == ["Chưa chọn cơ quan thực hiện."]


def test_two_officers_on_one_recommendation_lose_nothing(cast, client):
    row = make_recommendation(cast.session, body=cast.body)
    url = reverse("recommendation_edit", args=[row.pk])
    assignment = {"id": row.assignments.get().pk, "body": cast.body.pk}
    client.force_login(cast.staff)
    first = typed(assignment | {"deliverable": "Của tôi"}, initial=1, text="Một", row_version="1")
    assert client.post(url, first).url == row.get_absolute_url()
    client.force_login(cast.colleague)
    second = typed(assignment | {"deliverable": "Của bạn"}, initial=1, text="Hai", row_version="1")
    response = client.post(url, second)
    row.refresh_from_db()
    assert (response.status_code, row.text, row.assignments.get().deliverable) == (409, "Một", "Của tôi")
    assert [(c.theirs, c.mine) for c in response.context["form"].conflicts] == [("Một", "Hai")]
    page = response.content.decode()
    assert "Hai</textarea>" in page and 'value="Của bạn"' in page


def test_issued_recommendation_is_not_edited_moved_or_deleted(cast, officer):
    row, other = (
        make_recommendation(cast.session, "Một", body=cast.body),
        make_recommendation(cast.session, "Hai"),
    )
    issue(row)
    words = "Kiến nghị đã ban hành, không sửa được nữa."
    assert said(officer.post(reverse("recommendation_edit", args=[row.pk]), typed(text="Khác"))) == words
    assert said(officer.post(reverse("recommendation_delete", args=[row.pk]))) == words
    assert said(officer.post(reverse("recommendation_move", args=[other.pk]), {"to": "up"})) == words
    assert numbers(cast.session) == [(1, "Một"), (2, "Hai")]


def test_moving_changes_places_with_the_neighbour(cast, officer):
    rows = [make_recommendation(cast.session, text) for text in ("Một", "Hai", "Ba")]
    officer.post(reverse("recommendation_move", args=[rows[2].pk]), {"to": "up"})
    assert numbers(cast.session) == [(1, "Một"), (2, "Ba"), (3, "Hai")]
    officer.post(reverse("recommendation_move", args=[rows[0].pk]), {"to": "down"})
    assert numbers(cast.session) == [(1, "Ba"), (2, "Một"), (3, "Hai")]
    officer.post(reverse("recommendation_move", args=[rows[1].pk]), {"to": "down"})
    assert numbers(cast.session) == [(1, "Ba"), (2, "Một"), (3, "Hai")]


def test_deleting_a_draft_closes_the_numbers(cast, officer):
    rows = [make_recommendation(cast.session, text) for text in ("Một", "Hai", "Ba", "Bốn")]
    officer.post(reverse("recommendation_delete", args=[rows[1].pk]))
    assert numbers(cast.session) == [(1, "Một"), (2, "Ba"), (3, "Bốn")]


def test_concluded_session_takes_no_more_recommendations(cast, officer):
    session = make_session(committee=cast.committee, status="concluded")
    response = officer.post(new(session), typed())
    assert (response.status_code, session.recommendations.count()) == (422, 0)


def test_draft_is_for_the_committee_and_the_delegation(cast, client):
    row = make_recommendation(cast.session, body=cast.commune_body)
    expected = {"staff": 200, "leader": 200, "member": 200, "local": 404, "stranger": 404}
    for who, code in expected.items():
        client.force_login(getattr(cast, who))
        assert (who, client.get(row.get_absolute_url()).status_code) == (who, code)


def test_issued_one_is_read_by_its_bodies_and_the_district_above(cast, client):
    row = make_recommendation(cast.session, body=cast.commune_body)
    Assignment.objects.create(recommendation=row, body=make_body("UBND xã khác"))
    issue(row)
    district = make_user(Role.LOCAL_REPORTER, cast.body)
    for user in (cast.local, district):
        client.force_login(user)
        response = client.get(row.get_absolute_url())
        assert (response.status_code, [a.body for a in response.context["assignments"]]) == (
            200,
            [cast.commune_body],
        )


def test_body_reads_no_finding_behind_its_recommendation(cast, client):
    row = make_recommendation(cast.session, body=cast.commune_body)
    row.findings.add(
        Finding.objects.create(session=cast.session, kind="limitation", heading="1", text="Kín đáo")
    )
    issue(row)
    client.force_login(cast.local)
    assert "Kín đáo" not in client.get(row.get_absolute_url()).content.decode()


def test_who_may_write_recommendations(cast, client):
    row = make_recommendation(cast.session, body=cast.body)
    urls = [new(cast.session), reverse("recommendation_edit", args=[row.pk])]
    posts = [reverse(f"recommendation_{verb}", args=[row.pk]) for verb in ("move", "delete")]
    expected = {"leader": 403, "member": 403, "local": 403, "stranger": 404}
    for who, code in expected.items():
        client.force_login(getattr(cast, who))
        codes = {client.get(url).status_code for url in urls} | {
            client.post(url).status_code for url in posts
        }
        assert (who, codes) == (who, {code})


def test_ended_body_is_shown_with_its_successor(cast, officer):
    heir = make_body("UBND xã Mai Phụ", valid_from=date(2025, 7, 1))
    Body.objects.filter(pk=cast.body.pk).update(valid_to=date(2025, 6, 30), successor=heir)
    row = make_recommendation(cast.session, body=cast.body)
    page = officer.get(row.get_absolute_url()).content.decode()
    assert "UBND huyện Lộc Hà (nay là UBND xã Mai Phụ)" in page


def test_script_in_a_recommendation_is_inert(cast, officer):
    row = make_recommendation(cast.session, "<script>alert(1)</script>", body=cast.body)
    for url in (reverse("recommendation_list"), row.get_absolute_url()):
        assert b"<script>alert" not in officer.get(url).content
