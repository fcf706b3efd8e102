"""What a row of the list of recommendations says: made in Python, once a row."""

from typing import NamedTuple

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from cds_portal.templatetags.portal import vn_date
from cds_portal.tones import of_status
from oversight.models import Assignment, Recommendation
from oversight.views.duty_lines import Tag, late_tag

S = Assignment.Status
ORDER = list(S)


class CaseLine(NamedTuple):
    row: Recommendation
    url: str
    text: str
    note: str
    lacks: list[Tag]
    bodies: list[tuple]
    due: str
    state: Tag


def case_lines(rows):
    """A line for each recommendation, with the assignments that the reader may see read already."""
    return [case_line(row, row.shown_assignments) for row in rows]


def case_line(row, given):
    return CaseLine(
        row=row,
        url=row.get_absolute_url(),
        text=Truncator(row.text).chars(160),
        note=" · ".join(notes(row)),
        lacks=lacks(given),
        bodies=[(duty.body.name, duty.body.successor and duty.body.successor.name) for duty in given],
        due=vn_date(min((duty.due_on for duty in row.assignments.all() if duty.due_on), default=None)),
        state=state(given),
    )


def notes(row):
    if row.priority == Recommendation.Priority.HIGH:
        yield _("ưu tiên")
    yield row.session.code
    yield row.get_group_display()
    if row.illustrative:
        yield _("(số liệu minh họa)")


def lacks(given):
    if any(not duty.deliverable for duty in given):
        return [Tag("warn", "triangle-alert", _("thiếu sản phẩm"))]
    return []


def state(given):
    """How late the latest is; else the least advanced state."""
    if days := max((duty.days_late for duty in given), default=0):
        return late_tag(days)
    status = min((S(duty.status) for duty in given), key=ORDER.index, default=S.DRAFT)
    tone, icon = of_status(status.value, model="assignment")
    return Tag(tone, icon, status.label)
