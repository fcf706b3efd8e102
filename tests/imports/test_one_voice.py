"""One cell speaks once: what is wrong and what to do, never two advices that differ."""

import pytest

from districts.imports.problems import ERROR, WARNING, Problem, one_voice
from districts.imports.scope import Scope
from districts.imports.stage import stage
from districts.imports.writer import body_workbook
from tests.imports import cast


def said(staging):
    return [(p.address, p.severity, p.code, f"{p.message} {p.suggestion}".strip()) for p in staging.problems]


def staged(figures):
    reporting = cast.Reporting()
    report = reporting.report
    content = cast.filled(body_workbook(report), figures)
    return stage(content, "so-lieu.xlsx", Scope(report.period, report.body, report=report))


@pytest.mark.django_db
def test_count_with_a_fraction_is_refused_in_one_sentence_with_what_may_be_meant():
    assert said(staged({"NT3": {"Giá trị": 12.5}})) == [
        (
            "G9",
            "error",
            "not_whole",
            "Số đếm phải là số nguyên, ở đây là 12,5. Có phải là 12.500?",
        )
    ]


@pytest.mark.django_db
def test_negative_count_with_a_fraction_tells_both_faults_at_once():
    ((_address, severity, _code, words),) = said(staged({"NT3": {"Giá trị": -2.5}}))
    assert (severity, words) == (
        "error",
        "Số đếm phải là số nguyên, ở đây là -2,5. Kiểm tra lại dấu chấm, dấu phẩy. Số không được âm.",
    )


@pytest.mark.django_db
def test_share_that_does_not_fit_its_parts_is_not_asked_about_as_well():
    found = said(staged({"CQ2": {"Tử số": 90, "Mẫu số": 98, "Giá trị": 0.9}}))
    assert [(severity, code) for _address, severity, code, _words in found] == [("error", "value_differs")]


def problem(code, message, suggestion="", severity=ERROR, address="D8"):
    return Problem("Số liệu", address, code, message, suggestion, severity)


def test_questions_at_one_cell_are_asked_together():
    asked = [
        problem("jump", "Biến động lớn.", "Kiểm tra.", WARNING),
        problem("low", "Mẫu số nhỏ.", "", WARNING),
    ]
    assert one_voice(asked) == [problem("jump", "Biến động lớn. Kiểm tra. Mẫu số nhỏ.", "", WARNING)]


def test_questions_beside_an_error_wait_until_it_is_mended():
    asked, wrong = problem("jump", "Biến động lớn.", "", WARNING), problem("exceeds", "Lớn hơn.", "Xem lại.")
    assert one_voice([asked, wrong]) == [wrong]


def test_other_cells_and_the_whole_sheet_keep_their_own_voice_and_order():
    whole = [problem("empty", "Trống.", address=""), problem("stamp", "Không có dấu.", address="")]
    cells = [problem("a", "Một.", address="D9"), problem("b", "Hai.", address="D8")]
    assert one_voice([cells[0], whole[0], cells[1], whole[1]]) == [cells[0], whole[0], cells[1], whole[1]]
