"""One sheet for many bodies: what is in it, whose rows it may hold, and all its problems at once."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from cds_portal.accounts.grants import Role
from cds_portal.lifecycle import StatusChange
from districts.actions import imports
from districts.imports.consolidated import consolidated_workbook
from districts.imports.scope import Scope
from districts.imports.stage import stage
from districts.models import ImportBatch, Indicator, ProgressReport, ReportedValue, ReportVersion
from tests import factories as make
from tests.imports import cast
from tests.imports.test_views import signed_in

pytestmark = pytest.mark.django_db
FIRST = 8


@pytest.fixture
def reporting():
    return cast.Reporting()


def district(reporting, **fields):
    return Scope(**{"period": reporting.period, "filler": reporting.district_body} | fields)


def book_with(scope, rows):
    """The scope's workbook with cells {address: value} typed into it."""
    book = openpyxl.load_workbook(BytesIO(consolidated_workbook(scope)))
    for address, value in rows.items():
        book["Tổng hợp"][address] = value
    return cast.saved(book)


def staged(scope, rows):
    return stage(book_with(scope, rows), "tong-hop.xlsx", scope)


def places(staging):
    return [(problem.address, problem.code) for problem in staging.problems]


# C, D: CQ2; E: NT3; F: CQ5; G: TC1. Rows 8 and 9: Mỹ Quý Tây, Mỹ Thạnh Đông.
BOTH = {"C8": 40, "D8": 50, "E8": 3, "C9": 90, "D9": 98, "G9": "có"}


def test_workbook_has_a_row_a_body_and_two_columns_a_ratio(reporting):
    sheet = openpyxl.load_workbook(BytesIO(consolidated_workbook(district(reporting))))["Tổng hợp"]
    assert [cell.value for cell in sheet[6]][2:] == ["CQ2", None, "NT3", "CQ5", "TC1"]
    assert [cell.value for cell in sheet[7]][2:4] == ["Tử số", "Mẫu số"]
    assert [sheet.cell(row, 2).value for row in (FIRST, FIRST + 1)] == [
        "UBND xã Mỹ Quý Tây",
        "UBND xã Mỹ Thạnh Đông",
    ]
    assert sheet.max_row == FIRST + 1


def test_all_bodies_are_staged_at_once(reporting):
    staging = staged(district(reporting), BOTH)
    assert places(staging) == []
    assert (staging.counts["reports"], staging.counts["changes"]) == (2, 4)


def test_problems_of_all_rows_are_told_at_once(reporting):
    staging = staged(district(reporting), {"C8": 60, "D8": 50, "E8": "ba", "C9": 1, "G9": "có lẽ"})
    assert places(staging) == [
        ("C8", "exceeds"),
        ("E8", "not_number"),
        ("D9", "part_missing"),
        ("G9", "not_yes_no"),
    ]
    assert staging.listed()[0]["body"] == "UBND xã Mỹ Quý Tây"


def test_row_without_figures_is_passed_over(reporting):
    staging = staged(district(reporting), {"E9": 4})
    assert [row["report"] for row in staging.staged()["rows"]] == [reporting.report.pk]


def test_column_of_no_indicator_is_refused(reporting):
    staging = staged(district(reporting), BOTH | {"H7": "Ghi chú thêm"})
    assert places(staging) == [("H7", "unknown_column")]


def test_unit_is_found_by_name_without_its_code(reporting):
    by_name = {"A8": None, "B8": "xã  Mỹ Quý tây", "A9": None, "B9": "Ủy ban nhân dân xã Mỹ Thạnh Đông"}
    assert places(staged(district(reporting), BOTH | by_name)) == []


def test_unit_twice_is_refused(reporting):
    assert places(staged(district(reporting), BOTH | {"A9": None, "B9": "Mỹ Quý Tây"})) == [
        ("B9", "duplicate_row")
    ]


def test_code_and_name_of_two_units_are_refused(reporting):
    assert places(staged(district(reporting), BOTH | {"B9": "UBND xã Mỹ Quý Tây"})) == [
        ("A9", "unit_differs")
    ]


def test_unknown_unit_is_refused_with_what_may_be_meant(reporting):
    staging = staged(district(reporting), BOTH | {"A9": None, "B9": "xã Mỹ Thạnh Đôn"})
    assert places(staging) == [("B9", "unknown_unit")]
    assert staging.problems[0].suggestion == "Ý đồng chí là UBND xã Mỹ Thạnh Đông?"


def test_unit_of_another_district_is_out_of_scope(reporting):
    other = make.make_commune("Hiệp Hòa", parent=make.make_district("Đức Hòa", parent=reporting.province))
    reporting.expect(make.make_body("UBND xã Hiệp Hòa", unit=other))
    staging = staged(district(reporting), BOTH | {"A9": None, "B9": "xã Hiệp Hòa"})
    assert places(staging) == [("B9", "out_of_scope")]


