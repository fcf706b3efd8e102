"""What the journeys share: a look at the portal's rows, a case of their own, hands on the visit form."""

import json

import pytest


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
