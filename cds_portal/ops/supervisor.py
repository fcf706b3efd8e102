"""Keeps the portal's programs running and leaves nothing behind, whoever dies first.

- Ctrl-C, TERM, HUP: every child is asked to end, in the reverse order, then made to.
- The supervisor is killed hard: the kernel signals each child (see `processes.as_child`).
- A child dies: it is started again in place, with a growing pause.
"""

import json
import os
import signal
import sys
import time

from cds_portal.ops.child import Child
from cds_portal.ops.processes import adopt_orphans, children_of

STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
# Ending a worker in the middle of a render takes two seconds, ending web at most five.
STOP_SECONDS = 8


class Supervisor:
    def __init__(self, programs, var_dir, *, keep_open=()):
        log_dir = var_dir / "log"
        log_dir.mkdir(parents=True, exist_ok=True)
        self.children = [Child(program, log_dir, keep_open) for program in programs]
        self.pids_path = var_dir / "serve.json"

    def start(self, *names):
        """The named ones now (all without names); `run` starts those that are still missing."""
        for child in self.children:
            if not child.pid and (not names or child.name in names):
                child.start()
        self._write_pids()

    def run(self):
        """Until a stop signal; the caller then stops."""
        adopt_orphans()
        watched = {signal.SIGCHLD, *STOP_SIGNALS}
        # Blocked signals wait for sigtimedwait: none is lost between two looks, nothing is polled.
        signal.pthread_sigmask(signal.SIG_BLOCK, watched)
        while True:
            self._reap()
            self._start_due()
            caught = signal.sigtimedwait(watched, self._seconds_to_next_start())
            if caught and caught.si_signo in STOP_SIGNALS:
                return

    def stop(self):
        """Returns when every process is gone; a second Ctrl-C changes nothing."""
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD, *STOP_SIGNALS})
        deadline = time.monotonic() + STOP_SECONDS
        broker = [child for child in self.children if child.name == "broker"]
        others = [child for child in self.children if child not in broker]
        # The broker last: a worker that loses it on its way out would only complain.
        for group in (others, broker):
            for child in reversed(group):
                child.ask_to_end()
            while any(child.pid for child in group) and time.monotonic() < deadline:
                signal.sigtimedwait({signal.SIGCHLD}, 0.2)
                self._reap(expected=True)
        self._kill_the_rest()
        self.pids_path.unlink(missing_ok=True)

    def _kill_the_rest(self):
        """Children and adopted grandchildren that did not end by themselves."""
        for _ in range(50):
            self._reap(expected=True)
            left = {child.pid for child in self.children if child.pid} | set(children_of(os.getpid()))
            if not left:
                return
            for pid in left:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)

    def _reap(self, *, expected=False):
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            for child in self.children:
                if child.pid == pid:
                    self._ended(child, os.waitstatus_to_exitcode(status), expected)

    def _ended(self, child, code, expected):
        fell_again = child.ended(code)
        if expected:
            return
        say(f"Tiến trình {child.name} đã dừng (mã {code}), đang khởi động lại. Nhật ký: {child.log_path}")
        if code > 0 and not fell_again:
            say(child.last_words())

    def _start_due(self):
        due = [child for child in self.children if child.is_due()]
        for child in due:
            child.start()
        if due:
            self._write_pids()

    def _seconds_to_next_start(self):
        waiting = [child.start_again_at for child in self.children if not child.pid]
        return max(0.05, min(waiting) - time.monotonic()) if waiting else 3600

    def _write_pids(self):
        """For the operator and the tests: who is who. Replaced whole, so never read half-written."""
        pids = {"supervisor": os.getpid(), **{child.name: child.pid for child in self.children if child.pid}}
        draft = self.pids_path.with_suffix(".tmp")
        draft.write_text(json.dumps(pids), encoding="utf8")
        draft.replace(self.pids_path)


def say(text):
    print(text, file=sys.stderr, flush=True)
