"""The real product for journeys and fault tests: `manage.py serve` with its own folder, port and broker."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from cds_portal.ops.banner import PASSWORD
from cds_portal.ops.processes import is_running
from tests import services

ROOT = Path(__file__).resolve().parent.parent

PHONE, TABLET, DESKTOP = (360, 780), (768, 1024), (1440, 900)
CHROMIUM_FLAGS = [
    *("--headless", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


class Portal:
    """`url` has no slash at its end; `env` is the environment of the portal's own commands."""

    def __init__(self, folder, *, own_broker=True, demo=True):
        self.folder = Path(folder)
        self.var_dir = self.folder / "var"
        self.var_dir.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        # With a broker of ours a test can stop it; with the embedded one the supervisor restarts it.
        self.broker = services.Valkey(self.folder / "broker") if own_broker else None
        self.env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "cds_portal.settings",
            "VAR_DIR": str(self.var_dir),
            "MEDIA_ROOT": str(self.var_dir / "media"),
            "DATABASE_URL": f"sqlite:///{self.var_dir / 'db.sqlite3'}",
            "REDIS_URL": self.broker.url if self.broker else "",
            "PORT": str(self.port),
            "SITE_URL": self.url,
            "DEMO": "1" if demo else "0",
            "DEBUG": "0",
            "PYTHONUNBUFFERED": "1",
        }
        self.process = None

    # Starting and ending

    def start(self):
        if self.broker and not self.broker.process:
            self.broker.start()
        command = [sys.executable, "manage.py", "serve"]
        self.process = services.spawn(command, log=self.console_path, cwd=ROOT, env=self.env)
        services.wait_until(self.answers, what=f"serve ({self.console})", process=self.process, seconds=180)

    def stop(self, with_signal=signal.SIGTERM):
        services.end(self.process, with_signal, seconds=20)
        if self.broker and self.broker.process:
            self.broker.stop()

    def answers(self):
        try:
            return self.get("/healthz") == (200, "ok")
        except OSError:
            return False

    # Looking

    def get(self, path):
        """(status, text), as somebody who is not signed in."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    @property
    def console_path(self):
        return self.folder / "console.log"

    @property
    def console(self):
        return self.console_path.read_text(encoding="utf8") if self.console_path.exists() else ""

    def pids(self):
        """name → pid: supervisor, web, worker, worker-documents, beat (and broker when embedded)."""
        try:
            return json.loads((self.var_dir / "serve.json").read_text(encoding="utf8"))
        except FileNotFoundError:
            return {}

    def manage(self, *arguments):
        """Run a management command against the portal's data and return what it printed."""
        command = [sys.executable, "manage.py", *map(str, arguments)]
        return subprocess.run(
            command, cwd=ROOT, env=self.env, check=True, capture_output=True, text=True
        ).stdout

    # Trouble

    def kill(self, name):
        """-9; returns when it is gone. The supervisor starts another one."""
        pid = self.pids()[name]
        os.kill(pid, signal.SIGKILL)
        services.wait_until(lambda: not is_running(pid), what=f"end of {name}")
        return pid

    def wait_for(self, name, *, other_than=None):
        """Until the program runs, as another process than `other_than`; returns its pid."""
        services.wait_until(lambda: self.pids().get(name) not in (None, other_than), what=name)
        return self.pids()[name]

    def stop_broker(self):
        self.broker.stop()

    def start_broker(self):
        self.broker.start()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    """The demo, running; shared by all journeys: a test that breaks something mends it again."""
    running = Portal(tmp_path_factory.mktemp("portal"))
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    executable = services.chromium()
    assert executable, "Chromium is missing: `make test` installs it, or says how"
    # The browser's event loop runs in this thread; Django would take it for an async view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=[*CHROMIUM_FLAGS, *root])
        yield running
        running.close()


@pytest.fixture(scope="session")
def signed_in():
    """The cookies of each account that has signed in before: signing in is slow on purpose."""
    return {}


@pytest.fixture
def page_for(portal, browser, signed_in):
    """`page_for("chuyenvien", PHONE)` → a page on `/`, signed in; `page_for(None)` → the sign-in page.

    Any script error or breach of the Content-Security-Policy on such a page fails the test.
    """
    contexts, problems = [], []

    def open_page(username, viewport=DESKTOP):
        width, height = viewport
        context = browser.new_context(
            base_url=portal.url,
            viewport={"width": width, "height": height},
            storage_state=signed_in.get(username),
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            has_touch=viewport == PHONE,
        )
        contexts.append(context)
        page = context.new_page()
        watch(page, problems)
        page.goto("/")
        if username and username not in signed_in:
            sign_in(page, username)
            signed_in[username] = context.storage_state()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


def sign_in(page, username, password=PASSWORD):
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def watch(page, problems):
    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda message: (
            problems.append(f"{page.url}: {message.text}")
            if "Content Security Policy" in message.text
            else None
        ),
    )
