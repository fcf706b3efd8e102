"""What is measured: sets of indicators with their validity, targets, and how sets and topics map."""

from auditlog.registry import auditlog
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cds_portal.lifecycle import Versioned
from cds_portal.text import fold
from districts.models.body import Body
from districts.models.unit import AdministrativeUnit, Level


class Pillar(models.Model):
    """One of the pillars of digital transformation, and where it stands in reports and limitations."""

    code = models.CharField(_("mã"), max_length=4, unique=True)
    name = models.CharField(_("trụ cột"), max_length=120)
    order = models.PositiveSmallIntegerField(_("thứ tự"))

    class Meta:
        ordering = ["order"]
        verbose_name = _("trụ cột")

    def __str__(self):
        return self.name


class TopicMapping(models.Model):
    """Pillar ↔ one of the nine report headings (DOMAIN 2.1) ↔ one of the twelve limitations (DOMAIN 6.2).

    A row may leave the pillar out (headings without figures) or the limitation out.
    """

    pillar = models.ForeignKey(Pillar, models.CASCADE, null=True, blank=True, related_name="topics")
    heading = models.PositiveSmallIntegerField(_("mục trong báo cáo (1–9)"))
    limitation = models.PositiveSmallIntegerField(_("mã hạn chế (1–12)"), null=True, blank=True)
    limitation_name = models.CharField(_("hạn chế thường gặp"), max_length=200, blank=True)

    class Meta:
        ordering = ["heading", "limitation"]
        constraints = [
            models.CheckConstraint(condition=Q(heading__range=(1, 9)), name="topic_heading_range"),
            models.CheckConstraint(
                condition=Q(limitation=None) | Q(limitation__range=(1, 12)), name="topic_limitation_range"
            ),
        ]
        verbose_name = _("liên hệ trụ cột - đề mục - hạn chế")

    def __str__(self):
        return f"{self.pillar_id}/{self.heading}/{self.limitation}"


class IndicatorSetQuerySet(models.QuerySet):
    def in_force_on(self, day):
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))


class IndicatorSet(Versioned):
    """A set as one issuer laid it down, from–to. A change of meaning is a new version, never an edit."""

    code = models.SlugField(_("mã bộ"), max_length=40)
    version = models.PositiveSmallIntegerField(_("phiên bản"), default=1)
    name = models.CharField(_("tên bộ chỉ tiêu"), max_length=300)
    issuer = models.CharField(_("cơ quan ban hành"), max_length=200)
    legal_basis = models.CharField(_("căn cứ"), max_length=300, blank=True)
    valid_from = models.DateField(_("áp dụng từ"))
    valid_to = models.DateField(_("áp dụng đến hết ngày"), null=True, blank=True)
    illustrative = models.BooleanField(_("minh họa"), default=False, editable=False)

    objects = IndicatorSetQuerySet.as_manager()

    class Meta:
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="indicatorset_version_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="indicatorset_dates"
            ),
        ]
        verbose_name = _("bộ chỉ tiêu")

    def __str__(self):
        return self.name

    @property
    def stamp(self):
        """What a workbook carries, to be told apart from one of another version: “xa-2023/1”."""
        return f"{self.code}/{self.version}"

    def clean(self):
        if self.valid_to and self.valid_from and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("Ngày hết áp dụng phải sau ngày bắt đầu.")})


class Frequency(models.TextChoices):
    """How often it is asked; a longer period asks for all that is asked more often (`asked_in`)."""

    MONTH = "month", _("hằng tháng")
    QUARTER = "quarter", _("hằng quý")
    HALF_YEAR = "half_year", _("6 tháng")
    YEAR = "year", _("hằng năm")


FREQUENCY_RANK = [Frequency.MONTH, Frequency.QUARTER, Frequency.HALF_YEAR, Frequency.YEAR]
# Nine months is asked what a quarter is asked.
ASKED_IN = {"month": 0, "quarter": 1, "half_year": 2, "nine_months": 1, "year": 3}


class IndicatorQuerySet(models.QuerySet):
    def asked_in(self, period_kind):
        """Those due in a period of this kind: a year asks all, a month only the monthly ones."""
        return self.filter(frequency__in=FREQUENCY_RANK[: ASKED_IN[period_kind] + 1])

    def of_level(self, level):
        """Asked from units of this level; a provincial one never stands in a commune's workbook."""
        column = {
            Level.COMMUNE: "for_commune",
            Level.DISTRICT: "for_district",
            Level.PROVINCE: "for_province",
        }
        return self.filter(**{column[level]: True})


