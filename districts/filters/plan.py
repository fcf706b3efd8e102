import django_filters
from django.utils.translation import gettext_lazy as _

from cds_portal.filters import ALL, choice_filter, text_filter
from districts.models import Body, TransformationPlan


class PlanFilter(django_filters.FilterSet):
    q = text_filter(("fold", "body__fold"))
    body = choice_filter("body", _("Cơ quan ban hành"), ())
    year = choice_filter("year", _("Năm"), ())
    late = django_filters.ChoiceFilter(
        label=_("Tiến độ"),
        choices=[("1", _("Có nhiệm vụ quá hạn"))],
        empty_label=ALL,
        method="with_late",
    )

    class Meta:
        model = TransformationPlan
        fields = ("q", "body", "year", "late")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        readable = TransformationPlan.objects.visible_to(self.request.user).order_by()
        bodies = Body.objects.filter(pk__in=readable.values("body")).in_vietnamese_order()
        self.filters["body"].extra["choices"] = [(body.pk, body.name) for body in bodies]
        years = readable.values_list("year", flat=True).distinct().order_by("-year")
        self.filters["year"].extra["choices"] = [(year, str(year)) for year in years]

    def with_late(self, queryset, name, value):
        return queryset.filter(late_count__gt=0)
