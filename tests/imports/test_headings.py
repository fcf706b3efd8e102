import pytest

from districts.imports.headings import find_table
from districts.imports.problems import Problem
from districts.imports.reader import open_workbook
from tests.imports.books import Book, Page
from tests.imports.programs import by_openpyxl

COLUMNS = {"code": ["Mã", "Mã số"], "name": ["Chỉ tiêu"], "value": ["Giá trị"], "note": ["Ghi chú"]}
TITLES = ["Mã", "Chỉ tiêu", "Giá trị", "Ghi chú"]


def sheets_of(*pages):
    return open_workbook(by_openpyxl(Book(list(pages))), "a.xlsx").sheets


def page_of(*rows, first=1, name="Số liệu", **details):
    page = Page(name, {}, **details)
    for row, values in enumerate(rows, start=first):
        page.put(row, 1, *values)
    return page


def table_of(*rows, **details):
    return find_table(sheets_of(page_of(*rows, **details)), COLUMNS)


def codes(problems):
    return [(problem.code, problem.address) for problem in problems]


def test_plain_table():
    table, problems = table_of(TITLES, ["NT1", "Tỷ lệ", 45.6, None], [None] * 4, ["NT2", "Số tin", 7, "x"])
    assert problems == ()
    assert (table.header_row, table.first_row) == (1, 2)
    assert table.columns == {"code": 1, "name": 2, "value": 3, "note": 4}
    assert [(row, cells["code"].text, cells["value"].value) for row, cells in table.rows()] == [
        (2, "NT1", 45.6),
        (4, "NT2", 7.0),
    ]
    assert table.address(4, "value") == "C4"


def test_columns_in_another_order_and_under_another_accepted_title():
    table, problems = table_of(["GHI  CHÚ", "giá trị", "MÃ SỐ", "Chỉ tiêu:"], ["x", 1, "NT1", "Tỷ lệ"])
    assert problems == ()
    assert table.columns == {"note": 1, "value": 2, "code": 3, "name": 4}


def test_sheet_of_the_expected_name_goes_first_when_two_fit():
    sheets = sheets_of(page_of(TITLES, name="Bản nháp"), page_of(TITLES, name="số  liệu"))
    assert find_table(sheets, COLUMNS, prefer="Số liệu")[0].sheet.name == "số  liệu"
    assert find_table(sheets, COLUMNS)[0].sheet.name == "Bản nháp"


def test_better_table_of_another_sheet_goes_before_the_name():
    sheets = sheets_of(page_of(["Mã", "Chỉ tiêu"], name="Số liệu"), page_of(TITLES, name="Trang2"))
    assert find_table(sheets, COLUMNS, prefer="Số liệu")[0].sheet.name == "Trang2"


def test_hidden_sheet_is_not_the_table():
    sheets = sheets_of(page_of(["x"], name="a"), page_of(TITLES, name="Số liệu", state="hidden"))
    assert find_table(sheets, COLUMNS, prefer="Số liệu")[0] is None


def test_no_table_says_which_columns_are_looked_for():
    table, problems = table_of(["Báo cáo"], ["Mã", "gì đó"])
    assert table is None
    assert problems == (
        Problem(
            "Số liệu",
            "",
            "no_table",
            "Không tìm thấy bảng số liệu: không có dòng tiêu đề nào gồm các cột "
            "“Mã”, “Chỉ tiêu”, “Giá trị”, “Ghi chú”.",
            "Dùng bản mẫu tải từ hệ thống, không xóa dòng tiêu đề.",
        ),
    )


def test_empty_workbook_has_no_table():
    assert codes(table_of()[1]) == [("no_table", "")]


def test_unknown_column_that_resembles_a_missing_one_suggests_it():
    _table, problems = table_of(["Mã", "Chỉ tiêu", "Giá tri kỳ", "Ghi chú"])
    assert problems == (
        Problem(
            "Số liệu",
            "C1",
            "unknown_column",
            "Cột “Giá tri kỳ” không có trong biểu mẫu.",
            "Có phải là cột “Giá trị”? Sửa lại tiêu đề cho đúng.",
        ),
        Problem(
            "Số liệu",
            "A1",
            "missing_column",
            "Thiếu cột “Giá trị”.",
            "Thêm lại cột này ở dòng 1 hoặc tải lại bản mẫu.",
        ),
    )


