"""A portal for trouble only, so that the journeys' own is left in peace."""

import hashlib
import signal

import pytest

from cds_portal import broker
from tests import services
from tests.faults.http import Visitor
from tests.faults.rows import Rows
from tests.live import Portal

SESSION = "/sessions/LOCHA-2023"
# A dead worker is noticed sooner than in the product, where one may be slow without being dead.
IMPATIENT = {"RENDER_HEARTBEAT_SECONDS": "1", "RENDER_LOST_AFTER_SECONDS": "4"}
# The most that the editor takes: with it a render lasts long enough to be met in its middle.
LONG_TEXT = "<p>" + "Đoàn giám sát ghi nhận kết quả chuyển đổi số của địa phương. " * 950 + "</p>"
READY_SECONDS = 90


class Trouble:
    """The portal, somebody of the committee at it, and a look at its rows from outside."""

    def __init__(self, portal):
        self.portal = portal
        self.usual = portal.env
        self.rows = Rows(portal)
        self.officer = Visitor(portal, "chuyenvien")
        self.edits = 0

    def fill(self):
        self.officer.post(f"{SESSION}/report/fill/")

    def edit(self, section, text):
        version = self.rows.ask("SELECT row_version FROM oversight_reportsection WHERE code = ?", section)
        answer = self.officer.post(f"{SESSION}/report/{section}/", text=text, row_version=version[0][0])
        assert (answer.status, answer.path) == (200, f"{SESSION}/report/")

    def request(self):
        """Another document than all before; returns the path of its page."""
        self.edits += 1
        self.edit("IV", f"<p>Nhìn chung đạt yêu cầu, bản sửa lần {self.edits}.</p>")
        answer = self.officer.post(f"{SESSION}/documents/")
        assert answer.status == 200
        return answer.path

    def wait_until(self, path, rendering):
        services.wait_until(
            lambda: self.rows.one(path).rendering == rendering,
            what=f"{path} {rendering}",
            seconds=READY_SECONDS,
        )

    def wait_until_idle(self):
        """Nothing to render any more, and no message left that could start something."""
        services.wait_until(
            lambda: not any(row.is_working for row in self.rows.all()), what="idle", seconds=READY_SECONDS
        )
        with self.broker() as client:
            services.wait_until(lambda: client.llen("documents") == 0, what="an empty queue")

    def broker(self):
        return broker.client(self.portal.broker.url)

    def sweep(self):
        """The daily sweep, without waiting a day."""
        self.portal.manage(
            "shell", "-c", "from oversight import rendering; rendering.sweep(older_than_seconds=0)"
        )

    def assert_each_ready_once(self):
        """One finished file for each document, and it is the one on disk."""
        rows, stored = self.rows.all(), self.rows.stored()
        assert [(row.rendering, row.failures) for row in rows] == [("ready", 0)] * len(rows)
        assert self.rows.named() == sorted(row.attempted_file for row in rows)
        assert sorted(stored) == self.rows.named() == self.rows.on_disk()
        for name, digest in stored.items():
            assert hashlib.sha256((self.rows.folder / name).read_bytes()).hexdigest() == digest

    def restart(self, **limits):
        """The portal with these settings, and without those of an earlier call."""
        services.end(self.portal.process, signal.SIGTERM, seconds=20)
        self.portal.env = self.usual | limits
        self.portal.start()


@pytest.fixture(scope="package")
def trouble(tmp_path_factory):
    portal = Portal(tmp_path_factory.mktemp("faults"))
    portal.env |= IMPATIENT
    try:
        portal.start()
        # What the demonstration has made ahead would mix with the papers that are counted here.
        portal.manage("shell", "-c", "from oversight.models import AheadOrder as A; A.objects.all().delete()")
        trouble = Trouble(portal)
        trouble.fill()
        yield trouble
    finally:
        portal.stop()
