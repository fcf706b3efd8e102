"""What every view asks before it acts, and how it tells what came of it."""

from auditlog.models import LogEntry
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from cds_portal.lifecycle import Refused


def text_of(data, name):
    """What the address or the form says under `name`; PostgreSQL takes no NUL in a text."""
    return data.get(name, "").replace("\x00", "")


def allow(user, permission, committee):
    """403 unless a present post in this very committee grants the permission."""
    if not user.can(permission, body=committee):
        raise PermissionDenied


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


def saved(form, act):
    """What the act returned; None with its refusal in the form, where everything typed still stands."""
    if not form.is_valid():
        return None
    try:
        return act()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
