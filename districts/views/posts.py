"""Posts: given on a person's page or on a body's, and ended."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission, requires
from cds_portal.accounts.models import User
from cds_portal.clock import today
from cds_portal.guards import form_status, saved
from cds_portal.once import once, remember
from cds_portal.text import day_text
from districts.actions.posts import end_post, give_post
from districts.forms.people import EndPostForm, PostForm
from districts.models import Body, Post

FROM_BODY = "body"


@requires(Permission.ADMINISTER)
def person_post_new(request, pk):
    person = get_object_or_404(User, pk=pk)
    return give(request, person=person, back=reverse("person_detail", args=[pk]))


@requires(Permission.ADMINISTER)
def body_post_new(request, pk):
    body = get_object_or_404(Body, pk=pk)
    return give(request, body=body, back=reverse("body_detail", args=[pk]))


def give(request, *, back, person=None, body=None):
    # Asked before the form is checked: its own post would make the second press look wrong.
    if request.method == "POST" and (url := once(request)):
        return redirect(url)
    form = PostForm(request.POST if request.method == "POST" else None, person=person, body=body)
    if saved(form, lambda: give_once(request, form, back)):
        return redirect(back)
    context = {"form": form, "person": person, "body": body, "back": back}
    return render(request, "districts/person/post_form.html", context, status=form_status(form))


@transaction.atomic
def give_once(request, form, back):
    if not once(request):
        give_post(form.instance)
        remember(request, back)
        messages.success(request, _("Đã giao chức danh."))
    return back


@requires(Permission.ADMINISTER)
def post_end(request, pk):
    post = get_object_or_404(Post.objects.select_related("user", "body"), pk=pk)
    form = EndPostForm(request.POST if request.method == "POST" else None, initial={"valid_to": today()})
    back = way_back(request, post)
    if done := saved(form, lambda: end_post(post, day=form.cleaned_data["valid_to"], by=request.user)):
        messages.success(request, _("Chức danh kết thúc ngày %(day)s.") % {"day": day_text(done.valid_to)})
        return redirect(back)
    context = {"form": form, "post": post, "back": back, "is_held": is_held(post)}
    return render(request, "districts/person/post_end.html", context, status=form_status(form))


def way_back(request, post):
    if request.GET.get("from") == FROM_BODY:
        return reverse("body_detail", args=[post.body_id])
    return reverse("person_detail", args=[post.user_id])


def is_held(post):
    return Post.objects.held_on(today()).filter(pk=post.pk).exists()
