"""Summaries of units: what they say, who has them, and how they are made before anybody asks."""

import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from cds_portal.accounts.grants import Role
from cds_portal.clock import set_today
from cds_portal.files import store
from districts.models import ReportedValue
from oversight import rendering, tasks
from oversight.actions import documents, summaries
from oversight.documents.gather_summary import unit_summary
from oversight.documents.kinds import filename, paper_of
from oversight.domain.summaries import ready_summaries
from oversight.models import AheadOrder, Document
from tests import paper_world
from tests.factories import make_user

pytestmark = pytest.mark.django_db
RENDER = "oversight.tasks.render_document"


@pytest.fixture(autouse=True)
def sent(monkeypatch):
    """The broker has its own tests; here the messages are only counted."""
    messages = []
    monkeypatch.setattr(documents, "enqueue", lambda *args, **kwargs: messages.append((args, kwargs)))
    return messages


@pytest.fixture
def world():
    with set_today(paper_world.TODAY):
        cast = paper_world.PaperCast()
        periods, indicators = paper_world.report_six_quarters(cast, each=2)
        report = cast.commune_body.progress_reports.get(period=periods[-1])
        yield SimpleNamespace(cast=cast, periods=periods, indicators=indicators, report=report)


def summary(world, period=-1):
    return unit_summary(world.cast.committee, world.cast.commune_body, world.periods[period])


def make_ready(document):
    file = store(b"%PDF-", name="a.pdf", content_type="application/pdf", by=None, folder="documents")
    Document.objects.filter(pk=document.pk).update(rendering="ready", file=file, pages=2)


# What it says


def test_summary_says_in_one_sentence_how_far_and_what_is_overdue(world):
    world.cast.duty(body=world.cast.commune_body)
    paper = summary(world)
    assert paper.headline == (
        "Xã Thạch Châu đạt 6/16 chỉ tiêu có mức phấn đấu; so với kỳ trước 12 chỉ tiêu tốt lên; "
        "1 kiến nghị quá hạn."
    )
    assert [(big.number, big.of) for big in paper.big] == [
        ("6/16", "chỉ tiêu có mức phấn đấu"),
        ("16/16", "chỉ tiêu của kỳ"),
        ("12/12", "chỉ tiêu có thay đổi"),
        ("1", "1 quá hạn"),
    ]
    assert (paper.subject, paper.period) == ("Xã Thạch Châu", "Quý III/2026")
    assert paper.report_line == (
        "Báo cáo kỳ này đã tiếp nhận, gửi lần đầu ngày 20/09/2026 (gửi chậm 3 ngày)."
    )


def test_summary_draws_four_trends_beside_target_and_province(world):
    trends = summary(world).trends
    assert len(trends) == 4
    first = trends[0]
    assert [point.label for point in first.points] == ["Q2/25", "Q3/25", "Q4/25", "Q1/26", "Q2/26", "Q3/26"]
    assert [point.value for point in first.points] == [40.0] * 6
    # 40 of the unit and 55 of each of its three neighbours, from the parts: not a mean of percentages.
    assert (first.target, first.province[-1]) == (80.0, 51.25)


def test_summary_begins_its_trends_with_the_first_figure_and_shows_a_missing_last_one(world):
    reports = world.cast.commune_body.progress_reports
    for period in (world.periods[0], world.periods[-1]):
        reports.get(period=period).versions.all().delete()
    paper = summary(world)
    assert paper.headline == "Xã Thạch Châu chưa có số liệu được tiếp nhận trong kỳ."
    assert [point.label for point in paper.trends[0].points] == ["Q3/25", "Q4/25", "Q1/26", "Q2/26", "Q3/26"]
    assert paper.trends[0].points[-1].value is None


def test_none_of_none_is_a_figure_but_what_is_missing_is_not(world):
    figures = ReportedValue.objects.filter(version__report=world.report).order_by("pk")
    nothing_arose, missing = figures[:2]
    ReportedValue.objects.filter(pk=nothing_arose.pk).update(numerator=0, denominator=0, value=None)
    missing.delete()
    assert [(big.label, big.number) for big in summary(world).big[1:2]] == [("Đã báo cáo", "15/16")]


def test_summary_carries_all_figures_in_its_workbook(world):
    whole, history = summary(world).sheets
    assert len(whole.rows) == len(history.rows) == 16
    assert whole.rows[0][4:9] == (80.0, 200.0, 40.0, 40.0, 80.0)
    assert [column.title for column in history.columns[2:4]] == ["Quý II/2025", "Quý III/2025"]


def test_summary_of_a_first_period_has_no_past_to_compare_with(world):
    paper = summary(world, period=0)
    assert paper.changes == ()
    assert paper.headline == "Xã Thạch Châu đạt 0/16 chỉ tiêu có mức phấn đấu."


