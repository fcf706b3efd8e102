"""Summaries that can be had with one click now."""

from django.db.models import F, OuterRef, Subquery

from oversight.models import Document
from oversight.models.document import Kind


def ready_summaries(user):
    """The newest ready summary of each unit that the person's committees follow, the latest made first.

    While a newer one is being made the former one is still given: it says of which day it is.
    """
    ready = Document.objects.filter(
        kind=Kind.UNIT_SUMMARY,
        rendering=Document.Rendering.READY,
        committee__in=user.committee_ids,
        status__in=[Document.Status.DRAFT, Document.Status.SUPERSEDED],
    )
    newest = ready.filter(body=OuterRef("body"), committee=OuterRef("committee")).order_by(
        "-period__cut_off", "-requested_at", "pk"
    )
    return (
        ready.annotate(newest=Subquery(newest.values("pk")[:1]))
        .filter(pk=F("newest"))
        .select_related("body__unit", "period", "file")
        .defer("snapshot")
        .order_by("-requested_at", "pk")
    )
