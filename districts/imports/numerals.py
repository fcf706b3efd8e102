"""Numbers as officials write them in cells, in the unit of their indicator; what is unclear is refused."""

import math
import re
import unicodedata
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cds_portal.text import day_text, vietnamese_number
from districts.imports.decimal_text import Unclear, decimal_of, plain
from districts.imports.number_words import (
    UNSEEN,
    clipped,
    not_a_number,
    percent_for_count,
    too_long,
    unclear,
)
from districts.imports.problems import WARNING
from districts.imports.reading import (
    DASHES,
    NOTHING_READING,
    NOTHING_WORDS,
    UNKNOWN_WORDS,
    Reading,
    unreadable,
    word_of,
    wrong,
)
from districts.imports.sheet import duration_text

# Units of which there is a half: a point in “1.234” may be either sign there.
MEASURED_UNITS = {
    "gio",
    "ngay",
    "gio/ngay",
    "phut",
    "trieu dong",
    "ty dong",
    "dong",
    "mbps",
    "km",
    "ha",
    "gb",
}
PERCENT_UNIT = "%"
MOST_FIGURES = 15
LONGEST_NUMBER = 60
STEP = Decimal("0.0001")
# A float holds 15 to 16 figures; a few sums lose one or two more.
NOISE, RELATIVE_NOISE = Decimal("1e-11"), Decimal("1e-14")

FULL_WIDTH = {ord("０") + figure: str(figure) for figure in range(10)}
FULL_WIDTH |= {ord("，"): ",", ord("．"): ".", ord("％"): "%", ord("＋"): "+"}
USUAL = FULL_WIDTH | DASHES
SPACES = re.compile(r"[\s\u00a0\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff]+")
NUMBER = re.compile(r"([+-]?) ?([0-9][0-9., ]*|[.,][0-9]+)")


# “Không phát sinh trong kỳ”, “không phát sinh hồ sơ”; one that tells a number is no such thing.
NOTHING_AROSE = re.compile(r"khong phat sinh\b[^0-9]*")
AS_NUMBER = gettext_lazy("Đặt định dạng ô là Số rồi nhập lại.")


def to_number(cell, *, unit, is_count=None):
    """Reading of a Decimal in the indicator's unit (45,6 for a share of 45,6 %), at most 15 figures.

    `is_count` tells whether the unit is counted (người, điểm) or measured; without it the unit's word does.
    """
    if reading := unreadable(cell):
        return reading
    is_count = counts(unit) if is_count is None else is_count
    if isinstance(cell.value, float):
        return with_doubt(cell, from_float(cell, unit), is_count)
    if isinstance(cell.value, str):
        return with_doubt(cell, from_text(cell, unit, is_count), is_count)
    if isinstance(cell.value, date | time | timedelta):
        message = _("Ô đang là ngày, giờ (%s), không phải số.") % shown(cell.value)
        return wrong(cell, "date_for_number", message, AS_NUMBER)
    return wrong(cell, "not_number", _("Ô đang là giá trị đúng/sai, không phải số."), AS_NUMBER)


def with_doubt(cell, reading, is_count):
    """A warning when something counted has a fraction: “1.234” typed into an English Excel is 1,234."""
    value = reading.value
    if not is_count or value is None or value == value.to_integral_value():
        return reading
    message = _("Số đếm phải là số nguyên, ở đây là %s.") % vietnamese_number(value)
    thousands = value * 1000
    suggestion = _("Kiểm tra lại dấu chấm, dấu phẩy.")
    if 0 < value < 1000 and thousands == thousands.to_integral_value():
        suggestion = _("Có phải là %s?") % vietnamese_number(thousands)
    return reading._replace(problem=cell.problem("not_whole", message, suggestion, WARNING))


@lru_cache(maxsize=256)
def counts(unit):
    return unit != PERCENT_UNIT and word_of(unit) not in MEASURED_UNITS


def shown(value):
    if isinstance(value, timedelta):
        return duration_text(value)
    return day_text(value) if isinstance(value, date) else str(value)