def test_unit_no_longer_in_force_in_the_period_is_refused(reporting):
    make.make_commune("Mỹ Thạnh Cũ", parent=reporting.district, valid_to=date(2022, 12, 31))
    staging = staged(district(reporting), BOTH | {"A9": None, "B9": "xã Mỹ Thạnh Cũ"})
    assert places(staging) == [("B9", "unit_not_in_force")]
    assert staging.problems[0].message == (
        "Xã Mỹ Thạnh Cũ không còn hoặc chưa là đơn vị hành chính ngày 14/9/2023."
    )


def test_report_that_was_sent_is_refused_in_words(reporting):
    content = book_with(district(reporting), BOTH)
    ProgressReport.objects.filter(pk=reporting.report.pk).update(
        status="accepted", first_sent_at="2023-09-15T08:00+07:00"
    )
    staging = stage(content, "tong-hop.xlsx", district(reporting))
    assert [problem.message for problem in staging.problems] == [
        "Báo cáo của UBND xã Mỹ Thạnh Đông đã tiếp nhận, không ghi số liệu được."
    ]


def test_indicator_not_due_of_one_body_is_refused(reporting):
    reporting.report.indicators.remove(reporting.indicator("TC1"))
    assert places(staged(district(reporting), BOTH)) == [("G9", "not_due")]


def test_workbook_of_one_body_is_refused_here(reporting):
    from districts.imports.writer import body_workbook

    content = cast.filled(body_workbook(reporting.report), cast.GOOD)
    staging = stage(content, "so-lieu.xlsx", district(reporting))
    assert [problem.code for problem in staging.problems] == ["wrong_kind"]


def test_department_gives_only_what_it_is_responsible_for(reporting):
    department = make.make_body("Sở Khoa học và Công nghệ", unit=reporting.province, kind="department")
    Indicator.objects.filter(code="NT3").update(responsible=department)
    scope = district(reporting, filler=department)
    sheet = openpyxl.load_workbook(BytesIO(consolidated_workbook(scope)))["Tổng hợp"]
    assert [cell.value for cell in sheet[6]][2:] == ["NT3"]
    staging = staged(scope, {"C8": 5, "D6": "CQ2 - Tử số", "D8": 4})
    assert places(staging) == [("D6", "unknown_column")]


def test_apply_writes_all_bodies_and_names_who_moved_them(reporting):
    scope = district(reporting)
    by = reporting.district_reporter
    batch = imports.upload(book_with(scope, BOTH), name="tong-hop.xlsx", scope=scope, by=by)
    imports.run(batch.pk)
    batch.refresh_from_db()
    imports.apply(batch, by=by)
    found = ReportedValue.objects.values_list("version__report__body__name", "indicator__code", "value")
    assert sorted((name, code, float(value)) for name, code, value in found) == [
        ("UBND xã Mỹ Quý Tây", "CQ2", 80.0),
        ("UBND xã Mỹ Quý Tây", "NT3", 3.0),
        ("UBND xã Mỹ Thạnh Đông", "CQ2", 91.8367),
        ("UBND xã Mỹ Thạnh Đông", "TC1", 1.0),
    ]
    assert set(batch.reports.all()) == set(reporting.reports)
    assert {(c.to_status, c.by) for c in StatusChange.objects.all()} == {("draft", by)}


def test_note_that_was_typed_survives_a_sheet_without_notes(reporting):
    by = reporting.district_reporter
    version = ReportVersion.objects.create(report=reporting.report, number=1)
    cast.write(version, reporting.indicator("NT3"), value=2, note="tạm tính", typed_by=by)
    ProgressReport.objects.filter(pk=reporting.report.pk).update(status="draft")
    scope = district(reporting)
    batch = imports.upload(
        book_with(scope, {"E9": 8}), name="a.xlsx", scope=scope, by=reporting.district_reporter
    )
    imports.run(batch.pk)
    batch.refresh_from_db()
    imports.apply(batch, by=reporting.district_reporter)
    value = version.values.get()
    assert (value.value, value.note) == (8, "tạm tính")


# Pages


def test_district_takes_and_sends_its_sheet(reporting, client):
    client = signed_in(client, reporting.district_reporter)
    response = client.get(reverse("period_workbook", args=["2023-Q3"]))
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="tong-hop-{reporting.district_body.code}-2023-Q3.xlsx"'
    )
    page = client.get(reverse("period_import", args=["2023-Q3"]))
    assert "2/2 báo cáo còn nhận số liệu" in page.content.decode()
    content = book_with(district(reporting), BOTH)
    sent = client.post(
        reverse("period_import", args=["2023-Q3"]),
        {"filler": reporting.district_body.pk, "file": cast.upload_of(content)},
    )
    batch = ImportBatch.objects.get()
    assert (sent.url, batch.body, batch.paper) == (
        batch.get_absolute_url(),
        reporting.district_body,
        None,
    )


