"""What the page of one report shows to this reader: state, figures, versions, files, and the acts offered."""

from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission
from cds_portal.forms import ReasonForm
from cds_portal.templatetags.portal import vn_date
from districts.actions.on_behalf import has_figures, is_on_behalf
from districts.actions.progress import is_late, typed_on_behalf
from districts.actions.report_files import OPEN
from districts.comparison import Row, as_figures, numbers_of, rows_of
from districts.forms.progress import FileForm, LateForm
from districts.models import ProgressReport, ReportFile
from districts.views.progress_access import (
    indicators_for,
    is_own,
    may_edit,
    reads_part_only,
    receives,
    values_for,
    versions_for,
)

Status = ProgressReport.Status
STEP_WORDS = {
    Status.EXPECTED: _("Chờ báo cáo"),
    Status.DRAFT: _("Nhập số liệu"),
    Status.AWAITING_SIGNATURE: _("Trình ký"),
    Status.SUBMITTED: _("Gửi tới Ban"),
    Status.ACCEPTED: _("Tiếp nhận"),
    Status.LOCKED: _("Khóa"),
}


def page_of(request, report):
    user = request.user
    versions = versions_for(user, report)
    version = chosen(versions, request.GET.get("version"))
    indicators = list(indicators_for(user, report))
    values = list(values_for(user, report, versions))
    rows = rows_of(
        report, indicators, [value for value in values if version and value.version_id == version.pk]
    )
    acts = acts_of(user, report, versions)
    is_part = reads_part_only(user, report)
    return {
        "report": report,
        "is_own": is_own(user, report),
        "is_hidden": not versions and not is_own(user, report),
        "is_part": is_part,
        "versions": versions,
        "version": version,
        "rows": rows,
        "filled": sum(row.is_filled for row in rows),
        "returned": [row for row in rows if row.returned_reason],
        "as_last": sum(row.is_as_last for row in rows),
        "jumps": [row for row in rows if row.is_jump],
        "changes": changes_between(versions, indicators, values),
        "files": files_of(user, report, versions, is_part),
        "steps": steps(report) if versions or is_own(user, report) else None,
        "history": history_for(user, report),
        "acts": acts,
        "sign_effects": list(sign_effects(report, rows)),
        **forms_of(report, acts),
    }


def chosen(versions, number):
    """The version asked for, else the newest one that the reader may see."""
    asked = [version for version in versions if str(version.number) == number]
    return next(iter(asked or versions), None)


def acts_of(user, report, versions):
    """The names of the acts offered; whether they are allowed is asked again when they are pressed."""
    leads = user.can(Permission.SIGN_PROGRESS, body=report.body)
    receiver = receives(user, report)
    unlocker = user.can(Permission.UNLOCK_PROGRESS, body=report.committee)
    sent = next((version for version in versions if version.frozen_at), None)
    offered = {
        "edit": report.status in ProgressReport.EDITABLE and may_edit(user, report),
        "sign": leads and report.status == Status.AWAITING_SIGNATURE,
        "refuse": leads and report.status == Status.AWAITING_SIGNATURE,
        "return": receiver and report.status == Status.SUBMITTED,
        "accept": receiver and report.status == Status.SUBMITTED and not typed_on_behalf(sent, user),
        "lock": receiver and report.status == Status.ACCEPTED,
        "unlock": unlocker and report.status in (Status.ACCEPTED, Status.LOCKED),
        "on_behalf": receiver and may_be_entered(report),
        "stop_on_behalf": receiver and is_on_behalf(report),
        "add_file": report.status in OPEN and works_on(user, report),
        "propose": user.can(Permission.RAISE_PROPOSAL, body=report.body),
        "summarise": sent is not None and user.can(Permission.REQUEST_DOCUMENT, body=report.committee),
    }
    return {name for name, is_offered in offered.items() if is_offered}


def works_on(user, report):
    """Reporter and leader of the body, or the officer who enters its paper."""
    local = (Permission.REPORT_PROGRESS, Permission.SIGN_PROGRESS)
    if any(user.can(permission, body=report.body) for permission in local):
        return True
    return receives(user, report) and report.versions.filter(entered_by__isnull=False).exists()


def may_be_entered(report):
    if report.status in (Status.EXPECTED, Status.RETURNED):
        return True
    return report.status == Status.DRAFT and not has_figures(report) and not is_on_behalf(report)


def sign_effects(report, rows):
    """What the leader is told before signing."""
    yield _("Báo cáo được gửi tới %(committee)s.") % {"committee": report.committee}
    if report.nothing_arising:
        yield _("Không phát sinh trong kỳ: %(reason)s") % {"reason": report.nothing_reason}
    if jumps := [row.indicator.code for row in rows if row.is_jump]:
        yield _("Thay đổi nhiều so với kỳ trước: %(codes)s.") % {"codes": ", ".join(jumps)}
    if same := [row.indicator.code for row in rows if row.is_as_last]:
        yield _("Số liệu như kỳ trước: %(codes)s.") % {"codes": ", ".join(same)}


def forms_of(report, acts):
    return {
        "late_form": LateForm() if "sign" in acts and is_late(report) and not report.late_reason else None,
        "refuse_form": ReasonForm(auto_id="refuse_%s"),
        "unlock_form": ReasonForm(auto_id="unlock_%s"),
        "file_form": FileForm(report=report) if "add_file" in acts else None,
    }


def steps(report):
    """A returned report is being filled in again: its step says so."""
    line = list(STEP_WORDS)
    here = line.index(Status.DRAFT if report.status == Status.RETURNED else report.status)
    reached = {change.to_status: change.at for change in report.history}
    return [
        {
            "label": _("Bổ sung") if status == Status.DRAFT and is_returned(report) else STEP_WORDS[status],
            "state": "done" if place < here else "current" if place == here else "todo",
            "note": step_note(report, status, reached if place <= here else {}),
            "tone": "bad" if place == here and is_returned(report) else "",
        }
        for place, status in enumerate(line)
    ]


def is_returned(report):
    return report.status == Status.RETURNED


def step_note(report, status, reached):
    if status == Status.DRAFT and is_returned(report):
        return vn_date(reached.get(Status.RETURNED))
    return vn_date(reached.get(status))


def history_for(user, report):
    """What goes on inside the body before it sends is shown to the body alone."""
    changes = report.history.select_related("by", "record_type")
    if is_own(user, report):
        return list(changes)
    return [change for change in changes if change.to_status in ProgressReport.SENT]


def changes_between(versions, indicators, values):
    """[(newer version, [(Row before, Row after)])], newest first: what differs from the version before."""
    by_version = {}
    for value in values:
        by_version.setdefault(value.version_id, {})[value.indicator_id] = value
    return [
        (newer, differing(indicators, by_version.get(older.pk, {}), by_version.get(newer.pk, {})))
        for newer, older in pairwise(versions)
    ]


def differing(indicators, before, after):
    pairs = [(row_of(one, before), row_of(one, after)) for one in indicators]
    return [(old, new) for old, new in pairs if said_by(old) != said_by(new)]


def row_of(indicator, values):
    value = values.get(indicator.pk)
    return Row(indicator, as_figures(value), value)


def said_by(row):
    return *numbers_of(row.figures), row.figures.note


def files_of(user, report, versions, is_part):
    files = ReportFile.objects.filter(version__in=versions, withdrawn_at=None)
    if is_part:
        # A signed copy holds all figures.
        files = files.filter(indicator__responsible__in=user.department_ids, kind=ReportFile.Kind.EVIDENCE)
    return files.select_related("file__by", "indicator", "version").order_by(
        "-version__number", "-kind", "pk"
    )
