"""Sessions: the form and its refusals, the lifecycle on the screen, who sees what."""

from datetime import date, timedelta

import pytest
from auditlog.models import LogEntry
from django.contrib.messages import get_messages
from django.urls import reverse

from cds_portal.accounts.grants import Role
from oversight.forms.session import proposed_code
from oversight.models import (
    DelegationMember,
    Document,
    Finding,
    LegalAct,
    NumberSeries,
    OversightSession,
    ReviewedBody,
    SessionChair,
)
from tests.factories import DAY, Cast, make_body, make_recommendation, make_session, make_user, make_visit

Status = OversightSession.Status


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.staff)
    return client


def typed(**changes):
    return {
        "title": "Giám sát việc thực hiện chuyển đổi số tại huyện Lộc Hà",
        "topic": "Chuyển đổi số",
        "kind": "thematic",
        "code": "",
        "period_from": "01/01/2021",
        "period_to": "2023-12-31",
        "works_from": "13/9/2023",
        "works_to": "13/9/2023",
    } | changes


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def errors(response):
    return response.context["form"].errors.get_json_data()


# The form


def test_new_session_gets_its_code_from_place_and_year(cast, officer):
    response = officer.post(reverse("session_new"), typed(committee=cast.committee.pk))
    session = OversightSession.objects.get(code="LOCHA-2023")
    assert response.url == reverse("session_people", args=["LOCHA-2023"])
    assert (session.status, session.works_from, session.committee) == (Status.PLANNED, DAY, cast.committee)


@pytest.mark.parametrize(
    ("title", "topic", "code"),
    [
        ("Giám sát tại huyện Đức Huệ", "Chuyển đổi số", "DUCHUE-2023"),
        ("Giám sát trên địa bàn xã Mai Phụ", "", "MAIPHU-2023"),
        ("Giám sát chuyên đề", "Chuyển đổi số cấp xã", "CDSCX-2023"),
        ("?", "", "GS-2023"),
    ],
)
def test_proposed_code(db, title, topic, code):
    assert proposed_code(title, topic, 2023) == code


def test_proposed_code_of_a_taken_one_has_a_number(cast):
    make_session(committee=cast.committee, code="LOCHA-2023")
    assert proposed_code("Giám sát tại huyện Lộc Hà", "", 2023) == "LOCHA-2023-2"


def test_typed_code_is_upper_case_and_a_taken_one_is_refused(cast, officer):
    officer.post(reverse("session_new"), typed(committee=cast.committee.pk, code="loc-ha-1"))
    response = officer.post(reverse("session_new"), typed(committee=cast.committee.pk, code="LOC-ha-1"))
    assert OversightSession.objects.filter(code="LOC-HA-1").count() == 1
    assert errors(response)["code"][0]["message"] == "Mã LOC-HA-1 đã dùng cho cuộc giám sát khác."


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        (
            {"period_to": "31/12/2020"},
            "period_to",
            "Thời kỳ giám sát kết thúc trước khi bắt đầu. Xin xem lại hai ngày.",
        ),
        ({"works_to": "12/09/2023"}, "works_to", "Ngày kết thúc làm việc phải từ ngày bắt đầu trở đi."),
        (
            {"works_from": "hôm qua"},
            "works_from",
            "Ngày chưa đúng. Nhập theo dạng ngày/tháng/năm, ví dụ 13/9/2023.",
        ),
        ({"title": ""}, "title", "Chưa nhập ô này."),
    ],
)
def test_refused_session_says_where_and_keeps_what_was_typed(cast, officer, changes, field, words):
    response = officer.post(reverse("session_new"), typed(committee=cast.committee.pk) | changes)
    assert response.status_code == 422
    assert [(name, [e["message"] for e in found]) for name, found in errors(response).items()] == [
        (field, [words])
    ]
    page = response.content.decode()
    assert "Chuyển đổi số</textarea>" in page
    assert f'value="{changes[field]}"' in page or field in ("title", "period_to", "works_to")
    assert OversightSession.objects.count() == 1


def test_typed_date_comes_back_as_the_picker_shows_it(cast, officer):
    page = officer.post(reverse("session_new"), typed(title="")).content.decode()
    assert '<input type="date" name="works_from" value="2023-09-13"' in page


