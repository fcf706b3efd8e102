import json
from dataclasses import replace
from datetime import date

import pytest

from oversight.documents import markup, snapshot, wording
from oversight.documents.parts import (
    Column,
    Duty,
    Recommendation,
    RecommendationGroup,
    Section,
)
from oversight.documents.result_report import ResultReport

from . import samples


@pytest.mark.parametrize("report", [samples.loc_ha(), samples.issued_loc_ha(), samples.of_about(5)])
def test_report_survives_the_way_through_its_snapshot(report):
    stored = json.loads(json.dumps(report.to_snapshot()))
    assert ResultReport.from_snapshot(stored) == report


def test_snapshot_names_kind_and_template():
    stored = samples.loc_ha().to_snapshot()
    assert (stored["kind"], stored["template_version"]) == ("result_report", ResultReport.template_version)


def test_snapshot_of_an_older_form_takes_defaults():
    stored = samples.loc_ha(annexes=()).to_snapshot()
    del stored["annexes"]
    assert ResultReport.from_snapshot(stored | {"gone": 1}) == samples.loc_ha(annexes=())


def test_snapshot_refuses_what_json_cannot_keep():
    with pytest.raises(TypeError):
        snapshot.encode({1, 2})


@pytest.mark.parametrize(
    ("position", "letter"), [(1, "a"), (4, "d"), (5, "đ"), (6, "e"), (7, "g"), (23, "y"), (24, "aa")]
)
def test_points_follow_the_vietnamese_alphabet(position, letter):
    assert wording.vietnamese_letter(position) == letter


@pytest.mark.parametrize(("number", "text"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV")])
def test_annexes_take_roman_numbers(number, text):
    assert wording.roman(number) == text


@pytest.mark.parametrize(
    ("typed", "text"), [("5", "05"), (7, "07"), ("05", "05"), ("12", "12"), ("5a", "05a")]
)
def test_numbers_under_ten_take_a_zero(typed, text):
    assert wording.two_digits(typed) == text


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 1, 31), "ngày 31 tháng 01 năm 2026"),
        (date(2023, 9, 22), "ngày 22 tháng 9 năm 2023"),
    ],
)
def test_dates_are_written_out(day, text):
    assert wording.long_date(day) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234.5, None, "1.234,5"),
        (1234567, None, "1.234.567"),
        (51.25, 1, "51,3"),
        (38.0, 1, "38,0"),
        (0.1 + 0.2, None, "0,3"),
        (-3, None, "-3"),
        (None, None, ""),
        ("2023", None, "2023"),
    ],
)
def test_numbers_are_written_the_vietnamese_way(value, decimals, text):
    assert wording.number_text(value, decimals) == text


def test_recommendations_are_lettered_within_their_group():
    group = RecommendationGroup("Đối với X", tuple(Recommendation(text) for text in "mnopq"))
    (section,) = markup.section_views(
        samples.loc_ha(sections=(Section("V", "Kiến nghị", groups=(group, group)),))
    )
    assert [part.heading for part in section.groups] == ["1. Đối với X", "2. Đối với X"]
    assert [item.label for item in section.groups[1].items] == ["a)", "b)", "c)", "d)", "đ)"]


def test_given_numbers_and_labels_are_kept():
    group = RecommendationGroup("Đối với X", (Recommendation("m", label="1."),), number="5")
    (section,) = markup.section_views(samples.loc_ha(sections=(Section("V", "Kiến nghị", groups=(group,)),)))
    assert (section.groups[0].heading, section.groups[0].items[0].label) == ("5. Đối với X", "1.")


def test_duty_is_printed_with_deliverable_and_date_only_when_it_has_them():
    full = Duty("UBND tỉnh", "Quyết định", date(2026, 1, 9), coordinating=("Sở Tài chính",))
    assert full.sentence == (
        "Chủ trì: UBND tỉnh; phối hợp: Sở Tài chính; sản phẩm: Quyết định; "
        "thời hạn hoàn thành: ngày 09/01/2026."
    )
    assert Duty("UBND tỉnh", due_reason="không ấn định").sentence == ""


def test_heading_tags_skip_no_level():
    levels = (1, 3, 2, 3)
    sections = tuple(Section(str(place), "T", level=level) for place, level in enumerate(levels, 1))
    assert [view.tag for view in markup.section_views(samples.loc_ha(sections=sections))] == [
        "h2",
        "h3",
        "h3",
        "h4",
    ]


def test_tables_are_numbered_in_the_order_of_first_use():
    other = replace(samples.SITES, code="khac", caption="Bảng khác")
    sections = (
        Section("I", "A", "<p>Xem [[bang:khac]].</p><p>[[bang:khac]]</p><p>[[bang:diem-khao-sat]]</p>"),
    )
    html = markup.render_html(samples.loc_ha(sections=sections, tables=(samples.SITES, other)))
    assert "<p>Xem Bảng 1.</p>" in html
    assert "<caption>Bảng 1. Bảng khác</caption>" in html
    assert "<caption>Bảng 2. Các điểm khảo sát thực tế ngày 13/9/2023</caption>" in html


def test_columns_of_a_group_share_a_spanning_head():
    view = markup.table_view(replace(samples.FIGURES_ANNEX, rows=()), "")
    upper, lower = view.head_rows
    assert [(cell.title, cell.colspan, cell.rowspan) for cell in upper] == [
        ("TT", 1, 2),
        ("Đơn vị", 1, 2),
        ("Dịch vụ công trực tuyến", 2, 1),
        ("Thanh toán không dùng tiền mặt", 2, 1),
    ]
    assert [cell.title for cell in lower] == ["Số hồ sơ", "Tỷ lệ (%)", "Số hộ", "Tỷ lệ (%)"]


def test_row_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError):
        markup.table_view(replace(samples.SITES, columns=(Column("A"),)), "Bảng 1")


def test_facts_are_printed_from_the_record():
    assert "khảo sát 4 điểm (Bảng 1)" in markup.render_html(samples.loc_ha())


def test_list_of_recipients_ends_with_a_full_stop():
    html = markup.render_html(samples.loc_ha(recipients=("Như trên;", "Lưu: VT.")))
    assert "<ul><li>Như trên;</li><li>Lưu: VT.</li></ul>" in html
