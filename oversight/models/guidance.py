"""Guidance sessions (tập huấn, hướng dẫn): what a sở explained, who spoke, who was there, what was asked."""

from auditlog.registry import auditlog
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cds_portal.lifecycle import Versioned
from cds_portal.text import day_text, fold, sort_key
from districts.models import AdministrativeUnit, Body, TransformationPlan


class GuidanceSessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The committee that follows it, the department that held it, the bodies that were there."""
        present = GuidanceAttendance.objects.filter(body__in=user.own_body_ids).values("guidance")
        return self.filter(
            Q(committee__in=user.committee_ids) | Q(held_by__in=user.department_ids) | Q(pk__in=present)
        )


class GuidanceSession(Versioned):
    class Precision(models.TextChoices):
        DAY = "day", _("đúng ngày")
        MONTH = "month", _("trong tháng")
        BEFORE = "before", _("trước ngày, không rõ ngày cụ thể")

    committee = models.ForeignKey(
        Body, models.PROTECT, related_name="guidance_followed", verbose_name=_("Ban theo dõi")
    )
    held_by = models.ForeignKey(
        Body, models.PROTECT, related_name="guidance_held", verbose_name=_("cơ quan hướng dẫn")
    )
    title = models.CharField(_("nội dung buổi hướng dẫn"), max_length=300)
    topics = models.TextField(_("chuyên đề, mỗi dòng một chuyên đề"))
    date = models.DateField(_("ngày"))
    precision = models.CharField(
        _("độ chính xác của ngày"), max_length=6, choices=Precision, default=Precision.DAY
    )
    place = models.CharField(_("địa điểm"), max_length=300, blank=True)
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="+", verbose_name=_("địa bàn"))
    plan = models.ForeignKey(
        TransformationPlan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="guidance_sessions",
        verbose_name=_("phục vụ kế hoạch"),
    )
    notes = models.TextField(_("diễn biến, trao đổi"), blank=True)
    source_note = models.TextField(_("nguồn thông tin"), blank=True)
    illustrative = models.BooleanField(_("minh họa"), default=False, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    fold = models.CharField(max_length=320, editable=False, db_index=True)
    sort_key = models.CharField(max_length=1500, editable=False, db_index=True)

    objects = GuidanceSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "pk"]
        verbose_name = _("buổi hướng dẫn")

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("guidance_detail", args=[self.pk])

    def save(self, **kwargs):
        self.fold, self.sort_key = fold(f"{self.title} {self.topics}")[:320], sort_key(self.title[:120])
        super().save(**kwargs)

    @property
    def date_words(self):
        """The day as far as it is known, in words: never a day that nobody gave."""
        if self.precision == self.Precision.BEFORE:
            return _("không rõ ngày cụ thể, trước %(day)s") % {"day": day_text(self.date)}
        if self.precision == self.Precision.MONTH:
            return _("tháng %(month)d/%(year)d, không rõ ngày") % {
                "month": self.date.month,
                "year": self.date.year,
            }
        return day_text(self.date)


class Speaker(models.Model):
    guidance = models.ForeignKey(GuidanceSession, models.CASCADE, related_name="speakers")
    name = models.CharField(_("họ và tên"), max_length=150)
    position = models.CharField(_("chức vụ"), max_length=200, blank=True)
    topic = models.CharField(_("chuyên đề trình bày"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("báo cáo viên")

    def __str__(self):
        return self.name


class GuidanceAttendance(models.Model):
    """A body that was there, or a group told in words (“lãnh đạo các ban, ngành”)."""

    guidance = models.ForeignKey(GuidanceSession, models.CASCADE, related_name="attendances")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    group = models.CharField(_("nhóm đại biểu"), max_length=300, blank=True)
    number = models.PositiveSmallIntegerField(_("số người"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(body=None) & ~Q(group="")) | Q(body__isnull=False, group=""),
                name="guidance_attendance_body_or_group",
            ),
            models.UniqueConstraint(
                fields=["guidance", "body"], condition=Q(body__isnull=False), name="guidance_body_once"
            ),
        ]
        verbose_name = _("thành phần dự")

    def __str__(self):
        return str(self.body or self.group)


auditlog.register(GuidanceSession, exclude_fields=["fold", "sort_key"])
