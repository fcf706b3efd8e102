"""The pages of reading: a period's matrix, who is late, a unit's indicators; who sees what of them."""

import csv
import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from cds_portal.accounts.grants import Role
from districts.models import Target
from tests.factories import Cast, make_body, make_commune, make_user
from tests.reading import make_indicator, make_pillar, make_quarter, make_report, make_set

# Queries of each page for an officer, whatever the number of units.
MATRIX_QUERIES = 12
LATE_QUERIES = 6
UNIT_QUERIES = 11


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def indicators(cast):
    owner, social = make_set(), make_pillar("XH", "Xã hội số", 2)
    return [
        make_indicator(owner, "CQ2", name="Tỷ lệ hồ sơ nộp trực tuyến"),
        make_indicator(owner, "CQ9", kind="yes_no"),
        make_indicator(owner, "XH9", kind="count", pillar=social),
    ]


@pytest.fixture
def quarters(db):
    return [make_quarter(quarter) for quarter in (1, 2, 3)]


@pytest.fixture
def reported(cast, indicators, quarters):
    """Xã Thạch Châu in two quarters, the second with doubts; a draft of the third."""
    online, plan, houses = indicators
    body, committee = cast.commune_body, cast.committee
    make_report(body, quarters[0], committee, {online: "30/100", plan: "không", houses: "4"})
    make_report(body, quarters[1], committee, {online: "70/100", plan: "có", houses: None}, illustrative=True)
    make_report(body, quarters[2], committee, {online: "71/100"}, status="draft")


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.staff)
    return client


def page_of(client, name, *args, **query):
    return client.get(reverse(name, args=args), query)


def cells(response):
    matrix = response.context["matrix"]
    return [[cell.text for cell in row.cells] for row in matrix.rows]


def others_of(cast, indicators, period, count):
    """Further communes of the district that reported."""
    online, _plan, _houses = indicators
    for n in range(count):
        body = make_body(f"UBND xã {n}", unit=make_commune(f"Xã {n}", parent=cast.district))
        make_report(body, period, cast.committee, {online: "1/2"})


# The matrix


def test_matrix_shows_the_first_pillar_and_every_gap(officer, reported):
    response = page_of(officer, "period_detail", "2026-Q2")
    assert [pillar.code for pillar in response.context["columns"].pillars] == ["CQ", "XH"]
    assert cells(response) == [["70", "có"]]
    assert cells(page_of(officer, "period_detail", "2026-Q2", pillar="XH")) == [[""]]
    assert cells(page_of(officer, "period_detail", "2026-Q2", pillar="all")) == [["70", "có", ""]]
    assert cells(page_of(officer, "period_detail", "2026-Q2", pillar="khong-co")) == [["70", "có"]]


def test_matrix_tells_change_doubts_and_that_figures_are_invented(officer, reported):
    page = page_of(officer, "period_detail", "2026-Q2").content.decode()
    assert "tăng 40 điểm" in page
    assert "Từ 30% thành 70%, tăng 40 điểm; ngưỡng xem lại là 30 điểm." in page
    assert "(số liệu minh họa)" in page


def test_unsent_report_is_only_not_sent_to_the_committee(officer, reported):
    response = page_of(officer, "period_detail", "2026-Q3")
    page = response.content.decode()
    report = response.context["matrix"].rows[0].report
    assert ("chưa gửi" in page, "nháp" in page, report.get_absolute_url() in page) == (True, False, False)
    assert cells(response) == [["", ""]]


def test_matrix_is_filtered_by_name_parent_lateness_and_indicator(
    cast, officer, indicators, quarters, reported
):
    other = make_body("UBND xã Xa", unit=make_commune("Xa", parent=cast.district.parent))
    make_report(other, quarters[1], cast.committee, {indicators[0]: "1/2"}, sent_on=date(2026, 7, 1))

    def names(**query):
        response = page_of(officer, "period_detail", "2026-Q2", **query)
        return [row.report.body.name for row in response.context["matrix"].rows]

    assert names() == ["UBND xã Thạch Châu", "UBND xã Xa"]
    assert names(q="thach") == ["UBND xã Thạch Châu"]
    assert names(within=cast.district.pk) == ["UBND xã Thạch Châu"]
    assert (names(late="late"), names(late="sent"), names(late="unsent")) == (
        ["UBND xã Xa"],
        ["UBND xã Xa"],
        [],
    )
    single = page_of(officer, "period_detail", "2026-Q2", indicator=indicators[1].pk)
    assert cells(single) == [["có"], [""]]
    assert page_of(officer, "period_detail", "2026-Q2").context["totals"] == {
        "total": 2, "sent": 2, "accepted": 2, "late": 1,
    }  # fmt: skip


