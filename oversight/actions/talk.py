"""Comments between committee and body, and notes that stay with the committee."""

from django.utils.translation import gettext as _

from cds_portal.accounts.grants import Permission
from cds_portal.lifecycle import Refused, line_of
from oversight.models import Assignment, Comment, OversightSession, PrivateNote, Proposal


def field_of(record):
    """The column by which a comment or a note points at `record`."""
    return {Assignment: "assignment", Proposal: "proposal", OversightSession: "session"}[type(record)]


def bodies_in(record):
    """Who talks about it beside the committee: who carries it out, who raised it."""
    if isinstance(record, Assignment):
        return [record.body]
    issued = record.assignments.filter(issued_on__isnull=False).select_related("body")
    return [record.raised_by, *(assignment.body for assignment in issued)]


def may_comment(record, user):
    if isinstance(record, Assignment) and record.status == Assignment.Status.DRAFT:
        return False
    return any(user.can(Permission.COMMENT, body=body) for body in [record.committee, *bodies_in(record)])


def add_comment(record, text, *, by):
    if not may_comment(record, by):
        raise Refused(_("Đồng chí không tham gia trao đổi ở nội dung này."))
    return Comment.objects.create(
        **{field_of(record): record}, text=said(text), by=by, by_line=line_of(record, by)
    )


def add_note(record, text, *, by):
    """For the committee's eyes; the caller has checked that `by` is one of its officers."""
    return PrivateNote.objects.create(
        **{field_of(record): record}, committee=record.committee, text=said(text), by=by
    )


def said(text):
    text = text.strip()
    if not text:
        raise Refused(_("Chưa có nội dung để ghi."))
    return text
