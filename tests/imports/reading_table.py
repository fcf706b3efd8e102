"""Reads a workbook of the corpus with the generic table, as the staged import does with its own."""

from dataclasses import dataclass, field
from pathlib import Path

from districts.imports.cells import to_number, to_text, to_yes_no
from districts.imports.headings import find_table
from districts.imports.limits import MANY_BODIES, ONE_BODY
from districts.imports.reader import open_workbook
from tests.imports.books import BY_CODE, CONSOLIDATED, HEADINGS

CORPUS = Path(__file__).parent / "corpus"
KEYS = ["code", "name", "unit", "previous", "numerator", "denominator", "value", "note"]
ONE_BODY_COLUMNS = {key: [title] for key, title in zip(KEYS, HEADINGS, strict=True)}


def many_bodies_columns():
    columns = {"body": ["Mã đơn vị"], "name": ["Đơn vị"]}
    for indicator in CONSOLIDATED:
        code = indicator.code
        if indicator.is_share:
            columns[f"{code}.numerator"] = [f"{code} - Tử số"]
            columns[f"{code}.denominator"] = [f"{code} - Mẫu số"]
        else:
            columns[code] = [code]
    return columns


@dataclass
class Outcome:
    """`values`: (code of the row, key) → value, blanks left out. `problems`: (code, address)."""

    values: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)
    nothing_arising: list = field(default_factory=list)

    def take(self, key, reading):
        if reading.problem:
            self.problems.append((reading.problem.code, reading.problem.address))
        if reading.is_nothing_arising:
            self.nothing_arising.append(key)
        if reading.value is not None:
            self.values[key] = reading.value


def read_one_body(content, name="so-lieu.xlsx"):
    book = open_workbook(content, name, ONE_BODY)
    table, problems = find_table(book.sheets, ONE_BODY_COLUMNS, prefer="Số liệu")
    outcome = Outcome(problems=[(problem.code, problem.address) for problem in problems])
    for _row, cells in table.rows() if table else ():
        take_row(outcome, cells)
    return outcome


def take_row(outcome, cells):
    code, unit = cells["code"].text, to_text(cells["unit"]).value or ""
    for key in ("previous", "numerator", "denominator", "value", "note"):
        if key not in cells:
            continue
        if key == "note":
            reading = to_text(cells[key])
        elif unit == "có/không":
            reading = to_yes_no(cells[key])
        else:
            reading = to_number(cells[key], unit=unit if key in ("previous", "value") else "hồ sơ")
        outcome.take((code, key), reading)


def read_many_bodies(content, name="tong-hop.xlsx"):
    book = open_workbook(content, name, MANY_BODIES)
    table, problems = find_table(book.sheets, many_bodies_columns(), prefer="Tổng hợp")
    outcome = Outcome(problems=[(problem.code, problem.address) for problem in problems])
    for _row, cells in table.rows():
        body = cells.pop("body").text
        outcome.take((body, "name"), to_text(cells.pop("name")))
        for key, cell in cells.items():
            outcome.take((body, key), read_indicator(key, cell))
    return outcome


def read_indicator(key, cell):
    code, _dot, part = key.partition(".")
    return to_number(cell, unit="hồ sơ" if part else BY_CODE[code].unit)
