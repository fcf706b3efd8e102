import django_filters
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from cds_portal.filters import hide_empty
from oversight.filters.words import ALL, CaseFilterSet, body_choices, choice_filter, text_filter
from oversight.models import Assignment, OversightSession, Recommendation
from oversight.models.assignment import joined_once

GAPS = [("any", _("Còn thiếu")), ("due", _("Thiếu thời hạn")), ("deliverable", _("Thiếu sản phẩm"))]


def leads():
    return Assignment.objects.filter(recommendation=OuterRef("pk")).lead()


class RecommendationFilter(CaseFilterSet):
    committee_path = "session__committee"

    q = text_filter()
    status = django_filters.ChoiceFilter(
        label=_("Trạng thái"), choices=Assignment.Status.choices, empty_label=ALL, method="of_assignment"
    )
    group = choice_filter("group", _("Nhóm cơ quan"), Recommendation.Group.choices)
    body = django_filters.ChoiceFilter(
        label=_("Cơ quan thực hiện"), choices=(), empty_label=ALL, method="of_body"
    )
    gaps = django_filters.ChoiceFilter(label=_("Còn thiếu"), choices=GAPS, empty_label=ALL, method="with_gap")
    late = django_filters.ChoiceFilter(
        label=_("Quá hạn"), choices=[("1", _("Chỉ quá hạn"))], empty_label=ALL, method="only_late"
    )
    session = choice_filter("session__code", _("Cuộc giám sát"), ())
    year = choice_filter("session__works_from__year", _("Năm"), ())

    class Meta:
        model = Recommendation
        fields = ("q", "status", "group", "body", "gaps", "late", "session", "year")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        joined = joined_once(self.request.user)
        self.readable = Assignment.objects.visible_to(self.request.user, joined)
        sessions = OversightSession.objects.visible_to(self.request.user)
        given = self.readable.filter(recommendation__isnull=False)
        self.filters["body"].extra["choices"] = body_choices(given, "body", chosen=self.data.get("body", ""))
        hide_empty(self, "body")
        days = dict(sessions.values_list("code", "works_from"))
        self.filters["session"].extra["choices"] = [(code, code) for code in days]
        years = sorted({day.year for day in days.values()}, reverse=True)
        self.filters["year"].extra["choices"] = [(year, str(year)) for year in years]

    def of_assignment(self, queryset, name, value):
        """The derived state: what the least advanced lead assignment says (`with_status`)."""
        return queryset.filter(status=value)

    def of_body(self, queryset, name, value):
        return queryset.filter(pk__in=self.readable.filter(body=value).values("recommendation"))

    def only_late(self, queryset, name, value):
        return queryset.filter(pk__in=self.readable.late().values("recommendation"))

    def with_gap(self, queryset, name, value):
        no_due, no_deliverable = leads().filter(due_on=None), leads().filter(deliverable="")
        missing = {
            "due": Exists(no_due) | ~Exists(leads()),
            "deliverable": Exists(no_deliverable) | ~Exists(leads()),
        }
        missing["any"] = missing["due"] | missing["deliverable"]
        return queryset.filter(missing[value])
