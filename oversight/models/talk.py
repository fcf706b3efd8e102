"""Words beside the records: comments, notes that a body never sees, the daily mail, handover."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from districts.models import Body, Post
from oversight.models.assignment import Assignment
from oversight.models.proposal import Proposal
from oversight.models.session import OversightSession

USER = settings.AUTH_USER_MODEL


class CommentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever may read the assignment or the proposal reads what is said about it."""
        return self.filter(
            Q(assignment__in=Assignment.objects.visible_to(user).issued())
            | Q(proposal__in=Proposal.objects.visible_to(user))
        )


class Comment(models.Model):
    assignment = models.ForeignKey(Assignment, models.CASCADE, null=True, related_name="comments")
    proposal = models.ForeignKey(Proposal, models.CASCADE, null=True, related_name="comments")
    text = models.TextField(_("trao đổi"), max_length=4000)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    by_line = models.CharField(max_length=300, editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(assignment=None, proposal__isnull=False)
                | Q(assignment__isnull=False, proposal=None),
                name="comment_on_exactly_one",
            )
        ]
        verbose_name = _("trao đổi")

    def __str__(self):
        return self.text[:60]


class PrivateNoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Its committee alone: no member of a delegation, no body, no administrator."""
        return self.filter(committee__in=user.committee_ids)


class PrivateNote(models.Model):
    """Not in the audit log, in no export, no search, no mail: it is read where it was written."""

    committee = models.ForeignKey(Body, models.CASCADE, related_name="private_notes")
    session = models.ForeignKey(OversightSession, models.CASCADE, null=True, related_name="private_notes")
    assignment = models.ForeignKey(Assignment, models.CASCADE, null=True, related_name="private_notes")
    proposal = models.ForeignKey(Proposal, models.CASCADE, null=True, related_name="private_notes")
    text = models.TextField(_("ghi chú nội bộ"), max_length=4000)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PrivateNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("ghi chú nội bộ")

    def __str__(self):
        # Never its text: this line may stand in a log.
        return f"Ghi chú {self.pk}"


class DailyDigest(models.Model):
    """One mail a person and day at most: the row is made before the mail and marked after it."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="digests")
    day = models.DateField()
    items = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="digest_once_a_day")]
        verbose_name = _("thư tổng hợp hằng ngày")

    def __str__(self):
        return f"{self.user_id} {self.day}"


class Handover(models.Model):
    """A post passed on: what was open on the day, as one list for the next person."""

    from_post = models.ForeignKey(Post, models.PROTECT, related_name="handovers")
    to_post = models.ForeignKey(Post, models.PROTECT, related_name="taken_over")
    on = models.DateField(_("ngày bàn giao"))
    items = models.JSONField(default=list)
    note = models.TextField(_("ghi chú bàn giao"), blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("bàn giao công việc")

    def __str__(self):
        return f"{self.from_post_id} → {self.to_post_id}"


class PastImport(models.Model):
    """A list of recommendations of former years (nhập hồi cố), staged, then applied by a leader's word."""

    committee = models.ForeignKey(Body, models.PROTECT, related_name="past_imports")
    file = models.ForeignKey("cds_portal.StoredFile", models.PROTECT, related_name="+")
    problems = models.JSONField(default=list)
    staged = models.JSONField(default=list)
    made = models.JSONField(default=list)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    applied_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("nhập hồi cố kiến nghị")

    def __str__(self):
        return self.file.name
