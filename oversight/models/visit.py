"""Visits in the field and working sessions, with what was seen, who was there and the photos."""

import uuid

from auditlog.registry import auditlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import today
from cds_portal.files import StoredFile
from cds_portal.lifecycle import Refused, Stateful, Versioned
from cds_portal.text import day_text, fold, sort_key
from districts.models import AdministrativeUnit, Body
from oversight.models.checklist import Checklist, SiteType
from oversight.models.session import OversightSession


class VisitQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own committee, own sessions of a member; the visited body only once the minutes are signed."""
        mine = Q(session__committee__in=user.committee_ids) | Q(
            session__in=OversightSession.objects.filter(members__user=user)
        )
        signed = Q(body__in=user.local_body_ids, status=Visit.Status.MINUTES_SIGNED)
        return self.filter(mine | signed)


class Visit(Stateful, Versioned):
    class Kind(models.TextChoices):
        FIELD_SURVEY = "field_survey", _("Khảo sát thực tế")
        WORKING_SESSION = "working_session", _("Buổi làm việc")

    class Status(models.TextChoices):
        DRAFT = "draft", _("bản nháp")
        RECORDED = "recorded", _("đã ghi nhận")
        MINUTES_SIGNED = "minutes_signed", _("đã ký biên bản")

    NEXT = {Status.DRAFT: (Status.RECORDED,), Status.RECORDED: (Status.MINUTES_SIGNED,)}

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4)
    session = models.ForeignKey(
        OversightSession, models.PROTECT, related_name="visits", verbose_name=_("cuộc giám sát")
    )
    kind = models.CharField(_("loại"), max_length=16, choices=Kind, default=Kind.FIELD_SURVEY)
    status = models.CharField(
        _("trạng thái"), max_length=16, choices=Status, default=Status.DRAFT, editable=False
    )
    date = models.DateField(_("ngày"), default=today)
    starts_at = models.TimeField(_("bắt đầu lúc"), null=True, blank=True)
    ends_at = models.TimeField(_("kết thúc lúc"), null=True, blank=True)
    unit = models.ForeignKey(
        AdministrativeUnit,
        models.PROTECT,
        related_name="visits",
        verbose_name=_("địa bàn (theo ngày khảo sát)"),
    )
    body = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("đơn vị được khảo sát"),
    )
    place = models.CharField(_("địa điểm"), max_length=200)
    site_type = models.CharField(_("loại điểm khảo sát"), max_length=16, choices=SiteType, blank=True)
    checklist = models.ForeignKey(Checklist, models.PROTECT, null=True, blank=True, related_name="+")
    latitude = models.DecimalField(_("vĩ độ"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("kinh độ"), max_digits=9, decimal_places=6, null=True, blank=True)
    accuracy = models.PositiveIntegerField(_("sai số (m)"), null=True, blank=True)
    notes = models.TextField(_("ghi chú"), blank=True)
    illustrative = models.BooleanField(_("minh họa"), default=False, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    fold = models.CharField(max_length=300, editable=False, db_index=True)
    sort_key = models.CharField(max_length=1500, editable=False, db_index=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "starts_at", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
                name="visit_times_in_order",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="visit_position_whole",
            ),
        ]
        verbose_name = _("chuyến khảo sát, buổi làm việc")

    def __str__(self):
        return self.place

    def get_absolute_url(self):
        return reverse("visit_detail", args=[self.pk])

    @property
    def acting_body_ids(self):
        return self.session.acting_body_ids

    def save(self, **kwargs):
        self.fold, self.sort_key = fold(self.place)[:300], sort_key(self.place[:120])
        super().save(**kwargs)

    def clean(self):
        """The rules of date, hours and territory; every problem at once, at its field."""
        errors = {}
        session = self.session if self.session_id else None
        if self.starts_at and self.ends_at and self.ends_at < self.starts_at:
            errors["ends_at"] = _("Giờ kết thúc trước giờ bắt đầu. Xin xem lại hai mốc giờ.")
        if session and self.date and not session.works_from <= self.date <= session.works_to:
            errors["date"] = _(
                "Ngày nằm ngoài thời gian làm việc của cuộc giám sát (%(start)s – %(end)s)."
            ) % {
                "start": day_text(session.works_from),
                "end": day_text(session.works_to),
            }
        if self.unit_id and self.date and not self.unit.is_in_force_on(self.date):
            errors["unit"] = _("%(unit)s không tồn tại vào ngày %(date)s. Chọn đơn vị đúng thời điểm.") % {
                "unit": self.unit.full_name.capitalize(),
                "date": day_text(self.date),
            }
        if (self.latitude is None) != (self.longitude is None):
            errors["latitude"] = _("Vị trí cần đủ cả vĩ độ và kinh độ.")
        if errors:
            raise ValidationError(errors)

    @property
    def is_frozen(self):
        return self.status == self.Status.MINUTES_SIGNED

    def record(self, *, by):
        self.move(self.Status.RECORDED, by=by)

    def sign_minutes(self, *, by):
        if not self.attendances.exists():
            raise Refused(_("Chưa ghi thành phần tham dự, chưa thể ghi nhận biên bản đã ký."))
        self.move(self.Status.MINUTES_SIGNED, by=by)

    def add_later(self, *, text, by):
        """A dated addition: the only way to say more once the minutes are signed."""
        if not text.strip():
            raise Refused(_("Nội dung bổ sung đang để trống."))
        return self.additions.create(text=text.strip(), by=by)


class VisitAddition(models.Model):
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="additions")
    text = models.TextField(_("nội dung bổ sung"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]
        verbose_name = _("bổ sung sau biên bản")

    def __str__(self):
        return self.text[:60]


class Attendance(models.Model):
    class Side(models.TextChoices):
        DELEGATION = "delegation", _("Đoàn giám sát")
        HOST = "host", _("Đơn vị tiếp đoàn")

    class Kind(models.TextChoices):
        PERSON = "person", _("cá nhân")
        GROUP = "group", _("nhóm đại biểu")

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="attendances")
    side = models.CharField(_("phía"), max_length=10, choices=Side, default=Side.HOST)
    kind = models.CharField(_("loại"), max_length=6, choices=Kind, default=Kind.PERSON)
    name = models.CharField(_("họ tên hoặc tên nhóm"), max_length=200)
    position = models.CharField(_("chức vụ"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["side", "order", "pk"]
        verbose_name = _("thành phần tham dự")

    def __str__(self):
        return f"{self.name}, {self.position}" if self.position else self.name


class Photo(models.Model):
    """A photo re-encoded without EXIF; time and place were read from it into this row before."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    original_sha256 = models.CharField(max_length=64, editable=False)
    caption = models.CharField(_("chú thích"), max_length=200, blank=True)
    taken_at = models.DateTimeField(_("chụp lúc"), null=True, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        # Without a time of its own it comes last, on each database.
        ordering = [F("taken_at").asc(nulls_last=True), "at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "original_sha256"], name="photo_once_a_visit")
        ]
        verbose_name = _("ảnh")

    def __str__(self):
        return self.caption or str(_("Ảnh chưa có chú thích"))

    def get_absolute_url(self):
        return reverse("photo_file", args=[self.visit_id, self.pk])


for model in (Visit, Attendance, Photo):
    auditlog.register(model, exclude_fields=["fold", "sort_key"] if hasattr(model, "fold") else None)
