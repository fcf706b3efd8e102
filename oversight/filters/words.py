"""Filters that every list of cases has."""

import django_filters
from django.utils.translation import gettext_lazy as _

from cds_portal.filters import ALL, choice_filter, containing, text_filter
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


def body_choices(**conditions):
    """Bodies that occur in the records a person may read, in Vietnamese order."""
    bodies = Body.objects.filter(**conditions).in_vietnamese_order().distinct()
    return [(body.pk, body.name) for body in bodies.only("pk", "name", "sort_key")]
