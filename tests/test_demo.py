"""The demonstration tells the two articles: their facts literally, and nothing invented beside real names."""

import io
import re
from datetime import date

import pytest
from django.apps import apps
from django.contrib.auth import authenticate, get_user_model
from django.core.management import call_command
from django.db import connection, models, transaction

from cds_portal.accounts.grants import Permission, Role
from cds_portal.clock import DeadlineRule, today
from cds_portal.lifecycle import StatusChange
from districts.models import (
    AdministrativeUnit,
    Body,
    Letterhead,
    PlanTask,
    Post,
    TaskShare,
    TransformationPlan,
)
from oversight.management.commands.render_document import holds_the_demo
from oversight.models import (
    Answer,
    Assignment,
    Attendance,
    Checklist,
    ChecklistItem,
    Document,
    Finding,
    LegalAct,
    NumberSeries,
    OversightSession,
    Photo,
    Proposal,
    Recommendation,
    Visit,
)
from oversight.models.checklist import SiteType

pytestmark = pytest.mark.django_db

DAY = date(2023, 9, 13)
KY = ("Trần Văn Kỳ", "Phó Chủ tịch HĐND tỉnh")
NGA = ("Đào Thị Anh Nga", "Trưởng Ban Văn hóa - Xã hội HĐND tỉnh")
HUNG = ("Nguyễn Việt Hùng", "Chủ tịch UBND huyện Lộc Hà")
VUONG = ("Lê Văn Vượng", "Phó Chủ tịch HĐND huyện Lộc Hà")
CUONG = ("Nguyễn Việt Cường", "Phó Chủ tịch UBND huyện Lộc Hà")
# The vice-chairman of the district, and the two officers of the sở who guided.
DUC_HUE = ("Lê Văn Nên", "Tăng Thị Ngọc Em", "Nguyễn Thanh Tuấn")
# Of the territory's own tables those that tell the stories.
TOLD = (Body, TransformationPlan, PlanTask, TaskShare)
HA_TINH, TAY_NINH = "ban-vhxh-42", "ban-vhxh-80"


@pytest.fixture(scope="module", autouse=True)
def printed(django_db_setup, django_db_blocker):
    """Loaded once for these tests, which only read, and taken back after the last."""
    out = io.StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)


def user(name):
    return get_user_model().objects.get(username=name)


def session():
    return OversightSession.objects.get(code="LOCHA-2023")


def test_load_demo_keeps_every_constraint(printed):
    connection.check_constraints()
    assert printed.splitlines()[-1] == "Đã nạp dữ liệu trình diễn: 14 tài khoản, cuộc giám sát LOCHA-2023."


def test_second_run_changes_nothing_and_says_so():
    def counts():
        return {model: model._base_manager.count() for model in apps.get_models()}

    before, out = counts(), io.StringIO()

    call_command("load_demo", stdout=out)

    assert out.getvalue() == "Cơ sở dữ liệu đã có người dùng: không nạp dữ liệu trình diễn.\n"
    assert counts() == before


def test_session_tells_topic_period_and_day_of_the_article():
    found = session()
    assert found.title == "Giám sát việc thực hiện chuyển đổi số trên địa bàn huyện Lộc Hà"
    assert (found.committee.code, found.kind, found.status) == (HA_TINH, "thematic", "reporting")
    assert (found.period_from, found.period_to) == (date(2021, 1, 1), date(2023, 12, 31))
    assert (found.works_from, found.works_to) == (DAY, DAY)
    assert (found.decided_on, found.illustrative) == (None, False)
    assert [(row.body.code, row.mode) for row in found.reviewed_bodies.all()] == [("ubnd-448", "direct")]
    assert [act.number for act in found.legal_acts.all()] == ["87/2015/QH13"]
    assert found.stale_legal_acts() == []


def test_two_chaired_and_the_vice_chair_concluded():
    chairs = [(chair.name, chair.position, chair.concluded) for chair in session().chairs.all()]
    assert chairs == [(*KY, True), (*NGA, False)]


def test_head_is_marked_as_not_in_the_article():
    found = session()
    assert (found.head.name, found.head.position) == NGA
    assert found.head_note == "theo luật, bài báo không nêu"


