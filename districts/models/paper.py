"""Papers that came in on paper or by the document axis: what may be entered on a body's behalf."""

from auditlog.registry import auditlog
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cds_portal.files import StoredFile
from cds_portal.text import day_text
from districts.models.body import Body


class IncomingPaperQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The committee that received it, and the body that sent it."""
        return self.filter(Q(committee__in=user.committee_ids) | Q(from_body__in=user.own_body_ids))


class IncomingPaper(models.Model):
    committee = models.ForeignKey(
        Body, models.PROTECT, related_name="papers_received", verbose_name=_("gửi tới Ban")
    )
    from_body = models.ForeignKey(
        Body, models.PROTECT, related_name="papers_sent", verbose_name=_("cơ quan gửi")
    )
    number = models.CharField(_("số, ký hiệu"), max_length=60)
    dated = models.DateField(_("ngày văn bản"))
    received_on = models.DateField(_("ngày đến"))
    subject = models.CharField(_("trích yếu"), max_length=400, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = IncomingPaperQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "from_body", "number", "dated"], name="incomingpaper_once"
            )
        ]
        verbose_name = _("văn bản đến")

    def __str__(self):
        return f"{self.number} ngày {day_text(self.dated)} của {self.from_body}"


auditlog.register(IncomingPaper)
