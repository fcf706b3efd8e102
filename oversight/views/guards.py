"""What the views of a case ask before they act: which record, and whether this person may."""

from auditlog.models import LogEntry
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from cds_portal.lifecycle import Refused
from oversight.models import OversightSession


def visible_session(request, code):
    sessions = OversightSession.objects.visible_to(request.user).select_related("committee")
    return get_object_or_404(sessions, code=code)


def text_of(data, name):
    """What the address or the form says under `name`; PostgreSQL takes no NUL in a text."""
    return data.get(name, "").replace("\x00", "")


def allow(user, permission, committee):
    """403 unless a present post in this very committee grants the permission."""
    if not user.can(permission, body=committee):
        raise PermissionDenied


def is_member(user, session):
    return session.members.filter(user=user).exists()


def reads_all(user, session):
    """The committee and the delegation read the whole case; a body only what concerns it (DESIGN 3a)."""
    return session.committee_id in user.committee_ids or is_member(user, session)


def try_act(request, act, done):
    """Runs the verb and tells how it went; a refusal is told in its own words. True when it was done."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, done)
    return True


def form_status(form):
    if getattr(form, "conflicts", None):
        return 409
    return 422 if form.is_bound and form.errors else 200


def last_editor(record, form, *tables):
    """Who saved before, for the page that shows both texts; `tables` are the rows that it saves with them."""
    if not getattr(form, "conflicts", None):
        return ""
    sources = [LogEntry.objects.get_for_object(record), *map(LogEntry.objects.get_for_objects, tables)]
    last = [entries.filter(actor__isnull=False).order_by("timestamp").last() for entries in sources]
    entry = max(filter(None, last), key=lambda entry: entry.timestamp, default=None)
    return entry.actor.get_full_name() if entry else str(_("Người khác"))
