"""Giving and ending a post. One with open work is rather passed on: then the list of it goes along."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Role
from cds_portal.clock import today
from cds_portal.lifecycle import Refused
from cds_portal.text import day_text
from districts.models import Body, Post
from districts.post_rules import fits, kinds_in_words


@transaction.atomic
def give_post(post):
    """Saves a new post. Refused when the account is off, the body is not at work in all of the time, the
    role does not fit the kind of body, or the person holds the very role there in that time.
    """
    # Two who give the same post at once: the second waits here, and is told.
    person = get_user_model().objects.select_for_update().get(pk=post.user_id)
    body = Body.objects.select_for_update().get(pk=post.body_id)
    if not person.is_active:
        raise Refused(_("Tài khoản của %(name)s đang ngừng sử dụng.") % {"name": person})
    ensure_fits(post.role, body)
    ensure_within(post, body)
    ensure_not_held(post)
    post.save()
    return post


def ensure_fits(role, body):
    if not fits(role, body.kind):
        raise Refused(
            _("Vai trò “%(role)s” không giữ được ở %(body)s (%(kind)s). Vai trò này dành cho: %(kinds)s.")
            % {
                "role": Role(role).label,
                "body": body,
                "kind": body.get_kind_display(),
                "kinds": kinds_in_words(role),
            }
        )


def ensure_within(post, body):
    if post.valid_to and post.valid_to < post.valid_from:
        raise Refused(_("Ngày kết thúc phải sau ngày bắt đầu."))
    if post.valid_from < body.valid_from:
        raise Refused(
            _("%(body)s hoạt động từ ngày %(day)s; chức danh không bắt đầu trước ngày đó.")
            % {"body": body, "day": day_text(body.valid_from)}
        )
    if body.valid_to is None:
        return
    if post.valid_from > body.valid_to:
        raise Refused(
            _("%(body)s đã kết thúc hoạt động ngày %(day)s.") % {"body": body, "day": day_text(body.valid_to)}
        )
    if post.valid_to is None or post.valid_to > body.valid_to:
        raise Refused(
            _("%(body)s kết thúc hoạt động ngày %(day)s; nhập ngày kết thúc chức danh không sau ngày đó.")
            % {"body": body, "day": day_text(body.valid_to)}
        )


def ensure_not_held(post):
    others = Post.objects.filter(user=post.user_id, body=post.body_id, role=post.role)
    others = others.filter(Q(valid_to=None) | Q(valid_to__gte=post.valid_from))
    if post.valid_to:
        others = others.filter(valid_from__lte=post.valid_to)
    if other := others.first():
        raise Refused(
            _("%(name)s đã giữ vai trò này ở đây từ ngày %(day)s.")
            % {"name": post.user, "day": day_text(other.valid_from)}
        )


@transaction.atomic
def end_post(post, *, day, by):
    """`day` is the last one. Nobody takes the administration from themself: it could be nobody's then."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    ensure_may_end(post, by)
    if day < post.valid_from:
        raise Refused(
            _("Chức danh bắt đầu ngày %(day)s; ngày kết thúc không trước ngày đó.")
            % {"day": day_text(post.valid_from)}
        )
    if post.valid_to and day > post.valid_to:
        raise Refused(
            _("Chức danh đã có ngày kết thúc %(day)s, sớm hơn ngày vừa nhập.")
            % {"day": day_text(post.valid_to)}
        )
    post.valid_to = day
    post.save(update_fields=["valid_to"])
    return post


def ensure_may_end(post, by):
    if post.valid_to and post.valid_to < today():
        raise Refused(_("Chức danh này đã kết thúc ngày %(day)s.") % {"day": day_text(post.valid_to)})
    if post.user_id == by.pk and post.role == Role.ADMIN:
        raise Refused(_("Đồng chí không tự kết thúc chức danh quản trị của mình; nhờ quản trị khác."))
