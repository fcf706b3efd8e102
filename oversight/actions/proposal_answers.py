"""The end of a local body's proposal: answered by whom it was sent to, closed, or sent on to another."""

from django.db import transaction
from django.utils.translation import gettext as _

from cds_portal.lifecycle import Refused, TakenFirst, record_move
from oversight.actions import cases
from oversight.actions.settling import close_what_waits
from oversight.models import Assignment, Proposal

Status = Proposal.Status


def take_result(*, assignment, by):
    """The proposal is answered once every body that leads the answer has answered adequately."""
    if not assignment.proposal_id or assignment.status != Assignment.Status.DONE:
        return
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=assignment.proposal_id)
    if proposal.status == Status.FORWARDED and not proposal.assignments.lead().open().exists():
        proposal.move(Status.ANSWERED, by=by)


def take_back(*, assignment, note, by):
    """The lead's answer is worked on again after it was found adequate: the proposal waits for it anew."""
    if not assignment.proposal_id or assignment.role != Assignment.Role.LEAD:
        return
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=assignment.proposal_id)
    if proposal.status == Status.ANSWERED:
        proposal.move(Status.FORWARDED, by=by, note=note)


@transaction.atomic
def close_proposal(*, proposal, note="", by):
    """With its answer. Bodies that were to take part and have not answered yet are asked no more."""
    stored = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if stored.status != proposal.status:
        raise TakenFirst(stored.who_was_first())
    stored.move(Status.CLOSED, by=by, note=note.strip())
    for duty in stored.assignments.issued().open().order_by("pk"):
        duty.move(Assignment.Status.WITHDRAWN, by=by, note=_("Đề xuất đã kết thúc."))
        close_what_waits(duty, by=by, note=_("Đề xuất đã kết thúc."))
    proposal.status = stored.status


def may_forward_again(proposal):
    """Not satisfied with the answer; or every body it went to is out of it and nobody answered."""
    if proposal.status == Status.ANSWERED:
        return True
    waiting = proposal.assignments.lead().open()
    return proposal.status == Status.FORWARDED and not waiting.exists()


@transaction.atomic
def forward_again(*, proposal, reason, lead, coordinating=(), deliverable="", due_on=None, by):
    """To another body, with the reason; what the former ones answered stays readable."""
    if not reason.strip():
        raise Refused(_("Xin ghi lý do chuyển tiếp để địa phương được biết."))
    stored = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if not may_forward_again(stored):
        raise Refused(
            _("Đề xuất %(status)s, còn cơ quan đang xử lý; chỉ chuyển tiếp khi đã được trả lời.")
            % {"status": stored.get_status_display()}
        )
    if stored.status == Status.ANSWERED:
        stored.move(Status.FORWARDED, by=by, note=reason.strip())
    else:
        record_move(stored, stored.status, stored.status, by=by, note=reason.strip())
    return cases.give_out_proposal(
        proposal=stored, lead=lead, coordinating=coordinating, deliverable=deliverable, due_on=due_on, by=by
    )
