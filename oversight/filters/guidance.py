from django.utils.translation import gettext_lazy as _

from oversight.filters.words import CaseFilterSet, body_choices, choice_filter, text_filter
from oversight.models import GuidanceSession


class GuidanceFilter(CaseFilterSet):
    q = text_filter(("fold", "unit__fold"))
    held_by = choice_filter("held_by", _("Cơ quan hướng dẫn"), ())
    year = choice_filter("date__year", _("Năm"), ())

    class Meta:
        model = GuidanceSession
        fields = ("q", "held_by", "year")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        readable = GuidanceSession.objects.visible_to(self.request.user).order_by()
        self.filters["held_by"].extra["choices"] = body_choices(
            readable, "held_by", chosen=self.data.get("held_by", "")
        )
        years = readable.dates("date", "year", order="DESC")
        self.filters["year"].extra["choices"] = [(day.year, str(day.year)) for day in years]