def test_unknown_column_that_resembles_nothing():
    (problem,) = table_of([*TITLES, "Người lập"])[1]
    assert (problem.code, problem.address) == ("unknown_column", "E1")
    assert problem.suggestion == "Xóa cột này; nội dung cần gửi thêm ghi vào cột Ghi chú."


def test_column_that_may_be_left_out_is_not_missed():
    sheets = sheets_of(page_of(["Mã", "Giá trị"]))
    table, problems = find_table(sheets, COLUMNS, required=["code", "value"])
    assert (table.columns, problems) == ({"code": 1, "value": 2}, ())


def test_doubled_column_is_told_and_the_first_is_read():
    table, problems = table_of(["Mã", "Chỉ tiêu", "Giá trị", "Giá trị", "Ghi chú"])
    assert table.columns["value"] == 3
    assert problems == (
        Problem(
            "Số liệu",
            "D1",
            "duplicate_column",
            "Cột “Giá trị” bị lặp (đã có ở cột C).",
            "Giữ lại một cột, xóa cột kia.",
        ),
    )
    assert table.has_errors


def test_figures_without_a_heading_are_told_as_a_warning():
    table, problems = table_of(TITLES, ["NT1", "Tỷ lệ", 1, None, None], ["NT2", "Số", 2, None, 99])
    assert [(problem.code, problem.address, problem.severity) for problem in problems] == [
        ("untitled_column", "E3", "warning")
    ]
    assert not table.has_errors


def test_running_number_column_is_no_unknown_column():
    assert table_of(["STT", *TITLES], [1, "NT1", "Tỷ lệ", 2, None])[1] == ()


@pytest.mark.parametrize(
    "numbering",
    [
        ["(1)", "(2)", "(3)", "(4)"],
        [1, 2, 3, 4],
        ["A", "B", "1", "2"],
        ["(1)", "(2)", "(3)=(2)/(1)", "(4)"],
    ],
)
def test_row_that_numbers_the_columns_is_no_data(numbering):
    table, _problems = table_of(TITLES, numbering, ["NT1", "Tỷ lệ", 5, None])
    assert [row for row, _cells in table.rows()] == [3]


@pytest.mark.parametrize("row", [["NT1", 1, 2, 3], [4, 3, 2, 1], [1, None, None, 2]])
def test_row_of_data_is_no_numbering(row):
    assert table_of(TITLES, row)[0].first_row == 2


def test_heading_merged_downwards_ends_where_its_lowest_ends():
    page = page_of(TITLES, [None] * 4, ["NT1", "Tỷ lệ", 5, None], merged=["A1:A2", "B1:B2", "C1:C2", "D1:D2"])
    table, problems = find_table(sheets_of(page), COLUMNS)
    assert (table.header_row, table.first_row, problems) == (1, 3, ())


def test_headings_of_two_rows_are_joined():
    columns = {"body": ["Đơn vị"], "a": ["NT1 – Tử số"], "b": ["NT1 – Mẫu số"], "c": ["NT2 – Tử số"]}
    page = page_of(
        ["Đơn vị", "NT1", None, "NT2"],
        [None, "Tử số", "Mẫu số", "Tử số"],
        ["xã A", 1, 2, 3],
        merged=["A1:A2", "B1:C1"],
    )
    table, problems = find_table(sheets_of(page), columns)
    assert (table.columns, table.first_row, problems) == ({"body": 1, "a": 2, "b": 3, "c": 4}, 3, ())


def test_heading_merged_over_two_columns_names_the_first():
    page = page_of(["Mã", "Chỉ tiêu", "Giá trị", None, "Ghi chú"], merged=["C1:D1"])
    table, problems = find_table(sheets_of(page), COLUMNS)
    assert (table.columns["value"], table.columns["note"], problems) == (3, 5, ())


def test_heading_repeated_further_down_does_not_move_the_table():
    table, _problems = table_of(TITLES, ["NT1", "Tỷ lệ", 5, None], TITLES, ["NT2", "Số", 6, None])
    assert (table.header_row, table.first_row) == (1, 2)


def test_heading_below_many_lines_of_text():
    table, problems = table_of(*[["Dòng giới thiệu"]] * 30, TITLES, ["NT1", "Tỷ lệ", 5, None])
    assert (table.header_row, problems) == (31, ())