def test_committee_of_another_is_not_a_choice(cast, officer):
    other = make_body("Ban khác", kind="committee")
    response = officer.post(reverse("session_new"), typed(committee=other.pk))
    assert list(errors(response)) == ["committee"]


def test_second_officer_who_saves_over_the_first_sees_both_texts(cast, client):
    session = cast.session
    data = typed(row_version="1", title="Tên của người thứ nhất")
    client.force_login(cast.staff)
    assert client.post(reverse("session_edit", args=[session.code]), data).status_code == 302
    client.force_login(cast.colleague)
    response = client.post(reverse("session_edit", args=[session.code]), data | {"title": "Tên của tôi"})
    page = response.content.decode()
    assert response.status_code == 409
    assert [(c.theirs, c.mine) for c in response.context["form"].conflicts] == [
        ("Tên của người thứ nhất", "Tên của tôi")
    ]
    assert cast.staff.full_name in page
    session.refresh_from_db()
    assert session.title == "Tên của người thứ nhất"
    again = client.post(
        reverse("session_edit", args=[session.code]), data | {"title": "Tên của tôi", "row_version": "2"}
    )
    session.refresh_from_db()
    assert (again.status_code, session.title) == (302, "Tên của tôi")


def test_editing_never_moves_the_status(cast, officer):
    officer.post(reverse("session_edit", args=[cast.session.code]), typed(row_version="1", status="closed"))
    cast.session.refresh_from_db()
    assert cast.session.status == Status.FIELDWORK


# People and bodies


def rows(prefix, initial, *forms):
    data = {f"{prefix}-TOTAL_FORMS": len(forms), f"{prefix}-INITIAL_FORMS": initial}
    for n, form in enumerate(forms):
        data |= {f"{prefix}-{n}-{name}": value for name, value in form.items()}
    return data


def people(**tables):
    data = {"row_version": "1", "head_note": ""}
    for prefix in ("chairs", "members", "reviewed"):
        data |= rows(prefix, *tables.get(prefix, (0,)))
    return data


@pytest.fixture
def empty_session(cast):
    return make_session(committee=cast.committee, status=Status.PLANNED)


def test_people_are_saved_in_the_order_of_the_screen(cast, officer, empty_session):
    head = {"name": "Trần Thị Bình", "position": "Trưởng Ban", "role": "head"}
    data = people(
        chairs=(
            0,
            {"name": "A", "position": "Phó Chủ tịch HĐND", "concluded": "on"},
            {"name": "B", "position": "P"},
        ),
        members=(0, head, {"name": "", "position": "", "role": "member"}),
        reviewed=(0, {"body": cast.body.pk, "mode": "direct", "report_due_on": "1/9/2023"}),
    )
    response = officer.post(reverse("session_people", args=[empty_session.code]), data)
    assert response.url == empty_session.get_absolute_url()
    assert [(c.name, c.concluded) for c in empty_session.chairs.all()] == [("A", True), ("B", False)]
    assert [(m.name, m.role) for m in empty_session.members.all()] == [("Trần Thị Bình", "head")]
    assert [(r.body, r.report_due_on) for r in empty_session.reviewed_bodies.all()] == [
        (cast.body, date(2023, 9, 1))
    ]


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        (
            {
                "members": (
                    0,
                    {"name": "A", "position": "x", "role": "head"},
                    {"name": "B", "position": "x", "role": "head"},
                )
            },
            "Đoàn giám sát chỉ có một Trưởng đoàn.",
        ),
        (
            {
                "chairs": (
                    0,
                    {"name": "A", "position": "x", "concluded": "on"},
                    {"name": "B", "position": "x", "concluded": "on"},
                )
            },
            "Chỉ một người phát biểu kết luận. Bỏ bớt dấu chọn ở người khác.",
        ),
    ],
)
def test_refused_people_are_told_and_kept(officer, empty_session, tables, words):
    response = officer.post(reverse("session_people", args=[empty_session.code]), people(**tables))
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page and 'value="A"' in page and 'value="B"' in page
    assert (empty_session.members.count(), empty_session.chairs.count()) == (0, 0)


