"""Acts that end bodies, and what became of everything that was still open with them (DESIGN 8)."""

from auditlog.registry import auditlog
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cds_portal.lifecycle import Stateful, Versioned
from districts.models import AdministrativeUnit, Body


class ReorganisationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(committee__in=user.committee_ids)


class Reorganisation(Stateful, Versioned):
    """One act. Prepared: it can be looked through and its choices made. Applied: duties stand with the
    successors. Undone: as before, possible until the next act is applied.
    """

    class Status(models.TextChoices):
        PREPARED = "prepared", _("đã chuẩn bị, chưa áp dụng")
        APPLIED = "applied", _("đã áp dụng")
        UNDONE = "undone", _("đã hoàn tác")

    NEXT = {
        Status.PREPARED: (Status.APPLIED,),
        Status.APPLIED: (Status.UNDONE,),
        Status.UNDONE: (Status.APPLIED,),
    }

    committee = models.ForeignKey(
        Body, models.PROTECT, related_name="reorganisations", verbose_name=_("Ban theo dõi")
    )
    title = models.CharField(_("nội dung sắp xếp"), max_length=300)
    act_number = models.CharField(_("văn bản, số, ký hiệu"), max_length=200)
    act_date = models.DateField(_("ngày văn bản"), null=True, blank=True)
    effective_on = models.DateField(_("có hiệu lực từ ngày"))
    source_note = models.TextField(_("nguồn thông tin"), blank=True)
    units = models.ManyToManyField(
        AdministrativeUnit, related_name="+", verbose_name=_("đơn vị hành chính kết thúc")
    )
    status = models.CharField(
        _("trạng thái"), max_length=8, choices=Status, default=Status.PREPARED, editable=False
    )
    applied_at = models.DateTimeField(null=True, editable=False)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = ReorganisationQuerySet.as_manager()

    class Meta:
        ordering = ["effective_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="prepared", applied_at=None) | ~Q(status="prepared"),
                name="reorganisation_applied_whole",
            )
        ]
        verbose_name = _("sắp xếp đơn vị hành chính")

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("reorganisation_detail", args=[self.pk])

    @property
    def acting_body_ids(self):
        return {self.committee_id}


class ReorganisationRowQuerySet(models.QuerySet):
    def applied_to(self, record):
        """Rows of applied acts that name this record, newest first: who follows it now."""
        kind = ContentType.objects.get_for_model(record)
        rows = self.filter(record_type=kind, record_id=str(record.pk), reorganisation__status="applied")
        return rows.select_related("reorganisation").order_by("-reorganisation__effective_on")

    def handed_over(self, model, to=None):
        """Keys of records of `model` that applied acts handed over; to one of the bodies `to`, if given."""
        meta = model._meta
        kind = {"record_type__app_label": meta.app_label, "record_type__model": meta.model_name}
        taker = Q(successors__isnull=False) if to is None else Q(successors__in=to)
        rows = self.filter(taker, reorganisation__status="applied", **kind)
        return rows.annotate(key=Cast("record_id", models.BigIntegerField())).values("key")


class ReorganisationRow(models.Model):
    """One open thing of an ended body, who takes it over, and, once applied, what undo needs."""

    reorganisation = models.ForeignKey(Reorganisation, models.CASCADE, related_name="rows")
    record_type = models.ForeignKey(ContentType, models.PROTECT)
    record_id = models.CharField(max_length=40)
    record = GenericForeignKey("record_type", "record_id")
    label = models.CharField(_("nội dung"), max_length=400)
    from_body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name=_("cơ quan kết thúc"))
    successors = models.ManyToManyField(Body, blank=True, related_name="+", verbose_name=_("cơ quan kế thừa"))
    # The choice was made by a person and is not proposed anew.
    chosen = models.BooleanField(default=False)
    before = models.JSONField(default=dict, editable=False)
    made = models.JSONField(default=list, editable=False)

    objects = ReorganisationRowQuerySet.as_manager()

    class Meta:
        ordering = ["from_body__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reorganisation", "record_type", "record_id"], name="reorganisation_row_once"
            )
        ]
        verbose_name = _("nội dung phải chuyển giao")

    def __str__(self):
        return self.label


auditlog.register(Reorganisation)
