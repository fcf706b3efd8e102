"""Workers die in the middle of their work: every paper that was asked for becomes ready, once."""

import contextlib
import itertools
import os
import random
import signal
import time
from pathlib import Path

import pytest

from cds_portal.ops.processes import children_of, is_running
from tests import services
from tests.faults.conftest import LONG_TEXT

pytestmark = pytest.mark.fault

KILLS = 20
WORKER = "worker-documents"
# Where in its work the worker is met; a render of these documents takes one to two seconds.
MOMENTS = ("claimed", "middle", "written", "middle")


def test_every_document_is_ready_once_when_the_worker_is_killed_twenty_times(trouble):
    for section in ("II.1", "III.1"):
        trouble.edit(section, LONG_TEXT)
    met = dict.fromkeys(MOMENTS, 0)
    unwritten, left_behind = set(), set()
    moments = itertools.cycle(MOMENTS)

    # Until some kills fell between writing the file and finishing the row: the narrowest moment.
    while sum(met.values()) < KILLS or not left_behind:
        keep_busy(trouble)
        worker = trouble.portal.pids()[WORKER]
        pools = meet(lambda pid=worker: children_of(pid), "pool processes")
        moment = next(moments)
        wait_for_moment(trouble, moment)
        trouble.portal.kill(WORKER)
        services.wait_until(lambda pids=pools: not any(map(is_running, pids)), what="end of the pool")
        # Now nobody writes to the rows: did the kill really meet a worker with a paper in its hands?
        held = trouble.rows.rendering()
        met[moment] += bool(held)
        assert {row.failures for row in trouble.rows.all()} == {0}
        left_behind |= set(unnamed_files(trouble))
        unwritten |= {row.attempted_file for row in held} - set(trouble.rows.on_disk())
        trouble.portal.wait_for(WORKER, other_than=worker)

    trouble.wait_until_idle()
    # A child that outlived its worker would have written the file of its lost attempt.
    assert unwritten & set(trouble.rows.on_disk()) == set()
    trouble.sweep()
    print(f"{met}, {len(trouble.rows.all())} documents, {len(left_behind)} files left behind")
    trouble.assert_each_ready_once()
    services.wait_until(lambda: orphans(trouble.portal) == [], what="only the programs")


def test_worker_that_was_taken_for_dead_and_comes_back_changes_nothing(trouble):
    for section in ("II.1", "III.1"):
        trouble.edit(section, LONG_TEXT)
    trouble.wait_until_idle()
    path = trouble.request()
    trouble.wait_until(path, "rendering")
    lost = trouble.rows.one(path).attempt
    frozen = meet(lambda: settled_renderers(trouble.portal), "a render")
    try:
        for pid in frozen:
            os.kill(pid, signal.SIGSTOP)
        trouble.wait_until(path, "ready")
    finally:
        for pid in frozen:
            # The first one woken may end the second at once: its row is no longer its own.
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    assert trouble.rows.one(path).attempt != lost
    services.wait_until(lambda: renderers(trouble.portal) == [], what="end of the late render")
    # Time for a late finish that must not come; without it the test would only be milder.
    time.sleep(1)
    trouble.assert_each_ready_once()


def renderers(portal):
    """The pids of each pool process that renders now, and of its child that does the work."""
    pools = children_of(portal.pids()[WORKER])
    families = [(pool, child) for pool in pools for child in children_of(pool)]
    # Loading the PDF libraries starts small programs too; only the forked child keeps the worker's name.
    return [pid for family in families if len(set(map(command_of, family))) == 1 for pid in family]


def settled_renderers(portal):
    """Those that are the same after a moment: a small program just being started looks like a renderer."""
    before = renderers(portal)
    time.sleep(0.2)
    return before if before == renderers(portal) else []


def command_of(pid):
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()


def is_idle(trouble):
    return not any(row.is_working for row in trouble.rows.all())


def keep_busy(trouble):
    while sum(row.is_working for row in trouble.rows.all()) < 2:
        trouble.request()


def wait_for_moment(trouble, moment):
    """Returns as well when all is done meanwhile: such a kill meets nobody at work and does not count."""
    rows = trouble.rows
    if moment == "claimed":
        seen = {row.attempt for row in rows.all()}
        trouble.request()
        meet(lambda: any(row.attempt not in seen for row in rows.rendering()), "a new claim")
    elif moment == "middle":
        meet(lambda: renderers(trouble.portal) or is_idle(trouble), "a render")
        time.sleep(random.uniform(0, 0.8))
    else:
        meet(lambda: unnamed_files(trouble) or is_idle(trouble), "a written file")


def meet(condition, what):
    """Looks more often than `wait_until`: the moments are short."""
    deadline = time.monotonic() + 60
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.003)
    return found


def unnamed_files(trouble):
    """Files of attempts that hold their row now: written, but not yet finished."""
    present = set(trouble.rows.on_disk())
    return [row.attempted_file for row in trouble.rows.rendering() if row.attempted_file in present]


def orphans(portal):
    """What the supervisor had to adopt, and renderers without a render."""
    adopted = set(children_of(portal.process.pid)) - set(portal.pids().values())
    return [*adopted, *renderers(portal)]
