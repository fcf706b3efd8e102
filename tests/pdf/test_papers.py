"""The other kinds of paper: letters and reports as NĐ30 lays them out, working papers, both standards."""

import io
from dataclasses import replace
from datetime import date

import openpyxl
import pikepdf
import pytest
from django.db import transaction

from cds_portal.clock import set_today
from oversight.documents import check, fonts, markup, pdf
from oversight.documents.gather_follow_up import follow_up_report
from oversight.documents.gather_letters import forwarding_letter
from oversight.documents.gather_reminder import reminder_letter
from oversight.documents.gather_sheet import follow_up_sheet
from oversight.documents.gather_summary import unit_summary
from oversight.documents.keys import reminded
from oversight.documents.kinds import CLASSES
from oversight.rendering import rendered_pdf
from tests import paper_world

from . import boxes
from .test_conformance import failures

# The mark of the database makes it ready; what is in it is the fixture's.
pytestmark = [pytest.mark.pdf, pytest.mark.django_db]

UPRIGHT, BOLD, ITALIC = (False, False), (True, False), (False, True)
CODE = "ABCD2345"
NUMBERED = {
    "number": 7,
    "issued_on": date(2026, 2, 5),
    "authority_lines": ("TM. BAN VĂN HÓA - XÃ HỘI", "KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"),
    "signer": "Nguyễn Văn Mẫu",
}


@pytest.fixture(scope="module")
def papers(django_db_setup, django_db_blocker):
    """A paper of each kind, frozen and read back as the worker reads it."""
    with django_db_blocker.unblock(), transaction.atomic(), set_today(paper_world.TODAY):
        made = make_papers(paper_world.PaperCast())
        transaction.set_rollback(True)
    return {paper.kind: CLASSES[paper.kind].from_snapshot(paper.to_snapshot()) for paper in made}


def make_papers(cast):
    committee, session, body = cast.committee, cast.session, cast.body
    periods, _indicators = paper_world.report_six_quarters(cast)
    paper_world.make_plan(cast, late=4)
    for number in range(1, 5):
        cast.duty(f"Nội dung thứ {number} về thanh toán không dùng tiền mặt tại chợ, cửa hàng, trường học")
        cast.duty(f"Nội dung thứ {number} của xã, do xã chủ trì", body=cast.commune_body)
    cast.duty("Nội dung chưa có thời hạn", body=cast.commune_body, due_on=None)
    proposals = [cast.proposal(), cast.proposal("Đề nghị tập huấn", theme="workforce")]
    return [
        reminder_letter(committee, body, reminded(committee, body), short_code=CODE),
        forwarding_letter(committee, proposals, [cast.body], session=session, short_code=CODE),
        follow_up_report(committee, session=session, short_code=CODE),
        follow_up_sheet(committee, session=session, short_code=CODE),
        unit_summary(committee, cast.commune_body, periods[-1], short_code=CODE),
    ]


@pytest.fixture(scope="module")
def reminder(papers):
    return papers["reminder_letter"]


def numbered(paper):
    return paper.numbered(**NUMBERED, created_at=paper.created_at)


def lay_out(paper):
    return [boxes.Page(page) for page in pdf.layout(markup.render_html(paper)).pages]


@pytest.fixture(scope="module")
def letter_page(reminder):
    return lay_out(numbered(reminder))[0]


KINDS = ["reminder_letter", "forwarding_letter", "follow_up_report", "follow_up_sheet", "unit_summary"]


@pytest.mark.parametrize("kind", KINDS)
def test_paper_of_each_kind_conforms_to_both_standards(papers, kind):
    rendered = rendered_pdf(papers[kind], {}, "5f0c1a52e7b94f0f")
    assert failures(rendered.content, "3a") == []
    assert failures(rendered.content, "ua1") == []
    assert set(rendered.fonts) <= fonts.EMBEDDED_NAMES


@pytest.mark.parametrize("kind", KINDS)
def test_paper_of_each_kind_has_title_language_bookmark_and_its_figures_inside(papers, kind):
    paper = papers[kind]
    rendered = rendered_pdf(paper, {}, "5f0c1a52e7b94f0f")
    with pikepdf.open(io.BytesIO(rendered.content)) as file:
        assert (str(file.Root.Lang), str(file.docinfo["/Title"])) == ("vi", paper.title)
        with file.open_outline() as outline:
            assert len(outline.root) == 1
        assert list(file.attachments) == [paper.attachment_name]
        content = file.attachments[paper.attachment_name].get_file().read_bytes()
    assert len(openpyxl.load_workbook(io.BytesIO(content)).worksheets) == len(paper.sheets)


