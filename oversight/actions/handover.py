"""Passing a post on: the old one ends, the new one begins, and what was open is written down for it."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cds_portal.accounts.grants import GRANTS, Permission, Role
from cds_portal.clock import today
from cds_portal.lifecycle import Refused
from cds_portal.text import day_text
from districts.models import Post
from oversight.domain.work import work_of
from oversight.models import Handover

# Beside their own: a leader's post is passed on by its holder or by the administrator only.
OFFICE = (Role.STAFF, Role.CLERK, Role.MEMBER)
MAY_PASS_ON = {Role.LEADER: OFFICE, Role.STAFF: OFFICE, Role.LOCAL_LEADER: (Role.LOCAL_REPORTER,)}


def posts_to_pass_on(user):
    """Posts held today in bodies where `user` may hand over; an administrator's are all bodies."""
    posts = Post.objects.held_on(today()).select_related("user", "body")
    if user.can(Permission.ADMINISTER):
        return posts.order_by("body__sort_key", "title", "pk")
    allowed = Q(pk__in=[post.pk for post in user.present_posts if Permission.HAND_OVER in GRANTS[post.role]])
    for post in user.present_posts:
        allowed |= Q(body=post.body_id, role__in=MAY_PASS_ON.get(post.role, ()))
    return posts.filter(allowed).order_by("body__sort_key", "title", "pk")


def open_work(post):
    """What waits today for the holder through this very post, as lines that stay readable later."""
    holder = get_user_model().objects.get(pk=post.user_id)
    holder.present_posts = [post]
    return [
        {
            "label": item.label,
            "why": item.why,
            "url": item.url,
            "due": item.due.isoformat() if item.due else None,
        }
        for item in work_of(holder, most=None)
    ]


@transaction.atomic
def hand_over(post, *, to, on, by, note=""):
    """`to` holds the post from day `on`; the former holder until the day before. Returns the Handover."""
    check(post, to, on)
    items = open_work(post)
    ended = Post.objects.filter(pk=post.pk, valid_to=post.valid_to).update(valid_to=on - timedelta(days=1))
    if not ended:
        raise Refused(_("Chức danh này vừa được bàn giao. Xin tải lại trang."))
    new = Post.objects.create(
        user=to, body=post.body, role=post.role, title=post.title, valid_from=on, valid_to=post.valid_to
    )
    return Handover.objects.create(from_post=post, to_post=new, on=on, items=items, note=note, by=by)


def check(post, to, on):
    if to == post.user:
        raise Refused(_("Người nhận là người đang giữ chức danh."))
    if not to.is_active:
        raise Refused(_("Tài khoản của người nhận đã ngừng hoạt động."))
    if on <= post.valid_from:
        raise Refused(
            _("Ngày bàn giao phải sau ngày bắt đầu chức danh (%(day)s).") % {"day": day_text(post.valid_from)}
        )
    if on < today():
        raise Refused(_("Ngày bàn giao %(day)s đã qua.") % {"day": day_text(on)})
    if post.body.valid_to and on > post.body.valid_to:
        raise Refused(
            _("%(body)s đã kết thúc hoạt động ngày %(day)s.")
            % {"body": post.body, "day": day_text(post.body.valid_to)}
        )
    if post.valid_to and on > post.valid_to:
        raise Refused(_("Chức danh kết thúc ngày %(day)s.") % {"day": day_text(post.valid_to)})
    if Post.objects.held_on(on).filter(user=to, body=post.body, role=post.role).exists():
        raise Refused(_("Người nhận đã giữ chức danh này tại %(body)s.") % {"body": post.body})
