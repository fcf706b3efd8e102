"""An act that ended bodies is undone to the last row, or it is said why not."""

from datetime import date

import hypothesis
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import strategies as st

from cds_portal.accounts.grants import Role
from cds_portal.lifecycle import Refused, StatusChange
from districts.models import Post, TaskShare
from oversight.actions import cases
from oversight.actions import reorganisation as actions
from oversight.models import Assignment, Handover, Proposal, Reorganisation
from tests.factories import DAY, make_user
from tests.reorganisation_world import AFTER, Province, make_act
from tests.test_plans import make_plan, make_task

# What tells of acts grows; everything else is as before after apply and undo.
LOGS = {"cds_portal.StatusChange", "auditlog.LogEntry", "sessions.Session", "oversight.Reorganisation"}


@pytest.fixture
def cast(db, settings):
    settings.CLOCK_TODAY = date(2026, 3, 1)
    return Province()


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
        "districts.Inheritance",
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
