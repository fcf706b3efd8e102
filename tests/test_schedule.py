"""Beat starts whatever its last stop left behind: every task of it may run twice, none may never run."""

import shelve

import pytest

from cds_portal.celery import app
from cds_portal.schedule import MendingScheduler


def entries_of(path):
    scheduler = MendingScheduler(app=app, schedule_filename=str(path))
    try:
        return set(scheduler.schedule)
    finally:
        scheduler.close()


def test_schedule_is_the_one_of_the_settings(tmp_path, settings):
    assert set(settings.CELERY_BEAT_SCHEDULE) <= entries_of(tmp_path / "schedule")


@pytest.mark.parametrize("kind", ["cut_value", "no_database"])
def test_broken_memory_is_thrown_away(tmp_path, settings, kind):
    path = tmp_path / "schedule"
    if kind == "cut_value":
        with shelve.open(str(path)) as store:
            # What a write that was cut off leaves: a key whose value cannot be read.
            store.dict[b"entries"] = b""
    else:
        path.write_bytes(b"khong phai co so du lieu" * 50)
    assert set(settings.CELERY_BEAT_SCHEDULE) <= entries_of(path)


def test_beat_uses_it(settings):
    assert settings.CELERY_BEAT_SCHEDULER == "cds_portal.schedule:MendingScheduler"
