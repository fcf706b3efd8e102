"""Recommendations: numbers, assignments and their refusals, what is issued stands, who reads what."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError
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


@pytest.mark.parametrize(("asked", "chosen"), [("", "V.5"), ("&group=V.3", "V.3"), ("&group=x", "V.5")])
def test_form_starts_with_the_local_bodies_unless_asked(cast, officer, asked, chosen):
    page = officer.get(new(cast.session) + asked).content.decode()
    assert re.findall(r'<option value="(V\.\d)" selected', page) == [chosen]


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
    assert [tuple(c) for c in response.context["form"].conflicts] == [
        ("Nội dung kiến nghị", "Một", "Hai"),
        ("Giao thực hiện", "UBND huyện Lộc Hà · chủ trì · Của tôi", "UBND huyện Lộc Hà · chủ trì · Của bạn"),
    ]
    page = response.content.decode()
    assert "Hai</textarea>" in page and 'value="Của bạn"' in page


def test_issued_recommendation_is_not_edited_moved_or_deleted(cast, officer):
    row, other = (
        make_recommendation(cast.session, "Một", body=cast.body),
        make_recommendation(cast.session, "Hai"),
    )
    issue(row)
    words = "Kiến nghị đã ban hành, không sửa được nữa."
    url = reverse("recommendation_edit", args=[row.pk])
    assert said(officer.get(url)) == words
    response = officer.post(url, typed(text="Đã gõ", row_version="1"))
    assert (response.status_code, response.context["form"].non_field_errors()) == (422, [words])
    assert "Đã gõ</textarea>" in response.content.decode()
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


@pytest.mark.parametrize("status", ["concluded", "cancelled"])
def test_recommendation_of_an_ended_session_is_not_edited(cast, officer, status):
    session = make_session(committee=cast.committee, status=status)
    row = make_recommendation(session, "Một")
    words = f"Cuộc giám sát {session.get_status_display()}, không thêm hay sửa nội dung báo cáo được nữa."
    for url in (reverse("recommendation_edit", args=[row.pk]), new(session)):
        assert said(officer.get(url)) == words
        response = officer.post(url, typed(text="Đã gõ", row_version="1"))
        assert (response.status_code, response.context["form"].non_field_errors()) == (422, [words])
        assert "Đã gõ</textarea>" in response.content.decode()
    assert numbers(session) == [(1, "Một")]


def test_new_recommendation_sent_twice_is_made_once(cast, officer):
    data = typed({"body": cast.body.pk}, form_token="t1")
    urls = [officer.post(new(cast.session), data).url for _press in range(2)]
    made = cast.session.recommendations.get()
    assert urls == [made.get_absolute_url()] * 2
    assert made.assignments.count() == 1


def test_form_typed_anew_after_going_back_makes_another(cast, officer):
    for text in ("Một", "Hai"):
        officer.post(new(cast.session), typed(text=text, form_token="t1"))
    assert numbers(cast.session) == [(1, "Một"), (2, "Hai")]


def test_refused_form_keeps_its_token_and_is_saved_after(cast, officer):
    response = officer.post(new(cast.session), typed(text="", form_token="t1"))
    assert 'name="form_token" value="t1"' in response.content.decode()
    officer.post(new(cast.session), typed(form_token="t1"))
    assert cast.session.recommendations.count() == 1


def test_each_new_form_has_its_own_token(cast, officer):
    found = [
        re.search(r'name="form_token" value="(\w{32})"', officer.get(new(cast.session)).content.decode())[1]
        for _page in range(2)
    ]
    assert found[0] != found[1]


def test_one_body_added_by_two_officers_is_assigned_once(cast, client):
    row = make_recommendation(cast.session, "Một")
    url = reverse("recommendation_edit", args=[row.pk])
    typed_by = {
        who: typed({"body": cast.body.pk, "deliverable": who}, text="Một", row_version="1")
        for who in ("staff", "colleague")
    }
    client.force_login(cast.staff)
    assert client.post(url, typed_by["staff"]).status_code == 302
    client.force_login(cast.colleague)
    response = client.post(url, typed_by["colleague"])
    assert (response.status_code, [tuple(c)[1:] for c in response.context["form"].conflicts]) == (
        409,
        [("UBND huyện Lộc Hà · chủ trì · staff", "UBND huyện Lộc Hà · chủ trì · colleague")],
    )
    assert row.assignments.get().deliverable == "staff"
    assert client.post(url, typed_by["colleague"] | {"row_version": "2"}).status_code == 302
    assert row.assignments.get().deliverable == "colleague"


def test_second_officer_sees_the_findings_of_both(cast, client):
    row = make_recommendation(cast.session, "Một")
    one, two = (
        Finding.objects.create(session=cast.session, kind="limitation", heading="1", text=text)
        for text in ("x", "y")
    )
    url = reverse("recommendation_edit", args=[row.pk])
    client.force_login(cast.staff)
    client.post(url, typed(text="Một", row_version="1", findings=[one.pk]))
    client.force_login(cast.colleague)
    response = client.post(url, typed(text="Một", row_version="1", findings=[two.pk]))
    assert [(c.theirs, c.mine) for c in response.context["form"].conflicts] == [
        ("Tồn tại, hạn chế: x", "Tồn tại, hạn chế: y")
    ]
    assert list(row.findings.all()) == [one]


def test_assignment_that_a_colleague_deleted_is_saved_as_new(cast, officer):
    row = make_recommendation(cast.session, "Một", body=cast.body)
    gone = row.assignments.get()
    data = typed({"id": gone.pk, "body": cast.body.pk}, initial=1, text="Một", row_version="1")
    gone.delete()
    assert officer.post(reverse("recommendation_edit", args=[row.pk]), data).status_code == 302
    assert [a.body for a in row.assignments.all()] == [cast.body]


@pytest.mark.parametrize("known", [True, False])
def test_foreign_row_on_a_new_recommendation_is_saved_as_new(cast, officer, known):
    other = make_recommendation(cast.session, "Một", body=cast.body)
    foreign = other.assignments.get().pk if known else 99999
    row = {"id": foreign, "body": cast.commune_body.pk}
    assert officer.post(new(cast.session), typed(row, initial=1)).status_code == 302
    assert [a.body for a in cast.session.recommendations.get(number=2).assignments.all()] == [
        cast.commune_body
    ]
    assert other.assignments.get().body == cast.body


def test_wrong_count_of_assignments_is_told(cast, officer):
    data = typed({"body": cast.body.pk, "deliverable": "Báo cáo"}) | {"assignments-TOTAL_FORMS": "-1"}
    response = officer.post(new(cast.session), data)
    assert (response.status_code, response.context["rows"].non_form_errors()) == (
        422,
        ["Các dòng gửi lên không đầy đủ. Xem lại từng dòng rồi lưu lần nữa."],
    )
    assert 'value="Báo cáo"' in response.content.decode()


def test_bodies_of_two_assignments_change_places(cast, officer):
    row = make_recommendation(cast.session, "Một", body=cast.body)
    row.assignments.create(body=cast.commune_body, role="coordinating")
    one, two = row.assignments.order_by("pk")
    rows = ({"id": one.pk, "body": two.body_id}, {"id": two.pk, "body": one.body_id, "role": "coordinating"})
    data = typed(*rows, initial=2, text="Một", row_version="1")
    assert officer.post(reverse("recommendation_edit", args=[row.pk]), data).status_code == 302
    assert {a.body: a.role for a in row.assignments.all()} == {
        cast.body: "coordinating",
        cast.commune_body: "lead",
    }


def test_assignment_turned_into_one_that_a_colleague_added_leaves_one(cast, officer):
    row = make_recommendation(cast.session, "Một", body=cast.body)
    mine = row.assignments.get()
    row.assignments.create(body=cast.commune_body)
    data = typed({"id": mine.pk, "body": cast.commune_body.pk}, initial=1, text="Một", row_version="1")
    assert officer.post(reverse("recommendation_edit", args=[row.pk]), data).status_code == 302
    assert [a.body for a in row.assignments.all()] == [cast.commune_body]


def test_save_refused_by_the_database_is_told_in_words(cast, officer, monkeypatch):
    def collide(**_given):
        raise IntegrityError

    monkeypatch.setattr("oversight.actions.cases.add_recommendation", collide)
    response = officer.post(new(cast.session), typed())
    words = "Có người vừa lưu cùng lúc. Chưa có gì bị ghi đè; xem lại rồi lưu lần nữa."
    assert (response.status_code, response.context["form"].non_field_errors()) == (422, [words])


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
