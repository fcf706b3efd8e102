"""A period's figures as one file: what is in it, for whom, how it is watched and stopped."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from cds_portal.accounts.grants import Role
from districts.actions import exports
from districts.models import Indicator, PeriodExport, Post, ProgressReport, ReportVersion
from tests import factories as make
from tests.imports import cast
from tests.imports.test_views import said, signed_in

pytestmark = pytest.mark.django_db
HEAD = list(exports.HEAD)


@pytest.fixture
def reporting():
    made = cast.Reporting()
    for report, value in zip(made.reports, (12, 15), strict=True):
        sent(made, report, value)
    return made


def sent(reporting, report, value, *, note="", number=1):
    version = ReportVersion.objects.create(report=report, number=number, frozen_at=timezone.now())
    cast.write(version, reporting.indicator("NT3"), value=value, note=note)
    ProgressReport.objects.filter(pk=report.pk).update(
        status="submitted", first_sent_at="2023-09-15T08:00+07:00"
    )
    return version


def made(reporting, user, *, kind="csv", query=""):
    export = exports.request_export(reporting.period, query=query, kind=kind, by=user)
    assert exports.make(export.pk)
    export.refresh_from_db()
    return export


def rows_of(export):
    if export.kind == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(export.file.read())).active
        return [[cell.value for cell in row] for row in sheet.iter_rows()]
    return list(csv.reader(io.StringIO(export.file.read().decode("utf-8-sig"))))


def test_committee_gets_every_figure_that_was_sent(reporting):
    head, *rows = rows_of(made(reporting, reporting.staff, kind="xlsx"))
    common = ("NT3", "Số tin, bài, buổi phát thanh về chuyển đổi số trong kỳ", "tin", None, None)
    assert head == HEAD
    assert rows == [
        [body.code, body.name, "đã gửi", "15/9/2023", *common, value, None, "chưa"]
        for body, value in zip(reversed(reporting.bodies), (15, 12), strict=True)
    ]


def test_newest_sending_counts(reporting):
    sent(reporting, reporting.report, 20, number=2)
    rows = rows_of(made(reporting, reporting.staff))[1:]
    assert [row[9] for row in rows] == ["15.0", "20.0"]


def test_filters_of_the_screen_are_kept(reporting):
    rows = rows_of(made(reporting, reporting.staff, query=f"body={reporting.body.pk}"))[1:]
    assert [row[0] for row in rows] == [reporting.body.code]


def test_body_gets_its_own_figures_only(reporting):
    rows = rows_of(made(reporting, reporting.reporter))[1:]
    assert [row[0] for row in rows] == [reporting.body.code]


def test_department_gets_only_its_indicators(reporting):
    department = make.make_body("Sở Khoa học và Công nghệ", unit=reporting.province, kind="department")
    Indicator.objects.filter(code="CQ5").update(responsible=department)
    cast.write(ReportVersion.objects.get(report=reporting.report), reporting.indicator("CQ5"), value="4.5")
    user = make.make_user(Role.DEPARTMENT, department)
    assert [row[4] for row in rows_of(made(reporting, user))[1:]] == ["CQ5"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_text_that_is_a_formula_is_made_harmless(reporting, kind):
    sent(reporting, reporting.report, 1, note="=cmd|'/c calc'!A0", number=2)
    rows = rows_of(made(reporting, reporting.staff, kind=kind))
    assert rows[2][10] == "'=cmd|'/c calc'!A0"


def test_same_wish_while_at_work_is_one_export(reporting):
    wishes = [
        exports.request_export(reporting.period, query="", kind="csv", by=reporting.staff)
        for _two in range(2)
    ]
    assert wishes[0] == wishes[1]


@pytest.mark.parametrize("more", [0, 3])
def test_queries_do_not_grow_with_the_figures(reporting, more, django_assert_num_queries):
    version = ReportVersion.objects.get(report=reporting.report)
    for indicator in reporting.indicator_set.indicators.exclude(code="NT3")[:more]:
        cast.write(version, indicator, value=1)
    export = exports.request_export(reporting.period, query="", kind="csv", by=reporting.staff)
    token = export.claim()
    export.by = reporting.staff
    assert reporting.staff.present_posts
    with django_assert_num_queries(5):
        rows = list(exports.counted(exports.values_for(export), export, token, 2 + more))
    assert len(rows) == 2 + more


def test_cancelled_export_leaves_no_file(reporting):
    export = exports.request_export(reporting.period, query="", kind="csv", by=reporting.staff)
    token = export.claim()
    exports.cancel(export)
    assert exports.make(export.pk) is False
    with pytest.raises(exports.Cancelled):
        exports.keep(export, token)
    export.refresh_from_db()
    assert (export.state, export.file) == ("cancelled", None)


def test_lost_export_is_queued_again(reporting):
    export = exports.request_export(reporting.period, query="", kind="csv", by=reporting.staff)
    export.claim()
    export.rows().update(beat_at=timezone.now() - timedelta(minutes=5))
    assert PeriodExport.reap() == [export.pk]


def test_sweep_that_finds_nothing_lost_only_reads(reporting, django_assert_num_queries):
    export = exports.request_export(reporting.period, query="", kind="csv", by=reporting.staff)
    with django_assert_num_queries(2) as asked:
        assert PeriodExport.reap() == [export.pk]
    assert [query["sql"].split()[0] for query in asked.captured_queries] == ["SELECT", "SELECT"]


# Pages


def test_asked_watched_and_taken(reporting, client):
    client = signed_in(client, reporting.staff)
    answer = client.post(reverse("export_new", args=["2023-Q3"]), {"kind": "csv", "query": "late=sent"})
    export = PeriodExport.objects.get()
    assert (answer.url, export.query, export.kind) == (export.get_absolute_url(), "late=sent", "csv")
    waiting = client.get(export.get_absolute_url(), headers={"HX-Request": "true"})
    assert 'hx-trigger="load delay:1s"' in waiting.content.decode()
    exports.make(export.pk)
    ended = client.get(export.get_absolute_url(), headers={"HX-Request": "true"})
    assert ended.headers["HX-Refresh"] == "true"
    assert "so-lieu-2023-Q3.csv" in client.get(export.get_absolute_url()).content.decode()
    file = client.get(reverse("export_file", args=[export.pk]))
    assert file.headers["Content-Disposition"] == 'attachment; filename="so-lieu-2023-Q3.csv"'
    assert b"".join(file).startswith(b"\xef\xbb\xbf")


def test_colleague_does_not_see_it(reporting, client):
    export = made(reporting, reporting.staff)
    colleague = signed_in(client, make.make_user(Role.STAFF, reporting.committee))
    for name in ("export_detail", "export_file"):
        assert colleague.get(reverse(name, args=[export.pk])).status_code == 404
    assert colleague.post(reverse("export_cancel", args=[export.pk])).status_code == 404


def test_who_no_longer_holds_the_post_cannot_take_the_file(reporting, client):
    export = made(reporting, reporting.staff)
    other = make.make_committee("Ban Văn hóa - Xã hội HĐND tỉnh khác")
    PeriodExport.objects.update(at=timezone.now() - timedelta(days=3))
    Post.objects.filter(user=reporting.staff).update(valid_to=timezone.localdate() - timedelta(days=1))
    Post.objects.create(
        user=reporting.staff, body=other, role=Role.STAFF, title="Chuyên viên", valid_from=make.LONG_AGO
    )
    assert signed_in(client, reporting.staff).get(reverse("export_file", args=[export.pk])).status_code == 404


def test_cancel_is_told(reporting, client):
    client = signed_in(client, reporting.staff)
    client.post(reverse("export_new", args=["2023-Q3"]), {"kind": "xlsx"})
    export = PeriodExport.objects.get()
    answer = client.post(reverse("export_cancel", args=[export.pk]), follow=True)
    assert said(answer) == ["Đã dừng, không có tệp nào được lập."]
    answer = client.post(reverse("export_cancel", args=[export.pk]), follow=True)
    assert said(answer) == ["Tệp đã lập xong hoặc đã dừng, không còn gì để hủy."]
