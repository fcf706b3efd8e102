"""Accounts for the administrator: made, changed, switched off and on, given a temporary password."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.accounts.models import User
from cds_portal.clock import today
from cds_portal.guards import form_status, last_editor, saved, try_act
from cds_portal.lifecycle import Refused
from cds_portal.once import once, remember
from districts.actions import people as actions
from districts.forms.people import PersonForm
from districts.history import history_of


@requires(Permission.ADMINISTER)
def person_detail(request, pk):
    person = get_object_or_404(User, pk=pk)
    posts = person.posts.select_related("body").order_by("-valid_from", "-pk")
    context = {
        "person": person,
        "posts": tell_days(posts),
        "is_self": person.pk == request.user.pk,
        "history": history_of(User.objects.filter(pk=pk), person.posts.all()),
    }
    return render(request, "districts/person/detail.html", context)


def tell_days(posts):
    posts = list(posts)
    for post in posts:
        post.is_over = post.valid_to is not None and post.valid_to < today()
        post.is_ahead = post.valid_from > today()
    return posts


@requires(Permission.ADMINISTER)
def person_new(request):
    # Asked before the form is checked: its own account would make the second press look wrong.
    if request.method == "POST" and (url := once(request)):
        return redirect(url)
    form = PersonForm(request.POST if request.method == "POST" else None)
    if made := saved(form, lambda: make_once(request, form)):
        return made
    return show_form(request, form)


@transaction.atomic
def make_once(request, form):
    if url := once(request):
        return redirect(url)
    person, password = actions.make_account(form)
    remember(request, reverse("person_detail", args=[person.pk]))
    return show_password(request, person, password, is_new=True)


@requires(Permission.ADMINISTER)
def person_edit(request, pk):
    person = get_object_or_404(User, pk=pk)
    form = PersonForm(request.POST if request.method == "POST" else None, instance=person)
    if saved(form, form.save_guarded):
        messages.success(request, _("Đã lưu tài khoản."))
        return redirect("person_detail", pk)
    return show_form(request, form, get_object_or_404(User, pk=pk))


def show_form(request, form, person=None):
    context = {
        "form": form,
        "person": person,
        "who_saved": last_editor(person, form),
        "discard_url": reverse("person_detail", args=[person.pk]) if person else reverse("person_list"),
    }
    return render(request, "districts/person/form.html", context, status=form_status(form))


@requires(Permission.ADMINISTER)
@require_POST
@transaction.atomic
def person_password(request, pk):
    """The very answer shows the password: it is kept nowhere, so a page opened again has none."""
    person = get_object_or_404(User, pk=pk)
    url = reverse("person_detail", args=[pk])
    if once(request):
        messages.warning(request, _("Mật khẩu tạm chỉ hiện một lần. Cần thì cấp mật khẩu khác."))
        return redirect(url)
    try:
        password = actions.give_password(person, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(url)
    remember(request, url)
    return show_password(request, person, password)


def show_password(request, person, password, *, is_new=False):
    context = {
        "person": person,
        "password": password,
        "is_new": is_new,
        "sign_in_url": request.build_absolute_uri(reverse("account_login")),
        "change_url": request.build_absolute_uri(reverse("account_change_password")),
    }
    response = render(request, "districts/person/password.html", context)
    add_never_cache_headers(response)
    return response


@requires(Permission.ADMINISTER)
@require_POST
def person_switch_off(request, pk):
    person = get_object_or_404(User, pk=pk)
    try_act(request, lambda: actions.switch_off(person, by=request.user), _("Đã ngừng tài khoản."))
    return redirect("person_detail", pk)


@requires(Permission.ADMINISTER)
@require_POST
def person_switch_on(request, pk):
    person = get_object_or_404(User, pk=pk)
    try_act(request, lambda: actions.switch_on(person), _("Tài khoản dùng được trở lại."))
    return redirect("person_detail", pk)
