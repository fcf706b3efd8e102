"""Checklists of the field survey: what is looked at on a site; versioned, so that old answers stay."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SiteType(models.TextChoices):
    MARKET = "market", _("Chợ")
    ONE_STOP = "one_stop", _("Một cửa xã")
    CULTURE_HOUSE = "culture_house", _("Nhà văn hóa")
    SERVICE_CENTRE = "service_centre", _("TT hành chính công")
    SCHOOL_CLINIC = "school_clinic", _("Trường, trạm")
    COMMUNITY_TEAM = "community_team", _("Tổ công nghệ số")
    COOPERATIVE = "cooperative", _("HTX, cơ sở OCOP")
    OFFICE = "office", _("Trụ sở UBND")
    OTHER = "other", _("Khác")


class ChecklistQuerySet(models.QuerySet):
    def current_for(self, site_type):
        return self.filter(site_type=site_type).order_by("-version").first()


class Checklist(models.Model):
    site_type = models.CharField(_("loại điểm"), max_length=16, choices=SiteType)
    version = models.PositiveSmallIntegerField(_("phiên bản"), default=1)
    name = models.CharField(_("tên phiếu"), max_length=150)

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        ordering = ["site_type", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["site_type", "version"], name="checklist_version_once")
        ]
        verbose_name = _("phiếu khảo sát")

    def __str__(self):
        return self.name


class ChecklistItem(models.Model):
    class Kind(models.TextChoices):
        COUNT = "count", _("số lượng")
        YES_NO = "yes_no", _("có/không")
        PERCENT = "percent", _("tỷ lệ %")
        TEXT = "text", _("mô tả")

    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="items")
    order = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=40)
    label = models.CharField(_("nội dung quan sát"), max_length=200)
    kind = models.CharField(max_length=8, choices=Kind)
    unit = models.CharField(_("đơn vị tính"), max_length=30, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["checklist", "code"], name="checklist_item_once")]
        verbose_name = _("nội dung quan sát")

    def __str__(self):
        return self.label


class Answer(models.Model):
    visit = models.ForeignKey("oversight.Visit", models.CASCADE, related_name="answers")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="+")
    value = models.CharField(_("kết quả"), max_length=500, blank=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)

    class Meta:
        ordering = ["item__order"]
        constraints = [models.UniqueConstraint(fields=["visit", "item"], name="answer_once")]
        verbose_name = _("kết quả quan sát")

    def __str__(self):
        return f"{self.item}: {self.shown}"

    @property
    def shown(self):
        if self.item.kind == ChecklistItem.Kind.YES_NO:
            return {"yes": _("Có"), "no": _("Không")}.get(self.value, "")
        suffix = "%" if self.item.kind == ChecklistItem.Kind.PERCENT else f" {self.item.unit}".rstrip()
        return f"{self.value}{suffix}" if self.value else ""
