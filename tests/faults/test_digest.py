"""The daily mail from real workers: one a person, though the task runs twice at once or its worker is killed.

No portal here: two workers, a broker, a database, and mails that are files, so that they can be counted.
"""

import email
import email.policy
import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests import services
from tests.live import ROOT

pytestmark = pytest.mark.fault

DEMO = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("load_demo")
"""
DUTY = """
from datetime import timedelta
from cds_portal.clock import SwapDay, today
from oversight.models import Assignment
# Worked whatever the calendar says of the day on which the tests run.
SwapDay.objects.update_or_create(day=today(), defaults={"is_working": True, "source": "Để thử"})
Assignment.objects.filter(recommendation__session__code="LOCHA-2023").update(
    status="in_progress", issued_on=today() - timedelta(days=100), due_on=today() - timedelta(days=9)
)
"""
FORGET = "from oversight.models import DailyDigest; DailyDigest.objects.all().delete()"
ROWS = """
from oversight.models import DailyDigest
answer = [[row.user.email, row.sent_at is not None] for row in DailyDigest.objects.order_by("user__email")]
"""
WAITING = """
from django.contrib.auth import get_user_model
from cds_portal.clock import today
from oversight.domain.digest import digest_of
people = get_user_model().objects.filter(posts__isnull=False).distinct().order_by("email")
answer = [user.email for user in people if digest_of(user, today())]
"""
# The lease of a claim is ten minutes: the dead worker's is made an old one.
LEASE_IS_OVER = """
from datetime import timedelta
from django.db.models import F
from oversight.models import DailyDigest
DailyDigest.objects.filter(sent_at=None).update(claimed_at=F("claimed_at") - timedelta(minutes=11))
"""


@dataclass
class Office:
    """A database with the demonstration, a broker, and workers that are started and killed at will."""

    folder: Path
    broker: services.Valkey
    workers: list = field(default_factory=list)

    @property
    def env(self):
        # Without an address for mails they are files, as the product has it.
        usual = {name: value for name, value in os.environ.items() if name != "EMAIL_URL"}
        return usual | {
            "DJANGO_SETTINGS_MODULE": "cds_portal.settings",
            "VAR_DIR": str(self.folder),
            "MEDIA_ROOT": str(self.folder / "media"),
            "DATABASE_URL": f"sqlite:///{self.folder / 'db.sqlite3'}",
            "REDIS_URL": self.broker.url,
            "DEMO": "1",
        }

    def manage(self, *arguments, **environment):
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.env | environment, check=True, capture_output=True, text=True
        ).stdout

    def ask(self, code):
        end = "\nimport json; print(json.dumps(answer))"
        return json.loads(self.manage("shell", "--verbosity", "0", "-c", code + end).splitlines()[-1])

    def run(self, code):
        self.manage("shell", "--verbosity", "0", "-c", code)

    def worker(self, name, **environment):
        """A worker of one process, so that its pid is the one that sends."""
        command = [sys.executable, "-m", "celery", "-A", "cds_portal", "worker", "-P", "solo"]
        command += ["-n", f"{name}@%h", "-Q", "celery", "--without-gossip", "--without-mingle"]
        started = services.spawn(
            command, log=self.folder / f"{name}.log", cwd=ROOT, env=self.env | environment
        )
        self.workers.append(started)
        return started

    def order(self, times=1):
        self.run(
            "from cds_portal.queue import enqueue\n"
            f"for _time in range({times}): assert enqueue('oversight.tasks.send_digests')"
        )

    def queued(self):
        from cds_portal import broker

        with broker.client(self.broker.url) as client:
            return client.llen("celery")

    def mails(self):
        """(to, Message-ID) of each mail that was sent."""
        found = []
        for path in (self.folder / "mail").glob("*"):
            # Each message of a file ends with a line of dashes.
            for text in path.read_text(encoding="utf8").split("-" * 79 + "\n"):
                if text.strip():
                    message = email.message_from_string(text, policy=email.policy.default)
                    found.append((message["To"], message["Message-ID"]))
        return sorted(found)

    def all_sent(self, people):
        """Also when the mails are out, their rows are marked a moment later."""
        return self.ask(ROWS) == [[address, True] for address in people]

    def wait_until_sent(self, people):
        services.wait_until(lambda: len(self.mails()) >= len(people), what="the mails", seconds=60)
        services.wait_until(lambda: self.all_sent(people), what="the marks", seconds=60)

    def stop_workers(self):
        """Gently: each ends the task that it holds."""
        for worker in self.workers:
            services.end(worker, seconds=30)
        self.workers.clear()


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("digests")
    with services.valkey(folder / "broker") as broker:
        office = Office(folder, broker)
        # In one process: starting is most of the time.
        office.run(DEMO + DUTY)
        try:
            yield office
        finally:
            office.stop_workers()


@pytest.fixture(scope="module")
def people(office):
    """Who has something waiting: of the body, and of the committee's leader."""
    found = office.ask(WAITING)
    assert {"locha@cds.example", "lanhdao@cds.example"} <= set(found)
    return found


@pytest.fixture(autouse=True)
def fresh_day(office):
    office.run(FORGET)
    for path in (office.folder / "mail").glob("*"):
        path.unlink()
    yield
    office.stop_workers()


@pytest.fixture
def silent_server():
    """Takes a connection and never says a word: whoever wants to send waits."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        yield server


def test_two_workers_at_once_send_one_mail_each(office, people):
    office.order(times=6)
    office.worker("one")
    office.worker("two")
    office.wait_until_sent(people)
    services.wait_until(lambda: office.queued() == 0, what="an empty queue")
    office.stop_workers()
    assert [address for address, _name in office.mails()] == people
    names = [name for _address, name in office.mails()]
    assert sorted(set(names)) == sorted(names)


def test_mail_of_a_worker_killed_before_sending_comes_later_once(office, people, silent_server):
    host, port = silent_server.getsockname()
    victim = office.worker("victim", EMAIL_URL=f"smtp://{host}:{port}")
    office.order()
    connection, _address = silent_server.accept()
    with connection:
        # Between its claim and the mail: it holds one person's day and has sent nothing.
        ((claimed, is_sent),) = office.ask(ROWS)
        assert (claimed in people, is_sent, office.mails()) == (True, False, [])
        os.kill(victim.pid, signal.SIGKILL)
        victim.wait()

    # Everybody else is served at once; the claim may still belong to a slow worker.
    office.worker("next")
    others = [address for address in people if address != claimed]
    office.order()
    services.wait_until(lambda: len(office.mails()) >= len(others), what="the mails of others", seconds=60)
    services.wait_until(
        lambda: office.ask(ROWS) == [[address, address != claimed] for address in people], what="the marks"
    )
    assert [address for address, _name in office.mails()] == others

    office.run(LEASE_IS_OVER)
    office.order(times=3)
    office.wait_until_sent(people)
    services.wait_until(lambda: office.queued() == 0, what="an empty queue")
    office.stop_workers()
    assert [address for address, _name in office.mails()] == people
