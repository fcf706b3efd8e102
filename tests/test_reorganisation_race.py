"""Two who apply or undo at once: one wins, the other is told who was first, the data are those of one act."""

import os
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction

from cds_portal.accounts.grants import Role
from cds_portal.lifecycle import StatusChange, TakenFirst
from districts.models import Body, Inheritance, Post, TaskShare
from oversight.actions import reorganisation as actions
from oversight.models import Assignment, Proposal, Reorganisation
from tests.factories import make_user
from tests.reorganisation_world import Province, make_act
from tests.test_concurrency import at_once, kinds
from tests.test_plans import make_plan, make_task

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.django_db(transaction=True)
on_sqlite = pytest.mark.skipif(
    django_settings.DATABASES["default"]["ENGINE"].endswith("postgresql"), reason="two files of one SQLite"
)


@pytest.fixture
def cast(transactional_db, settings):
    settings.CLOCK_TODAY = date(2026, 3, 1)
    cast = Province()
    cast.second = make_user(Role.LEADER, cast.committee)
    for status in ("issued", "in_progress", "reported_done"):
        cast.duty(status=status)
        cast.duty(body=cast.old, status=status)
    Proposal.objects.create(committee=cast.committee, raised_by=cast.old, theme="budget", text="A")
    make_task(make_plan(cast), cast.body, cast.old)
    make_user(Role.LOCAL_REPORTER, cast.old)
    cast.collect()
    return cast


def state():
    """What an act leaves, without the keys that a sequence gave."""
    duties = Assignment.objects.values_list("recommendation", "body", "status", "replaces__body")
    moves = StatusChange.objects.values_list("record_type__model", "from_status", "to_status", "note")
    return {
        "duties": sorted(map(repr, duties)),
        "moves": sorted(map(repr, moves)),
        "shares": sorted(TaskShare.objects.values_list("task", "body", "progress", "note")),
        "posts": sorted(map(repr, Post.objects.values_list("user", "body", "valid_from", "valid_to"))),
        "bodies": sorted(map(repr, Body.objects.values_list("pk", "valid_to", "successor"))),
        "inherited": sorted(Inheritance.objects.values_list("predecessor", "successor")),
    }


def of_one_apply(cast):
    """The state that one apply leaves, rolled back."""
    with transaction.atomic():
        actions.apply(act=Reorganisation.objects.get(), by=cast.leader)
        found = state()
        transaction.set_rollback(True)
    return found


def applying(by, pk=None):
    acts = Reorganisation.objects.order_by("pk")
    return lambda: actions.apply(act=acts.get(pk=pk) if pk else acts.get(), by=by)


def undoing(by):
    return lambda: actions.undo(act=Reorganisation.objects.get(), by=by)


@pytest.mark.postgres
def test_of_two_who_apply_at_once_one_wins_and_the_other_hears_who(cast):
    expected = of_one_apply(cast)
    results = at_once(applying(cast.leader), applying(cast.second))
    act = Reorganisation.objects.get()
    (refusal,) = [result for result in results if isinstance(result, TakenFirst)]
    assert kinds(results) == ["done", "refused"]
    assert str(refusal).startswith(f"{act.applied_by.get_full_name()} đã chuyển sang “đã áp dụng” lúc ")
    assert (state(), act.status) == (expected, "applied")


@pytest.mark.postgres
def test_of_two_who_undo_at_once_one_wins(cast):
    before = state()["duties"]
    actions.apply(act=Reorganisation.objects.get(), by=cast.leader)
    results = at_once(undoing(cast.leader), undoing(cast.second))
    assert kinds(results) == ["done", "refused"]
    assert (state()["duties"], Reorganisation.objects.get().status) == (before, "undone")


@pytest.mark.postgres
def test_two_acts_on_the_same_bodies_at_once_are_applied_one_after_the_other(cast):
    other = make_act(cast, cast.district, cast.commune, cast.mai_phu, cast.phu_luu)
    actions.collect_rows(other, by=cast.staff)
    results = at_once(applying(cast.leader, cast.act.pk), applying(cast.second, other.pk))
    assert kinds(results) == ["done", "refused"]
    (refusal,) = [result for result in results if not isinstance(result, Reorganisation)]
    assert str(refusal).startswith("Danh mục đã thay đổi từ lần lập trước.")
    assert sorted(Reorganisation.objects.values_list("status", flat=True)) == ["applied", "prepared"]


@pytest.mark.postgres
def test_duty_reported_while_the_act_is_applied_is_either_moved_or_refused(cast):
    duty = Assignment.objects.get(body=cast.old, status="in_progress")
    report = lambda: Assignment.objects.get(pk=duty.pk).move("reported_done", by=cast.leader)  # noqa: E731
    results = at_once(applying(cast.leader), report)
    duty.refresh_from_db()
    applied = isinstance(results[0], Reorganisation)
    assert applied == (duty.status == "withdrawn")
    assert Assignment.objects.filter(replaces=duty).count() == (1 if applied else 0)


APPLY = """
import sys
from cds_portal.accounts.models import User
from cds_portal.lifecycle import Refused
from oversight.actions import reorganisation as actions
from oversight.models import Reorganisation
by = User.objects.get(username=%r)
print("ready", flush=True)
sys.stdin.readline()
try:
    actions.apply(act=Reorganisation.objects.get(), by=by)
    print("done")
except Refused as refusal:
    print(refusal)
"""


def process_of(user, url, folder):
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", APPLY % user.username]
    environment = os.environ | {"DATABASE_URL": url, "VAR_DIR": str(folder), "PYTHONWARNINGS": "ignore"}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True)


def heirs_in(path):
    with sqlite3.connect(path) as file:
        columns = "SELECT body_id, replaces_id FROM oversight_assignment WHERE replaces_id IS NOT NULL"
        return sorted(file.execute(columns).fetchall())


@on_sqlite
def test_of_two_processes_on_one_sqlite_file_one_wins(cast, tmp_path):
    path = tmp_path / "portal.sqlite3"
    connection.ensure_connection()
    with sqlite3.connect(path) as file:
        connection.connection.backup(file)
    users = [cast.leader, cast.second]
    processes = [process_of(user, f"sqlite:///{path}", tmp_path) for user in users]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    told = [process.communicate(timeout=60)[0].strip() for process in processes]
    winner = users[told.index("done")]
    (refusal,) = [words for words in told if words != "done"]
    assert refusal.startswith(f"{winner.get_full_name()} đã chuyển sang “đã áp dụng” lúc ")
    actions.apply(act=Reorganisation.objects.get(), by=cast.leader)
    alone = sorted(Assignment.objects.filter(replaces__isnull=False).values_list("body", "replaces"))
    assert heirs_in(path) == alone
