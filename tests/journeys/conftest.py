"""What the journeys share: a look at the portal's rows, a case of their own, hands on the visit form."""

import json
import os
from pathlib import Path

import pytest

# A folder for pictures of every page, and of what a failed journey saw last.
PICTURES = os.environ.get("PICTURES")


def take_picture(page, name):
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed and call.when == "call" and "browser" in item.funcargs:
        pages = [page for context in item.funcargs["browser"].contexts for page in context.pages]
        for number, page in enumerate(pages):
            take_picture(page, f"failed-{item.name[:60].replace('/', '-')}-{number}")
    return report


@pytest.fixture(scope="session")
def ask(portal):
    """`ask(code)` runs lines in the portal's shell and returns what they left in `answer`."""

    def ask(code):
        printed = portal.manage(
            "shell", "--verbosity", "0", "-c", f"{code}\nimport json; print(json.dumps(answer))"
        )
        return json.loads(printed.splitlines()[-1])

    return ask


@pytest.fixture(scope="session")
def open_case(ask):
    """A session that takes visits and findings, with one of each; nobody else's journey uses it."""
    return ask("from tests.journeys.own_case import make_open; answer = make_open('THU-MO')")


@pytest.fixture(scope="session")
def issued_case(ask):
    """A session whose report is issued, with one record of every kind."""
    return ask("from tests.journeys.own_case import make_issued; answer = make_issued('THU-XONG', 901)")
