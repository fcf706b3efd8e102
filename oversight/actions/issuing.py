"""What the issue of each kind of paper brings about in the records, and how early it may be dated."""

from django.db.models import Max
from django.utils.translation import gettext as _

from cds_portal.lifecycle import Refused
from oversight.actions.cases import forward_proposal
from oversight.actions.escalation import carry_out_step
from oversight.documents.kinds import paper_of
from oversight.models import Assignment, EscalationStep, Proposal
from oversight.models.document import Kind


def refuse_before_its_moment(document):
    """The report of a session may be numbered from the stage of reporting on."""
    session = document.session
    if document.kind != Kind.RESULT_REPORT:
        return
    if session.status not in (session.Status.REPORTING, session.Status.CONCLUDED, session.Status.FOLLOW_UP):
        raise Refused(
            _("Cuộc giám sát %(status)s; chỉ ban hành báo cáo khi đã chuyển sang xây dựng báo cáo.")
            % {"status": session.get_status_display()}
        )


def earliest_day(document):
    """(day, what happened then) before which the paper cannot be dated; None when nothing binds it."""
    if document.kind == Kind.REMINDER_LETTER:
        decided = document.escalation_steps.aggregate(day=Max("decided_on"))["day"]
        return (decided, _("ngày quyết định bước đôn đốc")) if decided else None
    if document.session_id:
        return document.session.works_to, _("ngày làm việc cuối của cuộc giám sát")
    return None


def take_effect(document, *, by):
    """Called in the transaction that issues the paper; returns the bodies that may read it."""
    return EFFECTS[document.kind](document, by)


def report_issued(document, by):
    """The recommendations are issued with it, reviewed and assigned bodies read it, the session ends."""
    session = document.session
    duties = Assignment.objects.filter(
        recommendation__session=session, status=Assignment.Status.DRAFT
    ).select_related("body")
    addressed = set(session.reviewed_bodies.values_list("body", flat=True))
    for duty in duties:
        duty.issue(on=document.issued_on, by=by)
        addressed.add(duty.body_id)
    if session.status == session.Status.REPORTING:
        session.conclude(by=by)
    return addressed


def reminder_issued(document, by):
    """The steps that were decided on and drafted this letter are carried out with it."""
    for step in document.escalation_steps.filter(status=EscalationStep.Status.DECIDED):
        carry_out_step(step, on=document.issued_on, by=by, document=document)
    return set(document.addressed_to.values_list("pk", flat=True))


def forwarding_issued(document, by):
    """Compiled proposals are sent on: the first addressee leads, the others take part."""
    bodies = list(document.addressed_to.all())
    lead = next((body for body in bodies if body.pk == document.body_id), bodies[0])
    others = [body for body in bodies if body != lead]
    compiled = Proposal.objects.filter(
        pk__in=paper_of(document).about, status=Proposal.Status.COMPILED
    ).order_by("pk")
    for proposal in compiled:
        forward_proposal(proposal=proposal, lead=lead, coordinating=others, by=by)
    return {body.pk for body in bodies}


def follow_up_issued(document, by):
    """To those above, who are not of the portal. It tells of every body's items, and a body reads no other's:
    it gets the report only where all of it is its own.
    """
    about = Assignment.objects.filter(pk__in=paper_of(document).about)
    bodies = set(about.values_list("body", flat=True))
    return bodies if len(bodies) == 1 else set()


EFFECTS = {
    Kind.RESULT_REPORT: report_issued,
    Kind.REMINDER_LETTER: reminder_issued,
    Kind.FORWARDING_LETTER: forwarding_issued,
    Kind.FOLLOW_UP_REPORT: follow_up_issued,
}
