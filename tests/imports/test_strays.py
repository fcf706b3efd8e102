"""What lies beside the table: a second one, a signature, a code or name of somebody or something else."""

from io import BytesIO

import openpyxl
import pytest

from districts.actions.drafting import open_draft
from districts.imports.scope import Scope
from districts.imports.stage import stage
from districts.imports.writer import body_workbook
from districts.models import Body
from tests import factories as make
from tests.imports import cast
from tests.imports.cast import GOOD, filled
from tests.imports.test_consolidated import BOTH, book_with, district, places

pytestmark = pytest.mark.django_db


@pytest.fixture
def reporting():
    return cast.Reporting()


def changed(reporting, change, figures=GOOD):
    book = openpyxl.load_workbook(BytesIO(filled(body_workbook(reporting.report), figures)))
    change(book)
    report = reporting.report
    return stage(cast.saved(book), "so-lieu.xlsx", Scope(report.period, report.body, report=report))


def wrong(staging):
    return [(problem.address, problem.code) for problem in staging.problems if problem.is_error]


def put(cells):
    def change(book):
        for address, value in cells.items():
            book["Số liệu"][address] = value

    return change


def test_figures_on_a_second_sheet_are_not_passed_over(reporting):
    def copy(book):
        book.copy_worksheet(book["Số liệu"]).title = "Bản sao"

    staging = changed(reporting, copy)
    assert [(p.sheet, p.address, p.code) for p in staging.problems] == [("Bản sao", "E8", "second_table")]
    assert staging.problems[0].message == (
        "Trang “Bản sao” cũng có bảng số liệu, nhưng chỉ trang “Số liệu” được đọc."
    )


def test_second_sheet_without_figures_or_hidden_is_passed_over(reporting):
    def copy(book):
        book.copy_worksheet(book["Số liệu"]).sheet_state = "hidden"
        empty = book.copy_worksheet(book["Số liệu"])
        for row in empty.iter_rows(min_row=7, min_col=5, max_col=7):
            for cell in row:
                cell.value = None

    assert places(changed(reporting, copy)) == []


def test_figures_on_a_second_sheet_of_many_are_not_passed_over(reporting):
    book = openpyxl.load_workbook(BytesIO(book_with(district(reporting), BOTH)))
    book.copy_worksheet(book["Tổng hợp"]).title = "Huyện"
    staging = stage(cast.saved(book), "tong-hop.xlsx", district(reporting))
    assert [(p.sheet, p.code) for p in staging.problems] == [("Huyện", "second_table")]


def test_hidden_table_is_told_as_hidden(reporting):
    def hide(book):
        book["Số liệu"].sheet_state = "hidden"

    staging = changed(reporting, hide)
    assert [(p.sheet, p.code) for p in staging.problems] == [("Số liệu", "hidden_table")]


def test_signature_under_the_table_is_no_figure(reporting):
    signature = {
        "G14": "Mỹ Thạnh Đông, ngày 14 tháng 9 năm 2023",
        "G15": "CHỦ TỊCH",
        "A15": "NGƯỜI LẬP BIỂU",
        "E18": "Nguyễn Văn An",
    }
    assert places(changed(reporting, put(signature))) == []


@pytest.mark.parametrize("figure", [12, "12 tin", "-", "có"])
def test_figure_without_a_code_is_told(reporting, figure):
    assert places(changed(reporting, put({"G15": figure}))) == [("G15", "no_code")]


def test_signature_under_many_is_no_unit(reporting):
    signature = {"B11": "NGƯỜI LẬP BIỂU", "E11": "CHỦ TỊCH", "E14": "Nguyễn Văn An"}
    content = book_with(district(reporting), BOTH | signature)
    assert places(stage(content, "tong-hop.xlsx", district(reporting))) == []


def test_unknown_code_beside_a_known_name_is_refused_at_the_code(reporting):
    content = book_with(district(reporting), BOTH | {"A9": "ubnd-99999"})
    staging = stage(content, "tong-hop.xlsx", district(reporting))
    assert places(staging) == [("A9", "unit_differs")]
    assert staging.problems[0].message == "Mã “ubnd-99999” không phải mã của UBND xã Mỹ Thạnh Đông."


def test_slip_in_the_name_beside_a_known_code_is_forgiven(reporting):
    content = book_with(district(reporting), BOTH | {"B9": "UBND xã Mỹ Thạnh Dôngg"})
    assert places(stage(content, "tong-hop.xlsx", district(reporting))) == []


def test_name_of_a_unit_elsewhere_beside_a_known_code_is_refused(reporting):
    make.make_commune("Hiệp Hòa", parent=make.make_district("Đức Hòa", parent=reporting.province))
    content = book_with(district(reporting), BOTH | {"B9": "UBND xã Hiệp Hòa"})
    assert places(stage(content, "tong-hop.xlsx", district(reporting))) == [("B9", "out_of_scope")]


def test_plain_code_of_a_unit_that_ended_is_its_own(reporting):
    Body.objects.filter(pk=reporting.body.pk).update(code="ubnd-27901-cu")
    content = book_with(district(reporting), BOTH | {"A9": "ubnd-27901"})
    assert places(stage(content, "tong-hop.xlsx", district(reporting))) == []


def test_full_name_of_another_indicator_is_refused(reporting):
    named = put({"B10": "Số tin, bài, buổi phát thanh về chuyển đổi số trong kỳ"})
    assert wrong(changed(reporting, named)) == [("B10", "name_differs")]


def test_name_that_is_like_two_belongs_to_the_one_it_fits(reporting):
    reporting.indicator_set.indicators.filter(code="CQ5").update(name="Tỷ lệ hồ sơ nộp trực tiếp")
    staging = changed(reporting, put({"B10": "Tỷ lệ hồ sơ nộp trực tuyến"}))
    assert wrong(staging) == [("B10", "name_differs")]


@pytest.mark.parametrize("name", ["Thời gian xử lý", "Thời gian xử lý bình quân (giờ/ hồ sơ)"])
def test_name_cut_short_or_added_to_is_accepted(reporting, name):
    assert places(changed(reporting, put({"B10": name}))) == []


def test_empty_cells_that_keep_their_figures_are_one_warning(reporting):
    for code in ("NT3", "CQ5"):
        cast.write(draft_of(reporting), reporting.indicator(code), value=5)
    blank = put({"G9": None, "G10": None})
    staging = changed(reporting, blank, {"TC1": {"Giá trị": "có"}})
    assert [(p.address, p.code, p.message) for p in staging.problems] == [
        ("", "blank_keeps", "2 chỉ tiêu để trống trong tệp: giữ nguyên số đã nhập.")
    ]


def draft_of(reporting):
    return open_draft(reporting.report, by=reporting.reporter)
