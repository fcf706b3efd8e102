import contextlib
import os
import signal
import sys
import threading
import time as clock
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from cds_portal.ops.processes import children_of
from districts.imports import child
from districts.imports.addresses import address
from districts.imports.limits import MEGABYTE, Limits
from districts.imports.prescan import prescan
from districts.imports.reader import open_workbook, read
from districts.imports.refusals import WorkbookRefused
from districts.imports.sheet import Cell
from districts.imports.workbook_parts import ERROR, FORMULA, PERCENT, UNCACHED
from tests.imports.books import Book, Error, Formula, Page, Percent, changed, one_body
from tests.imports.dirt import DIRT
from tests.imports.hostile import SHEET, good_parts, parts_of, zipped
from tests.imports.programs import by_openpyxl, by_xlsxwriter

TEXT_CELL = '<c r="{}" t="s"><v>0</v></c>'
EVERYTHING = Limits(file_bytes=5 * MEGABYTE, rows=1_048_576, columns=16_384)


def sheet_of(cells, **details):
    return open_workbook(by_xlsxwriter(Book([Page("a", cells)], **details)), "a.xlsx").sheets[0]


def test_addresses_are_true_below_empty_rows_and_columns():
    sheet = sheet_of({(7, 5): "xa", (9, 4): 1.5})
    assert sheet.cell(7, 5) == Cell("a", 7, 5, "xa")
    assert sheet.cell(7, 5).address == "E7"
    assert sheet.cell(9, 4).value == 1.5
    assert [sheet.cell(7, 4).value, sheet.cell(8, 5).value, sheet.cell(1, 1).value] == [None] * 3
    assert sheet.dims == (9, 5)


def test_cell_outside_the_sheet_is_blank():
    assert sheet_of({(1, 1): 1}).cell(500, 500) == Cell("a", 500, 500)


def test_values_keep_their_kind():
    def write(workbook):
        page = workbook.get_worksheet_by_name("a")
        codes = ("dd/mm/yyyy hh:mm", "hh:mm", "[h]:mm")
        formats = [workbook.add_format({"num_format": code}) for code in codes]
        page.write_datetime(0, 4, datetime(2023, 9, 13, 8, 30), formats[0])
        page.write_datetime(0, 5, time(8, 30), formats[1])
        page.write_number(0, 6, 1.25, formats[2])
        page.write_datetime(0, 7, date(2023, 9, 13))

    cells = {(1, 1): "chữ", (1, 2): 0.1, (1, 3): True, (1, 4): 7}
    sheet = open_workbook(by_xlsxwriter(Book([Page("a", cells)]), write), "a.xlsx").sheets[0]
    assert [cell.value for cell in sheet.row_cells(1)] == [
        "chữ",
        0.1,
        True,
        7.0,
        datetime(2023, 9, 13, 8, 30),
        time(8, 30),
        timedelta(hours=30),
        date(2023, 9, 13),
    ]


def test_cell_knows_what_the_value_hides():
    sheet = sheet_of(
        {(1, 1): Percent(0.456), (1, 2): Error("#REF!"), (1, 3): Formula("1+1"), (1, 4): Formula("1+1", 2)}
    )
    assert sheet.row_cells(1) == [
        Cell("a", 1, 1, 0.456, PERCENT),
        Cell("a", 1, 2, None, FORMULA | ERROR, "#REF!"),
        Cell("a", 1, 3, None, FORMULA | UNCACHED),
        Cell("a", 1, 4, 2.0, FORMULA),
    ]
    assert [cell.is_blank for cell in sheet.row_cells(1)] == [False] * 4


def test_sheets_are_found_by_name_and_visibility():
    book = open_workbook(by_openpyxl(one_body()), "a.xlsx")
    assert [sheet.name for sheet in book.sheets] == ["Số liệu", "_khoa"]
    assert [sheet.name for sheet in book.visible_sheets] == ["Số liệu"]
    assert book["_khoa"].cell(1, 2).text == "ubnd-801"
    assert book.get("Không có") is None
    assert book.properties == {"cds-stamp": "ubnd-801 2023-Q1 xa-2023/1"}
    with pytest.raises(KeyError):
        book["Không có"]


def test_text_is_exactly_what_was_written():
    strange = "xin_x000D_chào\n“”\u202e\u200b 𝒳 " + "dài" * 5000
    assert sheet_of({(1, 1): strange}).cell(1, 1).value == strange


def test_hidden_rows_and_columns_are_read_and_told():
    make, change, _programs = DIRT["hidden_rows_and_columns"]
    sheet = open_workbook(by_openpyxl(changed(make, change)), "a.xlsx").sheets[0]
    assert [sheet.is_hidden_row(row) for row in (5, 6, 7)] == [False, True, True]
    assert [sheet.is_hidden_column(column) for column in (3, 4, 5)] == [False, True, False]
    assert sheet.cell(6, 1).text == "NT3"


