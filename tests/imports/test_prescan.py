import io
import zipfile

import pytest

from districts.imports.container import refusal_of
from districts.imports.limits import MANY_BODIES, ONE_BODY, Limits
from districts.imports.prescan import prescan
from districts.imports.refusals import SENTENCES, WorkbookRefused
from districts.imports.workbook_parts import DATE, ERROR, FORMULA, PERCENT, UNCACHED, kind_of_format
from tests.imports.books import Book, Day, Error, Formula, Page, Percent, consolidated, one_body
from tests.imports.hostile import SHEET, few_rows, good_parts, zipped
from tests.imports.programs import by_openpyxl, by_xlsxwriter
from tests.imports.reading_table import CORPUS


def refusal(content, name="so-lieu.xlsx", limits=ONE_BODY):
    with pytest.raises(WorkbookRefused) as refused:
        prescan(content, name, limits)
    return refused.value


def scan_of(*pages, **details):
    return prescan(by_xlsxwriter(Book(list(pages), **details)), "so-lieu.xlsx")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 and then nothing of a zip", ""),
        (b"%PDF-1.7 ...", "not_xlsx"),
        (b"\x89PNG\r\n", "not_xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "not_xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "old_xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00", "old_xls"),
        ("Mã;Giá trị\nNT1;45,6".encode(), "text"),
        ("Mã\tGiá trị".encode("utf-16"), "text"),
        ("Mã,Giá trị".encode("cp1258", errors="ignore"), "text"),
        (b"  <HTML><table>", "html"),
        (b"\xef\xbb\xbf<table border=1>", "html"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "html"),
        (b"\x00\x01\x02\x03", "not_xlsx"),
    ],
)
def test_bytes_that_are_no_zip_are_told_apart(content, code):
    assert refusal_of(content) == code


def test_every_refusal_says_what_is_wrong_and_what_to_do():
    names = ["name", "sheet", "address", "why", "part", "size", "limit", "count", "rows", "column"]
    details = dict.fromkeys(names, "x")
    for code in SENTENCES:
        error = WorkbookRefused(code, **details)
        assert (error.reason, error.advice) == (str(error.reason), str(error.advice))
        assert str(error) == f"{error.reason} {error.advice}"
        assert "%" not in str(error)
        assert error.reason.endswith(".")
        assert error.advice.endswith(".")


def test_refusal_of_a_password_tells_how_to_remove_it():
    error = refusal((CORPUS / "password-libreoffice.xlsx").read_bytes(), "quy-1.xlsx")
    assert str(error) == (
        "Tệp “quy-1.xlsx” có mật khẩu mở tệp, hệ thống không đọc được. "
        "Bỏ mật khẩu (Tệp > Thông tin > Bảo vệ sổ làm việc), lưu lại rồi tải lên lại."
    )


def test_file_over_the_size_limit_is_refused_before_anything_is_looked_at():
    error = refusal(b"PK\x03\x04" + bytes(5 * 1024 * 1024))
    assert error.code == "too_large"
    assert error.reason == "Tệp “so-lieu.xlsx” nặng 5,0 MB, giới hạn là 5,0 MB."


def test_one_body_and_many_bodies_have_their_own_limits():
    page = Page("Số liệu", {(1, 1): "a", (2001, 201): 1})
    content = by_xlsxwriter(Book([page]))
    assert refusal(content).address == "GS2001"
    assert prescan(content, "a.xlsx", MANY_BODIES).sheets[0].farthest == "GS2001"
    assert (ONE_BODY.file_bytes, MANY_BODIES.file_bytes) == (5 << 20, 20 << 20)
    assert (ONE_BODY.rows, ONE_BODY.columns, MANY_BODIES.rows, MANY_BODIES.columns) == (2000, 200, 3500, 400)


def test_far_cell_names_sheet_cell_and_the_accepted_area():
    content = by_openpyxl(Book([Page("Số liệu", {(1, 1): "a"}), Page("Nháp", {(1, 201): 1})]))
    assert refusal(content).reason == (
        "Trang “Nháp” có dữ liệu ở ô GS1, ngoài vùng được nhận (2000 dòng, đến cột GR)."
    )


