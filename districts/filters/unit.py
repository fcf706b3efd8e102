import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import today
from districts.models import AdministrativeUnit
from districts.models.unit import Level

ALL = _("Tất cả")


class UnitFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("Tên hoặc mã"),
        method="named",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Tên cũ cũng tìm được")}),
    )
    level = django_filters.ChoiceFilter(label=_("Cấp"), choices=Level.choices, empty_label=ALL)
    province = django_filters.ChoiceFilter(
        label=_("Tỉnh, thành phố"), choices=(), empty_label=ALL, method="within"
    )
    force = django_filters.ChoiceFilter(
        label=_("Hiệu lực"),
        choices=[("now", _("Đang có")), ("ended", _("Đã sắp xếp lại"))],
        empty_label=ALL,
        method="by_force",
    )

    class Meta:
        model = AdministrativeUnit
        fields = ("q", "level", "province", "force")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        provinces = AdministrativeUnit.objects.provinces().in_force_on(today()).in_vietnamese_order()
        self.filters["province"].extra["choices"] = [(unit.pk, unit.full_name) for unit in provinces]

    def named(self, queryset, name, value):
        if value.isdecimal():
            return queryset.filter(official_code__startswith=value)
        return queryset.matching(value)

    def within(self, queryset, name, value):
        """Units below the province, and those below what it was made of."""
        rows = Q(pk=value) | Q(successions__successor=value)
        provinces = AdministrativeUnit.objects.provinces().filter(rows).values("pk")
        return queryset.filter(
            Q(pk__in=provinces) | Q(parent__in=provinces) | Q(parent__parent__in=provinces)
        )

    def by_force(self, queryset, name, value):
        living = queryset.in_force_on(today())
        return living if value == "now" else queryset.filter(valid_to__lt=today())
