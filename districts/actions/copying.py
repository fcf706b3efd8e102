"""“Chép từ kỳ trước”: what was accepted last, put into the cells that are empty."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cds_portal.lifecycle import Refused
from districts.actions.drafting import open_draft, set_value
from districts.comparison import rows_of
from districts.figures import Figures


@transaction.atomic
def copy_last(report, *, by):
    """Copies into empty cells and returns how many; the page marks them as to be looked at again."""
    version = open_draft(report, by=by)
    rows = rows_of(report, report.indicators.all(), version.values.all())
    empty = [row for row in rows if row.last and row.last.value is not None and not row.is_filled]
    if not empty:
        raise Refused(_("Không có ô trống nào có số liệu kỳ trước để chép."))
    for row in empty:
        copied = Figures(row.last.numerator, row.last.denominator, row.last.value)
        set_value(version, row.indicator, copied, by=by)
    return len(empty)
