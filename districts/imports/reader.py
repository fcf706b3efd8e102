"""Reads a scanned workbook in a child process that can be killed, and gives its cells with true addresses.

calamine may abort its process when memory runs out; the child takes that upon itself. `subprocess` and not
`fork`: this also runs in the threads of the web server.
"""

import logging
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.translation import gettext as _

from districts.imports import child
from districts.imports.clean_package import write_clean_package
from districts.imports.limits import MEGABYTE, ONE_BODY
from districts.imports.prescan import prescan
from districts.imports.refusals import WorkbookRefused
from districts.imports.sheet import Sheet, decoded

log = logging.getLogger(__name__)
# Address space of the child: 400,000 cells take 90 MB, the 1.4 million of the largest consolidated sheet 260.
MEMORY_BYTES = 360 * MEGABYTE
DEADLINE_SECONDS = 30
# More than this is no table: texts repeated a hundred thousand times.
MOST_ANSWER_BYTES = 64 * MEGABYTE
PIPE_BYTES = 1 << 18


@dataclass(frozen=True, slots=True)
class Workbook:
    """`properties` and `defined_names` as the pre-scan found them: they may hold the workbook's stamp."""

    name: str
    sheets: tuple[Sheet, ...]
    properties: dict[str, str]
    defined_names: dict[str, str]
    date_1904: bool = False

    def __getitem__(self, name):
        """The sheet of exactly this name; KeyError when there is none."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)

    def get(self, name):
        return next((sheet for sheet in self.sheets if sheet.name == name), None)

    @property
    def visible_sheets(self):
        return tuple(sheet for sheet in self.sheets if not sheet.hidden)


def open_workbook(content, name, limits=ONE_BODY):
    """Pre-scan and read in one call: the Workbook of these bytes, or WorkbookRefused."""
    return read(content, prescan(content, name, limits))


def read(content, scan, *, memory_bytes=MEMORY_BYTES, deadline_seconds=DEADLINE_SECONDS):
    """The Workbook of bytes that `prescan` accepted, or WorkbookRefused; the caller always survives."""
    rows = defaultdict(dict)
    with tempfile.TemporaryFile() as package, tempfile.TemporaryFile() as complaints:
        write_clean_package(content, scan, package)
        package.flush()
        package.seek(0)
        with running(package, complaints, memory_bytes, deadline_seconds) as process:
            is_whole = collect(process, rows, scan, time.monotonic() + deadline_seconds)
            status = process.wait()
        if not is_whole:
            raise failed(scan, status, complaints)
    sheets = tuple(Sheet(sheet, rows[number], scan.date_1904) for number, sheet in enumerate(scan.sheets))
    return Workbook(scan.name, sheets, scan.properties, scan.defined_names, scan.date_1904)


@contextmanager
def running(package, complaints, memory_bytes, deadline_seconds):
    """The child, which is dead when the block ends, however it ends."""
    # By path and isolated (-I): nothing of the portal is imported, no variable of Python matters.
    command = [sys.executable, "-I", child.__file__, str(memory_bytes), str(deadline_seconds + 1)]
    process = subprocess.Popen(
        command, stdin=package, stdout=subprocess.PIPE, stderr=complaints, env=environment()
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def environment():
    """Nothing of the portal's secrets; only what a Python with shared libraries needs to start."""
    return {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}


def collect(process, rows, scan, deadline):
    """Fills `rows[sheet][row]`; True when the child came to its end."""
    rest, received, whole = b"", 0, False
    while chunk := next_chunk(process, scan, deadline):
        received += len(chunk)
        if received > MOST_ANSWER_BYTES:
            raise WorkbookRefused("too_heavy", name=scan.name)
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            answer = decoded(line)
            if answer == "end":
                whole = True
            else:
                number, row, values = answer
                rows[number][row] = values
    return whole


def next_chunk(process, scan, deadline):
    """What the child says next, b"" when it has ended. `poll`: `select` knows no descriptor above 1023."""
    waiting = select.poll()
    waiting.register(process.stdout, select.POLLIN)
    if not waiting.poll(max(0, deadline - time.monotonic()) * 1000):
        raise WorkbookRefused("too_slow", name=scan.name)
    return os.read(process.stdout.fileno(), PIPE_BYTES)


def failed(scan, status, complaints):
    """The refusal for a child that did not finish; what it said last goes to the log."""
    complaints.seek(0)
    said = complaints.read(child.MOST_LOG_BYTES).decode(errors="replace")[-500:]
    log.warning("Reading a workbook ended with status %s: %s", status, said)
    return WorkbookRefused(reason_of(status), name=scan.name, why=_("không đọc được nội dung các ô"))


def reason_of(status):
    """The refusal's code from the exit status of the child (negative: the signal that ended it)."""
    if status in (child.OUT_OF_MEMORY, -signal.SIGABRT):
        return "too_heavy"
    if status == -signal.SIGXCPU:
        return "too_slow"
    return "broken" if status == child.UNREADABLE else "interrupted"
