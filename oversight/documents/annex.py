"""The figures of a paper as a workbook that travels inside its PDF; same paper, same bytes."""

import io
import re
import unicodedata
from datetime import UTC

import xlsxwriter

FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


def annex_workbook(report):
    """One sheet per annex, then per table of the text; None when the paper has neither."""
    sheets = report.sheets
    if not sheets:
        return None
    output = io.BytesIO()
    # Strings stay strings: a cell that begins with "=" must never become a formula.
    book = xlsxwriter.Workbook(
        output, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties(
        {"title": report.title, "created": report.created_at.astimezone(UTC).replace(tzinfo=None)}
    )
    styles = {
        "title": book.add_format({"bold": True, "font_name": "Times New Roman", "font_size": 13}),
        "head": book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center"}),
        "note": book.add_format({"italic": True}),
    }
    for position, table in enumerate(sheets, 1):
        _write(book.add_worksheet(sheet_name(_title(table), position)), table, styles)
    book.close()
    return output.getvalue()


def attachment(report):
    """What `pdf.render_pdf(attachments=…)` takes: a list with the workbook, or an empty one."""
    content = annex_workbook(report)
    description = f"Số liệu kèm theo: {report.title}"
    return [(report.attachment_name, content, description)] if content else []


def sheet_name(title, position):
    """Excel allows 31 characters, none of []:*?/\\', and no name twice: the position keeps them apart."""
    clean = unicodedata.normalize("NFC", FORBIDDEN_IN_NAMES.sub(" ", title))
    return f"{position}. {' '.join(clean.split())}"[:31].strip()


def _title(table):
    return getattr(table, "caption", None) or table.title


def _write(sheet, table, styles):
    sheet.write_string(0, 0, _title(table), styles["title"])
    if table.illustrative:
        sheet.write_string(1, 0, "(số liệu minh họa)", styles["note"])
    for index, column in enumerate(table.columns):
        title = f"{column.group} - {column.title}" if column.group else column.title
        sheet.write_string(2, index, title, styles["head"])
        sheet.set_column(index, index, max(8, min(60, column.width)))
    for line, row in enumerate(table.rows, 3):
        for index, value in enumerate(row):
            _write_cell(sheet, line, index, value)
    if table.note:
        sheet.write_string(len(table.rows) + 4, 0, table.note, styles["note"])
    sheet.freeze_panes(3, 0)


def _write_cell(sheet, line, index, value):
    if isinstance(value, str):
        sheet.write_string(line, index, value)
    elif value is not None:
        sheet.write_number(line, index, value)
