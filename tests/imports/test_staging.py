"""What an upload of one body is told: every problem at once, at its cell, and nothing written."""

import datetime
from io import BytesIO

import openpyxl
import pytest

from districts.imports.scope import Scope
from districts.imports.stage import stage
from districts.imports.writer import body_workbook
from districts.models import ReportedValue, ReportVersion
from tests.imports import cast
from tests.imports.cast import GOOD, filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def reporting():
    return cast.Reporting()


def scope_of(reporting, report=None, paper=None):
    report = report or reporting.report
    return Scope(period=report.period, filler=report.body, paper=paper, report=report)


def staged(reporting, figures, **kwargs):
    content = filled(body_workbook(reporting.report), figures)
    return stage(content, "so-lieu.xlsx", scope_of(reporting, **kwargs))


def places(staging):
    return [(problem.address, problem.code) for problem in staging.problems]


def test_good_workbook_is_staged_whole(reporting):
    staging = staged(reporting, GOOD)
    assert places(staging) == []
    assert staging.counts == {
        "reports": 1,
        "read": 4,
        "valid": 4,
        "normalised": 0,
        "errors": 0,
        "warnings": 0,
        "changes": 4,
    }
    pk = {code: reporting.indicator(code).pk for code in GOOD}
    assert staging.staged()["rows"] == [
        {
            "report": reporting.report.pk,
            "figures": [
                [pk["CQ2"], "90", "98", "91.8367", "", 0],
                [pk["NT3"], None, None, "12", "", 0],
                [pk["CQ5"], None, None, "4.5", "", 0],
                [pk["TC1"], None, None, "1", "", 0],
            ],
        }
    ]
    assert ReportedValue.objects.count() == 0


def test_all_problems_are_told_at_once_at_their_cells(reporting):
    staging = staged(
        reporting,
        {
            "CQ2": {"Tử số": 132, "Mẫu số": 98},
            "NT3": {"Giá trị": "mười hai"},
            "CQ5": {"Giá trị": -1},
            "TC1": {"Giá trị": "có lẽ"},
        },
    )
    assert places(staging) == [
        ("E8", "exceeds"),
        ("G9", "not_number"),
        ("G10", "too_small"),
        ("G11", "not_yes_no"),
    ]
    assert staging.problems[0].message == "Tử số 132 lớn hơn mẫu số 98."
    assert staging.staged()["rows"] == []


def test_accepted_writings_are_normalised(reporting):
    staging = staged(
        reporting,
        {
            "CQ2": {"Tử số": " 1.234 ", "Mẫu số": "1\u00a0500"},
            "NT3": {"Giá trị": "12 tin"},
            "CQ5": {"Giá trị": "4,5"},
            "TC1": {"Giá trị": "Co\u0301"},
        },
    )
    assert places(staging) == []
    values = [entry[1:4] for entry in staging.staged()["rows"][0]["figures"]]
    assert values == [
        ["1234", "1500", "82.2667"],
        [None, None, "12"],
        [None, None, "4.5"],
        [None, None, "1"],
    ]


def test_nothing_arising_is_nought_of_nought_and_says_so(reporting):
    staging = staged(reporting, {"CQ2": {"Tử số": "-", "Mẫu số": "-"}, "NT3": {"Giá trị": "không phát sinh"}})
    assert [entry[1:5] for entry in staging.staged()["rows"][0]["figures"]] == [
        ["0", "0", None, "Không phát sinh"],
        [None, None, "0", "Không phát sinh"],
    ]


def test_nothing_beside_a_figure_is_refused(reporting):
    assert places(staged(reporting, {"CQ2": {"Tử số": "-", "Mẫu số": 98}})) == [("E8", "nothing_and_figure")]


def test_formula_without_result_and_error_cell_are_refused(reporting):
    staging = staged(reporting, {"NT3": {"Giá trị": "=3+4"}, "CQ5": {"Giá trị": "#REF!"}})
    assert places(staging) == [("G9", "formula_uncached"), ("G10", "error_cell")]


def test_unknown_column_is_refused(reporting):
    book = openpyxl.load_workbook(BytesIO(filled(body_workbook(reporting.report), GOOD)))
    book["Số liệu"]["I6"] = "Nguồn"
    staging = stage(cast.saved(book), "so-lieu.xlsx", scope_of(reporting))
    assert places(staging) == [("I6", "unknown_column")]


def test_renamed_sheet_is_read(reporting):
    book = openpyxl.load_workbook(BytesIO(filled(body_workbook(reporting.report), GOOD)))
    book["Số liệu"].title = "Sheet1"
    staging = stage(cast.saved(book), "so-lieu.xlsx", scope_of(reporting))
    assert (places(staging), staging.counts["changes"]) == ([], 4)


def test_row_twice_unknown_code_and_indicator_not_due_are_refused(reporting):
    content = filled(body_workbook(reporting.report), GOOD)
    reporting.report.indicators.remove(reporting.indicator("CQ5"))
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book["Số liệu"]
    sheet["A12"], sheet["G12"] = "NT3", 5
    sheet["A13"], sheet["G13"] = "NT33", 5
    sheet["G15"] = 7
    staging = stage(cast.saved(book), "so-lieu.xlsx", scope_of(reporting))
    assert places(staging) == [
        ("A12", "duplicate_row"),
        ("A13", "unknown_code"),
        ("G15", "no_code"),
        ("G10", "not_due"),
    ]
    assert staging.problems[1].suggestion == "Có phải là NT3? Sửa lại mã cho đúng."


