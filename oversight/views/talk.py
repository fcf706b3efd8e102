"""Comments and private notes: written where they are read."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.guards import allow, saved, try_act
from oversight.actions import talk
from oversight.forms.talk import TalkForm
from oversight.models import Assignment, OversightSession, PrivateNote, Proposal
from oversight.views.once import once, remember

KINDS = {"assignments": Assignment, "proposals": Proposal, "sessions": OversightSession}
LONGEST_KEY = 18
# The sections of the record's page.
COMMENTS, NOTES = "trao-doi", "ghi-chu"


def record_of(request, kind, key):
    """The record if the reader may see it; a session is named by its code."""
    found = KINDS[kind].objects.visible_to(request.user)
    if kind == "sessions":
        return get_object_or_404(found, code=key)
    if not key.isdecimal() or len(key) > LONGEST_KEY:
        raise Http404
    return get_object_or_404(found, pk=key)


def write(request, record, anchor, say, done):
    """Runs `say(text)` once for one form; a text that cannot be kept comes back on a page, with why."""
    form = TalkForm(request.POST)
    url = f"{record.get_absolute_url()}#{anchor}"
    if saved(form, lambda: write_once(request, form, url, say, done)):
        return redirect(url)
    context = {"form": form, "record": record, "back_url": url, "is_note": anchor == NOTES}
    return render(request, "oversight/talk/form.html", context, status=422)


@transaction.atomic
def write_once(request, form, url, say, done):
    if once(request):
        return True
    say(form.cleaned_data["text"])
    remember(request, url)
    messages.success(request, done)
    return True


@require_POST
@requires(Permission.COMMENT)
def comment_add(request, kind, key):
    record = record_of(request, kind, key)
    if not talk.may_comment(record, request.user):
        allow(request.user, Permission.COMMENT, record.committee)
    say = partial(talk.add_comment, record, by=request.user)
    return write(request, record, COMMENTS, say, _("Đã gửi ý kiến trao đổi."))


@sensitive_post_parameters("text")
@require_POST
@requires(Permission.WRITE_NOTE)
def note_add(request, kind, key):
    record = record_of(request, kind, key)
    allow(request.user, Permission.WRITE_NOTE, record.committee)
    say = partial(talk.add_note, record, by=request.user)
    return write(request, record, NOTES, say, _("Đã ghi chú nội bộ."))


@require_POST
@requires(Permission.WRITE_NOTE)
def note_delete(request, pk):
    note = get_object_or_404(PrivateNote.objects.visible_to(request.user), pk=pk, by=request.user)
    record = note.assignment or note.proposal or note.session
    try_act(request, note.delete, _("Đã xóa ghi chú."))
    return redirect(f"{record.get_absolute_url()}#{NOTES}")
