"""A report of xã Mai Phụ for journeys, with the four kinds of figures; made in the portal's own database."""

from districts.models import Body, ProgressReport
from tests.progress_world import make_indicators, make_period, make_set


def make_report(code):
    """`code` of a period that nobody else's journey uses."""
    indicator_set = make_set(code=f"thu-{code.lower()}")
    indicators = make_indicators(indicator_set)
    report = ProgressReport.objects.create(
        committee=Body.objects.get(code="ban-vhxh-42"),
        body=Body.objects.get(code="ubnd-18583"),
        period=make_period(code),
        indicator_set=indicator_set,
    )
    report.indicators.set(indicators.values())
    return {"url": report.get_absolute_url()}
