from django.utils.translation import gettext_lazy as _

from oversight.filters.words import CaseFilterSet, choice_filter, text_filter, years_of
from oversight.models import Finding, OversightSession
from oversight.models.finding import Heading


class FindingFilter(CaseFilterSet):
    committee_path = "session__committee"

    q = text_filter()
    kind = choice_filter("kind", _("Loại"), Finding.Kind.choices)
    heading = choice_filter("heading", _("Nội dung"), Heading.choices)
    severity = choice_filter("severity", _("Mức độ"), Finding.Severity.choices)
    session = choice_filter("session__code", _("Cuộc giám sát"), ())
    year = choice_filter("session__works_from__year", _("Năm"), ())

    class Meta:
        model = Finding
        fields = ("q", "kind", "heading", "severity", "session", "year")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sessions = OversightSession.objects.visible_to(self.request.user)
        self.filters["session"].extra["choices"] = list(sessions.values_list("code", "code"))
        self.filters["year"].extra["choices"] = years_of(sessions, "works_from")