def test_cells_are_counted_over_all_sheets():
    pages = [Page(name, {(1, column): 1 for column in range(1, 7)}) for name in "ab"]
    limits = Limits(file_bytes=1 << 20, rows=1, columns=10)
    assert refusal(by_openpyxl(Book(pages)), limits=limits).code == "too_many_cells"
    assert prescan(by_openpyxl(Book(pages[:1])), "a.xlsx", limits).sheets[0].cells == 6


def test_too_many_sheets_are_refused():
    pages = [Page(f"Trang {number}", {(1, 1): 1}) for number in range(61)]
    error = refusal(by_openpyxl(Book(pages)))
    assert (error.code, error.reason) == (
        "too_many_sheets",
        "Tệp “so-lieu.xlsx” có 61 trang tính, giới hạn là 60.",
    )


def test_encrypted_part_of_a_zip_is_refused_as_a_password():
    content = bytearray(zipped(good_parts()))
    # The flag of encryption in every entry of the directory.
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        content[place + 8] |= 1
        place = content.find(b"PK\x01\x02", place + 1)
    assert refusal(bytes(content)).code == "password"


def test_unusual_compression_is_refused():
    assert refusal(zipped(good_parts(), compression=zipfile.ZIP_BZIP2)).code == "broken"


@pytest.mark.parametrize("cut", range(1, 12))
def test_file_cut_anywhere_is_refused(cut):
    content = zipped(good_parts())
    assert refusal(content[: len(content) * cut // 12]).code == "truncated"


def test_no_changed_byte_does_worse_than_a_refusal():
    content = by_openpyxl(few_rows())
    outcomes = {outcome_of(content, place) for place in range(0, len(content), 53)}
    assert outcomes <= {"read"} | set(SENTENCES)
    assert {"read", "truncated"} < outcomes


def outcome_of(content, place):
    damaged = bytearray(content)
    damaged[place] ^= 0xFF
    try:
        prescan(bytes(damaged), "hong.xlsx")
    except WorkbookRefused as error:
        return error.code
    return "read"


def test_scan_finds_the_farthest_cell_and_the_state_of_sheets():
    scan = scan_of(
        Page("Số liệu", {(3, 4): 1, (7, 2): "x"}),
        Page("Ẩn", {(1, 1): 1}, state="hidden"),
        Page("Rất ẩn", {}, state="veryHidden"),
    )
    assert [(sheet.name, sheet.state, sheet.farthest, sheet.cells) for sheet in scan.sheets] == [
        ("Số liệu", "visible", "D7", 2),
        ("Ẩn", "hidden", "A1", 1),
        ("Rất ẩn", "veryHidden", "", 0),
    ]


def test_scan_collects_what_the_reader_cannot_see():
    cells = {
        (1, 1): Percent(0.5),
        (2, 1): Day(2023, 9, 13),
        (3, 1): Formula("1+1", 2),
        (4, 1): Formula("1+1"),
        (5, 1): Error("#REF!"),
        (6, 1): Formula('"a"', "a"),
    }
    (sheet,) = scan_of(Page("a", cells)).sheets
    flags = {flag: sheet.where(flag) for flag in (PERCENT, DATE, FORMULA, UNCACHED, ERROR)}
    assert flags == {
        PERCENT: ["A1"],
        DATE: ["A2"],
        FORMULA: ["A3", "A4", "A5", "A6"],
        UNCACHED: ["A4"],
        ERROR: ["A5"],
    }
    assert sheet.errors == {(5, 1): "#REF!"}


def test_scan_collects_merged_and_hidden_areas():
    page = Page("a", {(1, 1): 1, (5, 5): 1}, merged=["A1:C1"], hidden_rows=[2], hidden_columns=[4])
    (sheet,) = scan_of(page).sheets
    assert (sheet.merged, sheet.hidden_rows, sheet.hidden_columns) == ([(1, 1, 1, 3)], {2}, [(4, 4)])


def test_scan_collects_properties_and_defined_names():
    def define(workbook):
        workbook.define_name("cds_stamp", '="ubnd-801 2023-Q1"')

    book = one_body()
    scan = prescan(by_xlsxwriter(book, define), "a.xlsx")
    assert scan.properties == book.properties
    assert scan.defined_names == {"cds_stamp": '"ubnd-801 2023-Q1"'}


def test_scan_knows_the_date_system():
    assert scan_of(Page("a", {(1, 1): 1}), date_1904=True).date_1904 is True
    assert scan_of(Page("a", {(1, 1): 1})).date_1904 is False


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("0.0%", PERCENT),
        ("0%;[Red]-0%", PERCENT),
        ('0.0" %"', 0),
        ("dd/mm/yyyy", DATE),
        ("[$-42A]d mmmm yyyy", DATE),
        ("[h]:mm", DATE),
        ("hh:mm", DATE),
        ("General", 0),
        ("#,##0.00", 0),
        ("[Red]0", 0),
        ('0" ngày"', 0),
        (r"0\d", 0),
        ("@", 0),
        ("", 0),
    ],
)
def test_number_format_tells_percent_and_date(code, kind):
    assert kind_of_format(code) == kind


