"""Cells as values: every function gives a Reading, and no content of a cell raises anything.

reading = to_number(cell, unit="%")
if reading.is_wrong: … reading.problem          # a Problem with sheet, address, sentence, suggestion
elif reading.is_blank: …                        # nothing was written
elif reading.is_nothing_arising: …              # “-”, “không phát sinh”: not zero, not blank
else: reading.value                             # and reading.problem, if set, is a warning
"""

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from cds_portal.text import day_text, fold, vietnamese_number, without_controls
from districts.imports.dates import to_date
from districts.imports.number_words import clipped
from districts.imports.numerals import to_number
from districts.imports.reading import (
    BLANK_READING,
    DASHES,
    NOTHING_READING,
    NOTHING_WORDS,
    Reading,
    unreadable,
    word_of,
    wrong,
)
from districts.imports.sheet import duration_text

__all__ = ["same_words", "to_date", "to_number", "to_text", "to_yes_no", "words_of"]

YES = {"co", "x", "v", "✓", "✔", "☑", "1", "da", "roi", "da co", "co roi", "dung", "yes", "true"}
NO = {"khong", "ko", "k", "0", "chua", "khong co", "chua co", "sai", "no", "false", "☐"}
WORD = re.compile(r"[^\W_]+|%")
SPACES = re.compile(r"\s+")
INVISIBLE = ("Cf", "Cc", "Cn")


def to_yes_no(cell):
    """Reading of True or False: có, x, 1, đã / không, 0, chưa. “Không có” is no, “-” is nothing arising."""
    if reading := unreadable(cell):
        return reading
    if isinstance(cell.value, bool):
        return Reading(cell.value)
    word = word_of(cell.text)
    if word in YES:
        return Reading(True)
    if word in NO:
        return Reading(False)
    if word in NOTHING_WORDS:
        return NOTHING_READING
    return wrong(
        cell,
        "not_yes_no",
        _("“%s” không phải “có” hoặc “không”.") % clipped(cell.text),
        _("Chỉ ghi có hoặc không; số, ngày văn bản ghi vào cột Ghi chú."),
    )


def to_text(cell, *, max_length=2_000):
    """Reading of clean text: NFC, tone marks where the writer put them, no controls or invisible signs."""
    if reading := unreadable(cell):
        return reading
    text = clean(as_text(cell.value))
    if len(text) > max_length:
        return wrong(
            cell,
            "too_long",
            _("Nội dung dài %(is)s ký tự, giới hạn là %(limit)s.") % {"is": len(text), "limit": max_length},
            _("Viết gọn lại, phần chi tiết gửi kèm ở mục minh chứng."),
        )
    return Reading(text) if text else BLANK_READING


def as_text(value):
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, date):
        return day_text(value)
    if isinstance(value, timedelta):
        return duration_text(value)
    if isinstance(value, float):
        return bare_number(value)
    return str(value)


def content_of(cell):
    """What stands in the cell as its writer sees it: 13/9/2023 and 1,5, not 2023-09-13 and 1.5."""
    if cell.error or cell.is_uncached:
        return cell.error or _("công thức")
    is_plain = cell.value is None or isinstance(cell.value, str)
    return cell.text if is_plain else str(as_text(cell.value))


def bare_number(value):
    # A number in a text column is most often a year or a number of a paper: no thousands dots.
    digits = f"{value:.15g}"
    return vietnamese_number(Decimal(digits)).replace(".", "") if abs(value) < 1e15 else digits


def clean(text):
    lines = unicodedata.normalize("NFC", without_controls(text)).splitlines()
    return "\n".join(clean_line(line) for line in lines).strip()


def clean_line(line):
    visible = "".join(char for char in SPACES.sub(" ", line) if unicodedata.category(char) not in INVISIBLE)
    return visible.strip()


def words_of(text):
    """What two writings of one heading or name have in common: folded words without the signs between them.

    “NT1 – Tử số” and “nt1 - tử  số” give the same. So do xã Mỹ Hoà and xã Mỹ Hòa, but also Mỹ Hoa: where
    names differ by their accents only, the exact one goes first.
    """
    return " ".join(WORD.findall(fold(text.translate(DASHES))))


def same_words(first, second):
    return words_of(first) == words_of(second)
