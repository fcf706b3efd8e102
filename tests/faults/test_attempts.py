"""What an attempt does when the world changes under it; in one process, so each case can be met exactly."""

import os
import time

import psutil
import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError

from cds_portal import broker, queue
from cds_portal.celery import app
from oversight import rendering, tasks
from oversight.actions import documents, sections
from oversight.models import Document, OversightSession
from tests.services import Valkey

pytestmark = pytest.mark.usefixtures("demo", "db")


@pytest.fixture
def draft(monkeypatch):
    monkeypatch.setattr(documents, "enqueue", lambda *args, **kwargs: True)
    session = OversightSession.objects.get(code="LOCHA-2023")
    sections.fill_from_records(session)
    return documents.request_result_report(session, by=get_user_model().objects.get(username="chuyenvien"))


@pytest.fixture
def server(tmp_path, settings, monkeypatch):
    valkey = Valkey(tmp_path / "broker")
    valkey.start()
    settings.REDIS_URL = valkey.url
    monkeypatch.setitem(app.conf, "broker_write_url", valkey.url)
    queue.connection.cache_clear()
    yield valkey
    queue.connection().release()
    queue.connection.cache_clear()
    valkey.stop()


def test_attempt_renders_the_snapshot_of_its_claim_when_a_number_came_before_it(draft, monkeypatch):
    claim, seen = Document.claim, []

    def number_then_claim(document, attempt):
        Document.objects.update(snapshot=document.snapshot | {"number": "12"})
        return claim(document, attempt)

    monkeypatch.setattr(Document, "claim", number_then_claim)
    monkeypatch.setattr(
        rendering, "render_in_child", lambda document, *rest: seen.append(document.snapshot["number"])
    )

    rendering.render(draft.pk)

    assert seen == ["12"]


def test_snapshot_that_cannot_be_read_fails_in_words_instead_of_being_tried_for_ever(draft):
    Document.objects.update(snapshot={"title": 1})

    assert [rendering.render(draft.pk) for _ in range(4)] == [False] * 4

    draft.refresh_from_db()
    assert (draft.rendering, draft.failures) == ("failed", 3)
    assert draft.failure_reason == (
        "Không lập được PDF do lỗi của chương trình (TypeError). Quản trị xem nhật ký."
    )


def test_child_is_ended_and_no_failure_counted_when_the_database_is_away(draft, settings, monkeypatch):
    def away(*args):
        raise OperationalError("the database is away")

    settings.RENDER_HEARTBEAT_SECONDS = 0
    monkeypatch.setattr(Document, "beat", away)
    monkeypatch.setattr(rendering, "run_child", lambda *args: (time.sleep(60), os._exit(0)))
    before = psutil.Process().children()

    with pytest.raises(OperationalError):
        rendering.render(draft.pk)

    assert psutil.Process().children() == before
    draft.refresh_from_db()
    assert (draft.rendering, draft.failures) == ("rendering", 0)


@pytest.mark.pdf
def test_render_beyond_its_time_is_ended_and_fails_in_words(draft, settings):
    settings.RENDER_DEADLINE_SECONDS = 0

    assert [rendering.render(draft.pk) for _ in range(3)] == [False] * 3

    draft.refresh_from_db()
    assert (draft.rendering, draft.failures) == ("failed", 3)
    assert draft.failure_reason == (
        "Tiến trình lập PDF bị dừng giữa chừng (quá thời gian hoặc thiếu bộ nhớ)."
    )
    assert os.listdir(settings.MEDIA_ROOT / "documents") == []


def test_reaper_adds_no_second_message_while_the_first_waits_for_a_worker(draft, server):
    for _ in range(3):
        tasks.reap_renderings()

    with broker.client() as client:
        assert client.llen("documents") == 1
