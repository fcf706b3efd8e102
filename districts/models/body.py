"""Bodies that report, answer or issue papers, and the posts that people hold in them."""

from auditlog.registry import auditlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Role
from cds_portal.clock import today
from cds_portal.text import fold, sort_key


class BodyQuerySet(models.QuerySet):
    def in_force_on(self, day):
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))

    def committees(self):
        return self.filter(kind=Body.Kind.COMMITTEE)

    def in_vietnamese_order(self):
        return self.order_by("sort_key", "pk")

    def addressable_on(self, day):
        """Bodies to which a recommendation may be addressed on `day`."""
        return self.in_force_on(day).exclude(kind=Body.Kind.COMMITTEE)


class Body(models.Model):
    class Kind(models.TextChoices):
        PEOPLE_COUNCIL = "people_council", _("Hội đồng nhân dân")
        PEOPLE_COMMITTEE = "people_committee", _("Ủy ban nhân dân")
        COMMITTEE = "committee", _("Ban của HĐND")
        DEPARTMENT = "department", _("Sở, ngành")
        OFFICE = "office", _("Văn phòng")
        FRONT = "front", _("Mặt trận Tổ quốc, đoàn thể")
        STEERING_COMMITTEE = "steering_committee", _("Ban Chỉ đạo")
        CENTRAL = "central", _("Cơ quan Trung ương")

    code = models.SlugField(_("mã"), max_length=60, unique=True)
    name = models.CharField(_("tên"), max_length=200)
    kind = models.CharField(_("loại"), max_length=24, choices=Kind)
    unit = models.ForeignKey("districts.AdministrativeUnit", models.PROTECT, null=True, related_name="bodies")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    valid_from = models.DateField(_("hoạt động từ"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    fold = models.CharField(max_length=250, editable=False, db_index=True)
    sort_key = models.CharField(max_length=1500, editable=False, db_index=True)

    objects = BodyQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="body_ends_after_start"
            )
        ]
        verbose_name = _("cơ quan, đơn vị")

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        self.fold, self.sort_key = fold(self.name)[:250], sort_key(self.name[:120])
        super().save(**kwargs)

    def is_in_force_on(self, day):
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def name_with_today(self, day):
        """The name of its time, and what it is now if it ended: “UBND xã Thạch Châu (nay là …)”."""
        if self.valid_to is None or day <= self.valid_to:
            return self.name
        if self.successor_id:
            # Bodies take over names too: two that are called alike are told apart in words.
            words = (
                _("%(old)s (nay là %(new)s mới)")
                if self.successor.name == self.name
                else _("%(old)s (nay là %(new)s)")
            )
            return words % {"old": self.name, "new": self.successor.name}
        return _("%(old)s (đã kết thúc hoạt động)") % {"old": self.name}

    @property
    def name_today(self):
        """For lists and exports: read `successor` with the rows."""
        return self.name_with_today(today())


class Letterhead(models.Model):
    """How a body's papers look at the top and the bottom; what provinces do differently is set here."""

    body = models.OneToOneField(Body, models.CASCADE, related_name="letterhead")
    superior_lines = models.TextField(_("cơ quan chủ quản, mỗi dòng một hàng"))
    issuer_line = models.CharField(_("cơ quan ban hành"), max_length=200)
    place = models.CharField(_("địa danh"), max_length=60)
    authority_line = models.CharField(_("thẩm quyền ký"), max_length=200, default="TM. BAN VĂN HÓA - XÃ HỘI")
    # {"result_report": "BC-HĐND", …}: provinces differ, so the part after the number is data.
    symbols = models.JSONField(_("ký hiệu theo loại văn bản"), default=dict)
    recipients = models.TextField(_("nơi nhận mặc định, mỗi dòng một nơi"), blank=True)

    class Meta:
        verbose_name = _("thể thức văn bản của cơ quan")

    def __str__(self):
        return self.issuer_line


class PostQuerySet(models.QuerySet):
    def held_on(self, day):
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))


class Post(models.Model):
    """A person in a body with a role, from–to: the only source of what an account may do."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts")
    body = models.ForeignKey(Body, models.PROTECT, related_name="posts")
    role = models.CharField(_("vai trò"), max_length=16, choices=Role)
    title = models.CharField(_("chức danh"), max_length=150)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="post_ends_after_start"
            )
        ]
        verbose_name = _("chức danh")

    def __str__(self):
        return f"{self.title}, {self.body}"

    def clean(self):
        if self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("Ngày kết thúc phải sau ngày bắt đầu.")})


for model in (Body, Letterhead, Post):
    auditlog.register(model, exclude_fields=["fold", "sort_key"] if hasattr(model, "fold") else None)
