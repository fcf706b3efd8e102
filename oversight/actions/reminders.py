"""One letter to each body for all that is overdue with it."""

from itertools import groupby

from django.db import transaction
from django.utils.translation import gettext as _

from cds_portal.lifecycle import Refused
from cds_portal.text import day_text
from oversight.actions.bulk import Line


def lines_of_reminders(assignments):
    """What the letters would say of each; what is not overdue is in none."""
    return [
        Line(row, "", "", why_not(row))
        if not row.days_late
        else Line(row, _("hạn %(day)s") % {"day": day_text(row.due_on)}, _("công văn đôn đốc"))
        for row in assignments
    ]


def why_not(row):
    """Only what is open and past its day is in a letter."""
    if not row.is_open:
        return _("Nội dung giao %(status)s, không đôn đốc.") % {"status": row.get_status_display()}
    if row.due_on is None:
        return _("Chưa ấn định thời hạn, không đôn đốc.")
    return _("Chưa quá hạn, không đôn đốc.")


@transaction.atomic
def remind_all(assignments, *, by):
    """A draft letter a body and committee; returns the documents. Refused when nothing is overdue."""
    from oversight.actions.letters import request_reminder

    late = [row for row in assignments if row.days_late]
    if not late:
        raise Refused(_("Không có nội dung nào quá hạn trong những nội dung đã chọn."))

    def addressee(row):
        return (row.committee_id, row.body_id)

    return [
        request_reminder(list(rows), by=by) for _key, rows in groupby(sorted(late, key=addressee), addressee)
    ]
