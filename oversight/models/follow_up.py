"""What happens to an assignment after it was issued: responses, evidence, verification, extension, steps."""

from auditlog.registry import auditlog
from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cds_portal.files import StoredFile
from cds_portal.lifecycle import Stateful, Versioned
from districts.models import Body, IncomingPaper
from oversight.models.assignment import Assignment
from oversight.models.document import Document
from oversight.models.visit import Visit

USER = settings.AUTH_USER_MODEL


class ResponseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The body its own; the committee, members and the UBND above once it was submitted. A draft that the
        committee types from a paper is the committee's until it is submitted.
        """
        readable = Assignment.objects.visible_to(user).values("pk")
        sent = Response.objects.filter(status__in=Response.SENT, assignments__in=readable)
        own_drafts = Q(paper=None, body__in=user.own_body_ids)
        typed = Q(paper__isnull=False, paper__committee__in=user.committee_ids)
        return self.filter(
            Q(pk__in=sent.values("pk")) | (~Q(status__in=Response.SENT) & (own_drafts | typed))
        )

    def to_judge(self):
        """Sent, and a duty of it still waits: a claimed result while reported, progress while it is open."""
        duties = Assignment.objects.filter(responses=OuterRef("pk"))
        reported = Exists(duties.filter(status=Assignment.Status.REPORTED_DONE))
        under_way = Q(Exists(duties.issued().open()), claim=Response.Claim.PROGRESS)
        return self.filter(reported | under_way, status=Response.Status.SUBMITTED)

    def with_matters(self):
        """The text of the first that each answers and how many there are, in the same query: for `matter`."""
        links = Response.assignments.through.objects.filter(response=OuterRef("pk"))
        text = Coalesce("assignment__recommendation__text", "assignment__proposal__text")
        number = links.values("response").annotate(number=Count("pk")).values("number")
        return self.annotate(
            first_matter=Subquery(links.order_by("assignment").values_list(text)[:1]),
            matters=Coalesce(Subquery(number), 0),
        )


class Response(Stateful, Versioned):
    """A body's answer to one or several of its assignments, signed by its leader."""

    class Claim(models.TextChoices):
        PROGRESS = "progress", _("báo cáo tiến độ, chưa hoàn thành")
        DONE = "done", _("đã hoàn thành")
        PARTLY = "partly", _("hoàn thành một phần")

    class Status(models.TextChoices):
        DRAFT = "draft", _("nháp")
        AWAITING_SIGNATURE = "awaiting_signature", _("đã trình ký")
        SUBMITTED = "submitted", _("đã gửi")
        ADEQUATE = "adequate", _("đáp ứng yêu cầu")
        INADEQUATE = "inadequate", _("chưa đáp ứng yêu cầu")

    NEXT = {
        Status.DRAFT: (Status.AWAITING_SIGNATURE,),
        Status.AWAITING_SIGNATURE: (Status.SUBMITTED, Status.DRAFT),
        Status.SUBMITTED: (Status.ADEQUATE, Status.INADEQUATE),
    }
    SENT = (Status.SUBMITTED, Status.ADEQUATE, Status.INADEQUATE)

    body = models.ForeignKey(
        Body, models.PROTECT, related_name="responses", verbose_name=_("cơ quan trả lời")
    )
    assignments = models.ManyToManyField(
        Assignment, related_name="responses", verbose_name=_("trả lời các nội dung")
    )
    claim = models.CharField(_("kết quả"), max_length=8, choices=Claim, default=Claim.PROGRESS)
    text = models.TextField(_("nội dung đã thực hiện"))
    completed_on = models.DateField(_("hoàn thành ngày"), null=True, blank=True)
    status = models.CharField(
        _("trạng thái"), max_length=20, choices=Status, default=Status.DRAFT, editable=False
    )
    by = models.ForeignKey(USER, models.PROTECT, editable=False, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    signed_by = models.ForeignKey(USER, models.PROTECT, null=True, editable=False, related_name="+")
    signer_line = models.CharField(_("người ký, chức danh"), max_length=300, blank=True, editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    # Typed by the committee from the body's paper; whoever typed it cannot verify it.
    paper = models.ForeignKey(
        IncomingPaper, models.PROTECT, null=True, blank=True, related_name="responses",
        verbose_name=_("nhập thay theo văn bản"),
    )  # fmt: skip
    illustrative = models.BooleanField(_("minh họa"), default=False, editable=False)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "awaiting_signature"]) | Q(submitted_at__isnull=False),
                name="response_sent_has_time",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(signed_by__isnull=False) | Q(paper__isnull=False),
                name="response_sent_is_signed",
            ),
        ]
        verbose_name = _("trả lời của cơ quan thực hiện")

    def __str__(self):
        return f"{self.body}: {self.get_claim_display()}"

    def get_absolute_url(self):
        return reverse("response_detail", args=[self.pk])

    @property
    def matter(self):
        """What it answers, of rows read `with_matters`: the first, and how many more there are."""
        if not self.matters:
            return str(self)
        others = self.matters - 1
        more = gettext(" + %(n)d nội dung khác") % {"n": others} if others else ""
        return Truncator(self.first_matter).words(18, truncate="…") + more

    @property
    def acting_body_ids(self):
        return {self.body_id}

    @property
    def is_sent(self):
        return self.status in self.SENT

    @property
    def is_on_behalf(self):
        """Typed by the committee from the body's paper; a sở's own officer signs with the paper at hand."""
        return self.paper_id is not None and self.signed_by_id is None


