"""Sending the daily mails: each person at most one a day, also when beat runs twice or a worker dies."""

import logging
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.utils import timezone

from cds_portal.clock import is_working_day, swap_days, today
from districts.models import Post
from oversight.domain.digest import digest_of
from oversight.models import DailyDigest

log = logging.getLogger(__name__)

# After this a claim without a mail is taken for a worker that died before it sent.
CLAIM_LASTS = timedelta(minutes=10)


def send_digests():
    """All mails of today; on days off none. Returns how many were sent now."""
    day = today()
    if not is_working_day(day, swap_days()):
        return 0
    people = (
        get_user_model()
        .objects.filter(is_active=True, posts__in=held_posts(day), email__contains="@")
        .distinct()
    )
    done = DailyDigest.objects.filter(day=day, sent_at__isnull=False).values("user")
    return sum(try_to_send(user, day) for user in people.exclude(pk__in=done))


def held_posts(day):
    return Post.objects.held_on(day).values("pk")


def try_to_send(user, day):
    """One mailbox that refuses, or one list that cannot be made, keeps nobody else from the mail; that person
    is tried again once the claim has lapsed.
    """
    try:
        return send_to(user, day)
    except Exception:
        log.exception("The daily mail of user %s on %s was not sent", user.pk, day)
        return False


def send_to(user, day):
    """One person's mail: claim the day, send, mark. False when nothing waits or another has the day."""
    digest = digest_of(user, day)
    row = claim(user, day) if digest else None
    if row is None:
        return False
    message = EmailMessage(
        digest.subject,
        digest.body,
        to=[user.email],
        # The same on a second try: a mailbox that got the first drops the second.
        headers={"Message-ID": f"<cds-{user.pk}-{day:%Y%m%d}@digest>", "Auto-Submitted": "auto-generated"},
    )
    message.send()
    DailyDigest.objects.filter(pk=row.pk).update(sent_at=timezone.now(), items=digest.items)
    return True


def claim(user, day):
    """The row of this person and day for this worker alone; None when it is another's or done."""
    row, is_new = DailyDigest.objects.get_or_create(user=user, day=day)
    if is_new:
        return row
    old = DailyDigest.objects.filter(pk=row.pk, sent_at=None, claimed_at__lt=timezone.now() - CLAIM_LASTS)
    return row if old.update(claimed_at=timezone.now()) else None
