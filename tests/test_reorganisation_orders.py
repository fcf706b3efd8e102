"""Several acts, in any order; many duties; people who changed meanwhile; bodies that nobody follows."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cds_portal.accounts.grants import Role
from cds_portal.lifecycle import Refused
from districts.models import Body, Inheritance, Post
from oversight.actions import reorganisation as actions
from oversight.models import Assignment, Recommendation
from tests.factories import DAY, make_body, make_commune, make_unit, make_user
from tests.reorganisation_world import (
    FIRST,
    LAST,
    Province,
    apply_now,
    make_act,
    refusal_of,
    undo_now,
)


@pytest.fixture
def cast(db, settings):
    settings.CLOCK_TODAY = date(2026, 3, 1)
    return Province()


NEXT = "Đã áp dụng lần sắp xếp tiếp theo. Hoàn tác lần đó trước."


# Two acts of one day


def test_two_acts_of_one_day_are_undone_from_the_last(cast):
    first, second = cast.act, make_act(cast, effective_on=FIRST)
    first.units.set([cast.district])
    second.units.set([cast.commune, cast.mai_phu, cast.phu_luu])
    duties = cast.duty(), cast.duty(body=cast.old)
    for act in (second, first):
        apply_now(act, cast.leader)
    assert [Assignment.objects.get(pk=duty.pk).status for duty in duties] == ["withdrawn", "withdrawn"]
    assert refusal_of(undo_now, second, cast.leader) == NEXT
    undo_now(first, cast.leader)
    undo_now(second, cast.leader)
    assert [Assignment.objects.get(pk=duty.pk).status for duty in duties] == ["in_progress", "in_progress"]


def test_second_act_on_the_same_bodies_finds_nothing_left(cast):
    second = make_act(cast, *cast.act.units.all())
    cast.duty(), cast.duty(body=cast.old)
    apply_now(cast.act, cast.leader)
    assert list(actions.collect_rows(second, by=cast.staff)) == []


# People who changed between the list and the act


def test_post_that_was_given_after_the_list_makes_it_stale(cast):
    cast.collect()
    make_user(Role.LOCAL_LEADER, cast.old)
    cast.act.refresh_from_db()
    words = "Danh mục đã thay đổi từ lần lập trước. Chuyên viên lập lại danh mục, xem lại rồi mới áp dụng."
    assert refusal_of(lambda: actions.apply(act=cast.act, by=cast.leader)) == words


def test_post_that_ended_after_the_list_makes_it_stale(cast):
    post = make_user(Role.LOCAL_LEADER, cast.old).posts.get()
    cast.collect()
    Post.objects.filter(pk=post.pk).update(valid_to=LAST - timedelta(days=30))
    cast.act.refresh_from_db()
    with pytest.raises(Refused, match="Danh mục đã thay đổi"):
        actions.apply(act=cast.act, by=cast.leader)


def test_person_who_moved_to_the_successor_meanwhile_holds_the_post_once(cast):
    person = make_user(Role.LOCAL_REPORTER, cast.old)
    cast.collect()
    own = Post.objects.create(
        user=person, body=cast.heir, role=Role.LOCAL_REPORTER, title="x", valid_from=FIRST
    )
    cast.act.refresh_from_db()
    actions.apply(act=cast.act, by=cast.leader)
    assert list(person.posts.filter(body=cast.heir)) == [own]


def test_undo_is_refused_once_a_post_that_was_opened_was_handed_over(cast):
    person = make_user(Role.LOCAL_REPORTER, cast.old)
    cast.apply()
    opened = person.posts.get(body=cast.heir)
    Post.objects.filter(pk=opened.pk).update(valid_to=date(2026, 6, 30))
    words = refusal_of(undo_now, cast.act, cast.leader)
    assert words == (
        f"Không hoàn tác được: “Chuyên viên: {person.get_full_name()}” đã thay đổi sau khi áp dụng."
    )


def test_undo_is_refused_once_a_body_got_another_successor(cast):
    cast.apply()
    Body.objects.filter(pk=cast.old.pk).update(successor=cast.other)
    words = "Không hoàn tác được: “UBND xã Mai Phụ cũ” đã thay đổi sau khi áp dụng."
    assert refusal_of(undo_now, cast.act, cast.leader) == words
    assert Inheritance.objects.filter(predecessor=cast.old).get().successor == cast.heir


# A body that nobody follows


def test_body_of_an_abolished_unit_that_nobody_covers(cast):
    lost = make_commune("Hải đảo", parent=make_unit("Tỉnh khác", level="province", kind="province"))
    lost.valid_to = LAST
    lost.save()
    body = make_body("UBND xã Hải đảo", unit=lost)
    cast.act.units.add(lost)
    duty = cast.duty(body=body)
    words = "1 nội dung giao chưa có cơ quan kế thừa. Chọn rồi áp dụng."
    assert refusal_of(apply_now, cast.act, cast.leader) == words
    row = cast.act.rows.get(record_id=str(duty.pk), record_type__model="assignment")
    actions.choose(row=row, successors=[cast.upper], by=cast.staff)
    cast.act.refresh_from_db()
    actions.apply(act=cast.act, by=cast.leader)
    body.refresh_from_db()
    assert duty.replaced_by.get().body == cast.upper
    assert (body.valid_to, body.successor, body.heirs.count()) == (LAST, None, 0)


# Many


def many_duties(cast, number):
    start = cast.session.recommendations.count() + 1
    rows = [
        Recommendation(session=cast.session, number=start + n, text=f"Kiến nghị {start + n}")
        for n in range(number)
    ]
    issued = {"body": cast.old, "committee": cast.committee, "status": "in_progress", "issued_on": DAY}
    made = Recommendation.objects.bulk_create(rows)
    Assignment.objects.bulk_create(Assignment(recommendation=row, **issued) for row in made)
    cast.collect()


def test_page_of_five_hundred_duties_asks_as_many_queries_as_of_one(cast, client):
    client.force_login(cast.staff)
    asked = []
    for number in (1, 499):
        many_duties(cast, number)
        client.get(cast.act.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            page = client.get(cast.act.get_absolute_url())
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert len(page.context["groups"][0]["rows"]) == 500


def test_act_with_many_duties_is_applied_and_undone_whole(cast):
    many_duties(cast, 60)
    cast.act.refresh_from_db()
    actions.apply(act=cast.act, by=cast.leader)
    assert Assignment.objects.open().filter(body=cast.heir, issued_on=DAY).count() == 60
    undo_now(cast.act, cast.leader)
    left = Assignment.objects.order_by().values_list("body", "status").distinct()
    assert (list(left), Assignment.objects.count()) == ([(cast.old.pk, "in_progress")], 60)


def test_names_of_both_times_stand_in_list_and_export_of_duties(cast, client):
    cast.duty(body=cast.old)
    cast.apply()
    client.force_login(cast.staff)
    export = b"".join(client.get(reverse("assignment_list"), {"export": "csv"})).decode()
    rows = [row for row in export.splitlines() if "Kiến nghị 1" in row]
    assert [("UBND xã Mai Phụ cũ" in row, "kế thừa" in row) for row in rows] == [(False, True), (True, False)]
