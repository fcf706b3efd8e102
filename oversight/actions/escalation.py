"""Escalation: a person decides on a step, or against it; each step is dated and carries its paper."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cds_portal.clock import today
from cds_portal.lifecycle import Refused, TakenFirst
from cds_portal.text import day_text
from oversight.domain.escalation import legal_source, proposed_step, rules_on
from oversight.models import Document, EscalationStep

Status = EscalationStep.Status


def decide_step(assignment, step, *, by, reason=""):
    """Decides on `step`: the proposed one, or a later one with a reason. Returns the row.

    Refused before anything is late, while another step is open, and for a step that was already taken.
    """
    return settle(assignment, step, Status.DECIDED, by=by, reason=reason)


def dismiss_step(assignment, *, by, reason):
    """Decides against the proposed step; it is proposed anew after its waiting time."""
    if not reason.strip():
        raise Refused(_("Xin ghi lý do chưa áp dụng bước này."))
    proposal = proposed_or_refuse(assignment)
    return settle(assignment, proposal.step, Status.DISMISSED, by=by, reason=reason)


def settle(assignment, step, status, *, by, reason):
    proposal = proposed_or_refuse(assignment)
    step = EscalationStep.Step(step)
    check_step(proposal, step, reason)
    day = today()
    try:
        with transaction.atomic():
            row = EscalationStep.objects.create(
                assignment=assignment,
                step=step,
                reason=(reason.strip() or proposal.reason)[:500],
                legal_source=legal_source(step, day, rules_on(day))[0],
                proposed_on=proposal.since,
                status=Status.PROPOSED,
            )
            row.move(status, by=by, note=reason.strip(), decided_by=by, decided_on=day)
    except IntegrityError as error:
        raise TakenFirst(_("Người khác vừa quyết định một bước xử lý. Xin tải lại trang.")) from error
    return row


def proposed_or_refuse(assignment):
    assignment.refresh_from_db()
    steps = list(assignment.escalation_steps.all())
    if any(step.status in (Status.PROPOSED, Status.DECIDED) for step in steps):
        raise Refused(_("Đang có một bước xử lý chưa thực hiện xong."))
    if assignment.extensions.filter(status="asked").exists():
        raise Refused(_("Đang có đề nghị gia hạn chờ Ban trả lời; xin trả lời trước."))
    proposal = proposed_step(assignment, today(), rules=rules_on(today()), steps=steps)
    if proposal is None:
        raise Refused(_("Nội dung này chưa đến mức phải xử lý."))
    return proposal


def check_step(proposal, step, reason):
    if step < proposal.step:
        raise Refused(_("Bước “%(step)s” đã qua.") % {"step": step.label})
    if step > proposal.step and not reason.strip():
        raise Refused(_("Xin ghi lý do chọn bước “%(step)s” sớm hơn trình tự.") % {"step": step.label})


def carry_out_step(row, *, on, by, document=None, paper=""):
    """The step was done on day `on` (not before the decision, not in the future). Returns the row.

    Never without what shows it: its own issued letter, or `paper`, the number and date of one made elsewhere
    or the form in which it was done; that stands in the note of the history.
    """
    if on > today():
        raise Refused(_("Ngày thực hiện %(day)s chưa tới.") % {"day": day_text(on)})
    if row.decided_on and on < row.decided_on:
        raise Refused(
            _("Ngày thực hiện %(day)s trước ngày quyết định %(decided)s.")
            % {"day": day_text(on), "decided": day_text(row.decided_on)}
        )
    document, paper = document or issued_letter(row), paper.strip()
    if document is None and not paper:
        raise Refused(_("Xin ghi số, ngày văn bản hoặc hình thức đã thực hiện bước này."))
    # A draft that was never issued is not the paper of the step.
    row.move(Status.CARRIED_OUT, by=by, note=paper, carried_out_on=on, document=document)
    return row


def issued_letter(row):
    letter = row.document
    return letter if letter and letter.status == Document.Status.ISSUED else None
