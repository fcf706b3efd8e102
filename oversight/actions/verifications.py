"""What the committee found of a result (xác nhận kết quả), by somebody who had no part in the answer."""

from django.db import transaction
from django.utils.translation import gettext as _

from cds_portal.clock import today
from cds_portal.lifecycle import Refused
from oversight.actions import proposal_answers
from oversight.actions.assignments import lock
from oversight.actions.extensions import drop_extension
from oversight.actions.settling import drop_step, settle_responses, unjudged
from oversight.domain.case_rules import ensure_answered, ensure_done, ensure_may_judge
from oversight.models import Assignment, Response, Verification, Visit

Outcome = Verification.Outcome
S = Assignment.Status
MOVES = {
    Outcome.DONE: S.DONE,
    Outcome.PARTLY_DONE: S.PARTLY_DONE,
    Outcome.INADEQUATE: S.IN_PROGRESS,
}


@transaction.atomic
def verify(*, assignment, outcome, completed_on=None, note, response=None, visit=None, by):
    """Judges a reported duty by its answer. Each condition of “done” is refused in its own words.

    `visit` is where it was looked at, if anywhere. Once all its duties are judged, the answer is adequate
    or inadequate.
    """
    stored = lock(assignment)
    if response is not None:
        rows = Response.objects.select_for_update(of=("self",)).select_related("paper")
        response = rows.get(pk=response.pk)
    ensure_answered(assignment=stored, response=response)
    # Every answer that still waits on the duty is judged with this one, whichever is named.
    for waiting in [response, *unjudged(stored).exclude(pk=response.pk).select_related("paper")]:
        ensure_may_judge(response=waiting, by=by)
    if stored.status != S.REPORTED_DONE:
        raise Refused(
            _("Nội dung giao %(status)s; chỉ xác nhận khi cơ quan đã báo kết quả.")
            % {"status": stored.get_status_display()}
        )
    if response.claim == Response.Claim.PROGRESS:
        raise Refused(_("Trả lời này mới báo cáo tiến độ; xác nhận theo trả lời báo kết quả."))
    if not note.strip():
        raise Refused(_("Xin ghi căn cứ xác nhận."))
    ensure_visit_fits(visit, stored)
    if outcome == Outcome.DONE:
        ensure_done(assignment=stored, completed_on=completed_on)
    else:
        completed_on = None
    found = Verification.objects.create(
        assignment=stored,
        response=response,
        visit=visit,
        outcome=outcome,
        completed_on=completed_on,
        note=note.strip(),
        by=by,
    )
    changes = {"completed_on": completed_on} if completed_on else {}
    stored.move(MOVES[outcome], by=by, note=note.strip(), **changes)
    if outcome == Outcome.DONE:
        drop_extension(assignment=stored, by=by, note=_("Đã hoàn thành."))
        drop_step(assignment=stored, by=by, note=_("Đã hoàn thành."))
    settle_responses(stored, by=by)
    proposal_answers.take_result(assignment=stored, by=by)
    return found


def ensure_visit_fits(visit, assignment):
    if visit is None:
        return
    if visit.session.committee_id != assignment.committee_id or visit.status == Visit.Status.DRAFT:
        raise Refused(_("Chuyến này không phải của Ban hoặc chưa được ghi nhận."))
    if visit.date < assignment.issued_on or visit.date > today():
        raise Refused(_("Chuyến kiểm tra phải từ ngày ban hành đến hôm nay."))


@transaction.atomic
def judge_progress(*, response, adequate, note="", by):
    """An answer that claims no result: taken note of, or found wanting with a reason."""
    rows = Response.objects.select_for_update(of=("self",)).select_related("paper")
    stored = rows.get(pk=response.pk)
    ensure_may_judge(response=stored, by=by)
    if stored.claim != Response.Claim.PROGRESS:
        raise Refused(_("Trả lời báo kết quả được xác nhận theo từng nội dung giao."))
    if not adequate and not note.strip():
        raise Refused(_("Xin ghi rõ điểm chưa đáp ứng để cơ quan bổ sung."))
    to = Response.Status.ADEQUATE if adequate else Response.Status.INADEQUATE
    stored.move(to, by=by, note=note.strip())
    return stored
