"""Workers die in the middle of their work: every paper that was asked for becomes ready, once."""

import itertools
import random
import time

import psutil
import pytest

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
    begun, left_behind = set(), set()
    moments = itertools.cycle(MOMENTS)

    # Until some kills fell between writing the file and finishing the row: the narrowest moment.
    while sum(met.values()) < KILLS or not left_behind:
        keep_busy(trouble)
        moment = next(moments)
        just_claimed = wait_for_moment(trouble, moment)
        old = trouble.portal.kill(WORKER)
        # Now nobody writes to the rows: did the kill really meet a worker with a paper in its hands?
        met[moment] += bool(trouble.rows.rendering())
        assert {row.failures for row in trouble.rows.all()} == {0}
        begun |= {row.attempted_file for row in just_claimed}
        left_behind |= set(unnamed_files(trouble))
        trouble.portal.wait_for(WORKER, other_than=old)

    trouble.wait_until_idle()
    # A child that outlived its worker would have written the file of an attempt killed at its beginning.
    assert begun & set(trouble.rows.on_disk()) == begun & set(trouble.rows.named())
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
    """Returns the documents that were claimed an instant ago, if that is the moment."""
    rows = trouble.rows
    if moment == "claimed":
        seen = {row.attempt for row in rows.all()}
        trouble.request()
        return meet(lambda: [row for row in rows.rendering() if row.attempt not in seen], "a new claim")
    if moment == "middle":
        meet(rows.rendering, "a render")
        time.sleep(random.uniform(0.1, 1.2))
    else:
        meet(lambda: unnamed_files(trouble), "a written file")
    return []


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
    programs = set(portal.pids().values())
    adopted = [child for child in psutil.Process(portal.process.pid).children() if child.pid not in programs]
    return adopted + renderers(portal)
