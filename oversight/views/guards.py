"""What the views of a case ask before they act: which record, and whether this person may."""

from django.shortcuts import get_object_or_404

from cds_portal.guards import allow, form_status, last_editor, text_of, try_act
from oversight.models import OversightSession

__all__ = [
    "allow",
    "form_status",
    "is_member",
    "last_editor",
    "reads_all",
    "text_of",
    "try_act",
    "visible_session",
]


def visible_session(request, code):
    sessions = OversightSession.objects.visible_to(request.user).select_related("committee")
    return get_object_or_404(sessions, code=code)


def is_member(user, session):
    return session.members.filter(user=user).exists()


def reads_all(user, session):
    """The committee and the delegation read the whole case; a body only what concerns it (DESIGN 3a)."""
    return session.committee_id in user.committee_ids or is_member(user, session)
