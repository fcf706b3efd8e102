"""One thing to do, and how urgent it is."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from cds_portal.clock import today
from cds_portal.text import day_text, vietnamese_number
from oversight.domain.levels import ReminderLevel, level_of

# Of each sort of work at most so many, the worst: two pages. The page says so when there are more.
LIMIT = 50


@dataclass(frozen=True)
class Waiting:
    """`due` sorts it; without one it comes after those that have. `level` counts working days."""

    icon: str
    label: str
    why: str
    url: str
    since: date | None = None
    due: date | None = None
    level: ReminderLevel = ReminderLevel.UNDATED

    @property
    def days_late(self):
        """Calendar days, as the law counts them."""
        return max(0, (today() - self.due).days) if self.due else 0

    @property
    def order(self):
        return (self.due or date.max, self.since or date.max)

    @property
    def note(self):
        return f"{self.why} · {_('từ %(day)s') % {'day': day_text(self.since)}}" if self.since else self.why

    @property
    def tag(self):
        """(tone, icon, words): how late, or how near the due date is."""
        if self.due is None:
            return "quiet", "calendar", _("không hạn")
        if late := self.days_late:
            return "bad", "clock", _("trễ %(n)s ngày") % {"n": vietnamese_number(late)}
        words = self.level.label if self.level in NEAR else _("hạn")
        return TONES[self.level], "clock", f"{words} {day_text(self.due)}"


NEAR = (ReminderLevel.SOON, ReminderLevel.NEAR, ReminderLevel.VERY_NEAR)
TONES = {
    ReminderLevel.OVERDUE: "bad",
    ReminderLevel.VERY_NEAR: "warn",
    ReminderLevel.NEAR: "warn",
    ReminderLevel.SOON: "info",
    ReminderLevel.IN_TIME: "quiet",
    ReminderLevel.UNDATED: "quiet",
}


def levelled(item, day, swaps):
    """The same with its level; an item without a due date keeps none."""
    if item.due is None:
        return item
    return Waiting(**{**vars(item), "level": level_of(item.due, day, swaps)})