def test_reviewed_body_twice_is_refused(cast, officer, empty_session):
    row = {"body": cast.body.pk, "mode": "direct"}
    response = officer.post(
        reverse("session_people", args=[empty_session.code]), people(reviewed=(0, row, row))
    )
    assert "UBND huyện Lộc Hà được ghi hai lần." in response.content.decode()


def test_reviewed_body_not_in_force_on_the_session_date_is_refused(cast, officer, empty_session):
    late = make_body("UBND xã mới", unit=cast.commune, valid_from=date(2025, 7, 1))
    data = people(reviewed=(0, {"body": late.pk, "mode": "direct"}))
    page = officer.post(reverse("session_people", args=[empty_session.code]), data).content.decode()
    assert "Đơn vị này không hoạt động vào ngày làm việc của cuộc giám sát." in page


def test_second_officer_on_the_page_of_people_overwrites_nothing(cast, client, empty_session):
    url = reverse("session_people", args=[empty_session.code])
    client.force_login(cast.staff)
    client.post(url, people(chairs=(0, {"name": "A", "position": "x"})))
    client.force_login(cast.colleague)
    response = client.post(url, people(chairs=(0, {"name": "B", "position": "x"})))
    assert response.status_code == 409
    assert f"{cast.staff.full_name} đã lưu trước đồng chí" in response.content.decode()
    assert [tuple(c) for c in response.context["forms"].head.conflicts] == [
        ("Người chủ trì", "A · x", "B · x")
    ]
    assert [chair.name for chair in empty_session.chairs.all()] == ["A"]


def rows_of(*records):
    """The rows of a table as the page posts them back."""
    names = ("name", "position", "role")
    return [
        {"id": row.pk} | {name: getattr(row, name) for name in names if hasattr(row, name)} for row in records
    ]


def save_people(client, session, version=1, **tables):
    response = client.post(
        reverse("session_people", args=[session.code]), people(**tables) | {"row_version": version}
    )
    return response.status_code


def test_head_changes_places_with_a_member(officer, empty_session):
    for name, role in (("A", "head"), ("B", "member")):
        DelegationMember.objects.create(session=empty_session, name=name, position="x", role=role)
    for version, roles in ((1, ("member", "head")), (2, ("head", "member"))):
        first, second = rows_of(*empty_session.members.all())
        rows = (2, first | {"role": roles[0]}, second | {"role": roles[1]})
        assert save_people(officer, empty_session, version, members=rows) == 302
        assert [m.role for m in empty_session.members.all()] == list(roles)


def test_new_head_in_place_of_a_deleted_one(officer, empty_session):
    head = DelegationMember.objects.create(session=empty_session, name="A", position="x", role="head")
    new = {"name": "B", "position": "x", "role": "head"}
    assert save_people(officer, empty_session, members=(1, *rows_of(head), new)) == 422
    gone = rows_of(head)[0] | {"DELETE": "on"}
    assert save_people(officer, empty_session, members=(1, gone, new)) == 302
    assert [(m.name, m.role) for m in empty_session.members.all()] == [("B", "head")]


def test_conclusion_moves_from_one_chair_to_another_and_back(officer, empty_session):
    for name, concluded in (("A", False), ("B", True)):
        SessionChair.objects.create(session=empty_session, name=name, position="x", concluded=concluded)
    for version, place in ((1, 0), (2, 1)):
        rows = rows_of(*empty_session.chairs.all())
        rows[place]["concluded"] = "on"
        assert save_people(officer, empty_session, version, chairs=(2, *rows)) == 302
        assert [chair.concluded for chair in empty_session.chairs.all()] == [place == 0, place == 1]


def test_reviewed_bodies_change_places(cast, officer, empty_session):
    for body in (cast.body, cast.commune_body):
        ReviewedBody.objects.create(session=empty_session, body=body)
    one, two = empty_session.reviewed_bodies.order_by("pk")
    swapped = ({"id": one.pk, "body": two.body_id, "mode": "by_report"}, {"id": two.pk, "body": one.body_id})
    swapped[1]["mode"] = "direct"
    assert save_people(officer, empty_session, reviewed=(2, *swapped)) == 302
    assert {row.body: row.mode for row in empty_session.reviewed_bodies.all()} == {
        cast.body: "direct",
        cast.commune_body: "by_report",
    }


