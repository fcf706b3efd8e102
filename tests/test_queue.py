import logging
import signal

import pytest

from cds_portal import broker, queue
from cds_portal.celery import app
from tests.services import Valkey

TASK = "oversight.tasks.render_document"


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A broker of this test's own, known to `enqueue` but not yet started."""
    valkey = Valkey(tmp_path / "broker")
    monkeypatch.setitem(app.conf, "broker_write_url", valkey.url)
    queue.connection.cache_clear()
    yield valkey
    queue.connection().release()
    queue.connection.cache_clear()
    if valkey.process:
        valkey.process.send_signal(signal.SIGCONT)
        valkey.stop()


def waiting(server, name):
    with broker.client(server.url) as client:
        return client.llen(name)


def test_enqueue_publishes_by_name_to_the_routed_queue(server):
    server.start()

    assert queue.enqueue(TASK, 1) is True
    assert (waiting(server, "documents"), waiting(server, "celery")) == (1, 0)


def test_enqueue_publishes_to_the_named_queue(server):
    server.start()

    assert queue.enqueue(TASK, 1, queue="celery") is True
    assert (waiting(server, "documents"), waiting(server, "celery")) == (0, 1)


def test_enqueue_is_false_and_warns_when_the_broker_is_away(server, caplog):
    with caplog.at_level(logging.WARNING, logger="cds_portal.queue"):
        assert queue.enqueue(TASK, 1) is False
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_enqueue_is_false_when_the_broker_hangs(server):
    server.start()
    queue.enqueue(TASK, 1)
    server.process.send_signal(signal.SIGSTOP)

    assert queue.enqueue(TASK, 2) is False


def test_enqueue_works_again_when_the_broker_is_back(server):
    server.start()
    assert queue.enqueue(TASK, 1) is True
    server.stop()
    assert queue.enqueue(TASK, 2) is False
    server.start()

    assert queue.enqueue(TASK, 3) is True
    assert waiting(server, "documents") == 2
