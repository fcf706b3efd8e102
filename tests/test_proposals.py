"""Proposals: raised by a body, recorded, compiled and forwarded by the committee."""

from datetime import date

import lxml.html
import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from cds_portal.accounts.grants import Role
from districts.models import Post
from oversight.models import OversightSession, Proposal
from tests.factories import (
    DAY,
    LONG_AGO,
    Cast,
    make_body,
    make_commune,
    make_district,
    make_province,
    make_session,
    make_user,
    make_visit,
)


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.staff)
    return client


@pytest.fixture
def proposal(cast):
    return raised(cast)


def raised(cast, text="Hỗ trợ đường truyền", **fields):
    fields = {"raised_by": cast.commune_body, "session": cast.session, "theme": "budget"} | fields
    return Proposal.objects.create(committee=cast.committee, text=text, **fields)


def typed(**changes):
    return {"theme": "infrastructure", "text": "Đề nghị hỗ trợ đường truyền"} | changes


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)][-1]


def post(client, proposal, verb, **data):
    response = client.post(reverse(f"proposal_{verb}", args=[proposal.pk]), data)
    proposal.refresh_from_db()
    return response


def test_reporter_raises_for_the_own_body_and_the_committee_follows(cast, client):
    other = cast.stranger.posts.get().body
    other.valid_to = DAY
    other.save()
    client.force_login(cast.local)
    client.post(reverse("proposal_new"), typed(raised_by=cast.commune_body.pk))
    made = Proposal.objects.get()
    assert (made.raised_by, made.committee, made.status, made.by) == (
        cast.commune_body,
        cast.committee,
        "raised",
        cast.local,
    )


def test_reporter_of_a_province_with_two_committees_says_to_which(cast, client):
    client.force_login(cast.local)
    response = client.post(reverse("proposal_new"), typed(raised_by=cast.commune_body.pk))
    assert (response.status_code, Proposal.objects.count()) == (422, 0)
    data = typed(raised_by=cast.commune_body.pk, committee=cast.committee.pk)
    client.post(reverse("proposal_new"), data)
    assert Proposal.objects.get().committee == cast.committee


def test_reporter_may_not_raise_for_another_body(cast, client):
    hold_post(cast.local, make_body("Ủy ban MTTQ xã Thạch Châu", kind="front", unit=cast.commune))
    client.force_login(cast.local)
    data = typed(raised_by=cast.body.pk, committee=cast.committee.pk)
    response = client.post(reverse("proposal_new"), data)
    assert (response.status_code, Proposal.objects.count()) == (422, 0)
    assert response.context["form"].errors == {"raised_by": ["Chỉ nêu đề xuất của đơn vị mình phụ trách."]}


def test_reporter_of_one_body_raises_for_it_whatever_is_sent(cast, client):
    client.force_login(cast.local)
    data = typed(raised_by=cast.body.pk, committee=cast.committee.pk)
    client.post(reverse("proposal_new"), data)
    assert Proposal.objects.get().raised_by == cast.commune_body


def hold_post(user, body, role=Role.LOCAL_REPORTER):
    Post.objects.create(user=user, body=body, role=role, title="Cán bộ", valid_from=LONG_AGO)


def send_as_shown(client, url, **changes):
    """What a browser sends: the inputs of the page as they are, but for what a person types."""
    page = lxml.html.fromstring(client.get(url).content.decode())
    form = page.get_element_by_id("proposal-form")
    return client.post(url, dict(form.form_values()) | changes)


def test_body_of_a_province_without_committee_is_told(cast, client):
    body = make_body("UBND tỉnh Quảng Bình", unit=make_province("Quảng Bình"))
    client.force_login(make_user(Role.LOCAL_REPORTER, body))
    response = client.post(reverse("proposal_new"), typed(raised_by=body.pk))
    assert response.context["form"].non_field_errors() == [
        "Chưa xác định được Ban tiếp nhận của UBND tỉnh Quảng Bình. Chọn cuộc giám sát hoặc Ban."
    ]
    assert "Đề nghị hỗ trợ đường truyền</textarea>" in response.content.decode()


def test_officer_records_what_a_body_said_at_a_visit(cast, officer):
    visit = make_visit(session=cast.session, unit=cast.commune)
    officer.post(reverse("proposal_new"), typed(raised_by=cast.commune_body.pk, visit=visit.pk))
    made = Proposal.objects.get()
    assert (made.session, made.visit, made.committee) == (cast.session, visit, cast.committee)


def test_proposal_without_text_is_refused(cast, officer):
    response = officer.post(reverse("proposal_new"), typed(text="", raised_by=cast.body.pk))
    assert response.context["form"].errors == {"text": ["Chưa nhập ô này."]}


