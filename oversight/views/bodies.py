"""Two pages of a body that ask about papers and cases: its letterhead, and its end."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission, requires
from cds_portal.clock import today
from cds_portal.guards import form_status, last_editor, saved
from cds_portal.text import day_text
from districts.models import Body, Letterhead
from oversight.actions.body_end import end_body, open_work
from oversight.forms.letterhead import EndBodyForm, LetterheadForm, proposed


@requires(Permission.ADMINISTER)
def body_letterhead(request, pk):
    """Only a committee issues papers here. “Xem trước” shows what was typed and writes nothing."""
    committees = Body.objects.committees().select_related("unit__parent__parent")
    if request.method != "POST":
        return letterhead_page(request, get_object_or_404(committees, pk=pk))
    with transaction.atomic():
        # Two who make the first one at once: the second waits here, and then changes that one.
        return letterhead_page(request, get_object_or_404(committees.select_for_update(of=("self",)), pk=pk))


def letterhead_page(request, body):
    stored = Letterhead.objects.filter(body=body).first()
    form = LetterheadForm(
        request.POST if request.method == "POST" else None,
        instance=Letterhead.objects.filter(body=body).first() or Letterhead(body=body),
        initial=None if stored else proposed(body),
    )
    asks_preview = "preview" in request.POST
    if not asks_preview and saved(form, form.save_guarded):
        messages.success(request, _("Đã lưu thể thức văn bản."))
        return redirect("body_detail", body.pk)
    is_draft = asks_preview and form.is_valid()
    context = {
        "body": body,
        "form": form,
        "letterhead": form.instance if is_draft else stored,
        "is_draft": is_draft,
        "who_saved": last_editor(stored, form) if stored else "",
        "discard_url": reverse("body_detail", args=[body.pk]),
    }
    return render(request, "oversight/body/letterhead.html", context, status=form_status(form))


@requires(Permission.ADMINISTER)
def body_end(request, pk):
    body = get_object_or_404(Body, pk=pk)
    form = EndBodyForm(request.POST if request.method == "POST" else None)
    if done := saved(form, lambda: end_body(body, day=form.cleaned_data["valid_to"], by=request.user)):
        words = _("%(body)s kết thúc hoạt động ngày %(day)s.")
        messages.success(request, words % {"body": done, "day": day_text(done.valid_to)})
        return redirect("body_detail", pk)
    context = {
        "body": body,
        "form": form,
        "left": open_work(body, today()),
        "posts": body.posts.held_on(today()).count(),
        "reads_acts": request.user.can(Permission.READ_REORGANISATION),
    }
    return render(request, "oversight/body/end.html", context, status=form_status(form))