class EvidenceQuerySet(models.QuerySet):
    def standing(self):
        """Neither withdrawn nor replaced by a better one that was sent."""
        newer = Evidence.objects.filter(
            revision_of=OuterRef("pk"), withdrawn_at=None, response__status__in=Response.SENT
        )
        return self.filter(~Exists(newer), withdrawn_at=None)

    def as_of(self, moment):
        """What proved at `moment`: sent by then, and not yet replaced by what was sent by then."""
        newer = Evidence.objects.filter(
            revision_of=OuterRef("pk"), withdrawn_at=None, response__submitted_at__lte=moment
        )
        return self.filter(~Exists(newer), withdrawn_at=None, response__submitted_at__lte=moment)


class Evidence(models.Model):
    """A file that proves; a better one replaces it as a revision and the old one stays readable."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="evidence")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    caption = models.CharField(_("tên minh chứng"), max_length=300)
    dated = models.DateField(_("ngày của minh chứng"), null=True, blank=True)
    revision_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="revisions")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("minh chứng")

    def __str__(self):
        return self.caption


class Verification(models.Model):
    """What the committee found of one assignment, by someone who neither answered nor typed the answer."""

    class Outcome(models.TextChoices):
        DONE = "done", _("hoàn thành")
        PARTLY_DONE = "partly_done", _("hoàn thành một phần")
        INADEQUATE = "inadequate", _("chưa đáp ứng yêu cầu")

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="verifications")
    response = models.ForeignKey(
        Response, models.PROTECT, null=True, blank=True, related_name="verifications"
    )
    visit = models.ForeignKey(
        Visit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kiểm tra tại chuyến")
    )
    outcome = models.CharField(_("kết quả xác nhận"), max_length=12, choices=Outcome)
    completed_on = models.DateField(_("hoàn thành ngày"), null=True, blank=True)
    note = models.TextField(_("căn cứ xác nhận"))
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("xác nhận kết quả thực hiện")

    def __str__(self):
        return self.get_outcome_display()


class Extension(Stateful):
    class Status(models.TextChoices):
        ASKED = "asked", _("đề nghị gia hạn")
        GRANTED = "granted", _("đã gia hạn")
        REFUSED = "refused", _("không gia hạn")

    NEXT = {Status.ASKED: (Status.GRANTED, Status.REFUSED)}

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="extensions")
    old_due = models.DateField(_("thời hạn cũ"), null=True, editable=False)
    asked_due = models.DateField(_("xin đến ngày"))
    reason = models.TextField(_("lý do xin gia hạn"))
    granted_due = models.DateField(_("gia hạn đến ngày"), null=True, blank=True, editable=False)
    status = models.CharField(max_length=8, choices=Status, default=Status.ASKED, editable=False)
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(status="asked"), name="extension_one_open"
            ),
            models.CheckConstraint(
                condition=Q(status="asked", decided_by=None)
                | (~Q(status="asked") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="extension_decided_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status="granted") | Q(granted_due__isnull=False),
                name="extension_granted_has_day",
            ),
        ]
        verbose_name = _("gia hạn")

    def __str__(self):
        return f"{self.assignment_id}: {self.get_status_display()}"

    @property
    def acting_body_ids(self):
        return self.assignment.acting_body_ids


class EscalationStep(Stateful):
    """One of the seven steps (DOMAIN 1.5): the system proposes, a person decides, a paper carries it."""

    class Step(models.IntegerChoices):
        REMINDER = 1, _("đôn đốc lần 1")
        REMINDER_AGAIN = 2, _("đôn đốc lần tiếp theo")
        HIGHER_LEVEL = 3, _("kiến nghị cấp có thẩm quyền")
        EXPLANATION = 4, _("đề nghị tổ chức phiên giải trình")
        QUESTIONING = 5, _("đề nghị chất vấn")
        RE_OVERSIGHT = 6, _("giám sát lại")
        COUNCIL_REPORT = 7, _("báo cáo HĐND tỉnh")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("hệ thống đề xuất")
        DECIDED = "decided", _("đã quyết định")
        DISMISSED = "dismissed", _("không áp dụng")
        CARRIED_OUT = "carried_out", _("đã thực hiện")

    NEXT = {
        Status.PROPOSED: (Status.DECIDED, Status.DISMISSED),
        # Dismissed after the decision: its duty ended first.
        Status.DECIDED: (Status.CARRIED_OUT, Status.DISMISSED),
    }

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="escalation_steps")
    step = models.PositiveSmallIntegerField(_("bước"), choices=Step)
    reason = models.CharField(_("lý do"), max_length=500)
    legal_source = models.CharField(_("căn cứ"), max_length=300, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.PROPOSED, editable=False)
    proposed_on = models.DateField(_("đề xuất ngày"))
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", editable=False)
    decided_on = models.DateField(_("quyết định ngày"), null=True, editable=False)
    carried_out_on = models.DateField(_("thực hiện ngày"), null=True, editable=False)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="escalation_steps", editable=False
    )

    class Meta:
        ordering = ["proposed_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(status__in=["proposed", "decided"]),
                name="escalation_one_open",
            ),
            models.CheckConstraint(
                condition=Q(status="proposed", decided_by=None)
                | (~Q(status="proposed") & Q(decided_by__isnull=False, decided_on__isnull=False)),
                name="escalation_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(carried_out_on=None) | Q(carried_out_on__gte=F("decided_on")),
                name="escalation_in_order",
            ),
        ]
        verbose_name = _("bước xử lý")

    def __str__(self):
        return self.get_step_display()

    @property
    def acting_body_ids(self):
        return self.assignment.acting_body_ids


for model in (Response, Evidence, Verification, Extension, EscalationStep):
    auditlog.register(model)
