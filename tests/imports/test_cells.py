import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from districts.imports.cells import same_words, to_date, to_number, to_text, to_yes_no
from districts.imports.problems import Problem
from districts.imports.reading import Reading
from districts.imports.sheet import Cell
from districts.imports.workbook_parts import ERROR, FORMULA, PERCENT, UNCACHED

D = Decimal
COUNT, SHARE, HOURS = "người", "%", "giờ"


def cell(value, flags=0, **details):
    return Cell("Số liệu", 5, 7, value, flags, **details)


def number(value, unit=COUNT, flags=0):
    reading = to_number(cell(value, flags), unit=unit)
    return reading.problem.code if reading.is_wrong else reading.value


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("45,6", SHARE, D("45.6")),
        ("45.6", SHARE, D("45.6")),
        ("1.5", COUNT, D("1.5")),
        ("1.234", COUNT, D(1234)),
        ("999.000", COUNT, D(999000)),
        ("1.234", SHARE, "ambiguous_number"),
        ("1.234", HOURS, "ambiguous_number"),
        ("1,234", COUNT, "ambiguous_number"),
        ("1,234", SHARE, D("1.234")),
        ("1,234", HOURS, D("1.234")),
        ("0.456", COUNT, D("0.456")),
        ("0,456", COUNT, D("0.456")),
        ("1.234,5", COUNT, D("1234.5")),
        ("1,234.5", COUNT, D("1234.5")),
        ("1.234,567", COUNT, D("1234.567")),
        ("1,234.567", COUNT, D("1234.567")),
        ("1.234.567", SHARE, D(1234567)),
        ("1,234,567", COUNT, D(1234567)),
        ("1234.567", COUNT, D("1234.567")),
        ("1 234", COUNT, D(1234)),
        ("1\u00a0234\u202f567,8", COUNT, D("1234567.8")),
        ("1 234.567", COUNT, "ambiguous_number"),
        ("  45 , 6 ", SHARE, D("45.6")),
        ("'45", COUNT, D(45)),
        ("４５，６", SHARE, D("45.6")),
        ("-5", COUNT, D(-5)),
        ("− 5,5", HOURS, D("-5.5")),
        ("+5", COUNT, D(5)),
        (",5", SHARE, D("0.5")),
        ("007", COUNT, D(7)),
        ("-0", COUNT, D(0)),
        ("45,6%", SHARE, D("45.6")),
        ("45,6\u00a0％", SHARE, D("45.6")),
        ("45,6 phần trăm", SHARE, D("45.6")),
        ("45%", COUNT, "unit_mismatch"),
        ("12 người", COUNT, D(12)),
        ("12 NGƯỜI.", COUNT, D(12)),
        ("12 điểm", COUNT, "not_number"),
        ("123456789012345", COUNT, D(123456789012345)),
        ("1234567890123456", COUNT, "too_many_figures"),
        ("0,1234567890123456", SHARE, "too_many_figures"),
        ("1" * 400, COUNT, "not_number"),
        ("1.23.456", COUNT, "not_number"),
        ("1,2,3", COUNT, "not_number"),
        ("1.234,", COUNT, "not_number"),
        ("012.345", COUNT, "not_number"),
        ("12 34", COUNT, "not_number"),
        ("5.", COUNT, "not_number"),
        ("5-6", COUNT, "not_number"),
        ("150/200", SHARE, "not_number"),
        ("(5)", COUNT, "not_number"),
        ("1e3", COUNT, "not_number"),
        ("inf", COUNT, "not_number"),
        ("NaN", COUNT, "not_number"),
        ("½", COUNT, "not_number"),
        ("5²", COUNT, "not_number"),
        ("٥", COUNT, "not_number"),
        ("≥80", SHARE, "not_number"),
        ("chưa thống kê", COUNT, "no_figure"),
        ("N/A", COUNT, "no_figure"),
    ],
)
def test_number_in_text(text, unit, expected):
    assert number(text, unit) == expected


