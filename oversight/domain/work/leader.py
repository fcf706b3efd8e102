"""What waits for the leaders of a committee: to decide."""

from django.db.models import Count, F, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from oversight.domain.escalation import may_need_a_step, not_done_undecided, proposed_step, rules_on
from oversight.domain.figures import undated_too_long
from oversight.domain.work.scope import about_own, of_committee
from oversight.domain.work.waiting import Waiting
from oversight.models import Assignment, Extension, Reorganisation


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
