"""Writing a checked upload: all or nothing, nothing over somebody else's figure, and back again."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from cds_portal.lifecycle import Refused, StatusChange
from districts.actions import imports
from districts.actions.drafting import open_draft, set_value
from districts.figures import Figures
from districts.imports.scope import Scope
from districts.imports.undo import why_not
from districts.imports.writer import body_workbook
from districts.models import ImportBatch, Post, ProgressReport, ReportedValue, ReportVersion
from tests.imports import cast
from tests.imports.cast import GOOD, filled

pytestmark = pytest.mark.django_db
Status, State = ImportBatch.Status, ImportBatch.State


@pytest.fixture
def reporting():
    return cast.Reporting()


def uploaded(reporting, figures=GOOD, *, report=None, paper=None, by=None):
    report = report or reporting.report
    content = filled(body_workbook(report), figures)
    scope = Scope(period=report.period, filler=report.body, paper=paper, report=report)
    return imports.upload(content, name="so-lieu.xlsx", scope=scope, by=by or reporting.reporter)


def checked(reporting, figures=GOOD, **kwargs):
    batch = uploaded(reporting, figures, **kwargs)
    imports.run(batch.pk)
    batch.refresh_from_db()
    return batch


def applied(reporting, figures=GOOD, **kwargs):
    batch = checked(reporting, figures, **kwargs)
    imports.apply(batch, by=kwargs.get("by") or reporting.reporter)
    return batch


def figures_in(report):
    values = ReportedValue.objects.filter(version__report=report).select_related("indicator")
    return {v.indicator.code: (v.numerator, v.denominator, v.value, v.note) for v in values}


def draft_with(reporting, code, figures):
    version = open_draft(reporting.report, by=reporting.reporter)
    return set_value(version, reporting.indicator(code), figures, by=reporting.reporter)


def test_upload_is_kept_and_waits_without_being_read(reporting):
    batch = uploaded(reporting)
    assert (batch.state, batch.status, batch.file.name) == ("queued", "uploaded", "so-lieu.xlsx")


def test_check_writes_nothing_into_the_report(reporting):
    batch = checked(reporting)
    assert (batch.state, batch.status) == (State.FINISHED, Status.CHECKED)
    assert ReportVersion.objects.count() == 0
    assert ProgressReport.objects.get(pk=reporting.report.pk).status == "expected"


def test_check_twice_reads_once(reporting):
    batch = uploaded(reporting)
    assert (imports.run(batch.pk), imports.run(batch.pk)) == (True, False)


def test_apply_writes_every_figure_and_opens_the_draft(reporting):
    batch = applied(reporting)
    assert figures_in(reporting.report) == {
        "CQ2": (90, 98, Decimal("91.8367"), ""),
        "NT3": (None, None, 12, ""),
        "CQ5": (None, None, Decimal("4.5"), ""),
        "TC1": (None, None, 1, ""),
    }
    report = ProgressReport.objects.get(pk=reporting.report.pk)
    assert (report.status, batch.status, batch.applied_by) == ("draft", Status.APPLIED, reporting.reporter)
    move = StatusChange.objects.of(report).get()
    assert (move.from_status, move.to_status, move.by, move.by_line) == (
        "expected",
        "draft",
        reporting.reporter,
        reporting.reporter.post_line,
    )
    assert set(ReportedValue.objects.values_list("typed_by", "typed_at")) == {
        (reporting.reporter.pk, batch.applied_at)
    }


def test_upload_that_was_not_checked_yet_cannot_be_applied(reporting):
    batch = uploaded(reporting)
    with pytest.raises(Refused, match="không còn chờ ghi"):
        imports.apply(batch, by=reporting.reporter)
    assert ReportedValue.objects.count() == 0


def test_apply_twice_is_refused(reporting):
    batch = applied(reporting)
    with pytest.raises(Refused, match="không còn chờ ghi"):
        imports.apply(batch, by=reporting.reporter)
    assert ReportedValue.objects.count() == 4


def test_upload_with_an_error_cannot_be_applied(reporting):
    batch = checked(reporting, GOOD | {"NT3": {"Giá trị": "mười"}})
    assert batch.status == Status.REJECTED
    with pytest.raises(Refused):
        imports.apply(batch, by=reporting.reporter)
    assert ReportedValue.objects.count() == 0


def test_upload_without_changes_says_so(reporting):
    applied(reporting)
    batch = checked(reporting)
    with pytest.raises(Refused, match="Không có số liệu nào thay đổi"):
        imports.apply(batch, by=reporting.reporter)


def test_figure_typed_after_the_check_is_not_overwritten(reporting):
    batch = checked(reporting)
    draft_with(reporting, "NT3", Figures(value=Decimal(99)))
    with pytest.raises(Refused, match="Trong lúc chờ ghi, có số liệu vừa được sửa: NT3 của UBND xã Mỹ"):
        imports.apply(batch, by=reporting.reporter)
    assert figures_in(reporting.report) == {"NT3": (None, None, 99, "")}
    assert (batch.state, batch.status) == (State.QUEUED, Status.UPLOADED)
    imports.run(batch.pk)
    batch.refresh_from_db()
    imports.apply(batch, by=reporting.reporter)
    assert figures_in(reporting.report)["NT3"] == (None, None, 12, "")


def test_figure_typed_elsewhere_in_the_draft_stays(reporting):
    batch = checked(reporting, {"NT3": GOOD["NT3"]})
    draft_with(reporting, "CQ5", Figures(value=Decimal(3)))
    imports.apply(batch, by=reporting.reporter)
    assert {code: row[2] for code, row in figures_in(reporting.report).items()} == {"CQ5": 3, "NT3": 12}


def test_correction_of_a_returned_report_starts_from_what_was_sent(reporting):
    version = ReportVersion.objects.create(
        report=reporting.report, number=1, frozen_at=timezone.now() - timedelta(days=1)
    )
    cast.write(version, reporting.indicator("CQ5"), value=9)
    cast.write(version, reporting.indicator("NT3"), value=12, row_version=4)
    ProgressReport.objects.filter(pk=reporting.report.pk).update(
        status="returned", first_sent_at=version.frozen_at
    )
    reporting.report.refresh_from_db()
    applied(reporting, {"NT3": {"Giá trị": 15}})
    draft = ReportVersion.objects.get(report=reporting.report, frozen_at=None)
    values = {v.indicator.code: v.value for v in draft.values.select_related("indicator")}
    assert (draft.number, values) == (2, {"CQ5": 9, "NT3": 15})
    assert version.values.get(indicator__code="NT3").value == 12


def test_report_sent_after_the_check_is_refused(reporting):
    batch = checked(reporting)
    ProgressReport.objects.filter(pk=reporting.report.pk).update(status="awaiting_signature")
    with pytest.raises(Refused, match="Báo cáo của UBND xã Mỹ Thạnh Đông đã trình ký"):
        imports.apply(batch, by=reporting.reporter)
    assert batch.rows().get().status == Status.CHECKED


def test_right_that_ended_after_the_upload_is_refused(reporting):
    batch = checked(reporting)
    Post.objects.filter(user=reporting.reporter).delete()
    with pytest.raises(Refused, match="không còn được nhập số liệu"):
        imports.apply(batch, by=reporting.reporter)


def test_entry_on_behalf_names_paper_and_typist(reporting):
    paper = reporting.paper()
    applied(reporting, paper=paper, by=reporting.staff)
    version = ReportVersion.objects.get(report=reporting.report)
    assert (version.paper, version.entered_by) == (paper, reporting.staff)


# Undo


def test_undo_deletes_what_did_not_exist(reporting):
    batch = applied(reporting)
    imports.undo(batch, by=reporting.reporter)
    assert (batch.status, figures_in(reporting.report)) == (Status.UNDONE, {})


def test_undo_restores_the_exact_figures(reporting):
    draft_with(reporting, "CQ2", Figures(Decimal("33.5"), Decimal(77), note="tạm tính"))
    before = ReportedValue.objects.values("numerator", "denominator", "value", "note", "typed_at").get()
    batch = applied(reporting)
    imports.undo(batch, by=reporting.reporter)
    fields = ("numerator", "denominator", "value", "note", "typed_at")
    assert list(ReportedValue.objects.values(*fields)) == [before]


def test_undo_is_refused_after_a_later_edit_and_says_whose(reporting):
    batch = applied(reporting)
    draft_with(reporting, "NT3", Figures(value=Decimal(13)))
    with pytest.raises(Refused) as refusal:
        imports.undo(batch, by=reporting.reporter)
    said = str(refusal.value)
    assert said.startswith(
        "Không hoàn tác được nữa: sau lần nhập này đã có người sửa NT3 của UBND xã Mỹ Thạnh Đông "
        f"({reporting.reporter.full_name}, "
    )
    assert figures_in(reporting.report)["NT3"][2] == 13
    assert batch.rows().get().status == Status.APPLIED


def test_undo_is_refused_once_the_report_went_on(reporting):
    batch = applied(reporting)
    ProgressReport.objects.filter(pk=reporting.report.pk).update(status="awaiting_signature")
    assert why_not(batch) == "Không hoàn tác được nữa: báo cáo của UBND xã Mỹ Thạnh Đông đã trình ký."
    with pytest.raises(Refused):
        imports.undo(batch, by=reporting.reporter)
    assert len(figures_in(reporting.report)) == 4


def test_undo_twice_is_refused(reporting):
    batch = applied(reporting)
    imports.undo(batch, by=reporting.reporter)
    with pytest.raises(Refused, match="đã được hoàn tác"):
        imports.undo(batch, by=reporting.reporter)


def test_undo_of_a_later_upload_leads_back_to_the_one_before(reporting):
    first = applied(reporting, {"NT3": {"Giá trị": 12}})
    second = applied(reporting, {"NT3": {"Giá trị": 20}})
    assert why_not(first).startswith("Không hoàn tác được nữa")
    imports.undo(second, by=reporting.reporter)
    assert figures_in(reporting.report)["NT3"][2] == 12


# Work that takes long


def test_cancelled_upload_is_not_checked(reporting):
    batch = uploaded(reporting)
    imports.cancel(batch)
    assert imports.run(batch.pk) is False
    assert batch.state == State.CANCELLED


def test_check_that_ended_cannot_be_cancelled(reporting):
    batch = checked(reporting)
    with pytest.raises(Refused, match="đã xong"):
        imports.cancel(batch)


def test_lost_check_is_queued_again_and_given_up_after_the_third_loss(reporting):
    batch = uploaded(reporting)
    for _loss in range(3):
        assert batch.claim() is not None
        batch.rows().update(beat_at=timezone.now() - timedelta(minutes=5))
        waiting = ImportBatch.reap()
        batch.refresh_from_db()
    assert (batch.state, waiting) == (State.FAILED, [])
    assert batch.reason == "Máy chủ dừng giữa chừng nhiều lần. Xin thử lại với tệp nhỏ hơn."


def test_missing_file_is_told_and_not_tried_for_ever(reporting):
    batch = uploaded(reporting)
    batch.file.full_path.unlink()
    assert imports.run(batch.pk) is False
    batch.refresh_from_db()
    assert (batch.state, batch.reason) == (
        State.FAILED,
        "Không đọc được tệp do lỗi của hệ thống. Quản trị xem nhật ký.",
    )


def test_older_upload_can_be_undone_after_the_newer_one_was(reporting):
    first = applied(reporting, {"NT3": {"Giá trị": 5}})
    second = applied(reporting, {"NT3": {"Giá trị": 6}})
    assert why_not(first) != ""
    imports.undo(second, by=reporting.reporter)
    assert why_not(first) == ""
    imports.undo(first, by=reporting.reporter)
    assert figures_in(reporting.report) == {}


def test_cancelled_upload_cannot_be_applied(reporting):
    batch = uploaded(reporting)
    imports.cancel(batch)
    batch.refresh_from_db()
    with pytest.raises(Refused, match="không còn chờ ghi"):
        imports.apply(batch, by=reporting.reporter)
    assert figures_in(reporting.report) == {}
