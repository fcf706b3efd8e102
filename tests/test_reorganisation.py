"""An act that ends bodies: what is listed, who is proposed, applying as a whole, undoing to the last row."""

from datetime import date

import hypothesis
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import strategies as st

from cds_portal.accounts.grants import Role
from cds_portal.lifecycle import Refused, StatusChange
from districts.models import Body, Post, TaskShare
from oversight.actions import cases
from oversight.actions import reorganisation as actions
from oversight.domain.succession import Takers
from oversight.models import Assignment, Handover, Proposal, Reorganisation
from tests.factories import (
    DAY,
    Cast,
    make_body,
    make_committee,
    make_commune,
    make_recommendation,
    make_session,
    make_unit,
    make_user,
    succeed,
)
from tests.test_plans import make_plan, make_task

LAST, FIRST = date(2025, 6, 30), date(2025, 7, 1)
# What tells of acts grows; everything else is as before after apply and undo.
LOGS = {"cds_portal.StatusChange", "auditlog.LogEntry", "sessions.Session", "oversight.Reorganisation"}


class Province(Cast):
    """A district of three communes that ends with them; two communes live in their place."""

    def __init__(self):
        super().__init__()
        self.province = self.committee.unit
        self.mai_phu = make_commune("Mai Phụ", parent=self.district)
        self.phu_luu = make_commune("Phù Lưu", parent=self.district)
        self.end()
        self.new_unit = make_unit("Mai Phụ", parent=self.province, valid_from=FIRST)
        self.other_unit = make_unit("Hồng Lộc", parent=self.province, valid_from=FIRST)
        for unit, taker in self.fates:
            succeed(unit, taker, FIRST)
        self.heir = make_body("UBND xã Mai Phụ", unit=self.new_unit, valid_from=FIRST)
        self.other = make_body("UBND xã Hồng Lộc", unit=self.other_unit, valid_from=FIRST)
        self.upper = make_body("UBND tỉnh Hà Tĩnh", unit=self.province)
        self.old = make_body("UBND xã Mai Phụ cũ", unit=self.mai_phu, successor=self.heir)
        self.act = make_act(self, self.district, self.commune, self.mai_phu, self.phu_luu)

    @property
    def fates(self):
        return [
            (self.commune, self.new_unit),
            (self.mai_phu, self.new_unit),
            (self.phu_luu, self.other_unit),
        ]

    def end(self):
        for unit in (self.district, self.commune, self.mai_phu, self.phu_luu):
            unit.valid_to = LAST
            unit.save()

    def duty(self, body=None, status="in_progress", **fields):
        row = make_recommendation(self.session, f"Kiến nghị {self.session.recommendations.count() + 1}")
        fields = {"issued_on": DAY, "status": status} | fields
        return Assignment.objects.create(recommendation=row, body=body or self.body, **fields)

    def collect(self):
        return list(actions.collect_rows(self.act, by=self.staff))

    def apply(self):
        self.collect()
        self.act.refresh_from_db()
        return actions.apply(act=self.act, by=self.leader)


def make_act(cast, *units, effective_on=FIRST):
    act = Reorganisation.objects.create(
        committee=cast.committee, title="Kết thúc cấp huyện", act_number="NQ 1", effective_on=effective_on
    )
    act.units.set(units)
    return act


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
    cast.duty(status="draft", issued_on=None)
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
    assert set(map(repr, found)) == set(map(repr, [duty, proposal, share, post, *bodies]))
    assert len(found) == 7


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


# Applying


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


AFTER = date(2025, 7, 15)


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


# Undoing


def rows_of_everything():
    """Every row of every table of the portal but the logs, column by column as stored."""
    tables = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label in LOGS or not model._meta.managed or model._meta.proxy:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            tables[model._meta.label] = sorted(map(repr, cursor.fetchall()))
    return tables