def test_one_body_added_by_two_officers_is_there_once(cast, client, empty_session):
    rows = (0, {"body": cast.body.pk, "mode": "direct"})
    client.force_login(cast.staff)
    assert save_people(client, empty_session, reviewed=rows) == 302
    client.force_login(cast.colleague)
    mine = (0, {"body": cast.body.pk, "mode": "by_report"})
    assert save_people(client, empty_session, reviewed=mine) == 409
    assert save_people(client, empty_session, 2, reviewed=mine) == 302
    assert [(r.body, r.mode) for r in empty_session.reviewed_bodies.all()] == [(cast.body, "by_report")]


def test_row_that_a_colleague_deleted_is_saved_as_new(officer, empty_session):
    chair = SessionChair.objects.create(session=empty_session, name="A", position="x")
    rows = (1, *rows_of(chair))
    chair.delete()
    assert save_people(officer, empty_session, chairs=rows) == 302
    assert [row.name for row in empty_session.chairs.all()] == ["A"]


def test_row_of_another_session_is_not_touched(cast, officer, empty_session):
    theirs = SessionChair.objects.create(session=cast.session, name="Của cuộc khác", position="x")
    rows = (1, {"id": theirs.pk, "name": "A", "position": "x"})
    assert save_people(officer, empty_session, chairs=rows) == 302
    assert [row.name for row in empty_session.chairs.all()] == ["A"]
    assert [row.name for row in cast.session.chairs.all()] == ["Của cuộc khác"]


@pytest.mark.parametrize("total", ["-1", "x", "", "100000000"])
def test_wrong_count_of_rows_is_told_and_the_rows_kept(officer, empty_session, total):
    data = people(chairs=(0, {"name": "A", "position": "x"})) | {"chairs-TOTAL_FORMS": total}
    response = officer.post(reverse("session_people", args=[empty_session.code]), data)
    page = response.content.decode()
    assert (response.status_code, empty_session.chairs.count()) == (422, 0)
    assert "Các dòng gửi lên không đầy đủ. Xem lại từng dòng rồi lưu lần nữa." in page
    assert 'value="A"' in page and 'name="chairs-TOTAL_FORMS" value="1"' in page


@pytest.mark.parametrize("change", [{"DELETE": "on"}, {"body": "other"}])
def test_notified_body_stays_in_the_session(cast, officer, change):
    session = make_session(committee=cast.committee, status=Status.NOTIFIED, reviewed=[cast.body])
    change = {name: cast.commune_body.pk if value == "other" else value for name, value in change.items()}
    row = {"id": session.reviewed_bodies.get().pk, "body": cast.body.pk, "mode": "direct"} | change
    response = officer.post(reverse("session_people", args=[session.code]), people(reviewed=(1, row)))
    words = "Cuộc giám sát đã thông báo cho UBND huyện Lộc Hà, không bỏ đơn vị này được nữa."
    assert (response.status_code, response.context["forms"].reviewed.non_form_errors()) == (422, [words])
    assert session.reviewed_bodies.get().body == cast.body


def test_change_of_head_stands_in_the_history(officer, empty_session):
    for name, role in (("A", "head"), ("B", "member")):
        DelegationMember.objects.create(session=empty_session, name=name, position="x", role=role)
    first, second = rows_of(*empty_session.members.all())
    save_people(officer, empty_session, members=(2, first | {"role": "member"}, second | {"role": "head"}))
    entries = LogEntry.objects.get_for_objects(empty_session.members.all()).filter(
        action=LogEntry.Action.UPDATE
    )
    assert [entry.changes["role"] for entry in entries.order_by("pk")] == [
        ["head", "member"],
        ["member", "head"],
    ]


# What stands after the conclusion, and on which days


