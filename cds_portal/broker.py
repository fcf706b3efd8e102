"""The message broker as a plain Redis server: its address and a client that never waits long."""

import hashlib
import os
import tempfile
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

ERRORS = (redis.RedisError, OSError)

# Linux keeps a socket's address in 108 bytes, the last of them a zero.
LONGEST_SOCKET_PATH = 107


def socket_path(var_dir):
    """Where the embedded server listens: in `var/`, or in a short folder when the checkout lies too deep."""
    path = Path(var_dir) / "valkey" / "valkey.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    digest = hashlib.sha256(os.fsencode(var_dir)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"cds-{os.getuid()}-{digest}" / "valkey.sock"


def embedded_url(var_dir):
    return f"redis+socket://{socket_path(var_dir)}"


def client(url=None, *, timeout=1):
    """A client bounded by `timeout` seconds for each step; understands Celery's `redis+socket://`."""
    if url is None:
        from django.conf import settings

        url = settings.REDIS_URL
    # The library's own patience, several tries with pauses, would take four seconds.
    limits = {"socket_timeout": timeout, "socket_connect_timeout": timeout, "retry": Retry(NoBackoff(), 0)}
    if url.startswith("redis+socket://"):
        path, _, query = url.removeprefix("redis+socket://").partition("?")
        options = dict(pair.split("=", 1) for pair in query.split("&") if pair)
        return redis.Redis(unix_socket_path=path, db=int(options.get("virtual_host", 0)), **limits)
    return redis.Redis.from_url(url, **limits)
