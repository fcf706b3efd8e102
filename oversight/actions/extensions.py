"""More time for a duty: a body asks, a leader of the committee decides; the old date stays readable."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from cds_portal.clock import today
from cds_portal.lifecycle import Refused, TakenFirst, record_move
from cds_portal.text import day_text
from oversight.domain.due_dates import ensure_within_reach
from oversight.models import Assignment, EscalationStep, Extension

Status = Assignment.Status
EXTENDABLE = (Status.ISSUED, Status.IN_PROGRESS, Status.PARTLY_DONE)


@transaction.atomic
def ask_extension(*, assignment, asked_due, reason, by):
    """One request at a time; the wished day is after the old due date and after today."""
    if not reason.strip():
        raise Refused(_("Xin ghi lý do xin gia hạn."))
    stored = Assignment.objects.select_for_update().get(pk=assignment.pk)
    ensure_extendable(stored)
    ensure_later(asked_due, stored.due_on)
    try:
        with transaction.atomic():
            extension = Extension.objects.create(
                assignment=stored,
                old_due=stored.due_on,
                asked_due=asked_due,
                reason=reason.strip(),
                asked_by=by,
            )
    except IntegrityError as error:
        raise Refused(_("Đã có một đề nghị gia hạn đang chờ Ban quyết định.")) from error
    record_move(extension, "", extension.status, by=by, note=reason.strip())
    return extension


def ensure_extendable(assignment):
    if assignment.status not in EXTENDABLE:
        raise Refused(
            _("Nội dung giao %(status)s, không gia hạn được nữa.")
            % {"status": assignment.get_status_display()}
        )


def ensure_later(day, old_due):
    if old_due and day <= old_due:
        raise Refused(
            _("Ngày %(day)s không sau thời hạn hiện nay (%(due)s).")
            % {"day": day_text(day), "due": day_text(old_due)}
        )
    if day <= today():
        raise Refused(_("Ngày %(day)s phải sau hôm nay.") % {"day": day_text(day)})
    ensure_within_reach(day)


@transaction.atomic
def grant_extension(*, extension, granted_due, note="", by):
    """By a leader, perhaps to another day than was asked. The assignment takes the new date."""
    stored = locked(extension)
    assignment = stored.assignment
    ensure_extendable(assignment)
    if assignment.due_on != stored.old_due:
        raise Refused(
            _("Thời hạn đã đổi từ khi xin gia hạn (nay là %(due)s). Cơ quan cần xin lại.")
            % {"due": day_text(assignment.due_on) if assignment.due_on else _("chưa ấn định")}
        )
    ensure_later(granted_due, stored.old_due)
    decide(stored, Extension.Status.GRANTED, by=by, note=note, granted_due=granted_due)
    rows = Assignment.objects.filter(pk=assignment.pk, due_on=stored.old_due, status=assignment.status)
    if not rows.update(due_on=granted_due, row_version=F("row_version") + 1):
        raise TakenFirst(assignment.who_was_first())
    drop_decided_step(assignment, by=by, note=_("Đã gia hạn đến %s.") % day_text(granted_due))
    return stored


def drop_decided_step(assignment, *, by, note):
    """What was decided for the old date and not done yet: nobody is urged about a date that is to come."""
    for step in assignment.escalation_steps.filter(status=EscalationStep.Status.DECIDED):
        step.move(EscalationStep.Status.DISMISSED, by=by, note=note)


@transaction.atomic
def refuse_extension(*, extension, reason, by):
    if not reason.strip():
        raise Refused(_("Xin ghi lý do không gia hạn để cơ quan thực hiện được biết."))
    stored = locked(extension)
    decide(stored, Extension.Status.REFUSED, by=by, note=reason.strip())
    return stored


def locked(extension):
    """The assignment first, as everywhere, then its request; one that was decided says who was first."""
    Assignment.objects.select_for_update().get(pk=extension.assignment_id)
    rows = Extension.objects.select_for_update(of=("self",)).select_related("assignment")
    stored = rows.get(pk=extension.pk)
    if stored.status != Extension.Status.ASKED:
        raise TakenFirst(stored.who_was_first())
    return stored


def decide(extension, to, *, by, note="", **changes):
    extension.move(to, by=by, note=note, decided_by=by, decided_at=timezone.now(), **changes)


def ensure_nothing_asked(assignment):
    """What the body asked for is answered first: it must not read a refusal where it got its date."""
    if assignment.extensions.filter(status=Extension.Status.ASKED).exists():
        raise Refused(_("Có đề nghị gia hạn của cơ quan đang chờ; xin quyết định đề nghị đó."))


def drop_extension(*, assignment, by, note):
    """A request that is still open when the duty ends is answered by that."""
    waiting = Extension.objects.filter(assignment=assignment, status=Extension.Status.ASKED).first()
    if waiting:
        decide(waiting, Extension.Status.REFUSED, by=by, note=note)
