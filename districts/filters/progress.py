import django_filters
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _

from cds_portal.filters import ALL, choice_filter, text_filter
from districts.models import Body, ProgressReport, ReportingPeriod

NOT_SENT = "not_sent"
MOST_CHOICES = 250


class ProgressFilter(django_filters.FilterSet):
    """What a body does before it sends is its own affair: others filter by “chưa gửi”."""

    q = text_filter(("body__fold",))
    period = choice_filter("period__code", _("Kỳ báo cáo"), ())
    status = django_filters.ChoiceFilter(
        label=_("Trạng thái"), choices=(), empty_label=ALL, method="of_status"
    )
    late = django_filters.ChoiceFilter(label=_("Thời hạn"), choices=(), empty_label=ALL, method="of_lateness")
    body = choice_filter("body", _("Đơn vị"), ())

    class Meta:
        model = ProgressReport
        fields = ("q", "period", "status", "late", "body")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = self.request.user
        self.own = self.user.local_body_ids
        known = self.queryset.order_by()
        periods = ReportingPeriod.objects.filter(Exists(known.filter(period=OuterRef("pk"))))
        self.filters["period"].extra["choices"] = [(period.code, period.label) for period in periods]
        self.filters["status"].extra["choices"] = self.states()
        self.filters["late"].extra["choices"] = [
            ("unsent", _("Quá hạn chưa gửi")),
            ("sent", _("Đã gửi, chậm hạn")),
        ]
        self.offer_bodies(known)

    def offer_bodies(self, known):
        """Not the one body there is, and no list that nobody can read: the text finds them too."""
        bodies = Body.objects.filter(pk__in=known.values("body")).in_vietnamese_order()
        choices = [(body.pk, body.name) for body in bodies.only("pk", "name", "sort_key")[: MOST_CHOICES + 1]]
        if 1 < len(choices) <= MOST_CHOICES:
            self.filters["body"].extra["choices"] = choices
        else:
            del self.filters["body"]

    def states(self):
        Status = ProgressReport.Status
        if self.own:
            return Status.choices
        return [(NOT_SENT, _("chưa gửi")), *((s.value, s.label) for s in Status if s in ProgressReport.SENT)]

    def of_status(self, queryset, name, value):
        if value == NOT_SENT:
            return queryset.filter(first_sent_at=None)
        return queryset.filter(status=value)

    def of_lateness(self, queryset, name, value):
        if value == "unsent":
            return queryset.late().filter(first_sent_at=None)
        return queryset.filter(first_sent_at__date__gt=F("period__due_on"))
