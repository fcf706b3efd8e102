"""A re-oversight (giám sát lại) starts from what stayed open: new drafts there, the old duties carried."""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cds_portal.clock import today
from cds_portal.lifecycle import Refused
from oversight.actions.assignments import answer_request
from oversight.actions.cases import lock as lock_session
from oversight.actions.escalation import carry_out_step
from oversight.actions.settling import close_what_waits, open_steps
from oversight.models import Assignment, EscalationStep, OversightSession, Recommendation, ReviewedBody

S = Assignment.Status
CARRIABLE = (S.PARTLY_DONE, S.NOT_DONE)


def carriable(session):
    """What may go into a re-oversight: judged as done in part or not done."""
    return Assignment.objects.filter(recommendation__session=session, status__in=CARRIABLE)


def still_undecided(session):
    """Open duties that must be judged first."""
    waiting = (S.ISSUED, S.IN_PROGRESS, S.REPORTED_DONE)
    return Assignment.objects.filter(recommendation__session=session, status__in=waiting)


@transaction.atomic
def start_re_oversight(*, session, assignments, code, title, works_from, works_to, by):
    """A planned session of kind re_oversight that follows `session`, with a draft for each carried duty.

    A body that ended is followed by its successor, where it has one; the officer edits the drafts.
    """
    old = lock_session(session)
    duties = list(
        carriable(old)
        .filter(pk__in=[one.pk for one in assignments])
        .select_for_update(of=("self",))
        .select_related("body__successor", "recommendation")
        .order_by("recommendation__number", "pk")
    )
    if not duties or len(duties) != len(assignments):
        raise Refused(_("Chọn nội dung hoàn thành một phần hoặc không thực hiện; có nội dung vừa thay đổi."))
    new = make_session(old, code=code, title=title, works_from=works_from, works_to=works_to)
    for number, (former, group) in enumerate(by_recommendation(duties), start=1):
        carry_recommendation(former, group, number, new, by=by)
    return new


def make_session(old, *, code, title, works_from, works_to):
    try:
        with transaction.atomic():
            new = OversightSession.objects.create(
                code=code,
                title=title,
                topic=old.topic,
                committee=old.committee,
                kind=OversightSession.Kind.RE_OVERSIGHT,
                period_from=old.period_from,
                period_to=works_from,
                works_from=works_from,
                works_to=works_to,
                follows=old,
                illustrative=old.illustrative,
            )
    except IntegrityError as error:
        raise Refused(_("Mã cuộc giám sát “%(code)s” đã có. Xin chọn mã khác.") % {"code": code}) from error
    in_force = Q(valid_from__lte=works_from) & (Q(valid_to=None) | Q(valid_to__gte=works_from))
    new.legal_acts.set(old.legal_acts.filter(in_force))
    return new


def by_recommendation(duties):
    """[(recommendation, its duties)], in the order of their numbers: one sentence stays one sentence."""
    groups = {}
    for duty in duties:
        groups.setdefault(duty.recommendation_id, (duty.recommendation, []))[1].append(duty)
    return groups.values()


def carry_recommendation(former, duties, number, session, *, by):
    recommendation = Recommendation.objects.create(
        session=session,
        number=number,
        group=former.group,
        text=former.text,
        priority=former.priority,
        carried_from=former,
        illustrative=former.illustrative,
    )
    for duty in duties:
        body = body_now(duty.body)
        ReviewedBody.objects.get_or_create(session=session, body=body)
        if not recommendation.assignments.filter(body=body).exists():
            recommendation.assignments.create(
                body=body,
                role=duty.role,
                about_unit=duty.about_unit,
                deliverable=duty.deliverable,
                replaces=duty,
            )
        duty.move(
            S.CARRIED, by=by, carried_into=session, note=_("chuyển vào %(code)s") % {"code": session.code}
        )
        answer_request(duty, Assignment.Acceptance.UPHELD, by=by, note=_("Đã chuyển giám sát lại."))
        carry_out_re_oversight(duty, session, by=by)
        close_what_waits(duty, by=by, note=_("Đã chuyển giám sát lại."))


def carry_out_re_oversight(duty, session, *, by):
    """Where the step “giám sát lại” was decided, this is its deed."""
    for step in open_steps(duty).filter(step=EscalationStep.Step.RE_OVERSIGHT):
        carry_out_step(step, on=today(), by=by, paper=str(session))


def body_now(body):
    """The body itself, or what it became: followed to the end, each only once."""
    seen = set()
    while not body.is_in_force_on(today()) and body.successor_id and body.pk not in seen:
        seen.add(body.pk)
        body = body.successor
    return body
