"""What a row of the list of duties says: made in Python, once a row, so that a page of them stays quick."""

from typing import NamedTuple

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from cds_portal.clock import swap_days, today
from cds_portal.templatetags.portal import vn_date
from cds_portal.text import vietnamese_number
from oversight.domain.levels import ReminderLevel, level_of
from oversight.models import Assignment

NEAR = (ReminderLevel.SOON, ReminderLevel.NEAR, ReminderLevel.VERY_NEAR)


class Tag(NamedTuple):
    tone: str
    icon: str
    label: str


class DutyLine(NamedTuple):
    row: Assignment
    url: str
    text: str
    note: str
    body: str
    role: str
    due: str
    due_tags: list[Tag]
    state_tags: list[Tag]
    answer: str


def duty_lines(rows):
    """A line for each duty, with its body, case and session read already."""
    day, swaps = today(), swap_days()
    return [duty_line(row, level_of(row.due_on, day, swaps) if row.is_open else None) for row in rows]


def duty_line(row, level):
    case = row.recommendation or row.proposal
    return DutyLine(
        row=row,
        url=row.get_absolute_url(),
        text=Truncator(case.text).chars(140),
        note=" · ".join(notes(row)),
        body=str(row.body),
        role=row.get_role_display(),
        due=vn_date(row.due_on),
        due_tags=due_tags(row, level),
        state_tags=state_tags(row),
        answer=answer(row),
    )


def notes(row):
    case = row.recommendation
    if case:
        yield _("%(code)s, số %(number)s") % {"code": case.session.code, "number": case.number}
    else:
        case = row.proposal
        yield _("trả lời đề xuất")
    if getattr(case, "priority", "") == "high":
        yield _("ưu tiên")
    if case.illustrative:
        yield _("(số liệu minh họa)")
    if row.is_inherited:
        yield _("kế thừa")
    if row.is_retrospective:
        yield _("nhập hồi cố")


def due_tags(row, level):
    tags = []
    if not row.due_on:
        tags.append(Tag("warn", "triangle-alert", _("thiếu thời hạn")))
    if level in NEAR:
        tags.append(Tag("warn", "clock", level.label))
    if not row.deliverable:
        tags.append(Tag("warn", "triangle-alert", _("thiếu sản phẩm")))
    return tags


def state_tags(row):
    return [late_tag(row.days_late)] if row.days_late else []


def late_tag(days):
    words = _("quá hạn %(days)s ngày") % {"days": vietnamese_number(days)}
    return Tag("bad", "clock-alert", words)


def answer(row):
    if not row.is_open:
        return ""
    if row.acceptance == Assignment.Acceptance.PENDING:
        return _("chưa trả lời tiếp thu")
    return row.get_acceptance_display()
