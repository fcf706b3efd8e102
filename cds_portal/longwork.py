"""Work that takes longer than a click: the row is its truth, shows how far it is, and can be cancelled."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LOST_AFTER = timedelta(seconds=60)
MAX_LOSSES = 3


class Cancelled(Exception):
    """The person who asked, or a newer attempt, no longer wants this work: stop and leave nothing behind."""


class LongWorkQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=LongWork.State.QUEUED)

    def lost(self, now):
        """Running rows whose worker gave no sign of life for a minute."""
        return self.filter(state=LongWork.State.RUNNING, beat_at__lt=now - LOST_AFTER)


class LongWork(models.Model):
    """`claim` → `beat` … → `finish` or `fail`; each an UPDATE guarded by state and attempt."""

    class State(models.TextChoices):
        QUEUED = "queued", _("đang chờ")
        RUNNING = "running", _("đang xử lý")
        FINISHED = "finished", _("đã xong")
        FAILED = "failed", _("không thực hiện được")
        CANCELLED = "cancelled", _("đã hủy")

    uuid = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED, editable=False)
    attempt = models.UUIDField(null=True, editable=False)
    beat_at = models.DateTimeField(null=True, editable=False)
    losses = models.PositiveSmallIntegerField(default=0, editable=False)
    done = models.PositiveIntegerField(_("đã xử lý"), default=0, editable=False)
    total = models.PositiveIntegerField(_("tổng số"), default=0, editable=False)
    reason = models.CharField(_("lý do không thực hiện được"), max_length=500, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = LongWorkQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_working(self):
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    @property
    def percent(self):
        """0–100, for the progress bar; 0 while the size is not known."""
        return min(100, 100 * self.done // self.total) if self.total else 0

    def rows(self, **guard):
        return type(self)._base_manager.filter(pk=self.pk, **guard)

    def claim(self):
        """Takes the queued row and returns the attempt's token; None when somebody else has it."""
        token = uuid4()
        taken = self.rows(state=self.State.QUEUED).update(
            state=self.State.RUNNING, attempt=token, beat_at=timezone.now(), done=0
        )
        self.refresh_from_db()
        return token if taken else None

    def beat(self, token, *, done, total):
        """A sign of life with how far it is; raises `Cancelled` when this attempt must stop."""
        held = self.rows(state=self.State.RUNNING, attempt=token)
        if not held.update(done=done, total=total, beat_at=timezone.now()):
            raise Cancelled
        self.done, self.total = done, total

    def finish(self, token, **changes):
        return self._end(token, self.State.FINISHED, **changes)

    def fail(self, token, reason):
        """`reason` is a sentence for the person who asked."""
        return self._end(token, self.State.FAILED, reason=str(reason)[:500])

    def _end(self, token, state, **changes):
        ended = self.rows(state=self.State.RUNNING, attempt=token).update(
            state=state, ended_at=timezone.now(), **changes
        )
        self.refresh_from_db()
        return bool(ended)

    def cancel(self):
        """By the person who asked; False when it had ended already."""
        working = Q(state=self.State.QUEUED) | Q(state=self.State.RUNNING)
        ended = self.rows().filter(working).update(state=self.State.CANCELLED, ended_at=timezone.now())
        self.refresh_from_db()
        return bool(ended)

    @classmethod
    def reap(cls, now=None):
        """What a dead worker left is queued again; pks of what waits, oldest first, fifty at most."""
        now = now or timezone.now()
        # Asked first: an UPDATE every few seconds would hold up the writers of SQLite for nothing.
        if cls.objects.lost(now).exists():
            cls.requeue_lost(now)
        return list(cls.objects.waiting().order_by("at").values_list("pk", flat=True)[:50])

    @classmethod
    def requeue_lost(cls, now):
        """What a dead worker left is queued again; after the third loss it is told as failed."""
        lost = cls._base_manager.filter(state=cls.State.RUNNING, beat_at__lt=now - LOST_AFTER)
        lost.filter(losses__gte=MAX_LOSSES - 1).update(
            state=cls.State.FAILED,
            losses=F("losses") + 1,
            ended_at=now,
            reason=str(_("Máy chủ dừng giữa chừng nhiều lần. Xin thử lại với tệp nhỏ hơn.")),
        )
        return lost.update(state=cls.State.QUEUED, attempt=None, losses=F("losses") + 1)
