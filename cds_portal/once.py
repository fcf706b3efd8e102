"""A form that makes a record makes one, however often the very same form is sent.

The page carries a token (components/form_token.html). Inside the transaction that makes the record:

    with transaction.atomic():
        if url := once(request):
            return redirect(url)
        record = ...
        remember(request, record.get_absolute_url())
"""

import hashlib

from django.contrib import messages
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

KEY = "made_by_forms"
KEPT = 30
# Neither says anything about the record: the second press may be on the other button.
NOT_CONTENT = ("csrfmiddlewaretoken", "more")
# Said when the database refuses what the form allowed: somebody else's save came in between.
SAVED_AT_ONCE = _("Có người vừa lưu cùng lúc. Chưa có gì bị ghi đè; xem lại rồi lưu lần nữa.")


def once(request):
    """The address of the record this form made before, or None. Call it inside the transaction: a second
    press waits here until the first is through.
    """
    sent = mark_of(request)
    return dict(stored_marks(request)).get(sent) if sent else None


@transaction.atomic
def made_once(request, make, done):
    """Where to go on: `make()` makes the record and returns its page, `done` is said; pressed twice, once."""
    if url := once(request):
        return url
    url = make()
    remember(request, url)
    messages.success(request, done)
    return url


def made_before(request):
    """Asked before the form is checked: its own record would make the second press look wrong."""
    return once(request) if request.method == "POST" else None


def remember(request, url):
    """The last thing in the transaction: written with the record or not at all."""
    if sent := mark_of(request):
        request.session[KEY] = [*stored_marks(request), [sent, str(url)]][-KEPT:]
        request.session.save()


def mark_of(request):
    """The token with what was typed: a page reopened by Back and typed anew makes a new record."""
    token = request.POST.get("form_token", "")
    if not token:
        return ""
    typed = sorted((name, values) for name, values in request.POST.lists() if name not in NOT_CONTENT)
    return hashlib.sha256(repr(typed).encode()).hexdigest()


def stored_marks(request):
    """As stored now, not as read when the request began."""
    rows = Session.objects.filter(session_key=request.session.session_key)
    if connection.in_atomic_block:
        rows = rows.select_for_update()
    stored = rows.first()
    return stored.get_decoded().get(KEY, []) if stored else request.session.get(KEY, [])
