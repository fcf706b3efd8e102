"""One portal per `var/` folder.

The lock is a kernel lock on an open file that every child inherits: it is free exactly when the last
process of the portal is gone, however it went. Nothing has to be cleaned up after a crash.
"""

import fcntl
import os
import time

from cds_portal.ops.processes import is_running

# After a hard kill of the supervisor web and broker need a moment to finish.
LEFTOVERS_SECONDS = 12


class AlreadyRunning(Exception):
    """`pid` is the running supervisor's, or None when only its remains hold the lock."""

    def __init__(self, pid):
        super().__init__(pid)
        self.pid = pid


def take(path):
    """The descriptor to hand to each child; raises AlreadyRunning."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + LEFTOVERS_SECONDS
    while not _locked(descriptor):
        pid = int(os.pread(descriptor, 20, 0) or 0)
        alive = bool(pid) and is_running(pid)
        if alive or time.monotonic() > deadline:
            os.close(descriptor)
            raise AlreadyRunning(pid if alive else None)
        time.sleep(0.1)
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    return descriptor


def _locked(descriptor):
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
