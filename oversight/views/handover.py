"""Handing a post over, with what is open in one list."""

from datetime import date

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission, requires
from cds_portal.guards import form_status
from cds_portal.lifecycle import Refused
from oversight.actions import handover
from oversight.forms.handover import HandoverForm
from oversight.models import Handover


@requires(Permission.HAND_OVER)
def handover_list(request):
    posts = handover.posts_to_pass_on(request.user)
    bodies = {post.body_id for post in posts}
    past = Handover.objects.filter(from_post__body__in=bodies).select_related(
        "from_post__user", "from_post__body", "to_post__user"
    )
    context = {"posts": posts, "past": past[:50]}
    return render(request, "oversight/handover/list.html", context)


@requires(Permission.HAND_OVER)
def handover_new(request, pk):
    """What is open and to whom it goes; an administrator passes posts on without reading what is open."""
    post = get_object_or_404(handover.posts_to_pass_on(request.user), pk=pk)
    form = HandoverForm(request.POST or None, post=post, by=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            done = handover.hand_over(post, to=data["to"], on=data["on"], by=request.user, note=data["note"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã bàn giao chức danh."))
            return redirect("handover_detail", pk=done.pk) if may_read(request.user, done) else back()
    reads = any(own.body_id == post.body_id for own in request.user.present_posts)
    items = dated(handover.open_work(post)) if reads else None
    context = {"post": post, "form": form, "items": items}
    return render(request, "oversight/handover/form.html", context, status=form_status(form))


def back():
    return redirect("handover_list")


def may_read(user, done):
    return Handover.objects.filter(readable_by(user), pk=done.pk).exists()


def readable_by(user):
    """The two people, and who hands over in that body; not the administrator, who reads no content."""
    bodies = [post.body_id for post in user.present_posts if user.can(Permission.HAND_OVER, body=post.body)]
    return Q(from_post__user=user) | Q(to_post__user=user) | Q(from_post__body__in=bodies)


def handover_detail(request, pk):
    found = Handover.objects.filter(readable_by(request.user)).select_related(
        "from_post__user", "from_post__body", "to_post__user", "by"
    )
    done = get_object_or_404(found, pk=pk)
    context = {"handover": done, "items": dated(done.items)}
    return render(request, "oversight/handover/detail.html", context)


def dated(items):
    return [item | {"due": item["due"] and date.fromisoformat(item["due"])} for item in items]