def test_matrix_shows_one_set_at_a_time(cast, officer, quarters, reported):
    other = make_set("xa-khac")
    online = make_indicator(other, "CQ2")
    make_report(cast.body, quarters[1], cast.committee, {online: "1/4"})
    first = page_of(officer, "period_detail", "2026-Q2")
    assert (cells(first), first.context["totals"]["total"]) == ([["70", "có"]], 1)
    assert cells(page_of(officer, "period_detail", "2026-Q2", set=other.pk)) == [["25"]]


def test_matrix_is_exported_as_it_is_shown(officer, reported):
    response = page_of(officer, "period_detail", "2026-Q2", pillar="all", export="xlsx")
    heads, row = openpyxl.load_workbook(io.BytesIO(response.content)).active.values
    assert heads[3] == "CQ2 - Tỷ lệ hồ sơ nộp trực tuyến (%)"
    assert row[:7] == ("UBND xã Thạch Châu", "huyện Lộc Hà", "đã tiếp nhận", 70, "có", None, 1)
    assert row[8] == "(số liệu minh họa)"
    response = page_of(officer, "period_detail", "2026-Q2", export="csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert (len(rows), rows[1][3:5]) == (2, ["70.0000", "có"])


@pytest.mark.parametrize(("who", "is_offered"), [("staff", True), ("above", True), ("local", False)])
def test_matrix_offers_the_sheet_of_many_units_to_those_who_compile_one(
    client, cast, reported, who, is_offered
):
    cast.above = make_user(Role.LOCAL_REPORTER, cast.body)
    client.force_login(getattr(cast, who))
    page = page_of(client, "period_detail", "2026-Q2").content.decode()
    assert (reverse("period_import", args=["2026-Q2"]) in page) == is_offered
    assert reverse("export_new", args=["2026-Q2"]) in page


def test_matrix_of_an_unknown_period_is_not_found(officer):
    assert page_of(officer, "period_detail", "2031-Q1").status_code == 404


def test_matrix_of_an_empty_period_says_so(officer, quarters):
    response = page_of(officer, "period_detail", "2026-Q1")
    assert "Chưa có báo cáo nào của kỳ này" in response.content.decode()


# Who sees what


def readers(cast):
    """{who: account}"""
    department = make_body("Sở Y tế", unit=cast.district.parent, kind="department")
    return {
        "staff": cast.staff,
        "leader": cast.leader,
        "own": cast.local,
        "above": make_user(Role.LOCAL_REPORTER, cast.body),
        "neighbour": make_user(
            Role.LOCAL_REPORTER, make_body("UBND xã Kề", unit=make_commune("Kề", parent=cast.district))
        ),
        "stranger": cast.stranger,
        "department": make_user(Role.DEPARTMENT, department),
        "member": cast.member,
        "admin": make_user(Role.ADMIN, cast.committee),
    }


def test_matrix_shows_each_reader_what_is_theirs(cast, client, indicators, reported):
    seen = {}
    for name, user in readers(cast).items():
        if name == "department":
            indicators[1].responsible = user.present_posts[0].body
            indicators[1].save()
        client.force_login(user)
        response = page_of(client, "period_detail", "2026-Q2")
        seen[name] = cells(response) if response.status_code == 200 else response.status_code
    assert seen == {
        "staff": [["70", "có"]],
        "leader": [["70", "có"]],
        "own": [["70", "có"]],
        "above": [["70", "có"]],
        "neighbour": [],
        "stranger": [],
        "department": [["có"]],
        "member": 404,
        "admin": 404,
    }


def test_indicators_of_a_unit_are_not_found_by_who_may_not_read_them(cast, client, indicators, reported):
    codes = {}
    for name, user in readers(cast).items():
        client.force_login(user)
        codes[name] = page_of(client, "unit_indicators", cast.commune.pk).status_code
    assert codes == {
        "staff": 200, "leader": 200, "own": 200, "above": 200, "neighbour": 404,
        "stranger": 404, "department": 404, "member": 404, "admin": 404,
    }  # fmt: skip


def test_late_list_shows_the_committee_who_did_not_send_and_a_body_only_itself(
    cast, client, indicators, quarters
):
    make_report(cast.commune_body, quarters[0], cast.committee, {indicators[0]: None}, status="expected")
    make_report(cast.body, quarters[0], cast.committee, {indicators[0]: "1/2"}, sent_on=date(2026, 4, 1))

    def late(user):
        client.force_login(user)
        response = page_of(client, "late_list")
        if response.status_code != 200:
            return response.status_code
        return [str(report.body) for report in response.context["page_obj"]]

    assert late(cast.staff) == ["UBND huyện Lộc Hà", "UBND xã Thạch Châu"]
    assert (late(cast.local), late(cast.stranger), late(cast.member)) == (["UBND xã Thạch Châu"], [], 403)


# Who is late


def test_late_list_is_filtered_and_exported(cast, officer, indicators, quarters):
    online = indicators[0]
    make_report(cast.commune_body, quarters[0], cast.committee, {online: None}, status="expected")
    make_report(
        cast.body, quarters[1], cast.committee, {online: "1/2"}, sent_on=date(2026, 6, 20), late_reason="=1+1"
    )

    def late(**query):
        return [str(report.body) for report in page_of(officer, "late_list", **query).context["page_obj"]]

    assert (late(late="unsent"), late(late="sent")) == (["UBND xã Thạch Châu"], ["UBND huyện Lộc Hà"])
    assert (late(period="2026-Q1"), late(q="huyen")) == (["UBND xã Thạch Châu"], ["UBND huyện Lộc Hà"])
    response = page_of(officer, "late_list", late="sent", export="csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[1] == ["UBND huyện Lộc Hà", "Quý II/2026", "16/06/2026", "20/6/2026", "4", "'=1+1", ""]


# A unit's indicators


def test_unit_page_has_a_picture_with_target_and_province(cast, officer, indicators, reported, quarters):
    Target.objects.create(indicator=indicators[0], year=2026, value=80)
    others_of(cast, indicators, quarters[1], 1)
    response = page_of(officer, "unit_indicators", cast.commune.pk)
    online, plan = response.context["figures"]
    assert ("Toàn tỉnh" in online.svg, "Mục tiêu 80%" in online.svg, plan.svg) == (True, True, "")
    assert online.table.rows == (
        ("Quý I/2026", ("30/100", "30", "80", "30%")),
        ("Quý II/2026", ("70/100", "70", "80", "69,6%")),
        ("Quý III/2026", ("", "", "80", "")),
    )


def test_unit_page_sums_up_all_pillars(cast, officer, indicators, quarters):
    online, _plan, houses = indicators
    Target.objects.create(indicator=online, year=2026, value=60)
    make_report(cast.commune_body, quarters[0], cast.committee, {online: "30/100", houses: "4"})
    make_report(cast.commune_body, quarters[1], cast.committee, {online: "70/100", houses: "3"})
    assert page_of(officer, "unit_indicators", cast.commune.pk).context["summary"] == {
        "asked": 3, "filled": 2, "aimed": 1, "reached": 1, "better": 1, "worse": 1, "flagged": 1,
        "illustrative": False,
    }  # fmt: skip


def test_body_sees_the_province_from_three_bodies_on(cast, client, indicators, quarters):
    client.force_login(cast.local)
    make_report(cast.commune_body, quarters[0], cast.committee, {indicators[0]: "30/100"})
    seen = []
    for _more in range(2):
        others_of(cast, indicators, quarters[0], 1)
        online, _plan = page_of(client, "unit_indicators", cast.commune.pk).context["figures"]
        seen.append((online.province, "Toàn tỉnh" in online.svg))
    assert seen == [("", False), ("30,8%", True)]


def test_own_unit_without_reports_is_an_empty_page(cast, client):
    client.force_login(cast.local)
    response = page_of(client, "unit_indicators", cast.commune.pk)
    assert (response.status_code, "Chưa có số liệu" in response.content.decode()) == (200, True)


# Queries


@pytest.mark.parametrize("units", [1, 3, 300])
def test_pages_ask_as_many_queries_for_any_number_of_units(
    cast, officer, indicators, quarters, django_assert_num_queries, units
):
    make_report(cast.commune_body, quarters[0], cast.committee, {indicators[0]: "1/2"})
    others_of(cast, indicators, quarters[0], units - 1)
    page_of(officer, "period_detail", "2026-Q1")
    with django_assert_num_queries(MATRIX_QUERIES):
        assert page_of(officer, "period_detail", "2026-Q1").status_code == 200
    with django_assert_num_queries(UNIT_QUERIES):
        assert page_of(officer, "unit_indicators", cast.commune.pk).status_code == 200


@pytest.mark.parametrize("units", [1, 3, 300])
def test_late_list_asks_as_many_queries_for_any_number_of_units(
    cast, officer, indicators, quarters, django_assert_num_queries, units
):
    for n in range(units):
        body = make_body(f"UBND xã {n}", unit=cast.commune)
        make_report(body, quarters[0], cast.committee, {indicators[0]: "1/2"}, sent_on=date(2026, 5, 1))
    page_of(officer, "late_list")
    with django_assert_num_queries(LATE_QUERIES):
        assert page_of(officer, "late_list").status_code == 200


@pytest.mark.parametrize("query", [{"q": "\x00'%_<script>", "sort": "-password", "page": "x", "late": "?"}])
def test_pages_stand_strange_addresses(cast, officer, reported, query):
    query |= {"pillar": "\x00", "indicator": "x", "within": "1 OR 1", "kind": "\x00", "period": "\x00"}
    assert page_of(officer, "period_detail", "2026-Q2", **query).status_code == 200
    assert page_of(officer, "late_list", **query).status_code == 200
    assert page_of(officer, "unit_indicators", cast.commune.pk, **query).status_code == 200
