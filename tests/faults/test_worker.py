"""Workers die in the middle of their work: every paper that was asked for becomes ready, once."""

import itertools
import random
import time

import psutil
import pytest

from cds_portal.ops.processes import is_running
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
    met = {moment: 0 for moment in MOMENTS}
    failures_seen, left_behind = set(), []
    moments = itertools.cycle(MOMENTS)

    while sum(met.values()) < KILLS:
        keep_busy(trouble)
        moment = next(moments)
        wait_for_moment(trouble, moment)
        family = processes_of(trouble.portal)
        old = trouble.portal.kill(WORKER)
        # Now nobody writes to the rows: did the kill really meet a worker with a paper in its hands?
        met[moment] += bool(trouble.rows.rendering())
        failures_seen |= {row.failures for row in trouble.rows.all()}
        services.wait_until(lambda pids=family: not any(map(is_running, pids)), what="end of its children")
        left_behind += unnamed_files(trouble)
        trouble.portal.wait_for(WORKER, other_than=old)

    trouble.wait_until_idle()
    trouble.sweep()
    print(f"{met}, {len(trouble.rows.all())} documents, {len(set(left_behind))} files left behind")
    assert failures_seen == {0}
    # Some kills fell between writing the file and finishing the row.
    assert left_behind
    trouble.assert_each_ready_once()
    assert orphans(trouble.portal) == []


def keep_busy(trouble):
    while sum(row.is_working for row in trouble.rows.all()) < 2:
        trouble.request()


def wait_for_moment(trouble, moment):
    rows = trouble.rows
    if moment == "claimed":
        seen = {row.attempt for row in rows.all()}
        trouble.request()
        meet(lambda: any(row.attempt not in seen for row in rows.rendering()), "a new claim")
    elif moment == "middle":
        meet(rows.rendering, "a render")
        time.sleep(random.uniform(0.1, 1.2))
    else:
        meet(lambda: unnamed_files(trouble), "a written file")


def meet(condition, what):
    services.wait_until(condition, what=what, seconds=60)


def unnamed_files(trouble):
    """Files of attempts that hold their row now: written, but not yet finished."""
    present = set(trouble.rows.on_disk())
    return [row.attempted_file for row in trouble.rows.rendering() if row.attempted_file in present]


def processes_of(portal):
    worker = psutil.Process(portal.pids()[WORKER])
    return [process.pid for process in (worker, *worker.children(recursive=True))]


def orphans(portal):
    """What the supervisor had to adopt, and renderers without a render."""
    programs = set(portal.pids().values())
    children = psutil.Process(portal.process.pid).children()
    worker = psutil.Process(portal.pids()[WORKER])
    renderers = [child for pool in worker.children() for child in pool.children()]
    return [child for child in children if child.pid not in programs] + renderers