def test_committee_needs_a_paper(reporting, client):
    client = signed_in(client, reporting.staff)
    content = cast.upload_of(book_with(district(reporting), BOTH))
    address = reverse("period_import", args=["2023-Q3"])
    assert client.get(reverse("period_workbook", args=["2023-Q3"])).status_code == 404
    assert client.post(address, {"file": content}).status_code == 422
    paper = reporting.paper(from_body=reporting.district_body)
    content.seek(0)
    client.post(address, {"file": content, "paper": paper.pk})
    batch = ImportBatch.objects.get()
    assert (batch.body, batch.paper) == (reporting.district_body, paper)
    imports.run(batch.pk)
    batch.refresh_from_db()
    imports.apply(batch, by=reporting.staff)
    assert set(ReportVersion.objects.values_list("paper", "entered_by")) == {(paper.pk, reporting.staff.pk)}


def test_paper_of_another_committee_is_not_offered(reporting, client):
    other = make.make_committee("Ban Văn hóa - Xã hội HĐND tỉnh khác")
    paper = reporting.paper(committee=other)
    client = signed_in(client, reporting.staff)
    assert client.get(reverse("period_workbook", args=["2023-Q3"]), {"paper": paper.pk}).status_code == 404


def test_body_of_somebody_else_is_not_offered(reporting, client):
    client = signed_in(client, reporting.district_reporter)
    address = reverse("period_workbook", args=["2023-Q3"])
    assert client.get(address, {"filler": reporting.body.pk}).status_code == 404
    content = cast.upload_of(book_with(district(reporting), BOTH))
    response = client.post(
        reverse("period_import", args=["2023-Q3"]), {"filler": reporting.body.pk, "file": content}
    )
    assert (response.status_code, ImportBatch.objects.count()) == (422, 0)


def test_who_fills_nobodys_report_is_forbidden(reporting, client):
    client = signed_in(client, make.make_user(Role.LOCAL_LEADER, reporting.district_body))
    for name in ("period_workbook", "period_import"):
        assert client.get(reverse(name, args=["2023-Q3"])).status_code == 403


def test_unknown_period_is_not_found(reporting, client):
    client = signed_in(client, reporting.district_reporter)
    assert client.get(reverse("period_import", args=["2099"])).status_code == 404


@pytest.mark.parametrize("rows", [1, 2])
def test_page_of_an_upload_asks_as_little_for_many_bodies(reporting, client, rows, django_assert_num_queries):
    scope, by = district(reporting), reporting.district_reporter
    typed = {f"E{FIRST + row}": 5 for row in range(rows)}
    batch = imports.upload(book_with(scope, typed), name="a.xlsx", scope=scope, by=by)
    imports.run(batch.pk)
    client = signed_in(client, by)
    client.get(batch.get_absolute_url())
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(batch.get_absolute_url())


PAGE_QUERIES = 7


@pytest.mark.parametrize("name", ["Tổng cộng", "TỔNG SỐ", "Toàn huyện Đức Huệ", "Trung bình:", "Cộng"])
def test_row_of_totals_is_left_out_and_that_is_said(reporting, name):
    staging = staged(district(reporting), BOTH | {"B10": name, "C10": 130, "D10": 148, "E10": 3})
    (problem,) = staging.problems
    assert (problem.address, problem.code, problem.severity) == ("B10", "total_row", "warning")
    assert problem.message == f"Dòng “{name}” không được đọc: hệ thống tự cộng từ số của từng đơn vị."
    assert staging.counts["changes"] == 4


def test_one_figure_over_two_bodies_is_refused(reporting):
    scope = district(reporting)
    book = openpyxl.load_workbook(BytesIO(book_with(scope, BOTH)))
    book["Tổng hợp"].merge_cells("E8:E9")
    staging = stage(cast.saved(book), "tong-hop.xlsx", scope)
    assert [(p.address, p.message) for p in staging.problems] == [
        ("E8", "Ô gộp E8:E9 phủ nhiều ô số liệu nên không rõ số thuộc ô nào.")
    ]


def test_cells_of_a_row_whose_unit_nobody_knows_are_checked_at_once(reporting):
    staging = staged(district(reporting), {"A8": None, "B8": "UBND xã Mỹ Lạ", "C8": 60, "D8": 50, "E8": "ba"})
    assert places(staging) == [("B8", "unknown_unit"), ("C8", "exceeds"), ("E8", "not_number")]


def test_nobody_is_sent_to_a_column_of_notes_that_this_sheet_does_not_have(reporting):
    staging = staged(district(reporting), BOTH | {"E8": "khoảng 30"})
    assert [(problem.address, problem.suggestion) for problem in staging.problems] == [
        ("E8", "Chỉ ghi số, ví dụ 30; phần chữ ghi vào mục Ghi chú trong báo cáo của đơn vị.")
    ]


def test_sheet_of_a_body_without_reports_in_the_period_is_told_once(reporting):
    content = book_with(district(reporting), BOTH)
    stranger = make.make_body("UBND huyện Cần Giuộc", unit=make.make_district("Cần Giuộc"))
    staging = stage(content, "tong-hop.xlsx", district(reporting, filler=stranger))
    assert [(problem.address, problem.message) for problem in staging.problems] == [
        ("", "UBND huyện Cần Giuộc không có báo cáo nào được nhập trong kỳ Quý III/2023.")
    ]
