"""Sessions: the form and its refusals, the lifecycle on the screen, who sees what."""

from datetime import date, timedelta

import pytest
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
    assert response.status_code == 422
    assert "Có người lưu trước đồng chí" in response.content.decode()
    assert [chair.name for chair in empty_session.chairs.all()] == ["A"]


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
