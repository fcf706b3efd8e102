"""What the page of an assignment shows of the seven steps; for the committee only."""

from dataclasses import dataclass, field

from django import forms
from django.urls import NoReverseMatch, reverse

from cds_portal.accounts.grants import Permission
from cds_portal.clock import today
from oversight.domain.escalation import ProposedStep, last_notes, proposed_step, rules_on
from oversight.forms.steering import CarryOutForm, DecideStepForm, DismissStepForm
from oversight.models import EscalationStep, Extension

# Of these the note of the last move says more: by which paper it was carried out, why it fell away.
TOLD = (EscalationStep.Status.CARRIED_OUT, EscalationStep.Status.DISMISSED)


@dataclass(frozen=True)
class EscalationPanel:
    steps: list = field(default_factory=list)
    proposal: ProposedStep | None = None
    to_carry_out: EscalationStep | None = None
    carry_out_form: forms.Form | None = None
    letter_url: str = ""
    may_decide: bool = False
    decide_form: forms.Form | None = None
    dismiss_form: forms.Form | None = None

    @property
    def has_content(self):
        return bool(self.steps or self.proposal)


def escalation_panel(assignment, user):
    if assignment.committee_id not in user.committee_ids:
        return EscalationPanel()
    steps = list(assignment.escalation_steps.select_related("decided_by", "document__series"))
    day = today()
    asked = assignment.extensions.filter(status=Extension.Status.ASKED).exists()
    proposal = None if asked else proposed_step(assignment, day, rules=rules_on(day), steps=steps)
    decided = next((step for step in steps if step.status == EscalationStep.Status.DECIDED), None)
    may_carry_out = user.can(Permission.VERIFY, body=assignment.committee)
    notes = last_notes(steps) if steps else {}
    for step in steps:
        step.said = notes[step.pk] if step.status in TOLD and notes[step.pk] != step.reason else ""
    return EscalationPanel(
        steps=steps,
        proposal=proposal,
        to_carry_out=decided if may_carry_out else None,
        carry_out_form=CarryOutForm(auto_id="carry_out_%s") if may_carry_out else None,
        letter_url=letter_url(decided) if decided and not decided.document_id else "",
        may_decide=user.can(Permission.DECIDE_FOLLOW_UP, body=assignment.committee),
        decide_form=DecideStepForm(initial={"step": proposal.step}) if proposal else None,
        dismiss_form=DismissStepForm(auto_id="dismiss_%s") if proposal else None,
    )


def letter_url(step):
    """Only the reminders are letters of the committee itself."""
    if step.step > EscalationStep.Step.HIGHER_LEVEL:
        return ""
    try:
        return reverse("reminder_request", args=[step.pk])
    except NoReverseMatch:
        return ""
