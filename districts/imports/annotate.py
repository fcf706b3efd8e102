"""The very workbook they sent, with the cells to mend coloured and commented, and a list of them in front."""

import io
import logging
import math
import re

import openpyxl
import xlsxwriter
from django.utils.translation import gettext_lazy as _
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from cds_portal.lists import harmless_cell
from districts.imports.addresses import position
from districts.imports.looks import A4
from districts.imports.prescan import prescan
from districts.imports.reader import read
from districts.imports.writer import OPTIONS

log = logging.getLogger(__name__)
SHEET = "Lỗi cần sửa"
COLOURS = {"error": "F8D7D4", "warning": "FCE9BF"}
HEAD = ("Trang", "Ô", "Mức", "Vấn đề", "Cách sửa")
WIDTHS = (18, 10, 12, 70, 60)
LEVELS = {"error": _("cần sửa"), "warning": _("lưu ý")}
# openpyxl holds some 500 bytes a cell; above this a plain copy of the values is written as a stream.
MOST_CELLS = 60_000
MOST_LISTED = 2_000
AUTHOR = "Cổng giám sát chuyển đổi số"


def annotated(content, name, scope, problems):
    """The .xlsx (bytes) for those who mend it. What openpyxl cannot keep is given as a plain copy."""
    scan = prescan(content, name, scope.limits)
    problems = problems[:MOST_LISTED]
    if sum(sheet.cells for sheet in scan.sheets) <= MOST_CELLS:
        try:
            return coloured(content, problems)
        except Exception:
            # Something a foreign program wrote that openpyxl does not understand: the values still show.
            log.warning("openpyxl không ghi lại được %s", name, exc_info=True)
    return plain_copy(read(content, scan), problems)


def coloured(content, problems):
    book = openpyxl.load_workbook(io.BytesIO(content))
    for place, found in by_cell(problems).items():
        sheet_name, address = place
        if sheet_name in book.sheetnames and position(address):
            mark(book[sheet_name], address, found)
    for sheet in book.worksheets:
        quieten(sheet)
    if SHEET in book.sheetnames:
        del book[SHEET]
    list_problems(book.create_sheet(SHEET, 0), problems)
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = False
    book.active = 0
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# Formulas that fetch, call or start something when somebody else opens the workbook.
REACHES_OUT = re.compile(
    r"\||\b(WEBSERVICE|FILTERXML|HYPERLINK|IMAGE|RTD|CALL|REGISTER(\.ID)?|SQL\.REQUEST|DDE)\s*\(",
    re.IGNORECASE,
)


def quieten(sheet):
    """Such a formula stands there as the text that it is; all others go back as they came."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f" and REACHES_OUT.search(formula_of(cell)):
                cell.value, cell.data_type = formula_of(cell), "s"


def formula_of(cell):
    return str(getattr(cell.value, "text", cell.value) or "")


def by_cell(problems):
    cells = {}
    for problem in problems:
        if problem.address:
            cells.setdefault((problem.sheet, problem.address), []).append(problem)
    return cells


def mark(sheet, address, found):
    cell = anchor(sheet, address)
    worst = "error" if any(problem.is_error for problem in found) else "warning"
    cell.fill = PatternFill("solid", fgColor=COLOURS[worst])
    text = "\n".join(f"{problem.message} {problem.suggestion}".strip() for problem in found)
    cell.comment = Comment(text, AUTHOR, height=110, width=320)
    if worst == "error":
        open_up(cell, found)


# What is to be typed anew would else show as a date or a percentage again.
BY_FORMAT = {"date_for_number", "unit_mismatch"}


def open_up(cell, found):
    """Pasting brings a lock and a format along: a cell that must be mended can be mended."""
    cell.protection = Protection(locked=False)
    if any(problem.code in BY_FORMAT for problem in found):
        cell.number_format = "General"


def anchor(sheet, address):
    """The cell that shows: of a merged range only the first one can be coloured."""
    for merged in sheet.merged_cells.ranges:
        if address in merged:
            return sheet.cell(merged.min_row, merged.min_col)
    return sheet[address]


def list_problems(sheet, problems):
    for column, title in enumerate(HEAD, start=1):
        sheet.cell(1, column, title).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS[column - 1]
    for row, problem in enumerate(problems, start=2):
        for column, text in enumerate(line_of(problem), start=1):
            cell = sheet.cell(row, column)
            # As text, whatever it begins with: it quotes what stood in the file.
            cell.value, cell.data_type = text, "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if problem.address:
            link = sheet.cell(row, 2)
            link.hyperlink = f"#'{problem.sheet.replace(chr(39), chr(39) * 2)}'!{problem.address}"
            link.style = "Hyperlink"
        sheet.cell(row, 3).fill = PatternFill("solid", fgColor=COLOURS[problem.severity])
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0


def line_of(problem):
    level = str(LEVELS[problem.severity])
    texts = (problem.sheet, problem.address, level, problem.message, problem.suggestion)
    return [harmless_cell(str(text)) for text in texts]


def plain_copy(workbook, problems):
    """Values only, streamed row by row."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS | {"constant_memory": True, "in_memory": False})
    fills = {level: book.add_format({"bg_color": f"#{colour}"}) for level, colour in COLOURS.items()}
    listed = book.add_worksheet(SHEET)
    listed.write_row(0, 0, HEAD)
    for row, problem in enumerate(problems, start=1):
        for column, text in enumerate(line_of(problem)):
            listed.write_string(row, column, text, fills[problem.severity] if column == 2 else None)
    cells = by_cell(problems)
    for sheet in workbook.visible_sheets:
        if sheet.name != SHEET:
            copy_sheet(book.add_worksheet(sheet.name), sheet, cells, fills)
    book.close()
    return out.getvalue()


def copy_sheet(target, sheet, cells, fills):
    for row in range(1, sheet.dims[0] + 1):
        for cell in sheet.row_cells(row) if row in sheet.rows else ():
            found = cells.get((sheet.name, cell.address))
            fill = fills["error" if any(p.is_error for p in found) else "warning"] if found else None
            write_copy(target, cell, fill, found)


def is_writable(value):
    """NaN and infinity, which foreign programs write, have no figure in a workbook."""
    return isinstance(value, float) and math.isfinite(value)


def write_copy(target, cell, fill, found):
    row, column = cell.row - 1, cell.column - 1
    if isinstance(cell.value, bool) or is_writable(cell.value):
        target.write(row, column, cell.value, fill)
    elif cell.value is not None or found:
        target.write_string(row, column, harmless_cell(cell.error or cell.text), fill)
    if found:
        target.write_comment(row, column, "\n".join(f"{p.message} {p.suggestion}" for p in found))
