"""A workbook given by hand, not by the page: which report or period it means is read from the file."""

from django.db import transaction
from django.utils.translation import gettext as _

from cds_portal.lifecycle import Refused
from districts.actions import imports
from districts.actions.import_check import check_file as check_batch
from districts.imports.limits import MANY_BODIES
from districts.imports.reader import open_workbook
from districts.imports.scope import Scope, fillers_of, may_fill
from districts.imports.stage import stage
from districts.imports.stamp import ForeignStamp, Stamp, read_stamp
from districts.models import ImportBatch, ProgressReport, ReportingPeriod


def scope_of_file(content, name, *, by, period=""):
    """The Scope in which `by` may give this workbook (bytes); Refused when it is not theirs.

    WorkbookRefused when the file cannot be opened. `period` is a code that fills in for a lost mark.
    """
    try:
        stamp = read_stamp(open_workbook(content, name, MANY_BODIES))
    except ForeignStamp as error:
        raise Refused(_("Dấu của hệ thống trong tệp không hợp lệ.")) from error
    stamp = stamp or Stamp(period=period, indicator_set="", is_signed=False)
    found = ReportingPeriod.objects.filter(code=period or stamp.period).first()
    if found is None and period:
        raise Refused(_("Không có kỳ báo cáo “%s”.") % period)
    if found is None:
        raise Refused(_("Tệp không cho biết kỳ báo cáo; ghi thêm --period, ví dụ --period 2026-Q3."))
    return of_one(stamp, found, by) or of_many(found, by)


def of_one(stamp, period, by):
    """One body's own workbook: by its mark, else by the body that it names."""
    reports = ProgressReport.objects.select_related("body", "period", "indicator_set", "committee")
    if stamp.report:
        report = reports.filter(pk=stamp.report).first()
    else:
        named = stamp.body if not stamp.is_signed else ""
        report = reports.filter(period=period, body__code=named).first() if named else None
    if report is None:
        return None
    version = report.versions.filter(frozen_at=None).first()
    paper = version.paper if version else None
    if not may_fill(by, report, paper=paper):
        raise Refused(_("%(who)s không được nhập báo cáo của %(body)s.") % {"who": by, "body": report.body})
    return Scope(period=period, filler=report.body, paper=paper, report=report)


def of_many(period, by):
    fillers = fillers_of(by)
    if not fillers:
        raise Refused(_("%s không nhập số liệu cho đơn vị nào.") % by)
    return Scope(period=period, filler=fillers[0])


def check_file(content, name, scope):
    """The Staging alone: nothing is kept."""
    return stage(content, name, scope)


def apply_file(content, name, scope, *, by):
    """Keeps, checks and writes the file as the page does; the ImportBatch. Refused with nothing written."""
    with transaction.atomic():
        batch = imports.upload(content, name=name, scope=scope, by=by)
        # Before a worker can see the row: it is checked here, and the message finds nothing to do.
        token = batch.claim()
    check_batch(batch, token)
    batch = ImportBatch.objects.get(pk=batch.pk)
    if batch.status != ImportBatch.Status.CHECKED:
        raise Refused(batch.reason or _("Tệp có chỗ cần sửa, chưa ghi gì."))
    imports.apply(batch, by=by)
    return batch
