"""The lists of a case: queries independent of rows, filters in the address, Vietnamese order, export."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse

from cds_portal.accounts.grants import Role
from districts.models import AdministrativeUnit
from oversight.models import Assignment, Finding, OversightSession, Proposal, Recommendation
from tests.factories import DAY, Cast, make_body, make_commune, make_recommendation, make_session, make_user

# Queries of a list page for an officer, whatever the number of rows.
QUERIES = {
    "session_list": 7,
    "finding_list": 7,
    "recommendation_list": 10,
    "proposal_list": 8,
    "unit_list": 6,
}


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.staff)
    return client


def fill(cast, name, rows):
    """`rows` records of the list `name`, each different, none of them with its neighbours' relations."""
    if name == "session_list":
        for n in range(rows - 1):
            make_session(committee=cast.committee, title=f"Cuộc {n}", reviewed=[cast.body])
    if name == "finding_list":
        for n in range(rows):
            Finding.objects.create(session=cast.session, kind="strength", heading="1", text=f"Nhận định {n}")
    if name == "recommendation_list":
        for n in range(rows):
            make_recommendation(cast.session, f"Kiến nghị {n}", body=cast.body)
    if name == "proposal_list":
        for n in range(rows):
            make_proposal(cast, f"Đề xuất {n}")
    if name == "unit_list":
        for n in range(rows - AdministrativeUnit.objects.count()):
            make_commune(f"Xã {n}", parent=cast.district)


def make_proposal(cast, text, **fields):
    fields = {"raised_by": cast.body, "session": cast.session} | fields
    return Proposal.objects.create(committee=cast.committee, theme="budget", text=text, **fields)


@pytest.mark.parametrize("rows", [1, 3, 300])
@pytest.mark.parametrize("name", QUERIES)
def test_list_asks_as_many_queries_for_any_number_of_rows(
    cast, officer, django_assert_num_queries, name, rows
):
    fill(cast, name, rows)
    officer.get(reverse(name))  # content types are read once a process
    with django_assert_num_queries(QUERIES[name]):
        assert officer.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", QUERIES)
def test_list_shows_25_rows_a_page(cast, officer, name):
    fill(cast, name, 30)
    page = officer.get(reverse(name)).context["page_obj"]
    assert (len(page), page.paginator.count, page.paginator.num_pages) == (25, 30, 2)


@pytest.mark.parametrize("name", QUERIES)
def test_list_stands_strange_addresses(officer, name):
    strange = {"q": "\x00'%_<script>", "sort": "-password", "page": "abc", "status": "x", "year": "x"}
    assert officer.get(reverse(name), strange).status_code == 200


def titles(response):
    return [str(row) for row in response.context["page_obj"]]


def test_sessions_sort_in_vietnamese_order(cast, officer):
    cast.session.delete()
    for title in ("Giám sát ở Ý", "Giám sát ở Đức Thọ", "Giám sát ở Da", "Giám sát ở Ăng"):
        make_session(committee=cast.committee, title=title)
    shown = titles(officer.get(reverse("session_list"), {"sort": "title"}))
    assert shown == ["Giám sát ở Ăng", "Giám sát ở Da", "Giám sát ở Đức Thọ", "Giám sát ở Ý"]
    assert titles(officer.get(reverse("session_list"), {"sort": "-title"})) == shown[::-1]


def test_sessions_sort_by_status_in_order_of_the_lifecycle(cast, officer):
    cast.session.delete()
    for status in ("closed", "planned", "reporting", "fieldwork"):
        make_session(committee=cast.committee, status=status)
    rows = officer.get(reverse("session_list"), {"sort": "status"}).context["page_obj"]
    assert [row.status for row in rows] == ["planned", "fieldwork", "reporting", "closed"]


@pytest.mark.parametrize("text", ["loc ha", "Lộc Hà", "LỘC  HÀ", "chuyen loc"])
def test_sessions_are_found_without_accents_and_by_each_word(cast, officer, text):
    make_session(committee=cast.committee, title="Giám sát tại huyện Thạch Hà", topic="Y tế")
    assert titles(officer.get(reverse("session_list"), {"q": text})) == [cast.session.title]


def test_sessions_are_filtered_by_status_kind_and_year(cast, officer):
    other = make_session(committee=cast.committee, status="planned", kind="survey", works_to=DAY)
    for query in ({"status": "planned"}, {"kind": "survey"}):
        assert list(officer.get(reverse("session_list"), query).context["page_obj"]) == [other]
    assert officer.get(reverse("session_list"), {"year": "2023"}).context["page_obj"].paginator.count == 2