@pytest.mark.parametrize("kind", ["reminder_letter", "forwarding_letter", "follow_up_report"])
def test_official_paper_passes_the_check_as_draft_and_with_its_number(papers, kind):
    blocking = [p for paper in (papers[kind], numbered(papers[kind])) for p in check.check_report(paper)]
    assert [problem for problem in blocking if problem.blocking] == []


# The letter, measured


@pytest.mark.parametrize(
    ("start", "face"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (12, *BOLD)),
        ("BAN VĂN HÓA - XÃ HỘI", (12, *BOLD)),
        ("Số: 07/HĐND-VHXH", (13, *UPRIGHT)),
        ("V/v đôn đốc thực hiện", (12, *UPRIGHT)),
        ("Hà Tĩnh, ngày 05 tháng 02 năm 2026", (13, *ITALIC)),
        ("Kính gửi:", (14, *UPRIGHT)),
        ("Ủy ban nhân dân huyện Lộc Hà.", (14, *UPRIGHT)),
        ("Căn cứ Điều 40", (14, *UPRIGHT)),
        ("1. Khẩn trương", (14, *UPRIGHT)),
        ("Nơi nhận:", (12, True, True)),
        ("- Như trên;", (11, *UPRIGHT)),
        ("- Lưu: VT, VHXH.", (11, *UPRIGHT)),
        ("KT. TRƯỞNG BAN", (14, *BOLD)),
        ("Nguyễn Văn Mẫu", (14, *BOLD)),
    ],
)
def test_element_of_the_letter_is_printed_in_the_size_of_the_specimen(reminder, start, face):
    lines = [line for page in lay_out(numbered(reminder)) for line in page.lines]
    assert next(line for line in lines if line.text.startswith(start)).face == face


def test_letter_has_no_name_of_a_type_and_one_addressee_on_its_line(letter_page):
    assert not any(line.text == "CÔNG VĂN" for line in letter_page.lines)
    kinh_gui, addressee = letter_page.line("Kính gửi:"), letter_page.line("Ủy ban nhân dân huyện Lộc Hà.")
    assert kinh_gui.baseline == addressee.baseline


def test_about_line_stands_six_points_under_the_number_and_centred_with_it(letter_page):
    number, about = letter_page.line("Số:"), letter_page.line("V/v")
    assert about.centre == pytest.approx(number.centre, abs=1)
    assert 0 < about.top - number.top <= 13


def test_letter_keeps_the_margins_and_first_line_indent(letter_page):
    assert (letter_page.size, letter_page.margins) == ((210.0, 297.0), (20.0, 20.0, 20.0, 30.0))
    assert letter_page.line("Căn cứ Điều 40").left == 42.7


def test_draft_letter_leaves_its_number_blank_and_says_so(reminder):
    page = lay_out(reminder)[0]
    assert page.line("Số:").text.replace("\u00a0", "_") == "Số: ______/HĐND-VHXH"
    assert page.line("DỰ THẢO").face == (13, *BOLD)
    assert page.watermarked


def test_reminder_says_law_count_and_days(reminder):
    text = check.prose.plain_text(reminder.sections[0].html)
    assert text.startswith("Căn cứ Điều 40 Luật số 121/2025/QH15, Ban Văn hóa - Xã hội")
    assert "trong thời hạn 15 ngày kể từ ngày nhận được công văn này" in text
    assert [(fact.label, fact.value) for fact in reminder.facts] == [
        ("chua-hoan-thanh", 4),
        ("qua-han", 4),
        ("chua-co-han", 0),
    ]
    assert [row[3:5] for row in reminder.tables[0].rows] == [("31/03/2026", 234)] * 4


def test_reminder_warns_of_a_law_that_was_not_checked(reminder):
    (caution,) = [problem for problem in check.check_report(reminder) if problem.code == "caution"]
    assert not caution.blocking
    assert "NQ 114/2025" in caution.message_vi


