"""What must hold before a result is confirmed (DESIGN 4): each rule refuses in its own words."""

from datetime import datetime, time

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cds_portal.clock import today
from cds_portal.lifecycle import Refused
from cds_portal.text import day_text
from oversight.models import Evidence, Recommendation, Response, Verification

Outcome = Verification.Outcome


def end_of(day):
    """The last moment of `day` in Asia/Ho_Chi_Minh."""
    return timezone.make_aware(datetime.combine(day, time.max))


def evidence_as_of(record, day):
    """What proved on `day` (its end) for a response or an assignment: sent by then, not replaced by then.

    A revision sent later leaves the answer for an earlier day as it was.
    """
    own = {"response": record} if isinstance(record, Response) else {"response__assignments": record}
    return Evidence.objects.filter(**own).as_of(end_of(day)).select_related("file", "response").distinct()


def ensure_may_judge(*, response, by):
    """Neither who answered, nor who signed, nor who typed it, nor who put its evidence in."""
    if response.by_id == by.pk or (response.is_on_behalf and response.paper.by_id == by.pk):
        if response.is_on_behalf:
            raise Refused(
                _("Đồng chí đã nhập thay trả lời này, không tự xác nhận được. Người khác của Ban xác nhận.")
            )
        raise Refused(_("Đồng chí đã soạn trả lời này, không tự xác nhận được."))
    if response.signed_by_id == by.pk:
        raise Refused(_("Đồng chí đã ký trả lời này, không tự xác nhận được."))
    if response.evidence.filter(by=by).exists():
        raise Refused(_("Đồng chí đã đưa minh chứng vào trả lời này, không tự xác nhận được."))


def ensure_answered(*, assignment, response):
    """There is a sent answer to this very duty that says what was done and was not judged before."""
    if response is None or not response.is_sent or not response.text.strip():
        raise Refused(
            _("Chưa có trả lời nói rõ đã làm gì của %(body)s; chưa xác nhận được.")
            % {"body": assignment.body}
        )
    if not response.assignments.filter(pk=assignment.pk).exists():
        raise Refused(_("Trả lời này không phải về nội dung giao đang xác nhận."))
    if response.status != Response.Status.SUBMITTED:
        raise Refused(
            _("Trả lời này đã được xem xét (%(status)s); cần trả lời mới.")
            % {"status": response.get_status_display()}
        )


def ensure_done(*, assignment, completed_on):
    """What “done” needs beyond an answer: a day that fits, and a proof when it is a priority."""
    if completed_on is None:
        raise Refused(_("Xin ghi ngày hoàn thành."))
    if completed_on > today():
        raise Refused(_("Ngày hoàn thành %(day)s ở tương lai.") % {"day": day_text(completed_on)})
    if completed_on < assignment.issued_on:
        raise Refused(
            _("Ngày hoàn thành %(day)s trước ngày ban hành %(issued)s.")
            % {"day": day_text(completed_on), "issued": day_text(assignment.issued_on)}
        )
    # By what stands now, not by the clock's day: the clock may be set to another.
    proofs = Evidence.objects.filter(response__assignments=assignment, response__status__in=Response.SENT)
    proofs = proofs.standing()
    later = proofs.filter(dated__gt=completed_on).order_by("-dated").first()
    if later:
        raise Refused(
            _("Ngày hoàn thành %(day)s trước ngày của minh chứng “%(caption)s” (%(dated)s).")
            % {"day": day_text(completed_on), "caption": later.caption, "dated": day_text(later.dated)}
        )
    if is_priority(assignment) and not proofs.exclude(response__in=found_inadequate(assignment)).exists():
        raise Refused(no_proof_words(rejected=proofs.exists()))


def found_inadequate(assignment):
    """Answers that did not do for this very duty: what came with them proved nothing then, nor does it now.

    One to several duties may have done for one and not for another; without a word on this one its own
    status decides.
    """
    judged = Verification.objects.filter(assignment=assignment, response=OuterRef("pk"))
    as_a_whole = Q(~Exists(judged), status=Response.Status.INADEQUATE)
    return assignment.responses.filter(as_a_whole | Exists(judged.filter(outcome=Outcome.INADEQUATE)))


def no_proof_words(*, rejected):
    if rejected:
        return _(
            "Kiến nghị ưu tiên: chỉ có minh chứng của trả lời chưa đáp ứng yêu cầu. Cơ quan gửi minh chứng "
            "mới kèm trả lời thì mới xác nhận hoàn thành được."
        )
    return _("Kiến nghị ưu tiên: chưa có minh chứng thì chưa xác nhận hoàn thành được.")


def is_priority(assignment):
    recommendation = assignment.recommendation
    return bool(recommendation and recommendation.priority == Recommendation.Priority.HIGH)
