"""One program under the supervisor: started, watched, started again with patience."""

import os
import signal
import subprocess
import time

from cds_portal.ops.processes import as_child

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10
# Whoever lived this long got through its start: the next fall begins again with the shortest pause.
STEADY_SECONDS = 4
LOG_BYTES = 5 * 1024 * 1024


class Child:
    def __init__(self, program, log_dir, keep_open=()):
        self.program = program
        self.name = program.name
        self.log_path = log_dir / f"{program.name}.log"
        self.keep_open = (*program.keep_open, *keep_open)
        self.process = None
        self.started_at = self.start_again_at = 0.0
        self.pause = FIRST_PAUSE

    @property
    def pid(self):
        return self.process.pid if self.process else None

    def start(self):
        """Only from the main thread: the death signal follows the thread that forks."""
        _rotate(self.log_path)
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                self.program.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.program.environment},
                pass_fds=self.keep_open,
                preexec_fn=as_child(self.program.dies_by),
            )
        self.started_at = time.monotonic()

    def ended(self, code):
        """The supervisor reaped it; plan the next start. True when it fell soon after the fall before."""
        self.process.returncode = code
        self.process = None
        if time.monotonic() - self.started_at > STEADY_SECONDS:
            self.pause = FIRST_PAUSE
        fell_again = self.pause > FIRST_PAUSE
        self.start_again_at = time.monotonic() + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)
        return fell_again

    def is_due(self):
        return self.process is None and time.monotonic() >= self.start_again_at

    def ask_to_end(self):
        if self.process:
            os.kill(self.process.pid, signal.SIGTERM)

    def last_words(self, lines=5):
        text = self.log_path.read_text(encoding="utf8", errors="replace")
        return "\n".join(text.rstrip().splitlines()[-lines:])


def _rotate(path):
    """One older file is kept; at each start is often enough for logs of warnings."""
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
