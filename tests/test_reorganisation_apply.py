"""An act that ends bodies is applied as a whole: where each open thing goes on."""

from datetime import date

import pytest

from cds_portal.accounts.grants import Role
from cds_portal.lifecycle import Refused
from districts.models import Body
from oversight.actions import reorganisation as actions
from oversight.models import Assignment, Handover, Proposal, Reorganisation
from tests.factories import DAY, make_user
from tests.reorganisation_world import AFTER, FIRST, LAST, Province, make_act
from tests.test_plans import make_plan, make_task


@pytest.fixture
def cast(db, settings):
    settings.CLOCK_TODAY = date(2026, 3, 1)
    return Province()


def test_assignment_is_closed_and_goes_on_with_each_successor(cast):
    duty = cast.duty(due_on=date(2024, 1, 1), deliverable="Kế hoạch", acceptance="accepted", role="lead")
    cast.apply()
    duty.refresh_from_db()
    heirs = Assignment.objects.filter(replaces=duty).order_by("body__sort_key")
    kept = ("in_progress", DAY, date(2024, 1, 1), "Kế hoạch", "accepted", "lead", duty.recommendation_id)
    assert duty.status == "withdrawn"
    assert [
        (a.status, a.issued_on, a.due_on, a.deliverable, a.acceptance, a.role, a.recommendation_id)
        for a in heirs
    ] == [kept, kept]
    assert [a.body for a in heirs] == [cast.other, cast.heir]
    assert duty.history.last().note == "Chuyển giao theo NQ 1 cho UBND xã Hồng Lộc, UBND xã Mai Phụ."
    assert heirs[0].history.last().note == "Kế thừa từ UBND huyện Lộc Hà theo NQ 1."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("issued", "issued"),
        ("in_progress", "in_progress"),
        ("reported_done", "in_progress"),
        ("partly_done", "in_progress"),
    ],
)
def test_inherited_duty_begins_where_the_successor_can_go_on(cast, before, after):
    duty = cast.duty(body=cast.old, status=before)
    cast.apply()
    assert duty.replaced_by.get().status == after


def test_two_ended_bodies_of_one_recommendation_give_the_successor_one_duty(cast):
    duty = cast.duty(body=cast.old)
    same = {"recommendation": duty.recommendation, "issued_on": DAY, "status": "in_progress"}
    second = Assignment.objects.create(body=cast.commune_body, **same)
    cast.apply()
    living = duty.recommendation.assignments.open()
    assert [a.body for a in living] == [cast.heir]
    assert Assignment.objects.get(pk=second.pk).status == "withdrawn"


def test_proposal_keeps_who_raised_it_and_shows_who_follows_it(cast, client):
    proposal = Proposal.objects.create(committee=cast.committee, raised_by=cast.old, theme="budget", text="A")
    cast.apply()
    client.force_login(cast.staff)
    page = client.get(proposal.get_absolute_url()).content.decode()
    proposal.refresh_from_db()
    assert proposal.raised_by == cast.old
    assert "Cơ quan kế thừa theo dõi: UBND xã Mai Phụ (NQ 1)" in page


def test_share_of_a_plan_moves_and_two_of_one_task_become_one(cast):
    task = make_task(make_plan(cast), cast.old, cast.commune_body)
    task.shares.filter(body=cast.old).update(progress=40)
    task.shares.filter(body=cast.commune_body).update(progress=70)
    cast.apply()
    share = task.shares.get()
    assert (share.body, share.progress) == (cast.heir, 40)
    assert sorted(share.note.split("; ")) == [
        "UBND xã Mai Phụ cũ đến khi kết thúc: 40%",
        "UBND xã Thạch Châu đến khi kết thúc: 70%",
    ]


def test_share_of_a_district_goes_on_with_each_of_its_successors(cast):
    task = make_task(make_plan(cast), cast.body)
    task.shares.update(progress=80, note="Đang làm")
    cast.apply()
    words = "Đang làm; UBND huyện Lộc Hà đến khi kết thúc: 80%"
    assert {(share.body, share.progress, share.note) for share in task.shares.all()} == {
        (cast.heir, 80, words),
        (cast.other, 80, words),
    }


def test_post_ends_on_the_last_day_and_opens_at_the_one_successor(cast):
    reporter = make_user(Role.LOCAL_REPORTER, cast.old, title="Cán bộ tổng hợp")
    district = make_user(Role.LOCAL_LEADER, cast.body)
    cast.apply()
    posts = [(p.body, p.role, p.title, p.valid_from, p.valid_to) for p in reporter.posts.order_by("pk")]
    assert posts[0][0::4] == (cast.old, LAST)
    assert posts[1] == (cast.heir, "local_reporter", "Cán bộ tổng hợp", FIRST, None)
    assert [(p.body, p.valid_to) for p in district.posts.all()] == [(cast.body, LAST)]


