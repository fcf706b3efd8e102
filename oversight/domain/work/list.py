"""The list of a person: which sorts of work the present posts bring, worst first."""

from django.utils.functional import SimpleLazyObject

from cds_portal.accounts.grants import Permission, Role
from cds_portal.clock import swap_days, today
from oversight.domain.work import bodies, committee, leader, papers
from oversight.domain.work.waiting import LIMIT, levelled

P = Permission


class Work(list):
    """Items, worst first. `is_cut`: of some sort there is more than was asked for."""

    is_cut = False


def work_of(user, most=LIMIT):
    """What waits for the present posts, of each sort the `most` worst (None = all of it), worst first.

    Its queries do not grow with the rows.
    """
    # Read only when something is due soon.
    day, swaps = today(), SimpleLazyObject(swap_days)
    work = Work()
    for sort in sorts_of(user, day, most):
        work += [levelled(item, day, swaps) for item in sort]
        work.is_cut |= most is not None and len(sort) >= most
    work.sort(key=lambda item: item.order)
    return work


def sorts_of(user, day, most):
    """A list for each sort of work."""
    if Role.STAFF in user.roles:
        yield from staff_work(user, most)
    if user.can(P.REGISTER_PAPER):
        yield committee.papers_to_type(user, most)
    if user.can(P.DECIDE_FOLLOW_UP):
        yield from leader_work(user, day, most)
    if user.can(P.APPROVE_DOCUMENT) or user.can(P.ISSUE_DOCUMENT):
        yield papers.documents_by_state(user, most)
    if user.own_body_ids:
        yield from body_work(user, most)


def staff_work(user, most):
    yield committee.draft_visits(user, most)
    yield committee.late_steps(user, most)
    yield committee.proposals_to_handle(user, most)
    yield papers.sent_back(user, most)
    yield committee.answers(user, most)
    yield committee.steps_to_carry_out(user, most)
    yield committee.reports_to_receive(user, most)


def leader_work(user, day, most):
    yield leader.steps_to_decide(user, day, most)
    yield leader.extensions_to_decide(user, most)
    yield leader.reconsiderations(user, most)
    yield leader.acts_to_apply(user, day, most)
    yield leader.undated_duties(user, day)


def body_work(user, most):
    yield bodies.own_assignments(user, most)
    yield bodies.own_responses(user, most)
    if user.local_body_ids:
        yield bodies.own_progress_reports(user, most)
        yield bodies.own_task_shares(user, most)
