"""The search box: without accents, exact ones first, only what may be read, and never an error."""

from datetime import date

import pytest
from django.urls import reverse

from cds_portal.accounts.grants import Role
from oversight.models import Finding, Proposal
from tests.factories import (
    Cast,
    make_body,
    make_commune,
    make_recommendation,
    make_session,
    make_user,
    make_visit,
    succeed,
)


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.staff)
    return client


def found(client, text):
    groups = client.get(reverse("search"), {"q": text}).context["groups"]
    return {group.name: [str(row) for row in group.rows] for group in groups if group.rows}


def test_every_kind_of_record_is_found_in_its_group(cast, officer):
    make_recommendation(cast.session, "Mở thêm điểm ở Lộc Hà")
    Proposal.objects.create(
        committee=cast.committee, raised_by=cast.commune_body, theme="budget", text="Hỗ trợ Lộc Hà"
    )
    make_visit(session=cast.session, unit=cast.commune, place="Trung tâm Lộc Hà")
    assert found(officer, "loc ha") == {
        "session": ["Giám sát chuyển đổi số tại huyện Lộc Hà"],
        "unit": ["huyện Lộc Hà"],
        "recommendation": ["Mở thêm điểm ở Lộc Hà"],
        "proposal": ["Hỗ trợ Lộc Hà"],
        "visit": ["Trung tâm Lộc Hà"],
    }


@pytest.mark.parametrize("text", ["mai phu", "Mai Phụ", "MAI PHỤ", "xã Mai Phụ", "Mai Phụ", "  mai   phu "])
def test_unit_is_found_however_it_is_typed(cast, officer, text):
    make_commune("Mai Phụ", parent=cast.district)
    assert found(officer, text) == {"unit": ["xã Mai Phụ"]}


@pytest.mark.parametrize("text", ["hoà", "hòa", "HOÀ", "hoa"])
def test_both_tone_placements_are_one_word(cast, officer, text):
    make_recommendation(cast.session, "Xây dựng khu dân cư hòa thuận")
    make_recommendation(cast.session, "Giữ gìn hoà khí")
    assert sorted(found(officer, text)["recommendation"]) == [
        "Giữ gìn hoà khí",
        "Xây dựng khu dân cư hòa thuận",
    ]


def test_same_accents_come_first_in_either_tone_placement(cast, officer):
    make_recommendation(cast.session, "Trồng hoa ven đường")
    make_recommendation(cast.session, "Hòa giải ở cơ sở")
    assert found(officer, "hoà")["recommendation"] == ["Hòa giải ở cơ sở", "Trồng hoa ven đường"]
    assert found(officer, "hoa")["recommendation"] == ["Trồng hoa ven đường", "Hòa giải ở cơ sở"]


def test_old_name_leads_to_the_unit_of_today(cast, officer):
    old = make_commune("Thạch Mỹ", parent=cast.district, valid_to=date(2025, 6, 30))
    new = make_commune("Mai Phụ", parent=cast.district, valid_from=date(2025, 7, 1))
    succeed(old, new, date(2025, 7, 1))
    response = officer.get(reverse("search"), {"q": "thach my"})
    (group,) = [group for group in response.context["groups"] if group.name == "unit"]
    assert [(str(unit), unit.now) for unit in group.rows] == [("xã Thạch Mỹ", [new])]
    assert f'href="{reverse("unit_detail", args=[new.pk])}"' in response.content.decode()


def test_ten_of_a_kind_are_shown_and_the_rest_linked(cast, officer):
    for n in range(12):
        make_recommendation(cast.session, f"Tuyên truyền lần {n}")
    response = officer.get(reverse("search"), {"q": "tuyên truyền"})
    (group,) = [group for group in response.context["groups"] if group.rows]
    assert (len(group.rows), group.more) == (10, True)
    link = f"{reverse('recommendation_list')}?q=tuy%C3%AAn%20truy%E1%BB%81n"
    assert link in response.content.decode()
    assert officer.get(link).context["page_obj"].paginator.count == 12


@pytest.mark.parametrize(
    "text", ["", "   ", "\x00", "%", "_", "'; DROP TABLE", "\\", "<script>", "́" * 5, "x" * 5000]
)
def test_empty_and_strange_input_is_answered(officer, text):
    response = officer.get(reverse("search"), {"q": text})
    assert (response.status_code, response.context["found"]) == (200, False)
    assert b"<script>alert" not in response.content


def test_typed_script_is_shown_as_text(officer):
    page = officer.get(reverse("search"), {"q": "<script>alert(1)</script>"}).content
    assert b"<script>alert" not in page and b"&lt;script&gt;alert(1)" in page


def test_nobody_finds_what_he_may_not_read(cast, client):
    make_recommendation(cast.session, "Kiến nghị về chuyển đổi", body=cast.commune_body)
    make_visit(session=cast.session, unit=cast.commune, place="Điểm chuyển đổi", body=cast.commune_body)
    Finding.objects.create(session=cast.session, kind="strength", heading="1", text="Nhận định chuyển đổi")
    admin = make_user(Role.ADMIN, make_body("Văn phòng", kind="office"))
    for user in (cast.local, cast.stranger, admin):
        client.force_login(user)
        assert (user, found(client, "chuyen doi")) == (user, {})


def test_body_finds_its_own_issued_recommendation(cast, client):
    row = make_recommendation(cast.session, "Kiến nghị về chuyển đổi", body=cast.commune_body)
    row.assignments.update(status="issued", issued_on=cast.session.works_to)
    client.force_login(cast.local)
    assert found(client, "chuyen doi") == {"recommendation": ["Kiến nghị về chuyển đổi"]}


def test_search_asks_the_same_number_of_queries_for_many_rows(cast, officer, django_assert_num_queries):
    for n in range(30):
        make_recommendation(cast.session, f"Lộc Hà {n}", body=cast.body)
        make_session(committee=cast.committee, title=f"Lộc Hà {n}")
    with django_assert_num_queries(8):
        officer.get(reverse("search"), {"q": "loc ha"})
