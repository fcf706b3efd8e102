"""“Việc của tôi”: what each role finds there, worst first, and that its queries do not grow with the rows."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cds_portal.accounts.grants import Role
from cds_portal.clock import set_today
from cds_portal.files import store
from districts.models import (
    IncomingPaper,
    IndicatorSet,
    PlanTask,
    Post,
    ProgressReport,
    ReportingPeriod,
    TaskShare,
    TransformationPlan,
)
from oversight.domain.work import LIMIT, work_of
from oversight.models import Assignment, Evidence, Extension, Proposal, Response
from tests.factories import Cast, make_recommendation, make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 14)


@pytest.fixture(autouse=True)
def on_the_day():
    with set_today(DAY):
        yield


@pytest.fixture
def cast():
    cast = Cast()
    cast.head = make_user(Role.LOCAL_LEADER, cast.commune_body)
    return cast


def duty(cast, due_on=None, **fields):
    recommendation = make_recommendation(cast.session, body=cast.commune_body)
    fields = {"status": "in_progress", "acceptance": "accepted", "issued_on": date(2026, 6, 1)} | fields
    recommendation.assignments.update(due_on=due_on, **fields)
    return recommendation.assignments.get()


def words(user):
    return [(item.label, item.why) for item in work_of(type(user).objects.get(pk=user.pk))]


def test_body_finds_its_duties_worst_first(cast):
    soon, late, undated = duty(cast, DAY + timedelta(days=3)), duty(cast, DAY - timedelta(days=9)), duty(cast)
    found = work_of(cast.local)
    assert [item.url for item in found] == [row.get_absolute_url() for row in (late, soon, undated)]
    assert [(item.days_late, item.level) for item in found] == [
        (9, "overdue"),
        (0, "very_near"),
        (0, "undated"),
    ]


def test_new_duty_asks_for_an_answer_first(cast):
    duty(cast, acceptance="pending", status="issued")
    assert words(cast.local)[0][1] == "mới giao UBND xã Thạch Châu, chờ trả lời tiếp thu"


def test_what_was_reported_waits_for_the_committee(cast):
    row = duty(cast, DAY, status="reported_done")
    answer = Response.objects.create(
        body=cast.commune_body,
        claim="done",
        text="Đã ban hành kế hoạch",
        by=cast.local,
        status="submitted",
        signed_by=cast.head,
        submitted_at=timezone.now(),
    )
    answer.assignments.add(row)
    assert words(cast.local) == []
    assert words(cast.staff) == [
        (row.subject, "UBND xã Thạch Châu: đã hoàn thành; chờ xác nhận kết quả thực hiện")
    ]


def test_answer_to_several_matters_names_the_first_and_counts_the_others(cast):
    rows = [duty(cast, DAY, status="reported_done") for _ in range(3)]
    texts = ("Cấp máy tính cho xã", "Mở lớp tập huấn", "Nâng cấp đường truyền")
    for row, text in zip(rows, texts, strict=True):
        type(row.recommendation).objects.filter(pk=row.recommendation_id).update(text=text)
    answer = sent(cast, rows[0])
    answer.assignments.add(*rows[1:])
    assert words(cast.staff) == [
        (
            "Cấp máy tính cho xã + 2 nội dung khác",
            "UBND xã Thạch Châu: đã hoàn thành; chờ xác nhận kết quả thực hiện",
        )
    ]


def test_answer_that_waits_for_its_signature_names_the_matter(cast):
    answer = Response.objects.create(
        body=cast.commune_body, text="Đã làm", by=cast.local, status="awaiting_signature", claim="done"
    )
    assert words(cast.head) == [("UBND xã Thạch Châu: đã hoàn thành", "trả lời kiến nghị, chờ đồng chí ký")]
    row = duty(cast, DAY, status="reported_done")
    answer.assignments.add(row)
    assert words(cast.head) == [(row.subject, "trả lời kiến nghị, chờ đồng chí ký")]


def test_days_late_are_written_with_their_dot(client, cast):
    duty(cast, date(2023, 7, 16))
    [item] = work_of(cast.local)
    assert (item.days_late, item.tag) == (1156, ("bad", "clock", "trễ 1.156 ngày"))
    client.force_login(cast.local)
    for url in (reverse("my_work"), reverse("home")):
        assert "trễ 1.156 ngày" in client.get(url).content.decode()
    client.force_login(cast.staff)
    duties, cases = (
        client.get(reverse(name)).content.decode() for name in ("assignment_list", "recommendation_list")
    )
    assert ("quá hạn 1.156 ngày" in duties, "quá hạn 1.156 ngày" in cases) == (True, True)


def sent(cast, row, **fields):
    fields = {"by": cast.local, "signed_by": cast.head} | fields
    made = Response.objects.create(
        body=cast.commune_body,
        claim="done",
        text="Đã ban hành kế hoạch",
        status="submitted",
        submitted_at=timezone.now(),
        **fields,
    )
    made.assignments.add(row)
    return made


def paper(cast, **fields):
    fields = {"by": cast.staff, "dated": DAY, "received_on": DAY} | fields
    return IncomingPaper.objects.create(
        committee=cast.committee, from_body=cast.commune_body, number="12/UBND", **fields
    )


def test_who_had_a_part_in_the_answer_is_not_asked_to_judge_it(cast):
    other = make_user(Role.STAFF, cast.committee)
    by_paper = sent(
        cast, duty(cast, DAY, status="reported_done"), by=other, signed_by=None, paper=paper(cast)
    )
    proved = sent(cast, duty(cast, DAY, status="reported_done"))
    file = store(b"%PDF-", name="a.pdf", content_type="application/pdf", by=other, folder="evidence")
    Evidence.objects.create(response=proved, file=file, caption="Kế hoạch", by=other)
    # One typed what the other had registered; one put a proof in.
    assert [item.url for item in work_of(cast.staff)] == [proved.get_absolute_url()]
    assert work_of(other) == []
    assert by_paper.is_on_behalf


def test_paper_waits_until_it_is_typed_and_the_typed_answer_until_it_is_sent(cast):
    clerk = make_user(Role.CLERK, cast.committee)
    row, received = duty(cast, DAY), paper(cast)
    registered = (f"{received}", "văn bản đến đã vào sổ, chưa nhập thành trả lời")
    assert (words(cast.staff), words(clerk)) == ([registered], [registered])
    typed = sent(cast, row, by=cast.staff, signed_by=None, paper=received)
    Response.objects.filter(pk=typed.pk).update(status="draft", submitted_at=None)
    assert words(cast.staff) == [
        (row.subject, "UBND xã Thạch Châu: đã hoàn thành; nhập thay theo văn bản, chưa gửi")
    ]
    assert words(clerk) == []


@pytest.mark.parametrize(("days", "waiting"), [(89, 1), (90, 0)])
def test_paper_for_information_only_waits_no_longer_than_ninety_days(cast, days, waiting):
    duty(cast, DAY)
    paper(cast, received_on=DAY - timedelta(days=days))
    assert len(words(cast.staff)) == waiting


def test_paper_of_a_body_without_open_duties_waits_for_nobody(cast):
    duty(cast, DAY, status="done", completed_on=DAY)
    paper(cast)
    assert words(cast.staff) == []


def test_draft_of_the_former_holder_waits_for_the_present_one(cast):
    Response.objects.create(body=cast.commune_body, text="Đang làm", by=cast.local, claim="progress")
    successor = make_user(Role.LOCAL_REPORTER, cast.commune_body)
    assert (len(words(cast.local)), words(successor)) == (1, [])
    Post.objects.filter(user=cast.local).update(valid_to=DAY - timedelta(days=1))
    [(_label, why)] = words(successor)
    assert why == "bản nháp trả lời của người giữ chức danh trước, chưa trình ký"
    assert words(cast.local) == []


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("raised", "UBND xã Thạch Châu mới nêu, chờ ghi nhận"),
        ("recorded", "của UBND xã Thạch Châu, đã ghi nhận, chờ tổng hợp"),
        ("compiled", "của UBND xã Thạch Châu, đã tổng hợp, chờ chuyển cơ quan có thẩm quyền"),
        ("answered", "của UBND xã Thạch Châu, đã được trả lời, chờ kết thúc"),
    ],
)
def test_officer_finds_the_proposal_in_each_state(cast, status, why):
    proposal(cast, status)
    assert [item[1] for item in words(cast.staff)] == [why]


def proposal(cast, status):
    fields = {"committee": cast.committee, "session": cast.session, "raised_by": cast.commune_body}
    return Proposal.objects.create(theme="infrastructure", text="Cấp máy tính", status=status, **fields)


def test_forwarded_proposal_waits_for_the_officer_when_nobody_answers_it_any_more(cast):
    asked = proposal(cast, "forwarded")
    row = asked.assignments.create(body=cast.body, status="issued", issued_on=DAY)
    assert words(cast.staff) == []
    Assignment.objects.filter(pk=row.pk).update(status="withdrawn")
    [(_label, why)] = words(cast.staff)
    assert why == "của UBND xã Thạch Châu, không còn cơ quan nào trả lời, cần chuyển lại"


def test_leader_finds_what_to_decide(cast):
    late = duty(cast, DAY - timedelta(days=40))
    asked = duty(cast, DAY + timedelta(days=30), acceptance="reconsideration_requested")
    Extension.objects.create(
        assignment=asked,
        old_due=asked.due_on,
        asked_due=DAY + timedelta(days=60),
        reason="x",
        asked_by=cast.local,
    )
    duty(cast, issued_on=date(2026, 1, 5))
    assert {why for _label, why in words(cast.leader)} == {
        "UBND xã Thạch Châu; đề xuất: đôn đốc lần 1",
        "UBND xã Thạch Châu xin gia hạn, chờ quyết định",
        "UBND xã Thạch Châu đề nghị xem xét lại, chờ quyết định",
        "cần ấn định thời hạn hoặc ghi rõ lý do",
    }
    assert work_of(cast.leader)[0].url == late.get_absolute_url()


def test_head_of_the_body_finds_what_to_sign(cast):
    Response.objects.create(
        body=cast.commune_body, text="Đã làm", by=cast.local, status="awaiting_signature", claim="progress"
    )
    report(cast, "awaiting_signature")
    assert {why for _label, why in words(cast.head)} == {
        "trả lời kiến nghị, chờ đồng chí ký",
        "báo cáo tiến độ chờ đồng chí ký",
    }
    assert words(cast.local) == []


def report(cast, status, **fields):
    indicator_set, _new = IndicatorSet.objects.get_or_create(
        code="xa", defaults={"name": "Bộ", "issuer": "Ban", "valid_from": date(2021, 1, 1)}
    )
    period, _new = ReportingPeriod.objects.get_or_create(
        code="2026-Q3",
        defaults={
            "kind": "quarter",
            "starts_on": date(2026, 6, 15),
            "cut_off": DAY,
            "due_on": DAY + timedelta(days=2),
        },
    )
    return ProgressReport.objects.create(
        committee=cast.committee,
        body=cast.commune_body,
        period=period,
        indicator_set=indicator_set,
        status=status,
        **fields,
    )


def test_reporter_finds_the_report_and_the_plan_task(cast):
    report(cast, "expected")
    plan = TransformationPlan.objects.create(
        committee=cast.committee, body=cast.body, year=2026, title="Kế hoạch năm 2026"
    )
    task = PlanTask.objects.create(plan=plan, number=1, text="Tập huấn tổ công nghệ số", due_on=DAY)
    TaskShare.objects.create(task=task, body=cast.commune_body, progress=40)
    assert words(cast.local) == [
        ("Tập huấn tổ công nghệ số", "nhiệm vụ của “Kế hoạch năm 2026”, đạt 40%"),
        ("UBND xã Thạch Châu - Quý III/2026", "báo cáo tiến độ chưa lập"),
    ]


def test_officer_finds_the_report_that_came(cast):
    report(cast, "submitted", first_sent_at=timezone.now())
    assert words(cast.staff) == [("UBND xã Thạch Châu - Quý III/2026", "đã gửi, chờ tiếp nhận")]


def test_page_shows_the_worst_first_and_the_rest_on_further_pages(client, cast):
    for days in range(30):
        duty(cast, DAY + timedelta(days=days))
    client.force_login(cast.local)
    first, second = (client.get(reverse("my_work"), {"page": number}) for number in (1, 2))
    assert [len(page.context["work"]) for page in (first, second)] == [25, 5]
    assert [page.context["total"] for page in (first, second)] == [30, 30]
    assert first.context["work"][0].due == DAY


def test_page_says_when_there_is_more_than_it_shows(client, cast):
    for _ in range(LIMIT):
        duty(cast, DAY)
    client.force_login(cast.local)
    page = client.get(reverse("my_work"))
    assert (page.context["total"], page.context["work_is_cut"]) == (LIMIT, True)
    assert f"Hơn {LIMIT} việc đang chờ" in page.content.decode()
    assert f"Mỗi loại việc chỉ hiện {LIMIT} việc gấp nhất" in page.content.decode()
    Assignment.objects.first().delete()
    page = client.get(reverse("my_work"))
    assert (page.context["total"], page.context["work_is_cut"]) == (LIMIT - 1, False)
    assert f"{LIMIT - 1} việc đang chờ" in page.content.decode()


def test_all_of_it_is_had_when_asked_for(cast):
    for _ in range(LIMIT + 3):
        duty(cast, DAY)
    assert (len(work_of(cast.local)), len(work_of(cast.local, most=None))) == (LIMIT, LIMIT + 3)


@pytest.mark.parametrize("who", ["staff", "leader", "local", "head"])
def test_queries_do_not_grow(client, cast, who, django_assert_max_num_queries):
    user = getattr(cast, who)
    report(cast, "submitted", first_sent_at=timezone.now())
    counts = {}
    for number in (1, 3, 300):
        while Assignment.objects.count() < number:
            duty(cast, DAY - timedelta(days=40))
        client.force_login(user)
        with django_assert_max_num_queries(12) as seen:
            assert client.get(reverse("my_work")).status_code == 200
        counts[number] = len(seen)
    assert counts[1] == counts[3] == counts[300]


@pytest.mark.parametrize(("who", "queries"), [("staff", 11), ("local", 7)])
def test_answers_are_read_with_their_matters_in_as_many_queries(client, cast, who, queries):
    client.force_login(getattr(cast, who))
    counts = []
    for number in (1, 3, 60):
        while Response.objects.filter(status="submitted").count() < number:
            made = sent(cast, duty(cast, DAY, status="reported_done"))
            draft = Response.objects.create(body=cast.commune_body, text="x", by=cast.local, claim="done")
            draft.assignments.set(made.assignments.all())
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("my_work")).status_code == 200
        counts.append(len(seen))
    assert counts == [queries] * 3
