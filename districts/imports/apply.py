"""Writes what a checked upload staged into the open versions of its reports: all of it or nothing."""

from dataclasses import dataclass

import tablib
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cds_portal.lifecycle import Refused, move_all
from cds_portal.longwork import Cancelled
from cds_portal.text import day_text
from districts.actions.drafting import open_draft
from districts.imports.known import is_foreign, typed_by_their_own
from districts.imports.resource import StagedReports
from districts.imports.staged import number_text
from districts.models import ImportBatch, ProgressReport, ReportedValue, ReportVersion

Status = ProgressReport.Status
MOST_NAMED = 3


class ChangedMeanwhile(Refused):
    """Somebody wrote into the same figures after the check: nothing was written, the file is checked anew."""


@dataclass(frozen=True)
class Target:
    """A report with the entries of the staged JSON that are to be written into it."""

    report: ProgressReport
    figures: list


@transaction.atomic
def write_staged(batch, token, scope, *, by):
    """Writes the batch that attempt `token` holds; Refused, with nothing written, when a report or a figure
    is not as it was checked, Cancelled when another attempt has the batch.

    All in one transaction, the end of the work too: a worker killed in the middle leaves a row that waits.
    """
    now = timezone.now()
    # First of all: from here on neither the reaper nor another worker gets at the row.
    if not batch.held(token, ImportBatch.Status.CHECKED).update(
        status=ImportBatch.Status.APPLIED,
        state=ImportBatch.State.FINISHED,
        applied_at=now,
        applied_by=by,
        ended_at=now,
    ):
        raise Cancelled
    targets = held_targets(batch, scope)
    versions, opened = open_versions([target.report for target in targets], scope, by=by)
    stored = values_of(versions.values())
    ensure_not_typed_itself(targets, scope, versions, stored)
    ensure_unchanged(targets, versions, stored)
    before = before_of(targets, versions, stored, opened)
    engine = StagedReports(stored, by=by, at=now)
    engine.run(dataset_of(targets, versions))
    batch.rows().update(before=before)


def held_targets(batch, scope):
    """The reports, locked in one order so that two uploads do not wait for each other; all still open."""
    wanted = {row["report"]: row["figures"] for row in batch.staged["rows"]}
    allowed = set(scope.reports().filter(pk__in=wanted).values_list("pk", flat=True))
    reports = list(
        ProgressReport.objects.select_for_update(of=("self",))
        .select_related("body")
        .filter(pk__in=allowed)
        .order_by("pk")
    )
    if len(reports) != len(wanted):
        raise Refused(_("Có báo cáo không còn thuộc phạm vi được nhập. Tải tệp lên lại để kiểm tra."))
    for report in reports:
        if report.status not in ProgressReport.EDITABLE:
            words = {"body": report.body, "status": report.get_status_display()}
            raise Refused(_("Báo cáo của %(body)s %(status)s, không ghi số liệu được.") % words)
    return [Target(report, wanted[report.pk]) for report in reports]


def open_versions(reports, scope, *, by):
    """({report pk: its open version}, pks of the reports that this opened)."""
    open_rows = ReportVersion.objects.filter(report__in=reports, frozen_at=None).select_related(
        "report__body"
    )
    versions = {version.report_id: version for version in open_rows}
    opened = [report.pk for report in reports if report.status != Status.DRAFT]
    begin_first([r for r in reports if r.status == Status.EXPECTED and r.pk not in versions], versions, by=by)
    for report in reports:
        if report.pk not in versions or report.status != Status.DRAFT:
            versions[report.pk] = open_draft(report, by=by)
    for version in versions.values():
        ensure_same_hand(version, scope)
    if scope.paper:
        ReportVersion.objects.filter(pk__in=[version.pk for version in versions.values()]).update(
            paper=scope.paper, entered_by=by
        )
    return versions, opened


def begin_first(reports, versions, *, by):
    """`open_draft` for reports that never had a version, in four queries for thousands of them."""
    move_all(reports, Status.DRAFT, by=by)
    made = ReportVersion.objects.bulk_create(
        [ReportVersion(report=report, number=1) for report in reports], batch_size=1_000
    )
    versions |= {version.report_id: version for version in made}


def ensure_same_hand(version, scope):
    """A version stands for a paper or is the body's own; one upload does not mix the two."""
    if bool(version.entered_by_id) == bool(scope.paper):
        return
    has_values = version.values.exists()
    if version.entered_by_id or has_values:
        words = _("Ban đang nhập thay") if version.entered_by_id else _("Đơn vị đang tự nhập")
        raise Refused(_("%(who)s báo cáo của %(body)s.") % {"who": words, "body": version.report.body})


def ensure_not_typed_itself(targets, scope, versions, stored):
    """The body may have begun its own figures since the check."""
    foreign = {t.report.pk: t.report for t in targets if is_foreign(scope, t.report)}
    of_version = {versions[pk].pk: pk for pk in foreign}
    typed = {(of_version[v], i): value for (v, i), value in stored.items() if v in of_version}
    for pk in sorted(typed_by_their_own(list(foreign.values()), typed)):
        raise Refused(_("%s đang tự nhập báo cáo này trên cổng, không nhập thay được.") % foreign[pk].body)


def values_of(versions):
    values = ReportedValue.objects.filter(version__in=list(versions)).select_related("typed_by").order_by()
    return {(value.version_id, value.indicator_id): value for value in values}


def ensure_unchanged(targets, versions, stored):
    """Every row to be written is the very row that was checked; else who wrote what meanwhile is told."""
    changed = []
    for target in targets:
        version = versions[target.report.pk]
        for indicator, *_figures, seen in target.figures:
            value = stored.get((version.pk, indicator))
            if (value.row_version if value else 0) != seen:
                changed.append((target.report, value))
    if changed:
        raise ChangedMeanwhile(in_words(changed))


def in_words(changed):
    said = [who_and_when(report, value) for report, value in changed[:MOST_NAMED]]
    more = _(" và %d chỗ khác") % (len(changed) - MOST_NAMED) if len(changed) > MOST_NAMED else ""
    return _(
        "Trong lúc chờ ghi, có số liệu vừa được sửa: %(what)s%(more)s. Chưa ghi gì; tệp được kiểm tra lại."
    ) % {"what": "; ".join(said), "more": more}


def who_and_when(report, value):
    if value is None:
        return str(report.body)
    at = timezone.localtime(value.typed_at)
    return _("%(code)s của %(body)s (%(who)s, %(time)s ngày %(day)s)") % {
        "code": value.indicator.code,
        "body": report.body,
        "who": value.typed_by or _("hệ thống"),
        "time": f"{at:%H:%M}",
        "day": day_text(at),
    }


def before_of(targets, versions, stored, opened):
    """What undo restores, and what the history shows: a row per figure, `None` where nothing stood."""
    rows = []
    for target in targets:
        version = versions[target.report.pk]
        for indicator, *_figures in target.figures:
            value = stored.get((version.pk, indicator))
            rows.append([version.pk, indicator, remembered(value) if value else None])
    return {"rows": rows, "opened": opened}


def remembered(value):
    numbers = [number_text(number) for number in (value.numerator, value.denominator, value.value)]
    return [*numbers, value.note, value.typed_by_id, value.typed_at.isoformat(), value.row_version]


def dataset_of(targets, versions):
    data = tablib.Dataset(headers=["version", "figures"])
    for target in targets:
        data.append([versions[target.report.pk], target.figures])
    return data
