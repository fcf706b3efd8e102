import django_filters
from django.utils.translation import gettext_lazy as _

from cds_portal.filters import ALL, choice_filter, text_filter
from districts.models import ProgressReport

LATENESS = [("unsent", _("Quá hạn chưa gửi")), ("sent", _("Đã gửi, chậm hạn"))]


def of_lateness(queryset, name, value):
    return queryset.filter(is_late=True, first_sent_at__isnull=value == "unsent")


def lateness_filter(choices):
    return django_filters.ChoiceFilter(
        label=_("Thời hạn"), choices=choices, empty_label=ALL, method=of_lateness
    )


class MatrixFilter(django_filters.FilterSet):
    """Rows by name, unit above and lateness; `indicator` leaves one column and all rows.

    The choices are handed over by the page, which reads them for its figures anyway.
    """

    q = text_filter(("body__fold",))
    within = choice_filter("body__unit__parent", _("Trực thuộc"), ())
    late = django_filters.ChoiceFilter(
        label=_("Thời hạn"),
        choices=[("late", _("Chỉ đơn vị chậm")), *LATENESS],
        empty_label=ALL,
        method="of_time",
    )
    indicator = django_filters.ChoiceFilter(
        label=_("Chỉ tiêu"), choices=(), empty_label=ALL, method="all_rows"
    )

    class Meta:
        model = ProgressReport
        fields = ("q", "within", "late", "indicator")

    def __init__(self, *args, parents=(), indicators=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["within"].extra["choices"] = parents
        self.filters["indicator"].extra["choices"] = indicators

    def of_time(self, queryset, name, value):
        if value == "late":
            return queryset.filter(is_late=True)
        return of_lateness(queryset, name, value)

    def all_rows(self, queryset, name, value):
        return queryset


class LateFilter(django_filters.FilterSet):
    q = text_filter(("body__fold",))
    period = choice_filter("period__code", _("Kỳ báo cáo"), ())
    late = lateness_filter(LATENESS)

    class Meta:
        model = ProgressReport
        fields = ("q", "period", "late")

    def __init__(self, *args, periods=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["period"].extra["choices"] = [(period.code, period.label) for period in periods]
