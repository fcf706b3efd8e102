"""How near a due date is, in working days: the levels of reminders (DOMAIN 1.5). Pure."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import is_working_day, shift, swap_days, today, working_days_until


class ReminderLevel(models.TextChoices):
    """In the order of urgency; the number of working days left is the upper edge of each."""

    OVERDUE = "overdue", _("quá hạn")
    VERY_NEAR = "very_near", _("rất gần hạn")
    NEAR = "near", _("gần hạn")
    SOON = "soon", _("sắp đến hạn")
    IN_TIME = "in_time", _("còn hạn")
    UNDATED = "undated", _("chưa ấn định thời hạn")


EDGES = [(3, ReminderLevel.VERY_NEAR), (7, ReminderLevel.NEAR), (15, ReminderLevel.SOON)]


def level_of(due, day, swaps=None):
    """The level on `day` of what is due on `due` (None = no date). The due day itself is not yet overdue."""
    if due is None:
        return ReminderLevel.UNDATED
    if due < day:
        return ReminderLevel.OVERDUE
    # Fifteen working days are never more than these calendar days, Tết included: no need to count on.
    if (due - day).days > 60:
        return ReminderLevel.IN_TIME
    left = working_days_until(day, due, swaps)
    return next((level for edge, level in EDGES if left <= edge), ReminderLevel.IN_TIME)


def last_day_of(level, day, swaps=None):
    """The latest due date that stands on `day` at `level` or nearer; for filters in the database.

    A due date on a day off counts with the working day before it.
    """
    edges = {level: edge for edge, level in EDGES}
    last = shift(day, edges[level], working=True, swaps=swaps)
    while not is_working_day(last + timedelta(days=1), swaps):
        last += timedelta(days=1)
    return last


def due_between(level, day=None, swaps=None):
    """(from, to) of due dates at exactly this level; None = open on that side. Not for UNDATED."""
    day, swaps = day or today(), swap_days() if swaps is None else swaps
    if level == ReminderLevel.OVERDUE:
        return None, day - timedelta(days=1)
    order = [ReminderLevel.VERY_NEAR, ReminderLevel.NEAR, ReminderLevel.SOON]
    if level == ReminderLevel.IN_TIME:
        return last_day_of(ReminderLevel.SOON, day, swaps) + timedelta(days=1), None
    nearer = order.index(level) - 1
    start = day if nearer < 0 else last_day_of(order[nearer], day, swaps) + timedelta(days=1)
    return start, last_day_of(level, day, swaps)
