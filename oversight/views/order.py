"""Sorting by a state: in the order of its lifecycle, not of its letters."""

from django.db.models import Case, IntegerField, When


def lifecycle_rank(statuses):
    ranks = [When(status=status, then=rank) for rank, status in enumerate(statuses)]
    return Case(*ranks, output_field=IntegerField())
