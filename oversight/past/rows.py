"""One row of the list: read into values, and everything that is wrong with it."""

from dataclasses import asdict, dataclass
from datetime import date

from django.utils.translation import gettext as _

from cds_portal.clock import today
from cds_portal.text import day_text, fold
from districts.imports.cells import to_date, to_text
from oversight.domain.due_dates import too_far
from oversight.past.columns import COLUMNS, REQUIRED, STATUS_WORDS, S

EARLIEST = date(2021, 1, 1)
LENGTHS = {"session": 40, "title": 300, "body": 200, "deliverable": 300, "status": 60, "note": 1000}
DATES = ("held_on", "issued_on", "due_on", "completed_on")


@dataclass(frozen=True)
class PastRow:
    """A row that stands; days as ISO text, so that it can wait as JSON for the leader's word."""

    row: int
    session: str
    text: str
    body_id: int
    body_name: str
    issued_on: str
    status: str
    title: str = ""
    held_on: str = ""
    deliverable: str = ""
    due_on: str = ""
    completed_on: str = ""
    note: str = ""

    def as_json(self):
        return asdict(self)


class RowReader:
    """Reads rows one after the other; `problems` collects what all of them have wrong."""

    def __init__(self, names):
        self.names = names
        self.problems = []
        self.seen = {}

    def read(self, row, cells):
        """The PastRow, or None after its problems were noted."""
        before = len(self.problems)
        values = {key: self.value(key, cell) for key, cell in cells.items()}
        for key in REQUIRED & cells.keys():
            if not values[key] and not self.is_told(cells[key]):
                self.tell(cells[key], "missing", _("Thiếu “%s”.") % COLUMNS[key][0])
        self.check_days(cells, values)
        body = self.body_of(cells, values)
        status = self.status_of(cells, values)
        self.check_completed(cells, values, status)
        self.check_twice(row, cells, values, body)
        if any(problem.is_error for problem in self.problems[before:]):
            return None
        return row_of(row, values, body, status)

    def value(self, key, cell):
        reading = to_date(cell) if key in DATES else to_text(cell, max_length=LENGTHS.get(key, 4000))
        if cell.is_blank:
            return None
        if reading.problem:
            self.problems.append(reading.problem)
        return reading.value

    def tell(self, cell, code, message, suggestion=""):
        self.problems.append(cell.problem(code, message, suggestion))

    def is_told(self, cell):
        return any(
            (problem.sheet, problem.address) == (cell.sheet, cell.address) for problem in self.problems
        )

    def check_days(self, cells, values):
        for key in DATES:
            day = values.get(key)
            if day and (why := out_of_range(key, day)):
                self.tell(cells[key], "date_out_of_range", why)
                # Nothing else is judged by a day that is wrong itself.
                values[key] = None
        self.check_order(cells, values)

    def check_order(self, cells, values):
        """First it is looked at, then it is issued, then it falls due and is done."""
        issued, held = values.get("issued_on"), values.get("held_on")
        if not issued:
            return
        if held and held > issued:
            words = _("Ngày giám sát %(held)s sau ngày ban hành %(issued)s.")
            self.tell(
                cells["held_on"], "after_issue", words % {"held": day_text(held), "issued": day_text(issued)}
            )
        for key in ("due_on", "completed_on"):
            if values.get(key) and values[key] < issued:
                self.tell(
                    cells[key],
                    "before_issue",
                    _("%(what)s %(day)s trước ngày ban hành %(issued)s.")
                    % {"what": COLUMNS[key][0], "day": day_text(values[key]), "issued": day_text(issued)},
                )

    def check_completed(self, cells, values, status):
        """What is done has its day; what goes on or was not done has none."""
        if status == S.DONE and not values.get("completed_on"):
            cell = cells.get("completed_on", cells["status"])
            if not self.is_told(cell):
                self.tell(cell, "missing", _("Đã hoàn thành nhưng thiếu ngày hoàn thành."))
        elif status in (S.IN_PROGRESS, S.NOT_DONE) and values.get("completed_on"):
            self.tell(
                cells["completed_on"],
                "not_completed",
                _("Ghi “%s” mà có ngày hoàn thành.") % values["status"],
                _("Xóa ngày hoàn thành, hoặc sửa tình trạng."),
            )

    def body_of(self, cells, values):
        name, day = values.get("body"), values.get("issued_on")
        if not name or not day:
            return None
        body, why = self.names.find(name, day)
        if why:
            self.tell(cells["body"], *why)
        return body

    def status_of(self, cells, values):
        word = values.get("status")
        if not word:
            return None
        for status, words in STATUS_WORDS.items():
            if fold(word).rstrip(" .,;") in map(fold, words):
                return status
        self.tell(
            cells["status"],
            "unknown_status",
            _("Không rõ tình trạng “%s”.") % word,
            _("Ghi một trong: %s.") % ", ".join(words[0] for words in STATUS_WORDS.values()),
        )
        return None

    def check_twice(self, row, cells, values, body):
        if not body or not values.get("text"):
            return
        key = (fold(values.get("session") or ""), fold(values["text"]), body.pk)
        first = self.seen.setdefault(key, row)
        if first != row:
            self.tell(
                cells["text"],
                "duplicate",
                _("Trùng với dòng %(row)d: cùng cuộc, cùng nội dung, cùng cơ quan.") % {"row": first},
            )


def out_of_range(key, day):
    """What is wrong with the day by itself, in words; "" when nothing is. A due date may lie ahead."""
    if key == "due_on":
        return too_far(day)
    if EARLIEST <= day <= today():
        return ""
    return _("Ngày %(day)s ngoài khoảng 1/1/2021 đến hôm nay.") % {"day": day_text(day)}


def row_of(row, values, body, status):
    days = {key: values[key].isoformat() if values.get(key) else "" for key in DATES}
    texts = {key: values.get(key) or "" for key in ("session", "title", "text", "deliverable", "note")}
    return PastRow(row=row, body_id=body.pk, body_name=body.name, status=status.value, **texts, **days)
