"""The check of an upload by a worker: read, compared, marked; nothing of it is in a report yet."""

import logging

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from cds_portal.files import store
from cds_portal.longwork import Cancelled
from districts.actions.import_queue import FOLDER, XLSX
from districts.imports.annotate import annotated
from districts.imports.refusals import WorkbookRefused
from districts.imports.scope import scope_of
from districts.imports.stage import stage
from districts.models import ImportBatch

log = logging.getLogger(__name__)
Status = ImportBatch.Status


def check_file(batch, token):
    """Reads and checks the file of a claimed batch; True when the result is kept."""
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
        log.exception("Không kiểm tra được tệp của lần nhập %s", batch.pk)
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