@pytest.mark.parametrize("status", ["concluded", "follow_up", "closed", "cancelled"])
def test_ended_session_is_not_changed_and_keeps_what_was_typed(cast, officer, status):
    session = make_session(committee=cast.committee, status=status)
    words = f"Cuộc giám sát {session.get_status_display()}, không sửa thông tin và thành phần được nữa."
    posts = {
        "session_edit": typed(row_version="1", title="Tên đã gõ"),
        "session_people": people(chairs=(0, {"name": "Tên đã gõ", "position": "x"})),
    }
    for name, data in posts.items():
        url = reverse(name, args=[session.code])
        answer = officer.get(url)
        assert (answer.url, said(answer)[-1]) == (session.get_absolute_url(), words)
        response = officer.post(url, data)
        page = response.content.decode()
        assert (response.status_code, words in page, "Tên đã gõ" in page) == (422, True, True)
    session.refresh_from_db()
    assert (session.title, session.chairs.count()) == ("Giám sát chuyển đổi số tại huyện Lộc Hà", 0)
    page = officer.get(session.get_absolute_url()).content.decode()
    assert reverse("session_edit", args=[session.code]) not in page


@pytest.mark.parametrize(
    ("field", "days"),
    [
        ("works_from", {"works_from": "14/9/2023", "works_to": "15/9/2023"}),
        ("works_to", {"works_from": "1/9/2023", "works_to": "12/9/2023"}),
    ],
)
def test_working_days_do_not_move_away_from_visits(cast, officer, field, days):
    make_visit(session=cast.session, unit=cast.commune)
    url = reverse("session_edit", args=[cast.session.code])
    response = officer.post(url, typed(row_version="1", **days))
    words = "Đã có chuyến khảo sát ngày 13/9/2023 (Chợ Phủ). Thời gian làm việc phải gồm cả ngày đó."
    assert (response.status_code, response.context["form"].errors) == (422, {field: [words]})
    wider = typed(row_version="1", works_from="12/9/2023", works_to="14/9/2023")
    assert officer.post(url, wider).status_code == 302


@pytest.mark.parametrize(("day", "status"), [("31/12/1999", 422), ("1/1/2000", 302), ("1/1/0202", 422)])
def test_year_out_of_reach_is_refused(cast, officer, day, status):
    response = officer.post(reverse("session_new"), typed(committee=cast.committee.pk, period_from=day))
    assert response.status_code == status
    if status == 422:
        assert response.context["form"].errors == {"period_from": ["Năm phải trong khoảng 2000–2100."]}


@pytest.mark.parametrize("code", ["-", "___"])
def test_code_needs_a_letter_or_a_figure(cast, officer, code):
    response = officer.post(reverse("session_new"), typed(committee=cast.committee.pk, code=code))
    words = "Mã cần ít nhất một chữ cái hoặc chữ số, ví dụ LOCHA-2023."
    assert response.context["form"].errors == {"code": [words]}


def test_new_session_sent_twice_is_made_once(cast, officer):
    data = typed(committee=cast.committee.pk, form_token="t1")
    urls = [officer.post(reverse("session_new"), data).url for _press in range(2)]
    assert urls == [reverse("session_people", args=["LOCHA-2023"])] * 2
    assert OversightSession.objects.exclude(pk=cast.session.pk).count() == 1


def test_second_officer_sees_the_legal_acts_of_both(cast, client):
    acts = [LegalAct.objects.create(name=name, valid_from=DAY) for name in ("Luật A", "Luật B")]
    url = reverse("session_edit", args=[cast.session.code])
    client.force_login(cast.staff)
    client.post(url, typed(row_version="1", legal_acts=[acts[0].pk]))
    client.force_login(cast.colleague)
    response = client.post(url, typed(row_version="1", legal_acts=[acts[1].pk]))
    assert (response.status_code, [(c.theirs, c.mine) for c in response.context["form"].conflicts]) == (
        409,
        [("Luật A", "Luật B")],
    )
    assert list(cast.session.legal_acts.all()) == [acts[0]]


# The lifecycle


def act(client, session, verb, **data):
    response = client.post(reverse(f"session_{verb}", args=[session.code]), data)
    session.refresh_from_db()
    return said(response)[-1], session.status


def issue_report(session):
    series = NumberSeries.objects.create(body=session.committee, symbol="BC-HĐND", year=2023)
    return Document.objects.create(
        kind="result_report",
        committee=session.committee,
        session=session,
        title="Báo cáo",
        status="issued",
        snapshot={},
        snapshot_hash="x",
        series=series,
        number=1,
        issued_on=DAY,
        paper_signed=True,
    )


