"""How numbers, dates and ordinals are written in official papers (Nghị định 30/2020/NĐ-CP)."""

from datetime import datetime
from decimal import ROUND_HALF_UP

from django.utils import timezone

from cds_portal.text import vietnamese_number

LETTERS = [
    "a",
    "b",
    "c",
    "d",
    "đ",
    "e",
    "g",
    "h",
    "i",
    "k",
    "l",
    "m",
    "n",
    "o",
    "p",
    "q",
    "r",
    "s",
    "t",
    "u",
    "v",
    "x",
    "y",
]
ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
BLANK = "\u00a0" * 6


def vietnamese_letter(position):
    """1 → a, 5 → đ; after the last letter it goes on with aa, ab …"""
    rounds, index = divmod(position - 1, len(LETTERS))
    return (vietnamese_letter(rounds) if rounds else "") + LETTERS[index]


def roman(number):
    text = ""
    for value, letters in ROMAN:
        while number >= value:
            text, number = text + letters, number - value
    return text


def two_digits(text):
    """Numbers under ten are written 01 … 09, also with a suffix such as 5a."""
    text = str(text).strip()
    return f"0{text}" if text[:1].isdigit() and not text[1:2].isdigit() and text[0] != "0" else text


def long_date(day):
    """ngày 05 tháng 02 năm 2026: days under ten and months 1, 2 take a zero; None leaves blanks."""
    if day is None:
        return f"ngày{BLANK}tháng{BLANK}năm{BLANK}"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def short_date(day):
    """22/09/2023; of a moment, its day in Vietnam."""
    day = timezone.localtime(day) if isinstance(day, datetime) else day
    return f"{day:%d/%m/%Y}"


def full_name(name):
    """As Kính gửi writes a body: “UBND xã Mai Phụ” → “Ủy ban nhân dân xã Mai Phụ”."""
    for short, full in (("UBND ", "Ủy ban nhân dân "), ("HĐND ", "Hội đồng nhân dân ")):
        if name.startswith(short):
            return full + name.removeprefix(short)
    return name


def number_text(value, decimals=None):
    """1.234,5, a half rounded up; without `decimals` at most four places. Words stay as they are."""
    if isinstance(value, str):
        return value
    return vietnamese_number(value, decimals, most=4, rounding=ROUND_HALF_UP)
