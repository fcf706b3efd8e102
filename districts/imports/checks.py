"""One indicator's cells: read, held against the rules, the draft and the last accepted figure."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cds_portal.text import fold
from districts.comparison import Row
from districts.figures import STEP, Figures, complete, problems_of
from districts.imports.cells import to_number, to_text, to_yes_no
from districts.imports.problems import WARNING
from districts.models import Indicator

LONGEST_NOTE = 500
NOTHING = "Không phát sinh"
ONE, ZERO = Decimal(1), Decimal(0)
FIELDS = ("numerator", "denominator", "value")


def read_figures(indicator, typed, problems):
    """Figures of the cells as they stand; None when a cell cannot be read. Problems are added to the list."""
    before = len(problems)
    readings = {field: reading_of(indicator, field, getattr(typed, field)) for field in FIELDS}
    for reading in readings.values():
        if reading is not None and reading.problem:
            problems.append(reading.problem)
    note = note_of(typed.note, problems)
    if any(problem.is_error for problem in problems[before:]):
        return None
    if indicator.is_ratio and has_value(readings["numerator"]) and has_value(readings["denominator"]):
        # The share follows from its parts; “-” in the grey cell beside them says nothing.
        readings["value"] = readings["value"] if has_value(readings["value"]) else None
    if any(reading and reading.is_nothing_arising for reading in readings.values()):
        return nothing_arising(indicator, typed, readings, note, problems)
    numbers = {field: value_of(indicator, reading) for field, reading in readings.items()}
    return Figures(**numbers, note=note)


def has_value(reading):
    return reading is not None and reading.value is not None


def reading_of(indicator, field, cell):
    if cell is None or (cell.value is None and not cell.flags):
        return None
    if field != "value":
        return to_number(cell, unit=getattr(indicator, f"{field}_name"), is_count=True)
    if indicator.kind == Indicator.Kind.YES_NO:
        return to_yes_no(cell)
    return to_number(cell, unit=indicator.unit_name, is_count=indicator.kind == Indicator.Kind.COUNT)


def value_of(indicator, reading):
    if reading is None or reading.value is None:
        return None
    if indicator.kind == Indicator.Kind.YES_NO:
        return ONE if reading.value is True else ZERO
    return reading.value


def note_of(cell, problems):
    if cell is None or cell.value is None:
        if cell is not None and cell.flags:
            problems.extend(filter(None, [to_text(cell).problem]))
        return ""
    reading = to_text(cell, max_length=LONGEST_NOTE)
    if reading.problem:
        problems.append(reading.problem)
    # Notes that our own workbook wrote with a mark before them come back without it.
    return (reading.value or "").removeprefix("'")


def nothing_arising(indicator, typed, readings, note, problems):
    """“-” in a cell: a ratio of nothing in nothing, a count of none; a measure stays empty and says why."""
    said = [field for field, reading in readings.items() if reading and not reading.is_blank]
    if any(not readings[field].is_nothing_arising and readings[field].value for field in said):
        cell = getattr(typed, next(f for f in said if readings[f].is_nothing_arising))
        problems.append(cell.problem("nothing_and_figure", *map(str, MIXED)))
        return None
    return none_of(indicator, note)


MIXED = (
    gettext_lazy("Ô ghi “không phát sinh” nhưng ô bên cạnh có số."),
    gettext_lazy("Ghi số ở cả hai ô, hoặc “-” ở cả hai ô."),
)


def none_of(indicator, note):
    """The Figures of “không phát sinh”, the same from a cell and from the web form."""
    note = note if fold(NOTHING) in fold(note) else f"{NOTHING}. {note}".rstrip(" .")
    if indicator.kind == Indicator.Kind.RATIO:
        return Figures(ZERO, ZERO, None, note)
    return Figures(None, None, ZERO if indicator.kind == Indicator.Kind.COUNT else None, note)


def check_figures(indicator, figures, typed, problems):
    """The figures as they would be stored, or None; everything that is wrong is added to the list."""
    if not single_fields_fit(indicator, figures, typed, problems):
        return None
    wrong = False
    for found in problems_of(indicator, figures):
        cell = getattr(typed, found.field) or typed.first
        problems.append(cell.problem(found.code, found.message, found.suggestion, found.severity))
        wrong |= found.severity == "error"
    return None if wrong else rounded(complete(indicator, figures))


def single_fields_fit(indicator, figures, typed, problems):
    """Parts of what has none would be lost silently; said instead."""
    if indicator.is_ratio:
        return True
    for field in ("numerator", "denominator"):
        if getattr(figures, field) is not None:
            problems.append(
                getattr(typed, field).problem(
                    "no_parts",
                    _("Chỉ tiêu %s không có tử số, mẫu số.") % indicator.code,
                    _("Ghi số vào cột Giá trị."),
                )
            )
            return False
    return True


def rounded(figures):
    """As the columns hold them; Decimals that fit already are left as they are."""
    return Figures(
        *(in_step(getattr(figures, field)) for field in FIELDS),
        figures.note,
    )


def in_step(number):
    return (
        number
        if number is None or number == number.to_integral_value()
        else number.quantize(STEP, ROUND_HALF_UP)
    )


def warn(indicator, figures, last, typed, problems):
    """Asks about a jump since the last period, and about a figure copied from it; neither blocks."""
    if last is None or figures.value is None or last.value is None:
        return
    row = Row(indicator, figures, last=last)
    cell = typed.value if not indicator.is_ratio and typed.value else typed.first
    if row.is_jump:
        words = {"last": row.last_words, "now": row.value_words, "change": row.change_words}
        problems.append(
            cell.problem(
                "jump",
                _("Biến động lớn so với kỳ trước: %(last)s → %(now)s (%(change)s).") % words,
                _("Kiểm tra lại; nếu đúng, ghi lý do vào cột Ghi chú."),
                WARNING,
            )
        )
    elif row.is_as_last:
        problems.append(
            cell.problem(
                "copied",
                _("Số liệu giống hệt kỳ trước (%s).") % row.value_words,
                _("Nếu không thay đổi thì giữ nguyên."),
                WARNING,
            )
        )
