"""Writing and undoing what is too much for a click: by a worker, whole, once, and told on the page."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from cds_portal.lifecycle import Refused
from cds_portal.longwork import Cancelled
from districts.actions import imports
from districts.actions.drafting import set_value
from districts.figures import Figures
from districts.imports.apply import write_staged
from districts.imports.scope import Scope, scope_of
from districts.imports.writer import body_workbook
from districts.models import ImportBatch, Post, ProgressReport, ReportedValue, ReportVersion
from tests.imports import cast
from tests.imports.cast import GOOD, filled

pytestmark = pytest.mark.django_db
Status, State = ImportBatch.Status, ImportBatch.State


@pytest.fixture(autouse=True)
def four_figures_are_many(monkeypatch):
    monkeypatch.setattr(imports, "WRITTEN_AT_ONCE", len(GOOD) - 1)


@pytest.fixture
def reporting():
    return cast.Reporting()


@pytest.fixture
def reporter(reporting, client):
    client.force_login(reporting.reporter, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def checked(reporting):
    report = reporting.report
    scope = Scope(period=report.period, filler=report.body, report=report)
    content = filled(body_workbook(report), GOOD)
    batch = imports.upload(content, name="so-lieu.xlsx", scope=scope, by=reporting.reporter)
    imports.run(batch.pk)
    return fresh(batch)


@pytest.fixture
def asked(checked, reporting):
    imports.request_apply(checked, by=reporting.reporter)
    return checked


@pytest.fixture
def applied(asked):
    imports.run(asked.pk)
    return fresh(asked)


def fresh(batch):
    return ImportBatch.objects.get(pk=batch.pk)


def stands(batch):
    batch = fresh(batch)
    return batch.state, batch.status


def page(client, batch):
    return client.get(batch.get_absolute_url()).content.decode()


def poll(client, batch):
    return client.get(batch.get_absolute_url(), headers={"HX-Request": "true"})


def type_over(reporting, code, number):
    version = ReportVersion.objects.get(report=reporting.report, frozen_at=None)
    set_value(version, reporting.indicator(code), Figures(value=Decimal(number)), by=reporting.reporter)


# Writing


def test_press_only_asks_and_the_page_says_that_it_waits(reporter, checked):
    response = reporter.post(reverse("import_apply", args=[checked.pk]))
    assert response.url == checked.get_absolute_url()
    assert stands(checked) == (State.QUEUED, Status.CHECKED)
    assert ReportedValue.objects.count() == 0
    html = page(reporter, checked)
    assert "đang chờ</span>" in html
    assert "Đang chờ đến lượt ghi vào báo cáo" in html
    assert 'hx-trigger="load delay:1s"' in html
    assert reverse("import_apply", args=[checked.pk]) not in html


def test_small_upload_is_written_within_the_click(reporter, checked, monkeypatch):
    monkeypatch.setattr(imports, "WRITTEN_AT_ONCE", len(GOOD))
    reporter.post(reverse("import_apply", args=[checked.pk]))
    assert stands(checked) == (State.FINISHED, Status.APPLIED)


def test_worker_writes_everything_in_the_name_of_who_pressed(asked, reporting):
    assert imports.run(asked.pk) is True
    batch = fresh(asked)
    assert (batch.state, batch.status, batch.applied_by, batch.reason) == (
        State.FINISHED,
        Status.APPLIED,
        reporting.reporter,
        "",
    )
    assert set(ReportedValue.objects.values_list("typed_by", "typed_at")) == {
        (reporting.reporter.pk, batch.applied_at)
    }
    assert ReportedValue.objects.count() == 4


def test_page_follows_without_a_reload_until_it_is_written(reporter, asked):
    asked.claim()
    assert "Đang ghi vào báo cáo" in poll(reporter, asked).content.decode()
    asked.rows().update(state=State.QUEUED)
    imports.run(asked.pk)
    assert poll(reporter, asked).headers["HX-Refresh"] == "true"
    assert "đã ghi vào báo cáo lúc" in page(reporter, asked)


def test_second_message_writes_nothing_more(asked):
    assert (imports.run(asked.pk), imports.run(asked.pk)) == (True, False)
    assert ReportedValue.objects.count() == 4


def test_second_press_is_told_who_was_first(asked, reporting):
    with pytest.raises(Refused) as refusal:
        imports.request_apply(asked, by=reporting.reporter)
    who = reporting.reporter.get_full_name()
    assert str(refusal.value) == f"Tệp này đang được ghi vào báo cáo theo yêu cầu của {who}."


def test_second_press_of_one_person_is_no_error(reporter, checked):
    address = reverse("import_apply", args=[checked.pk])
    responses = [reporter.post(address, follow=True) for _twice in range(2)]
    assert [list(response.context["messages"]) for response in responses] == [[], []]
    assert stands(checked) == (State.QUEUED, Status.CHECKED)


def test_press_can_be_taken_back_before_a_worker_began(reporter, asked):
    response = reporter.post(reverse("import_cancel", args=[asked.pk]), follow=True)
    assert "Đã hủy. Không có gì được ghi vào báo cáo." in response.content.decode()
    assert (stands(asked), fresh(asked).applied_by) == ((State.FINISHED, Status.CHECKED), None)
    assert imports.run(asked.pk) is False
    assert reverse("import_apply", args=[asked.pk]) in page(reporter, asked)


def test_writing_that_began_cannot_be_cancelled(reporter, asked):
    asked.claim()
    assert reverse("import_cancel", args=[asked.pk]) not in page(reporter, asked)
    with pytest.raises(Refused, match="Hệ thống đang ghi, không dừng giữa chừng được"):
        imports.cancel(asked)
    assert stands(asked) == (State.RUNNING, Status.CHECKED)


def test_lost_worker_leaves_nothing_and_the_next_one_writes(asked):
    lost = asked.claim()
    asked.rows().update(beat_at=timezone.now() - timedelta(minutes=5))
    assert ImportBatch.reap() == [asked.pk]
    assert imports.run(asked.pk) is True
    assert (stands(asked), fresh(asked).losses) == ((State.FINISHED, Status.APPLIED), 1)
    with pytest.raises(Cancelled):
        write_staged(fresh(asked), lost, scope_of(asked), by=asked.by)
    assert ReportedValue.objects.count() == 4


def test_worker_that_wakes_up_after_the_next_one_took_over_writes_nothing(asked):
    late = asked.claim()
    asked.rows().update(beat_at=timezone.now() - timedelta(minutes=5))
    ImportBatch.reap()
    assert imports.write(asked, late) is False
    assert (stands(asked), ReportedValue.objects.count()) == ((State.QUEUED, Status.CHECKED), 0)


def test_writing_given_up_after_the_third_loss_can_be_asked_for_again(reporter, asked, reporting):
    for _loss in range(3):
        asked.claim()
        asked.rows().update(beat_at=timezone.now() - timedelta(minutes=5))
        ImportBatch.reap()
    assert stands(asked) == (State.FAILED, Status.CHECKED)
    html = page(reporter, asked)
    assert "Chưa ghi vào báo cáo" in html
    assert "Máy chủ dừng giữa chừng nhiều lần." in html
    imports.request_apply(fresh(asked), by=reporting.reporter)
    imports.run(asked.pk)
    assert (stands(asked), fresh(asked).reason) == ((State.FINISHED, Status.APPLIED), "")


def test_report_that_went_on_meanwhile_is_told_on_the_page(reporter, asked):
    ProgressReport.objects.update(status="awaiting_signature")
    imports.run(asked.pk)
    assert stands(asked) == (State.FINISHED, Status.CHECKED)
    html = page(reporter, asked)
    assert "Chưa ghi vào báo cáo" in html
    assert "Báo cáo của UBND xã Mỹ Thạnh Đông đã trình ký, không ghi số liệu được." in html
    assert ReportedValue.objects.count() == 0


def test_figure_typed_meanwhile_is_told_and_the_file_checked_anew(reporter, asked, reporting):
    ReportVersion.objects.create(report=reporting.report, number=1)
    ProgressReport.objects.update(status="draft")
    type_over(reporting, "NT3", 99)
    imports.run(asked.pk)
    assert stands(asked) == (State.QUEUED, Status.UPLOADED)
    assert "Trong lúc chờ ghi, có số liệu vừa được sửa: NT3 của UBND xã Mỹ Thạnh Đông" in page(
        reporter, asked
    )
    imports.run(asked.pk)
    assert stands(asked) == (State.FINISHED, Status.CHECKED)
    assert "Trong lúc chờ ghi, có số liệu vừa được sửa" in page(reporter, asked)
    assert [value.value for value in ReportedValue.objects.all()] == [99]


def test_right_that_ended_while_it_waited_is_told(reporter, asked, reporting):
    Post.objects.filter(user=reporting.reporter).delete()
    imports.run(asked.pk)
    assert (fresh(asked).reason, ReportedValue.objects.count()) == (
        "Đồng chí không còn được nhập số liệu cho phạm vi của tệp này.",
        0,
    )


def test_fault_of_the_system_is_told_and_writes_nothing(asked):
    staged = asked.staged
    staged["rows"][0]["figures"][0] = [*staged["rows"][0]["figures"][0][:3], "không phải số", "", 0]
    asked.rows().update(staged=staged)
    imports.run(asked.pk)
    assert stands(asked) == (State.FINISHED, Status.CHECKED)
    assert fresh(asked).reason == "Chưa có gì thay đổi vì lỗi của hệ thống. Quản trị xem nhật ký."
    assert (ReportedValue.objects.count(), ReportVersion.objects.count()) == (0, 0)


# Undoing


def test_undo_of_many_figures_is_asked_for_and_done_by_a_worker(reporter, applied, reporting):
    response = reporter.post(reverse("import_undo", args=[applied.pk]))
    assert response.url == applied.get_absolute_url()
    assert stands(applied) == (State.QUEUED, Status.APPLIED)
    assert "Đang chờ đến lượt hoàn tác" in page(reporter, applied)
    assert imports.run(applied.pk) is True
    batch = fresh(applied)
    assert (batch.state, batch.status, batch.undone_by) == (
        State.FINISHED,
        Status.UNDONE,
        reporting.reporter,
    )
    assert ReportedValue.objects.count() == 0
    assert f"{reporting.reporter.get_full_name()} đã hoàn tác lúc" in page(reporter, applied)


def test_undo_can_be_taken_back_before_a_worker_began(reporter, applied, reporting):
    imports.request_undo(applied, by=reporting.reporter)
    response = reporter.post(reverse("import_cancel", args=[applied.pk]), follow=True)
    assert "Đã hủy việc hoàn tác. Số liệu giữ nguyên như đã ghi." in response.content.decode()
    assert (stands(applied), fresh(applied).undone_by) == ((State.FINISHED, Status.APPLIED), None)


def test_undo_that_somebody_asked_for_is_not_asked_for_twice(applied, reporting):
    imports.request_undo(applied, by=reporting.reporter)
    with pytest.raises(Refused) as refusal:
        imports.request_undo(applied, by=reporting.reporter)
    who = reporting.reporter.get_full_name()
    assert str(refusal.value) == f"Lần nhập này đang được hoàn tác theo yêu cầu của {who}."


def test_edit_while_the_undo_waited_is_kept_and_told_once(reporter, applied, reporting):
    imports.request_undo(applied, by=reporting.reporter)
    type_over(reporting, "NT3", 13)
    imports.run(applied.pk)
    assert stands(applied) == (State.FINISHED, Status.APPLIED)
    assert page(reporter, applied).count("đã có người sửa NT3 của UBND xã Mỹ Thạnh Đông") == 1
    assert ReportedValue.objects.get(indicator__code="NT3").value == 13


def test_lost_undo_is_done_by_the_next_worker(applied, reporting):
    imports.request_undo(applied, by=reporting.reporter)
    applied.claim()
    applied.rows().update(beat_at=timezone.now() - timedelta(minutes=5))
    assert ImportBatch.reap() == [applied.pk]
    imports.run(applied.pk)
    assert (stands(applied), ReportedValue.objects.count()) == ((State.FINISHED, Status.UNDONE), 0)


def test_undo_of_many_figures_takes_no_query_a_figure(applied, reporting, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        imports.undo(applied, by=reporting.reporter)


# At once


def at_once(*acts):
    def run(act):
        try:
            return act()
        except Refused as refusal:
            return str(refusal)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_writes(asked):
    answers = at_once(*[lambda: imports.run(asked.pk)] * 3)
    assert (sorted(answers), ReportedValue.objects.count()) == ([False, False, True], 4)


@pytest.mark.django_db(transaction=True)
def test_of_a_press_and_a_worker_one_writes(asked, reporting):
    at_once(
        lambda: imports.run(asked.pk),
        lambda: imports.apply(fresh(asked), by=reporting.reporter),
        lambda: imports.cancel(fresh(asked)),
    )
    batch = fresh(asked)
    written = ReportedValue.objects.count()
    assert (batch.state, batch.status, written) in {
        (State.FINISHED, Status.APPLIED, 4),
        (State.FINISHED, Status.CHECKED, 0),
    }
