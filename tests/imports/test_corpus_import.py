"""Workbooks of the corpus as UBND huyện Đức Huệ uploads them for Quý I/2023 of the demonstration."""

import pytest

from districts.imports.scope import Scope
from districts.imports.stage import stage
from districts.models import ProgressReport, ReportingPeriod, ReportVersion
from tests.imports.reading_table import CORPUS

ACCEPTED = [
    "clean",
    "decimal_commas",
    "decomposed",
    "empty_rows_and_columns",
    "formulas_with_values",
    "full_width",
    "hidden_rows_and_columns",
    "keys_lost",
    "merged_headings",
    "nothing_arising_in_words",
    "number_with_unit",
    "numbered_columns",
    "percents",
    "renamed_sheet",
    "resaved",
    "stray_spaces",
    "thousands",
    "tone_placements",
]
REFUSED = {
    "unknown_column": [("I4", "unknown_column")],
    "doubled_column": [("I4", "duplicate_column")],
    "misspelt_column": [("G4", "unknown_column"), ("A4", "missing_column")],
    "out_of_range": [("G5", "value_differs"), ("G6", "too_small")],
    "numerator_over_denominator": [("E5", "exceeds")],
    "doubled_row": [("A46", "duplicate_row")],
    "unknown_indicator": [("A46", "unknown_code")],
    "error_cells": [("G5", "error_cell"), ("G6", "error_cell"), ("G9", "error_cell")],
    "ambiguous_numbers": [
        ("G5", "ambiguous_number"),
        ("G6", "ambiguous_number"),
        ("G15", "ambiguous_number"),
    ],
    "several_numbers": [("G6", "not_number"), ("G15", "not_number")],
    "dots_to_fill_in": [("G6", "no_figure"), ("G15", "no_figure")],
    "direction_marks": [("G15", "hidden_sign")],
    "merged_figures": [("G6", "merged_figures")],
    "long_note": [("H5", "too_long")],
    "other_period": [("", "wrong_period")],
    "other_version": [("", "wrong_version")],
    "clean_commune": [("", "wrong_period"), ("", "wrong_body")],
    "far_cell": [("C2500", "far_cell")],
    "password": [("", "password")],
}
MANY_REFUSED = {
    "doubled_commune": [("B15", "duplicate_row")],
    "commune_out_of_scope": [("B15", "out_of_scope")],
    "commune_not_in_force": [("B15", "unit_not_in_force")],
}


@pytest.fixture
def report(demo, db):
    period = ReportingPeriod.objects.get(code="2023-Q1")
    ReportVersion.objects.filter(report__period=period).delete()
    ProgressReport.objects.filter(period=period).update(status="expected", first_sent_at=None)
    return ProgressReport.objects.select_related("body__unit", "period", "indicator_set").get(
        body__code="ubnd-801", period=period
    )


def staged(scope, name):
    path = CORPUS / f"{name}-libreoffice.xlsx"
    return stage(path.read_bytes(), path.name, scope)


def errors(staging):
    return [(problem.address, problem.code) for problem in staging.problems if problem.is_error]


def of_one(report):
    return Scope(period=report.period, filler=report.body, report=report)


@pytest.mark.parametrize("name", ACCEPTED)
def test_dirt_of_everyday_is_accepted(report, name):
    staging = staged(of_one(report), name)
    assert (errors(staging), staging.counts["changes"]) == ([], 41)


@pytest.mark.parametrize("name", REFUSED)
def test_mistakes_are_refused_at_their_cells(report, name):
    staging = staged(of_one(report), name)
    assert (errors(staging), staging.staged()["rows"]) == (REFUSED[name], [])


def test_consolidated_sheet_is_accepted_whole(report):
    staging = staged(Scope(period=report.period, filler=report.body), "many_communes")
    assert (errors(staging), staging.counts["changes"]) == ([], 66)


@pytest.mark.parametrize("name", MANY_REFUSED)
def test_rows_of_a_consolidated_sheet_are_refused_at_their_cells(report, name):
    staging = staged(Scope(period=report.period, filler=report.body), name)
    assert errors(staging) == MANY_REFUSED[name]
