"""Nghị định 30/2020/NĐ-CP, Phụ lục I: measured on the laid out page."""

from dataclasses import replace
from datetime import date

import pytest

from oversight.documents.parts import Section

from . import samples
from .conftest import lay_out

pytestmark = pytest.mark.pdf

UPRIGHT, BOLD, ITALIC = (False, False), (True, False), (False, True)


def test_every_page_is_a4_with_margins_20_20_20_30(issued_pages):
    assert {page.size for page in issued_pages} == {(210.0, 297.0)}
    assert {page.margins for page in issued_pages} == {(20.0, 20.0, 20.0, 30.0)}


@pytest.mark.parametrize(
    ("start", "face"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (12, *BOLD)),
        ("Độc lập - Tự do - Hạnh phúc", (13, *BOLD)),
        ("HỘI ĐỒNG NHÂN DÂN", (12, *UPRIGHT)),
        ("TỈNH HÀ TĨNH", (12, *UPRIGHT)),
        ("BAN VĂN HÓA - XÃ HỘI", (12, *BOLD)),
        ("Số: 05/BC-HĐND", (13, *UPRIGHT)),
        ("Hà Tĩnh, ngày 05 tháng 02 năm 2023", (13, *ITALIC)),
        ("BÁO CÁO", (14, *BOLD)),
        ("Kết quả giám sát việc", (14, *BOLD)),
        ("Thực hiện Chương trình", (14, *UPRIGHT)),
        ("I. KHÁI QUÁT CHUNG", (14, *BOLD)),
        ("1. Công tác lãnh đạo", (14, *BOLD)),
        ("a) xây dựng Trung tâm", (14, *UPRIGHT)),
        ("a) Dùng chung hạ tầng", (14, *UPRIGHT)),
        ("a) Quan tâm hơn nữa", (14, *UPRIGHT)),
        ("Chợ Phủ", (12, *UPRIGHT)),
        ("Nơi nhận:", (12, True, True)),
        ("- Hội đồng nhân dân tỉnh;", (11, *UPRIGHT)),
        ("TM. BAN VĂN HÓA - XÃ HỘI", (14, *BOLD)),
        ("KT. TRƯỞNG BAN", (14, *BOLD)),
        ("PHÓ TRƯỞNG BAN", (14, *BOLD)),
        ("Nguyễn Văn Mẫu", (14, *BOLD)),
        ("Phụ lục", (14, *BOLD)),
        ("MỘT SỐ CHỈ TIÊU", (14, *BOLD)),
        ("(Kèm theo Báo cáo số 05/BC-HĐND", (14, *ITALIC)),
        ("Xã Mai Phụ", (12, *UPRIGHT)),
    ],
)
def test_element_is_printed_in_the_size_of_the_specimen(issued_pages, start, face):
    assert _line(issued_pages, start).face == face


def test_annex_table_is_printed_in_11_points(issued_pages):
    assert issued_pages[-1].line("Thị trấn Lộc Hà").face == (11, *UPRIGHT)


def test_country_stands_on_one_line_level_with_the_superior_body(issued_pages):
    first = issued_pages[0]
    assert first.line("CỘNG HÒA").baseline == first.line("HỘI ĐỒNG").baseline
    assert first.line("CỘNG HÒA").right <= 190


def test_number_and_date_stand_on_one_line(issued_pages):
    first = issued_pages[0]
    assert first.line("Số:").baseline == first.line("Hà Tĩnh,").baseline


def test_rules_are_as_wide_as_the_decree_says(issued_pages):
    first = issued_pages[0]
    issuer, motto, title = (width for _, width, _ in first.rules())
    assert 1 / 3 <= issuer / first.line("BAN VĂN HÓA").width <= 1 / 2
    assert motto == pytest.approx(first.line("Độc lập").width, abs=0.1)
    assert 1 / 3 <= title / first.line("trên địa bàn huyện").width <= 1 / 2


def test_body_is_justified_with_first_line_indent(issued_pages):
    first = issued_pages[0]
    opening = first.line("Thực hiện Chương trình")
    second = first.lines[first.lines.index(opening) + 1]
    assert (opening.left, second.left) == (42.7, 30.0)
    assert (opening.right, second.right) == (190.0, 190.0)


def test_line_spacing_lies_between_single_and_one_and_a_half(issued_pages):
    first = issued_pages[0]
    opening = first.line("Thực hiện Chương trình")
    second = first.lines[first.lines.index(opening) + 1]
    points = (second.baseline - opening.baseline) / 25.4 * 72
    assert 14 * 1.15 <= points <= 14 * 1.15 * 1.5


def test_page_number_is_centred_at_the_top_from_the_second_page(issued_pages):
    numbers = [[line for line in page.margin_lines if line.text.isdigit()] for page in issued_pages]
    assert [[line.text for line in page] for page in numbers] == [[], ["2"], ["3"], []]
    assert {line.face for page in numbers for line in page} == {(14, *UPRIGHT)}
    assert all(
        line.centre == pytest.approx(110, abs=0.1) and line.top < 20 for page in numbers for line in page
    )


def test_each_annex_counts_its_own_pages():
    long = replace(samples.FIGURES_ANNEX, rows=samples.FIGURES_ANNEX.rows * 15)
    pages = lay_out(samples.issued_loc_ha(annexes=(long, long), is_demo=False))
    assert [[line.text for line in page.margin_lines] for page in pages] == [
        [],
        ["2"],
        ["3"],
        [],
        ["2"],
        [],
        ["2"],
    ]
    assert [page.lines[0].text for page in pages[3::2]] == ["Phụ lục I", "Phụ lục II"]


def test_single_annex_has_no_number(issued_pages):
    assert issued_pages[-1].lines[0].text == "Phụ lục"


