"""`manage.py import_progress`: problems with their addresses, exit codes, and the very same rules."""

import io

import pytest
from django.core.management import CommandError, call_command

from cds_portal.accounts.grants import Role
from districts.imports.writer import body_workbook
from districts.models import ImportBatch, ReportedValue
from tests import factories as make
from tests.imports import cast
from tests.imports.cast import GOOD, filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def reporting():
    return cast.Reporting()


def run(tmp_path, content, user, *options):
    path, out = tmp_path / "so-lieu.xlsx", io.StringIO()
    path.write_bytes(content)
    try:
        call_command("import_progress", str(path), "--as", user.username, *options, stdout=out)
    except CommandError as error:
        return out.getvalue().splitlines(), str(error)
    return out.getvalue().splitlines(), ""


def test_check_writes_nothing_and_tells_what_was_read(reporting, tmp_path):
    content = filled(body_workbook(reporting.report), GOOD)
    assert run(tmp_path, content, reporting.reporter) == (
        ["Đọc được 4 số liệu: hợp lệ 4, cần sửa 0, lưu ý 0."],
        "",
    )
    assert (ReportedValue.objects.count(), ImportBatch.objects.count()) == (0, 0)


def test_problems_are_printed_with_their_addresses(reporting, tmp_path):
    figures = GOOD | {"CQ2": {"Tử số": 132, "Mẫu số": 98}, "CQ5": {"Giá trị": -1}}
    lines, error = run(tmp_path, filled(body_workbook(reporting.report), figures), reporting.reporter)
    assert lines == [
        "Số liệu!E8: Tử số 132 lớn hơn mẫu số 98. Kiểm tra có đảo hai số không.",
        "Số liệu!G10: Số không được âm.",
        "Đọc được 4 số liệu: hợp lệ 2, cần sửa 2, lưu ý 0.",
    ]
    assert error == "Tệp có chỗ cần sửa, chưa ghi gì."


def test_apply_writes(reporting, tmp_path):
    content = filled(body_workbook(reporting.report), GOOD)
    lines, error = run(tmp_path, content, reporting.reporter, "--apply")
    batch = ImportBatch.objects.get()
    assert (lines[-1], error) == (f"Đã ghi 4 số liệu (lần nhập {batch.pk}).", "")
    assert set(ReportedValue.objects.values_list("typed_by", flat=True)) == {reporting.reporter.pk}


def test_stranger_is_refused(reporting, tmp_path):
    stranger = make.make_user(Role.LOCAL_REPORTER, reporting.bodies[1])
    content = filled(body_workbook(reporting.report), GOOD)
    assert run(tmp_path, content, stranger, "--apply") == (
        [],
        f"{stranger} không được nhập báo cáo của UBND xã Mỹ Thạnh Đông.",
    )


def test_file_that_is_no_workbook_is_refused_in_words(reporting, tmp_path):
    lines, error = run(tmp_path, b"%PDF-1.7", reporting.reporter)
    assert (lines, error) == (
        [],
        "Tệp “so-lieu.xlsx” không phải bảng tính Excel (.xlsx). Chọn đúng tệp bảng tính đã tải từ hệ thống.",
    )


def test_period_that_is_none_is_told(reporting, tmp_path):
    content = filled(body_workbook(reporting.report), GOOD)
    assert run(tmp_path, content, reporting.reporter, "--period", "2030-Q9") == (
        [],
        "Không có kỳ báo cáo “2030-Q9”.",
    )
