"""An act that ends bodies: what is listed, who is proposed, and the pages of it."""

from datetime import date

import lxml.html
import pytest
from django.urls import reverse

from districts.models import Body
from oversight.actions import reorganisation as actions
from oversight.domain.succession import Takers
from oversight.models import Assignment, Proposal, Reorganisation
from tests.factories import (
    DAY,
    make_body,
    make_committee,
    make_recommendation,
    make_session,
    make_unit,
    succeed,
)
from tests.reorganisation_world import FIRST, LAST, Province
from tests.test_plans import make_plan, make_task


@pytest.fixture
def cast(db, settings):
    settings.CLOCK_TODAY = date(2026, 3, 1)
    return Province()


def names(row):
    return [body.name for body in row.successors.in_vietnamese_order()]


# What is listed, and who is proposed


def test_every_open_thing_of_the_ended_bodies_is_listed(cast):
    duty = cast.duty()
    for status in ("done", "withdrawn", "not_done", "carried"):
        cast.duty(status=status)
    draft = cast.duty(status="draft", issued_on=None)
    cast.duty(body=cast.upper)
    raised = {"committee": cast.committee, "raised_by": cast.body, "theme": "budget"}
    proposal = Proposal.objects.create(**raised, text="A")
    Proposal.objects.create(**raised, text="B", status="closed")
    share = make_task(make_plan(cast), cast.commune_body).shares.get()
    done = make_task(make_plan(cast, "Khác"), cast.commune_body)
    done.shares.update(progress=100, done_on=DAY)
    post = cast.local.posts.get()
    found = [row.record for row in cast.collect()]
    bodies = [cast.body, cast.commune_body, cast.old]
    assert set(map(repr, found)) == set(map(repr, [duty, draft, proposal, share, post, *bodies]))
    assert len(found) == 8


def test_matters_of_another_committee_are_not_listed(cast):
    foreign = make_session(committee=make_committee("Ban khác"))
    row = make_recommendation(foreign, "Của Ban khác")
    Assignment.objects.create(recommendation=row, body=cast.body, issued_on=DAY, status="in_progress")
    assert [row.record for row in cast.collect() if isinstance(row.record, Assignment)] == []


def test_successors_of_an_abolished_district_are_the_communes_that_cover_it(cast):
    takers = Takers(FIRST)
    assert takers.of(cast.body) == [cast.other, cast.heir]
    assert takers.of(cast.body, cast.phu_luu) == [cast.other]
    assert takers.of(cast.body, cast.commune) == [cast.heir]


def test_own_successor_comes_first_and_is_followed_to_the_one_that_lives(cast):
    middle = make_body("Cơ quan giữa", unit=cast.mai_phu, successor=cast.heir, valid_to=LAST)
    first = make_body("Cơ quan đầu", unit=cast.mai_phu, successor=middle, valid_to=date(2024, 1, 1))
    assert Takers(FIRST).of(first) == [cast.heir]


def test_body_that_nobody_covers_falls_to_the_province(cast):
    front = make_body("MTTQ huyện", unit=cast.district, kind=Body.Kind.FRONT)
    assert Takers(FIRST).of(front) == [cast.upper]


def test_body_of_a_unit_that_only_changed_its_parent_before_is_found(cast):
    earlier = make_unit("Cổ Đạm", parent=cast.district, valid_to=date(2024, 12, 31))
    later = make_unit("Cổ Đạm", parent=cast.district, valid_from=date(2025, 1, 1), valid_to=LAST)
    succeed(earlier, later, date(2025, 1, 1), kind="continues")
    body = make_body("UBND xã Cổ Đạm", unit=earlier)
    cast.act.units.add(later)
    assert body in [row.record for row in cast.collect()]


def test_choice_of_a_person_stays_when_the_list_is_made_anew(cast):
    duty = cast.duty()
    (row,) = [row for row in cast.collect() if row.record == duty]
    assert names(row) == ["UBND xã Hồng Lộc", "UBND xã Mai Phụ"]
    actions.choose(row=row, successors=[cast.upper], by=cast.staff)
    gone = cast.duty()
    cast.collect()
    Assignment.objects.filter(pk=gone.pk).update(status="done")
    rows = {row.record_id: row for row in cast.collect() if isinstance(row.record, Assignment)}
    assert (list(rows), names(rows[str(duty.pk)])) == ([str(duty.pk)], ["UBND tỉnh Hà Tĩnh"])


# The pages


def test_officer_prepares_and_leader_applies_and_undoes_on_the_page(cast, client):
    duty = cast.duty(body=cast.old)
    client.force_login(cast.staff)
    data = {"title": "Kết thúc cấp huyện", "act_number": "NQ 2", "effective_on": "2025-07-01"}
    data["committee"] = cast.committee.pk
    act = Reorganisation.objects.get(pk=client.post(reverse("reorganisation_new"), data).url.split("/")[2])
    assert set(act.units.all()) == {cast.district, cast.commune, cast.mai_phu, cast.phu_luu}
    page = client.get(act.get_absolute_url())
    assert "Chưa áp dụng: đây là bản xem trước" in page.content.decode()
    assert client.post(reverse("reorganisation_apply", args=[act.pk])).status_code == 403
    client.force_login(cast.leader)
    assert client.post(reverse("reorganisation_collect", args=[act.pk])).status_code == 403
    client.post(reverse("reorganisation_apply", args=[act.pk]))
    assert duty.replaced_by.get().body == cast.heir
    client.post(reverse("reorganisation_undo", args=[act.pk]))
    assert duty.replaced_by.count() == 0
    act.refresh_from_db()
    assert act.status == "undone"


