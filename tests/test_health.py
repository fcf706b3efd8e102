import json
import os
import subprocess
import sys
from collections import namedtuple
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection

from cds_portal import health, heartbeat
from cds_portal.ops import prepare
from tests.services import Valkey

ALL_WELL = {"ready": True, "database": True, "broker": True, "worker": True, "disk": True}


@pytest.fixture
def server(tmp_path, settings):
    valkey = Valkey(tmp_path / "broker")
    settings.REDIS_URL = valkey.url
    valkey.start()
    yield valkey
    valkey.stop()


@pytest.fixture
def workers(server):
    for queue in heartbeat.WORKERS:
        heartbeat.beat(f"{queue}@machine")


def readiness(client):
    answer = client.get("/readyz")
    return answer.status_code, json.loads(answer.content)


def test_healthz_answers_without_sign_in_and_without_any_neighbour(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok")


def test_readyz_is_200_when_all_is_well(client, db, workers):
    assert readiness(client) == (200, ALL_WELL)


def test_readyz_names_the_worker_that_does_not_beat(client, db, server):
    heartbeat.beat("celery@machine")

    assert readiness(client) == (503, ALL_WELL | {"ready": False, "worker": False})


def test_readyz_is_503_when_the_broker_is_away(client, db, server):
    server.stop()

    assert readiness(client) == (503, ALL_WELL | {"ready": False, "broker": False, "worker": False})


def test_readyz_is_503_when_the_database_is_away(client, workers, monkeypatch):
    def refuse():
        raise OperationalError("gone")

    monkeypatch.setattr(health.connection, "cursor", refuse)

    assert readiness(client) == (503, ALL_WELL | {"ready": False, "database": False})


def test_readyz_is_503_when_the_disk_is_nearly_full(client, db, workers, monkeypatch):
    usage = namedtuple("usage", "free")(health.LEAST_FREE_BYTES - 1)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda folder: usage)

    assert readiness(client) == (503, ALL_WELL | {"ready": False, "disk": False})


def test_heartbeat_without_a_broker_is_a_warning_and_no_error(server, monkeypatch):
    warnings = []
    monkeypatch.setattr(heartbeat.log, "warning", lambda text, *values: warnings.append(values[0]))
    server.stop()

    heartbeat.beat("celery@machine")

    assert warnings == ["celery"]


def test_check_health_prints_a_line_for_each_item(db, workers):
    out = StringIO()

    call_command("check_health", stdout=out)

    assert [line.split(":")[0] for line in out.getvalue().splitlines()] == [
        "tốt   Cơ sở dữ liệu",
        "tốt   Hàng đợi",
        "tốt   Tiến trình nền",
        "tốt   Dung lượng đĩa",
        "tốt   Cấu trúc dữ liệu",
    ]


def test_check_health_exits_with_1_when_an_item_is_broken(db, server):
    out = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("check_health", stdout=out)

    assert ended.value.code == 1
    assert "HỎNG  Tiến trình nền: không thấy tiến trình của hàng đợi celery, documents" in out.getvalue()


@pytest.mark.django_db
def test_start_makes_the_cache_table_of_a_database_that_was_migrated_by_hand():
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE cache_entries")
    assert not prepare.has_cache()
    prepare.data(lambda text: None)
    assert prepare.has_cache()


@pytest.mark.parametrize(
    "address", ["garbage", "mysql://ten:bi-mat@may/cds", "postgres://ten:bi-mat@may:abc/cds"]
)
def test_address_that_names_no_database_is_refused_in_a_sentence(address, tmp_path):
    environment = os.environ | {"DATABASE_URL": address, "VAR_DIR": str(tmp_path)}
    environment["DJANGO_SETTINGS_MODULE"] = "cds_portal.settings"
    command = [sys.executable, "manage.py", "check_health"]
    found = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr == (
        "DATABASE_URL không phải địa chỉ cơ sở dữ liệu dùng được. Ví dụ: sqlite:////srv/cds/db.sqlite3 "
        "hoặc postgres://ten:matkhau@may:5432/cds\n"
    )
