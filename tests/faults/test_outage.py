"""The broker is away, or the whole portal falls: what was asked for is made when they are back."""

import signal
import threading
from functools import partial

import pytest

from cds_portal.ops.processes import is_running
from tests import services
from tests.faults.conftest import LONG_TEXT, SESSION
from tests.faults.http import Visitor

pytestmark = pytest.mark.fault

PAGES = (
    *("/", "/my-work/", "/sessions/", f"{SESSION}/", f"{SESSION}/report/", "/visits/", "/visits/new/"),
    *("/recommendations/", "/proposals/", "/documents/", "/units/", "/search/?q=loc+ha", "/healthz"),
)


@pytest.fixture(params=["stopped", "hanging"])
def away(request, trouble):
    """Takes the broker away; returns what brings it back."""
    broker = trouble.portal.broker
    trouble.wait_until_idle()
    if request.param == "stopped":
        trouble.portal.stop_broker()
        back = trouble.portal.start_broker
    else:
        broker.process.send_signal(signal.SIGSTOP)
        back = partial(broker.process.send_signal, signal.SIGCONT)
    yield back
    if not broker.answers():
        back()


def test_portal_works_without_the_broker_and_renders_when_it_is_back(trouble, away):
    newcomer = Visitor(trouble.portal, "chuyenvien2")
    assert (newcomer.first_page.status, newcomer.first_page.path) == (200, "/")
    assert [(page, newcomer.get(page).status) for page in PAGES] == [(page, 200) for page in PAGES]

    path = trouble.request()
    page = newcomer.get(path)
    assert "đang chờ</span>" in page.text
    assert (trouble.rows.one(path).rendering, newcomer.get(f"{path}file/").status) == ("queued", 404)

    away()
    trouble.wait_until(path, "ready")
    assert newcomer.get(f"{path}file/").content.startswith(b"%PDF-1.7")
    trouble.wait_until_idle()
    trouble.assert_each_ready_once()


def test_document_is_ready_when_the_whole_portal_was_killed_in_mid_render(trouble):
    portal = trouble.portal
    trouble.edit("II.1", LONG_TEXT)
    path = trouble.request()
    trouble.wait_until(path, "rendering")
    pids = portal.pids()

    portal.kill("supervisor")
    portal.process.wait()
    services.wait_until(lambda: not any(map(is_running, pids.values())), what="end of all")
    assert trouble.rows.one(path).rendering == "rendering"
    portal.start()

    trouble.wait_until(path, "ready")
    trouble.wait_until_idle()
    trouble.sweep()
    trouble.assert_each_ready_once()


def test_two_requests_at_once_for_the_same_records_give_one_document(trouble):
    officers = [trouble.officer, Visitor(trouble.portal, "chuyenvien2")]
    trouble.edit("IV", "<p>Nhìn chung đạt yêu cầu, hai người cùng bấm.</p>")
    before = len(trouble.rows.all())
    start, answers = threading.Barrier(8), []

    def press(officer):
        start.wait()
        answers.append(officer.post(f"{SESSION}/documents/"))

    threads = [threading.Thread(target=press, args=[officer]) for officer in officers * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [answer.status for answer in answers] == [200] * 8
    assert len({answer.path for answer in answers}) == 1
    assert len(trouble.rows.all()) == before + 1
    trouble.wait_until(answers[0].path, "ready")
    trouble.wait_until_idle()
    trouble.assert_each_ready_once()