def test_summary_of_a_unit_that_has_not_reported_says_so(world):
    body = world.cast.body
    paper = unit_summary(world.cast.committee, body, world.periods[-1])
    assert paper.headline == "Huyện Lộc Hà chưa có số liệu được tiếp nhận trong kỳ."
    assert paper.report_line == "Kỳ này đơn vị không phải báo cáo."
    assert paper.sheets == ()


def test_summary_names_late_tasks_of_the_plan(world):
    paper_world.make_plan(world.cast, late=2)
    paper = summary(world)
    assert paper.tasks_line == "0/3 nhiệm vụ kế hoạch đã hoàn thành, 2 chậm."
    assert [notice.text for notice in paper.tasks] == ["chậm 51 ngày, tiến độ 40%"] * 2


def test_summary_of_illustrative_figures_is_marked(world):
    world.report.illustrative = True
    world.report.save()
    assert summary(world).illustrative is True


@pytest.mark.parametrize("key", ["{body}/2026-Q3", "{code}@2026-11-01/2026-Q3"])
@pytest.mark.pdf
def test_render_document_takes_a_body_or_a_unit_on_a_day(world, tmp_path, key):
    commune = world.cast.commune
    key = key.format(body=world.cast.commune_body.code, code=commune.official_code)
    target = tmp_path / "tom-tat.pdf"
    call_command("render_document", "unit_summary", key, output=str(target), stdout=io.StringIO())
    assert target.read_bytes().startswith(b"%PDF-1.7")


def test_render_document_of_a_body_that_had_ended_says_so(world, tmp_path):
    body = world.cast.commune_body
    body.valid_to = world.periods[-1].starts_on - timedelta(days=1)
    body.save()
    with pytest.raises(CommandError) as refusal:
        call_command(
            "render_document", "unit_summary", f"{body.code}/2026-Q3", output=str(tmp_path / "x.pdf")
        )
    assert str(refusal.value) == (
        f"{body.name} không hoạt động trong kỳ Quý III/2026, không có gì để tóm tắt."
    )


# Asked for


def test_summary_is_asked_for_by_the_committee_and_by_nobody_else(world, client):
    cast = world.cast
    url = f"/summaries/{cast.commune_body.code}/2026-Q3/"
    codes = {}
    for name in ("staff", "leader", "stranger", "local"):
        client.force_login(getattr(cast, name))
        codes[name] = client.post(url).status_code
    assert codes == {"staff": 302, "leader": 302, "stranger": 404, "local": 403}
    document = Document.objects.get()
    assert (document.kind, document.body, document.period.code) == (
        "unit_summary",
        cast.commune_body,
        "2026-Q3",
    )
    assert filename(document) == f"tom-tat-chuyen-doi-so-{cast.commune_body.code}-2026-q3-2026-11-20.pdf"


def test_summary_is_not_seen_by_the_unit_it_is_about(world):
    cast = world.cast
    summaries.request_unit_summary(cast.committee, cast.commune_body, world.periods[-1], by=cast.staff)
    assert [Document.objects.visible_to(user).count() for user in (cast.leader, cast.local)] == [1, 0]


# Made ahead


def order(world):
    summaries.order_summaries(world.report.pk)
    return AheadOrder.objects.get()


def later(minutes):
    return timezone.now() + timedelta(minutes=minutes)


def test_accepted_report_orders_one_summary_however_often(world):
    tasks.order_summaries(world.report.pk)
    tasks.order_summaries(world.report.pk)
    (made,) = AheadOrder.objects.all()
    assert (made.kind, made.body, made.period, made.made_at) == (
        "unit_summary",
        world.cast.commune_body,
        world.periods[-1],
        None,
    )


def test_nothing_is_ordered_where_nobody_works_or_a_later_period_stands(world):
    old = world.cast.commune_body.progress_reports.get(period=world.periods[0])
    assert summaries.order_summaries(old.pk) is None
    world.cast.committee.posts.all().delete()
    assert summaries.order_summaries(world.report.pk) is None
    assert summaries.order_summaries(0) is None


def test_ordered_summary_is_made_once_in_its_own_queue(world, sent, django_capture_on_commit_callbacks):
    made = order(world)
    with django_capture_on_commit_callbacks(execute=True):
        (document,) = summaries.make_ahead(timezone.now())
    made.refresh_from_db()
    assert made.document == document
    assert (document.requested_by, document.status) == (None, "draft")
    assert sent == [((RENDER, str(document.pk)), {"queue": "ahead"})]
    assert summaries.make_ahead(later(60)) == []


