import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import today
from cds_portal.filters import ALL, choice_filter, text_filter
from districts.models import Frequency, Indicator, IndicatorSet, Pillar

LEVELS = {
    "commune": ("for_commune", _("cấp xã")),
    "district": ("for_district", _("cấp huyện (đến 6/2025)")),
    "province": ("for_province", _("cấp tỉnh")),
}
MARKS = {
    "new_rural": ("is_new_rural", _("thuộc QĐ 924/QĐ-TTg")),
    "default": ("is_default", _("mức chờ Ban xác nhận")),
}


def default_set(user):
    """The set that concerns this person: the newest one its body reports by, else one in force today."""
    living = IndicatorSet.objects.in_force_on(today())
    if user.local_body_ids:
        own = IndicatorSet.objects.filter(reports__body__in=user.local_body_ids)
        return own.order_by("-valid_from").first() or living.first()
    concerned = IndicatorSet.objects.filter(
        Q(duties__committee__in=user.committee_ids) | Q(indicators__responsible__in=user.department_ids)
    )
    return living.filter(code__in=concerned.values("code")).first() or living.first()


class IndicatorFilter(django_filters.FilterSet):
    q = text_filter()
    set = django_filters.ModelChoiceFilter(
        field_name="indicator_set",
        label=_("Bộ chỉ tiêu"),
        queryset=IndicatorSet.objects.order_by("code", "-version"),
        empty_label=ALL,
    )
    pillar = django_filters.ModelChoiceFilter(
        field_name="pillar",
        to_field_name="code",
        label=_("Trụ cột"),
        queryset=Pillar.objects.all(),
        empty_label=ALL,
    )
    frequency = choice_filter("frequency", _("Tần suất"), Frequency.choices)
    level = django_filters.ChoiceFilter(
        label=_("Cấp báo cáo"),
        choices=[(key, label) for key, (_column, label) in LEVELS.items()],
        empty_label=ALL,
        method="of_level",
    )
    mark = django_filters.ChoiceFilter(
        label=_("Đánh dấu"),
        choices=[(key, label) for key, (_column, label) in MARKS.items()],
        empty_label=ALL,
        method="marked",
    )

    class Meta:
        model = Indicator
        fields = ("q", "set", "pillar", "frequency", "level", "mark")

    def __init__(self, data=None, *args, request=None, **kwargs):
        if data is not None and request is not None and "set" not in data:
            chosen = default_set(request.user)
            data = data.copy()
            data["set"] = str(chosen.pk) if chosen else ""
        super().__init__(data, *args, request=request, **kwargs)
        if request is not None and request.user.department_ids:
            self.filters["mark"].extra["choices"].append(("mine", _("thuộc ngành tôi phụ trách")))
        self.filters["set"].field.label_from_instance = lambda row: f"{row.name} ({row.stamp})"

    def of_level(self, queryset, name, value):
        return queryset.filter(**{LEVELS[value][0]: True})

    def marked(self, queryset, name, value):
        if value == "mine":
            return queryset.filter(responsible__in=self.request.user.department_ids)
        return queryset.filter(**{MARKS[value][0]: True})
