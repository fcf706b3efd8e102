import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from cds_portal.filters import text_filter
from districts.models import IncomingPaper


class PaperFilter(django_filters.FilterSet):
    q = text_filter(("from_body__fold",))
    number = django_filters.CharFilter(
        label=_("Số, ký hiệu"), lookup_expr="icontains", widget=forms.TextInput(attrs={"type": "search"})
    )

    class Meta:
        model = IncomingPaper
        fields = ("q", "number")
