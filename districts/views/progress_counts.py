"""How many of the bodies a committee waits for have sent the newest period."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from cds_portal.clock import today
from districts.models import ProgressReport, ReportingPeriod


@dataclass(frozen=True)
class PeriodCounts:
    period: ReportingPeriod
    every: int
    sent: int
    late: int
    unsent: int

    @property
    def is_past_due(self):
        return self.period.due_on < today()


def counts_of_newest_period(user, code=None):
    """Of the period asked for, else of the newest (the longest of one cut-off); None for who awaits none."""
    if not user.committee_ids:
        return None
    tracked = ProgressReport.objects.tracked_by(user)
    periods = ReportingPeriod.objects.filter(reports__in=tracked)
    period = periods.filter(code=code).first() if code else None
    period = period or periods.order_by("-cut_off", "starts_on").first()
    if period is None:
        return None
    day_after = datetime.combine(period.due_on + timedelta(days=1), time())
    is_sent = Q(first_sent_at__isnull=False)
    counts = tracked.filter(period=period).aggregate(
        every=Count("pk"),
        sent=Count("pk", filter=is_sent),
        late=Count("pk", filter=is_sent & Q(first_sent_at__gte=timezone.make_aware(day_after))),
        unsent=Count("pk", filter=~is_sent),
    )
    return PeriodCounts(period, **counts)
