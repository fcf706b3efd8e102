"""How numbers are written, once for screens, papers, charts and workbooks: 1.234,5."""

import re
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cds_portal.charts.numbers import number_text, scale_for, ticks
from cds_portal.templatetags.portal import vn_number
from cds_portal.text import vietnamese_number
from districts.figures import shown
from oversight.documents import wording

# No test may fail because the machine was busy.
unhurried = settings(deadline=None)
# A number as its figures and how many of them are decimals: 12345 and 2 is 123,45.
FIGURES, DECIMALS, PLACES = st.integers(-(10**18), 10**18), st.integers(0, 8), st.integers(0, 6)
WRITTEN = re.compile(r"-?[0-9]{1,3}(\.[0-9]{3})*(,[0-9]+)?")


def rounded(figures, decimals, places, *, half_up):
    """The figures with `places` decimals, by the arithmetic of whole numbers alone."""
    if places >= decimals:
        return figures * 10 ** (places - decimals)
    unit = 10 ** (decimals - places)
    kept, cut = divmod(abs(figures), unit)
    up = 2 * cut > unit or (2 * cut == unit and (half_up or kept % 2 == 1))
    return (kept + up) * (-1 if figures < 0 else 1)


def read_back(text):
    """(figures, decimals) of a written number."""
    whole, _comma, fraction = text.replace(".", "").partition(",")
    return int(whole + fraction), len(fraction)


@unhurried
@given(FIGURES, DECIMALS, PLACES, st.booleans())
def test_places_asked_for_are_written_and_rounded_as_told(figures, decimals, places, half_up):
    value = Decimal(figures).scaleb(-decimals)
    text = vietnamese_number(value, places, rounding=ROUND_HALF_UP if half_up else ROUND_HALF_EVEN)
    assert WRITTEN.fullmatch(text)
    assert read_back(text) == (rounded(figures, decimals, places, half_up=half_up), places)
    assert text.startswith("-") == (rounded(figures, decimals, places, half_up=half_up) < 0)


@unhurried
@given(FIGURES, DECIMALS, PLACES)
def test_at_most_so_many_decimals_and_no_idle_zero(figures, decimals, most):
    text = vietnamese_number(Decimal(figures).scaleb(-decimals), most=most)
    kept, places = read_back(text)
    assert WRITTEN.fullmatch(text)
    assert places <= most
    assert not ("," in text and text.endswith("0"))
    assert kept * 10 ** (most - places) == rounded(figures, decimals, most, half_up=False)


@unhurried
@given(FIGURES, DECIMALS)
def test_without_a_limit_all_that_it_has_is_written(figures, decimals):
    kept, places = read_back(vietnamese_number(Decimal(figures).scaleb(-decimals)))
    assert kept * 10**decimals == figures * 10**places


@unhurried
@given(st.integers(1, 10**6), st.integers(3, 30))
def test_decimal_with_an_exponent_is_written_out(figures, exponent):
    expected = f"{figures * 10**exponent:,}".replace(",", ".")
    assert vietnamese_number(Decimal(figures).scaleb(exponent)) == expected


@pytest.mark.parametrize(
    ("value", "given", "text"),
    [
        (None, {}, ""),
        (None, {"places": 2}, ""),
        (0, {}, "0"),
        (7, {"places": 1}, "7,0"),
        (True, {}, "1"),
        (1234.5, {}, "1.234,5"),
        (0.1 + 0.2, {"most": 4}, "0,3"),
        ("1234.50", {}, "1.234,5"),
        (Decimal("-0.004"), {"most": 2}, "0"),
        (Decimal("-0.04"), {"places": 1}, "0,0"),
        (Decimal("1E+3"), {}, "1.000"),
        (Decimal("51.25"), {"places": 1}, "51,2"),
        (Decimal("51.25"), {"places": 1, "rounding": ROUND_HALF_UP}, "51,3"),
        (123456789012345678901234567890125, {"places": 1}, "123.456.789.012.345.678.901.234.567.890.125,0"),
    ],
)
def test_vietnamese_number(value, given, text):
    assert vietnamese_number(value, **given) == text


# Each edge has its own rule of rounding.


@pytest.mark.parametrize(
    ("value", "screen", "figure", "paper", "chart"),
    [
        (0, "0", "0", "0", "0"),
        (1000, "1.000", "1.000", "1.000", "1.000"),
        (1234.5, "1.234,5", "1.234,5", "1.234,5", "1.234"),
        (81.25, "81,25", "81,25", "81,25", "81,2"),
        (0.125, "0,12", "0,125", "0,125", "0,1"),
        (0.0625, "0,06", "0,0625", "0,0625", "0,06"),
        (0.00125, "0", "0,0012", "0,0013", "0"),
        (-2.675, "-2,68", "-2,675", "-2,675", "-2,7"),
        (1_250_000, "1.250.000", "1.250.000", "1.250.000", "1,2 triệu"),
    ],
)
def test_one_number_on_each_edge(value, screen, figure, paper, chart):
    assert vn_number(value) == screen
    assert shown(Decimal(str(value))) == figure
    assert wording.number_text(value) == paper
    assert number_text(value) == chart


def test_neighbours_on_a_fine_scale_do_not_read_alike():
    assert [text for _value, text in ticks(scale_for([0, 0.008], 0, 100))] == [
        *("0", "0,002", "0,004", "0,006", "0,008"),
    ]