def test_bodies_end_and_name_the_one_successor(cast):
    cast.apply()
    rows = Body.objects.filter(pk__in=[cast.body.pk, cast.commune_body.pk]).order_by("pk")
    assert [(row.valid_to, row.successor) for row in rows] == [(LAST, None), (LAST, cast.heir)]


def test_nothing_is_applied_while_a_duty_has_no_successor(cast):
    duty = cast.duty()
    (row,) = [row for row in cast.collect() if row.record == duty]
    with pytest.raises(Refused, match="Chọn ít nhất một cơ quan kế thừa"):
        actions.choose(row=row, successors=[], by=cast.staff)
    row.successors.clear()
    with pytest.raises(Refused, match="1 nội dung giao chưa có cơ quan kế thừa"):
        actions.apply(act=cast.act, by=cast.leader)
    assert Assignment.objects.get(pk=duty.pk).status == "in_progress"


def test_stale_list_is_not_applied(cast):
    cast.collect()
    cast.duty()
    with pytest.raises(Refused, match="Danh mục đã thay đổi"):
        actions.apply(act=cast.act, by=cast.leader)
    assert Reorganisation.objects.get().status == "prepared"


def test_of_two_who_apply_one_wins(cast):
    cast.duty()
    cast.collect()
    first, second = Reorganisation.objects.get(), Reorganisation.objects.get()
    actions.apply(act=first, by=cast.leader)
    with pytest.raises(Refused):
        actions.apply(act=second, by=cast.leader)
    assert Assignment.objects.filter(replaces__isnull=False).count() == 2


def test_act_before_one_that_was_applied_is_refused(cast):
    later = make_act(cast, effective_on=date(2026, 1, 1))
    actions.apply(act=later, by=cast.leader)
    with pytest.raises(Refused, match="có hiệu lực sau"):
        cast.apply()


def test_applied_act_is_neither_listed_anew_nor_chosen(cast):
    cast.duty()
    cast.apply()
    row = cast.act.rows.first()
    for act in (
        lambda: actions.collect_rows(cast.act, by=cast.staff),
        lambda: actions.choose(row=row, successors=[cast.upper], by=cast.staff),
    ):
        with pytest.raises(Refused, match="đã áp dụng"):
            act()


def test_act_is_applied_from_its_day_on(cast, client, settings):
    settings.CLOCK_TODAY = LAST
    with pytest.raises(Refused, match="có hiệu lực từ ngày 1/7/2025; từ ngày đó mới áp dụng được"):
        cast.apply()
    client.force_login(cast.leader)
    page = client.get(cast.act.get_absolute_url())
    assert (page.context["may_apply"], page.context["is_early"]) == (False, True)
    assert "Chưa có hiệu lực: đây là bản xem trước" in page.content.decode()
    settings.CLOCK_TODAY = FIRST
    cast.apply()
    assert Reorganisation.objects.get().status == "applied"


def test_post_that_would_begin_after_the_end_opens_at_the_successor_only(cast):
    person = make_user(Role.LOCAL_LEADER, cast.old)
    person.posts.update(valid_from=AFTER, valid_to=date(2027, 1, 31))
    cast.apply()
    posts = person.posts.values_list("body", "valid_from", "valid_to")
    assert list(posts) == [(cast.heir.pk, AFTER, date(2027, 1, 31))]


def test_post_that_would_begin_after_the_end_falls_away_where_nobody_succeeds(cast):
    person = make_user(Role.LOCAL_LEADER, cast.body)
    person.posts.update(valid_from=AFTER)
    cast.apply()
    assert person.posts.count() == 0


def test_post_of_a_handover_stays_as_one_of_the_last_day(cast):
    giver, taker = make_user(Role.LOCAL_LEADER, cast.body), make_user(Role.LOCAL_LEADER, cast.body)
    taker.posts.update(valid_from=AFTER)
    Handover.objects.create(from_post=giver.posts.get(), to_post=taker.posts.get(), on=AFTER, by=cast.leader)
    cast.apply()
    assert list(taker.posts.values_list("body", "valid_from", "valid_to")) == [(cast.body.pk, LAST, LAST)]


def test_post_with_an_end_keeps_it_at_the_successor(cast):
    person, gone = make_user(Role.LOCAL_LEADER, cast.old), make_user(Role.LOCAL_LEADER, cast.old)
    person.posts.update(valid_to=date(2025, 12, 31))
    gone.posts.update(valid_to=date(2025, 6, 1))
    cast.apply()
    assert list(person.posts.order_by("pk").values_list("body", "valid_to")) == [
        (cast.old.pk, LAST),
        (cast.heir.pk, date(2025, 12, 31)),
    ]
    assert list(gone.posts.values_list("body", "valid_to")) == [(cast.old.pk, date(2025, 6, 1))]
