"""A sheet as it was read: cells by (row, column) counted from 1, with what the pre-scan knows of each."""

import datetime
import json
from dataclasses import dataclass, field
from typing import NamedTuple

from districts.imports.addresses import address
from districts.imports.problems import ERROR as ERROR_SEVERITY
from districts.imports.problems import Problem
from districts.imports.sheet_scan import SheetScan
from districts.imports.workbook_parts import ERROR, PERCENT, UNCACHED

# What `str.strip` takes away, and the signs without width that copying from a web page brings.
NOTHING_TO_SEE = "".join(map(chr, range(33))) + "\x7f\x85\xa0\u1680\u180e\u3000\ufeff\u2800"
NOTHING_TO_SEE += "".join(map(chr, [*range(0x2000, 0x2010), *range(0x2028, 0x2030), *range(0x205F, 0x2065)]))


def duration_text(span):
    """84:00:00 for three days and a half, as the bureau programs show it."""
    minutes, seconds = divmod(int(abs(span.total_seconds())), 60)
    sign = "-" if span < datetime.timedelta() else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02}:{seconds:02}"


class Cell(NamedTuple):
    """One cell. `value`: str, float, bool, date, datetime, time, timedelta, or None for blank.

    A tuple and not a dataclass: a workbook makes 100,000 of them, and this is four times as fast.
    """

    sheet: str
    row: int
    column: int
    value: object = None
    flags: int = 0
    error: str = ""
    date_1904: bool = False

    @property
    def address(self):
        return address(self.row, self.column)

    @property
    def is_percent(self):
        return bool(self.flags & PERCENT)

    @property
    def is_uncached(self):
        """A formula that was never calculated: its value is unknown, not zero and not blank."""
        return bool(self.flags & UNCACHED)

    @property
    def is_blank(self):
        """Nothing stands in it; spaces are nothing, an error or an uncalculated formula is something."""
        if self.flags & (ERROR | UNCACHED):
            return False
        return self.value is None or (isinstance(self.value, str) and not self.value.strip(NOTHING_TO_SEE))

    @property
    def text(self):
        """The value as plain text, for headings and codes: 12.0 is “12”, blank is “”."""
        if self.value is None:
            return ""
        if isinstance(self.value, float) and self.value.is_integer() and abs(self.value) < 1e15:
            return str(int(self.value))
        if isinstance(self.value, datetime.timedelta):
            return duration_text(self.value)
        return str(self.value).strip()

    def problem(self, code, message, suggestion="", severity=ERROR_SEVERITY):
        return Problem(self.sheet, self.address, code, str(message), str(suggestion), severity)


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows[row]` is the list of values from column A on; rows without anything are not in it."""

    scan: SheetScan
    rows: dict[int, list] = field(repr=False)
    date_1904: bool = False

    @property
    def name(self):
        return self.scan.name

    @property
    def hidden(self):
        return self.scan.is_hidden

    @property
    def dims(self):
        """(last row, last column) that hold anything; (0, 0) for an empty sheet."""
        return self.scan.last_row, self.scan.last_column

    @property
    def merged(self):
        """(first row, first column, last row, last column) of each merged range."""
        return self.scan.merged

    def cell(self, row, column):
        values = self.rows.get(row)
        value = values[column - 1] if values is not None and column <= len(values) else None
        flags = self.scan.flag(row, column)
        error = ""
        if flags & (ERROR | UNCACHED):
            # calamine shows both as a blank or as a stale figure: neither is a value.
            value, error = None, self.scan.errors.get((row, column), "")
        elif value == "":
            value = None
        return Cell(self.name, row, column, value, flags, error, self.date_1904)

    def row_cells(self, row):
        """The cells of a row from column A to the last column that holds anything anywhere."""
        return [self.cell(row, column) for column in range(1, self.scan.last_column + 1)]

    def is_hidden_row(self, row):
        return row in self.scan.hidden_rows

    def is_hidden_column(self, column):
        return any(first <= column <= last for first, last in self.scan.hidden_columns)


def revived(pairs):
    """The values that JSON has no word for, as `child.encode` wrote them."""
    if "date" in pairs:
        moment = datetime.datetime.fromisoformat(pairs["date"])
        return moment if "T" in pairs["date"] else moment.date()
    if "time" in pairs:
        return datetime.time.fromisoformat(pairs["time"])
    return datetime.timedelta(seconds=pairs["span"])


DECODER = json.JSONDecoder(object_hook=revived)


def decoded(line):
    return DECODER.decode(line.decode("utf-8", errors="replace"))