def from_float(cell, unit):
    value = cell.value
    if not math.isfinite(value) or abs(value) >= 10**MOST_FIGURES:
        return too_long(cell)
    # 15 figures are what Excel itself shows: 45.6/100 is 0.456 and not 0.45599999999999996.
    exact = Decimal(f"{value:.15g}")
    if cell.is_percent:
        if unit != PERCENT_UNIT:
            return percent_for_count(cell, unit)
        return Reading(plain(without_noise(exact * 100)))
    exact = without_noise(exact)
    if unit == PERCENT_UNIT and 0 < exact < 1:
        return Reading(plain(exact), problem=looks_like_a_share(cell, exact))
    return Reading(plain(exact))


def without_noise(exact):
    """A sum of a hundred tenths is 9.99999999999998: what binary arithmetic leaves behind is no digit.

    Only what lies within NOISE of a number of four decimals is taken for it; all else stays as written.
    """
    near = exact.quantize(STEP)
    return near if abs(exact - near) <= NOISE + abs(exact) * RELATIVE_NOISE else exact


def looks_like_a_share(cell, exact):
    """A warning, because 0,4 % can be true: the value stands as it was written."""
    readings = {"is": vietnamese_number(exact), "meant": vietnamese_number(exact * 100)}
    return cell.problem(
        "looks_like_share",
        _("Ô ghi %(is)s, được hiểu là %(is)s%%.") % readings,
        _("Nếu tỷ lệ là %(meant)s%% thì nhập %(meant)s.") % readings,
        WARNING,
    )


def from_text(cell, unit, is_count):
    text = tidy(cell.value)
    if NUMBER.fullmatch(text):
        return parsed(cell, text, is_count)
    word = word_of(text)
    if word in NOTHING_WORDS or word == "khong" or NOTHING_AROSE.fullmatch(word):
        return NOTHING_READING
    # The dots of a form to be filled in are no word at all.
    if word in UNKNOWN_WORDS or not word.strip("… "):
        return wrong(
            cell,
            "no_figure",
            _("“%s” không phải số.") % clipped(cell.value),
            _("Để trống ô và ghi lý do vào cột Ghi chú; không phát sinh thì ghi “-”, bằng không thì ghi 0."),
        )
    text, has_percent = without_unit(text, unit)
    if has_percent and unit != PERCENT_UNIT:
        return percent_for_count(cell, unit)
    return parsed(cell, text, is_count)


def parsed(cell, text, is_count):
    found = NUMBER.fullmatch(text) if len(text) <= LONGEST_NUMBER else None
    if found is None:
        return not_a_number(cell, text, is_count)
    try:
        value = decimal_of(found[2].strip(), is_count)
    except Unclear as error:
        return unclear(cell, error.readings)
    if value is None:
        return not_a_number(cell, text, is_count)
    if len(value.as_tuple().digits) > MOST_FIGURES or abs(value) >= 10**MOST_FIGURES:
        return too_long(cell)
    return Reading(plain(-value if found[1] == "-" else value))


def tidy(text):
    """Full-width figures and all kinds of dashes and spaces as usual, without the leading apostrophe."""
    if not text.isascii():
        text = SPACES.sub(" ", text.translate(USUAL | UNSEEN))
    return " ".join(text.split()).lstrip("'’‘`").strip()


def without_unit(text, unit):
    """(text without the unit behind the number, whether a percent sign was there)."""
    if text.endswith("%"):
        return text[:-1].rstrip(), True
    number = re.match(r"[+-]? ?[0-9., ]+", text)
    tail = text[number.end() :] if number else ""
    if tail and names_unit(tail, unit):
        return text[: number.end()].rstrip(), False
    return text, False


def names_unit(tail, unit):
    """“hồ sơ” names what is counted in “số hồ sơ nộp trực tuyến”, as people shorten it."""
    word = word_of(tail)
    if word and word == ("phan tram" if unit == PERCENT_UNIT else word_of(unit)):
        return True
    # Shortened, the marks count: “hộ” is not the beginning of “hồ sơ”.
    short, whole = as_written(tail), as_written(unit)
    return short != "" and any(
        f"{name} ".startswith(f"{short} ") for name in (whole, whole.removeprefix("số "))
    )


def as_written(text):
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
