"""Acts on what was given to a body: its acceptance, its due date, its end. Each is told in the history."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cds_portal.clock import today
from cds_portal.lifecycle import Refused, TakenFirst, record_move
from cds_portal.text import day_text
from oversight.actions.extensions import drop_decided_step, drop_extension, ensure_nothing_asked
from oversight.actions.proposal_answers import take_back
from oversight.actions.settling import close_what_waits, settle_responses
from oversight.domain.due_dates import ensure_within_reach
from oversight.models import Assignment, OversightSession, Proposal

Acceptance, Status = Assignment.Acceptance, Assignment.Status
# While the committee still waits for the body itself.
WITH_THE_BODY = (Status.ISSUED, Status.IN_PROGRESS, Status.PARTLY_DONE)


def lock(assignment):
    """The row as stored, held until the transaction ends; refused when it moved since it was read."""
    rows = Assignment.objects.select_for_update(of=("self",))
    stored = rows.select_related("body", "recommendation__session", "proposal").get(pk=assignment.pk)
    if (stored.status, stored.acceptance) != (assignment.status, assignment.acceptance):
        raise TakenFirst(stored.who_was_first())
    return stored


def ensure_reason(text, words):
    if not text.strip():
        raise Refused(words)
    return text.strip()


def ensure_open(assignment):
    if not assignment.is_open:
        raise Refused(
            _("Nội dung giao %(body)s: %(status)s, không làm được việc này nữa.")
            % {"body": assignment.body, "status": assignment.get_status_display()}
        )


# The body answers to the duty itself


@transaction.atomic
def accept(*, assignment, by):
    return answer(assignment, Acceptance.ACCEPTED, by=by)


@transaction.atomic
def accept_partly(*, assignment, note, by):
    note = ensure_reason(note, _("Xin ghi phần tiếp thu và phần chưa tiếp thu."))
    return answer(assignment, Acceptance.PARTLY, by=by, note=note)


@transaction.atomic
def ask_reconsideration(*, assignment, reason, by):
    """A body may ask, it cannot refuse: until the committee answers, the duty stands as issued."""
    reason = ensure_reason(reason, _("Xin ghi lý do đề nghị xem xét lại để Ban có căn cứ quyết định."))
    return answer(assignment, Acceptance.RECONSIDERATION_REQUESTED, by=by, note=reason)


def answer(assignment, to, *, by, note=""):
    stored = lock(assignment)
    if stored.status not in WITH_THE_BODY:
        raise Refused(
            _("Nội dung giao %(status)s, không trả lời tiếp thu được nữa.")
            % {"status": stored.get_status_display()}
        )
    move_acceptance(stored, to, by=by, note=note, answered_on=today(), acceptance_note=note)
    if to != Acceptance.RECONSIDERATION_REQUESTED:
        start(stored, by=by)
    return stored


def start(assignment, *, by):
    """The first answer sets it in progress."""
    if assignment.status == Status.ISSUED:
        assignment.move(Status.IN_PROGRESS, by=by)


def move_acceptance(assignment, to, *, by, note="", **changes):
    """The one writer of `acceptance`: guarded by what was read, told in the history like a status."""
    old = assignment.acceptance
    if to not in Assignment.ACCEPTANCE_NEXT.get(old, ()):
        raise Refused(
            _("Phần tiếp thu đang là “%(old)s”, không chuyển sang “%(new)s” được.")
            % {"old": assignment.get_acceptance_display(), "new": Acceptance(to).label}
        )
    rows = Assignment.objects.filter(pk=assignment.pk, acceptance=old)
    if not rows.update(acceptance=to, **changes):
        raise TakenFirst(assignment.who_was_first())
    mark = Assignment.ACCEPTANCE_MARK
    record_move(assignment, f"{mark}{old}", f"{mark}{to}", by=by, note=note)
    assignment.acceptance = to
    for name, value in changes.items():
        setattr(assignment, name, value)


# The committee answers a request to reconsider


@transaction.atomic
def uphold(*, assignment, reason, by):
    reason = ensure_reason(reason, _("Xin ghi lý do giữ nguyên để cơ quan thực hiện được biết."))
    stored = lock(assignment)
    ensure_open(stored)
    move_acceptance(stored, Acceptance.UPHELD, by=by, note=reason)
    start(stored, by=by)
    return stored


@transaction.atomic
def change(*, assignment, deliverable, due_on, reason, by):
    """Another due date or deliverable at the body's wish; the old ones stay readable in the history."""
    reason = ensure_reason(reason, _("Xin ghi lý do điều chỉnh."))
    stored = lock(assignment)
    ensure_open(stored)
    moved = due_on != stored.due_on
    if moved:
        ensure_future(due_on)
    told = changes_in_words(stored, deliverable=deliverable, due_on=due_on)
    if not told:
        raise Refused(_("Chưa điều chỉnh gì. Đổi thời hạn hoặc sản phẩm, hoặc chọn giữ nguyên."))
    move_acceptance(
        stored,
        Acceptance.CHANGED,
        by=by,
        note=f"{told} {reason}",
        deliverable=deliverable,
        due_on=due_on,
        row_version=F("row_version") + 1,
    )
    stored.refresh_from_db(fields=["row_version"])
    if moved:
        drop_extension(assignment=stored, by=by, note=told)
        drop_decided_step(stored, by=by, note=told)
    start(stored, by=by)
    return stored


