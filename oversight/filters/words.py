"""Filters that every list of cases has."""

import django_filters
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from cds_portal.filters import ALL, choice_filter, containing, few_choices, text_filter
from districts.models import Body

__all__ = ["ALL", "CaseFilterSet", "body_choices", "choice_filter", "containing", "text_filter", "years_of"]


class CaseFilterSet(django_filters.FilterSet):
    """Text first; the committee only for those who see several."""

    committee_path = "committee"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        committees = self.committees()
        if len(committees) > 1:
            self.filters["committee"] = choice_filter(self.committee_path, _("Ban"), committees)

    def committees(self):
        user = self.request.user
        ids = {
            post.body_id: post.body.name for post in user.present_posts if post.body_id in user.committee_ids
        }
        return sorted(ids.items(), key=lambda item: item[1])


def years_of(queryset, field):
    """The years that occur, newest first, as choices."""
    days = queryset.model.objects.order_by().dates(field, "year", order="DESC")
    return [(day.year, str(day.year)) for day in days]


def body_choices(records, path, *, chosen=""):
    """Bodies at `path` of `records`, in Vietnamese order, each looked up by its index; of more than
    MOST_CHOICES only the chosen one, for the others are found by typing their names.
    """
    given = Exists(records.order_by().filter(**{path: OuterRef("pk")}))
    return few_choices(Body.objects.filter(given).in_vietnamese_order(), chosen)