def test_proposal_goes_its_way_and_makes_assignments(cast, officer, proposal, settings):
    settings.CLOCK_TODAY = date(2023, 10, 2)
    department = make_body("Sở Thông tin và Truyền thông", kind="department", unit=cast.committee.unit)
    finance = make_body("Sở Tài chính", kind="department", unit=cast.committee.unit)
    assert post(officer, proposal, "record").url == proposal.get_absolute_url()
    post(officer, proposal, "compile")
    data = {
        "lead": department.pk,
        "coordinating": [finance.pk],
        "deliverable": "Văn bản",
        "due_on": "30/10/2023",
    }
    assert said(post(officer, proposal, "forward", **data)) == "Đã chuyển đề xuất tới cơ quan có thẩm quyền."
    assert [(c.to_status, c.by) for c in proposal.history] == [
        (status, cast.staff) for status in ("recorded", "compiled", "forwarded")
    ]
    made = [(a.body, a.role, a.status, a.issued_on, a.due_on) for a in proposal.assignments.order_by("pk")]
    day, due = date(2023, 10, 2), date(2023, 10, 30)
    assert made == [(department, "lead", "issued", day, due), (finance, "coordinating", "issued", day, due)]


def compiled(cast):
    return raised(cast, status="compiled")


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"lead": ""}, {"lead": ["Chưa nhập ô này."]}),
        ({"due_on": "1/10/2023"}, {"due_on": ["Ngày trả lời phải từ hôm nay trở đi."]}),
    ],
)
def test_refused_forwarding_keeps_the_proposal_where_it_is(cast, officer, settings, changes, errors):
    settings.CLOCK_TODAY = date(2023, 10, 2)
    proposal = compiled(cast)
    response = post(
        officer, proposal, "forward", **{"lead": cast.body.pk, "deliverable": "Văn bản"} | changes
    )
    assert (response.status_code, response.context["form"].errors) == (422, errors)
    assert (proposal.status, proposal.assignments.count()) == ("compiled", 0)
    assert 'value="Văn bản"' in response.content.decode()


def test_lead_is_not_chosen_again_beside_itself(cast, officer):
    response = post(officer, compiled(cast), "forward", lead=cast.body.pk, coordinating=[cast.body.pk])
    assert response.context["form"].errors == {"coordinating": ["Cơ quan chủ trì không cần chọn lại ở đây."]}


def test_body_that_has_ended_is_no_addressee_today(cast, officer, settings):
    settings.CLOCK_TODAY = date(2026, 1, 5)
    ended = make_body("Sở cũ", kind="department", unit=cast.committee.unit, valid_to=date(2025, 2, 28))
    response = post(officer, compiled(cast), "forward", lead=ended.pk)
    assert response.context["form"].errors == {"lead": ["Cơ quan này không còn hoạt động hôm nay."]}


def test_declining_needs_a_reason(cast, officer, proposal):
    post(officer, proposal, "record")
    words = "Xin ghi lý do không tiếp nhận để địa phương được biết."
    assert (said(post(officer, proposal, "decline", reason=" ")), proposal.status) == (words, "recorded")
    post(officer, proposal, "decline", reason="Đã có trong kế hoạch")
    assert (proposal.status, proposal.history.last().note) == ("not_taken_up", "Đã có trong kế hoạch")


def test_forwarding_before_compiling_is_refused(officer, proposal):
    assert said(post(officer, proposal, "forward")) == "Chỉ chuyển đề xuất đã tổng hợp."
    assert proposal.status == "raised"


def test_step_out_of_order_is_refused(officer, proposal):
    words = "Không thể chuyển từ “mới nêu” sang “đã tổng hợp”."
    assert (said(post(officer, proposal, "compile")), proposal.status) == (words, "raised")


def test_two_who_press_at_once_do_not_both_win(cast, officer, proposal):
    mine = Proposal.objects.get(pk=proposal.pk)
    Proposal.objects.get(pk=proposal.pk).record(by=cast.colleague)
    with pytest.raises(Exception, match=f"{cast.colleague.full_name} đã chuyển sang “đã ghi nhận”"):
        mine.record(by=cast.staff)


def test_two_officers_on_one_text_lose_nothing(cast, client, proposal):
    url = reverse("proposal_edit", args=[proposal.pk])
    data = typed(raised_by=cast.commune_body.pk, session=cast.session.pk, row_version="1")
    client.force_login(cast.staff)
    assert client.post(url, data | {"text": "Một"}).status_code == 302
    client.force_login(cast.colleague)
    response = client.post(url, data | {"text": "Hai"})
    proposal.refresh_from_db()
    assert (response.status_code, proposal.text) == (409, "Một")
    assert "Hai</textarea>" in response.content.decode()