def changes_in_words(assignment, *, deliverable, due_on):
    told = []
    if due_on != assignment.due_on:
        told.append(
            _("Thời hạn: %(old)s → %(new)s.")
            % {"old": day_or_none(assignment.due_on), "new": day_or_none(due_on)}
        )
    if deliverable != assignment.deliverable:
        told.append(
            _("Sản phẩm: “%(old)s” → “%(new)s”.")
            % {"old": assignment.deliverable or _("chưa nêu"), "new": deliverable or _("không nêu")}
        )
    return " ".join(told)


def day_or_none(day):
    return day_text(day) if day else _("chưa ấn định")


def ensure_future(day):
    if day and day <= today():
        raise Refused(_("Thời hạn mới %(day)s phải sau hôm nay.") % {"day": day_text(day)})
    ensure_within_reach(day)


@transaction.atomic
def set_due(*, assignment, due_on, deliverable="", reason="", by):
    """Gives the due date (and the deliverable) that the paper left out; what stands is changed elsewhere."""
    stored = lock(assignment)
    ensure_open(stored)
    if stored.due_on is not None:
        raise Refused(
            _("Đã có thời hạn %(day)s; thay đổi thời hạn bằng gia hạn.") % {"day": day_text(stored.due_on)}
        )
    ensure_nothing_asked(stored)
    ensure_future(due_on)
    deliverable = stored.deliverable or deliverable
    note = changes_in_words(stored, deliverable=deliverable, due_on=due_on)
    rows = Assignment.objects.filter(pk=stored.pk, due_on=None, status=stored.status)
    if not rows.update(due_on=due_on, deliverable=deliverable, row_version=F("row_version") + 1):
        raise TakenFirst(stored.who_was_first())
    # No change of status, but a line of the history all the same.
    record_move(stored, stored.status, Assignment.DUE_MARK, by=by, note=f"{note} {reason.strip()}".strip())
    stored.due_on, stored.deliverable = due_on, deliverable
    return stored


# The end of a duty, and its reopening


@transaction.atomic
def withdraw(*, assignment, reason, by):
    """The committee takes it back; all that its body still asked of it is thereby answered."""
    reason = ensure_reason(reason, _("Xin ghi lý do rút nội dung đã giao."))
    stored = lock(assignment)
    if stored.may_move(Status.WITHDRAWN):
        answer_request(stored, Acceptance.WITHDRAWN, by=by, note=reason)
    stored.move(Status.WITHDRAWN, by=by, note=reason)
    close_what_waits(stored, by=by, note=_("Nội dung giao đã rút."))
    return stored


@transaction.atomic
def withdraw_as_asked(*, assignment, reason, by):
    """One of the three answers to a request to reconsider: refused once another answer was given."""
    if lock(assignment).acceptance != Acceptance.RECONSIDERATION_REQUESTED:
        raise Refused(_("Đề nghị xem xét lại đã được trả lời trước đó. Xin tải lại trang."))
    return withdraw(assignment=assignment, reason=reason, by=by)


def answer_request(assignment, to, *, by, note):
    """The end of a duty is the answer to a request to reconsider it."""
    if assignment.acceptance == Acceptance.RECONSIDERATION_REQUESTED:
        move_acceptance(assignment, to, by=by, note=note)


@transaction.atomic
def mark_not_done(*, assignment, reason, by):
    """The committee finds that it is not carried out; the session then needs a decided step to close.

    A step that is decided stays: it is what follows from the finding.
    """
    reason = ensure_reason(reason, _("Xin ghi căn cứ xác định là không thực hiện."))
    stored = lock(assignment)
    if stored.may_move(Status.NOT_DONE):
        answer_request(stored, Acceptance.UPHELD, by=by, note=reason)
    stored.move(Status.NOT_DONE, by=by, note=reason)
    drop_extension(assignment=stored, by=by, note=_("Đã xác định là không thực hiện."))
    settle_responses(stored, by=by, note=_("Đã xác định là không thực hiện."))
    return stored


@transaction.atomic
def reopen(*, assignment, reason, by):
    """Back to work after it was judged; refused while its session or proposal is closed."""
    reason = ensure_reason(reason, _("Xin ghi lý do mở lại."))
    stored = lock(assignment)
    ensure_case_open(stored)
    if stored.status not in (Status.DONE, Status.PARTLY_DONE, Status.NOT_DONE):
        raise Refused(
            _("Chỉ mở lại nội dung đã kết luận; nội dung này %(status)s.")
            % {"status": stored.get_status_display()}
        )
    stored.move(Status.IN_PROGRESS, by=by, note=reason, completed_on=None)
    take_back(assignment=stored, note=reason, by=by)
    return stored


def ensure_case_open(assignment):
    session = assignment.recommendation.session if assignment.recommendation_id else None
    if session and session.status == OversightSession.Status.CLOSED:
        raise Refused(_("Cuộc giám sát đã kết thúc. Mở lại cuộc giám sát trước."))
    if assignment.proposal_id and assignment.proposal.status == Proposal.Status.CLOSED:
        raise Refused(_("Đề xuất đã kết thúc, không mở lại nội dung đã giao."))