def test_session_goes_through_its_whole_life_on_the_screen(cast, client):
    session = make_session(committee=cast.committee, status=Status.PLANNED, reviewed=[cast.body])
    client.force_login(cast.staff)
    for verb, status in (
        ("notify", Status.NOTIFIED),
        ("start_fieldwork", Status.FIELDWORK),
        ("start_reporting", Status.REPORTING),
    ):
        assert act(client, session, verb)[1] == status
    make_recommendation(session, body=cast.body)
    issue_report(session)
    session.recommendations.first().assignments.update(status="done", issued_on=DAY)
    assert act(client, session, "conclude") == ("Đã kết luận cuộc giám sát.", Status.CONCLUDED)
    assert act(client, session, "start_follow_up")[1] == Status.FOLLOW_UP
    client.force_login(cast.leader)
    assert act(client, session, "close") == ("Đã kết thúc cuộc giám sát.", Status.CLOSED)
    assert act(client, session, "reopen", reason="Có khiếu nại")[1] == Status.FOLLOW_UP
    assert [(c.to_status, c.by.full_name) for c in session.history][-1] == (
        "follow_up",
        cast.leader.full_name,
    )


@pytest.mark.parametrize(
    ("status", "verb", "who", "data", "words"),
    [
        ("planned", "notify", "staff", {}, "Chưa có đơn vị chịu sự giám sát. Thêm đơn vị rồi thông báo."),
        (
            "notified",
            "start_fieldwork",
            "staff",
            {},
            "Cuộc giám sát chỉ qua báo cáo, không có bước khảo sát - làm việc.",
        ),
        ("reporting", "conclude", "staff", {}, "Chỉ kết luận khi Báo cáo kết quả giám sát đã ban hành."),
        ("planned", "cancel", "leader", {"reason": " "}, "Xin ghi lý do hủy cuộc giám sát."),
        ("closed", "reopen", "leader", {}, "Xin ghi lý do mở lại."),
        ("fieldwork", "reopen", "leader", {"reason": "x"}, "Chỉ mở lại cuộc giám sát đã kết thúc."),
        ("closed", "notify", "staff", {}, "Chưa có đơn vị chịu sự giám sát. Thêm đơn vị rồi thông báo."),
        (
            "planned",
            "start_follow_up",
            "staff",
            {},
            "Không thể chuyển từ “đã lập kế hoạch” sang “đang theo dõi sau giám sát”.",
        ),
        (
            "fieldwork",
            "cancel",
            "leader",
            {"reason": "x"},
            "Không thể chuyển từ “đang khảo sát - làm việc” sang “đã hủy”.",
        ),
    ],
)
def test_refused_act_says_why_and_moves_nothing(cast, client, status, verb, who, data, words):
    session = make_session(committee=cast.committee, status=status)
    client.force_login(getattr(cast, who))
    assert act(client, session, verb, **data) == (words, status)


def test_conclusion_without_recommendations_needs_the_reason(cast, officer):
    session = make_session(committee=cast.committee, status=Status.REPORTING)
    issue_report(session)
    words = "Chưa có kiến nghị nào. Ghi lý do không có kiến nghị rồi kết luận."
    assert act(officer, session, "conclude") == (words, Status.REPORTING)
    OversightSession.objects.filter(pk=session.pk).update(no_recommendation_reason="Chỉ khảo sát")
    assert act(officer, session, "conclude")[1] == Status.CONCLUDED


def test_closing_with_open_assignments_is_refused(cast, client):
    session = make_session(committee=cast.committee, status=Status.FOLLOW_UP)
    make_recommendation(session, body=cast.body)
    client.force_login(cast.leader)
    words = "Còn 1 nội dung giao thực hiện chưa kết thúc, chưa thể khép lại cuộc giám sát."
    assert act(client, session, "close") == (words, Status.FOLLOW_UP)


def test_reporting_may_not_skip_fieldwork_when_bodies_are_visited(cast, officer):
    session = make_session(committee=cast.committee, status=Status.NOTIFIED, reviewed=[cast.body])
    words = "Có đơn vị giám sát trực tiếp: cần qua bước khảo sát - làm việc trước."
    assert act(officer, session, "start_reporting") == (words, Status.NOTIFIED)
    ReviewedBody.objects.update(mode="by_report")
    assert act(officer, session, "start_reporting")[1] == Status.REPORTING