def test_summary_wanted_again_waits_ten_minutes_and_supersedes_the_former(world):
    order(world)
    (first,) = summaries.make_ahead(timezone.now())
    world.cast.duty(body=world.cast.commune_body)
    order(world)
    assert summaries.make_ahead(later(9)) == []
    (second,) = summaries.make_ahead(later(11))
    first.refresh_from_db()
    assert (first.status, second.status) == ("superseded", "draft")
    assert first.history.last().by is None


def test_summary_whose_figures_are_the_same_stays_the_same_document(world):
    order(world)
    (first,) = summaries.make_ahead(timezone.now())
    order(world)
    (second,) = summaries.make_ahead(later(11))
    assert second == first
    assert Document.objects.get().status == "draft"


def test_order_taken_by_another_worker_is_left_alone(world):
    stale = order(world)
    summaries.make_ahead(timezone.now())
    assert summaries.make_one(stale, later(11)) is None


def test_only_so_many_are_made_in_one_go(world, settings):
    settings.AHEAD_AT_ONCE = 1
    for report in world.report.committee.progress_received.filter(period=world.periods[-1]):
        summaries.order_summaries(report.pk)
    assert AheadOrder.objects.count() == 4
    assert len(summaries.make_ahead(timezone.now())) == 1


def test_lost_message_of_what_nobody_asked_for_goes_to_its_own_queue_again(world):
    order(world)
    (ahead,) = summaries.make_ahead(timezone.now())
    world.cast.duty(body=world.cast.commune_body)
    asked = summaries.request_unit_summary(
        world.cast.committee, world.cast.commune_body, world.periods[-1], by=world.cast.staff
    )
    assert rendering.waiting_by_queue() == {"documents": [asked.pk], "ahead": [ahead.pk]}


def test_click_on_what_waits_in_the_low_queue_sends_it_to_the_front(
    world, sent, django_capture_on_commit_callbacks
):
    order(world)
    (ahead,) = summaries.make_ahead(timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        asked = summaries.request_unit_summary(
            world.cast.committee, world.cast.commune_body, world.periods[-1], by=world.cast.staff
        )
    assert asked == ahead
    assert sent == [((RENDER, str(ahead.pk)), {"queue": "documents"})]


# One click


def test_ready_summaries_are_the_newest_ready_one_of_each_unit(world):
    cast = world.cast
    order(world)
    (first,) = summaries.make_ahead(timezone.now())
    make_ready(first)
    cast.duty(body=cast.commune_body)
    order(world)
    (second,) = summaries.make_ahead(later(11))
    # While the newer one is being made the former is still one click away.
    assert list(ready_summaries(cast.leader)) == [first]
    make_ready(second)
    assert list(ready_summaries(cast.leader)) == [second]
    assert list(ready_summaries(cast.stranger)) == list(ready_summaries(cast.local)) == []


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_list_of_ready_summaries_is_one_query(world, rows, django_assert_num_queries):
    document = summaries.request_unit_summary(
        world.cast.committee, world.cast.commune_body, world.periods[-1], by=None
    )
    make_ready(document)
    document.refresh_from_db()
    Document.objects.bulk_create(
        Document(
            kind="unit_summary",
            committee=world.cast.committee,
            body=world.cast.commune_body,
            period=world.periods[0],
            title=f"Tóm tắt {number}",
            snapshot={},
            snapshot_hash=f"{number:064d}",
            template_version="1",
            rendering="ready",
            file=document.file,
            pages=2,
        )
        for number in range(rows - 1)
    )
    leader = make_user(Role.LEADER, world.cast.committee)
    assert leader.committee_ids
    with django_assert_num_queries(1):
        (only,) = [(one.body.name, one.period.label, one.file.size) for one in ready_summaries(leader)]
    assert only == ("UBND xã Thạch Châu", "Quý III/2026", 5)


def test_fragment_of_the_leaders_home_gives_the_pdf_with_one_click(world, rf):
    from django.template.loader import render_to_string

    document = summaries.request_unit_summary(
        world.cast.committee, world.cast.commune_body, world.periods[-1], by=None
    )
    make_ready(document)
    page = render_to_string(
        "oversight/home/summaries.html", {"summaries": ready_summaries(world.cast.leader)}
    )
    assert f'href="/documents/{document.pk}/file/"' in page
    assert "UBND xã Thạch Châu" in page and "Quý III/2026" in page


def test_paper_of_a_row_is_the_paper_that_was_frozen(world):
    document = summaries.request_unit_summary(
        world.cast.committee, world.cast.commune_body, world.periods[-1], by=None
    )
    paper = paper_of(Document.objects.get(pk=document.pk))
    assert (paper.subject, paper.kind) == ("Xã Thạch Châu", "unit_summary")
    assert paper.sheets == summary(world).sheets