def test_member_account_sits_in_the_delegation_as_illustrative():
    members = session().members.exclude(role="head")
    assert [(row.user.username, row.role, row.illustrative) for row in members] == [
        ("thanhvien", "member", True)
    ]


def test_four_surveys_and_the_working_session_stand_in_the_order_of_the_article():
    visits = session().visits.select_related("unit", "body", "checklist")
    assert [
        (visit.kind, visit.place, visit.site_type, visit.unit.full_name, visit.body and visit.body.code)
        for visit in visits
    ] == [
        ("field_survey", "Chợ Phủ, xã Thạch Châu", "market", "xã Thạch Châu", "ubnd-18583-cu"),
        ("field_survey", "Trung tâm giao dịch một cửa xã Mai Phụ", "one_stop", "xã Mai Phụ", "ubnd-18670"),
        ("field_survey", "Nhà văn hoá, trí tuệ thôn Đông Thắng", "culture_house", "huyện Lộc Hà", None),
        (
            "field_survey",
            "Trung tâm hành chính công huyện Lộc Hà",
            "service_centre",
            "huyện Lộc Hà",
            "ubnd-448",
        ),
        ("working_session", "Buổi làm việc với UBND huyện Lộc Hà", "", "huyện Lộc Hà", "ubnd-448"),
    ]
    assert {(visit.date, visit.status, visit.illustrative) for visit in visits} == {(DAY, "recorded", False)}
    assert [visit.checklist and visit.checklist.site_type for visit in visits] == [
        "market",
        "one_stop",
        "culture_house",
        "service_centre",
        None,
    ]
    for visit in visits:
        visit.full_clean()


def test_working_session_was_attended_by_those_the_article_names():
    meeting = session().visits.get(kind="working_session")
    present = {
        side: [(row.kind, row.name, row.position) for row in meeting.attendances.filter(side=side)]
        for side in ("delegation", "host")
    }
    assert present == {
        "delegation": [("person", *KY), ("person", *NGA)],
        "host": [
            ("person", *HUNG),
            ("person", *VUONG),
            ("person", *CUONG),
            ("group", "Lãnh đạo một số cơ quan, phòng, ban của huyện", ""),
            ("group", "Lãnh đạo MTTQ và các tổ chức chính trị - xã hội huyện", ""),
            ("group", "Lãnh đạo UBND các xã, thị trấn", ""),
        ],
    }
    assert Attendance.objects.exclude(visit=meeting).count() == 0


def test_nothing_is_invented_that_an_officer_would_have_seen_or_issued():
    made = (Answer, Photo, Document)
    assert [model.objects.count() for model in made] == [0, 0, 0]


def test_steps_are_done_only_on_the_day_of_the_article():
    steps = list(session().steps.select_related("rule"))
    assert [step.name for step in steps if step.done_on] == [
        "Khảo sát thực tế",
        "Làm việc với UBND huyện, kết luận tại chỗ",
    ]
    assert {step.done_on for step in steps} == {None, DAY}
    assert [(step.rule.code, step.due_on, step.illustrative) for step in steps if step.rule] == [
        ("notify-plan", None, False),
        ("notify-programme", None, False),
        ("delegation-report", date(2023, 9, 23), True),
    ]


def test_no_step_before_the_working_day_reads_as_late():
    assert [step.name for step in session().steps.all() if step.is_late] == ["Đoàn giám sát báo cáo Ban"]


def test_results_of_the_article_are_strengths_and_the_rest_is_illustrative():
    rows = Finding.objects.filter(session__code="LOCHA-2023").values_list("kind", "heading", "illustrative")
    assert sorted(rows) == [
        ("cause_objective", "1", True),
        ("cause_subjective", "1", True),
        ("limitation", "2", True),
        ("limitation", "3", True),
        ("limitation", "4", True),
        ("limitation", "5", True),
        ("strength", "1", False),
        ("strength", "2", False),
        ("strength", "3", False),
        ("strength", "5", False),
        ("strength", "6", False),
        ("strength", "6", False),
    ]


