"""Assignments: which body carries out a recommendation or a proposal, by when, and how far it is."""

from datetime import date

from auditlog.registry import auditlog
from django.db import models
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import today
from cds_portal.lifecycle import Refused, Stateful, Versioned
from cds_portal.text import day_text
from districts.models import AdministrativeUnit, Body
from oversight.models.proposal import Proposal
from oversight.models.session import OversightSession


class AssignmentQuerySet(models.QuerySet):
    def open(self):
        return self.exclude(status__in=Assignment.CLOSED)

    def issued(self):
        return self.exclude(status=Assignment.Status.DRAFT)

    def lead(self):
        return self.filter(role=Assignment.Role.LEAD)

    def answerable(self):
        """What its body may answer now."""
        return self.filter(status__in=Assignment.ANSWERABLE)

    def unsettled(self):
        """What keeps a session open: what is not closed, and what was not done and no step decided of it."""
        handled = Assignment.objects.filter(
            pk=OuterRef("pk"), escalation_steps__status__in=["decided", "carried_out"]
        )
        not_done = Q(status=Assignment.Status.NOT_DONE)
        return self.filter(~Q(status__in=Assignment.CLOSED) | (not_done & ~Exists(handled)))

    def late(self):
        """Issued, still open and past its due date."""
        return self.issued().open().filter(due_on__lt=today())

    def of_committees(self, committee_ids):
        """Of recommendations and of proposals alike."""
        return self.filter(committee__in=committee_ids)

    def least_advanced_first(self):
        ranks = [When(status=status, then=rank) for rank, status in enumerate(Assignment.Status)]
        return self.annotate(rank=Case(*ranks, output_field=IntegerField())).order_by("rank")

    def readable_by_bodies_of(self, user):
        """Issued ones of the user's own bodies, and of the communes below a district or province UBND."""
        return self.filter(self.of_bodies(user)) if user.own_body_ids else self.none()

    def of_bodies(self, user):
        above = user.supervised_unit_ids
        bodies = Q(body__in=user.own_body_ids)
        if above:
            below = Body.objects.filter(Q(unit__parent__in=above) | Q(unit__parent__parent__in=above))
            bodies |= Q(body__in=below.values("pk"))
        return bodies & ~Q(status=Assignment.Status.DRAFT)

    def visible_to(self, user, joined=None):
        """Own committees, joined sessions, own bodies: each branch names keys of an index, and only branches
        that apply to the user are there, for an OR keeps the database from reading a list in its order.

        A list of 100,000 rows gives `joined` (`joined_sessions`, read once); else they are looked up inside.
        """
        from oversight.models.recommendation import Recommendation

        mine = Q(pk__in=[])
        if user.committee_ids:
            mine |= Q(committee__in=user.committee_ids)
        sessions = joined_sessions(user) if joined is None else joined
        if joined is None or joined:
            texts = Recommendation.objects.filter(session__in=sessions)
            mine |= Q(recommendation__in=texts.values("pk"))
        if user.own_body_ids:
            mine |= self.of_bodies(user)
        return self.filter(mine)


def joined_once(user):
    """`joined_sessions`, read once for a request: its list, its filters and its figures ask for them."""
    if not hasattr(user, "joined_once"):
        user.joined_once = list(joined_sessions(user))
    return user.joined_once


def joined_sessions(user):
    """Keys of the sessions that the user joined in other committees than the own ones."""
    joined = OversightSession.objects.filter(members__user=user)
    return joined.exclude(committee__in=user.committee_ids).values_list("pk", flat=True)


