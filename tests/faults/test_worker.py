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
    met = dict.fromkeys(MOMENTS, 0)
    left_behind = []
    moments = itertools.cycle(MOMENTS)

    while sum(met.values()) < KILLS:
        keep_busy(trouble)
        moment = next(moments)
        wait_for_moment(trouble, moment)
        family = processes_of(trouble.portal)
        old = trouble.portal.kill(WORKER)
        # Now nobody writes to the rows: did the kill really meet a worker with a paper in its hands?
        met[moment] += bool(trouble.rows.rendering())
        assert {row.failures for row in trouble.rows.all()} == {0}
        services.wait_until(lambda pids=family: not any(map(is_running, pids)), what="end of its children")
        left_behind += unnamed_files(trouble)
        trouble.portal.wait_for(WORKER, other_than=old)

    trouble.wait_until_idle()
    trouble.sweep()
    print(f"{met}, {len(trouble.rows.all())} documents, {len(set(left_behind))} files left behind")
    # Some kills fell between writing the file and finishing the row.
    assert left_behind
    trouble.assert_each_ready_once()
    assert orphans(trouble.portal) == []


def test_worker_that_was_taken_for_dead_and_comes_back_changes_nothing(trouble):
    for section in ("II.1", "III.1"):
        trouble.edit(section, LONG_TEXT)
    trouble.wait_until_idle()
    path = trouble.request()
    trouble.wait_until(path, "rendering")
    lost = trouble.rows.one(path).attempt
    frozen = renderers(trouble.portal)
    try:
        for process in frozen:
            process.suspend()
        trouble.wait_until(path, "ready")
    finally:
        for process in frozen:
            process.resume()

    assert len(frozen) == 2
    assert trouble.rows.one(path).attempt != lost
    services.wait_until(lambda: renderers(trouble.portal) == [], what="end of the late render")
    trouble.assert_each_ready_once()


def renderers(portal):
    """Each pool process that renders now, and its child that does the work."""
    pools = psutil.Process(portal.pids()[WORKER]).children()
    return [process for pool in pools for child in pool.children() for process in (pool, child)]


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
    adopted = [child for child in psutil.Process(portal.process.pid).children() if child.pid not in programs]
    return adopted + renderers(portal)