def test_five_recommendations_to_the_district_have_no_due_date_and_say_why():
    found = Recommendation.objects.filter(session__code="LOCHA-2023")
    assert [(row.number, row.group, row.illustrative) for row in found] == [
        (number, "V.5", False) for number in range(1, 6)
    ]
    assert {(row.no_due_reason, row.no_deliverable_reason) for row in found} == {
        (
            "Kết luận tại buổi làm việc không ấn định thời hạn",
            "Kết luận tại buổi làm việc không nêu sản phẩm cụ thể",
        )
    }
    duties = Assignment.objects.filter(recommendation__in=found)
    assert list(duties.values_list("body__code", "role", "status", "due_on", "deliverable", "issued_on")) == [
        ("ubnd-448", "lead", "draft", None, "", None)
    ] * len(found)


def test_proposals_are_illustrative_and_at_every_stage():
    rows = Proposal.objects.values_list(
        "raised_by__code", "committee__code", "theme", "status", "illustrative"
    )
    assert list(rows) == [
        ("ubnd-448", HA_TINH, "infrastructure", "recorded", True),
        ("ubnd-448", HA_TINH, "software", "recorded", True),
        ("ubnd-448", HA_TINH, "workforce", "recorded", True),
        ("ubnd-801", TAY_NINH, "postal", "answered", True),
        ("ubnd-801", TAY_NINH, "infrastructure", "forwarded", True),
        ("ubnd-801", TAY_NINH, "software", "recorded", True),
    ]
    of_session = Proposal.objects.filter(session__code="LOCHA-2023").select_related("visit")
    assert {proposal.visit.kind for proposal in of_session} == {"working_session"}


def test_promise_to_compile_and_forward_is_kept_with_the_working_session():
    notes = session().visits.get(kind="working_session").notes
    assert "sẽ tổng hợp, báo cáo và kiến nghị các sở, ngành" in notes


def test_every_status_was_reached_by_a_recorded_move_of_the_officer():
    moves = StatusChange.objects.of(session()).values_list(
        "from_status", "to_status", "by__username", "by_line"
    )
    line = "Chuyên viên giúp việc, Ban Văn hóa - Xã hội HĐND tỉnh Hà Tĩnh"
    assert list(moves) == [
        ("planned", "notified", "chuyenvien", line),
        ("notified", "fieldwork", "chuyenvien", line),
        ("fieldwork", "reporting", "chuyenvien", line),
    ]
    once = [*session().visits.all(), *session().proposals.all()]
    assert {record.history.count() for record in once} == {1}


ROLES = {
    "quantri": {("vp-42", Role.ADMIN)},
    "chuyenvien": {(HA_TINH, Role.STAFF), (TAY_NINH, Role.STAFF)},
    "chuyenvien2": {(HA_TINH, Role.STAFF)},
    "lanhdao": {(HA_TINH, Role.LEADER), (TAY_NINH, Role.LEADER)},
    "vanthu": {(HA_TINH, Role.CLERK)},
    "thanhvien": {(HA_TINH, Role.MEMBER)},
    "locha": {("ubnd-448", Role.LOCAL_REPORTER)},
    "locha.ct": {("ubnd-448", Role.LOCAL_LEADER)},
    "maiphu": {("ubnd-18670", Role.LOCAL_REPORTER)},
    "maiphu.moi": {("ubnd-18583", Role.LOCAL_REPORTER)},
    "maiphu.moi.ct": {("ubnd-18583", Role.LOCAL_LEADER)},
    "duchue": {("ubnd-801", Role.LOCAL_REPORTER)},
    "duchue.ct": {("ubnd-801", Role.LOCAL_LEADER)},
    "sokhcn": {("sokhcn-42", Role.DEPARTMENT)},
}


def test_accounts_hold_their_posts_today():
    accounts = get_user_model().objects.all()
    found = {account.username: {(p.body.code, p.role) for p in account.present_posts} for account in accounts}
    assert found == ROLES
    assert {account.illustrative for account in accounts} == {True}
    assert Post.objects.count() == sum(map(len, ROLES.values()))


