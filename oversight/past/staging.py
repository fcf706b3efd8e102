"""The whole list: found in the workbook, read row by row, checked against what is stored."""

from django.utils.translation import gettext as _

from cds_portal.text import fold
from districts.imports.headings import find_table
from districts.imports.limits import MANY_BODIES
from districts.imports.problems import Problem
from districts.imports.reader import open_workbook
from oversight.past.checks import faults
from oversight.past.columns import COLUMNS, EXAMPLE_MARK, REQUIRED, SHEET
from oversight.past.names import BodyNames
from oversight.past.rows import RowReader


def stage(content, name, committee):
    """(rows, problems) of the workbook; raises WorkbookRefused when it cannot be opened at all."""
    workbook = open_workbook(content, name, MANY_BODIES)
    table, problems = find_table(workbook.sheets, COLUMNS, required=REQUIRED, prefer=SHEET)
    if table is None or table.has_errors:
        return [], list(problems)
    reader = RowReader(BodyNames(committee))
    rows = [reader.read(number, cells) for number, cells in table.rows() if not is_example(cells)]
    rows = [row for row in rows if row]
    found = [*problems, *reader.problems, *problems_of_faults(rows, table, committee)]
    if not rows and not found:
        found.append(Problem(table.sheet.name, "", "empty", _("Danh sách chưa có dòng nào.")))
    return rows, found


def is_example(cells):
    return "note" in cells and fold(cells["note"].text).startswith(fold(EXAMPLE_MARK))


def problems_of_faults(rows, table, committee):
    """What the stored records have against the rows, each at its cell."""
    for fault in faults(rows, committee):
        cell = table.sheet.cell(fault.row, table.columns[fault.key])
        yield cell.problem(fault.code, fault.message, fault.suggestion)
