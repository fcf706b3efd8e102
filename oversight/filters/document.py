import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from cds_portal.text import fold
from oversight.models import Document
from oversight.models.document import Kind


class DocumentFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("Tìm trong tên, số văn bản"),
        method="filter_text",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = django_filters.ChoiceFilter(label=_("Loại"), choices=Kind, empty_label=_("Tất cả"))
    status = django_filters.ChoiceFilter(
        label=_("Trạng thái"), choices=Document.Status, empty_label=_("Tất cả")
    )
    year = django_filters.NumberFilter(
        label=_("Năm ban hành"), field_name="issued_on", lookup_expr="year", min_value=2000, max_value=2100
    )

    class Meta:
        model = Document
        fields = []

    def filter_text(self, queryset, name, value):
        return queryset.filter(fold__contains=fold(value))