@pytest.mark.parametrize("name", ROLES)
def test_account_signs_in_with_the_demo_password(name, rf):
    assert authenticate(rf.get("/"), username=name, password="Demo@2026") == user(name)


SEES_SESSION = {
    "quantri": False,
    "chuyenvien": True,
    "chuyenvien2": True,
    "lanhdao": True,
    "vanthu": True,
    "thanhvien": True,
    "locha": True,
    "locha.ct": True,
    "maiphu": False,
    "maiphu.moi": False,
    "maiphu.moi.ct": False,
    "duchue": False,
    "duchue.ct": False,
    "sokhcn": False,
}


def test_session_is_seen_by_its_committee_its_members_and_the_reviewed_body():
    found = {name: session() in OversightSession.objects.visible_to(user(name)) for name in ROLES}
    assert found == SEES_SESSION


@pytest.mark.parametrize("model", [OversightSession, Visit, Finding, Recommendation, Assignment, Proposal])
def test_maiphu_sees_nothing_of_the_session(model):
    assert model.objects.visible_to(user("maiphu")).count() == 0


@pytest.mark.parametrize(
    ("name", "seen"), [("chuyenvien", 6), ("chuyenvien2", 3), ("locha", 3), ("duchue", 3)]
)
def test_proposals_are_seen_by_committee_and_by_the_body_that_raised_them(name, seen):
    assert Proposal.objects.visible_to(user(name)).count() == seen


def test_officer_works_in_both_committees():
    officer, committees = user("chuyenvien"), Body.objects.filter(code__in=[HA_TINH, TAY_NINH])
    assert [officer.can(Permission.LOG_VISIT, body=body) for body in committees] == [True, True]


def test_letterhead_of_the_committee_is_set():
    head = Letterhead.objects.get(body__code=HA_TINH)
    assert head.superior_lines == "HỘI ĐỒNG NHÂN DÂN\nTỈNH HÀ TĨNH"
    assert (head.issuer_line, head.place) == ("BAN VĂN HÓA - XÃ HỘI", "Hà Tĩnh")
    assert head.authority_line == "TM. BAN VĂN HÓA - XÃ HỘI"
    assert head.symbols == {
        "result_report": "BC-HĐND",
        "follow_up_report": "BC-HĐND",
        "reminder_letter": "HĐND-VHXH",
        "forwarding_letter": "HĐND-VHXH",
    }
    assert head.recipients.splitlines()[0] == "Thường trực HĐND tỉnh"
    assert head.recipients.splitlines()[-1] == "Lưu: VT, VHXH"


def test_number_series_of_the_year_of_the_session_and_of_this_year():
    rows = NumberSeries.objects.filter(body__code=HA_TINH).values_list("symbol", "year", "mode")
    symbols, years = ("BC-HĐND", "HĐND-VHXH"), (2023, today().year)
    assert set(rows) == {(symbol, year, "register") for symbol in symbols for year in years}


ENDED = {
    "ubnd-448": (date(2024, 12, 31), None),
    "ubnd-18670": (date(2025, 6, 30), "ubnd-18583"),
    "ubnd-18583-cu": (date(2025, 6, 30), "ubnd-18583"),
    "ubnd-18598": (date(2025, 6, 30), "ubnd-18100"),
    "ubnd-801": (date(2025, 6, 30), None),
    "ubnd-27916": (date(2025, 6, 30), "ubnd-27925"),
    "ban-vhxh-80-cu": (date(2025, 6, 30), "ban-vhxh-80"),
    "sotttt-42": (date(2025, 2, 28), "sokhcn-42"),
}


@pytest.mark.parametrize("code", ENDED)
def test_ended_body_names_its_end_and_its_successor(code):
    body = Body.objects.select_related("successor").get(code=code)
    assert (body.valid_to, body.successor and body.successor.code) == ENDED[code]


def test_every_commune_of_both_districts_has_its_people_committee():
    communes = AdministrativeUnit.objects.in_force_on(DAY).filter(parent__official_code__in=["448", "801"])
    bodies = Body.objects.filter(kind="people_committee", unit__in=communes)
    assert sorted(body.name for body in bodies) == sorted(f"UBND {unit.full_name}" for unit in communes)
    assert communes.count() == 12 + 11


