"""Where a proposal is, in words for the body that raised it, and what it was answered. Derived."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from cds_portal.text import day_text
from oversight.models import Assignment, Proposal, Response

Status, S = Proposal.Status, Assignment.Status


@dataclass(frozen=True)
class Answer:
    """`paper` is “số 12/SKHCN-CĐS ngày 1/11/2023” or “”."""

    body: str
    day: date
    text: str
    paper: str = ""


def whereabouts(proposal):
    """Sentences, one a body it was sent to; before and after that, one of the committee."""
    before = {
        Status.RAISED: _("Đã gửi tới %(committee)s, chờ ghi nhận."),
        Status.RECORDED: _("%(committee)s đã ghi nhận, chờ tổng hợp."),
        Status.COMPILED: _("%(committee)s đã tổng hợp, chờ chuyển cơ quan có thẩm quyền."),
        Status.NOT_TAKEN_UP: _("%(committee)s không tiếp nhận; lý do ghi ở phần quá trình."),
    }
    if proposal.status in before:
        return [before[proposal.status] % {"committee": proposal.committee}]
    sent = proposal.assignments.issued().lead().select_related("body").order_by("issued_on", "pk")
    told = [where_one_is(duty) for duty in sent]
    if proposal.status == Status.ANSWERED:
        told.append(_("Đã được trả lời, %(committee)s đang xem xét.") % {"committee": proposal.committee})
    if proposal.status == Status.CLOSED:
        told.append(_("%(committee)s đã kết thúc đề xuất.") % {"committee": proposal.committee})
    return told


def where_one_is(duty):
    sent = _("Đã chuyển %(body)s ngày %(day)s") % {"body": duty.body, "day": day_text(duty.issued_on)}
    due = _(" (đề nghị trả lời trước ngày %(due)s)") % {"due": day_text(duty.due_on)} if duty.due_on else ""
    return f"{sent}, {state_words(duty)}{due if duty.is_open else ''}."


def state_words(duty):
    if duty.status == S.DONE:
        return _("đã trả lời, Ban xác nhận đáp ứng yêu cầu")
    if duty.status == S.REPORTED_DONE:
        return _("đã trả lời, Ban đang xem xét")
    if duty.status == S.PARTLY_DONE:
        return _("mới trả lời một phần")
    if duty.status == S.WITHDRAWN:
        return _("Ban đã rút để chuyển cơ quan khác")
    if duty.status == S.NOT_DONE:
        return _("không trả lời")
    if duty.verifications.exists():
        return _("trả lời chưa đáp ứng yêu cầu, chờ trả lời lại")
    return _("chờ trả lời")


def answers_to(proposal):
    """What was answered and found adequate: the raiser reads the words, not the files."""
    rows = Response.objects.filter(
        assignments__proposal=proposal, assignments__status=S.DONE, status=Response.Status.ADEQUATE
    )
    return [
        Answer(
            response.body.name,
            timezone.localdate(response.submitted_at),
            response.text,
            paper_words(response.paper),
        )
        for response in rows.exclude(claim=Response.Claim.PROGRESS)
        .select_related("body", "paper")
        .distinct()
        .order_by("submitted_at")
    ]


def paper_words(paper):
    if paper is None:
        return ""
    return _("số %(number)s ngày %(day)s") % {"number": paper.number, "day": day_text(paper.dated)}
