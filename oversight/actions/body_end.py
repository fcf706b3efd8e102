"""Ending a body by hand. One with open work ends by an act of reorganisation, which hands the work on."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Role
from cds_portal.clock import today
from cds_portal.lifecycle import Refused
from cds_portal.text import day_text
from districts.models import Body, Post, ProgressReport, TaskShare
from oversight.models import Assignment, OversightSession, Proposal

OVER = (OversightSession.Status.CLOSED, OversightSession.Status.CANCELLED)
SETTLED = (Proposal.Status.CLOSED, Proposal.Status.NOT_TAKEN_UP)


def open_work(body, day):
    """[(what, how many)] of what would be left with nobody after `day`; numbers only, no contents."""
    assignments = Assignment.objects.open().filter(Q(body=body) | Q(committee=body))
    proposals = Proposal.objects.exclude(status__in=SETTLED).filter(Q(raised_by=body) | Q(committee=body))
    counts = [
        (
            _("cuộc giám sát chưa kết thúc"),
            OversightSession.objects.filter(committee=body).exclude(status__in=OVER),
        ),
        (_("nội dung giao chưa kết thúc"), assignments),
        (_("đề xuất, kiến nghị chưa kết thúc"), proposals),
        (_("nhiệm vụ trong kế hoạch chưa xong"), TaskShare.objects.filter(body=body, done_on=None)),
        (_("báo cáo chưa gửi"), ProgressReport.objects.not_sent().filter(body=body)),
        (_("cơ quan trực thuộc đang hoạt động"), outliving(body.children, day)),
    ]
    return [(what, count) for what, rows in counts if (count := rows.count())]


def outliving(rows, day):
    return rows.filter(Q(valid_to=None) | Q(valid_to__gt=day))


@transaction.atomic
def end_body(body, *, day, by):
    """`day` is the body's last one, and of the posts held there. Refused while work is open."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    ensure_may_end(body, day)
    if left := open_work(body, day):
        words = ", ".join(f"{count} {what}" for what, count in left)
        raise Refused(_("%(body)s còn %(work)s.") % {"body": body, "work": words})
    end_posts(body, day, by)
    body.valid_to = day
    body.save()
    return body


def ensure_may_end(body, day):
    if body.valid_to and body.valid_to < today():
        raise Refused(
            _("%(body)s đã kết thúc hoạt động ngày %(day)s.") % {"body": body, "day": day_text(body.valid_to)}
        )
    if day < body.valid_from:
        raise Refused(
            _("%(body)s hoạt động từ ngày %(day)s; ngày kết thúc không trước ngày đó.")
            % {"body": body, "day": day_text(body.valid_from)}
        )


def end_posts(body, day, by):
    # One by one, so that the history of each tells who did it.
    for post in outliving(Post.objects.select_for_update().filter(body=body), day).select_related("user"):
        if post.valid_from > day:
            raise Refused(
                _("%(name)s giữ chức danh ở đây từ ngày %(day)s, sau ngày kết thúc.")
                % {"name": post.user, "day": day_text(post.valid_from)}
            )
        if post.user_id == by.pk and post.role == Role.ADMIN:
            raise Refused(_("Đồng chí đang giữ chức danh quản trị ở đây; nhờ quản trị khác."))
        post.valid_to = day
        post.save(update_fields=["valid_to"])
