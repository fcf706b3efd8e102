"""Cells that no person types: errors of newer programs, what is no number, durations."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest

from districts.actions import imports
from districts.imports import annotate
from districts.imports.cells import to_number
from districts.imports.scope import Scope
from districts.imports.sheet import Cell
from districts.imports.writer import body_workbook
from districts.models import ImportBatch
from tests.imports import cast
from tests.imports.cast import GOOD, filled

pytestmark = pytest.mark.django_db
MARK = 987654


@pytest.fixture
def reporting():
    return cast.Reporting()


def with_raw_cell(reporting, raw):
    """The body's workbook with the cell G9 (NT3) written as the XML says."""
    content = filled(body_workbook(reporting.report), GOOD | {"NT3": {"Giá trị": MARK}})
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                begin = part.rindex(b"<c ", 0, part.index(str(MARK).encode()))
                end = part.index(b"</c>", begin) + 4
                part = part[:begin] + raw + part[end:]
            target.writestr(name, part)
    return out.getvalue()


def checked(reporting, raw):
    report = reporting.report
    scope = Scope(report.period, report.body, report=report)
    batch = imports.upload(
        with_raw_cell(reporting, raw), name="so-lieu.xlsx", scope=scope, by=reporting.reporter
    )
    imports.run(batch.pk)
    batch.refresh_from_db()
    return batch


def told(batch):
    return batch.status, [(problem["address"], problem["code"]) for problem in batch.problems]


@pytest.mark.parametrize("error", ["#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#N/A"])
def test_error_of_any_program_is_told_at_its_cell(reporting, error):
    batch = checked(reporting, f'<c r="G9" t="e"><v>{error}</v></c>'.encode())
    assert told(batch) == (ImportBatch.Status.REJECTED, [("G9", "error_cell")])
    assert batch.problems[0]["message"] == f"Ô đang báo lỗi {error}."


@pytest.mark.parametrize("number", ["NaN", "INF", "-INF", "1e400"])
def test_what_is_no_number_is_told_with_a_list(reporting, number):
    batch = checked(reporting, f'<c r="G9"><v>{number}</v></c>'.encode())
    assert batch.status == ImportBatch.Status.REJECTED
    assert [problem["severity"] for problem in batch.problems] == ["error"]


def test_workbook_that_cannot_be_marked_still_has_its_list(reporting, monkeypatch):
    monkeypatch.setattr(annotate, "coloured", lambda *args: 1 / 0)
    monkeypatch.setattr(annotate, "plain_copy", lambda *args: 1 / 0)
    batch = checked(reporting, b'<c r="G9" t="e"><v>#N/A</v></c>')
    assert told(batch) == (ImportBatch.Status.REJECTED, [("G9", "error_cell")])
    assert batch.annotated is None


def test_two_readings_of_a_count_are_written_as_numbers_are():
    reading = to_number(Cell("", 1, 1, "1,000"), unit="tin", is_count=True)
    assert reading.problem.suggestion == "Nhập lại thành số trong ô định dạng Số, ví dụ 1000 hoặc 1."


def test_duration_is_told_as_the_program_shows_it():
    reading = to_number(Cell("", 1, 1, timedelta(days=3, hours=12)), unit="giờ")
    assert reading.problem.message == "Ô đang là ngày, giờ (84:00:00), không phải số."
    assert Cell("", 1, 1, timedelta(days=3, hours=12)).text == "84:00:00"