def test_committee_is_asked_only_of_those_who_have_several(cast, officer, client):
    assert "committee" not in officer.get(reverse("session_list")).context["filter"].form.fields
    second = make_body("Ban của tỉnh khác", kind="committee")
    two = make_user(Role.STAFF, cast.committee)
    two.posts.create(body=second, role=Role.STAFF, title="Chuyên viên", valid_from=cast.committee.valid_from)
    theirs = make_session(committee=second)
    client.force_login(two)
    shown = client.get(reverse("session_list"), {"committee": second.pk}).context["page_obj"]
    assert list(shown) == [theirs]


def test_recommendations_are_filtered_by_what_is_missing(cast, officer):
    whole = make_recommendation(cast.session, "Đủ", body=cast.body, due_on=DAY, deliverable="Kế hoạch")
    dateless = make_recommendation(cast.session, "Thiếu hạn", body=cast.body, deliverable="Kế hoạch")
    bare = make_recommendation(cast.session, "Thiếu sản phẩm", body=cast.body, due_on=DAY)
    nobody = make_recommendation(cast.session, "Chưa giao")

    def found(**query):
        return list(
            officer.get(reverse("recommendation_list"), {"sort": "number", **query}).context["page_obj"]
        )

    assert found(gaps="due") == [dateless, nobody]
    assert found(gaps="deliverable") == [bare, nobody]
    assert found(gaps="any") == [dateless, bare, nobody]
    assert found() == [whole, dateless, bare, nobody]


def test_recommendations_are_filtered_by_the_least_advanced_lead(cast, officer):
    row = make_recommendation(cast.session, "Hai cơ quan", body=cast.body)
    done = row.assignments.create(body=cast.commune_body)
    row.assignments.update(status="done", issued_on=DAY)
    row.assignments.exclude(pk=done.pk).update(status="in_progress")

    def found(status):
        return list(officer.get(reverse("recommendation_list"), {"status": status}).context["page_obj"])

    assert (found("in_progress"), found("done")) == ([row], [])


def test_late_recommendations_are_found_and_say_how_late(cast, officer, settings):
    row = make_recommendation(cast.session, "Quá hạn", body=cast.body, due_on=DAY)
    make_recommendation(cast.session, "Còn hạn", body=cast.body)
    row.assignments.update(status="in_progress", issued_on=DAY)
    settings.CLOCK_TODAY = DAY.replace(month=10, day=24)
    response = officer.get(reverse("recommendation_list"), {"late": "1"})
    assert list(response.context["page_obj"]) == [row]
    assert "quá hạn 41 ngày" in response.content.decode()


def rows_of_csv(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def rows_of_xlsx(response):
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    return [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]


def test_export_has_the_rows_of_the_filter_in_the_order_on_the_screen(cast, officer):
    for text in ("mạng chậm", "Ăng-ten hỏng", "Đủ máy", "mạng yếu"):
        Finding.objects.create(session=cast.session, kind="limitation", heading="3", text=text)
    query = {"q": "mang", "sort": "-text"}
    shown = [row.text for row in officer.get(reverse("finding_list"), query).context["page_obj"]]
    sheet = rows_of_xlsx(officer.get(reverse("finding_list"), query | {"export": "xlsx"}))
    table = rows_of_csv(officer.get(reverse("finding_list"), query | {"export": "csv"}))
    assert shown == ["mạng yếu", "mạng chậm"]
    assert [row[4] for row in table] == ["Nhận định", *shown]
    assert sheet == table


@pytest.mark.parametrize("name", QUERIES)
def test_every_list_exports_all_rows(cast, officer, name):
    fill(cast, name, 30)
    for kind, rows in (("csv", rows_of_csv), ("xlsx", rows_of_xlsx)):
        response = officer.get(reverse(name), {"export": kind})
        assert (kind, len(rows(response))) == (kind, 31)


def test_export_makes_formulas_harmless(cast, officer):
    make_proposal(cast, '=HYPERLINK("http://x")')
    rows = rows_of_csv(officer.get(reverse("proposal_list"), {"export": "csv"}))
    assert rows[1][2] == '\'=HYPERLINK("http://x")'


def test_empty_list_tells_what_to_do(cast, client, officer):
    OversightSession.objects.all().delete()
    page = officer.get(reverse("session_list")).content.decode()
    assert "Lập cuộc giám sát đầu tiên" in page
    client.force_login(cast.local)
    assert "Kiến nghị hiện ở đây khi văn bản" in client.get(reverse("recommendation_list")).content.decode()


def test_exports_of_a_body_hold_only_its_own(cast, client):
    mine = make_recommendation(cast.session, "Của xã", body=cast.commune_body)
    make_recommendation(cast.session, "Của huyện", body=cast.body)
    Assignment.objects.update(status="issued", issued_on=DAY)
    make_recommendation(cast.session, "Dự thảo của xã", body=cast.commune_body)
    client.force_login(cast.local)
    rows = rows_of_csv(client.get(reverse("recommendation_list"), {"export": "csv"}))
    assert [row[3] for row in rows[1:]] == [mine.text]
    assert Recommendation.objects.count() == 3
