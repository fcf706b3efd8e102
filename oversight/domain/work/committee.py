"""What waits for the officers of a committee."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cds_portal.clock import today
from districts.models import IncomingPaper, ProgressReport
from oversight.domain.work.scope import about_own, of_committee
from oversight.domain.work.waiting import Waiting
from oversight.models import (
    Assignment,
    EscalationStep,
    Evidence,
    OversightSession,
    Proposal,
    Response,
    SessionStep,
    Visit,
)


def draft_visits(user, most):
    visits = Visit.objects.filter(status=Visit.Status.DRAFT, created_by=user).select_related("session")
    return [
        Waiting(
            "map-pin",
            visit.place or _("Chuyến khảo sát chưa đặt tên"),
            _("bản nháp của đồng chí, %(code)s") % {"code": visit.session.code},
            visit.get_absolute_url(),
            since=timezone.localdate(visit.created_at),
        )
        for visit in visits[:most]
    ]


def late_steps(user, most):
    steps = SessionStep.objects.filter(
        session__in=OversightSession.objects.of_committees(user).in_progress(),
        done_on=None,
        due_on__isnull=False,
    ).select_related("session")
    return [
        Waiting("clock", step.name, step.session.title, step.session.get_absolute_url(), due=step.due_on)
        for step in steps.order_by("due_on")[:most]
    ]


PROPOSAL_WORDS = {
    Proposal.Status.RAISED: gettext_lazy("%(body)s mới nêu, chờ ghi nhận"),
    Proposal.Status.RECORDED: gettext_lazy("của %(body)s, đã ghi nhận, chờ tổng hợp"),
    Proposal.Status.COMPILED: gettext_lazy("của %(body)s, đã tổng hợp, chờ chuyển cơ quan có thẩm quyền"),
    Proposal.Status.FORWARDED: gettext_lazy("của %(body)s, không còn cơ quan nào trả lời, cần chuyển lại"),
    Proposal.Status.ANSWERED: gettext_lazy("của %(body)s, đã được trả lời, chờ kết thúc"),
}


def proposals_to_handle(user, most):
    """All that is not over, but for what another body is answering now."""
    answering = Assignment.objects.lead().open().filter(proposal=OuterRef("pk"))
    waiting = (
        Proposal.objects.filter(committee__in=user.committee_ids, status__in=PROPOSAL_WORDS)
        .exclude(Exists(answering), status=Proposal.Status.FORWARDED)
        .select_related("raised_by")
    )
    return [
        Waiting(
            "inbox",
            str(proposal),
            PROPOSAL_WORDS[proposal.status] % {"body": proposal.raised_by},
            proposal.get_absolute_url(),
            since=timezone.localdate(proposal.at),
        )
        for proposal in waiting.order_by("at")[:most]
    ]


def answers(user, most):
    """Answers to judge, and those typed from a paper but not sent yet."""
    to_judge = others_answers(user).order_by().values("pk")
    typed = Q(status=Response.Status.DRAFT, paper__committee__in=user.committee_ids)
    waiting = (
        Response.objects.filter(Q(pk__in=to_judge) | typed)
        .select_related("body")
        .with_matters()
        .order_by(Coalesce("submitted_at", "at"), "pk")
    )
    return [answer(response) for response in waiting[:most]]


def others_answers(user):
    """Not those in which the person had a part, for that keeps one from judging (`ensure_may_judge`)."""
    proofs = Evidence.objects.filter(response=OuterRef("pk"), by=user)
    typed = IncomingPaper.objects.filter(pk=OuterRef("paper"), by=user)
    return (
        Response.objects.to_judge()
        .filter(Exists(of_committee(user).filter(responses=OuterRef("pk"))))
        .exclude(Q(by=user) | Q(signed_by=user, signed_by__isnull=False) | Exists(proofs) | Exists(typed))
    )


def answer(response):
    if response.status == Response.Status.DRAFT:
        icon, why, at = "pen-line", _("%(answer)s; nhập thay theo văn bản, chưa gửi"), response.at
    else:
        icon, why = "clipboard-check", _("%(answer)s; chờ xác nhận kết quả thực hiện")
        at = response.submitted_at
    url, words = response.get_absolute_url(), why % {"answer": response}
    return Waiting(icon, response.matter, words, url, since=timezone.localdate(at))


PAPER_DAYS = 90


def papers_to_type(user, most):
    """Registered, of a body that still has duties, and nothing of it was typed. After 90 days it is taken
    for what came for information only.
    """
    duties = of_committee(user).issued().open().filter(body=OuterRef("from_body"))
    papers = (
        IncomingPaper.objects.filter(
            Exists(duties),
            committee__in=user.committee_ids,
            received_on__gt=today() - timedelta(days=PAPER_DAYS),
            responses=None,
            imports=None,
            progress_versions=None,
        )
        .select_related("from_body")
        .order_by("received_on", "pk")
    )
    return [
        Waiting(
            "inbox",
            str(paper),
            _("văn bản đến đã vào sổ, chưa nhập thành trả lời"),
            reverse("paper_detail", args=[paper.pk]),
            since=paper.received_on,
        )
        for paper in papers[:most]
    ]


# A step follows from “không thực hiện”; with these the duty itself is over.
OVER = (Assignment.Status.DONE, Assignment.Status.WITHDRAWN, Assignment.Status.CARRIED)


def steps_to_carry_out(user, most):
    steps = (
        EscalationStep.objects.filter(about_own(user), status=EscalationStep.Status.DECIDED)
        .exclude(assignment__status__in=OVER)
        .select_related("assignment__body", "assignment__recommendation", "assignment__proposal")
        .order_by("decided_on")
    )
    return [
        Waiting(
            "megaphone",
            f"{step.get_step_display().capitalize()}: {step.assignment.subject}",
            _("lãnh đạo đã quyết định, chờ thực hiện với %(body)s") % {"body": step.assignment.body},
            step.assignment.get_absolute_url(),
            since=step.decided_on,
        )
        for step in steps[:most]
    ]


def reports_to_receive(user, most):
    reports = (
        ProgressReport.objects.tracked_by(user)
        .filter(status=ProgressReport.Status.SUBMITTED)
        .select_related("body", "period")
        .order_by("first_sent_at")
    )
    return [
        Waiting(
            "chart-column",
            str(report),
            _("đã gửi, chờ tiếp nhận"),
            report.get_absolute_url(),
            since=report.sent_on,
        )
        for report in reports[:most]
    ]
