"""Every workbook of the corpus with what must come of it.

The dirt itself is written down in dirt.py and hostile.py; the files were made by make_corpus.py with
LibreOffice, openpyxl and XlsxWriter, and are read here without any of them.
"""

from decimal import Decimal
from typing import NamedTuple

import pytest

from districts.imports.reader import open_workbook
from districts.imports.refusals import WorkbookRefused
from tests.imports.books import COMMUNES, CONSOLIDATED, DUE_IN_QUARTER, DUE_IN_YEAR, figures
from tests.imports.dirt import DIRT
from tests.imports.hostile import HOSTILE, bomb, many_parts, sheet_bomb
from tests.imports.reading_table import CORPUS, read_many_bodies, read_one_body

D = Decimal


class Expected(NamedTuple):
    """Problems (code, address); the values that differ from the clean workbook (None: not there);
    the rows whose value is marked “không phát sinh”."""

    problems: list = []
    values: dict = {}
    nothing: str = ""


def values(**by_code):
    return {(code, "value"): value for code, value in by_code.items()}


def shares(codes):
    """456 of 1000 are 45,6 %."""
    figures = {"numerator": D(456), "denominator": D(1000), "value": D("45.6")}
    return {(code, key): value for code in codes.split() for key, value in figures.items()}


def notes(**by_code):
    return {(code, "note"): note for code, note in by_code.items()}


AS_CLEAN = Expected()
NO_VALUES = {(indicator.code, "value"): None for indicator in DUE_IN_QUARTER}
NO_DENOMINATORS = {(indicator.code, "denominator"): None for indicator in DUE_IN_QUARTER}

ONE_BODY = {
    "clean": AS_CLEAN,
    "clean_commune": AS_CLEAN,
    "resaved": AS_CLEAN,
    "decomposed": Expected(values=notes(NT1="Đã hoàn thành ở thị trấn")),
    "merged_headings": AS_CLEAN,
    "empty_rows_and_columns": AS_CLEAN,
    "renamed_sheet": AS_CLEAN,
    "numbered_columns": AS_CLEAN,
    "hidden_rows_and_columns": AS_CLEAN,
    "decimal_commas": Expected(values=shares("NT1 TC3 TC4 HT1")),
    "thousands": Expected(
        # “1.234,5” hồ sơ: read, with a warning that half a file is odd.
        [("not_whole", "E8")],
        values(NT3=D(1234), HT8b=D(1234567), NT1=D(50), TC3=D(50), TC4=D(50))
        | {
            ("NT1", "numerator"): D(1000),
            ("NT1", "denominator"): D(2000),
            ("TC3", "numerator"): D(1000),
            ("TC3", "denominator"): D(2000),
            ("TC4", "numerator"): D("1234.5"),
            ("TC4", "denominator"): D(2469),
        },
    ),
    "percents": Expected(
        values=shares("NT1 TC3 TC4 HT1")
        | values(HT2=D(100))
        | {("HT2", "numerator"): D(200), ("HT2", "denominator"): D(200)}
    ),
    "stray_spaces": Expected(values=shares("NT1 TC3 TC4") | values(NT3=D(1234))),
    "full_width": Expected(values=shares("NT1") | values(NT3=D(123))),
    "number_with_unit": Expected(values=values(NT3=D(12), HT8b=D(1250))),
    "tone_placements": Expected(values=notes(NT1="Xã Mỹ Hoà, thôn Thuỷ Sơn", NT3="Xã Mỹ Hòa, thôn Thủy Sơn")),
    "dates_as_text": Expected(
        values=notes(
            NT1="13/9/2023",
            NT3="13-9-2023",
            TC3="2023-09-13",
            TC4="ngày 13 tháng 9 năm 2023",
            HT1="13/9/2023",
        )
    ),
    "dates_of_1904": Expected(values=notes(NT1="13/9/2023", NT3="43720")),
    "nothing_arising": Expected(
        values=values(NT1=None, TC3=None, NT3=None, TC4=None, HT1=D(0), HT2=None, HT3=D(0), HT6=None),
        nothing="NT1 NT3 TC3 TC4",
    ),
    "formula_that_gives_nothing": AS_CLEAN,
    "formulas_with_values": Expected(
        values=values(NT3=D(400), TC3=D("51.5"))
        | notes(TC4="có")
        | {
            ("NT1", "numerator"): D(100),
            ("NT1", "denominator"): D(200),
            ("TC3", "numerator"): D(103),
            ("TC3", "denominator"): D(200),
        }
    ),
    "formulas_never_calculated": Expected(
        [("formula_uncached", "G5"), ("formula_uncached", "G6")], values(NT1=None, NT3=None)
    ),
    "formulas_that_reach_out": Expected(
        [("formula_uncached", "H7")],
        notes(NT1="=cmd|'/c calc'!A0", NT3='=HYPERLINK("http://vi-du.vn";"bấm")'),
    ),
    "error_cells": Expected(
        [("error_cell", "G5"), ("error_cell", "G6"), ("error_cell", "G9")],
        values(NT1=None, NT3=None, HT1=None),
    ),
    "ambiguous_numbers": Expected(
        [("ambiguous_number", "G5"), ("ambiguous_number", "G6"), ("ambiguous_number", "G15")],
        values(NT1=None, NT3=None, HT8b=None),
    ),
    "not_numbers": Expected(
        [
            ("not_number", "G5"),
            ("not_number", "G6"),
            ("not_number", "G7"),
            ("not_number", "G8"),
            ("too_many_figures", "G9"),
            ("no_figure", "G10"),
            ("date_for_number", "G11"),
            ("not_number", "G13"),
        ],
        values(NT1=None, TC3=None, NT3=None, TC4=None, HT1=None, HT2=None, HT3=None, HT6=None),
    ),
    "several_numbers": Expected([("not_number", "G6"), ("not_number", "G15")], values(NT3=None, HT8b=None)),
    "dots_to_fill_in": Expected([("no_figure", "G6"), ("no_figure", "G15")], values(NT3=None, HT8b=None)),
    "direction_marks": Expected([("hidden_sign", "G15")], values(NT3=D(1234), HT8b=None)),
    "nothing_arising_in_words": Expected(values=values(NT3=None, HT8b=None), nothing="NT3 HT8b"),
    # That the cell is merged the staged import says; the table by itself reads the first of the two.
    "merged_figures": Expected(values=values(TC3=None)),
    "percent_for_a_count": Expected(
        [("unit_mismatch", "G6"), ("unit_mismatch", "G15")], values(NT3=None, HT8b=None)
    ),
    "share_without_percent": Expected([("looks_like_share", "G5")], values(NT1=D("0.456"))),
    "long_note": Expected([("too_long", "H5")]),
    "unknown_column": Expected([("unknown_column", "I4")]),
    "misspelt_column": Expected([("unknown_column", "G4"), ("missing_column", "A4")], NO_VALUES),
    "missing_column": Expected([("missing_column", "A4")], NO_DENOMINATORS),
    "doubled_column": Expected([("duplicate_column", "I4")]),
    # Nothing is wrong with the file: the staged import knows the bodies, periods, sets and ranges.
    "out_of_range": Expected(values=values(NT1=D("145.6"), NT3=D(-5))),
    "numerator_over_denominator": Expected(
        values=values(NT1=D(125)) | {("NT1", "numerator"): D(250), ("NT1", "denominator"): D(200)}
    ),
    "doubled_row": Expected(values={("NT1", "numerator"): D(100), ("NT1", "denominator"): D(200)}),
    "unknown_indicator": Expected(
        values=values(ZZ9=D(50)) | {("ZZ9", "numerator"): D(1), ("ZZ9", "denominator"): D(2)}
    ),
    "other_period": AS_CLEAN,
    "other_version": AS_CLEAN,
    "keys_lost": AS_CLEAN,
}