# Who may, who sees

ACTS = {
    "notify": "staff",
    "start_fieldwork": "staff",
    "start_reporting": "staff",
    "conclude": "staff",
    "start_follow_up": "staff",
    "close": "leader",
    "reopen": "leader",
    "cancel": "leader",
}


@pytest.mark.parametrize("verb", ACTS)
def test_act_is_for_its_role_only_and_by_post_only(cast, client, verb):
    url = reverse(f"session_{verb}", args=[cast.session.code])
    for who in ("staff", "leader", "member", "local", "stranger"):
        client.force_login(getattr(cast, who))
        allowed = {who: 302, "stranger": 404 if ACTS[verb] == "staff" else 403}
        expected = allowed[who] if who in (ACTS[verb], "stranger") else 403
        assert (who, client.post(url).status_code) == (who, expected)
    client.force_login(getattr(cast, ACTS[verb]))
    assert client.get(url).status_code == 405


def test_session_is_seen_as_the_table_says(cast, client):
    reviewed = make_user(Role.LOCAL_REPORTER, cast.body)
    department = make_user(Role.DEPARTMENT, make_body("Sở Thông tin và Truyền thông", kind="department"))
    admin = make_user(Role.ADMIN, make_body("Văn phòng", kind="office"))
    people = [
        (cast.staff, 200),
        (cast.leader, 200),
        (cast.member, 200),
        (reviewed, 200),
        (cast.local, 404),
        (department, 404),
        (cast.stranger, 404),
        (admin, 404),
    ]
    for user, code in people:
        client.force_login(user)
        assert (user, client.get(cast.session.get_absolute_url()).status_code) == (user, code)


def test_reviewed_body_sees_a_session_only_from_the_notification(cast, client):
    session = make_session(committee=cast.committee, status=Status.PLANNED, reviewed=[cast.body])
    client.force_login(make_user(Role.LOCAL_REPORTER, cast.body))
    assert client.get(session.get_absolute_url()).status_code == 404
    session.notify(by=cast.staff)
    assert client.get(session.get_absolute_url()).status_code == 200


def test_reviewed_body_reads_its_own_row_and_nothing_of_the_draft(cast, client):
    other = make_body("UBND huyện Thạch Hà")
    ReviewedBody.objects.create(session=cast.session, body=other)
    Finding.objects.create(session=cast.session, kind="limitation", heading="1", text="Nhận định kín")
    make_recommendation(cast.session, "Kiến nghị dự thảo", body=cast.body)
    make_visit(session=cast.session, unit=cast.commune, place="Điểm chưa ký", body=cast.body)
    client.force_login(make_user(Role.LOCAL_REPORTER, cast.body))
    tabs = [None, "visits", "findings", "recommendations", "proposals", "documents"]
    pages = [client.get(cast.session.get_absolute_url(), {"tab": tab} if tab else {}) for tab in tabs]
    text = "".join(page.content.decode() for page in pages)
    assert [
        name
        for name in ("UBND huyện Thạch Hà", "Nhận định kín", "Kiến nghị dự thảo", "Điểm chưa ký")
        if name in text
    ] == []
    assert "UBND huyện Lộc Hà" in text
    assert [(tab["name"], tab["count"]) for tab in pages[0].context["tabs"]] == [
        ("overview", None),
        ("visits", 0),
        ("recommendations", 0),
        ("proposals", 0),
        ("documents", 0),
    ]
    assert "Mốc thời hạn" not in text and "Bước tiếp theo" not in text


def test_department_reads_only_its_own_assignment(cast, client):
    body = make_body("Sở Khoa học và Công nghệ", kind="department")
    mine = make_recommendation(cast.session, "Việc của Sở", body=body)
    make_recommendation(cast.session, "Việc của huyện", body=cast.body)
    for row in cast.session.recommendations.all():
        row.assignments.update(status="issued", issued_on=DAY)
    client.force_login(make_user(Role.DEPARTMENT, body))
    page = client.get(cast.session.get_absolute_url(), {"tab": "recommendations"})
    assert page.context["recommendations"] == [mine]
    assert [tab["name"] for tab in page.context["tabs"]] == [
        "overview",
        "recommendations",
        "proposals",
        "documents",
    ]


