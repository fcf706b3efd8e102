"""Takes an applied upload back, to the exact figures that stood before, while nobody has built on it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cds_portal.lifecycle import Refused
from cds_portal.longwork import Cancelled
from cds_portal.text import day_text
from districts.figures import Figures
from districts.imports.apply import values_of, who_and_when
from districts.imports.resource import BATCH, WRITTEN
from districts.imports.staged import figures_from, number
from districts.models import ImportBatch, ProgressReport, ReportedValue, ReportVersion

MOST_NAMED = 5


def why_not(batch):
    """The sentence why the batch can no longer be undone; "" while it can."""
    if batch.status == ImportBatch.Status.UNDONE:
        return _("Lần nhập này đã được hoàn tác lúc %s.") % moment(batch.undone_at)
    if batch.status != ImportBatch.Status.APPLIED:
        return _("Lần nhập này chưa ghi vào báo cáo nên không có gì để hoàn tác.")
    versions = versions_of(batch)
    if closed := [v for v in versions.values() if v.frozen_at or v.report.status != DRAFT]:
        report = closed[0].report
        words = {"body": report.body, "status": report.get_status_display()}
        return _("Không hoàn tác được nữa: báo cáo của %(body)s %(status)s.") % words
    if stands_as_written(batch, versions):
        return ""
    touched = touched_since(batch, versions, values_of(versions))
    if not touched:
        return ""
    said = "; ".join(touched[:MOST_NAMED])
    return _("Không hoàn tác được nữa: sau lần nhập này đã có người sửa %s.") % said


DRAFT = ProgressReport.Status.DRAFT


def moment(at):
    at = timezone.localtime(at)
    return f"{at:%H:%M} {day_text(at)}"


def versions_of(batch):
    pks = {version for version, _indicator, _before in batch.before["rows"]}
    versions = ReportVersion.objects.filter(pk__in=pks).select_related("report__body")
    return {version.pk: version for version in versions}


def stands_as_written(batch, versions):
    """Whether every figure still bears the batch's own hour: one count, where a sheet has 100,000 figures."""
    own = ReportedValue.objects.filter(version__in=list(versions), typed_at=batch.applied_at)
    return own.filter(typed_by=batch.applied_by_id).count() == len(batch.before["rows"])


def touched_since(batch, versions, stored):
    """In words, each figure that is not what the batch wrote; who wrote the same again took nothing away."""
    written = written_by(batch, versions)
    found = []
    for version, indicator, _before in batch.before["rows"]:
        value = stored.get((version, indicator))
        if value is None:
            found.append(_("%s (đã xóa)") % versions[version].report.body)
        elif not is_as_written(value, written[version, indicator]):
            found.append(who_and_when(versions[version].report, value))
    return found


def written_by(batch, versions):
    by_report = {version.report_id: version.pk for version in versions.values()}
    written = {}
    for row in batch.staged["rows"]:
        for entry in row["figures"]:
            indicator, figures, _seen = figures_from(entry)
            written[by_report[row["report"]], indicator] = figures
    return written


def is_as_written(value, written):
    return Figures(value.numerator, value.denominator, value.value, value.note) == written


@transaction.atomic
def take_back(batch, token):
    """Restores what stood before and deletes what did not exist; Refused with the reason when it cannot,
    Cancelled when another attempt has the batch.
    """
    now = timezone.now()
    if not batch.held(token, ImportBatch.Status.APPLIED).update(
        status=ImportBatch.Status.UNDONE, state=ImportBatch.State.FINISHED, undone_at=now, ended_at=now
    ):
        raise Cancelled
    reports = batch.reports.order_by("pk")
    list(ProgressReport.objects.select_for_update().filter(pk__in=reports.values("pk")).order_by("pk"))
    if reason := why_not(batch):
        raise Refused(reason)
    restore(batch, values_of(versions_of(batch)))


def restore(batch, stored):
    gone, changed = [], []
    for version, indicator, before in batch.before["rows"]:
        value = stored[version, indicator]
        if before is None:
            gone.append(value.pk)
        else:
            changed.append(restored(value, before))
    for start in range(0, len(gone), BATCH):
        # Nothing hangs on a figure, and a line of the audit log for each would take ten times as long: the
        # batch itself is the history of what it wrote.
        rows = ReportedValue.objects.filter(pk__in=gone[start : start + BATCH])
        rows._raw_delete(rows.db)
    if changed:
        ReportedValue.objects.bulk_update(changed, WRITTEN, batch_size=BATCH)


def restored(value, before):
    numerator, denominator, figure, note, typed_by, typed_at, _row_version = before
    value.numerator, value.denominator, value.value = number(numerator), number(denominator), number(figure)
    value.note, value.typed_by_id, value.typed_at = note, typed_by, datetime.fromisoformat(typed_at)
    # Onwards, not back: a page opened in between must see that something happened.
    value.row_version += 1
    return value
