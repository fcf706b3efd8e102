"""The page where one duty of a body is worked on."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission, requires
from cds_portal.clock import swap_days, today
from cds_portal.guards import text_of
from cds_portal.templatetags.portal import vn_date
from districts.models.unit import names_with_today
from oversight.actions.assignments import WITH_THE_BODY
from oversight.actions.extensions import EXTENDABLE
from oversight.domain.assignment_story import story_of
from oversight.domain.case_rules import evidence_as_of, is_priority
from oversight.domain.levels import level_of
from oversight.models import Assignment, Evidence, Proposal, Response
from oversight.views.escalation_panel import escalation_panel
from oversight.views.guards import reads_all
from oversight.views.talk_panel import talk_panel

Status, Acceptance = Assignment.Status, Assignment.Acceptance


def detailed(user):
    return Assignment.objects.visible_to(user).select_related(
        "committee",
        "body__successor",
        "about_unit",
        "replaces__body",
        "carried_into",
        "recommendation__session__committee",
        "proposal__committee",
        "proposal__session__committee",
        "proposal__raised_by",
    )


def fetch(request, pk):
    return get_object_or_404(detailed(request.user), pk=pk)


@requires(Permission.READ_RECOMMENDATIONS)
def assignment_detail(request, pk):
    assignment = fetch(request, pk)
    user = request.user
    responses = responses_of(user, assignment)
    case = assignment.recommendation or assignment.proposal
    session = assignment.recommendation.session if assignment.recommendation_id else None
    own = assignment.body_id in user.own_body_ids
    whole = reads_all(user, session) if session else assignment.committee_id in user.committee_ids
    context = {
        "assignment": assignment,
        "case": case,
        "case_url": readable_url(user, case),
        "session": session,
        "priority": is_priority(assignment),
        "body_name": assignment.body.name_with_today(today()),
        "unit_name": unit_name(assignment),
        "reads_all": whole,
        "own": own,
        "siblings": siblings(user, assignment),
        "responses": responses,
        "story": story_of(assignment, responses, reader=user, own=own),
        "open_extension": assignment.extensions.filter(status="asked").select_related("asked_by").first(),
        "level": level_of(assignment.due_on, today(), swap_days()) if assignment.is_open else None,
        "steps": steps(assignment),
        "talk": talk_panel(assignment, user),
        "escalation": escalation_panel(assignment, user),
        "gaps": gaps(assignment),
        **proof_of_day(request, assignment),
        **may(user, assignment, responses),
    }
    return render(request, "oversight/assignment/detail.html", context)


def responses_of(user, assignment):
    rows = Response.objects.visible_to(user).filter(assignments=assignment)
    return list(
        rows.select_related("body", "by", "signed_by", "paper").prefetch_related(
            Prefetch("evidence", Evidence.objects.select_related("file", "revision_of"))
        )
    )


def readable_url(user, case):
    """The page of the recommendation or proposal, for those who may open it."""
    model = type(case)
    permission = Permission.READ_PROPOSALS if model is Proposal else Permission.READ_RECOMMENDATIONS
    if user.can(permission) and model.objects.visible_to(user).filter(pk=case.pk).exists():
        return case.get_absolute_url()
    return ""


def unit_name(assignment):
    if not assignment.about_unit:
        return ""
    return names_with_today({assignment.about_unit})[assignment.about_unit_id]


def siblings(user, assignment):
    """How many bodies the same sentence was given to, as far as the reader sees them."""
    if not assignment.recommendation_id:
        return 0
    return Assignment.objects.visible_to(user).filter(recommendation=assignment.recommendation_id).count()


def gaps(assignment):
    """[(what is missing, the reason given or “”)]: shown from the first day, also when a reason was given."""
    case = assignment.recommendation
    found = []
    if assignment.due_on is None:
        found.append((_("thiếu thời hạn"), case.no_due_reason if case else ""))
    if not assignment.deliverable:
        found.append((_("thiếu sản phẩm"), case.no_deliverable_reason if case else ""))
    return found


def proof_of_day(request, assignment):
    """The proof as it stood at the end of the day that the address names."""
    text = text_of(request.GET, "on")
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 9000:
        return {"proof_day": None, "proofs": [], "proof_asked": text}
    readable = Response.objects.visible_to(request.user).values("pk")
    return {
        "proof_day": day,
        "proofs": list(evidence_as_of(assignment, day).filter(response__in=readable)),
        "proof_asked": text,
    }


ENDS = {
    Status.DONE: _("Hoàn thành"),
    Status.PARTLY_DONE: _("Hoàn thành một phần"),
    Status.NOT_DONE: _("Không thực hiện"),
    Status.WITHDRAWN: _("Đã rút"),
    Status.CARRIED: _("Chuyển giám sát lại"),
}


def steps(assignment):
    line = [Status.DRAFT, Status.ISSUED, Status.IN_PROGRESS, Status.REPORTED_DONE, Status.DONE]
    words = [_("Dự thảo"), _("Ban hành"), _("Thực hiện"), _("Báo hoàn thành"), _("Xác nhận")]
    ended = assignment.status in ENDS
    here = len(line) - 1 if ended else line.index(assignment.status)
    days = {1: assignment.issued_on, 4: assignment.completed_on}
    made = []
    for place, word in enumerate(words):
        last = ended and place == len(line) - 1
        state = "done" if place < here or last else "current" if place == here else "todo"
        label = ENDS[assignment.status] if last else word
        made.append(
            {"label": label, "state": state, "note": vn_date(days.get(place)) if place <= here else ""}
        )
    return made


def may(user, assignment, responses):
    """The acts that role, body and moment allow now; each view asks again."""

    def body_can(permission):
        return user.can(permission, body=assignment.body)

    committee, status = assignment.committee, assignment.status
    follows = user.can(Permission.VERIFY, body=committee)
    decides = user.can(Permission.DECIDE_FOLLOW_UP, body=committee)
    asked = assignment.extensions.filter(status="asked").exists()
    mine = next((one for one in responses if not one.is_sent and one.paper_id is None), None)
    return {
        "may_answer": body_can(Permission.RESPOND)
        and assignment.acceptance == Acceptance.PENDING
        and status in WITH_THE_BODY,
        "may_respond": body_can(Permission.RESPOND) and status in Assignment.ANSWERABLE,
        "draft_response": mine,
        "may_extend": body_can(Permission.RESPOND) and status in EXTENDABLE and not asked,
        "may_verify": follows
        and status == Status.REPORTED_DONE
        and any(one.status == Response.Status.SUBMITTED for one in responses),
        "may_decide": decides
        and assignment.is_open
        and assignment.acceptance == Acceptance.RECONSIDERATION_REQUESTED,
        "may_decide_extension": decides and asked,
        "may_set_due": decides and assignment.is_open and assignment.due_on is None and not asked,
        "may_withdraw": decides and assignment.may_move(Status.WITHDRAWN),
        "may_mark_not_done": (follows or decides) and assignment.may_move(Status.NOT_DONE),
        "may_reopen": decides and status in (Status.DONE, Status.PARTLY_DONE, Status.NOT_DONE),
    }
