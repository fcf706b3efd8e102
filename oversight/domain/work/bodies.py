"""What waits for a body: its duties, answers, progress reports and plan tasks; its leader's signature."""

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cds_portal.accounts.grants import Permission, Role
from cds_portal.clock import today
from districts.models import Post, ProgressReport, TaskShare
from oversight.domain.work.waiting import Waiting
from oversight.models import Assignment, Response

S = Assignment.Status
S_DRAFT = Response.Status.DRAFT


def duty_words(duty):
    if duty.acceptance == Assignment.Acceptance.PENDING:
        return _("mới giao %(body)s, chờ trả lời tiếp thu")
    if duty.status == S.PARTLY_DONE:
        return _("giao %(body)s, mới hoàn thành một phần")
    return _("giao %(body)s thực hiện")


def own_assignments(user, most):
    """Those that wait for the body itself; what it reported as done waits for the committee."""
    duties = (
        Assignment.objects.issued()
        .open()
        .exclude(status=S.REPORTED_DONE)
        .filter(body__in=user.own_body_ids)
        .select_related("recommendation", "proposal", "body")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )
    return [
        Waiting(
            "flag",
            duty.subject,
            duty_words(duty) % {"body": duty.body},
            duty.get_absolute_url(),
            since=duty.issued_on,
            due=duty.due_on,
        )
        for duty in duties[:most]
    ]


def signing_bodies(user, permission):
    return [post.body_id for post in user.present_posts if user.can(permission, body=post.body)]


def own_responses(user, most):
    """Drafts of the person in a present post and of who held it before, what waits for the leader's
    signature.
    """
    signing = signing_bodies(user, Permission.SIGN_RESPONSE)
    still_there = Post.objects.held_on(today()).filter(user=OuterRef("by"), body=OuterRef("body"))
    waiting = (
        Response.objects.filter(
            Q(Q(by=user) | ~Exists(still_there), status=S_DRAFT, paper=None, body__in=user.own_body_ids)
            | Q(status=Response.Status.AWAITING_SIGNATURE, body__in=signing)
        )
        .select_related("body")
        .with_matters()
        .order_by("at")
    )
    return [
        Waiting(
            "pen-line" if response.status == S_DRAFT else "signature",
            response.matter,
            response_words(response, user),
            response.get_absolute_url(),
            since=timezone.localdate(response.at),
        )
        for response in waiting[:most]
    ]


def response_words(response, user):
    if response.status != S_DRAFT:
        return _("trả lời kiến nghị, chờ đồng chí ký")
    if response.by_id == user.pk:
        return _("bản nháp trả lời của đồng chí")
    return _("bản nháp trả lời của người giữ chức danh trước, chưa trình ký")


REPORT_WORDS = {
    ProgressReport.Status.EXPECTED: ("chart-column", gettext_lazy("báo cáo tiến độ chưa lập")),
    ProgressReport.Status.DRAFT: ("pen-line", gettext_lazy("báo cáo tiến độ đang nhập, chưa trình ký")),
    ProgressReport.Status.RETURNED: ("corner-up-left", gettext_lazy("Ban trả lại để bổ sung")),
    ProgressReport.Status.AWAITING_SIGNATURE: ("signature", gettext_lazy("báo cáo tiến độ chờ đồng chí ký")),
}


def own_progress_reports(user, most):
    reporting = user.bodies_as((Role.LOCAL_REPORTER,))
    signing = user.bodies_as((Role.LOCAL_LEADER,))
    editable = ProgressReport.EDITABLE
    reports = (
        ProgressReport.objects.filter(
            Q(body__in=reporting, status__in=editable)
            | Q(body__in=signing, status=ProgressReport.Status.AWAITING_SIGNATURE)
        )
        .select_related("body", "period")
        .order_by("period__due_on")
    )
    return [
        Waiting(
            REPORT_WORDS[report.status][0],
            str(report),
            REPORT_WORDS[report.status][1],
            report.get_absolute_url(),
            due=report.period.due_on,
        )
        for report in reports[:most]
    ]


def own_task_shares(user, most):
    shares = (
        TaskShare.objects.filter(
            body__in=user.bodies_as((Role.LOCAL_REPORTER,)), done_on=None, task__due_on__isnull=False
        )
        .filter(task__plan__year__gte=today().year - 1)
        .select_related("task__plan")
        .order_by("task__due_on")
    )
    return [
        Waiting(
            "list-checks",
            str(share.task),
            _("nhiệm vụ của “%(plan)s”, đạt %(n)d%%") % {"plan": share.task.plan, "n": share.progress},
            share.task.plan.get_absolute_url(),
            due=share.task.due_on,
        )
        for share in shares[:most]
    ]
