"""The product's settings, kept away from the developer's own data, broker and files."""

import atexit
import os
import shutil
import tempfile

# `make test` gives these; a single `pytest` run by hand gets its own, and two at once do not meet.
if "VAR_DIR" not in os.environ:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="cds-tests-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)
os.environ.setdefault("REDIS_URL", "redis+socket:///nowhere/broker.sock")
os.environ["DEMO"] = "0"
if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    # One broker, a database number for each process.
    os.environ["REDIS_URL"] += f"?virtual_host={worker.removeprefix('gw')}"

from cds_portal.settings import *  # noqa: F403
from cds_portal.settings import DATABASES, STATIC_ROOT, VAR_DIR

# The real hasher is slow on purpose: 312 tests took 96 s with it and 4 s without.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = VAR_DIR / "media"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # In a file, as in the product: two connections to a database in memory do not lock each other.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "tests.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
