"""What is said of a cell that holds no number to be sure of."""

import re

from django.utils.translation import gettext as _

from cds_portal.text import vietnamese_number
from districts.imports.decimal_text import Unclear, decimal_of
from districts.imports.reading import wrong

LONGEST_EXAMPLE = 20
# What copying from a chat leaves around a number: marks that turn nothing round, and the soft hyphen.
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u061c\u200e\u200f\u202a\u202c\u2066\u2068\u2069"))
# These turn the digits round: what is seen is another number. Never read, and never printed back.
TURNING = dict.fromkeys(map(ord, "\u202b\u202d\u202e\u2067"))


def clipped(text, length=40):
    text = " ".join(text.translate(UNSEEN | TURNING).split())
    return text if len(text) <= length else f"{text[:length]}…"


def unclear(cell, readings):
    first, second = readings
    return wrong(
        cell,
        "ambiguous_number",
        _("“%(text)s” đọc được hai cách: %(first)s hoặc %(second)s.")
        % {"text": clipped(cell.value), "first": f"{first:f}", "second": f"{second:f}".replace(".", ",")},
        _("Nhập lại thành số trong ô định dạng Số, ví dụ %(first)s hoặc %(second)s.")
        % {"first": f"{first:f}", "second": vietnamese_number(second)},
    )


def not_a_number(cell, text, is_count):
    if any(ord(char) in TURNING for char in text):
        message = _("Ô có ký tự ẩn làm đảo chiều chữ số nên không đọc được.")
        return wrong(cell, "hidden_sign", message, _("Xóa nội dung ô rồi gõ lại số."))
    advice = _("Chỉ ghi số, ví dụ %s; phần chữ ghi vào cột Ghi chú.")
    found = ONE_OF_MANY.findall(text)
    if len(found) > 1:
        advice = _("Mỗi ô chỉ ghi một số, ví dụ %s; phần còn lại ghi vào ô của nó hoặc cột Ghi chú.")
    message = _("“%s” không phải số.") % clipped(cell.value)
    return wrong(cell, "not_number", message, advice % example(text, found, is_count))


# A number by itself, not the 2 of “l2” or the 1 of “1e3”.
ONE_OF_MANY = re.compile(r"(?<![\w.,'’])[0-9]+(?:[.,][0-9]+)*(?![\w'’]|[.,][0-9])")


def example(text, found, is_count):
    """The one number that stands in the cell; where there is none to be sure of, just any."""
    if len(found) == 1 and len(found[0]) <= LONGEST_EXAMPLE:
        try:
            if decimal_of(found[0], is_count) is not None:
                return found[0]
        except Unclear:
            pass
    return "12" if is_count else "45,6"


def percent_for_count(cell, unit):
    return wrong(
        cell,
        "unit_mismatch",
        _("Chỉ tiêu này tính bằng %(unit)s, nhưng ô ghi tỷ lệ %%.") % {"unit": unit or _("số lượng")},
        _("Ghi số theo đơn vị tính, bỏ dấu phần trăm và đặt định dạng ô là Số."),
    )


def too_long(cell):
    return wrong(
        cell,
        "too_many_figures",
        _("Số quá dài: bảng tính chỉ giữ đúng 15 chữ số."),
        _("Kiểm tra lại số và đơn vị tính."),
    )
