"""`make test`: the suite on SQLite, then with real processes and browser, then on a real PostgreSQL.

Wraps pytest as a process, because settings read their databases before any fixture runs. Everything
it makes lies in one temporary folder. `python -m tests.run lint` runs the checks that need Django.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cds_portal.ops.processes import die_with_make
from tests import services

ROOT = Path(__file__).resolve().parent.parent
LIVE = "journey or fault"

# One after the other: two at once on two cores only disturb each other.
SUITES = (
    ("SQLite", f"not ({LIVE})", ("-n", "2")),
    ("SQLite, tiến trình và trình duyệt thật", LIVE, ()),
    ("PostgreSQL", f"not ({LIVE} or pdf)", ("-n", "2")),
)
CHECKS = (
    ("makemigrations", "--check", "--dry-run"),
    ("check", "--deploy", "--fail-level", "ERROR"),
)


def main(arguments):
    # Also where a shell started us in the background and had SIGINT ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda caught, _: sys.exit(128 + caught))
    die_with_make(signal.SIGTERM)
    with tempfile.TemporaryDirectory(prefix="cds-", ignore_cleanup_errors=True) as folder:
        return lint(Path(folder)) if arguments == ["lint"] else test(Path(folder), arguments)


def lint(folder):
    # As on a real server, behind TLS: without it the check warns of what only `make run` does.
    environment = clean_environment(folder, folder / "lint") | {"SITE_URL": "https://portal.example"}
    commands = [[sys.executable, "manage.py", *check] for check in CHECKS]
    return max(run(command, environment) for command in commands)


def test(folder, arguments):
    results = []
    with services.valkey(folder / "broker") as broker:
        for number, (title, marks, options) in enumerate(SUITES):
            environment = clean_environment(folder, folder / f"var{number}")
            environment["REDIS_URL"] = broker.url
            started = time.monotonic()
            print(f"\n== {title} ==", flush=True)
            code = pytest(title, [*options, "-m", marks, *arguments], environment, folder)
            results.append((title, code, time.monotonic() - started))
    print()
    for title, code, seconds in results:
        print(f"{'đạt' if code == 0 else 'KHÔNG ĐẠT':<10} {title} ({seconds:.0f} s)")
    return max(code for _, code, _ in results)


def pytest(title, options, environment, folder):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    if title != "PostgreSQL":
        return run(command, environment)
    with services.postgres(folder) as url:
        return run(command, {**environment, "DATABASE_URL": url})


def run(command, environment):
    """In its own session, so that Ctrl-C ends us and the kernel ends it, with all it started."""
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, preexec_fn=services.as_child(signal.SIGTERM)
    )
    try:
        return process.wait()
    except BaseException:
        services.end(process)
        raise


def clean_environment(folder, var_dir):
    """Nothing of the developer's environment, `.env`, home or running portal may leak into the tests."""
    # Names as short as can be: the address of a socket file has room for 107 letters.
    home, temporary = folder / "home", folder / "t"
    for needed in (home, temporary, var_dir):
        needed.mkdir(exist_ok=True)
    return os.environ | {
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(home / "hypothesis"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "VAR_DIR": str(var_dir),
        "MEDIA_ROOT": str(var_dir / "media"),
        "DATABASE_URL": f"sqlite:///{var_dir / 'db.sqlite3'}",
        "REDIS_URL": "",
        "DEBUG": "0",
        "DEMO": "0",
        "PORT": "8000",
        "SITE_URL": "http://127.0.0.1:8000",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "EMAIL_URL": "consolemail://",
        "PROVINCE_CODE": "42",
        # Long enough for `check --deploy`, known to everybody: good for tests only.
        "SECRET_KEY": "tests-only-" + "0123456789abcdef" * 4,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