@pytest.mark.parametrize(
    ("value", "unit", "flags", "expected"),
    [
        (1234.0, COUNT, 0, D(1234)),
        (45.6, SHARE, 0, D("45.6")),
        (0.456, SHARE, PERCENT, D("45.6")),
        (45.6 / 100, SHARE, PERCENT, D("45.6")),
        (1.0, SHARE, PERCENT, D(100)),
        (0.1 + 0.2, HOURS, 0, D("0.3")),
        (1e3, COUNT, 0, D(1000)),
        (-3.0, COUNT, 0, D(-3)),
        (0.5, COUNT, PERCENT, "unit_mismatch"),
        (1e15, COUNT, 0, "too_many_figures"),
        (float("inf"), COUNT, 0, "too_many_figures"),
        (float("nan"), COUNT, 0, "too_many_figures"),
        (True, COUNT, 0, "not_number"),
        (date(2023, 5, 1), COUNT, 0, "date_for_number"),
        (datetime(2023, 5, 1, 8), COUNT, 0, "date_for_number"),
        (time(8, 30), COUNT, 0, "date_for_number"),
        (timedelta(hours=30), HOURS, 0, "date_for_number"),
        (0.0, COUNT, FORMULA | UNCACHED, "formula_uncached"),
    ],
)
def test_number_in_a_cell(value, unit, flags, expected):
    assert number(value, unit, flags) == expected


def test_ambiguous_number_names_both_readings():
    problem = to_number(cell("1.234"), unit=SHARE).problem
    assert problem == Problem(
        "Số liệu",
        "G5",
        "ambiguous_number",
        "“1.234” đọc được hai cách: 1234 hoặc 1,234.",
        "Nhập lại thành số trong ô định dạng Số, ví dụ 1234 hoặc 1,234.",
    )


def test_blank_zero_and_nothing_arising_are_three_things():
    words = [None, "", " \u00a0\u200b", 0.0, "0", "-", "–", "Không phát sinh", "không có", "KHÔNG"]
    states = [to_number(cell(word), unit=COUNT).state for word in words]
    assert states == ["blank"] * 3 + ["value"] * 2 + ["nothing_arising"] * 5


def test_share_below_one_is_taken_with_a_warning():
    reading = to_number(cell(0.456), unit=SHARE)
    assert reading.value == D("0.456")
    assert (reading.problem.code, reading.problem.severity) == ("looks_like_share", "warning")
    assert reading.problem.message == "Ô ghi 0,456, được hiểu là 0,456%."
    assert reading.problem.suggestion == "Nếu tỷ lệ là 45,6% thì nhập 45,6."


def test_counted_fraction_is_taken_with_a_warning():
    reading = to_number(cell(1.234), unit=COUNT)
    assert reading.value == D("1.234")
    assert (reading.problem.code, reading.problem.severity) == ("not_whole", "warning")
    assert reading.problem.suggestion == "Có phải là 1.234?"
    assert to_number(cell(1.234), unit=COUNT, is_count=False).problem is None
    assert to_number(cell(1.234), unit=HOURS).problem is None


def test_error_cell_says_which_error():
    reading = to_number(cell(None, ERROR, error="#REF!"), unit=COUNT)
    assert (reading.problem.code, reading.problem.message) == ("error_cell", "Ô đang báo lỗi #REF!.")


def vietnamese(value):
    return f"{value:,f}".translate(str.maketrans(",.", ".,"))


FIGURES = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


@given(FIGURES)
def test_number_written_the_vietnamese_way_is_read_back_exactly(value):
    # With a comma and the points of thousands, in any unit.
    assert number(vietnamese(value), HOURS) == value
    assert number(f" {vietnamese(value)}\u00a0%", SHARE) == value


@given(st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1))
def test_count_written_the_vietnamese_way_is_read_back_exactly(value):
    assert number(f"{value:,}".replace(",", "."), COUNT) == value
    assert number(f"{value:,}".replace(",", "\u00a0"), COUNT) == value
    assert number(str(value), COUNT) == value


@given(st.decimals(min_value=0, max_value=100, places=1))
def test_percent_cell_is_read_back_exactly(value):
    assert number(float(value) / 100, SHARE, PERCENT) == value


@given(st.text(), st.sampled_from([COUNT, SHARE, HOURS, ""]))
@example("1" * 5000, COUNT)
@example("1." * 500, COUNT)
@example("9" * 15 + "," + "9" * 15, COUNT)
def test_no_text_raises(text, unit):
    for reading in (
        to_number(cell(text), unit=unit),
        to_yes_no(cell(text)),
        to_date(cell(text)),
        to_text(cell(text)),
    ):
        assert type(reading) is Reading
        assert reading.is_wrong == (reading.value is None and reading.problem is not None)


@given(st.text(alphabet="0123456789.,- %\u00a0", max_size=12), st.sampled_from([COUNT, SHARE, HOURS]))
def test_no_figures_raise_and_what_is_read_has_fifteen_figures(text, unit):
    reading = to_number(cell(text), unit=unit)
    if reading.value is not None:
        assert len(reading.value.as_tuple().digits) <= 15


