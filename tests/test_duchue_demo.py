"""The demonstration tells Đức Huệ whole: plan, guidance, questions; acts that end bodies are prepared."""

from datetime import date

import pytest
from django.urls import reverse

from districts.models import AdministrativeUnit, TransformationPlan
from oversight.models import Assignment, GuidanceSession, Proposal, Reorganisation

pytestmark = pytest.mark.usefixtures("demo", "db")


def test_plan_says_what_the_article_says_and_leaves_the_rest_empty():
    plan = TransformationPlan.objects.get()
    assert (plan.body.code, plan.committee.code, plan.year) == ("ubnd-801", "ban-vhxh-80", 2023)
    assert (plan.number, plan.issued_on, plan.illustrative) == ("", None, False)
    assert plan.legal_bases.startswith("Quyết định số 924/QĐ-TTg ngày 02/8/2022 của Thủ tướng Chính phủ")
    assert "Lê Văn Nên, Phó Chủ tịch UBND huyện, Phó Trưởng ban Thường trực Ban Chỉ đạo" in plan.purpose


def test_tasks_are_illustrative_and_shared_among_all_communes_and_the_township():
    plan = TransformationPlan.objects.get()
    units = AdministrativeUnit.objects.filter(parent__official_code="801", level="commune")
    shared = [[share.body.unit for share in task.shares.all()] for task in plan.tasks.all()[:5]]
    assert {task.illustrative for task in plan.tasks.all()} == {True}
    assert [set(one) == set(units) for one in shared] == [True] * 5
    assert [share.body.code for share in plan.tasks.last().shares.all()] == ["ubnd-801"]
    assert {task.state for task in plan.tasks.all()} == {"done", "late", "in_progress"}
    assert [indicator.code for indicator in plan.tasks.first().indicators.all()] == ["NL1", "NL2b"]


def test_guidance_names_two_officers_and_two_topics_and_no_day():
    guidance = GuidanceSession.objects.get()
    assert (guidance.held_by.code, guidance.topics.splitlines()) == (
        "sotttt-80-cu",
        ["Chuyển đổi số cấp xã", "Cải cách hành chính"],
    )
    assert guidance.date_words == "không rõ ngày cụ thể, trước 15/3/2023"
    assert list(guidance.speakers.values_list("name", "position")) == [
        ("Tăng Thị Ngọc Em", "Trưởng phòng Công nghệ thông tin, Sở Thông tin và Truyền thông"),
        ("Nguyễn Thanh Tuấn", "Phó Giám đốc Trung tâm Công nghệ thông tin và Truyền thông"),
    ]


def test_three_questions_are_recorded_forwarded_and_answered():
    rows = GuidanceSession.objects.get().proposals.order_by("theme")
    assert [(row.theme, row.status, row.illustrative) for row in rows] == [
        ("infrastructure", "forwarded", True),
        ("postal", "answered", True),
        ("software", "recorded", True),
    ]
    duties = Assignment.objects.filter(proposal__in=rows).order_by("proposal__theme")
    assert [(duty.body.code, duty.status) for duty in duties] == [
        ("ubnd-80-cu", "issued"),
        ("sotttt-80-cu", "done"),
    ]
    answer = duties[1].responses.get()
    assert (answer.status, answer.illustrative, "minh họa" in answer.text) == ("adequate", True, True)


def test_moves_of_the_questions_stand_in_the_committee_that_keeps_the_files():
    postal = Proposal.objects.get(theme="postal")
    moves = [(change.to_status, change.at.date(), change.by_line) for change in postal.history]
    officer = "Chuyên viên giúp việc, Ban Văn hóa - Xã hội HĐND tỉnh Tây Ninh"
    leader = "Lãnh đạo Ban, Ban Văn hóa - Xã hội HĐND tỉnh Tây Ninh"
    assert moves == [
        ("recorded", date(2023, 3, 31), officer),
        ("compiled", date(2023, 3, 31), officer),
        ("forwarded", date(2023, 4, 3), officer),
        ("answered", date(2023, 5, 4), leader),
    ]


def test_acts_are_prepared_and_none_is_applied():
    acts = Reorganisation.objects.order_by("effective_on", "pk")
    assert [(act.committee.code, act.effective_on, act.status) for act in acts] == [
        ("ban-vhxh-42", date(2025, 1, 1), "prepared"),
        ("ban-vhxh-42", date(2025, 7, 1), "prepared"),
        ("ban-vhxh-80", date(2025, 7, 1), "prepared"),
    ]
    assert [act.act_number for act in acts] == [
        "Sắp xếp cấp huyện, số nghị quyết chưa ghi",
        "Nghị quyết số 203/2025/QH15; nghị quyết về cấp xã của tỉnh: số nghị quyết chưa ghi",
        "Nghị quyết số 1682/NQ-UBTVQH15",
    ]
    assert Assignment.objects.filter(replaces__isnull=False).count() == 0


def test_successors_are_those_of_the_territory():
    loc_ha, _district, tay_ninh = Reorganisation.objects.order_by("effective_on", "pk")
    proposal = loc_ha.rows.filter(from_body__code="ubnd-448", record_type__model="proposal").first()
    assert sorted(proposal.successors.values_list("code", flat=True)) == [
        "ubnd-18100",
        "ubnd-18409",
        "ubnd-18568",
        "ubnd-18583",
        "ubnd-18586",
    ]
    duty = tay_ninh.rows.get(record_type__model="assignment")
    assert [body.code for body in duty.successors.all()] == ["ubnd-80"]


@pytest.mark.parametrize("username", ["chuyenvien", "lanhdao", "duchue"])
def test_pages_of_the_story_open(as_user, username):
    client = as_user(username)
    plan, guidance = TransformationPlan.objects.get(), GuidanceSession.objects.get()
    addresses = [plan.get_absolute_url(), guidance.get_absolute_url()]
    addresses += [row.get_absolute_url() for row in guidance.proposals.all()]
    addresses += [reverse(name) for name in ("plan_list", "guidance_list")]
    assert {client.get(address).status_code for address in addresses} == {200}


def test_leader_applies_the_act_of_the_demonstration_and_takes_it_back(as_user):
    act = Reorganisation.objects.get(committee__code="ban-vhxh-80")
    client = as_user("lanhdao")
    for verb, status in (("apply", "applied"), ("undo", "undone")):
        client.post(reverse(f"reorganisation_{verb}", args=[act.pk]))
        assert Reorganisation.objects.get(pk=act.pk).status == status
        assert client.get(act.get_absolute_url()).status_code == 200