@pytest.mark.parametrize("name", ["session_edit", "session_people"])
def test_forms_are_the_officers_own(cast, client, name):
    url = reverse(name, args=[cast.session.code])
    expected = {"staff": 200, "colleague": 200, "leader": 403, "member": 403, "local": 403, "stranger": 404}
    for who, code in expected.items():
        client.force_login(getattr(cast, who))
        assert (who, client.get(url).status_code) == (who, code)


# The page


def test_page_names_who_chaired_who_concluded_and_the_head(cast, officer):
    cast.session.chairs.create(name="Nguyễn Thị Chủ", position="Phó Chủ tịch HĐND", concluded=True)
    cast.session.chairs.create(name="Lê Văn Trì", position="Trưởng Ban")
    DelegationMember.objects.create(
        session=cast.session, name="Hồ Văn Trưởng", position="Trưởng Ban", role="head"
    )
    OversightSession.objects.filter(pk=cast.session.pk).update(head_note="theo luật")
    page = officer.get(cast.session.get_absolute_url()).content.decode()
    line = page.split('class="context-line">')[1].split("</p>")[0]
    assert line.endswith(
        "Chủ trì: Nguyễn Thị Chủ (Phó Chủ tịch HĐND), kết luận; Lê Văn Trì (Trưởng Ban) "
        "· Trưởng đoàn: Hồ Văn Trưởng · theo luật"
    )


def test_page_warns_of_a_basis_not_in_force(cast, officer):
    act = LegalAct.objects.create(name="Luật mới", number="1/2025/QH15", valid_from=date(2025, 7, 1))
    cast.session.legal_acts.add(act)
    response = officer.get(cast.session.get_absolute_url())
    assert response.context["stale_acts"] == [act]
    assert "Căn cứ không còn hoặc chưa có hiệu lực vào ngày giám sát" in response.content.decode()


def test_timeline_marks_done_late_and_waited_for(cast, officer, settings):
    settings.CLOCK_TODAY = DAY + timedelta(days=20)
    steps = [("A", None, None), ("B", None, DAY), ("C", DAY, None), ("D", None, None), ("E", None, None)]
    for order, (name, due, done) in enumerate(steps):
        cast.session.steps.create(order=order, name=name, due_on=due, done_on=done)
    items = officer.get(cast.session.get_absolute_url()).context["timeline"]
    assert [(i["label"], i["state"]) for i in items] == [
        ("A", "todo"),
        ("B", "done"),
        ("C", "late"),
        ("D", "current"),
        ("E", "todo"),
    ]


def test_stepper_leaves_out_fieldwork_of_a_session_by_report(cast, officer):
    ReviewedBody.objects.update(mode="by_report")
    OversightSession.objects.update(status=Status.NOTIFIED)
    steps = officer.get(cast.session.get_absolute_url()).context["lifecycle"]
    assert [str(step["label"]) for step in steps] == [
        "Kế hoạch",
        "Thông báo",
        "Xây dựng báo cáo",
        "Kết luận",
        "Theo dõi",
        "Kết thúc",
    ]


def test_illustrative_session_says_so(cast, officer):
    OversightSession.objects.update(illustrative=True)
    assert "(số liệu minh họa)" in officer.get(cast.session.get_absolute_url()).content.decode()


def test_script_in_a_title_is_inert(cast, officer):
    OversightSession.objects.update(title="<script>alert(1)</script>")
    page = officer.get(cast.session.get_absolute_url()).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("status", Status)
def test_page_says_what_to_do_next_in_every_status(cast, officer, status):
    OversightSession.objects.update(status=status)
    response = officer.get(cast.session.get_absolute_url())
    assert response.status_code == 200
    assert len(str(response.context["next_step"]["text"])) > 20


@pytest.mark.parametrize("name", ["finding_new", "recommendation_new", "proposal_new"])
def test_strange_session_in_the_address_is_no_error(officer, name):
    answers = [
        officer.get(reverse(name), {"session": text, "visit": text}).status_code for text in ("\x00", "x'%")
    ]
    assert answers == ([200, 200] if name == "proposal_new" else [200, 404])