WHOLE_YEAR = {
    "clean_year": AS_CLEAN,
    "yes_and_no": Expected([("not_yes_no", "G50")], values(TC2=False, HT7=None)),
}


def of_body(code, name):
    return {
        (code, "name"): name,
        (code, "NT1.numerator"): D(100),
        (code, "NT1.denominator"): D(200),
    }


MANY_BODIES = {
    "many_communes": AS_CLEAN,
    "merged_indicators": AS_CLEAN,
    "commune_out_of_scope": Expected(values=of_body("ubnd-18583-cu", "UBND xã Thạch Châu")),
    "commune_not_in_force": Expected(values=of_body("ubnd-27925", "UBND xã Đức Huệ")),
    "doubled_commune": Expected(values=of_body("ubnd-27901", "UBND xã Mỹ Quý Đông")),
}

# Refused as a whole: (code, sheet, address).
REFUSED = {
    "far_cell": ("far_cell", "Số liệu", "C2500"),
    "very_far_cell": ("far_cell", "Số liệu", "XFD1048576"),
    "external_entity": ("unsafe_xml", "", ""),
    "billion_laughs": ("unsafe_xml", "", ""),
    "dtd_in_drawing": ("unsafe_xml", "", ""),
    "deep_xml": ("unsafe_xml", "", ""),
    "not_well_formed": ("broken", "", ""),
    "utf_16_sheet": ("broken", "", ""),
    "part_twice": ("broken", "", ""),
    "cell_twice": ("broken", "", ""),
    "cell_in_other_row": ("broken", "", ""),
    "remark_in_a_number": ("broken", "", ""),
    "two_values": ("broken", "", ""),
    "value_for_text": ("broken", "", ""),
    "sheet_missing": ("broken", "", ""),
    "cut_short": ("truncated", "", ""),
    "bad_checksum": ("truncated", "", ""),
    "lying_size": ("truncated", "", ""),
    "path_traversal": ("unsafe_part", "", ""),
    "macro": ("macro", "", ""),
    "macro_by_type": ("macro", "", ""),
    "macro_sheet": ("macro", "", ""),
    "external_workbook": ("external_link", "", ""),
    "linked_picture": ("external_link", "", ""),
    "data_connection": ("external_link", "", ""),
    "embedded_object": ("embedded", "", ""),
    "active_x": ("embedded", "", ""),
    "zip_in_zip": ("embedded", "", ""),
    "no_sheet": ("no_sheet", "", ""),
    "word_document": ("not_xlsx", "", ""),
    "empty_zip": ("not_xlsx", "", ""),
    "binary_workbook": ("xlsb", "", ""),
    "empty_file": ("empty", "", ""),
    "password": ("password", "", ""),
    "old_excel": ("old_xls", "", ""),
    "opendocument": ("ods", "", ""),
    "web_page": ("html", "", ""),
    "text": ("text", "", ""),
    "text_renamed": ("text", "", ""),
}

