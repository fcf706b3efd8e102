"""A session: its lifecycle on the screen, who may and who sees, what its page tells."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cds_portal.accounts.grants import Role
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
from tests.session_world import said

Status = OversightSession.Status


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.staff)
    return client


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
