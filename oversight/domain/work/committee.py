"""What waits for the committee: its officers and its leaders."""

from django.db.models import Count, Exists, F, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.models import ProgressReport
from oversight.domain.escalation import may_need_a_step, not_done_undecided, proposed_step, rules_on
from oversight.domain.figures import undated_too_long
from oversight.domain.work.waiting import Waiting
from oversight.models import (
    Assignment,
    EscalationStep,
    Extension,
    OversightSession,
    Proposal,
    Reorganisation,
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
    Proposal.Status.COMPILED: gettext_lazy("của %(body)s, đã tổng hợp, chờ chuyển cơ quan có thẩm quyền"),
    Proposal.Status.ANSWERED: gettext_lazy("của %(body)s, đã được trả lời, chờ kết thúc"),
}


def proposals_to_handle(user, most):
    waiting = Proposal.objects.filter(
        committee__in=user.committee_ids, status__in=PROPOSAL_WORDS
    ).select_related("raised_by")
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


def of_committee(user):
    return Assignment.objects.of_committees(user.committee_ids)


def about_own(user):
    """Rows that hang on an assignment of the person's committees; each is looked up, for they are few."""
    return Exists(of_committee(user).filter(pk=OuterRef("assignment")))


def responses_to_verify(user, most):
    """Not those that the person typed: who entered an answer cannot verify it."""
    waiting = (
        Response.objects.to_judge()
        .filter(Exists(of_committee(user).filter(responses=OuterRef("pk"))))
        .exclude(by=user)
        .select_related("body")
        .order_by("submitted_at")
    )
    return [
        Waiting(
            "clipboard-check",
            str(response),
            _("đã gửi trả lời, chờ xác nhận kết quả thực hiện"),
            response.get_absolute_url(),
            since=timezone.localdate(response.submitted_at),
        )
        for response in waiting[:most]
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


def steps_to_decide(user, day, most):
    """Overdue duties for which a step is proposed on `day`, and those found not done, due or not."""
    late, not_done = may_need_a_step(of_committee(user), day), not_done_undecided(of_committee(user))
    rows = worst(late, not_done, most)
    rules = rules_on(day) if rows else {}
    found = ((row, proposed_step(row, day, rules=rules)) for row in rows)
    return [
        Waiting(
            "megaphone",
            row.subject,
            _("%(body)s; đề xuất: %(step)s") % {"body": row.body, "step": step.label},
            row.get_absolute_url(),
            due=row.due_on,
        )
        for row, step in found
        if step
    ]


def worst(late, not_done, most):
    """The first of both, in one reading; each is found by its own index."""
    rows = Assignment.objects.filter(
        Q(pk__in=late.values("pk")[:most]) | Q(pk__in=not_done.values("pk")[:most])
    )
    rows = named(rows, "due_on", "status", "issued_on").prefetch_related("escalation_steps")
    return list(rows.order_by("due_rank", "pk"))


def named(duties, *columns):
    """With these columns of their own and what names them, and no more: texts are long."""
    shown = ("body__name", "recommendation__text", "proposal__text")
    return duties.select_related("body", "recommendation", "proposal").only(*columns, *shown)


def extensions_to_decide(user, most):
    asked = (
        Extension.objects.filter(about_own(user), status=Extension.Status.ASKED)
        .exclude(assignment__status__in=Assignment.CLOSED)
        .select_related("assignment__body", "assignment__recommendation", "assignment__proposal")
        .order_by("at")
    )
    return [
        Waiting(
            "calendar-clock",
            row.assignment.subject,
            _("%(body)s xin gia hạn, chờ quyết định") % {"body": row.assignment.body},
            row.assignment.get_absolute_url(),
            since=timezone.localdate(row.at),
        )
        for row in asked[:most]
    ]


def reconsiderations(user, most):
    rows = of_committee(user).open().filter(acceptance=Assignment.Acceptance.RECONSIDERATION_REQUESTED)
    asked = named(rows, "answered_on").order_by(F("answered_on").asc(nulls_last=True), "pk")
    return [
        Waiting(
            "message-square",
            row.subject,
            _("%(body)s đề nghị xem xét lại, chờ quyết định") % {"body": row.body},
            row.get_absolute_url(),
            since=row.answered_on,
        )
        for row in asked[:most]
    ]


def acts_to_apply(user, day, most):
    acts = Reorganisation.objects.visible_to(user).filter(
        status=Reorganisation.Status.PREPARED, effective_on__lte=day
    )
    return [
        Waiting(
            "building-2",
            act.title,
            _("đã có hiệu lực, chưa áp dụng vào hồ sơ"),
            act.get_absolute_url(),
            since=act.effective_on,
        )
        for act in acts[:most]
    ]


def undated_duties(user, day):
    """One line for all of them: the leader gives dates in the list."""
    oldest, number = undated_summary(undated_too_long(of_committee(user), day))
    if not number:
        return []
    return [
        Waiting(
            "calendar-x",
            _("%(n)d nội dung giao chưa ấn định thời hạn quá 90 ngày") % {"n": number},
            _("cần ấn định thời hạn hoặc ghi rõ lý do"),
            reverse("assignment_list") + "?figure=undated_open",
            since=oldest,
        )
    ]


def undated_summary(assignments):
    found = assignments.order_by().aggregate(oldest=Min("issued_on"), number=Count("*"))
    return found["oldest"], found["number"]
