"""Writing and undoing of an upload by whoever holds the attempt: the person's own click, or a worker."""

import logging

from django.db import DatabaseError, transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from cds_portal.lifecycle import Refused
from cds_portal.longwork import Cancelled
from districts.actions.import_queue import ask_for
from districts.imports.apply import ChangedMeanwhile, write_staged
from districts.imports.scope import may_fill, scope_of, still_holds
from districts.imports.undo import take_back, why_not
from districts.models import ImportBatch

log = logging.getLogger(__name__)
State, Status = ImportBatch.State, ImportBatch.Status
LONGEST_REASON = ImportBatch._meta.get_field("reason").max_length


def ensure_may(batch, scope, by):
    """The right to fill may have ended since the upload."""
    allowed = may_fill(by, scope.report, paper=scope.paper) if scope.report else still_holds(scope, by)
    if not allowed:
        raise Refused(_("Đồng chí không còn được nhập số liệu cho phạm vi của tệp này."))


def whose_turn(batch):
    """Who had it written or undone just now, in words; "" when nobody has."""
    if batch.is_being_written:
        return _("Tệp này đang được ghi vào báo cáo theo yêu cầu của %s.") % batch.applied_by.get_full_name()
    if batch.is_being_undone:
        return _("Lần nhập này đang được hoàn tác theo yêu cầu của %s.") % batch.undone_by.get_full_name()
    return ""


def why_not_applied(batch):
    return whose_turn(batch) or _("Tệp này không còn chờ ghi: đã được ghi hoặc đang kiểm tra lại.")


def why_not_undone(batch):
    return whose_turn(batch) or why_not(batch)


def written(batch, token, *, by, tell=False):
    """Writes the claimed batch; False when another attempt has it. `tell`: a refusal goes into its `reason`,
    for who looks at the page later; otherwise it is raised.
    """

    def act():
        scope = scope_of(batch)
        ensure_may(batch, scope, by)
        write_staged(batch, token, scope, by=by)

    return attempted(batch, token, act, tell)


def undone(batch, token, *, by, tell=False):
    """The figures from before; False and `tell` as with `written`."""

    def act():
        ensure_may(batch, scope_of(batch), by)
        take_back(batch, token)

    return attempted(batch, token, act, tell)


def attempted(batch, token, act, tell):
    """Whatever goes wrong, nothing of it is written and the batch stands where it stood, free again."""
    try:
        act()
    except Cancelled:
        return False
    except DatabaseError:
        # Not the figures' fault: the reaper gives the row to the next worker.
        raise
    except Refused as refusal:
        put_back(batch, token, refusal, tell)
    except Exception as error:
        log.exception("Không ghi hoặc hoàn tác được lần nhập %s", batch.pk)
        refusal = Refused(_("Chưa có gì thay đổi vì lỗi của hệ thống. Quản trị xem nhật ký."))
        refusal.__cause__ = error
        put_back(batch, token, refusal, tell)
    else:
        batch.refresh_from_db()
    return True


def put_back(batch, token, refusal, tell):
    reason = Truncator(str(refusal)).chars(LONGEST_REASON) if tell else ""
    release(batch, token, reason=reason, again=isinstance(refusal, ChangedMeanwhile))
    batch.refresh_from_db()
    if not tell:
        raise refusal


@transaction.atomic
def release(batch, token, *, reason, again):
    """Where it stood; `again`: back into the queue with the file as it is."""
    asked_by = "applied_by" if batch.status == Status.CHECKED else "undone_by"
    changes = {"state": State.FINISHED, "attempt": None, "reason": reason, asked_by: None}
    if again:
        changes |= {"state": State.QUEUED, "status": Status.UPLOADED, "done": 0, "total": 0}
    if batch.held(token, batch.status).update(**changes) and again:
        ask_for(batch)