def test_bodies_stand_in_a_unit_of_their_days():
    assert [
        b.code for b in Body.objects.select_related("unit") if not b.unit.is_in_force_on(b.valid_from)
    ] == []


def test_rules_of_2015_end_where_the_defaults_of_2025_begin_unchecked():
    rules = DeadlineRule.objects.filter(code__in=["notify-plan", "notify-programme", "delegation-report"])
    assert list(
        rules.values_list(
            "code", "direction", "bound", "days", "day_kind", "valid_from", "valid_to", "checked"
        )
    ) == [
        ("delegation-report", "after", "at_most", 10, "calendar", date(2016, 7, 1), date(2026, 2, 28), True),
        ("delegation-report", "after", "at_most", 10, "calendar", date(2026, 3, 1), None, False),
        ("notify-plan", "after", "at_most", 15, "calendar", date(2016, 7, 1), date(2026, 2, 28), True),
        ("notify-plan", "after", "at_most", 15, "calendar", date(2026, 3, 1), None, False),
        ("notify-programme", "before", "at_least", 10, "calendar", date(2016, 7, 1), date(2026, 2, 28), True),
        ("notify-programme", "before", "at_least", 10, "calendar", date(2026, 3, 1), None, False),
    ]


def test_explanations_are_only_in_the_law_of_2025():
    rules = DeadlineRule.objects.filter(code__startswith="explain-")
    assert list(rules.values_list("days", "valid_from", "valid_to", "checked")) == [
        (15, date(2026, 3, 1), None, False),
        (30, date(2026, 3, 1), None, False),
    ]


def test_one_oversight_law_is_in_force_on_each_side_of_the_change():
    laws = LegalAct.objects.filter(name__startswith="Luật Hoạt động giám sát")
    numbers = [
        list(laws.in_force_on(day).values_list("number", flat=True)) for day in (DAY, date(2026, 3, 1))
    ]
    assert numbers == [["87/2015/QH13"], ["121/2025/QH15"]]


def test_each_kind_of_site_has_a_checklist_with_items():
    kinds = {checklist.site_type for checklist in Checklist.objects.all()}
    assert kinds == set(SiteType) - {SiteType.OTHER}
    assert {checklist.version for checklist in Checklist.objects.all()} == {1}
    assert [checklist for checklist in Checklist.objects.all() if checklist.items.count() < 5] == []
    assert set(ChecklistItem.objects.values_list("kind", flat=True)) == set(ChecklistItem.Kind)
    for item in ChecklistItem.objects.all():
        item.full_clean()


# Three or more capitalised syllables in a row: how a Vietnamese person's full name is written.
SYLLABLE = r"[A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠ-Ỹ][a-zà-ỹăđĩũơư]+"
PERSON = re.compile(rf"\b{SYLLABLE}(?: {SYLLABLE}){{2,}}")


def test_no_person_is_named_but_those_of_the_articles():
    found = set()
    for model in apps.get_models():
        if model._meta.app_label not in ("accounts", "oversight", "cds_portal") and model not in TOLD:
            continue
        texts = [
            f.name for f in model._meta.concrete_fields if isinstance(f, models.CharField | models.TextField)
        ]
        texts = [
            name
            for name in texts
            if name not in ("fold", "sort_key", "password", "sha256", "original_sha256")
        ]
        for row in model._base_manager.values_list(*texts):
            found |= {name for text in row for name in PERSON.findall(str(text))}
    places = set(AdministrativeUnit.objects.values_list("name", flat=True))
    office = "Trưởng Ban Văn"  # hóa - Xã hội
    assert found - places - {office} == {KY[0], NGA[0], HUNG[0], VUONG[0], CUONG[0], *DUC_HUE}


def test_shell_knows_the_demo_by_its_accounts():
    """It has no DEMO in its environment, and its papers must say all the same that they are none."""
    assert holds_the_demo()
    get_user_model().objects.filter(username="maiphu").update(username="nguoi.that")
    assert not holds_the_demo()
    get_user_model().objects.filter(username="nguoi.that").update(username="maiphu")
