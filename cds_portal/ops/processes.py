"""What Linux offers so that no process outlives the one that started it. Standard library only."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def _prctl(option, value):
    # The handle is opened on each call: nothing of it is kept over a fork.
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def die_with_parent(with_signal, *, parent=None):
    """Have the kernel send `with_signal` to this process when the thread that forked it ends.

    `parent` is the pid it should have: if that one died before this call, nobody sends the signal any
    more, so we send it ourselves.
    """
    _prctl(PR_SET_PDEATHSIG, with_signal)
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), with_signal)


def die_with_make(with_signal):
    """As the Makefile asks for with PARENT_PID; never by ourselves, for under systemd or nohup the parent
    may leave on purpose. The variable is taken out: our own children have another parent."""
    if parent := os.environ.pop("PARENT_PID", ""):
        die_with_parent(with_signal, parent=int(parent))


def adopt_orphans():
    """Grandchildren whose parent died become ours, so that we can reap and end them."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def as_child(with_signal):
    """A `preexec_fn`: own session (Ctrl-C reaches only the supervisor), no inherited mask, dies with us."""

    parent = os.getpid()

    def prepare():
        os.setsid()
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        die_with_parent(with_signal, parent=parent)

    return prepare


def children_of(pid):
    """The pids of the running children of `pid`, from /proc; empty where there is none (macOS)."""
    entries = os.listdir("/proc") if os.path.isdir("/proc/self") else ()
    return [int(entry) for entry in entries if entry.isdigit() and _status(entry) == ("running", pid)]


def is_running(pid):
    """A zombie waits only to be counted by its parent: it runs no more."""
    if os.path.isdir("/proc/self"):
        return _status(pid)[0] == "running"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _status(pid):
    """("running" | "zombie" | "gone", the parent's pid)."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as stat:
            # The name in brackets may hold blanks and brackets: read on from the last one.
            state, parent = stat.read().rpartition(b")")[2].split()[:2]
    except OSError:
        return "gone", None
    return "zombie" if state == b"Z" else "running", int(parent)
