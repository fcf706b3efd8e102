"""The workbook that a body is given."""

from io import BytesIO

import openpyxl
import pytest

from districts.imports.reader import open_workbook
from districts.imports.stamp import ForeignStamp, Stamp, read_stamp
from districts.imports.writer import body_workbook
from districts.models import ReportVersion
from tests.imports import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def reporting():
    return cast.Reporting()


def table_of(content):
    sheet = openpyxl.load_workbook(BytesIO(content))["Số liệu"]
    return {row[0].value: row for row in sheet.iter_rows(min_row=7) if row[0].value}


def test_workbook_asks_only_what_is_due(reporting):
    reporting.report.indicators.remove(reporting.indicator("CQ5"))
    assert list(table_of(body_workbook(reporting.report))) == ["CQ2", "NT3", "TC1"]


def test_title_says_body_period_cut_off_and_due_day(reporting):
    sheet = openpyxl.load_workbook(BytesIO(body_workbook(reporting.report)))["Số liệu"]
    assert [sheet.cell(row, 1).value for row in range(1, 6)] == [
        "BÁO CÁO SỐ LIỆU CHUYỂN ĐỔI SỐ",
        "Đơn vị báo cáo: UBND xã Mỹ Thạnh Đông",
        "Kỳ báo cáo: Quý III/2023",
        "Số liệu từ 15/6/2023, chốt đến hết ngày 14/9/2023. Hạn gửi: 16/9/2023.",
        "Chỉ điền các ô nền vàng. Tỷ lệ do hệ thống tự tính từ tử số và mẫu số.",
    ]


def test_only_the_cells_to_fill_are_open(reporting):
    rows = table_of(body_workbook(reporting.report))
    unlocked = {
        code: [cell.column_letter for cell in row if not cell.protection.locked] for code, row in rows.items()
    }
    assert unlocked == {
        "CQ2": ["E", "F", "H"],
        "NT3": ["G", "H"],
        "CQ5": ["G", "H"],
        "TC1": ["G", "H"],
    }
    assert openpyxl.load_workbook(BytesIO(body_workbook(reporting.report)))["Số liệu"].protection.sheet


def test_last_accepted_figures_stand_beside_the_new_column(reporting):
    reporting.accepted("CQ2", numerator=80, denominator=100, value=80)
    reporting.accepted("TC1", value=1)
    reporting.accepted("NT3", value=7, period="2023-Q1")
    last = {code: row[3].value for code, row in table_of(body_workbook(reporting.report)).items()}
    assert last == {"CQ2": "80/100 = 80%", "NT3": "7", "CQ5": "chưa có", "TC1": "có"}


def test_what_was_typed_is_filled_in_except_for_readers_of_no_drafts(reporting):
    version = ReportVersion.objects.create(report=reporting.report, number=1)
    cast.write(version, reporting.indicator("CQ2"), numerator=90, denominator=98, value="91.8367")
    cast.write(version, reporting.indicator("CQ5"), value="4.5", note="=1+1")

    def cells(content):
        rows = table_of(content)
        return [cell.value for cell in rows["CQ2"][4:7]], [cell.value for cell in rows["CQ5"][6:8]]

    assert cells(body_workbook(reporting.report)) == ([90, 98, None], [4.5, "'=1+1"])
    assert cells(body_workbook(reporting.report, with_draft=False)) == (
        [None, None, None],
        [None, None],
    )


def test_cells_say_in_words_what_they_take(reporting):
    sheet = openpyxl.load_workbook(BytesIO(body_workbook(reporting.report)))["Số liệu"]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert rules["E8"].error == "Nhập số không âm; tử số không lớn hơn mẫu số."
    assert rules["E8"].prompt == "hồ sơ nộp trực tuyến"
    assert rules["G9"].error == "Nhập số nguyên từ 0 trở lên, không kèm chữ."
    assert rules["G11"].formula1 == '"có,không"'


def test_mark_tells_body_period_set_and_report(reporting):
    book = open_workbook(body_workbook(reporting.report), "so-lieu.xlsx")
    stamp = Stamp("2023-Q3", "xa-2023/1", reporting.body.code, reporting.report.pk)
    assert read_stamp(book) == stamp
    assert book.get("_khoa").hidden


def test_altered_mark_is_foreign(reporting):
    book = openpyxl.load_workbook(BytesIO(body_workbook(reporting.report)))
    book["_khoa"]["B5"] = book["_khoa"]["B5"].value[:-1]
    with pytest.raises(ForeignStamp):
        read_stamp(open_workbook(cast.saved(book), "so-lieu.xlsx"))


def test_protected_sheet_lets_a_cell_be_formatted_as_a_number_again(reporting):
    protection = openpyxl.load_workbook(BytesIO(body_workbook(reporting.report)))["Số liệu"].protection
    assert (protection.sheet, protection.formatCells) == (True, False)
