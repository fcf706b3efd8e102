"""What is said of a cell that holds no number, and what people write around one that is read all the same."""

from decimal import Decimal

import pytest

from districts.imports.checks import read_figures
from districts.imports.numerals import to_number
from districts.imports.sheet import Cell
from districts.imports.staged import Typed
from districts.models import Indicator

D = Decimal


def read(text, unit="người", *, is_count=True):
    return to_number(Cell("Số liệu", 5, 7, text), unit=unit, is_count=is_count)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("khoảng 1.234", "Chỉ ghi số, ví dụ 1.234; phần chữ ghi vào cột Ghi chú."),
        ("12 hộ", "Chỉ ghi số, ví dụ 12; phần chữ ghi vào cột Ghi chú."),
        # None of these holds a number to be sure of: it is not for us to say which was meant.
        ("l2", "Chỉ ghi số, ví dụ 12; phần chữ ghi vào cột Ghi chú."),
        ("1e3", "Chỉ ghi số, ví dụ 12; phần chữ ghi vào cột Ghi chú."),
        ("1.234.56", "Chỉ ghi số, ví dụ 12; phần chữ ghi vào cột Ghi chú."),
        ("12’345", "Chỉ ghi số, ví dụ 12; phần chữ ghi vào cột Ghi chú."),
        ("90/98", "Mỗi ô chỉ ghi một số, ví dụ 12; phần còn lại ghi vào ô của nó hoặc cột Ghi chú."),
        ("5 (tăng 3)", "Mỗi ô chỉ ghi một số, ví dụ 12; phần còn lại ghi vào ô của nó hoặc cột Ghi chú."),
    ],
)
def test_advice_names_the_number_of_the_cell_only_where_there_is_no_doubt(text, advice):
    assert read(text).problem.suggestion == advice


def test_advice_for_what_is_measured_shows_a_decimal():
    assert read("nhanh", "giờ", is_count=False).problem.suggestion.startswith("Chỉ ghi số, ví dụ 45,6;")


@pytest.mark.parametrize("text", ["…", "...", "………", ". . . ."])
def test_dots_of_a_form_are_no_figure_and_no_nothing(text):
    assert read(text).problem.code == "no_figure"


@pytest.mark.parametrize(
    "text", ["Không phát sinh trong kỳ", "không phát sinh hồ sơ nào.", "KHÔNG PHÁT SINH"]
)
def test_nothing_arising_in_a_sentence(text):
    assert read(text).is_nothing_arising


def test_nothing_arising_beside_a_number_is_asked_about():
    assert read("không phát sinh mới, còn 3 hồ sơ").problem.code == "not_number"


@pytest.mark.parametrize("text", ["\u200e1.234\u200f", "\u202a1.234\u202c", "1\u00ad.234"])
def test_marks_that_turn_nothing_are_no_matter(text):
    assert read(text).value == D(1234)


def test_mark_that_turns_the_digits_round_is_named_and_not_printed_back():
    problem = read("\u202e21").problem
    assert problem.code == "hidden_sign"
    assert "\u202e" not in f"{problem.message}{problem.suggestion}"
    assert "\u202e" not in read("\u202eba người").problem.message


# The name of what is counted, behind the number


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("90 hồ sơ", "hồ sơ nộp trực tuyến"),
        ("90 hồ sơ nộp trực tuyến", "số hồ sơ nộp trực tuyến"),
        ("90 hồ sơ", "số hồ sơ nộp trực tuyến"),
        ("90 triệu", "triệu đồng"),
    ],
)
def test_number_with_what_it_counts(text, unit):
    assert read(text, unit).value == D(90)


@pytest.mark.parametrize(
    ("text", "unit"), [("90 ()", ""), ("90 hộ", "hồ sơ"), ("90 ho", "hồ sơ"), ("90 %", "hồ sơ")]
)
def test_number_with_something_else_is_refused(text, unit):
    assert read(text, unit).is_wrong


def test_parts_of_a_ratio_may_carry_their_names():
    indicator = Indicator(
        kind="ratio",
        code="CQ2",
        unit_name="%",
        numerator_name="hồ sơ nộp trực tuyến",
        denominator_name="hồ sơ",
    )
    typed = Typed(
        *(Cell("Số liệu", 8, 5 + place, text) for place, text in enumerate(["90 hồ sơ", "98 hồ sơ"]))
    )
    problems = []
    figures = read_figures(indicator, typed, problems)
    assert (figures.numerator, figures.denominator, problems) == (90, 98, [])
