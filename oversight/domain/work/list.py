"""The list of a person: which sorts of work the present posts bring, worst first."""

from cds_portal.accounts.grants import Permission, Role
from cds_portal.clock import swap_days, today
from oversight.domain.work import bodies, committee, papers
from oversight.domain.work.waiting import levelled

P = Permission


def work_of(user):
    """Everything that waits for the present posts, worst first; its queries do not grow with the rows."""
    day, swaps = today(), swap_days()
    found = [levelled(item, day, swaps) for item in unsorted_work(user, day)]
    return sorted(found, key=lambda item: item.order)


def unsorted_work(user, day):
    if Role.STAFF in user.roles:
        yield from staff_work(user)
    if user.can(P.DECIDE_FOLLOW_UP):
        yield from leader_work(user, day)
    if user.can(P.APPROVE_DOCUMENT) or user.can(P.ISSUE_DOCUMENT):
        yield from papers.documents_by_state(user)
    if user.own_body_ids:
        yield from body_work(user)


def staff_work(user):
    yield from committee.draft_visits(user)
    yield from committee.late_steps(user)
    yield from committee.proposals_to_handle(user)
    yield from papers.sent_back(user)
    yield from committee.responses_to_verify(user)
    yield from committee.steps_to_carry_out(user)
    yield from committee.reports_to_receive(user)


def leader_work(user, day):
    yield from committee.steps_to_decide(user, day)
    yield from committee.extensions_to_decide(user)
    yield from committee.reconsiderations(user)
    yield from committee.acts_to_apply(user, day)
    yield from committee.undated_duties(user, day)


def body_work(user):
    yield from bodies.own_assignments(user)
    yield from bodies.own_responses(user)
    if user.local_body_ids:
        yield from bodies.own_progress_reports(user)
        yield from bodies.own_task_shares(user)
