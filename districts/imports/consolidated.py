"""The workbook for many bodies of one period: what a district, a sở or the committee compiles."""

import io

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_rowcol_to_cell

from cds_portal.lists import harmless_cell
from cds_portal.text import day_text
from districts.imports import looks
from districts.imports.body_sheet import PERIOD_LINE
from districts.imports.known import known_of
from districts.imports.many_sheet import BODY, CODE, DENOMINATOR, NUMERATOR, SHEET, columns_of, is_yes_no
from districts.imports.stamp import Stamp, write_stamp
from districts.imports.writer import OPTIONS, write_number
from districts.models import ProgressReport

NAMES, CODES, PARTS = 4, 5, 6
FIRST_ROW, FIRST_COLUMN = 7, 2
WIDTHS = (14, 34)
A3 = 8


def consolidated_workbook(scope, *, with_drafts=True):
    """The .xlsx (bytes) of all reports of the scope that are open for figures."""
    known = known_of(scope, scope.reports().filter(status__in=ProgressReport.EDITABLE))
    reports = sorted(known.reports, key=lambda report: report.body.sort_key)
    due = set().union(*known.due.values()) if known.due else set()
    columns = columns_of([indicator for indicator in known.indicators if indicator.pk in due])
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, OPTIONS)
    formats = looks.formats_of(workbook)
    sheet = workbook.add_worksheet(SHEET)
    sets = ", ".join(sorted({report.indicator_set.stamp for report in reports}))
    write_stamp(workbook, Stamp(scope.period.code, sets, scope.filler.code))
    write_title(sheet, scope, formats)
    write_head(sheet, columns, formats)
    for row, report in enumerate(reports, start=FIRST_ROW):
        write_report(sheet, row, report, columns, known if with_drafts else None, formats)
    if reports:
        write_rules(sheet, columns, last_row=FIRST_ROW + len(reports) - 1, formats=formats)
    finish(sheet, scope, columns)
    workbook.close()
    return out.getvalue()


def write_title(sheet, scope, formats):
    period = scope.period
    lines = [
        _("BIỂU TỔNG HỢP SỐ LIỆU CHUYỂN ĐỔI SỐ CỦA CÁC ĐƠN VỊ"),
        f"{PERIOD_LINE} {period}",
        _("Đơn vị tổng hợp: %(body)s. Chốt số liệu %(end)s, hạn gửi %(due)s.")
        % {
            "body": scope.filler,
            "end": day_text(period.cut_off),
            "due": day_text(period.due_on),
        },
    ]
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, harmless_cell(line), formats["line"])


def write_head(sheet, columns, formats):
    for column, title in enumerate((CODE, BODY)):
        sheet.merge_range(NAMES, column, PARTS, column, title, formats["head"])
    for column, (indicator, field) in enumerate(columns, start=FIRST_COLUMN):
        name = f"{indicator.name} ({indicator.unit_name})"
        if field == "numerator":
            sheet.merge_range(NAMES, column, NAMES, column + 1, name, formats["head"])
            sheet.merge_range(CODES, column, CODES, column + 1, indicator.code, formats["head"])
            sheet.write_string(PARTS, column, NUMERATOR, formats["meaning"])
            sheet.write_string(PARTS, column + 1, DENOMINATOR, formats["meaning"])
        elif field == "value":
            sheet.write_string(NAMES, column, name, formats["head"])
            sheet.merge_range(CODES, column, PARTS, column, indicator.code, formats["head"])


def write_report(sheet, row, report, columns, known, formats):
    sheet.write_string(row, 0, report.body.code, formats["text"])
    sheet.write_string(row, 1, harmless_cell(report.body.name), formats["text"])
    for column, (indicator, field) in enumerate(columns, start=FIRST_COLUMN):
        typed = known.shown.get((report.pk, indicator.pk)) if known else None
        value = getattr(typed, field) if typed else None
        if is_yes_no(indicator):
            words = None if value is None else looks.YES_NO[0 if value else 1]
            sheet.write(row, column, words, formats["choice"])
        else:
            write_number(sheet, row, column, value, formats["input"])


def write_rules(sheet, columns, *, last_row, formats):
    """One validation a column: Excel moves its addresses down the rows."""
    for column, (indicator, field) in enumerate(columns, start=FIRST_COLUMN):
        own = xl_rowcol_to_cell(FIRST_ROW, column)
        if field == "value":
            rule = looks.rule_of_value(indicator)
        else:
            is_numerator = field == "numerator"
            other = xl_rowcol_to_cell(FIRST_ROW, column + (1 if is_numerator else -1))
            rule = looks.rule_of_parts(indicator, own=own, other=other, is_numerator=is_numerator)
        sheet.data_validation(FIRST_ROW, column, last_row, column, rule)
    area = (
        f"{xl_rowcol_to_cell(FIRST_ROW, FIRST_COLUMN)}:"
        f"{xl_rowcol_to_cell(last_row, FIRST_COLUMN + len(columns) - 1)}"
    )
    if columns:
        looks.show_fractions(sheet, area, formats)


def finish(sheet, scope, columns):
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_column(FIRST_COLUMN, FIRST_COLUMN + len(columns), 12)
    sheet.set_row(NAMES, 110)
    sheet.freeze_panes(FIRST_ROW, FIRST_COLUMN)
    looks.protect(sheet)
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.repeat_rows(NAMES, PARTS)
    sheet.repeat_columns(0, 1)
    sheet.set_footer(f"&L&9{scope.filler} - {scope.period}&R&9&P/&N")
