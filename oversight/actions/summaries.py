"""Summaries of units: asked for, or made ahead of being asked for when their figures change."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from cds_portal.accounts.grants import COMMITTEE_ROLES
from cds_portal.clock import today
from cds_portal.lifecycle import Refused
from districts.models import Post, ProgressReport
from oversight.actions.documents import keep_paper
from oversight.documents.gather_summary import unit_summary
from oversight.models import AheadOrder, Document
from oversight.models.document import Kind, make_short_code

AHEAD = "ahead"


def request_unit_summary(committee, body, period, *, by, queue="documents"):
    """The summary of what `body` reported for `period`, as it stands today; the Document."""
    paper = unit_summary(committee, body, period, short_code=make_short_code())
    return keep_paper(paper, by=by, committee=committee, body=body, period=period, queue=queue)


def order_summaries(report_id):
    """Figures of a report became valid or open again: its summary is wanted anew, if anybody follows it."""
    report = ProgressReport.objects.select_related("period", "body").filter(pk=report_id).first()
    if report is None or not is_followed(report):
        return None
    return AheadOrder.objects.update_or_create(
        kind=Kind.UNIT_SUMMARY,
        body=report.body,
        period=report.period,
        defaults={"committee": report.committee, "wanted_at": timezone.now()},
    )[0]


def is_followed(report):
    """Somebody works in the committee, and the period is the body's latest of its kind or was followed."""
    staffed = Post.objects.held_on(today()).filter(body=report.committee_id, role__in=COMMITTEE_ROLES)
    if not staffed.exists():
        return False
    newer = ProgressReport.objects.filter(
        body=report.body_id,
        period__kind=report.period.kind,
        period__cut_off__gt=report.period.cut_off,
        first_sent_at__isnull=False,
    )
    known = AheadOrder.objects.filter(body=report.body_id, period=report.period_id)
    return known.exists() or not newer.exists()


def make_ahead(now):
    """Makes what is wanted and was not made within the pause; the documents, the longest wanted first."""
    return [document for order in due_orders(now) if (document := make_one(order, now))]


def due_orders(now):
    rested = Q(made_at=None) | Q(made_at__lte=now - timedelta(minutes=settings.AHEAD_PAUSE_MINUTES))
    stale = Q(made_at=None) | Q(wanted_at__gt=F("made_at"))
    orders = AheadOrder.objects.filter(rested, stale).select_related(
        "committee__unit", "body__unit", "period"
    )
    return list(orders[: settings.AHEAD_AT_ONCE])


@transaction.atomic
def make_one(order, now):
    """None when another worker took the order meanwhile, or the committee lacks what its papers need."""
    taken = AheadOrder.objects.filter(pk=order.pk, made_at=order.made_at).update(made_at=now)
    if not taken:
        return None
    try:
        document = request_unit_summary(order.committee, order.body, order.period, by=None, queue=AHEAD)
    except Refused:
        return None
    AheadOrder.objects.filter(pk=order.pk).update(document=document)
    supersede_older(document)
    return document


def supersede_older(document):
    """Only one summary of a unit and period stands; the former ones stay readable where they are linked."""
    older = Document.objects.filter(
        kind=document.kind,
        committee=document.committee,
        body=document.body,
        period=document.period,
        status=Document.Status.DRAFT,
        requested_at__lt=document.requested_at,
    ).exclude(pk=document.pk)
    for former in older:
        former.move(Document.Status.SUPERSEDED, by=None)
