"""Who fills for others neither reads nor replaces what the body itself has begun to type."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from cds_portal.accounts.grants import Role
from cds_portal.lifecycle import Refused
from districts.actions import imports
from districts.actions.drafting import open_draft, set_value
from districts.figures import Figures
from districts.imports.consolidated import consolidated_workbook
from districts.imports.preview import changes_of
from districts.imports.scope import Scope
from districts.imports.stage import stage
from districts.imports.writer import body_workbook
from districts.models import Indicator, ProgressReport, ReportedValue
from tests import factories as make
from tests.imports import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def reporting():
    reporting = cast.Reporting()
    body = make.make_body("Sở Khoa học và Công nghệ", kind="department", unit=reporting.province)
    reporting.department_user = make.make_user(Role.DEPARTMENT, body)
    reporting.department = body
    Indicator.objects.filter(code__in=["CQ2", "NT3"]).update(responsible=body)
    return reporting


@pytest.fixture(params=["district", "department"])
def filler(request, reporting):
    if request.param == "district":
        return reporting.district_body, reporting.district_reporter
    return reporting.department, reporting.department_user


def scope_of(reporting, body):
    return Scope(period=reporting.period, filler=body)


def typed(reporting, by, figures):
    version = open_draft(reporting.report, by=by)
    return set_value(version, reporting.indicator("CQ2"), figures, by=by)


OWN = Figures(Decimal(7), Decimal(9), None, "Chỉ trong nội bộ xã")


def workbook_of(reporting, body, cells=()):
    book = openpyxl.load_workbook(BytesIO(consolidated_workbook(scope_of(reporting, body))))
    for address, value in dict(cells).items():
        book["Tổng hợp"][address] = value
    return cast.saved(book)


def shown(content):
    rows = openpyxl.load_workbook(BytesIO(content))["Tổng hợp"].iter_rows(min_row=8, values_only=True)
    return {row[1]: row[2:4] for row in rows}


def uploaded(reporting, filler, cells):
    body, user = filler
    content = workbook_of(reporting, body, cells)
    batch = imports.upload(content, name="tong-hop.xlsx", scope=scope_of(reporting, body), by=user)
    imports.run(batch.pk)
    batch.refresh_from_db()
    return batch


def test_draft_of_the_body_is_not_in_the_workbook_of_others(reporting, filler):
    typed(reporting, reporting.reporter, OWN)
    content = workbook_of(reporting, filler[0])
    assert shown(content)["UBND xã Mỹ Thạnh Đông"] == (None, None)


def test_what_the_filler_typed_is_in_its_workbook(reporting, filler):
    typed(reporting, filler[1], OWN)
    assert shown(workbook_of(reporting, filler[0]))["UBND xã Mỹ Thạnh Đông"] == (7, 9)


def test_row_of_a_body_that_types_itself_is_refused(reporting, filler):
    typed(reporting, reporting.reporter, OWN)
    content = workbook_of(reporting, filler[0], {"C9": 1, "D9": 2})
    staging = stage(content, "tong-hop.xlsx", scope_of(reporting, filler[0]))
    assert [(p.address, p.code, p.message) for p in staging.problems] == [
        (
            "B9",
            "body_types_itself",
            "UBND xã Mỹ Thạnh Đông đang tự nhập báo cáo này trên cổng, không nhập thay được.",
        )
    ]


def test_body_that_began_after_the_check_keeps_its_figures(reporting, filler):
    batch = uploaded(reporting, filler, {"E9": 3})
    typed(reporting, reporting.reporter, OWN)
    with pytest.raises(Refused, match="đang tự nhập"):
        imports.apply(batch, by=filler[1])
    assert [(v.indicator.code, v.numerator) for v in ReportedValue.objects.all()] == [("CQ2", 7)]


def test_filler_corrects_its_own_figure(reporting, filler):
    typed(reporting, filler[1], OWN)
    batch = uploaded(reporting, filler, {"C9": 8})
    assert [change.before for change in changes_of(batch)] == ["7/9 = 77,78%"]
    imports.apply(batch, by=filler[1])
    assert [v.numerator for v in ReportedValue.objects.all()] == [8]


def test_preview_keeps_back_what_another_filler_typed(reporting):
    typed(reporting, reporting.district_reporter, OWN)
    filler = reporting.department, reporting.department_user
    batch = uploaded(reporting, filler, {"C9": 8, "D9": 10})
    assert [(change.before, change.after, change.note) for change in changes_of(batch)] == [
        ("", "8/10 = 80%", "")
    ]


def test_body_still_uploads_over_its_own_draft(reporting):
    typed(reporting, reporting.reporter, OWN)
    own = Scope(reporting.period, reporting.body, report=ProgressReport.objects.get(pk=reporting.report.pk))
    content = cast.filled(body_workbook(own.report), {"CQ2": {"Tử số": 8}})
    assert stage(content, "so-lieu.xlsx", own).errors == 0