@pytest.fixture
def rich(cast):
    """Everything that an act touches, in all the shapes that are handed over differently."""
    for status in ("issued", "in_progress", "reported_done", "partly_done"):
        cast.duty(status=status, about_unit=cast.phu_luu)
        cast.duty(body=cast.old, status=status, due_on=date(2024, 5, 1))
    first = cast.duty(body=cast.old)
    Assignment.objects.create(
        recommendation=first.recommendation, body=cast.commune_body, issued_on=DAY, status="in_progress"
    )
    proposal = Proposal.objects.create(
        committee=cast.committee, raised_by=cast.old, theme="budget", text="A", status="compiled"
    )
    cases.forward_proposal(proposal=proposal, lead=cast.body, by=cast.staff)
    plan = make_plan(cast)
    make_task(plan, cast.body, cast.old, cast.commune_body)
    make_task(plan, cast.old).shares.update(progress=30, note="Đang làm")
    make_user(Role.LOCAL_REPORTER, cast.old)
    make_user(Role.LOCAL_LEADER, cast.old).posts.update(valid_from=AFTER, valid_to=date(2027, 1, 31))
    make_user(Role.LOCAL_LEADER, cast.body).posts.update(valid_from=AFTER)
    named = make_user(Role.LOCAL_LEADER, cast.body).posts.get()
    Post.objects.filter(pk=named.pk).update(valid_from=AFTER)
    giver = cast.local.posts.get()
    Handover.objects.create(from_post=giver, to_post=named, on=AFTER, by=cast.leader)
    cast.collect()
    return cast


def test_apply_and_undo_leave_the_same_rows(rich):
    before = rows_of_everything()
    rich.act.refresh_from_db()
    actions.apply(act=rich.act, by=rich.leader)
    applied = rows_of_everything()
    rich.act.refresh_from_db()
    actions.undo(act=rich.act, by=rich.leader)
    after = rows_of_everything()
    assert {name for name in before if before[name] != applied[name]} == {
        "districts.Body",
        "districts.Post",
        "districts.TaskShare",
        "oversight.Assignment",
        "oversight.ReorganisationRow",
    }
    assert {name for name in before if before[name] != after[name]} == set()


def test_what_waited_on_a_duty_is_settled_with_it_and_comes_back_with_it(cast):
    first, second = (cast.duty(body=cast.old, due_on=date(2024, 5, 1)) for _turn in range(2))
    extension = first.extensions.create(asked_due=AFTER, reason="x", asked_by=cast.local)
    decided = {"status": "decided", "decided_by": cast.leader, "decided_on": DAY, "proposed_on": DAY}
    step = second.escalation_steps.create(step=1, reason="Quá hạn", **decided)
    sent = {"status": "submitted", "submitted_at": timezone.now(), "signed_by": cast.local}
    answer = cast.old.responses.create(text="Đang làm", by=cast.local, **sent)
    answer.assignments.set([first, second])
    cast.collect()
    before = rows_of_everything()
    cast.act.refresh_from_db()
    actions.apply(act=cast.act, by=cast.leader)
    for record in (extension, step, answer):
        record.refresh_from_db()
    assert [extension.status, step.status, answer.status] == ["refused", "dismissed", "adequate"]
    assert {row.history.last().note for row in (extension, step, answer)} == {
        "Nội dung giao đã chuyển cơ quan kế thừa."
    }
    cast.act.refresh_from_db()
    actions.undo(act=cast.act, by=cast.leader)
    assert {name for name, rows in rows_of_everything().items() if rows != before[name]} == set()


DUTIES = st.lists(
    st.tuples(
        st.sampled_from(["body", "old", "commune_body"]),
        st.sampled_from(["issued", "in_progress", "reported_done", "partly_done"]),
        st.sampled_from([None, "commune", "phu_luu"]),
        st.sampled_from(["lead", "coordinating"]),
    ),
    max_size=6,
)
SHARES = st.lists(
    st.tuples(st.sampled_from(["body", "old", "commune_body"]), st.integers(0, 100)), max_size=5
)


