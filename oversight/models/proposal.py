"""What a local body itself asks for (đề xuất, kiến nghị của địa phương): upward, through the committee."""

from auditlog.registry import auditlog
from django.conf import settings
from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission
from cds_portal.lifecycle import Refused, Stateful, Versioned
from cds_portal.text import fold, sort_key
from districts.models import Body, Inheritance
from districts.models.inheritance import own_or_inherited
from oversight.models.reorganisation import ReorganisationRow
from oversight.models.session import OversightSession
from oversight.models.visit import Visit


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own committee, own sessions of a member, the body that raised it and whoever follows it since that
        body ended, a department it was sent to.
        """
        return self.filter(
            Q(committee__in=user.committee_ids)
            | Q(session__in=OversightSession.objects.filter(members__user=user))
            | raised_for(user.local_body_ids)
            | Q(pk__in=Proposal.objects.sent_to(user.department_ids).values("pk"))
        )

    def raised_for(self, body_ids):
        return self.filter(raised_for(body_ids))

    def with_inheritance(self):
        """Adds `is_inherited`: another body follows it now by an applied act."""
        passed = Q(raised_by__in=Inheritance.objects.values("predecessor")) | Q(
            pk__in=ReorganisationRow.objects.handed_over(Proposal)
        )
        return self.annotate(is_inherited=ExpressionWrapper(passed, output_field=BooleanField()))

    def sent_to(self, body_ids):
        return self.filter(assignments__body__in=body_ids, assignments__issued_on__isnull=False)


def raised_for(body_ids):
    """Condition: raised by these bodies, by one whose files came to them, or handed over to them by an
    applied act, as one of several successors maybe.
    """
    handed_over = ReorganisationRow.objects.handed_over(Proposal, to=body_ids)
    return own_or_inherited("raised_by", body_ids) | Q(pk__in=handed_over)


class Proposal(Stateful, Versioned):
    class Theme(models.TextChoices):
        INFRASTRUCTURE = "infrastructure", _("Hạ tầng, thiết bị")
        SOFTWARE = "software", _("Phần mềm, nền tảng dùng chung")
        WORKFORCE = "workforce", _("Nhân lực, tập huấn")
        BUDGET = "budget", _("Kinh phí, chế độ")
        POSTAL = "postal", _("Bưu chính công ích")
        GUIDANCE = "guidance", _("Hướng dẫn, cơ chế")
        OTHER = "other", _("Nội dung khác")

    class Status(models.TextChoices):
        RAISED = "raised", _("mới nêu")
        RECORDED = "recorded", _("đã ghi nhận")
        COMPILED = "compiled", _("đã tổng hợp")
        FORWARDED = "forwarded", _("đã chuyển cơ quan có thẩm quyền")
        ANSWERED = "answered", _("đã được trả lời")
        CLOSED = "closed", _("đã kết thúc")
        NOT_TAKEN_UP = "not_taken_up", _("không tiếp nhận")

    NEXT = {
        Status.RAISED: (Status.RECORDED,),
        Status.RECORDED: (Status.COMPILED, Status.NOT_TAKEN_UP),
        Status.COMPILED: (Status.FORWARDED,),
        Status.FORWARDED: (Status.ANSWERED,),
        Status.ANSWERED: (Status.CLOSED, Status.FORWARDED),
    }

    BEFORE_FORWARDING = (Status.RAISED, Status.RECORDED, Status.COMPILED)

    committee = models.ForeignKey(
        Body, models.PROTECT, related_name="proposals_received", verbose_name=_("gửi tới Ban")
    )
    session = models.ForeignKey(
        OversightSession,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("tại cuộc giám sát"),
    )
    visit = models.ForeignKey(
        Visit, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("nêu tại")
    )
    # Raised at a guidance session or in a progress report, if not at a visit or directly.
    guidance = models.ForeignKey(
        "oversight.GuidanceSession",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("tại buổi hướng dẫn"),
    )
    progress_report = models.ForeignKey(
        "districts.ProgressReport",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("trong báo cáo tiến độ"),
    )
    raised_by = models.ForeignKey(
        Body, models.PROTECT, related_name="proposals", verbose_name=_("đơn vị đề xuất")
    )
    theme = models.CharField(_("nhóm nội dung"), max_length=16, choices=Theme)
    text = models.TextField(_("nội dung đề xuất, kiến nghị"))
    status = models.CharField(
        _("trạng thái"), max_length=16, choices=Status, default=Status.RAISED, editable=False
    )
    illustrative = models.BooleanField(_("minh họa"), default=False, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    fold = models.TextField(editable=False)
    sort_key = models.CharField(max_length=1500, editable=False, db_index=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("đề xuất, kiến nghị của địa phương")

    def __str__(self):
        return Truncator(self.text).words(18, truncate="…")

    def get_absolute_url(self):
        return reverse("proposal_detail", args=[self.pk])

    @property
    def acting_body_ids(self):
        return {self.committee_id}

    def save(self, **kwargs):
        self.fold, self.sort_key = fold(self.text), sort_key(self.text[:120])
        super().save(**kwargs)

    @property
    def raiser_today(self):
        """Who raised it, under the name of then, and what became of it."""
        return self.raised_by.name_today

    def is_read_as_own_by(self, user):
        """By the body that raised it, or by whoever follows it now: they read where it went."""
        if self.raised_by_id in user.local_body_ids:
            return True
        return Proposal.objects.raised_for(user.local_body_ids).filter(pk=self.pk).exists()

    def is_editable_by(self, user):
        """The body until the committee has taken it down; the officer until it is sent on."""
        if user.can(Permission.HANDLE_PROPOSAL, body=self.committee):
            return self.status in self.BEFORE_FORWARDING
        return self.status == self.Status.RAISED and user.can(Permission.RAISE_PROPOSAL, body=self.raised_by)

    def record(self, *, by):
        self.move(self.Status.RECORDED, by=by)

    def compile(self, *, by):
        self.move(self.Status.COMPILED, by=by)

    def decline(self, *, by, reason):
        if not reason.strip():
            raise Refused(_("Xin ghi lý do không tiếp nhận để địa phương được biết."))
        self.move(self.Status.NOT_TAKEN_UP, by=by, note=reason.strip())


auditlog.register(Proposal, exclude_fields=["fold", "sort_key"])
