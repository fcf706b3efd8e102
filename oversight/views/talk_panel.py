"""What a page shows of the talk about its record: comments for all who read it, notes for the committee."""

from dataclasses import dataclass

from django import forms
from django.urls import reverse

from cds_portal.accounts.grants import Permission
from oversight.actions.talk import field_of, may_comment
from oversight.forms.talk import TalkForm
from oversight.models import Comment, OversightSession, PrivateNote


@dataclass(frozen=True)
class TalkPanel:
    """`notes` is None for everybody outside the committee: the page then has no word of them."""

    comments: list
    notes: list | None
    comment_url: str = ""
    note_url: str = ""
    comment_form: forms.Form | None = None
    note_form: forms.Form | None = None


def talk_panel(record, user):
    key = {field_of(record): record}
    is_session = isinstance(record, OversightSession)
    notes = None
    if record.committee_id in user.committee_ids:
        notes = list(PrivateNote.objects.visible_to(user).filter(**key).select_related("by"))
    comments = [] if is_session else list(Comment.objects.filter(**key).select_related("by"))
    may_note = notes is not None and user.can(Permission.WRITE_NOTE, body=record.committee)
    may_say = not is_session and may_comment(record, user)
    return TalkPanel(
        comments=comments,
        notes=notes,
        comment_url=reverse("comment_add", args=[f"{field_of(record)}s", str(record.pk)]) if may_say else "",
        note_url=note_url(record) if may_note else "",
        comment_form=TalkForm(auto_id="comment_%s") if may_say else None,
        note_form=TalkForm(auto_id="note_%s") if may_note else None,
    )


def note_url(record):
    if isinstance(record, OversightSession):
        return reverse("session_note_add", args=[record.code])
    return reverse("note_add", args=[f"{field_of(record)}s", str(record.pk)])
