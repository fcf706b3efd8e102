"""What is wrong with one place of a workbook, said once and shown everywhere the same."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` is for programs, `message` and `suggestion` are Vietnamese sentences for the person.

    `address` is like “D12”, or "" when the problem is of the whole sheet or workbook (`sheet` is "" then).
    """

    sheet: str
    address: str
    code: str
    message: str
    suggestion: str = ""
    severity: str = ERROR

    @property
    def is_error(self):
        return self.severity == ERROR

    @property
    def place(self):
        return f"{self.sheet}!{self.address}" if self.address else self.sheet


def one_voice(problems):
    """One Problem a cell, in the order in which the cells were first spoken of.

    What must be mended comes before what is only asked: a question beside it would advise something else.
    """
    cells = {}
    for problem in problems:
        # What is said of the whole sheet or workbook stays as it is.
        place = (problem.sheet, problem.address) if problem.address else id(problem)
        cells.setdefault(place, []).append(problem)
    return [found[0] if len(found) == 1 else joined(found) for found in cells.values()]


def joined(found):
    by_code = {}
    for problem in found:
        said = by_code.setdefault(problem.code, problem)
        if problem.is_error and not said.is_error:
            # The same matter asked and then refused: the words of the question know what may be meant.
            by_code[problem.code] = replace(said, severity=ERROR)
    errors = [problem for problem in by_code.values() if problem.is_error]
    said = errors or list(by_code.values())
    sentences = [text for one in said for text in (one.message, one.suggestion)]
    last = said[-1].suggestion
    message = " ".join(filter(None, map(str, sentences[:-1])))
    return replace(said[0], message=message, suggestion=last)


def without_notes(problem):
    """A sheet of many bodies has no column of notes: they are written on each body's own page."""
    column, elsewhere = _("cột Ghi chú"), _("mục Ghi chú trong báo cáo của đơn vị")
    message, suggestion = (
        str(text).replace(column, elsewhere) for text in (problem.message, problem.suggestion)
    )
    return replace(problem, message=message, suggestion=suggestion)


def without_note_column(problem):
    """A set's workbook has no column of notes at all: the advice leaves out what would be written there."""
    clauses = str(problem.suggestion).removesuffix(".").split("; ")
    kept = [clause for clause in clauses if _("cột Ghi chú") not in clause]
    if kept == clauses:
        return problem
    suggestion = "; ".join(kept) or _("Để trống ô")
    return replace(problem, suggestion=f"{suggestion[:1].upper()}{suggestion[1:]}.")
