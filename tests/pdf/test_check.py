from dataclasses import replace
from datetime import date

import pytest

from oversight.documents import check
from oversight.documents.fonts import missing_glyphs
from oversight.documents.parts import (
    Duty,
    Fact,
    Recommendation,
    RecommendationGroup,
    Section,
)

from . import samples


def codes(report):
    return [problem.code for problem in check.check_report(report)]


def with_text(html):
    return samples.loc_ha(
        sections=(Section("I", "Nội dung", html), samples.loc_ha_sections()[-1]), annexes=()
    )


def with_recommendation(*duties, text="Làm rõ."):
    group = RecommendationGroup("Đối với X", (Recommendation(text, duties),))
    return samples.loc_ha(sections=(Section("V", "Kiến nghị", groups=(group,)),), annexes=())


@pytest.mark.parametrize("report", [samples.loc_ha(), samples.issued_loc_ha()])
def test_sample_has_no_problem(report):
    assert check.check_report(report) == []


def test_empty_section_is_named():
    report = samples.loc_ha(sections=(Section("I", "Khái quát", "<p> </p>"), *samples.loc_ha_sections()))
    (problem,) = check.check_report(report)
    assert (problem.code, problem.where, problem.blocking) == ("empty_section", "I. Khái quát", True)
    assert problem.message_vi == "Mục “I. Khái quát” chưa có nội dung."


def test_heading_over_its_parts_is_not_empty_but_the_last_one_is():
    parts = (
        Section("II", "Kết quả"),
        Section("1", "Hạ tầng", "<p>có</p>", 2),
        Section("2", "Nhân lực", "", 2),
    )
    problems = check.check_report(samples.loc_ha(sections=parts, annexes=()))
    assert [problem.where for problem in problems] == ["2. Nhân lực"]


@pytest.mark.parametrize("token", ["bang:khong-co", "hinh:khong-co", "so:khong-co"])
def test_unknown_reference_is_named_once(token):
    assert codes(with_text(f"<p>[[{token}]] và [[{token}]]</p>")) == ["unknown_reference"]


@pytest.mark.parametrize(
    ("duty", "found"),
    [
        (Duty("UBND huyện"), ["no_deliverable", "no_due_date"]),
        (Duty("UBND huyện", deliverable="Kế hoạch"), ["no_due_date"]),
        (Duty("UBND huyện", due_on=date(2026, 12, 1)), ["no_deliverable"]),
        (Duty("UBND huyện", deliverable_reason="có", due_reason=samples.NO_DATE), []),
        (Duty("UBND huyện", deliverable_reason="có"), ["no_due_date"]),
        (Duty("UBND huyện", due_reason=samples.NO_DATE), ["no_deliverable"]),
        (Duty("UBND huyện", "Kế hoạch", date(2026, 12, 1)), []),
        (Duty("", "Kế hoạch", date(2026, 12, 1)), ["no_addressee"]),
    ],
)
def test_recommendation_needs_addressee_deliverable_and_date_or_a_reason(duty, found):
    assert codes(with_recommendation(duty)) == found


def test_recommendation_without_any_duty_has_no_addressee():
    assert codes(with_recommendation()) == ["no_addressee"]


@pytest.mark.parametrize(
    ("text", "blocking"),
    [
        ("Đoàn đã đến 5 điểm khảo sát.", [True]),
        ("Đoàn đã đến năm điểm khảo sát.", [True]),
        ("Có 14 điểm khảo sát.", [True]),
        ("Hai điểm khảo sát chưa có mạng.", [False]),
        ("Một điểm khảo sát chưa có mạng.", []),
        ("Đoàn đã đến 4 điểm khảo sát.", []),
        ("Đoàn đã đến 04 điểm khảo sát.", []),
        ("Năm 2023, bốn điểm khảo sát.", []),
        ("Đoàn đã đến [[so:diem-khao-sat]] điểm khảo sát.", []),
        ("Có 5 điểm khảo sáthạch.", []),
    ],
)
def test_typed_number_over_the_record_blocks_and_one_under_it_is_shown(text, blocking):
    problems = check.check_report(with_text(f"<p>{text}</p>"))
    assert [(problem.code, problem.blocking) for problem in problems] == [
        ("number_mismatch", value) for value in blocking
    ]


def test_numbers_with_separators_are_read():
    report = replace(with_text("<p>1.234,5 triệu đồng và 1.200 triệu đồng</p>"), facts=())
    report = replace(report, facts=(Fact("tien", 1234.5, "triệu đồng"),))
    (problem,) = check.check_report(report)
    assert problem.message_vi == "Văn bản ghi “1.200 triệu đồng”, hồ sơ ghi 1.234,5 triệu đồng."


def test_character_without_a_glyph_is_named_with_its_place():
    (problem,) = check.check_report(with_text("<p>Đã xong ✓</p>"))
    assert (problem.code, problem.where) == ("missing_glyph", "I. Nội dung")
    assert "✓ (U+2713)" in problem.message_vi
    assert codes(
        with_recommendation(Duty("X", deliverable_reason="có", due_reason="có"), text="Việc 漢")
    ) == ["missing_glyph"]


def test_glyphs_of_vietnamese_and_of_office_signs_are_there():
    assert missing_glyphs("<p>Ấẩẫậằẳẵặếềểễệốồổỗộớờởỡợứừửữự đĐ → ½ № − ≤ ₫ &amp; “…”</p>") == set()
    assert missing_glyphs("✓☐") == {"✓", "☐"}


def test_official_paper_needs_number_date_and_signer():
    assert codes(samples.loc_ha(is_draft=False)) == ["no_number", "no_signer"]


def test_recipients_begin_as_above_and_end_with_the_archive():
    assert codes(samples.loc_ha(recipients=("Ủy ban nhân dân tỉnh",))) == ["no_archive_line"]
    assert codes(samples.loc_ha(addressees=("Hội đồng nhân dân tỉnh",))) == ["recipients_order"]
    named = samples.loc_ha(addressees=("Hội đồng nhân dân tỉnh",), recipients=("Như trên", "Lưu: VT"))
    assert codes(named) == []


def test_annex_that_the_text_does_not_mention_is_shown_but_does_not_block():
    report = replace(with_text("<p>a</p>"), annexes=(samples.FIGURES_ANNEX,))
    assert [(problem.code, problem.blocking) for problem in check.check_report(report)] == [
        ("annex_unmentioned", False)
    ]


def test_empty_paper_is_told_everything_at_once():
    bare = samples.loc_ha(
        sections=(), subject_lines=(), closing=(), recipients=(), annexes=(), signature=samples.Signature(())
    )
    assert codes(bare) == ["no_subject", "no_sections", "no_closing", "no_signature", "no_archive_line"]