def test_body_edits_only_until_the_committee_has_recorded_it(cast, client, proposal):
    url = reverse("proposal_edit", args=[proposal.pk])
    client.force_login(cast.local)
    assert client.get(url).status_code == 200
    proposal.record(by=cast.staff)
    words = "Đề xuất đã ghi nhận, không sửa nội dung được nữa."
    assert said(client.get(url)) == words
    response = client.post(url, typed(text="Đã gõ lâu", row_version="1"))
    assert (response.status_code, response.context["form"].non_field_errors()) == (422, [words])
    assert "Đã gõ lâu</textarea>" in response.content.decode()
    proposal.refresh_from_db()
    assert proposal.text == "Hỗ trợ đường truyền"
    client.force_login(cast.staff)
    assert client.get(url).status_code == 200


def test_proposal_is_seen_as_the_table_says(cast, client, proposal):
    other = make_user(Role.LOCAL_REPORTER, cast.body)
    clerk = make_user(Role.CLERK, cast.committee)
    rows = [
        (cast.leader, 200, 403, 403),
        (clerk, 200, 403, 403),
        (cast.member, 200, 403, 403),
        (cast.local, 200, 200, 403),
        (other, 404, 404, 403),
        (cast.stranger, 404, 404, 404),
        (cast.staff, 200, 200, 302),
    ]
    edit, record = (reverse(f"proposal_{verb}", args=[proposal.pk]) for verb in ("edit", "record"))
    for user, sees, edits, records in rows:
        client.force_login(user)
        codes = (client.get(proposal.get_absolute_url()).status_code, client.get(edit).status_code)
        assert (user, *codes, client.post(record).status_code) == (user, sees, edits, records)


def test_department_sees_a_proposal_once_it_is_sent_there(cast, client, proposal):
    department = make_body("Sở Thông tin và Truyền thông", kind="department")
    client.force_login(make_user(Role.DEPARTMENT, department))
    assert client.get(proposal.get_absolute_url()).status_code == 404
    proposal.assignments.create(body=department, status="issued", issued_on=DAY)
    assert client.get(proposal.get_absolute_url()).status_code == 200


def test_body_that_raised_it_sees_where_it_went_and_why_not(cast, client, proposal):
    proposal.assignments.create(body=cast.body, status="issued", issued_on=DAY)
    proposal.record(by=cast.staff)
    proposal.decline(by=cast.staff, reason="Không thuộc thẩm quyền")
    client.force_login(cast.local)
    response = client.get(proposal.get_absolute_url())
    assert [a.body for a in response.context["assignments"]] == [cast.body]
    assert "Không thuộc thẩm quyền" in response.content.decode()


@pytest.mark.parametrize("verb", ["record", "compile", "decline"])
def test_acts_are_by_post_only(officer, proposal, verb):
    assert officer.get(reverse(f"proposal_{verb}", args=[proposal.pk])).status_code == 405


def test_script_in_a_proposal_is_inert(cast, officer):
    row = raised(cast, "<script>alert(1)</script>")
    for url in (reverse("proposal_list"), row.get_absolute_url()):
        assert b"<script>alert" not in officer.get(url).content


class Two:
    """An officer of two committees, each with a locality and a session of its own."""

    def __init__(self, cast):
        self.cast = cast
        province = make_province("Long An")
        self.committee = make_body("Ban của Long An", kind="committee", unit=province)
        self.body = make_body("UBND huyện Đức Huệ", unit=make_district("Đức Huệ", parent=province))
        self.session = make_session(committee=self.committee)
        hold_post(cast.staff, self.committee, Role.STAFF)


@pytest.fixture
def two(cast):
    return Two(cast)


def test_officer_of_two_committees_names_a_body_and_it_goes_to_the_one_around_it(two, officer):
    officer.post(reverse("proposal_new"), typed(raised_by=two.body.pk))
    assert Proposal.objects.get().committee == two.committee


def test_body_of_one_province_is_not_put_into_the_session_of_another(two, officer):
    data = typed(raised_by=two.body.pk, session=two.cast.session.pk)
    response = officer.post(reverse("proposal_new"), data)
    assert (response.status_code, Proposal.objects.count()) == (422, 0)
    words = (
        "UBND huyện Đức Huệ không thuộc địa bàn của Ban Văn hóa - Xã hội HĐND tỉnh Hà Tĩnh. "
        "Chọn lại đơn vị hoặc cuộc giám sát."
    )
    assert response.context["form"].errors == {"raised_by": [words]}


OTHER_SESSION = "Không ghi đề xuất này vào cuộc đã chọn được: cuộc đã hủy hoặc do Ban khác chủ trì."


def test_editing_does_not_move_a_proposal_to_the_session_of_another_committee(two, officer, proposal):
    data = typed(raised_by=two.cast.commune_body.pk, session=two.session.pk, row_version="1")
    response = post(officer, proposal, "edit", **data)
    assert response.context["form"].errors == {"session": [OTHER_SESSION]}
    assert (proposal.session, proposal.committee) == (two.cast.session, two.cast.committee)


