"""Charts: sound for any numbers, escaped, no style, gaps seen, labels apart, the same words in the table."""

import math
import re

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from cds_portal import charts, gallery_charts
from cds_portal.charts.measure import text_width
from cds_portal.charts.numbers import number_text
from tests.charts.shapes import SVG, outside, overlaps, parse, texts

NUMBERS = st.one_of(
    st.none(),
    st.integers(-(10**15), 10**15),
    st.decimals(-(10**14), 10**14, places=4),
    st.floats(allow_nan=True, allow_infinity=True),
)
VALUES = st.lists(NUMBERS, max_size=14)
LABELS = st.text(max_size=60)
WIDTHS = st.sampled_from([300, 420, 560, 640])
QUARTERS = ("QI", "QII", "QIII", "QIV")


def periods_of(values):
    return [f"Quý {number}" for number in range(len(values))]


@given(VALUES, NUMBERS, LABELS, WIDTHS)
def test_trend_of_any_values_stays_in_its_picture(values, target, label, width):
    series = (charts.Series(label, tuple(values)), charts.Series("Toàn tỉnh", tuple(reversed(values))))
    svg = charts.trend(label, periods_of(values), series, name="a", target=target, unit="%", width=width)
    assert outside(svg) == []


@given(VALUES, NUMBERS, LABELS, WIDTHS)
def test_bars_of_any_values_stay_in_their_picture(values, target, label, width):
    items = [charts.Bar(f"{label} {place}", value) for place, value in enumerate(values)]
    assert outside(charts.bars(label, items, name="a", target=target, unit="%", width=width)) == []


@given(VALUES, NUMBERS)
def test_sparkline_of_any_values_stays_in_its_picture(values, target):
    assert outside(charts.sparkline("Tỷ lệ", periods_of(values), values, name="a", target=target)) == []


@given(st.lists(st.one_of(st.none(), st.floats(min_value=0)), max_size=5), LABELS, WIDTHS)
def test_stacked_bar_of_any_amounts_stays_in_its_picture(values, label, width):
    parts = [f"Phần {place}" for place in range(len(values))]
    svg = charts.stacked_bar("Gửi", parts, [charts.Stack(label, tuple(values))] * 2, name="a", width=width)
    assert outside(svg) == []


@given(VALUES, LABELS, WIDTHS)
def test_heat_of_any_values_stays_in_its_picture(values, label, width):
    cells = [charts.HeatCell(number_text(value), value, label=label) for value in values]
    grid = charts.heat_grid(label, periods_of(values), [(label, cells)] * 2, name="a", width=width)
    assert outside(grid) == []
    assert outside(charts.heat_tiles(label, cells, name="b", width=width)) == []


HOSTILE = """<script>alert("1")</script> & ' ]]>\x00\x1b"""


@pytest.mark.parametrize(
    "draw",
    [
        lambda words: charts.trend(words, [words], [charts.Series(words, (1,))], name="a"),
        lambda words: charts.bars(words, [charts.Bar(words, 1)], name="a"),
        lambda words: charts.stacked_bar(words, [words], [charts.Stack(words, (1,))], name="a"),
        lambda words: charts.sparkline(words, [words], [1], name="a"),
        lambda words: charts.heat_grid(words, [words], [(words, [charts.HeatCell(words)])], name="a"),
        lambda words: charts.heat_tiles(words, [charts.HeatCell(words, label=words)], name="a"),
    ],
)
def test_labels_are_escaped(draw):
    svg = draw(HOSTILE)
    root = parse(svg)
    assert [element.tag for element in root.iter() if element.tag == f"{SVG}script"] == []
    assert root.find(f"{SVG}title").text == """<script>alert("1")</script> & ' ]]>"""


@pytest.mark.parametrize("example", gallery_charts.examples()["charts"], ids=lambda one: one["title"])
@pytest.mark.parametrize("size", ["svg", "narrow"])
def test_picture_is_one_image_with_name_and_words_and_no_style(example, size):
    root = parse(example[size])
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert (root.get("role"), root.get("aria-labelledby").split()) == ("img", ids)
    assert root.find(f"{SVG}title").text and root.find(f"{SVG}desc").text
    assert re.findall(r"\sstyle=|<style|\son\w+=", example[size]) == []


@pytest.mark.parametrize("example", gallery_charts.examples()["charts"], ids=lambda one: one["title"])
@pytest.mark.parametrize("size", ["svg", "narrow"])
def test_no_two_texts_of_a_picture_touch(example, size):
    factor = charts.PAPER.factor if "Liberation" in example[size] else 1
    assert overlaps(example[size], lambda text, px: text_width(text, px, factor)) == []


def test_ids_of_a_page_of_charts_are_all_different():
    examples = gallery_charts.examples()
    page = "".join(one["svg"] + one["narrow"] for one in examples["charts"])
    page += "".join(svg for _title, svg in examples["sparklines"])
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == 2 * (2 * len(examples["charts"]) + len(examples["sparklines"]))


def lines(svg):
    return [element.get("points").count(",") for element in parse(svg).iter(f"{SVG}polyline")]


def test_missing_period_breaks_the_line_and_is_marked():
    whole = charts.trend("T", QUARTERS, [charts.Series("Xã", (1, 2, 3, 4))], name="a")
    broken = charts.trend("T", QUARTERS, [charts.Series("Xã", (1, 2, None, 4))], name="a")
    assert (lines(whole), lines(broken)) == ([4], [2])
    assert (texts(whole).count("?"), texts(broken).count("?")) == (0, 1)
    assert "QIII chưa có số liệu" in parse(broken).find(f"{SVG}desc").text