def test_table_repeats_its_spanning_head_on_each_page():
    long = replace(samples.FIGURES_ANNEX, rows=samples.FIGURES_ANNEX.rows * 15)
    first, second = lay_out(samples.issued_loc_ha(annexes=(long,)))[-2:]
    assert first.line("Dịch vụ công trực tuyến").face == (11, *BOLD)
    assert [line.text for line in second.lines[:3]] == ["TT", "Đơn vị", "Dịch vụ công trực tuyến"]


def test_draft_leaves_number_and_date_blank_and_says_so(draft_pages):
    first = draft_pages[0]
    assert first.line("Số:").text.replace("\u00a0", "_") == "Số: ______/BC-HĐND"
    assert first.line("Hà Tĩnh").text.replace("\u00a0", "_") == "Hà Tĩnh, ngày______tháng______năm"
    assert first.line("DỰ THẢO").face == (13, *BOLD)


def test_draft_is_visible_behind_every_page_and_gone_when_issued(draft_pages, issued_pages):
    assert [page.watermarked for page in draft_pages] == [True] * 4
    assert [page.watermarked for page in issued_pages] == [False] * 4
    assert "DỰ THẢO" not in issued_pages[0].text


def test_demo_says_so_on_every_page_and_a_real_paper_does_not(issued_pages):
    note = "Văn bản minh họa, không có giá trị pháp lý"
    assert all(page.margin_lines[-1].text == note for page in issued_pages)
    real = lay_out(samples.issued_loc_ha(is_demo=False))
    assert not any(line.text == note for page in real for line in page.margin_lines)


def test_illustrative_content_is_named(issued_pages):
    marked = [line.text for page in issued_pages for line in page.lines if line.text == "(số liệu minh họa)"]
    assert len(marked) == 3


def test_signature_stands_right_level_with_the_recipients(issued_pages):
    last = issued_pages[-2]
    authority, head = last.line("TM. BAN"), last.line("Nơi nhận:")
    assert abs(authority.baseline - head.baseline) < 1.5
    assert head.left == 30.0
    middles = [last.line(start).centre for start in ("TM. BAN", "KT.", "PHÓ", "Nguyễn Văn Mẫu")]
    assert max(middles) - min(middles) < 0.2
    assert authority.left > 100


def test_last_words_are_closed_and_the_code_stands_under_the_recipients(issued_pages):
    last = issued_pages[-2]
    assert "Thường trực Hội đồng nhân dân tỉnh./." in last.text
    code, archive = last.line("LH23-7KQ2"), last.line("- Lưu: VT, VHXH.")
    assert code.top > archive.top
    assert code.left < 100


@pytest.mark.parametrize("filler", range(1, 9))
def test_signature_takes_the_last_paragraph_along_and_no_heading_is_left_behind(filler):
    text = "".join(f"<p>Đoạn {number} nói về việc đã làm.</p>" for number in range(20 + 2 * filler))
    sections = (Section("I", "Nội dung", text), Section("II", "Tiếp theo"), *samples.loc_ha_sections()[2:])
    pages = lay_out(samples.issued_loc_ha(sections=sections, annexes=()))
    signed = next(page for page in pages if "TM. BAN VĂN HÓA" in page.text)
    assert "Trên đây là kết quả giám sát" in signed.text
    assert not any(page.lines[-1].bold for page in pages[:-1])


def test_one_addressee_stands_on_the_line_of_kinh_gui():
    page = lay_out(samples.issued_loc_ha(addressees=("Thường trực Hội đồng nhân dân tỉnh",)))[0]
    assert page.line("Kính gửi:").baseline == page.line("Thường trực Hội đồng nhân dân tỉnh.").baseline


def test_two_addressees_are_listed_with_dashes():
    addressees = ("Hội đồng nhân dân tỉnh", "Thường trực Hội đồng nhân dân tỉnh")
    page = lay_out(samples.issued_loc_ha(addressees=addressees))[0]
    assert page.line("- Hội đồng nhân dân tỉnh;").top > page.line("Kính gửi:").top
    assert page.line("- Thường trực Hội đồng nhân dân tỉnh.").face == (14, *UPRIGHT)


def test_long_title_keeps_within_the_page():
    report = samples.issued_loc_ha(subject_lines=(" ".join(("Kết quả giám sát việc thực hiện",) * 6),))
    lines = [line for line in lay_out(report)[0].lines if "Kết quả giám sát" in line.text and line.bold]
    assert len(lines) > 1
    assert all(line.left >= 30 and line.right <= 190 for line in lines)


def test_word_longer_than_a_line_keeps_within_the_margins():
    address = "https://dichvucong.hatinh.gov.vn/" + "x" * 300
    texts = (f"<p>{address}</p>", f"<ul><li>{address}</li></ul>", f"<p>Xem {address}</p>")
    sections = tuple(Section("", "Dài", text) for text in texts)
    pages = lay_out(samples.issued_loc_ha(sections=sections))
    lines = [line for page in pages for line in page.lines if "xxxx" in line.text]
    assert "".join(line.text for line in lines).count("x") == 3 * 300
    assert all(line.left >= 30 and line.right <= 190 for line in lines)


def test_days_over_nine_and_months_over_two_take_no_zero():
    page = lay_out(samples.issued_loc_ha(issued_on=date(2023, 9, 22), number="12"))[0]
    assert page.line("Hà Tĩnh").text == "Hà Tĩnh, ngày 22 tháng 9 năm 2023"
    assert page.line("Số:").text == "Số: 12/BC-HĐND"


def _line(pages, start):
    return next(line for page in pages for line in page.lines if line.text.startswith(start))
