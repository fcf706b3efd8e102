"""Writing figures into the open version of a report: by web form, by import, on behalf."""

from dataclasses import replace
from decimal import ROUND_HALF_UP

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cds_portal.lifecycle import Refused, StaleRecord
from districts.figures import STEP, Figures, complete, problems_of
from districts.models import ProgressReport, ReportedValue, ReportVersion

Status = ProgressReport.Status
COPIED = ("indicator_id", "numerator", "denominator", "value", "note", "returned_reason", "typed_by_id")


def hold(report):
    """The stored row, held until the transaction ends: figures, signature and return come one by one."""
    return ProgressReport.objects.select_for_update().get(pk=report.pk)


@transaction.atomic
def open_draft(report, *, by):
    """The open version of `report`; `expected` and `returned` become `draft`, otherwise Refused in words.

    After a return it begins as a copy of the last frozen one, with what was said about each figure.
    """
    stored = hold(report)
    if stored.status in ProgressReport.EDITABLE and stored.status != Status.DRAFT:
        stored.move(Status.DRAFT, by=by)
    report.status = stored.status
    ensure_draft(stored)
    return stored.versions.filter(frozen_at=None).first() or begin_version(stored)


def ensure_draft(report):
    if report.status != Status.DRAFT:
        raise Refused(
            _("Báo cáo %(status)s, không sửa số liệu được.") % {"status": report.get_status_display()}
        )


def begin_version(report):
    last = report.versions.order_by("-number").first()
    version = ReportVersion.objects.create(report=report, number=last.number + 1 if last else 1)
    for value in last.values.all() if last else ():
        copied = {name: getattr(value, name) for name in COPIED}
        # One by one: the audit log does not see bulk_create.
        ReportedValue.objects.create(version=version, typed_at=value.typed_at, **copied)
    return version


@transaction.atomic
def set_value(version, indicator, figures, *, by, expected=None):
    """Writes the figures of one indicator and returns the stored ReportedValue.

    `expected` is the row_version that was read, 0 when nothing stood there, None to write without a guard.
    StaleRecord when somebody wrote something else meanwhile; Refused when the figures do not stand.
    """
    ensure_open(version, indicator)
    figures = checked(indicator, figures)
    stored = version.values.filter(indicator=indicator).first()
    if stored is None:
        return ReportedValue.objects.create(
            version=version, indicator=indicator, typed_by=by, row_version=1, **columns(figures)
        )
    if figures_of(stored) == figures:
        return stored
    if expected is not None and expected != stored.row_version:
        raise StaleRecord(stored)
    for name, value in columns(figures).items():
        setattr(stored, name, value)
    stored.typed_by, stored.typed_at = by, timezone.now()
    stored.save_version(stored.row_version)
    return stored


def ensure_open(version, indicator):
    """Locks the report: whoever signs it waits until the figure stands, or it is too late for the figure."""
    ensure_draft(hold(version.report))
    if not ReportVersion.objects.filter(pk=version.pk, frozen_at=None).exists():
        raise Refused(_("Số liệu của lần gửi này đã chốt, không sửa được."))
    if not version.report.indicators.filter(pk=indicator.pk).exists():
        raise Refused(_("Chỉ tiêu %(code)s không phải báo cáo trong kỳ này.") % {"code": indicator.code})


def checked(indicator, figures):
    """The figures as they are stored: complete, four decimals; Refused with all that is wrong."""
    errors = [problem for problem in problems_of(indicator, figures) if problem.severity == "error"]
    if errors:
        raise Refused(" ".join(f"{error.message} {error.suggestion}".strip() for error in errors))
    figures = complete(indicator, figures)
    numbers = {name: rounded(getattr(figures, name)) for name in NUMBERS}
    return replace(figures, note=figures.note.strip(), **numbers)


NUMBERS = ("numerator", "denominator", "value")


def rounded(number):
    return None if number is None else number.quantize(STEP, ROUND_HALF_UP)


def columns(figures):
    return {name: getattr(figures, name) for name in (*NUMBERS, "note")}


def figures_of(value):
    """What a stored value holds, as rules and forms read it; nothing for no row."""
    return (
        Figures() if value is None else Figures(value.numerator, value.denominator, value.value, value.note)
    )
