from django.utils.translation import gettext_lazy as _

from oversight.filters.words import CaseFilterSet, choice_filter, text_filter, years_of
from oversight.models import OversightSession


class SessionFilter(CaseFilterSet):
    q = text_filter()
    status = choice_filter("status", _("Trạng thái"), OversightSession.Status.choices)
    kind = choice_filter("kind", _("Hình thức"), OversightSession.Kind.choices)
    year = choice_filter("works_from__year", _("Năm"), ())

    class Meta:
        model = OversightSession
        fields = ("q", "status", "kind", "year")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["year"].extra["choices"] = years_of(self.queryset, "works_from")
