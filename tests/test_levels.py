"""Reminder levels count working days; across Tết, weekends and swap days they fall on the right day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds_portal.clock import is_working_day, shift, working_days_until
from oversight.domain.levels import EDGES, ReminderLevel, due_between, level_of

DAYS = st.dates(date(2021, 1, 1), date(2030, 12, 31))
SWAPS = st.dictionaries(DAYS, st.booleans(), max_size=5)


@pytest.mark.parametrize(
    ("left", "level"),
    [
        (16, "in_time"),
        (15, "soon"),
        (8, "soon"),
        (7, "near"),
        (4, "near"),
        (3, "very_near"),
        (0, "very_near"),
    ],
)
def test_level_working_days_left(left, level):
    day = date(2026, 9, 14)
    assert level_of(shift(day, left, working=True), day) == level


@pytest.mark.parametrize("past", [1, 30, 550])
def test_level_past_due_is_overdue(past):
    day = date(2026, 9, 14)
    assert level_of(day - timedelta(days=past), day) == "overdue"


def test_level_without_due_date():
    assert level_of(None, date(2026, 9, 14)) == "undated"


def test_working_days_across_tet():
    # Tết 2026: the first day of the year of the Horse is 17/2; five days off and two weekends.
    assert working_days_until(date(2026, 2, 12), date(2026, 2, 24)) == 3


def test_swap_day_moves_the_level():
    day, due = date(2026, 9, 14), date(2026, 9, 18)
    assert level_of(due, day) == "near"
    assert level_of(due, day, {date(2026, 9, 15): False}) == "very_near"
    # A Saturday that is worked counts again.
    assert level_of(date(2026, 9, 19), day, {date(2026, 9, 19): True, date(2026, 9, 15): False}) == "near"


@given(DAYS, st.integers(0, 40), SWAPS)
def test_shift_and_count_are_twins(day, days, swaps):
    assert working_days_until(day, shift(day, days, working=True, swaps=swaps), swaps) == days


@given(DAYS, st.integers(-400, 120), SWAPS)
def test_ranges_of_the_database_say_what_the_level_says(day, distance, swaps):
    due = day + timedelta(days=distance)
    inside = []
    for level in ReminderLevel:
        if level == ReminderLevel.UNDATED:
            continue
        start, end = due_between(level, day, swaps)
        if (start is None or start <= due) and (end is None or due <= end):
            inside.append(level)
    assert inside == [level_of(due, day, swaps)]


@given(DAYS, SWAPS)
def test_levels_come_nearer_with_each_day(day, swaps):
    due = shift(day, 25, working=True, swaps=swaps)
    order = [ReminderLevel.IN_TIME, ReminderLevel.SOON, ReminderLevel.NEAR, ReminderLevel.VERY_NEAR]
    ranks = [order.index(level_of(due, day + timedelta(days=n), swaps)) for n in range((due - day).days + 1)]
    assert ranks == sorted(ranks)
    assert [edge for edge, _level in EDGES] == [3, 7, 15]
    assert is_working_day(due, swaps)
