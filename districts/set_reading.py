"""Reads an edited workbook of an indicator set: every problem at its cell, every change before → after.

Nothing is written here; `districts.actions.indicators.apply_workbook` reads again and writes.
"""

import hashlib
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from districts.imports.headings import find_table
from districts.imports.problems import Problem, without_note_column
from districts.imports.reader import open_workbook
from districts.imports.stamp import ForeignStamp, read_stamp
from districts.indicator_use import changed_meaning, in_use_sentence, used_ids
from districts.models import Indicator, Target
from districts.set_cells import RowReader, as_new
from districts.set_columns import (
    BY_KEY,
    REQUIRED,
    SHEET,
    expected_titles,
    in_words,
    target_in_words,
    target_title,
)


@dataclass
class Change:
    """One indicator to be written; `indicator` is the stored one, None for a new one."""

    code: str
    name: str
    indicator: Indicator | None
    values: dict
    targets: dict
    lines: list = field(default_factory=list)  # (label, before, after) for people

    @property
    def is_new(self):
        return self.indicator is None


@dataclass
class SetPlan:
    problems: list
    changes: list = field(default_factory=list)
    absent: list = field(default_factory=list)  # codes without a row: they stay as they are

    @property
    def has_errors(self):
        return any(problem.is_error for problem in self.problems)


def fingerprint_of(indicator_set):
    """The same as long as nobody touched the set, its indicators or their targets."""
    rows = list(indicator_set.indicators.order_by("pk").values_list("pk", "row_version"))
    targets = Target.objects.filter(indicator__indicator_set=indicator_set).order_by("pk")
    parts = [indicator_set.row_version, rows, list(targets.values_list("pk", "year", "value", "unit_id"))]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def read_set(content, name, indicator_set):
    """The SetPlan of these bytes against the set as it stands; WorkbookRefused when they are no workbook."""
    workbook = open_workbook(content, name)
    if problem := foreign(workbook, indicator_set):
        return SetPlan([problem])
    table, problems = find_table(
        workbook.visible_sheets, expected_titles(), required=REQUIRED, prefer=SHEET, ignored=()
    )
    if table is None:
        return SetPlan([without_note_column(problem) for problem in problems])
    return SetReader(table, indicator_set).plan(list(problems))


def foreign(workbook, indicator_set):
    """A Problem when the workbook says that it is of another set; one without a mark may be anybody's."""
    try:
        stamp = read_stamp(workbook)
    except ForeignStamp:
        return Problem("", "", "foreign_stamp", _("Dấu của tệp không phải do hệ thống này tạo."), AGAIN)
    if stamp is None or stamp.indicator_set == indicator_set.stamp:
        return None
    message = _("Tệp này là của bộ %(theirs)s, không phải bộ %(ours)s.") % {
        "theirs": stamp.indicator_set,
        "ours": indicator_set.stamp,
    }
    return Problem("", "", "other_set", message, AGAIN)


AGAIN = "Tải lại tệp của đúng bộ chỉ tiêu này rồi sửa."


class SetReader:
    """One pass over the table; keeps what was read of earlier rows to find doubles."""

    def __init__(self, table, indicator_set):
        self.table, self.set = table, indicator_set
        rows = indicator_set.indicators.select_related("pillar", "responsible").prefetch_related("targets")
        self.stored = {row.code: row for row in rows}
        self.used = used_ids([row.pk for row in self.stored.values()])
        self.rows = RowReader(table)
        self.seen = {}

    def plan(self, problems):
        changes = []
        for order, (row, cells) in enumerate(self.table.rows(), start=1):
            change, found = self.read_row(row, cells, order)
            problems += found
            if change is not None and change.lines:
                changes.append(change)
        if any(problem.is_error for problem in problems):
            changes = []
        absent = [code for code in self.stored if code not in self.seen]
        return SetPlan([without_note_column(problem) for problem in problems], changes, absent)

    def read_row(self, row, cells, order):
        values, targets, problems = self.rows.read(cells)
        code = values.get("code", "")
        stored = self.stored.get(code)
        if code and code in self.seen:
            problems.append(self.duplicate(code, cells["code"]))
        elif stored is not None and stored.pk in self.used:
            problems += self.meaning_problems(stored, values, cells)
        self.seen.setdefault(code, row)
        if any(problem.is_error for problem in problems):
            return None, problems
        return self.change_of(code, stored, values, targets, order), problems

    def duplicate(self, code, cell):
        place = {"code": code, "row": self.seen[code]}
        message = _("Mã %(code)s đã có ở dòng %(row)d.") % place
        return cell.problem("duplicate_code", message, _("Mỗi chỉ tiêu một dòng; sửa mã hoặc xóa dòng thừa."))

    def meaning_problems(self, stored, values, cells):
        for name in changed_meaning(stored, values):
            advice = _("Ghi lại như cũ: “%s”.") % in_words(name, getattr(stored, name))
            yield cells[name].problem("in_use", in_use_sentence(BY_KEY[name].title), advice)

    def change_of(self, code, stored, values, targets, order):
        change = Change(code, values.get("name", ""), stored, values, targets)
        if stored is None:
            change.values = as_new(values) | {"order": self.last_order() + order}
        change.lines = [*self.value_lines(change), *self.target_lines(change)]
        return change

    def last_order(self):
        return max((row.order for row in self.stored.values()), default=0)

    def value_lines(self, change):
        for key, value in change.values.items():
            if key == "order":
                continue
            before = "" if change.is_new else in_words(key, getattr(change.indicator, key))
            after = in_words(key, value)
            if before != after:
                yield BY_KEY[key].title, before, after

    def target_lines(self, change):
        """Target columns that the workbook has; the others are left alone."""
        stored = change.indicator
        known = {t.year: t for t in stored.targets.all() if t.unit_id is None} if stored else {}
        shape = stored or Indicator(**{key: change.values[key] for key in ("kind", "direction")})
        after_shape = Indicator(
            **{key: change.values.get(key, getattr(shape, key)) for key in ("kind", "direction")}
        )
        for year, (is_aimed, value) in change.targets.items():
            old = known.get(year)
            before = target_in_words(shape, old is not None, old and old.value)
            after = target_in_words(after_shape, is_aimed, value)
            if before != after:
                yield target_title(year), before, after
