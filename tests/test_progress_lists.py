"""The list of progress reports, and how few queries list, page and form take."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse

from districts.actions import on_behalf
from districts.models import IncomingPaper, Indicator, ProgressReport, ReportedValue
from tests.factories import make_body, make_commune
from tests.progress_world import ON_TIME, TOO_LATE, ProgressCast, accepted, fill, submitted

LIST = "/progress/"


@pytest.fixture
def cast(db, settings):
    settings.CLOCK_TODAY = ON_TIME
    return ProgressCast()


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.staff)
    return client


def add_reports(cast, rows):
    for number in range(rows - 1):
        unit = make_commune(f"Xã {number}", parent=cast.district)
        cast.make_report(body=make_body(f"UBND xã số {number}", unit=unit))


def shown(response):
    return [(report.period.code, report.body.name) for report in response.context["page_obj"]]


# Queries


@pytest.mark.parametrize("rows", [1, 3, 300])
@pytest.mark.parametrize(("who", "queries"), [("staff", 10), ("reporter", 8), ("above", 8), ("officer", 8)])
def test_list_asks_as_many_queries_for_any_number_of_rows(
    cast, client, django_assert_num_queries, who, queries, rows
):
    add_reports(cast, rows)
    ProgressReport.objects.update(status="submitted", first_sent_at="2026-09-15T08:00:00+07:00")
    client.force_login(getattr(cast, who))
    client.get(LIST)
    with django_assert_num_queries(queries):
        assert client.get(LIST).status_code == 200


def add_figures(cast, number):
    """Counts until the report asks for `number` of them, each with a figure."""
    version = cast.report.versions.get()
    pillar = cast.indicators["KT1"].pillar
    for place in range(number - 4):
        indicator = Indicator.objects.create(
            indicator_set=cast.indicator_set,
            pillar=pillar,
            code=f"X{place}",
            name=f"Số {place}",
            kind="count",
            unit_name="hộ",
            order=10 + place,
        )
        cast.report.indicators.add(indicator)
        ReportedValue.objects.create(version=version, indicator=indicator, value=place)


@pytest.mark.parametrize("number", [4, 12, 300])
@pytest.mark.parametrize(("name", "queries"), [("progress_detail", 15), ("progress_edit", 13)])
def test_page_asks_as_many_queries_for_any_number_of_figures(
    cast, client, django_assert_num_queries, name, queries, number
):
    accepted(cast, report=cast.make_report("2026-Q2"))
    fill(cast)
    add_figures(cast, number)
    client.force_login(cast.reporter)
    url = reverse(name, args=[cast.report.pk])
    client.get(url)
    with django_assert_num_queries(queries):
        assert client.get(url).status_code == 200


# What stands in the list


def test_list_shows_25_rows_a_page(cast, officer):
    add_reports(cast, 30)
    page = officer.get(LIST).context["page_obj"]
    assert (len(page), page.paginator.count, page.paginator.num_pages) == (25, 30, 2)


def test_list_stands_strange_addresses(officer):
    strange = {"q": "\x00'%_<script>", "sort": "-password", "page": "abc"}
    strange |= dict.fromkeys(("status", "period", "late", "body"), "x")
    assert officer.get(LIST, strange).status_code == 200


LISTED = {
    "reporter": ["2026-Q2", "2026-Q3"],
    "chairman": ["2026-Q2", "2026-Q3"],
    # Above and beside: what was sent. The committee: what it waits for as well.
    "above": ["2026-Q2"],
    "officer": ["2026-Q2"],
    "staff": ["2026-Q2", "2026-Q3"],
    "leader": ["2026-Q2", "2026-Q3"],
    "clerk": ["2026-Q2", "2026-Q3"],
    "neighbour": [],
    "stranger": [],
}


@pytest.mark.parametrize("who", LISTED)
def test_list_holds_what_each_may_know_of(cast, client, who):
    accepted(cast, report=cast.make_report("2026-Q2"))
    client.force_login(getattr(cast, who))
    assert sorted(code for code, _body in shown(client.get(LIST))) == LISTED[who]


@pytest.mark.parametrize("who", ["member", "admin"])
def test_list_is_not_for_members_and_administrators(cast, client, who):
    client.force_login(getattr(cast, who))
    assert client.get(LIST).status_code == 403


def test_body_sees_first_what_it_owes(cast, client):
    accepted(cast, report=cast.make_report("2026-Q2"))
    cast.make_report("2026-10")
    client.force_login(cast.reporter)
    response = client.get(LIST)
    assert [code for code, _body in shown(response)] == ["2026-Q3", "2026-10", "2026-Q2"]
    assert "còn 1 ngày" in response.content.decode()


def test_committee_sees_first_the_newest_period(cast, officer):
    cast.make_report("2026-10")
    cast.make_report("2026-Q2")
    assert [code for code, _body in shown(officer.get(LIST))] == ["2026-10", "2026-Q3", "2026-Q2"]


def test_inner_state_of_an_unsent_report_is_told_to_the_body_alone(cast, client):
    fill(cast)
    pages = {}
    for who in ("reporter", "staff"):
        client.force_login(getattr(cast, who))
        pages[who] = client.get(LIST).content.decode().split("<tbody>")[1]
    assert [("nháp" in page, "chưa gửi" in page) for page in pages.values()] == [(True, False), (False, True)]


def test_committee_is_told_how_many_have_sent_in_time_late_and_not(cast, officer, settings):
    add_reports(cast, 4)
    first, second = ProgressReport.objects.exclude(pk=cast.report.pk)[:2]
    ProgressReport.objects.filter(pk=first.pk).update(
        status="submitted", first_sent_at="2026-09-16T23:59:00+07:00"
    )
    ProgressReport.objects.filter(pk=second.pk).update(
        status="returned", first_sent_at="2026-09-17T00:01:00+07:00"
    )
    settings.CLOCK_TODAY = TOO_LATE
    counts = officer.get(LIST).context["counts"]
    told = (counts.period.code, counts.every, counts.sent, counts.late, counts.unsent, counts.is_past_due)
    assert told == ("2026-Q3", 4, 2, 1, 2, True)


def test_counts_follow_the_period_asked_for(cast, officer):
    cast.make_report("2026-Q2")
    assert officer.get(LIST, {"period": "2026-Q2"}).context["counts"].period.code == "2026-Q2"


def test_body_is_told_no_counts(cast, client):
    client.force_login(cast.reporter)
    assert client.get(LIST).context["counts"] is None


# Filters


def found(client, **query):
    return sorted(code for code, _body in shown(client.get(LIST, query)))


def test_filters_by_period_state_and_lateness(cast, officer, settings):
    submitted(cast, report=cast.make_report("2026-Q2"))
    settings.CLOCK_TODAY = TOO_LATE
    assert found(officer, period="2026-Q3") == ["2026-Q3"]
    assert found(officer, status="submitted") == ["2026-Q2"]
    assert found(officer, status="not_sent") == ["2026-Q3"]
    assert found(officer, late="unsent") == ["2026-Q3"]
    assert found(officer, late="sent") == ["2026-Q2"]


@pytest.mark.parametrize("status", ["draft", "expected", "awaiting_signature"])
def test_committee_cannot_filter_by_the_inner_states_of_bodies(cast, officer, status):
    fill(cast)
    assert status not in dict(officer.get(LIST).context["filter"].form.fields["status"].choices)


def test_body_is_found_without_accents_and_by_choice(cast, officer):
    add_reports(cast, 3)
    assert [body for _code, body in shown(officer.get(LIST, {"q": "mai phu"}))] == ["UBND xã Mai Phụ"]
    assert [body for _code, body in shown(officer.get(LIST, {"body": cast.body.pk}))] == ["UBND xã Mai Phụ"]


# Export


def rows_of(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_export_has_the_rows_of_the_filter(cast, officer):
    submitted(cast, report=cast.make_report("2026-Q2"))
    rows = rows_of(officer.get(LIST, {"export": "csv", "period": "2026-Q2"}))
    assert rows == [
        [
            "Đơn vị",
            "Kỳ báo cáo",
            "Chốt số liệu",
            "Hạn gửi",
            "Trạng thái",
            "Gửi ngày",
            "Chậm (ngày)",
            "Lý do gửi chậm",
            "Không phát sinh",
            "Nhập thay theo văn bản số",
            "Ghi chú",
        ],
        [
            "UBND xã Mai Phụ",
            "Quý II/2026",
            "14/06/2026",
            "16/06/2026",
            "đã gửi",
            "15/09/2026",
            "91",
            "Mất điện",
            "",
            "",
            "",
        ],
    ]


def test_export_tells_nothing_of_what_was_not_sent(cast, officer):
    fill(cast)
    ProgressReport.objects.update(late_reason="chuyện nội bộ")
    (row,) = rows_of(officer.get(LIST, {"export": "csv"}))[1:]
    assert (row[4], "chuyện nội bộ" in row) == ("chưa gửi", False)


def test_report_typed_from_a_paper_says_so_in_list_and_export(cast, officer):
    paper = IncomingPaper.objects.create(
        committee=cast.committee,
        from_body=cast.body,
        number="12/BC-UBND",
        dated=ON_TIME,
        received_on=ON_TIME,
        by=cast.staff,
    )
    on_behalf.enter_on_behalf(cast.report, paper, by=cast.staff)
    fill(cast, by=cast.staff)
    on_behalf.send_on_behalf(cast.report, by=cast.staff)
    assert "nhập thay theo văn bản số 12/BC-UBND" in officer.get(LIST).content.decode()
    (row,) = rows_of(officer.get(LIST, {"export": "csv"}))[1:]
    assert row[9] == "12/BC-UBND"


def test_export_has_all_rows_as_xlsx_too(cast, officer):
    add_reports(cast, 30)
    content = officer.get(LIST, {"export": "xlsx"}).content
    assert len(list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows())) == 31


def test_empty_list_says_what_to_expect(cast, client):
    ProgressReport.objects.all().delete()
    client.force_login(cast.reporter)
    assert "Khi tới kỳ, báo cáo phải gửi hiện ở đây" in client.get(LIST).content.decode()