def test_page_of_a_stale_list_tells_each_what_he_can_do_himself(cast, client):
    cast.collect()
    cast.duty()
    told = {}
    for name, user in (("staff", cast.staff), ("leader", cast.leader)):
        client.force_login(user)
        page = client.get(cast.act.get_absolute_url()).content.decode()
        told[name] = (
            "Lập lại danh mục trước khi áp dụng." in page,
            "Chuyên viên của Ban lập lại danh mục rồi lãnh đạo mới áp dụng được." in page,
            reverse("reorganisation_collect", args=[cast.act.pk]) in page,
        )
    assert told == {"staff": (True, False, True), "leader": (False, True, False)}


def test_body_that_ends_is_named_once_in_its_row(cast, client):
    cast.duty()
    cast.collect()
    client.force_login(cast.leader)
    page = lxml.html.fromstring(client.get(cast.act.get_absolute_url()).content)
    heads = {
        table.findtext("caption"): [cell.text_content() for cell in table.xpath("thead//th")]
        for table in page.xpath("//table")
    }
    assert heads["Nội dung giao thực hiện"] == ["Nội dung", "Cơ quan kết thúc", "Cơ quan kế thừa"]
    assert heads["Cơ quan kết thúc hoạt động"] == ["Cơ quan kết thúc", "Cơ quan kế thừa"]


def test_officer_chooses_others_on_the_page(cast, client):
    cast.duty()
    row = next(row for row in cast.collect() if isinstance(row.record, Assignment))
    client.force_login(cast.staff)
    address = reverse("reorganisation_choose", args=[row.pk])
    empty = client.post(address, {})
    foreign = client.post(address, {"successors": [make_body("Cơ quan tỉnh khác").pk]})
    client.post(address, {"successors": [cast.upper.pk, cast.heir.pk]})
    row.refresh_from_db()
    assert empty.context["form"].non_field_errors() == ["Chọn ít nhất một cơ quan kế thừa."]
    assert (foreign.status_code, row.chosen) == (422, True)
    assert names(row) == ["UBND tỉnh Hà Tĩnh", "UBND xã Mai Phụ"]


def test_stranger_does_not_know_of_the_act_and_a_body_reads_none(cast, client):
    cast.collect()
    client.force_login(cast.stranger)
    assert client.get(cast.act.get_absolute_url()).status_code == 404
    assert list(client.get(reverse("reorganisation_list")).context["acts"]) == []
    client.force_login(cast.local)
    codes = [
        client.get(reverse("reorganisation_list")).status_code,
        client.get(cast.act.get_absolute_url()).status_code,
        client.post(reverse("reorganisation_apply", args=[cast.act.pk])).status_code,
    ]
    assert codes == [403, 404, 403]


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_page_asks_as_many_queries_for_any_number_of_rows(cast, client, django_assert_num_queries, rows):
    for _n in range(rows):
        cast.duty(body=cast.old)
    cast.collect()
    client.force_login(cast.staff)
    client.get(cast.act.get_absolute_url())
    with django_assert_num_queries(33):
        assert client.get(cast.act.get_absolute_url()).context["row_count"] == rows + 4


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2037-01-01", "9999-12-31"])
def test_day_of_effect_out_of_reach_is_refused_in_the_form(cast, client, day):
    client.force_login(cast.staff)
    data = {"title": "Kết thúc cấp huyện", "act_number": "NQ 2", "effective_on": day}
    page = client.post(reverse("reorganisation_new"), data | {"committee": cast.committee.pk})
    assert page.status_code == 422
    words = "Ngày có hiệu lực phải từ 1/1/2000 đến 31/12/2036."
    assert page.context["form"].errors == {"effective_on": [words]}
    assert Reorganisation.objects.count() == 1


@pytest.mark.parametrize("day", ["2000-01-01", "2036-12-31"])
def test_day_of_effect_at_the_bounds_is_taken(cast, client, day):
    client.force_login(cast.staff)
    data = {"title": "Kết thúc cấp huyện", "act_number": "NQ 2", "effective_on": day}
    assert (
        client.post(reverse("reorganisation_new"), data | {"committee": cast.committee.pk}).status_code == 302
    )


def test_successor_with_an_impossible_key_is_refused_in_the_form(cast, client):
    cast.duty()
    row = next(row for row in cast.collect() if isinstance(row.record, Assignment))
    client.force_login(cast.staff)
    page = client.post(reverse("reorganisation_choose", args=[row.pk]), {"successors": ["9" * 25]})
    assert page.status_code == 422
    words = "Cơ quan này không còn hoạt động hoặc ở tỉnh khác."
    assert page.context["form"].errors == {"successors": [words]}
