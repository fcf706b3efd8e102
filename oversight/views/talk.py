"""Comments and private notes: written where they are read."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.guards import allow, try_act
from oversight.actions import talk
from oversight.forms.talk import TalkForm
from oversight.models import Assignment, OversightSession, PrivateNote, Proposal

KINDS = {"assignments": Assignment, "proposals": Proposal, "sessions": OversightSession}


def record_of(request, kind, key):
    """The record if the reader may see it; a session is named by its code."""
    found = KINDS[kind].objects.visible_to(request.user)
    if kind == "sessions":
        return get_object_or_404(found, code=key)
    if not key.isdigit():
        raise Http404
    return get_object_or_404(found, pk=key)


def write(request, act, done):
    """Runs `act(text)`; a text that cannot be kept is told on the page it came from, which still has it."""
    form = TalkForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    return try_act(request, lambda: act(text), done)


@require_POST
@requires(Permission.COMMENT)
def comment_add(request, kind, key):
    record = record_of(request, kind, key)
    if not talk.may_comment(record, request.user):
        allow(request.user, Permission.COMMENT, record.committee)
    write(request, lambda text: talk.add_comment(record, text, by=request.user), _("Đã gửi ý kiến trao đổi."))
    return redirect(f"{record.get_absolute_url()}#trao-doi")


@sensitive_post_parameters("text")
@require_POST
@requires(Permission.WRITE_NOTE)
def note_add(request, kind, key):
    record = record_of(request, kind, key)
    allow(request.user, Permission.WRITE_NOTE, record.committee)
    write(request, lambda text: talk.add_note(record, text, by=request.user), _("Đã ghi chú nội bộ."))
    return redirect(f"{record.get_absolute_url()}#ghi-chu")


@require_POST
@requires(Permission.WRITE_NOTE)
def note_delete(request, pk):
    note = get_object_or_404(PrivateNote.objects.visible_to(request.user), pk=pk, by=request.user)
    record = note.assignment or note.proposal or note.session
    try_act(request, note.delete, _("Đã xóa ghi chú."))
    return redirect(f"{record.get_absolute_url()}#ghi-chu")
