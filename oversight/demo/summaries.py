"""The summaries that the leader's first page offers: ordered here, made by the worker a minute later."""

from districts.models import ProgressReport
from oversight.actions.summaries import order_summaries
from oversight.demo.bodies import HA_TINH_COMMITTEE

NUMBER = 5


def load():
    reports = ProgressReport.objects.filter(
        committee__code=HA_TINH_COMMITTEE, status=ProgressReport.Status.ACCEPTED, body__valid_to=None
    ).order_by("-period__cut_off", "body__sort_key")
    latest = {}
    for report in reports:
        latest.setdefault(report.body_id, report)
    for report in list(latest.values())[:NUMBER]:
        order_summaries(report.pk)