def test_series_differ_by_dash_and_mark_not_only_by_colour():
    series = [charts.Series(f"S{n}", (n, n + 1)) for n in range(4)]
    root = parse(charts.trend("T", ("QI", "QII"), series, name="a"))
    dashes = [element.get("stroke-dasharray") for element in root.iter(f"{SVG}polyline")]
    assert sorted(dashes, key=str) == ["10 3 2 3", "2 3", "7 4", None]


def test_counts_have_an_axis_without_halves():
    series = [charts.Series("Trạm", (22, 24))]
    svg = charts.trend("T", ("QI", "QII"), series, name="a", is_whole=True)
    assert texts(svg) == ["22", "23", "24", "QII", "QI", "Trạm 24"]


def test_target_of_each_year_is_a_step_of_its_own():
    svg = charts.trend("T", QUARTERS, [charts.Series("Xã", (1, 2, 3, 4))], name="a", target=[5, 5, 9, 9])
    steps = [e for e in parse(svg).iter(f"{SVG}line") if e.get("stroke-dasharray") == "1.5 4"]
    assert [float(step.get("y1")) for step in steps] == sorted(
        (float(step.get("y1")) for step in steps), reverse=True
    )
    assert len({step.get("y1") for step in steps}) == 2


def test_trend_refuses_five_series_and_a_series_of_another_length():
    with pytest.raises(ValueError, match="4 series at most"):
        charts.trend("T", ("QI",), [charts.Series("S", (1,))] * 5, name="a")
    with pytest.raises(ValueError, match="S: 2 values for 1 periods"):
        charts.trend("T", ("QI",), [charts.Series("S", (1, 2))], name="a")


def test_bars_stand_longest_first_and_the_missing_last():
    items = [charts.Bar("A", 5), charts.Bar("B", None), charts.Bar("C", 9), charts.Bar("D", 0)]
    svg = charts.bars("T", items, name="a", unit="%")
    assert texts(svg) == ["C", "9%", "A", "5%", "D", "0%", "B", "chưa có số liệu"]


def test_pieces_of_a_stacked_bar_are_as_wide_as_their_share():
    svg = charts.stacked_bar("T", ("Đúng hạn", "Chậm"), [charts.Stack("", (75, 25))], name="a", width=400)
    pieces = [float(e.get("width")) for e in parse(svg).iter(f"{SVG}rect") if e.get("height") == "26"]
    assert pieces == [300, 100]


def test_stacked_bar_refuses_negative_and_six_parts():
    with pytest.raises(ValueError, match="not negative"):
        charts.stacked_bar("T", ("A",), [charts.Stack("", (-1,))], name="a")
    with pytest.raises(ValueError, match="5 parts at most"):
        charts.stacked_bar("T", "ABCDEF", [], name="a")


def test_name_that_makes_no_id_is_refused():
    with pytest.raises(ValueError, match="not a name"):
        charts.bars("T", [], name='a"b')


@pytest.mark.parametrize(
    ("share", "step"), [(None, None), (-1, 1), (0, 1), (0.19, 1), (0.2, 2), (0.79, 4), (0.8, 5), (3, 5)]
)
def test_heat_step_is_a_fifth(share, step):
    assert charts.heat_step(share) == step


def test_ink_of_a_heat_cell_is_white_only_on_the_darkest():
    cells = [charts.HeatCell(str(n), n / 5) for n in range(5)]
    root = parse(charts.heat_tiles("T", cells, name="a"))
    fills = [element.get("fill") for element in root.iter(f"{SVG}text")][:5]
    assert fills == [charts.PAGE.ink] * 4 + [charts.PAGE.paper]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (math.nan, ""),
        (0, "0%"),
        (-0.0, "0%"),
        (81.25, "81,2%"),
        (0.05, "0,05%"),
        (1234.5, "1.234%"),
        (1_250_000, "1,2 triệu%"),
        (-3_400_000_000, "-3,4 tỷ%"),
        (1.5e20, "1,5×10^20%"),
    ],
)
def test_numbers_are_written_the_vietnamese_way(value, text):
    assert number_text(value, "%") == text


def test_unit_that_is_a_word_stands_apart():
    assert number_text(12, "điểm") == "12 điểm"


def test_table_says_what_the_picture_says():
    series = [charts.Series("Xã", (1.5, None)), charts.Series("Tỉnh", (2, 3))]
    table = charts.series_table("Kỳ", ("QI", "QII"), series, "%")
    assert table == charts.ChartTable(("Kỳ", "Xã", "Tỉnh"), (("QI", ("1,5%", "2%")), ("QII", ("", "3%"))))


def test_component_shows_wide_and_narrow_picture_and_the_table_behind():
    context = {
        "title": "Tỷ lệ & <b>",
        "svg": charts.bars("T", [charts.Bar("A", 1)], name="a"),
        "narrow": charts.bars("T", [charts.Bar("A", 1)], name="b", width=300),
        "table": charts.bar_table("Đơn vị", "%", [charts.Bar("A <i>", None)], "%"),
    }
    page = render_to_string("components/chart.html", context)
    assert page.count("<svg") == 2
    assert 'class="chart chart-two"' in page
    assert "Tỷ lệ &amp; &lt;b&gt;" in page
    assert '<th scope="row">A &lt;i&gt;</th><td class="number">–</td>' in page
