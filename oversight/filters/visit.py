import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cds_portal.text import fold
from districts.models import AdministrativeUnit
from districts.models.unit import split_kind
from oversight.forms.fields import DayInput
from oversight.models import OversightSession, Visit


def sessions_seen(request):
    return OversightSession.objects.visible_to(request.user).order_by("-works_from", "code")


class VisitFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Địa điểm"), method="filter_place")
    unit = django_filters.CharFilter(label=_("Địa bàn"), method="filter_unit")
    session = django_filters.ModelChoiceFilter(
        label=_("Cuộc giám sát"),
        queryset=sessions_seen,
        to_field_name="code",
        empty_label=_("Tất cả"),
    )
    kind = django_filters.ChoiceFilter(label=_("Loại"), choices=Visit.Kind.choices, empty_label=_("Tất cả"))
    status = django_filters.ChoiceFilter(
        label=_("Trạng thái"), choices=Visit.Status.choices, empty_label=_("Tất cả")
    )
    since = django_filters.DateFilter(
        label=_("Từ ngày"), field_name="date", lookup_expr="gte", widget=DayInput
    )
    until = django_filters.DateFilter(
        label=_("Đến ngày"), field_name="date", lookup_expr="lte", widget=DayInput
    )

    class Meta:
        model = Visit
        fields: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["session"].label_from_instance = lambda session: session.code
        for name in ("q", "unit"):
            self.form.fields[name].widget = forms.TextInput(attrs={"type": "search", "autocomplete": "off"})

    def filter_place(self, visits, _name, text):
        return visits.filter(fold__contains=fold(text))

    def filter_unit(self, visits, _name, text):
        """By the unit's own name, its superior's, or that of the unit it has gone into since."""
        name, kind = split_kind(text)
        own = Q(fold__contains=name) & (Q(kind=kind) if kind else Q())
        later = Q(successions__successor__fold__contains=name)
        units = AdministrativeUnit.objects.filter(own | Q(parent__fold__contains=name) | later)
        return visits.filter(unit__in=units.values("pk"))
