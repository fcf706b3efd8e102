"""Who is late: not sent though due, or sent after the day it was due."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import BooleanField, Case, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from cds_portal.charts import number_text
from cds_portal.clock import today
from districts.models import ProgressReport

UNSENT = Q(status__in=ProgressReport.UNSENT) & Q(first_sent_at=None)


@dataclass(frozen=True)
class LateReport:
    """`days` are calendar days after the due day; `reason` is the body's own, if it gave one."""

    report: ProgressReport
    days: int
    is_sent: bool
    reason: str

    @property
    def text(self):
        words = _("gửi chậm %s ngày") if self.is_sent else _("chưa gửi, trễ %s ngày")
        return words % number_text(self.days)


def is_sent_late(periods):
    """The condition on ProgressReport: sent after the due day, in Vietnamese time, of one of the periods.

    An instant for each period: turning every report's time into a day would be slow on a whole country.
    """
    condition = Q(pk__in=[])
    for period in periods:
        after = timezone.make_aware(datetime.combine(period.due_on + timedelta(days=1), time.min))
        condition |= Q(period=period, first_sent_at__gte=after)
    return condition


def is_late(periods, day=None):
    """The condition on ProgressReport: late for one of the periods, by `day` or today."""
    day = day or today()
    overdue = [period for period in periods if period.due_on < day]
    return is_sent_late(periods) | (UNSENT & Q(period__in=overdue))


def with_lateness(reports, periods):
    """The reports of the periods with `is_late` as a column, to filter, count and order by."""
    late = Case(When(is_late(periods), then=Value(True)), default=Value(False), output_field=BooleanField())
    return reports.filter(period__in=periods).annotate(is_late=late)


def late_of(report):
    """The LateReport of one row, or None; no query when the period is loaded."""
    days = report.days_late
    return LateReport(report, days, report.first_sent_at is not None, report.late_reason) if days else None


def late_reports(reports, periods):
    """LateReports of the queryset, worst first: what has not come, then what came latest. One query."""
    rows = reports.filter(is_late(periods)).select_related("period", "body__unit")
    found = filter(None, map(late_of, rows))
    return sorted(found, key=lambda late: (late.is_sent, -late.days, late.report.body.sort_key))
