"""Dates as officials write them: day, month, year; never guessed from month-first writing."""

import math
import re
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from cds_portal.text import day_text, fold
from districts.imports.reading import (
    DASHES,
    NOTHING_READING,
    NOTHING_WORDS,
    Reading,
    unreadable,
    word_of,
    wrong,
)

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
# A whole number of this range in a cell without a date format is a day: 1/1/1954 to 31/12/2100.
SERIALS = range(19_725, 73_416)
# Day 0 of both systems; from March 1900 on, Excel's day that never was is behind us.
EPOCH, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
DAY_FIRST = re.compile(r"([0-9]{1,2}) ?[/.-] ?([0-9]{1,2}) ?[/.-] ?([0-9]{4})")
YEAR_FIRST = re.compile(r"([0-9]{4}) ?[/.-] ?([0-9]{1,2}) ?[/.-] ?([0-9]{1,2})(?:[t ]00:00(?::00)?)?")
IN_WORDS = re.compile(r"(?:ngay )?([0-9]{1,2}) thang ([0-9]{1,2}) nam ([0-9]{4})")
EXAMPLE = "13/9/2023"


def to_date(cell):
    """Reading of a date between 1900 and 2100: a date cell, text (13/9/2023, 2023-09-13, ngày 13 tháng 9
    năm 2023) or the number of a day in either date system of Excel."""
    if reading := unreadable(cell):
        return reading
    if isinstance(cell.value, datetime):
        return bounded(cell, cell.value.date())
    if isinstance(cell.value, date):
        return bounded(cell, cell.value)
    if isinstance(cell.value, float):
        return from_serial(cell)
    if isinstance(cell.value, str):
        return from_words(cell)
    return not_a_date(cell, cell.value)


def bounded(cell, day):
    if EARLIEST <= day <= LATEST:
        return Reading(day)
    return wrong(cell, "date_out_of_range", _("Ngày %s nằm ngoài khoảng 1900-2100.") % day_text(day), again())


def from_serial(cell):
    value = cell.value
    if not math.isfinite(value) or not value.is_integer():
        return not_a_date(cell, value)
    days = int(value) + ((EPOCH_1904 - EPOCH).days if cell.date_1904 else 0)
    return Reading(EPOCH + timedelta(days)) if days in SERIALS else not_a_date(cell, value)


def from_words(cell):
    word = " ".join(fold(cell.value.translate(DASHES)).strip(" '’.").split())
    if word_of(cell.value) in NOTHING_WORDS:
        return NOTHING_READING
    if found := DAY_FIRST.fullmatch(word) or IN_WORDS.fullmatch(word):
        day, month, year = (int(group) for group in found.groups())
    elif found := YEAR_FIRST.fullmatch(word):
        year, month, day = (int(group) for group in found.groups())
    else:
        return not_a_date(cell, cell.value)
    try:
        return bounded(cell, date(year, month, day))
    except ValueError:
        return no_such_day(cell, day, month, year)


def no_such_day(cell, day, month, year):
    try:
        suggestion = _("Có phải là %s? Ghi ngày trước, tháng sau.") % day_text(date(year, day, month))
    except ValueError:
        suggestion = again()
    return wrong(cell, "no_such_day", _("Không có ngày %d/%d/%d.") % (day, month, year), suggestion)


def not_a_date(cell, value):
    text = f"{value:.15g}" if isinstance(value, float) else " ".join(str(value).split())[:40]
    return wrong(cell, "not_date", _("“%s” không phải ngày tháng đầy đủ.") % text, again())


def again():
    return _("Ghi đủ ngày/tháng/năm, ví dụ %s.") % EXAMPLE
