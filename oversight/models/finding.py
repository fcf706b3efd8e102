"""Findings: what the delegation holds to be so, under one of the nine headings of the report."""

from auditlog.registry import auditlog
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from cds_portal.lifecycle import Versioned
from cds_portal.text import fold, sort_key
from oversight.models.session import OversightSession
from oversight.models.visit import Photo, Visit


class Heading(models.TextChoices):
    """The nine headings under which results and limitations are reported (DOMAIN 2.1, part II)."""

    LEADERSHIP = "1", _("Công tác lãnh đạo, chỉ đạo, ban hành văn bản")
    AWARENESS = "2", _("Tuyên truyền, nâng cao nhận thức")
    INFRASTRUCTURE = "3", _("Hạ tầng số")
    WORKFORCE = "4", _("Nhân lực số")
    GOVERNMENT = "5", _("Chính quyền số")
    ECONOMY = "6", _("Kinh tế số")
    SOCIETY = "7", _("Xã hội số")
    SECURITY = "8", _("An toàn thông tin, an ninh mạng")
    BUDGET = "9", _("Kinh phí thực hiện")


class FindingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own committee and own sessions of a member; a body reads what the issued paper says, not this."""
        return self.filter(
            Q(session__committee__in=user.committee_ids)
            | Q(session__in=OversightSession.objects.filter(members__user=user))
        )


class Finding(Versioned):
    class Kind(models.TextChoices):
        STRENGTH = "strength", _("Kết quả, ưu điểm")
        LIMITATION = "limitation", _("Tồn tại, hạn chế")
        CAUSE_OBJECTIVE = "cause_objective", _("Nguyên nhân khách quan")
        CAUSE_SUBJECTIVE = "cause_subjective", _("Nguyên nhân chủ quan")
        DIFFICULTY = "difficulty", _("Khó khăn, vướng mắc")

    class Severity(models.TextChoices):
        LOW = "low", _("nhẹ")
        MEDIUM = "medium", _("đáng lưu ý")
        HIGH = "high", _("nghiêm trọng")

    session = models.ForeignKey(
        OversightSession, models.PROTECT, related_name="findings", verbose_name=_("cuộc giám sát")
    )
    visit = models.ForeignKey(
        Visit, models.PROTECT, null=True, blank=True, related_name="findings", verbose_name=_("ghi nhận tại")
    )
    kind = models.CharField(_("loại nhận định"), max_length=16, choices=Kind)
    heading = models.CharField(_("nội dung"), max_length=1, choices=Heading)
    severity = models.CharField(_("mức độ"), max_length=6, choices=Severity, blank=True)
    text = models.TextField(_("nhận định"))
    indicator_code = models.CharField(_("mã chỉ tiêu"), max_length=20, blank=True)
    reported_value = models.DecimalField(
        _("số báo cáo"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    verified_value = models.DecimalField(
        _("số Đoàn kiểm tra"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    evidence = models.ManyToManyField(
        Photo, blank=True, related_name="findings", verbose_name=_("minh chứng")
    )
    illustrative = models.BooleanField(_("minh họa"), default=False, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    fold = models.TextField(editable=False)
    sort_key = models.CharField(max_length=1500, editable=False, db_index=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["heading", "kind", "pk"]
        verbose_name = _("nhận định")

    def __str__(self):
        return Truncator(self.text).words(18, truncate="…")

    def get_absolute_url(self):
        return reverse("finding_edit", args=[self.pk])

    def save(self, **kwargs):
        self.fold, self.sort_key = fold(self.text), sort_key(self.text[:120])
        super().save(**kwargs)


auditlog.register(Finding, exclude_fields=["fold", "sort_key"])