def test_many_duties_go_to_an_annex_that_the_letter_refers_to(reminder):
    from oversight.documents.gather_letters import place_of, placed

    kept = placed("x", "Nội dung", reminder.tables[0].columns, reminder.tables[0].rows * 4)
    assert place_of(kept) == "danh mục tại Phụ lục kèm theo"
    assert len(kept["annexes"][0].rows) == 16


def test_forwarding_letter_tells_who_proposed_what(papers):
    letter = papers["forwarding_letter"]
    assert letter.subject_lines == ("V/v chuyển đề xuất,", "kiến nghị của địa phương")
    assert letter.recipients == ("Như trên", "Thường trực HĐND tỉnh", "UBND tỉnh", "Lưu: VT, VHXH")
    assert [row[1:3] for row in letter.tables[0].rows] == [
        ("UBND huyện Lộc Hà", "Hạ tầng, thiết bị"),
        ("UBND huyện Lộc Hà", "Nhân lực, tập huấn"),
    ]


def test_follow_up_report_numbers_its_headings_without_a_gap(papers):
    report = papers["follow_up_report"]
    assert [section.heading for section in report.sections] == [
        "I. TÌNH HÌNH CHUNG",
        "II. KẾT QUẢ THỰC HIỆN",
        "III. NỘI DUNG QUÁ HẠN, KHÔNG THỰC HIỆN",
        "IV. NỘI DUNG CHƯA ẤN ĐỊNH THỜI HẠN",
        "V. ĐÁNH GIÁ, ĐỀ XUẤT",
    ]
    first = lay_out(numbered(report))[0]
    assert first.line("BÁO CÁO").face == (14, *BOLD)
    assert first.line("Kết quả thực hiện kiến nghị sau giám sát").face == (14, *BOLD)


# Working papers


@pytest.mark.parametrize("kind", ["follow_up_sheet", "unit_summary"])
def test_working_paper_is_headed_so_and_has_no_letterhead(papers, kind):
    page = lay_out(papers[kind])[0]
    assert page.line("Tài liệu phục vụ họp").face == (12, *ITALIC)
    assert page.line("Ban Văn hóa - Xã hội HĐND tỉnh Hà Tĩnh").bold
    assert "Hà Tĩnh, ngày 20 tháng 11 năm 2026" in page.text
    assert "CỘNG HÒA" not in page.text and "Số:" not in page.text


@pytest.mark.parametrize("kind", ["follow_up_sheet", "unit_summary"])
def test_working_paper_ends_with_its_code_and_numbers_its_pages(papers, kind):
    pages = lay_out(papers[kind])
    assert f"Mã tra cứu: {CODE}" in pages[-1].text
    numbers = [[line.text for line in page.margin_lines] for page in pages]
    assert numbers == [[f"Trang {place}/{len(pages)}"] for place in range(1, len(pages) + 1)]


def test_summary_of_eight_pillars_with_everything_owed_keeps_to_two_pages(papers):
    assert len(lay_out(papers["unit_summary"])) == 2


def test_summary_shows_the_largest_number_largest(papers):
    page = lay_out(papers["unit_summary"])[0]
    largest = max(line.size for line in page.lines)
    assert [line.text for line in page.lines if line.size == largest] == ["12/32", "48/48", "38/38", "5"]


def test_summary_without_a_single_figure_is_one_calm_page(papers):
    bare = replace(
        papers["unit_summary"], trends=(), pillars=(), attention=None, changes=(), duties=(), tasks=()
    )
    assert len(lay_out(bare)) == 1


def test_sheet_is_landscape_and_repeats_its_head(papers):
    sheet = papers["follow_up_sheet"]
    long = replace(sheet, table=replace(sheet.table, rows=sheet.table.rows * 3))
    pages = lay_out(long)
    assert {page.size for page in pages} == {(297.0, 210.0)}
    assert [page.line("Nội dung kiến nghị").bold for page in pages] == [True] * len(pages)


def test_rows_beyond_what_is_printed_are_told_and_stand_in_the_workbook(papers):
    sheet = replace(papers["follow_up_sheet"], rows_printed=2)
    text = " ".join(page.text for page in lay_out(sheet))
    assert "Còn 7 nội dung trong bảng tính kèm theo tệp này." in text
    assert len(sheet.sheets[0].rows) == 9
