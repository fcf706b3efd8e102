"""What the journeys of progress reporting make and look up in the portal's own database."""

from django.contrib.auth import get_user_model

from cds_portal.accounts.grants import Role
from cds_portal.ops.banner import PASSWORD
from districts.models import Body, ProgressReport, ReportedValue
from tests.factories import make_user

COLLEAGUE = "maiphu.moi.hai"


def make_colleague():
    """A second reporter of xã Mai Phụ, who signs in as the accounts of the demonstration do."""
    if not get_user_model().objects.filter(username=COLLEAGUE).exists():
        body = Body.objects.get(code="ubnd-18583")
        colleague = make_user(Role.LOCAL_REPORTER, body, username=COLLEAGUE)
        colleague.set_password(PASSWORD)
        colleague.save()
    return COLLEAGUE


def figures_of(report_url):
    """{code: what stands in the open version, and who typed it}; nothing is left out or rounded."""
    report = ProgressReport.objects.get(pk=report_url.strip("/").rpartition("/")[2])
    values = ReportedValue.objects.filter(version__report=report, version__frozen_at=None)
    return {
        value.indicator.code: [
            str(value.numerator),
            str(value.denominator),
            str(value.value),
            value.note,
            value.typed_by.username,
            value.typed_at.isoformat(),
        ]
        for value in values.select_related("indicator", "typed_by")
    }
