"""What an upload would write: figures that passed every check, kept as JSON between check and writing."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from districts.figures import Figures
from districts.imports.problems import Problem


class Typed(NamedTuple):
    """The cells of one indicator in one row; None where the table has no such column."""

    numerator: object = None
    denominator: object = None
    value: object = None
    note: object = None

    @property
    def first(self):
        return next(cell for cell in self if cell is not None)


@dataclass(slots=True)
class StagedRow:
    """One report. `figures` maps indicator pk to what is to be written; only what changes is in it."""

    report: object
    figures: dict[int, Figures] = field(default_factory=dict)
    # indicator pk → row_version of the draft's row when it was checked; 0: there was none.
    seen: dict[int, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    read: int = 0
    valid: int = 0
    normalised: int = 0

    @property
    def has_errors(self):
        return any(problem.is_error for problem in self.problems)


def to_json(row):
    figures = [
        [pk, *map(number_text, (f.numerator, f.denominator, f.value)), f.note, row.seen[pk]]
        for pk, f in row.figures.items()
    ]
    return {"report": row.report.pk, "figures": figures}


def number_text(number):
    return None if number is None else format(number.normalize(), "f")


def figures_from(entry):
    """(indicator pk, Figures, row_version seen) of one entry of the JSON."""
    pk, numerator, denominator, value, note, seen = entry
    return pk, Figures(number(numerator), number(denominator), number(value), note), seen


def number(text):
    return None if text is None else Decimal(text)
