"""`manage.py serve` as a person meets it: started, stopped, killed hard, started twice."""

import os
import signal
import socket
import subprocess
import sys

import psutil
import pytest

from cds_portal import broker
from cds_portal.ops.processes import is_running
from tests import services
from tests.live import ROOT, Portal

pytestmark = pytest.mark.fault

PROGRAMS = {"supervisor", "broker", "web", "worker", "worker-documents", "beat"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Shared, so that only the first start creates the database."""
    return tmp_path_factory.mktemp("serve")


@pytest.fixture
def serving(folder):
    portal = Portal(folder, own_broker=False, demo=False)
    portal.start()
    yield portal
    portal.stop()


def all_processes(portal):
    """Everything below the supervisor and itself, once each program has its own processes."""
    services.wait_until(lambda: set(portal.pids()) == PROGRAMS, what="all programs")
    services.wait_until(lambda: portal.get("/readyz")[0] == 200, what="ready")
    supervisor = psutil.Process(portal.process.pid)
    return [supervisor.pid, *(child.pid for child in supervisor.children(recursive=True))]


def wait_until_gone(pids):
    services.wait_until(lambda: not any(map(is_running, pids)), what=f"end of {pids}", seconds=15)


@pytest.mark.parametrize("with_signal", [signal.SIGTERM, signal.SIGINT])
def test_serve_leaves_no_process_when_it_is_stopped(serving, with_signal):
    pids = all_processes(serving)

    serving.stop(with_signal)

    assert [pid for pid in pids if is_running(pid)] == []
    assert serving.process.returncode == 0
    assert serving.pids() == {}


def test_serve_leaves_no_process_when_it_is_killed_hard_and_starts_again_at_once(serving):
    pids = all_processes(serving)

    serving.kill("supervisor")
    serving.process.wait()
    serving.start()

    assert [pid for pid in pids if is_running(pid)] == []
    assert serving.get("/healthz") == (200, "ok")


def test_serve_leaves_no_process_when_make_is_killed_hard(folder):
    portal = Portal(folder, own_broker=False, demo=False)
    # The real recipe, without setting up an environment of its own.
    command = ["make", "--no-print-directory", "run", "PYTHON=true", f"BIN={sys.prefix}/bin"]
    make = services.spawn(command, log=portal.console_path, cwd=ROOT, env=portal.env)
    services.wait_until(portal.answers, what="serve", process=make)
    services.wait_until(lambda: set(portal.pids()) == PROGRAMS, what="all programs")
    pids = list(portal.pids().values())

    make.kill()
    make.wait()

    wait_until_gone(pids)


def test_program_is_started_again_when_it_dies(serving):
    all_processes(serving)
    for name in sorted(PROGRAMS - {"supervisor"}):
        old = serving.kill(name)
        assert serving.wait_for(name, other_than=old) != old

    services.wait_until(lambda: serving.get("/readyz")[0] == 200, what="ready again")
    assert set(serving.pids()) == PROGRAMS


def test_second_serve_is_refused_with_the_pid_of_the_first(serving):
    second = refused(serving.env)

    assert second.returncode == 1
    assert f"tiến trình {serving.process.pid}" in second.stderr
    assert serving.get("/healthz") == (200, "ok")


def test_serve_is_refused_in_words_when_the_port_is_taken(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        portal = Portal(tmp_path, own_broker=False, demo=False)
        port = taken.getsockname()[1]
        answer = refused(portal.env | {"PORT": str(port)})

    assert answer.returncode == 1
    assert f"Cổng {port} đang được chương trình khác sử dụng" in answer.stderr
    assert portal.pids() == {}
    assert not (portal.var_dir / "db.sqlite3").exists()


def refused(env):
    command = [sys.executable, "manage.py", "serve"]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("depth", [0, 10])
def test_broker_socket_address_fits_however_deep_the_checkout_lies(tmp_path, depth):
    var_dir = tmp_path.joinpath(*["a-long-folder-name"] * depth)

    path = broker.socket_path(var_dir)

    assert len(os.fsencode(path)) <= broker.LONGEST_SOCKET_PATH
    assert path == broker.socket_path(var_dir)
    assert path != broker.socket_path(var_dir / "another")