def test_texts_shared_a_hundred_thousand_times_are_refused_not_unrolled():
    """A few kB that mean 13 GB of text."""
    parts = parts_of(by_xlsxwriter(Book([Page("a", {(1, 1): "x"})])))
    rows = "".join(
        "<row>" + "".join(TEXT_CELL.format(address(row, column)) for column in range(1, 201)) + "</row>"
        for row in range(1, 2001)
    )
    parts[SHEET] = f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode()
    parts["xl/sharedStrings.xml"] = f"<sst><si><t>{'chữ ' * 8000}</t></si></sst>".encode()
    with pytest.raises(WorkbookRefused) as refusal:
        open_workbook(zipped(parts), "a.xlsx")
    assert refusal.value.code == "too_heavy"


def test_child_is_given_the_scanned_bytes_only():
    """A part that was not scanned is not in the package, whatever the upload says of it."""
    content = zipped(good_parts() | {"xl/worksheets/sheet9.xml": b"not even xml"})
    assert [sheet.name for sheet in open_workbook(content, "a.xlsx").sheets] == ["Số liệu", "_khoa"]


def test_content_that_calamine_refuses_is_refused_in_words(caplog):
    xml = b'<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>7</v></c></row></sheetData></worksheet>'
    with pytest.raises(WorkbookRefused) as refusal:
        open_workbook(zipped(good_parts() | {SHEET: xml}), "a.xlsx")
    assert str(refusal.value) == (
        "Tệp “a.xlsx” bị hỏng: không đọc được nội dung các ô. "
        "Mở tệp bằng Excel hoặc LibreOffice, lưu lại rồi tải lên lại."
    )
    assert "CalamineError: Cell string index not found" in caplog.text


def test_child_that_cannot_start_is_not_the_file_s_fault(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(WorkbookRefused) as refusal:
        open_workbook(by_openpyxl(one_body()), "a.xlsx")
    assert refusal.value.code == "interrupted"


def test_child_imports_neither_django_nor_the_portal():
    with open(child.__file__) as source:
        imported = {line.split()[1] for line in source if line.lstrip().startswith(("import ", "from "))}
    assert imported == {"datetime", "json", "resource", "sys", "python_calamine"}


def test_many_threads_read_at_once():
    content = by_openpyxl(one_body())
    with ThreadPoolExecutor(4) as pool:
        books = list(pool.map(lambda number: open_workbook(content, f"{number}.xlsx"), range(8)))
    assert {book["Số liệu"].cell(5, 1).text for book in books} == {"NT1"}
    assert children_of(os.getpid()) == []


def refusal_of_reading(content, **limits):
    scan = prescan(content, "a.xlsx", EVERYTHING)
    with pytest.raises(WorkbookRefused) as refusal:
        read(content, scan, **limits)
    assert children_of(os.getpid()) == []
    return refusal.value.code


@pytest.fixture(scope="module")
def large():
    """Half a second of reading, so that there is something to interrupt."""
    cells = {(row, column): row / 7 for row in range(1, 2001) for column in range(1, 201)}
    return by_xlsxwriter(Book([Page("a", cells)]))


@pytest.mark.fault
def test_abort_for_512_gigabytes_ends_the_child_only():
    """What the pre-scan keeps away from calamine is let through here on purpose."""
    content = by_openpyxl(Book([Page("a", {(1, 1): "a", (1_048_576, 16_384): "x"})]))
    assert refusal_of_reading(content) == "too_heavy"


@pytest.mark.fault
def test_memory_limit_ends_the_child_only(large):
    assert refusal_of_reading(large, memory_bytes=40 * MEGABYTE) == "too_heavy"


@pytest.mark.fault
def test_deadline_ends_the_child(large):
    assert refusal_of_reading(large, deadline_seconds=0) == "too_slow"


@pytest.mark.fault
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGKILL, "interrupted"), (signal.SIGABRT, "too_heavy")])
def test_killed_child_is_a_refusal_in_words(large, sent, code):
    before = set(children_of(os.getpid()))

    def kill():
        while not (found := set(children_of(os.getpid())) - before):
            clock.sleep(0.001)
        os.kill(found.pop(), sent)

    killer = threading.Thread(target=kill)
    killer.start()
    assert refusal_of_reading(large) == code
    killer.join()


def is_reader(pid):
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        command, own = (Path(f"/proc/{one}/cmdline").read_bytes() for one in (pid, os.getpid()))
        return command not in (b"", own)
    return False


@pytest.mark.fault
def test_stopped_child_does_not_hang_the_reader(large):
    before = set(children_of(os.getpid()))

    def stop():
        # Not before it has become the reader: until then we wait in the kernel for it to start.
        while not (found := [pid for pid in set(children_of(os.getpid())) - before if is_reader(pid)]):
            clock.sleep(0.001)
        os.kill(found.pop(), signal.SIGSTOP)

    stopper = threading.Thread(target=stop)
    stopper.start()
    assert refusal_of_reading(large, deadline_seconds=1) == "too_slow"
    stopper.join()