class Assignment(Stateful, Versioned):
    class Role(models.TextChoices):
        LEAD = "lead", _("chủ trì")
        COORDINATING = "coordinating", _("phối hợp")

    class Status(models.TextChoices):
        DRAFT = "draft", _("dự thảo")
        ISSUED = "issued", _("đã ban hành")
        IN_PROGRESS = "in_progress", _("đang thực hiện")
        REPORTED_DONE = "reported_done", _("đã báo hoàn thành")
        DONE = "done", _("hoàn thành")
        PARTLY_DONE = "partly_done", _("hoàn thành một phần")
        NOT_DONE = "not_done", _("không thực hiện")
        WITHDRAWN = "withdrawn", _("đã rút")
        CARRIED = "carried", _("chuyển giám sát lại")

    class Acceptance(models.TextChoices):
        PENDING = "pending", _("chưa trả lời")
        ACCEPTED = "accepted", _("tiếp thu")
        PARTLY = "partly", _("tiếp thu một phần")
        RECONSIDERATION_REQUESTED = "reconsideration_requested", _("đề nghị xem xét lại")
        UPHELD = "upheld", _("giữ nguyên")
        CHANGED = "changed", _("đã điều chỉnh")
        WITHDRAWN = "withdrawn", _("đã rút")

    NEXT = {
        Status.DRAFT: (Status.ISSUED,),
        Status.ISSUED: (Status.IN_PROGRESS, Status.WITHDRAWN),
        Status.IN_PROGRESS: (Status.REPORTED_DONE, Status.NOT_DONE, Status.WITHDRAWN),
        Status.REPORTED_DONE: (Status.DONE, Status.PARTLY_DONE, Status.IN_PROGRESS, Status.WITHDRAWN),
        Status.PARTLY_DONE: (Status.NOT_DONE, Status.CARRIED, Status.WITHDRAWN, Status.IN_PROGRESS),
        Status.NOT_DONE: (Status.CARRIED, Status.IN_PROGRESS),
        Status.DONE: (Status.IN_PROGRESS,),
    }
    CLOSED = (Status.DONE, Status.WITHDRAWN, Status.CARRIED, Status.NOT_DONE)
    OVER = (*CLOSED, Status.DRAFT)
    ANSWERABLE = (Status.ISSUED, Status.IN_PROGRESS, Status.REPORTED_DONE, Status.PARTLY_DONE)
    # A body may ask, it cannot refuse (L87 art. 8); what the committee answers stands.
    ACCEPTANCE_NEXT = {
        Acceptance.PENDING: (
            Acceptance.ACCEPTED,
            Acceptance.PARTLY,
            Acceptance.RECONSIDERATION_REQUESTED,
        ),
        Acceptance.RECONSIDERATION_REQUESTED: (
            Acceptance.UPHELD,
            Acceptance.CHANGED,
            Acceptance.WITHDRAWN,
        ),
    }
    # How moves of the acceptance stand in the history, beside those of the status.
    ACCEPTANCE_MARK = "accept:"
    DUE_MARK = "due"

    recommendation = models.ForeignKey(
        "oversight.Recommendation", models.CASCADE, null=True, blank=True, related_name="assignments"
    )
    proposal = models.ForeignKey(Proposal, models.CASCADE, null=True, blank=True, related_name="assignments")
    # Always that of the session or of the proposal: kept here so that a committee's list is one index.
    committee = models.ForeignKey(
        Body, models.PROTECT, related_name="+", editable=False, db_index=False, verbose_name=_("Ban")
    )
    body = models.ForeignKey(
        Body, models.PROTECT, related_name="assignments", verbose_name=_("cơ quan thực hiện")
    )
    role = models.CharField(_("vai trò"), max_length=12, choices=Role, default=Role.LEAD)
    about_unit = models.ForeignKey(
        AdministrativeUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("về địa bàn"),
    )
    deliverable = models.CharField(_("sản phẩm phải hoàn thành"), max_length=300, blank=True)
    due_on = models.DateField(_("thời hạn"), null=True, blank=True)
    status = models.CharField(
        _("trạng thái"), max_length=16, choices=Status, default=Status.DRAFT, editable=False
    )
    acceptance = models.CharField(
        _("tiếp thu"), max_length=28, choices=Acceptance, default=Acceptance.PENDING, editable=False
    )
    issued_on = models.DateField(_("ban hành ngày"), null=True, blank=True, editable=False)
    # What the body answered to the duty itself: accepted, or asked to be reconsidered (it cannot refuse).
    answered_on = models.DateField(_("trả lời tiếp thu ngày"), null=True, blank=True, editable=False)
    acceptance_note = models.TextField(_("ý kiến của cơ quan thực hiện"), blank=True, editable=False)
    completed_on = models.DateField(_("hoàn thành ngày"), null=True, blank=True, editable=False)
    # Loaded from the lists of former years; such a row skipped the steps that a live one takes.
    is_retrospective = models.BooleanField(_("nhập hồi cố"), default=False, editable=False)
    carried_into = models.ForeignKey(
        OversightSession, models.PROTECT, null=True, blank=True, editable=False, related_name="carried_duties"
    )
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")

    # The order of every list, kept by the database: what is open first, then by date, without one last.
    is_over = models.GeneratedField(
        expression=Case(When(status__in=[status.value for status in OVER], then=1), default=0),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    due_rank = models.GeneratedField(
        expression=Coalesce("due_on", Value(date.max)), output_field=models.DateField(), db_persist=True
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["role", "pk"]
        indexes = [
            # The order of the list; then what its filters by a figure ask, counted in the index alone.
            models.Index(
                fields=[
                    *("committee", "is_over", "due_rank", "id"),
                    *("role", "status", "acceptance", "due_on", "issued_on", "recommendation"),
                ],
                name="assignment_of_committee",
            ),
            models.Index(
                fields=["committee", "answered_on"],
                condition=Q(acceptance="reconsideration_requested"),
                name="assignment_asked_again",
            ),
            models.Index(
                fields=["committee", "due_rank"],
                condition=Q(status="not_done"),
                name="assignment_not_done",
            ),
            models.Index(fields=["body", "committee", "role"], name="assignment_of_body"),
            # All that the three figures read, so that they read nothing but this. Of leads alone: else a
            # list of leads would be looked up here and not in its order.
            models.Index(
                fields=[
                    *("committee", "status", "acceptance", "due_on", "issued_on"),
                    *("recommendation", "replaces", "body", "role"),
                ],
                condition=Q(role="lead"),
                name="assignment_figures",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(recommendation=None, proposal__isnull=False)
                | Q(recommendation__isnull=False, proposal=None),
                name="assignment_of_exactly_one",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", issued_on=None)
                | (~Q(status="draft") & Q(issued_on__isnull=False)),
                name="assignment_issued_has_date",
            ),
            models.UniqueConstraint(
                fields=["recommendation", "body"],
                condition=Q(recommendation__isnull=False, replaces=None),
                name="assignment_body_once",
            ),
        ]
        verbose_name = _("nội dung giao thực hiện")

    def __str__(self):
        return f"{self.body}: {self.get_status_display()}"

    def get_absolute_url(self):
        return reverse("assignment_detail", args=[self.pk])

    @property
    def acting_body_ids(self):
        return {self.committee_id, self.body_id}

    def save(self, **kwargs):
        if self.committee_id is None:
            case = self.recommendation.session if self.recommendation_id else self.proposal
            self.committee_id = case.committee_id
        super().save(**kwargs)

    @classmethod
    def status_label(cls, value):
        if value.startswith(cls.ACCEPTANCE_MARK):
            return cls.Acceptance(value.removeprefix(cls.ACCEPTANCE_MARK)).label
        if value == cls.DUE_MARK:
            return _("ấn định thời hạn")
        return super().status_label(value)

    @property
    def is_inherited(self):
        """Taken over from another body, which ended; what the committee gave to another one is not."""
        former = self.replaces and self.replaces.body
        return bool(former and former.valid_to and former.pk != self.body_id)

    @property
    def is_open(self):
        """Issued and not closed."""
        return self.status != self.Status.DRAFT and self.status not in self.CLOSED

    @property
    def subject(self):
        """What is asked, in short."""
        return str(self.recommendation or self.proposal)

    @property
    def days_late(self):
        """Calendar days past `due_on` while open; 0 when not late or without a due date."""
        if self.due_on is None or self.status in self.CLOSED or self.status == self.Status.DRAFT:
            return 0
        return max(0, (today() - self.due_on).days)

    def issue(self, *, on, by):
        """With the paper that carries it, dated `on`; a due date before that day is refused."""
        if self.due_on and self.due_on < on:
            raise Refused(
                _("Thời hạn %(due)s của %(body)s trước ngày ban hành %(day)s.")
                % {"due": day_text(self.due_on), "body": self.body, "day": day_text(on)}
            )
        self.move(self.Status.ISSUED, by=by, issued_on=on)

    def pass_to(self, body, *, by, note, **kept):
        """The duty as `body` has it from now on: same text and dates, issued on the same day.

        `kept` is what goes along of the answer given. Who passes it closes this one.
        """
        heir = Assignment.objects.create(
            recommendation=self.recommendation,
            proposal=self.proposal,
            body=body,
            role=self.role,
            about_unit=self.about_unit,
            deliverable=self.deliverable,
            due_on=self.due_on,
            replaces=self,
            **kept,
        )
        heir.move(self.Status.ISSUED, by=by, note=note, issued_on=self.issued_on)
        return heir


auditlog.register(Assignment, exclude_fields=["committee", "is_over", "due_rank"])
