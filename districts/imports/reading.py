"""What became of one cell: a value, nothing, the mark “không phát sinh”, or a problem in words."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from cds_portal.text import fold
from districts.imports.problems import Problem

VALUE, BLANK, NOTHING_ARISING, WRONG = "value", "blank", "nothing_arising", "wrong"

# Kept apart from 0 and from blank: the person says that there was nothing to count.
NOTHING_WORDS = {"-", "--", "---", "không có", "không phát sinh", "k phát sinh", "kps"}
NOTHING_WORDS = {fold(word) for word in NOTHING_WORDS}
UNKNOWN_WORDS = {
    "chưa có số liệu",
    "không có số liệu",
    "chưa có",
    "chưa thống kê",
    "chưa tổng hợp",
    "n/a",
    "na",
}
UNKNOWN_WORDS = {fold(word) for word in UNKNOWN_WORDS}
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")


class Reading(NamedTuple):
    """`problem` stands with state WRONG, or as a warning beside a value. A tuple for speed, as Cell is."""

    value: object = None
    state: str = VALUE
    problem: Problem | None = None

    @property
    def is_wrong(self):
        return self.state == WRONG

    @property
    def is_blank(self):
        return self.state == BLANK

    @property
    def is_nothing_arising(self):
        return self.state == NOTHING_ARISING


BLANK_READING = Reading(None, BLANK)
NOTHING_READING = Reading(None, NOTHING_ARISING)


def wrong(cell, code, message, suggestion=""):
    return Reading(None, WRONG, cell.problem(code, message, suggestion))


def unreadable(cell):
    """The Reading of a cell that holds no value whatever is wanted of it; None when there is one to read."""
    if cell.error:
        return wrong(
            cell,
            "error_cell",
            _("Ô đang báo lỗi %(error)s.") % {"error": cell.error},
            _("Sửa công thức hoặc nhập thẳng giá trị vào ô."),
        )
    if cell.is_uncached:
        return wrong(
            cell,
            "formula_uncached",
            _("Công thức trong ô chưa được tính nên không có kết quả."),
            _("Mở tệp bằng Excel hoặc LibreOffice, lưu lại; hoặc nhập thẳng giá trị vào ô."),
        )
    return BLANK_READING if cell.is_blank else None


def word_of(text):
    """The text folded, dashes alike, without the dots and brackets around it: what word lists compare."""
    return fold(text.translate(DASHES)).strip(" .!()[]'\"")