ANY_VALUE = st.one_of(
    st.none(), st.booleans(), st.floats(), st.dates(), st.datetimes(), st.times(), st.timedeltas(), st.text()
)


@given(ANY_VALUE, st.integers(min_value=0, max_value=31), st.booleans())
def test_no_cell_raises(value, flags, date_1904):
    any_cell = cell(value, flags, error="#REF!" if flags & ERROR else "", date_1904=date_1904)
    for read in (to_yes_no, to_date, to_text, lambda it: to_number(it, unit=SHARE)):
        assert type(read(any_cell)) is Reading


@pytest.mark.parametrize("yes", ["có", "Có", "CÓ", "x", "X", "1", 1.0, True, "đã", "Đã có", "rồi", "có."])
def test_yes(yes):
    assert to_yes_no(cell(yes)).value is True


@pytest.mark.parametrize("no", ["không", "Không", "0", 0.0, False, "chưa", "chưa có", "không có", "ko"])
def test_no(no):
    assert to_yes_no(cell(no)).value is False


def test_decomposed_yes():
    assert to_yes_no(cell(unicodedata.normalize("NFD", "Có"))).value is True


@pytest.mark.parametrize(
    ("value", "state"),
    [(None, "blank"), ("-", "nothing_arising"), ("có lẽ", "wrong"), (2.0, "wrong"), ("12/KH-UBND", "wrong")],
)
def test_neither_yes_nor_no(value, state):
    assert to_yes_no(cell(value)).state == state


DAY = date(2023, 9, 13)


@pytest.mark.parametrize(
    "value",
    [
        "13/9/2023",
        "13-09-2023",
        "13.9.2023",
        " 13 / 9 / 2023 ",
        "2023-09-13",
        "2023-09-13T00:00:00",
        "ngày 13 tháng 9 năm 2023",
        unicodedata.normalize("NFD", "Ngày 13 tháng 09 năm 2023"),
        DAY,
        datetime(2023, 9, 13, 8, 30),
        45182.0,
    ],
)
def test_date(value):
    assert to_date(cell(value)).value == DAY


def test_day_number_of_the_1904_system():
    assert to_date(cell(43720.0, date_1904=True)).value == DAY


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("9/13/2023", "no_such_day"),
        ("31/2/2023", "no_such_day"),
        ("13/9/23", "not_date"),
        ("13/9", "not_date"),
        ("9/2023", "not_date"),
        ("45182", "not_date"),
        ("hôm qua", "not_date"),
        ("13/9/0023", "date_out_of_range"),
        (12.0, "not_date"),
        (45182.5, "not_date"),
        (time(8, 30), "not_date"),
        (True, "not_date"),
    ],
)
def test_no_date(value, code):
    assert to_date(cell(value)).problem.code == code


def test_month_first_date_suggests_the_day_first_one():
    assert to_date(cell("9/13/2023")).problem.suggestion == "Có phải là 13/9/2023? Ghi ngày trước, tháng sau."


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (unicodedata.normalize("NFD", "Đức Huệ"), "Đức Huệ"),
        ("hoà và hòa", "hoà và hòa"),
        ("  hai\u00a0  ba\tbốn ", "hai ba bốn"),
        ("dòng một\r\n dòng hai ", "dòng một\ndòng hai"),
        ("a\u202eb\u200bc\x07d", "abcd"),
        (2023.0, "2023"),
        (45.6, "45,6"),
        (True, "có"),
        (DAY, "13/9/2023"),
        (datetime(2023, 9, 13, 8), "13/9/2023"),
        (" \u200b ", None),
    ],
)
def test_text(value, expected):
    assert to_text(cell(value)).value == expected


def test_text_over_the_limit_is_refused():
    assert to_text(cell("a" * 11), max_length=11).value == "a" * 11
    assert to_text(cell("a" * 12), max_length=11).problem.code == "too_long"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Xã Mỹ Hoà", "XÃ MỸ HÒA"),
        ("thuỷ lợi", "thủy lợi"),
        ("NT1 – tử số", "nt1 - Tử  số"),
        ("Đơn vị tính", unicodedata.normalize("NFD", "đơn vị tính")),
        ("Giá\u00a0trị (%)", "Giá trị %"),
    ],
)
def test_same_words(first, second):
    assert same_words(first, second)


@pytest.mark.parametrize(
    ("first", "second"), [("NT1", "NT11"), ("Tử số", "Mẫu số"), ("Giá trị", "Giá trị (%)")]
)
def test_other_words(first, second):
    assert not same_words(first, second)
