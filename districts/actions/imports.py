"""An upload from the click to the written figures: keep the file, check it in a worker, write, undo."""

import logging

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from cds_portal.files import store
from cds_portal.lifecycle import Refused
from cds_portal.longwork import Cancelled
from cds_portal.queue import enqueue
from districts.imports.annotate import annotated
from districts.imports.apply import ChangedMeanwhile, write_staged
from districts.imports.refusals import WorkbookRefused
from districts.imports.scope import Scope, may_fill, still_holds
from districts.imports.stage import stage
from districts.imports.undo import take_back
from districts.models import ImportBatch, ProgressReport

log = logging.getLogger(__name__)
TASK = "districts.tasks.run_import"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FOLDER = "imports"
State, Status = ImportBatch.State, ImportBatch.Status


@transaction.atomic
def upload(content, *, name, scope, by):
    """Keeps the file and asks a worker to check it; returns the ImportBatch. Nothing is read here."""
    batch = ImportBatch.objects.create(
        file=store(content, name=name, content_type=XLSX, by=by, folder=FOLDER),
        period=scope.period,
        body=scope.filler,
        paper=scope.paper,
        by=by,
    )
    if scope.report:
        batch.reports.set([scope.report])
    ask_for(batch)
    return batch


def ask_for(batch):
    transaction.on_commit(lambda: enqueue(TASK, str(batch.pk)))


def scope_of(batch):
    """The scope the upload came in. A consolidated batch has no report until it is checked."""
    report = None
    if batch.staged and "report" in batch.staged:
        report = ProgressReport.objects.get(pk=batch.staged["report"])
    elif not batch.staged:
        report = batch.reports.select_related("body", "period", "indicator_set").first()
    return Scope(batch.period, batch.body, batch.paper, report)


def check(batch_id):
    """Reads and checks the file of a queued batch; safe to call any number of times."""
    batch = ImportBatch.objects.select_related("file", "period", "body", "paper").filter(pk=batch_id).first()
    token = batch.claim() if batch else None
    if token is None:
        return False
    try:
        scope = scope_of(batch)
        return keep(batch, token, scope, checked(batch, token, scope))
    except Cancelled:
        return False
    except DatabaseError:
        # Not the file's fault: the reaper gives the row to the next worker.
        raise
    except Exception:
        # Counted and told, whatever it is: a row that is only left alone would be tried for ever.
        log.exception("Không kiểm tra được tệp của lần nhập %s", batch_id)
        batch.fail(token, _("Không đọc được tệp do lỗi của hệ thống. Quản trị xem nhật ký."))
        return False


def checked(batch, token, scope):
    total = scope.reports().count()
    batch.beat(token, done=0, total=total)
    staging = stage(
        batch.file.read(),
        batch.file.name,
        scope,
        beat=lambda done: batch.beat(token, done=min(done, total), total=total),
    )
    batch.beat(token, done=total, total=total)
    return staging


def keep(batch, token, scope, staging):
    """The result into the row, guarded by the attempt: of two workers one is heard."""
    marked = annotated_file(batch, scope, staging)
    staged = staging.staged() | ({"report": scope.report.pk} if scope.report else {})
    with transaction.atomic():
        done = batch.finish(
            token,
            status=Status.REJECTED if staging.errors else Status.CHECKED,
            problems=staging.listed(),
            staged=staged,
            annotated=marked,
        )
        if done:
            batch.reports.set([row["report"] for row in staged["rows"]] or report_pks(scope))
    return done


def report_pks(scope):
    return [scope.report.pk] if scope.report else []


def annotated_file(batch, scope, staging):
    """The workbook back with its cells marked; None when there is nothing to mark or nothing to open."""
    if not any(problem.address for problem in staging.problems):
        return None
    try:
        content = annotated(batch.file.read(), batch.file.name, scope, in_order(staging.problems))
    except WorkbookRefused:
        return None
    except Exception:
        # The list of what to mend is worth more than the coloured cells: it is told without them.
        log.exception("Không đánh dấu được tệp của lần nhập %s", batch.pk)
        return None
    return store(content, name=f"can-sua-{batch.file.name}", content_type=XLSX, by=batch.by, folder=FOLDER)


def in_order(problems):
    return sorted(problems, key=lambda problem: not problem.is_error)


def ensure_may(batch, scope, by):
    """The right to fill may have ended since the upload."""
    allowed = may_fill(by, scope.report, paper=scope.paper) if scope.report else still_holds(scope, by)
    if not allowed:
        raise Refused(_("Đồng chí không còn được nhập số liệu cho phạm vi của tệp này."))


def apply(batch, *, by):
    """Writes all figures of a checked batch, or none. What changed meanwhile is told and checked anew."""
    scope = scope_of(batch)
    ensure_may(batch, scope, by)
    # Before the check there is nothing staged; the guarded UPDATE decides for those who press at once.
    if batch.status == Status.CHECKED and not batch.staged["rows"]:
        raise Refused(_("Không có số liệu nào thay đổi so với báo cáo đang có."))
    try:
        write_staged(batch, scope, by=by)
    except ChangedMeanwhile:
        check_again(batch)
        raise


@transaction.atomic
def check_again(batch):
    """Back into the queue with the file as it is."""
    if batch.rows(status=Status.CHECKED).update(
        status=Status.UPLOADED, state=State.QUEUED, attempt=None, done=0, ended_at=None
    ):
        ask_for(batch)
    batch.refresh_from_db()


def undo(batch, *, by):
    """The exact figures from before; Refused with when and why it no longer can be."""
    ensure_may(batch, scope_of(batch), by)
    take_back(batch)


def cancel(batch):
    """Stops the check, or drops a checked file; figures that were written are undone, not cancelled."""
    if batch.cancel():
        return
    raise Refused(_("Việc kiểm tra tệp đã xong, không còn gì để hủy."))
