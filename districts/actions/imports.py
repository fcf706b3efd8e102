"""An upload from the click to the written figures: keep the file, check it, write it, undo it.

One body's own sheet is written within the click. A sheet of many bodies is written by a worker, as it was
checked: the row says what is asked for, the page shows it, and a lost worker's work is taken up again.
"""

from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from cds_portal.files import store
from cds_portal.lifecycle import Refused
from districts.actions.import_check import check_file
from districts.actions.import_queue import FOLDER, TASK, XLSX, ask_for
from districts.actions.import_write import ensure_may, undone, why_not_applied, why_not_undone, written
from districts.imports.scope import scope_of
from districts.models import ImportBatch

Status = ImportBatch.Status
# Figures. One body's sheet has some sixty, and its reporter wants to see them stand at once: a thousand
# take a tenth of a second. A province's sheet has thousands to a hundred thousand, and takes up to ten.
WRITTEN_AT_ONCE = 1_000
__all__ = ["TASK", "XLSX", "apply", "cancel", "request_apply", "request_undo", "run", "undo", "upload"]


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


def run(batch_id):
    """Does what a queued batch waits for; True when it was done. Safe to call any number of times."""
    batch = ImportBatch.objects.select_related("file", "period", "body", "paper").filter(pk=batch_id).first()
    token = batch.claim() if batch else None
    if token is None:
        return False
    return ERRANDS[batch.status](batch, token)


def write(batch, token):
    return written(batch, token, by=batch.applied_by, tell=True)


def take_back(batch, token):
    return undone(batch, token, by=batch.undone_by, tell=True)


# What is asked for follows from where the batch stands.
ERRANDS = {Status.UPLOADED: check_file, Status.CHECKED: write, Status.APPLIED: take_back}


def is_long(batch):
    """Whether its figures are too many for the click."""
    return bool(batch.staged) and batch.staged["counts"]["changes"] > WRITTEN_AT_ONCE


def apply(batch, *, by):
    """Writes all figures of a checked batch, or none. What changed meanwhile is told and checked anew."""
    token = uuid4()
    begin_apply(batch, by, token)
    if not written(batch, token, by=by):
        raise Refused(why_not_applied(batch))


def request_apply(batch, *, by):
    """As `apply`, by a worker: what it cannot write it tells in the batch's `reason`."""
    begin_apply(batch, by)
    ask_for(batch)


def begin_apply(batch, by, token=None):
    ensure_may(batch, scope_of(batch), by)
    # Before the check there is nothing staged; the guarded UPDATE decides for those who press at once.
    if batch.status == Status.CHECKED and not batch.staged["rows"]:
        raise Refused(_("Không có số liệu nào thay đổi so với báo cáo đang có."))
    if not batch.ask(Status.CHECKED, token=token, applied_by=by):
        raise Refused(why_not_applied(batch))


def undo(batch, *, by):
    """The exact figures from before; Refused with when and why it no longer can be."""
    token = uuid4()
    begin_undo(batch, by, token)
    if not undone(batch, token, by=by):
        raise Refused(why_not_undone(batch))


def request_undo(batch, *, by):
    """As `undo`, by a worker: why it could not is in the batch's `reason`."""
    begin_undo(batch, by)
    ask_for(batch)


def begin_undo(batch, by, token=None):
    ensure_may(batch, scope_of(batch), by)
    if not batch.ask(Status.APPLIED, token=token, undone_by=by):
        raise Refused(why_not_undone(batch))


def cancel(batch):
    """Stops the check, or takes the wish to write back before a worker began; written figures are undone."""
    if batch.cancel():
        return
    if batch.is_working:
        raise Refused(_("Hệ thống đang ghi, không dừng giữa chừng được."))
    raise Refused(_("Việc kiểm tra tệp đã xong, không còn gì để hủy."))
