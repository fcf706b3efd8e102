"""What still waits on a duty when it ends is answered by that: it stays on nobody's list."""

from oversight.actions.extensions import drop_extension
from oversight.models import Assignment, EscalationStep, Extension, Response, Verification

S = Assignment.Status
Claim = Response.Claim


def close_what_waits(assignment, *, by, note):
    """Of a duty that is withdrawn or handed on: its request for time, its open step, its answers."""
    drop_extension(assignment=assignment, by=by, note=note)
    drop_step(assignment=assignment, by=by, note=note)
    settle_responses(assignment, by=by, note=note)


def what_waits(assignment):
    """The records that `close_what_waits` may change; for who must be able to take it back."""
    return [
        *assignment.extensions.filter(status=Extension.Status.ASKED),
        *open_steps(assignment),
        *unjudged(assignment),
    ]


def drop_step(*, assignment, by, note):
    """A step that was decided and not carried out yet falls with its duty."""
    for step in open_steps(assignment):
        step.move(EscalationStep.Status.DISMISSED, by=by, note=note)


def open_steps(assignment):
    return assignment.escalation_steps.filter(status=EscalationStep.Status.DECIDED)


def settle_responses(assignment, *, by, note=""):
    """Answers none of whose duties waits to be judged any more become adequate or inadequate.

    `note` says why when the duty ended without being judged by them.
    """
    for response in unjudged(assignment):
        verdict = verdict_on(response)
        if verdict:
            response.move(verdict, by=by, note=note)


def unjudged(assignment):
    return assignment.responses.filter(status=Response.Status.SUBMITTED)


def verdict_on(response):
    """None while a duty of it still waits; inadequate when one of them was found so or was not done."""
    outcomes = []
    for duty in response.assignments.all():
        since = duty.verifications.filter(at__gte=response.submitted_at).order_by("at", "pk").last()
        if since is None and still_to_judge(response, duty):
            return None
        outcomes.append(since.outcome if since else duty.status)
    bad = {Verification.Outcome.INADEQUATE, S.NOT_DONE} & set(outcomes)
    return Response.Status.INADEQUATE if bad else Response.Status.ADEQUATE


def still_to_judge(response, duty):
    """A result is judged while it is reported, an account of progress as long as the duty is open."""
    return duty.is_open if response.claim == Claim.PROGRESS else duty.status == S.REPORTED_DONE
