"""Reporting periods by their code: `2026-10`, `2026-Q3`, `2026-H1`, `2026-9M`, `2026`. Pure: no database.

Data end on the 14th (NĐ 09/2019/NĐ-CP, DOMAIN 7.1): a period begins on the 15th before and is cut off on
the 14th of its last month; it is sent two working days later unless a DeadlineRule says otherwise.
"""

import re
from datetime import date, timedelta
from typing import NamedTuple

from cds_portal.clock import shift

CODE = re.compile(r"(20\d\d)(?:-(?:(0[1-9]|1[0-2])|(Q[1-4])|(H1)|(9M)))?")
CUT_OFF_DAY = 14
SENDING_WORKING_DAYS = 2
FIRST_YEAR, LAST_YEAR = 2001, 2099

KINDS = ("month", "quarter", "half_year", "nine_months", "year")


class Span(NamedTuple):
    kind: str
    starts_on: date
    cut_off: date
    due_on: date


def span(code, *, swaps=None, rule=None):
    """The Span of a code; ValueError for no code. `rule` is a DeadlineRule, `swaps` {day: is working}."""
    kind, last_month, months = parts_of(code)
    cut_off = date(int(code[:4]), last_month, CUT_OFF_DAY)
    return Span(kind, first_day(cut_off, months), cut_off, due_day(cut_off, swaps, rule))


def parts_of(code):
    """(kind, last month, number of months) of a code."""
    found = CODE.fullmatch(code)
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise ValueError(f"no period: {code}")
    _year, month, quarter, half, nine = found.groups()
    if month:
        return "month", int(month), 1
    if quarter:
        return "quarter", 3 * int(quarter[1]), 3
    if half:
        return "half_year", 6, 6
    return ("nine_months", 9, 9) if nine else ("year", 12, 12)


def first_day(cut_off, months):
    """The day after the cut-off `months` earlier: the 15th."""
    earlier = cut_off.year * 12 + cut_off.month - 1 - months
    return date(earlier // 12, earlier % 12 + 1, CUT_OFF_DAY) + timedelta(days=1)


def due_day(cut_off, swaps=None, rule=None):
    if rule is not None:
        return rule.due_on(cut_off, swaps)
    return shift(cut_off, SENDING_WORKING_DAYS, working=True, swaps=swaps)


def codes_of(kind, year):
    """The codes of a kind that are cut off in `year`, in order."""
    return {
        "month": [f"{year}-{month:02}" for month in range(1, 13)],
        "quarter": [f"{year}-Q{quarter}" for quarter in range(1, 5)],
        "half_year": [f"{year}-H1"],
        "nine_months": [f"{year}-9M"],
        "year": [f"{year}"],
    }[kind]


def current_code(kind, day, *, days_before):
    """The newest period of a kind that has opened: `days_before` its cut-off, in calendar days."""
    years = range(max(FIRST_YEAR, day.year - 1), min(LAST_YEAR, day.year + 1) + 1)
    codes = [code for year in years for code in codes_of(kind, year)]
    opened = [code for code in codes if opens_on(code, days_before) <= day]
    return opened[-1]


def opens_on(code, days_before):
    return span(code).cut_off - timedelta(days=days_before)