class Indicator(Versioned):
    class Kind(models.TextChoices):
        RATIO = "ratio", _("tỷ lệ (tử số, mẫu số)")
        COUNT = "count", _("số lượng")
        MEASURE = "measure", _("số đo (thời gian, mức)")
        YES_NO = "yes_no", _("có/không")

    class Direction(models.TextChoices):
        UP = "up", _("càng cao càng tốt")
        DOWN = "down", _("càng thấp càng tốt")

    indicator_set = models.ForeignKey(IndicatorSet, models.PROTECT, related_name="indicators")
    pillar = models.ForeignKey(Pillar, models.PROTECT, related_name="indicators", verbose_name=_("trụ cột"))
    code = models.CharField(_("mã"), max_length=12)
    name = models.CharField(_("chỉ tiêu"), max_length=300)
    kind = models.CharField(_("cách tính"), max_length=8, choices=Kind)
    numerator_name = models.CharField(_("tử số là"), max_length=300, blank=True)
    denominator_name = models.CharField(_("mẫu số là"), max_length=300, blank=True)
    unit_name = models.CharField(_("đơn vị tính"), max_length=40)
    direction = models.CharField(_("chiều tốt"), max_length=4, choices=Direction, default=Direction.UP)
    frequency = models.CharField(_("tần suất"), max_length=10, choices=Frequency, default=Frequency.QUARTER)
    for_commune = models.BooleanField(_("hỏi cấp xã"), default=True)
    for_district = models.BooleanField(_("hỏi cấp huyện (đến 6/2025)"), default=True)
    for_province = models.BooleanField(_("hỏi cấp tỉnh"), default=False)
    is_cumulative = models.BooleanField(_("lũy kế"), default=True)
    may_exceed = models.BooleanField(_("tử số được lớn hơn mẫu số"), default=False)
    minimum = models.DecimalField(_("nhỏ nhất"), max_digits=18, decimal_places=4, default=0)
    maximum = models.DecimalField(_("lớn nhất"), max_digits=18, decimal_places=4, null=True, blank=True)
    # Beyond this a change since the last period is asked about; percentage points of a ratio, else percent.
    jump_limit = models.DecimalField(
        _("ngưỡng tăng giảm bất thường"), max_digits=6, decimal_places=2, default=30
    )
    responsible = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="indicators", verbose_name=_("sở phụ trách")
    )
    responsible_name = models.CharField(_("ngành phụ trách"), max_length=200, blank=True)
    basis = models.CharField(_("cơ sở"), max_length=300, blank=True)
    is_new_rural = models.BooleanField(_("thuộc tiêu chí theo QĐ 924/QĐ-TTg"), default=False)
    # The target was set by the committee as a sensible default and waits for its confirmation.
    is_default = models.BooleanField(_("mức đề xuất, chờ Ban xác nhận"), default=False)
    order = models.PositiveSmallIntegerField(_("thứ tự"))
    fold = models.CharField(max_length=320, editable=False)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["indicator_set", "code"], name="indicator_code_once"),
            models.CheckConstraint(
                condition=~Q(kind="ratio") | (~Q(numerator_name="") & ~Q(denominator_name="")),
                name="indicator_ratio_has_parts",
            ),
            models.CheckConstraint(
                condition=Q(maximum=None) | Q(maximum__gte=F("minimum")), name="indicator_range"
            ),
        ]
        verbose_name = _("chỉ tiêu")

    def __str__(self):
        return f"{self.code} - {self.name}"

    def save(self, **kwargs):
        self.fold = fold(f"{self.code} {self.name}")[:320]
        super().save(**kwargs)

    @property
    def is_ratio(self):
        return self.kind == self.Kind.RATIO

    @property
    def is_percent(self):
        return self.unit_name.strip() == "%"


class Target(models.Model):
    """What is aimed at in a year; for one unit, or for all of the set when `unit` is empty."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets")
    year = models.PositiveSmallIntegerField(_("năm"))
    unit = models.ForeignKey(
        AdministrativeUnit, models.PROTECT, null=True, blank=True, related_name="targets"
    )
    # Empty: only the direction is laid down (“tăng”, “giảm”).
    value = models.DecimalField(_("mức phấn đấu"), max_digits=18, decimal_places=4, null=True, blank=True)
    basis = models.CharField(_("cơ sở"), max_length=300, blank=True)
    illustrative = models.BooleanField(_("minh họa"), default=False, editable=False)

    class Meta:
        ordering = ["indicator", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year", "unit"],
                condition=Q(unit__isnull=False),
                name="target_once_a_unit",
            ),
            models.UniqueConstraint(
                fields=["indicator", "year"], condition=Q(unit=None), name="target_once_for_all"
            ),
        ]
        verbose_name = _("mức phấn đấu")

    def __str__(self):
        return f"{self.indicator_id} {self.year}: {self.value}"


class IndicatorMapping(models.Model):
    """The same thing in two versions of sets: a time series goes on across them."""

    old = models.ForeignKey(Indicator, models.CASCADE, related_name="became")
    new = models.ForeignKey(Indicator, models.CASCADE, related_name="was")
    comparable = models.BooleanField(_("số liệu so sánh được"), default=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    class Meta:
        ordering = ["old", "new"]
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="indicatormapping_once")]
        verbose_name = _("chỉ tiêu tương ứng giữa hai phiên bản")

    def __str__(self):
        return f"{self.old_id} → {self.new_id}"


for model in (IndicatorSet, Indicator, Target):
    auditlog.register(model, exclude_fields=["fold"] if hasattr(model, "fold") else None)
