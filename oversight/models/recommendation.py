"""Recommendations of the delegation; the assignments carry them out."""

from auditlog.registry import auditlog
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from cds_portal.lifecycle import Versioned
from cds_portal.text import fold, sort_key
from oversight.models.assignment import Assignment, joined_sessions
from oversight.models.finding import Finding
from oversight.models.session import OversightSession


class RecommendationQuerySet(models.QuerySet):
    def visible_to(self, user, joined=None):
        """Own committees, joined sessions, what own bodies were given; only what applies to the user, for an
        OR keeps the database from its indexes. `joined` as for assignments.
        """
        mine = Q(pk__in=[])
        if user.committee_ids:
            mine |= Q(session__in=OversightSession.objects.of_committees(user).order_by().values("pk"))
        if joined is None or joined:
            mine |= Q(session__in=joined_sessions(user) if joined is None else joined)
        if user.own_body_ids:
            given = Assignment.objects.readable_by_bodies_of(user).filter(recommendation__isnull=False)
            mine |= Q(pk__in=given.values("recommendation"))
        return self.filter(mine)

    def with_status(self, assignments):
        """Adds `status` (derived: the least advanced lead of `assignments`, which the reader may see, or of
        all of them when none leads) and `first_due`, their earliest due date.
        """
        own = assignments.filter(recommendation=OuterRef("pk"))
        ranked = own.least_advanced_first().values("status")
        due = own.filter(due_on__isnull=False).order_by("due_on").values("due_on")
        draft = Value(Assignment.Status.DRAFT.value)
        return self.annotate(
            status=Coalesce(Subquery(ranked.lead()[:1]), Subquery(ranked[:1]), draft),
            first_due=Subquery(due[:1]),
        )


class Recommendation(Versioned):
    """One numbered sentence as it will be issued. Its state is read from its assignments, never stored."""

    class Group(models.TextChoices):
        CENTRAL = "V.1", _("Đối với Chính phủ, bộ, ngành Trung ương")
        PEOPLE_COUNCIL = "V.2", _("Đối với HĐND, Thường trực HĐND tỉnh")
        PROVINCE = "V.3", _("Đối với UBND tỉnh")
        DEPARTMENTS = "V.4", _("Đối với sở, ngành")
        LOCAL = "V.5", _("Đối với UBND huyện, UBND xã, phường")

    class Priority(models.TextChoices):
        NORMAL = "normal", _("thường")
        HIGH = "high", _("ưu tiên")

    session = models.ForeignKey(
        OversightSession, models.PROTECT, related_name="recommendations", verbose_name=_("cuộc giám sát")
    )
    number = models.PositiveSmallIntegerField(_("số thứ tự"), editable=False)
    group = models.CharField(_("nhóm cơ quan"), max_length=3, choices=Group, default=Group.LOCAL)
    text = models.TextField(_("nội dung kiến nghị"))
    priority = models.CharField(_("mức ưu tiên"), max_length=6, choices=Priority, default=Priority.NORMAL)
    findings = models.ManyToManyField(
        Finding, blank=True, related_name="recommendations", verbose_name=_("từ các nhận định")
    )
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="carried_to")
    no_due_reason = models.CharField(_("lý do không ấn định thời hạn"), max_length=300, blank=True)
    no_deliverable_reason = models.CharField(_("lý do không nêu sản phẩm"), max_length=300, blank=True)
    illustrative = models.BooleanField(_("minh họa"), default=False, editable=False)
    fold = models.TextField(editable=False)
    sort_key = models.CharField(max_length=1500, editable=False, db_index=True)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["session", "number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="recommendation_number_once")
        ]
        verbose_name = _("kiến nghị")

    def __str__(self):
        return Truncator(self.text).words(18, truncate="…")

    def get_absolute_url(self):
        return reverse("recommendation_detail", args=[self.pk])

    def save(self, **kwargs):
        self.fold, self.sort_key = fold(self.text), sort_key(self.text[:120])
        super().save(**kwargs)

    @property
    def leads(self):
        return [a for a in self.assignments.all() if a.role == Assignment.Role.LEAD]

    @property
    def shown_assignments(self):
        """The leads; for a reader who may see only coordinating ones, those."""
        return self.leads or list(self.assignments.all())

    @property
    def status_label(self):
        """The word for `status`, of rows read `with_status`."""
        return Assignment.Status(self.status).label

    @property
    def days_late(self):
        return max((a.days_late for a in self.shown_assignments), default=0)

    @property
    def is_issued(self):
        return any(a.status != Assignment.Status.DRAFT for a in self.assignments.all())

    @property
    def gaps(self):
        """What is missing, in words: shown as “thiếu thời hạn”, “thiếu sản phẩm” from the first day."""
        leads = self.leads
        gaps = []
        if not leads:
            gaps.append(_("thiếu cơ quan thực hiện"))
        if any(a.due_on is None for a in leads) or not leads:
            gaps.append(_("thiếu thời hạn"))
        if any(not a.deliverable for a in leads) or not leads:
            gaps.append(_("thiếu sản phẩm"))
        return gaps


auditlog.register(Recommendation, exclude_fields=["fold", "sort_key"])