@hypothesis.settings(
    max_examples=15, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture], deadline=None
)
@hypothesis.given(duties=DUTIES, shares=SHARES)
def test_whatever_is_open_comes_back_as_it_was(cast, duties, shares):
    with transaction.atomic():
        for body, status, about, role in duties:
            about_unit = getattr(cast, about) if about else None
            cast.duty(getattr(cast, body), status, about_unit=about_unit, role=role)
        task = make_task(make_plan(cast))
        for body, progress in dict(shares).items():
            TaskShare.objects.create(task=task, body=getattr(cast, body), progress=progress)
        cast.collect()
        before = rows_of_everything()
        act = Reorganisation.objects.get(pk=cast.act.pk)
        actions.apply(act=act, by=cast.leader)
        open_left = Assignment.objects.open().filter(body__in=[cast.body, cast.old, cast.commune_body])
        assert open_left.count() == 0
        actions.undo(act=act, by=cast.leader)
        assert rows_of_everything() == before
        transaction.set_rollback(True)


def test_apply_undo_and_apply_again_gives_the_same_state(rich):
    def state():
        rows = Assignment.objects.order_by("recommendation", "body", "pk")
        shares = TaskShare.objects.order_by("task", "body").values_list("task", "body", "progress")
        posts = Post.objects.order_by("user", "body").values_list("user", "body", "valid_from", "valid_to")
        return list(rows.values_list("body", "status", "due_on")), list(shares), list(posts)

    rich.act.refresh_from_db()
    actions.apply(act=rich.act, by=rich.leader)
    first = state()
    actions.undo(act=rich.act, by=rich.leader)
    actions.apply(act=rich.act, by=rich.leader)
    assert state() == first


def test_history_of_an_assignment_tells_of_both(cast):
    duty = cast.duty(body=cast.old)
    cast.apply()
    actions.undo(act=cast.act, by=cast.leader)
    moves = [(change.from_status, change.to_status) for change in duty.history]
    assert moves == [("in_progress", "withdrawn"), ("withdrawn", "in_progress")]
    assert StatusChange.objects.of(cast.act).count() == 2


def test_undo_is_refused_once_the_next_act_is_applied(cast):
    cast.apply()
    actions.apply(act=make_act(cast, effective_on=date(2026, 1, 1)), by=cast.leader)
    with pytest.raises(Refused, match="Đã áp dụng lần sắp xếp tiếp theo"):
        actions.undo(act=cast.act, by=cast.leader)


def test_undo_is_refused_once_a_successor_moved_its_duty(cast):
    duty = cast.duty(body=cast.old)
    cast.apply()
    duty.replaced_by.get().move("reported_done", by=cast.leader)
    with pytest.raises(Refused, match="“Kiến nghị 1” đã thay đổi sau khi áp dụng"):
        actions.undo(act=cast.act, by=cast.leader)
    assert Assignment.objects.get(pk=duty.pk).status == "withdrawn"


def test_undo_is_refused_once_somebody_built_on_an_inherited_duty(cast):
    duty = cast.duty(body=cast.old)
    cast.apply()
    heir = duty.replaced_by.get()
    response = heir.body.responses.create(text="Đang làm", by=cast.leader)
    response.assignments.add(heir)
    with pytest.raises(Refused, match="“Kiến nghị 1” đã có trả lời của cơ quan thực hiện"):
        actions.undo(act=cast.act, by=cast.leader)


def test_undo_is_refused_once_a_moved_share_was_reported(cast):
    task = make_task(make_plan(cast), cast.old)
    cast.apply()
    task.shares.update(progress=55)
    with pytest.raises(Refused, match="đã thay đổi sau khi áp dụng"):
        actions.undo(act=cast.act, by=cast.leader)


def test_what_was_not_applied_is_not_undone(cast):
    with pytest.raises(Refused, match="chưa áp dụng"):
        actions.undo(act=cast.act, by=cast.leader)


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
    with django_assert_num_queries(28):
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