def test_sheet_without_addresses_is_counted_through():
    """Some programs leave out the addresses of rows and cells."""
    parts = good_parts()
    xml = b'<worksheet><sheetData><row><c/><c><v>1</v></c></row><row/><row><c t="e"><v>#N/A</v></c></row>'
    scan = prescan(zipped(parts | {SHEET: xml + b"</sheetData></worksheet>"}), "a.xlsx")
    assert (scan.sheets[0].farthest, scan.sheets[0].errors) == ("B3", {(3, 1): "#N/A"})


def test_row_without_a_number_takes_that_of_its_cells():
    parts = good_parts()
    row = b'<row><c r="B5"><v>1</v></c><c r="C5"><v>1</v></c></row>'
    xml = b"<worksheet><sheetData>" + row + b"</sheetData></worksheet>"
    assert prescan(zipped(parts | {SHEET: xml}), "a.xlsx").sheets[0].farthest == "C5"


@pytest.mark.parametrize(
    "row",
    [
        b'<row><c r="B5"/><c r="C6"><v>1</v></c></row>',
        b'<row><c r="B5000000000"><v>1</v></c></row>',
        b'<row r="x"><c r="A1"/></row>',
        b'<row r="1"><c r="1A"><v>1</v></c></row>',
        b'<row r="1"><c r="XFE1"><v>1</v></c></row>',
        b'<row r="1"><c r="ZZZZZZZZZ1"><v>1</v></c></row>',
        b'<row r="1048577"><c><v>1</v></c></row>',
        b'<row r="2"><c r="B2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
    ],
)
def test_address_that_cannot_be_is_refused(row):
    xml = b"<worksheet><sheetData>" + row + b"</sheetData></worksheet>"
    assert refusal(zipped(good_parts() | {SHEET: xml})).code == "broken"


def test_too_many_error_cells_are_refused(monkeypatch):
    monkeypatch.setattr("districts.imports.sheet_scan.MOST_ERRORS", 3)
    page = Page("a", {(row, 1): Error("#REF!") for row in range(1, 6)})
    assert refusal(by_openpyxl(Book([page]))).code == "too_many_cells"


def test_consolidated_workbook_of_the_largest_size_has_room():
    assert MANY_BODIES.rows > 3321
    assert prescan(by_openpyxl(consolidated()), "a.xlsx", MANY_BODIES).sheets[0].farthest == "K14"


def test_zip_with_something_in_front_is_no_workbook():
    assert refusal(b"#!/bin/sh\n" + zipped(good_parts())).code == "not_xlsx"


def test_other_zip_is_no_workbook():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("anh.txt", "x")
    assert refusal(target.getvalue()).code == "not_xlsx"
