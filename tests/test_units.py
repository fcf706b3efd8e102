"""Units: the list by old and new names, and a unit's page with what happened there."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import Cast, make_body, make_commune, make_session, make_visit, succeed

CHANGE = date(2025, 7, 1)


@pytest.fixture
def cast(db):
    cast = Cast()
    cast.commune.valid_to = date(2025, 6, 30)
    cast.commune.save()
    cast.new = make_commune("Mai Phụ", parent=cast.district.parent, valid_from=CHANGE, code="18583")
    succeed(cast.commune, cast.new, CHANGE)
    return cast


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.staff)
    return client


def shown(client, **query):
    return [str(unit) for unit in client.get(reverse("unit_list"), query).context["page_obj"]]


@pytest.mark.parametrize("text", ["thach chau", "xã Thạch Châu", "THẠCH"])
def test_old_name_is_found_and_says_what_it_is_now(officer, text):
    response = officer.get(reverse("unit_list"), {"q": text})
    assert [(str(unit), [str(n) for n in unit.now]) for unit in response.context["page_obj"]] == [
        ("xã Thạch Châu", ["xã Mai Phụ"])
    ]


def test_units_are_filtered_by_level_code_and_force(officer):
    assert shown(officer, level="district") == ["huyện Lộc Hà"]
    assert shown(officer, q="18583") == ["xã Mai Phụ"]
    assert shown(officer, level="commune", force="now") == ["xã Mai Phụ"]
    assert shown(officer, level="commune", force="ended") == ["xã Thạch Châu"]


def test_units_of_a_province_are_those_under_it(cast, officer):
    from tests.factories import make_province

    make_commune("Đồng Hới", parent=make_province("Quảng Trị"))
    names = shown(officer, province=str(cast.district.parent_id))
    assert names == ["tỉnh Hà Tĩnh", "huyện Lộc Hà", "xã Mai Phụ", "xã Thạch Châu"]


def test_page_of_an_ended_unit_says_what_it_is_now(cast, officer):
    page = officer.get(reverse("unit_detail", args=[cast.commune.pk])).content.decode()
    assert "Xã Thạch Châu (nay thuộc xã Mai Phụ)" in page
    assert reverse("unit_detail", args=[cast.new.pk]) in page


def test_page_of_a_unit_holds_what_was_done_in_its_past(cast, officer):
    visit = make_visit(session=cast.session, unit=cast.commune)
    response = officer.get(reverse("unit_detail", args=[cast.new.pk]))
    assert (list(response.context["visits"]), list(response.context["sessions"])) == ([visit], [cast.session])
    assert [link.predecessor for link in response.context["came_from"]] == [cast.commune]


def test_renamed_unit_lists_its_names_in_order(cast, officer):
    renamed = make_commune("Mai Phụ Mới", parent=cast.district.parent, valid_from=date(2026, 1, 1))
    cast.new.valid_to = date(2025, 12, 31)
    cast.new.save()
    succeed(cast.new, renamed, date(2026, 1, 1), kind="continues")
    names = officer.get(reverse("unit_detail", args=[renamed.pk])).context["names"]
    assert [str(row) for row in names] == ["xã Mai Phụ", "xã Mai Phụ Mới"]


def test_page_shows_the_bodies_and_children_of_the_unit(cast, officer):
    context = officer.get(reverse("unit_detail", args=[cast.district.pk])).context
    assert (list(context["bodies"]), list(context["children"])) == ([cast.body], [cast.commune])


def test_reader_sees_only_his_own_cases_on_a_unit(cast, client):
    make_visit(session=cast.session, unit=cast.commune)
    make_session(committee=cast.committee, reviewed=[make_body("UBND", unit=cast.commune)])
    for user in (cast.local, cast.stranger):
        client.force_login(user)
        context = client.get(reverse("unit_detail", args=[cast.commune.pk])).context
        assert (list(context["visits"]), list(context["sessions"])) == ([], [])


def test_unit_page_asks_few_queries_for_many_visits(cast, officer, django_assert_num_queries):
    for n in range(30):
        make_visit(session=cast.session, unit=cast.commune, place=f"Điểm {n}")
    url = reverse("unit_detail", args=[cast.new.pk])
    officer.get(url)
    with django_assert_num_queries(15):
        officer.get(url)


def test_unknown_unit_is_not_found(officer):
    assert officer.get(reverse("unit_detail", args=[999_999])).status_code == 404
