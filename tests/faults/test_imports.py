"""A large upload in trouble: it ends once, and until somebody says so nothing of it is in a report."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cds_portal.ops.processes import children_of, is_running
from tests import services
from tests.faults.http import Visitor

pytestmark = pytest.mark.fault

PERIOD, REPORTS, FIGURES = "2019-Q3", 1_000, 50_000
IMPORT = f"/progress/periods/{PERIOD}/import/"
REPORTER = "tong.hop"
CHECK_SECONDS = 120
# Of the three or more that writing all of them takes.
WRITING_SECONDS = 0.4
MAKE_WORLD = """
from pathlib import Path
from cds_portal.ops.banner import PASSWORD
from tests import bench_import
bench_import.COMMUNES = {reports}
world = bench_import.Communes()
world.reporter.username = "{reporter}"
world.reporter.set_password(PASSWORD)
world.reporter.save()
Path("{workbook}").write_bytes(world.workbook())
"""
# A worker is taken for dead after a minute without a sign of life: here it has just been that minute.
A_MINUTE_LATER = """
from datetime import timedelta
from django.db.models import F
from districts.models import ImportBatch
ImportBatch.objects.filter(pk="{uuid}", state="running").update(beat_at=F("beat_at") - timedelta(seconds=61))
"""


@dataclass(frozen=True)
class Batch:
    state: str
    status: str
    done: int
    total: int
    losses: int
    attempt: str | None
    problems: list
    staged: dict | list
    before: dict | list
    annotated: int | None

    @property
    def is_in_the_middle(self):
        return self.state == "running" and 0 < self.done < self.total

    @property
    def counts(self):
        return self.staged["counts"]


class Office:
    """Who compiles the figures of a thousand communes, with the workbook of them all."""

    def __init__(self, trouble):
        self.portal, self.rows = trouble.portal, trouble.rows
        self.workbook = Path(self.portal.folder, "tong-hop.xlsx")
        self.run(MAKE_WORLD.format(reports=REPORTS, reporter=REPORTER, workbook=self.workbook))
        self.reporter = Visitor(self.portal, REPORTER)

    def run(self, code):
        self.portal.manage("shell", "--verbosity", "0", "-c", code)

    def upload(self):
        """The answer; its address is that of the batch."""
        file = SimpleUploadedFile(self.workbook.name, self.workbook.read_bytes())
        answer = self.reporter.upload(IMPORT, file)
        assert (answer.status, answer.path.startswith("/progress/imports/")) == (200, True)
        return answer

    def batch(self, path):
        row = self.rows.ask(
            "SELECT state, status, done, total, losses, attempt, problems, staged, before, annotated_id"
            " FROM districts_importbatch WHERE uuid = ?",
            uuid_of(path).hex,
        )[0]
        return Batch(*row[:6], *map(json.loads, row[6:9]), row[9])

    def meet_in_the_middle(self, path):
        """Looks more often than `wait_until`: some rows are checked, others are not."""
        deadline = time.monotonic() + CHECK_SECONDS
        while not (found := self.progress(path)).is_in_the_middle:
            assert time.monotonic() < deadline and found.state in ("queued", "running"), found
            time.sleep(0.005)
        return found

    def progress(self, path):
        """Without the long columns."""
        row = self.rows.ask(
            "SELECT state, status, done, total, losses, attempt FROM districts_importbatch WHERE uuid = ?",
            uuid_of(path).hex,
        )[0]
        return Batch(*row, [], [], [], None)

    def wait_until(self, path, state):
        services.wait_until(
            lambda: self.progress(path).state == state, what=f"{path} {state}", seconds=CHECK_SECONDS
        )

    def written(self):
        """(figures, {status: reports}) of the period."""
        values = self.rows.ask(
            "SELECT count(*) FROM districts_reportedvalue value"
            " JOIN districts_reportversion version ON version.id = value.version_id"
            f" JOIN ({REPORTS_OF_PERIOD}) report ON report.id = version.report_id",
            PERIOD,
        )
        statuses = self.rows.ask(
            f"SELECT status, count(*) FROM ({REPORTS_OF_PERIOD}) GROUP BY status", PERIOD
        )
        return values[0][0], dict(statuses)


REPORTS_OF_PERIOD = (
    "SELECT report.id, report.status FROM districts_progressreport report"
    " JOIN districts_reportingperiod period ON period.id = report.period_id WHERE period.code = ?"
)
NOTHING_WRITTEN = (0, {"expected": REPORTS})


def uuid_of(path):
    return UUID(path.strip("/").rpartition("/")[2])


@pytest.fixture(scope="module")
def office(trouble):
    return Office(trouble)


def assert_checked_once(batch, *, losses):
    assert (batch.state, batch.status, batch.losses) == ("finished", "checked", losses)
    assert (batch.done, batch.total) == (REPORTS, REPORTS)
    assert [problem["code"] for problem in batch.problems] == ["no_stamp"]
    assert (batch.counts["reports"], batch.counts["changes"]) == (REPORTS, FIGURES)
    assert len({row["report"] for row in batch.staged["rows"]}) == len(batch.staged["rows"]) == REPORTS


def test_cancelled_import_stops_in_its_middle_and_the_next_one_is_checked(office):
    path = office.upload().path
    office.meet_in_the_middle(path)
    assert "Đang đọc và kiểm tra từng ô" in office.reporter.get(path).text
    answer = office.reporter.post(f"{path}cancel/")
    assert (answer.status, "Đã hủy kiểm tra tệp này" in answer.text) == (200, True)

    next_path = office.upload().path
    office.wait_until(next_path, "finished")
    assert_checked_once(office.batch(next_path), losses=0)
    cancelled = office.batch(path)
    assert cancelled.done < cancelled.total
    assert (cancelled.state, cancelled.status) == ("cancelled", "uploaded")
    assert (cancelled.problems, cancelled.staged, cancelled.before, cancelled.annotated) == ([], [], [], None)
    assert office.written() == NOTHING_WRITTEN
    refused = office.reporter.post(f"{path}apply/")
    assert "Tệp này không còn chờ ghi" in refused.text


def test_upload_without_the_broker_waits_and_is_checked_when_it_is_back(office):
    office.portal.stop_broker()
    try:
        answer = office.upload()
        assert "đang chờ</span>" in answer.text
        assert "đang chờ</span>" in office.reporter.get(answer.path).text
        assert office.progress(answer.path).state == "queued"
    finally:
        office.portal.start_broker()
    office.wait_until(answer.path, "finished")
    assert_checked_once(office.batch(answer.path), losses=0)
    assert office.written() == NOTHING_WRITTEN


def test_import_whose_worker_was_killed_in_its_middle_is_checked_once_and_written_whole(office):
    path = office.upload().path
    lost = office.meet_in_the_middle(path)
    worker = office.portal.pids()["worker"]
    pool = children_of(worker)
    office.portal.kill("worker")
    services.wait_until(lambda: not any(map(is_running, pool)), what="end of the pool")
    held = office.batch(path)
    assert (held.state, held.attempt, held.staged, held.problems) == ("running", lost.attempt, [], [])
    assert office.written() == NOTHING_WRITTEN

    office.portal.wait_for("worker", other_than=worker)
    office.run(A_MINUTE_LATER.format(uuid=uuid_of(path)))
    office.wait_until(path, "finished")
    checked = office.batch(path)
    assert_checked_once(checked, losses=1)
    assert checked.attempt != lost.attempt
    assert office.written() == NOTHING_WRITTEN

    answer = office.reporter.post(f"{path}apply/")
    assert (answer.status, answer.path) == (200, path)
    office.wait_until(path, "finished")
    assert office.progress(path).status == "applied"
    assert office.written() == (FIGURES, {"draft": REPORTS})

    office.reporter.post(f"{path}undo/")
    office.wait_until(path, "finished")
    assert office.progress(path).status == "undone"
    assert office.written() == (0, {"draft": REPORTS})


def test_writing_whose_worker_was_killed_in_its_middle_leaves_nothing_and_is_done_once(office):
    path = office.upload().path
    office.wait_until(path, "finished")
    before = office.written()
    office.reporter.post(f"{path}apply/")
    office.wait_until(path, "running")
    # Its one transaction is open now: what was written so far is nobody's to read.
    time.sleep(WRITING_SECONDS)
    worker = office.portal.pids()["worker"]
    pool = children_of(worker)
    office.portal.kill("worker")
    services.wait_until(lambda: not any(map(is_running, pool)), what="end of the pool")
    lost = office.progress(path)
    assert (lost.state, lost.status, office.written()) == ("running", "checked", before)

    office.portal.wait_for("worker", other_than=worker)
    office.run(A_MINUTE_LATER.format(uuid=uuid_of(path)))
    office.wait_until(path, "finished")
    done = office.progress(path)
    assert (done.status, done.losses, done.attempt != lost.attempt) == ("applied", 1, True)
    assert office.written() == (FIGURES, {"draft": REPORTS})
