"""What was accepted last, before a period: shown beside the new column and compared with it."""

from collections import defaultdict

from django.db.models import Max

from districts.models import ReportedValue


def last_values(period, *, bodies, indicators):
    """{(body pk, indicator pk): ReportedValue} of the last period before in which the indicator was accepted.

    One query, and one for each day on which some indicator was asked last.
    """
    accepted = ReportedValue.objects.current().filter(
        version__report__body__in=bodies,
        version__report__period__cut_off__lt=period.cut_off,
        indicator__in=indicators,
    )
    asked_last = defaultdict(list)
    days = accepted.order_by().values("indicator").annotate(day=Max("version__report__period__cut_off"))
    for row in days:
        asked_last[row["day"]].append(row["indicator"])
    found = {}
    for day, asked in asked_last.items():
        rows = accepted.filter(indicator__in=asked, version__report__period__cut_off=day).order_by()
        for value in rows.select_related("version__report__period"):
            found[value.version.report.body_id, value.indicator_id] = value
    return found