def test_editing_does_not_move_a_proposal_to_a_body_of_another_province(two, officer, proposal):
    response = post(officer, proposal, "edit", **typed(raised_by=two.body.pk, row_version="1"))
    words = "Đơn vị này không thuộc địa bàn của Ban."
    assert response.context["form"].errors == {"raised_by": [words]}


def test_reporter_does_not_choose_a_committee_beside_that_of_the_session(cast, client):
    other = cast.stranger.posts.get().body
    reporter = make_user(Role.LOCAL_REPORTER, cast.body)
    client.force_login(reporter)
    data = typed(session=cast.session.pk, committee=other.pk)
    response = client.post(reverse("proposal_new"), data)
    assert response.context["form"].errors == {
        "session": ["Cuộc này do Ban khác chủ trì. Chọn lại cuộc giám sát hoặc Ban."]
    }


def test_visit_of_another_session_is_refused(cast, officer):
    visit = make_visit(session=make_session(committee=cast.committee), unit=cast.commune)
    data = typed(raised_by=cast.commune_body.pk, session=cast.session.pk, visit=visit.pk)
    response = officer.post(reverse("proposal_new"), data)
    assert response.context["form"].errors == {
        "visit": ["Chuyến này thuộc cuộc giám sát khác. Chọn lại chuyến hoặc cuộc giám sát."]
    }


def test_cancelled_session_takes_no_proposal(cast, officer):
    OversightSession.objects.update(status="cancelled")
    url = reverse("proposal_new")
    response = officer.get(url, {"session": cast.session.code})
    assert (response.url, said(response)) == (
        cast.session.get_absolute_url(),
        "Cuộc giám sát đã hủy, không ghi thêm đề xuất được nữa.",
    )
    response = officer.post(url, typed(raised_by=cast.body.pk, session=cast.session.pk))
    assert (response.status_code, response.context["form"].errors) == (422, {"session": [OTHER_SESSION]})


def test_proposal_of_a_session_cancelled_since_is_still_edited(cast, officer, proposal):
    OversightSession.objects.update(status="cancelled")
    response = send_as_shown(officer, reverse("proposal_edit", args=[proposal.pk]), text="Sửa chữ")
    proposal.refresh_from_db()
    assert (response.status_code, proposal.text, proposal.session) == (302, "Sửa chữ", cast.session)


def test_form_sent_twice_makes_one_proposal(cast, officer):
    data = typed(raised_by=cast.body.pk, form_token="một tờ")
    first, second = (officer.post(reverse("proposal_new"), data) for _ in range(2))
    assert (first.url, Proposal.objects.count()) == (second.url, 1)


def test_new_form_carries_a_token_and_an_edit_none(officer, proposal):
    urls = (reverse("proposal_new"), reverse("proposal_edit", args=[proposal.pk]))
    assert [b'name="form_token"' in officer.get(url).content for url in urls] == [True, False]


@pytest.mark.parametrize("verb", ["new", "edit", "forward"])
def test_body_that_cannot_be_read_is_an_empty_form_refused(cast, officer, verb):
    proposal = compiled(cast)
    url = reverse(f"proposal_{verb}", args=[] if verb == "new" else [proposal.pk])
    response = officer.post(url, "gì đó", content_type="text/plain")
    assert (response.status_code, Proposal.objects.count()) == (422, 1)


def options_of(response, name):
    select = lxml.html.fromstring(response.content.decode()).xpath(f"//select[@name='{name}']")[0]
    return [option.text for option in select.iter("option")]


def test_officer_chooses_among_localities_and_tells_old_from_new(cast, officer, settings):
    settings.CLOCK_TODAY = date(2026, 1, 5)
    new = make_body("UBND xã Thạch Châu", unit=make_commune("Thạch Châu mới", parent=cast.district))
    cast.commune_body.valid_to, cast.commune_body.successor = date(2025, 6, 30), new
    cast.commune_body.save()
    for kind in ("office", "department", "steering_committee"):
        make_body("Không phải địa phương", kind=kind, unit=cast.committee.unit)
    response = officer.get(reverse("proposal_new"))
    assert options_of(response, "raised_by") == [
        "Chọn đơn vị",
        "UBND huyện Lộc Hà",
        "UBND xã Thạch Châu (nay là UBND xã Thạch Châu mới)",
        "UBND xã Thạch Châu",
    ]
    session = cast.session
    assert options_of(response, "session") == ["Không gắn với cuộc nào", f"{session.code} · {session.title}"]


def test_proposal_is_called_by_its_first_whole_words(cast):
    assert str(Proposal(text="Hỗ trợ đường truyền")) == "Hỗ trợ đường truyền"
    assert str(Proposal(text="chữ " * 40)) == " ".join(["chữ"] * 18) + "…"