# Odd but harmless files of ten indicators, which are read like any other.
HARMLESS = {
    "mail_address": AS_CLEAN,
    "dimension_that_lies": AS_CLEAN,
    "far_style_only": AS_CLEAN,
    "prefixed_xml": AS_CLEAN,
    "strict_open_xml": AS_CLEAN,
    "constant_memory": AS_CLEAN,
    "infinite_number": Expected([("too_many_figures", "E5")], {("NT1", "numerator"): None}),
}


def name_of(file):
    return file.stem.rpartition("-")[0] or file.stem


def files_of(table):
    files = sorted(file for file in CORPUS.iterdir() if name_of(file) in table)
    return pytest.mark.parametrize("file", files, ids=lambda file: file.name)


def clean_one_body(indicators=DUE_IN_QUARTER):
    found = {}
    for number, indicator in enumerate(indicators):
        item = figures(number, indicator)
        for key, value in item._asdict().items():
            if value is not None:
                found[indicator.code, key] = True if indicator.is_yes_no else D(str(value))
    return found


def clean_many_bodies():
    found = {}
    for number, (body, name) in enumerate(COMMUNES):
        found[body, "name"] = name
        for indicator in CONSOLIDATED:
            item = figures(number, indicator)
            if indicator.is_share:
                found[body, f"{indicator.code}.numerator"] = D(item.numerator)
                found[body, f"{indicator.code}.denominator"] = D(item.denominator)
            else:
                found[body, indicator.code] = D(item.value)
    return found


def check(outcome, expected, clean):
    wanted = {key: value for key, value in (clean | expected.values).items() if value is not None}
    assert outcome.problems == expected.problems
    assert outcome.values == wanted
    assert outcome.nothing_arising == [(code, "value") for code in expected.nothing.split()]


@files_of(ONE_BODY)
def test_workbook_of_one_body_is_read_exactly(file):
    check(read_one_body(file.read_bytes(), file.name), ONE_BODY[name_of(file)], clean_one_body())


@files_of(WHOLE_YEAR)
def test_workbook_of_a_year_is_read_exactly(file):
    expected = WHOLE_YEAR[name_of(file)]
    check(read_one_body(file.read_bytes(), file.name), expected, clean_one_body(DUE_IN_YEAR))


@files_of(MANY_BODIES)
def test_consolidated_workbook_is_read_exactly(file):
    check(read_many_bodies(file.read_bytes(), file.name), MANY_BODIES[name_of(file)], clean_many_bodies())


@files_of(HARMLESS)
def test_odd_but_harmless_workbook_is_read_exactly(file):
    clean = clean_one_body(DUE_IN_QUARTER[:10])
    check(read_one_body(file.read_bytes(), file.name), HARMLESS[name_of(file)], clean)


@files_of(REFUSED)
def test_workbook_is_refused_in_words(file):
    with pytest.raises(WorkbookRefused) as refusal:
        open_workbook(file.read_bytes(), file.name)
    error = refusal.value
    assert (error.code, error.sheet, error.address) == REFUSED[name_of(file)]
    assert file.name in str(error) or (error.sheet in str(error) and error.address in str(error))


@pytest.mark.parametrize("make", [bomb, sheet_bomb, many_parts])
def test_zip_bomb_is_refused_before_it_is_unpacked(make):
    content = make()
    assert len(content) < 1_000_000
    with pytest.raises(WorkbookRefused) as refusal:
        open_workbook(content, "bom.xlsx")
    assert refusal.value.code == "zip_bomb"


def test_every_file_of_the_corpus_has_an_expected_outcome():
    named = ONE_BODY | WHOLE_YEAR | MANY_BODIES | HARMLESS | REFUSED
    found = {name_of(file) for file in CORPUS.iterdir() if file.suffix != ".md"}
    assert found == set(named)


def test_every_described_dirt_is_in_the_corpus():
    wanted = {
        f"{name}-{program}.xlsx" for name, (_make, _change, programs) in DIRT.items() for program in programs
    }
    wanted |= {f"{name}-bytes.xlsx" for name in HOSTILE}
    assert {file.name for file in CORPUS.iterdir()} >= wanted
    assert len(wanted) > 140


def test_corpus_is_small_enough_to_be_kept():
    assert sum(file.stat().st_size for file in CORPUS.iterdir()) < 1_500_000
