import io
import os
import signal

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction

from cds_portal.ops.processes import die_with_parent
from tests.live import browser, page_for, portal, signed_in

__all__ = ["browser", "page_for", "portal", "signed_in"]

# A busy machine is no reason to fail: timings belong in `make bench`.
hypothesis.settings.register_profile(
    "steady", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("steady")

if "PYTEST_XDIST_WORKER" in os.environ:
    # Left to itself such a process first ends the test it is in.
    die_with_parent(signal.SIGKILL)


def pytest_collection_modifyitems(items):
    if django_settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return
    skip = pytest.mark.skip(reason="needs a real PostgreSQL: `make test` brings one")
    for item in items:
        if "postgres" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(autouse=True)
def files_of_this_test(settings, tmp_path):
    """What a test uploads or renders is gone with it."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demonstration's data, loaded once for a module; each test rolls back to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", stdout=io.StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def as_user(demo, db, client):
    """`as_user("chuyenvien")` → a test client signed in as that account of the demonstration."""

    def sign_in(username):
        client.force_login(
            get_user_model().objects.get(username=username),
            backend="django.contrib.auth.backends.ModelBackend",
        )
        return client

    return sign_in