def test_figure_beside_another_indicators_name_is_refused(reporting):
    book = openpyxl.load_workbook(BytesIO(filled(body_workbook(reporting.report), GOOD)))
    book["Số liệu"]["A9"] = "CQ5"
    book["Số liệu"]["A10"] = "NT3"
    staging = stage(cast.saved(book), "so-lieu.xlsx", scope_of(reporting))
    assert places(staging) == [
        ("B9", "name_differs"),
        ("B10", "name_differs"),
        ("A6", "missing_indicator"),
    ]


def test_workbook_of_another_body_is_refused(reporting):
    content = filled(body_workbook(reporting.reports[1]), GOOD)
    staging = stage(content, "so-lieu.xlsx", scope_of(reporting))
    assert [problem.code for problem in staging.problems] == ["wrong_body"]


def test_workbook_of_another_period_is_refused(reporting):
    old = reporting.expect(reporting.body, cast.make_period("2023-Q2"))
    staging = stage(filled(body_workbook(old), GOOD), "so-lieu.xlsx", scope_of(reporting))
    assert [problem.message for problem in staging.problems] == [
        "Tệp là bản mẫu kỳ Quý II/2023, không phải kỳ Quý III/2023."
    ]


def test_workbook_of_another_version_of_the_set_is_refused(reporting):
    content = filled(body_workbook(reporting.report), GOOD)
    reporting.indicator_set.version = 2
    reporting.indicator_set.save()
    reporting.report.refresh_from_db()
    staging = stage(content, "so-lieu.xlsx", scope_of(reporting))
    assert [problem.code for problem in staging.problems] == ["wrong_version"]


def test_workbook_without_mark_is_read_by_its_codes_and_titles(reporting):
    book = openpyxl.load_workbook(BytesIO(filled(body_workbook(reporting.report), GOOD)))
    del book["_khoa"]
    staging = stage(cast.saved(book), "so-lieu.xlsx", scope_of(reporting))
    assert [(p.code, p.severity) for p in staging.problems] == [("no_stamp", "warning")]
    book["Số liệu"]["A3"] = "Kỳ báo cáo: Quý II/2023"
    staging = stage(cast.saved(book), "so-lieu.xlsx", scope_of(reporting))
    assert places(staging) == [("", "no_stamp"), ("A3", "wrong_period")]


def test_empty_workbook_is_refused(reporting):
    staging = staged(reporting, {})
    assert [problem.code for problem in staging.problems] == ["nothing_filled"]


def test_report_that_was_sent_takes_no_figures(reporting):
    content = filled(body_workbook(reporting.report), GOOD)
    type(reporting.report).objects.filter(pk=reporting.report.pk).update(
        status="submitted", first_sent_at="2023-09-15T08:00+07:00"
    )
    staging = stage(content, "so-lieu.xlsx", scope_of(reporting))
    assert [problem.message for problem in staging.problems] == [
        "Báo cáo của UBND xã Mỹ Thạnh Đông đã gửi, không ghi số liệu được."
    ]


def test_jump_and_copied_figures_are_asked_about_but_do_not_block(reporting):
    reporting.accepted("CQ2", numerator=20, denominator=100, value=20)
    reporting.accepted("CQ5", value="4.5")
    staging = staged(reporting, GOOD)
    assert [(p.address, p.code, p.severity) for p in staging.problems] == [
        ("E8", "jump", "warning"),
        ("G10", "copied", "warning"),
    ]
    assert staging.problems[0].message == "Biến động lớn so với kỳ trước: 20% → 91,84% (+71,84 điểm %)."
    assert len(staging.staged()["rows"][0]["figures"]) == 4


def test_only_what_changes_is_staged_and_an_empty_cell_deletes_nothing(reporting):
    version = ReportVersion.objects.create(report=reporting.report, number=1)
    cast.write(version, reporting.indicator("CQ2"), numerator=90, denominator=98, value="91.8367")
    cast.write(version, reporting.indicator("CQ5"), value=4)
    staging = staged(reporting, {"CQ2": GOOD["CQ2"], "CQ5": {"Giá trị": ""}, "NT3": GOOD["NT3"]})
    assert places(staging) == [("E10", "blank_keeps")]
    assert [entry[0] for entry in staging.staged()["rows"][0]["figures"]] == [reporting.indicator("NT3").pk]


def test_committee_does_not_type_over_a_body_at_work(reporting):
    version = ReportVersion.objects.create(report=reporting.report, number=1)
    cast.write(version, reporting.indicator("CQ5"), value=4)
    type(reporting.report).objects.filter(pk=reporting.report.pk).update(status="draft")
    staging = staged(reporting, GOOD, paper=reporting.paper())
    assert [problem.code for problem in staging.problems] == ["body_types_itself"]


def test_content_is_shown_as_its_writer_sees_it(reporting):
    book = openpyxl.load_workbook(BytesIO(filled(body_workbook(reporting.report), GOOD)))
    book["Số liệu"]["G9"], book["Số liệu"]["E8"] = datetime.date(2023, 9, 13), 132.5
    staging = stage(cast.saved(book), "so-lieu.xlsx", scope_of(reporting))
    assert [(problem["address"], problem["content"]) for problem in staging.listed()] == [
        ("E8", "132,5"),
        ("G9", "13/9/2023"),
    ]
