"""An indicator set as a workbook that can be edited and taken in again (`set_reading`)."""

import io
from math import ceil

import xlsxwriter
from django.utils.translation import gettext as _

from cds_portal.lists import harmless_cell
from cds_portal.text import day_text
from districts.imports import looks
from districts.imports.stamp import Stamp, write_stamp
from districts.models import Pillar
from districts.set_columns import (
    CHOICE,
    CHOICES,
    COLUMNS,
    FLAG,
    NO,
    PILLAR,
    SHEET,
    YES,
    in_words,
    target_in_words,
    target_title,
)

HEAD_ROW = 3
SPARE_ROWS = 60
# A line of 12 points; letters of this font against the figure that column widths count in.
LINE, WIDER = 16.5, 1.15
NUMBERS = {"minimum", "maximum", "jump_limit"}
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def set_workbook(indicator_set):
    """The .xlsx (bytes): a row an indicator, a column a target year, drop-downs where words are fixed."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, OPTIONS)
    formats = looks.formats_of(workbook)
    sheet = workbook.add_worksheet(SHEET)
    write_stamp(workbook, Stamp(period="", indicator_set=indicator_set.stamp))
    rows = list(indicator_set.indicators.select_related("pillar", "responsible").prefetch_related("targets"))
    years = target_years(indicator_set, rows)
    write_head(sheet, indicator_set, years, formats)
    for number, indicator in enumerate(rows, start=HEAD_ROW + 1):
        write_indicator(sheet, number, indicator, years, formats)
    offer_choices(sheet, HEAD_ROW + len(rows) + SPARE_ROWS)
    sheet.freeze_panes(HEAD_ROW + 1, 3)
    looks.set_up_print(
        sheet, head_row=HEAD_ROW, columns=len(COLUMNS) + len(years), footer=indicator_set.stamp
    )
    workbook.close()
    return out.getvalue()


def target_years(indicator_set, rows):
    """The years that have targets, and the first one of the set."""
    aimed = {target.year for row in rows for target in row.targets.all() if target.unit_id is None}
    return sorted(aimed | {indicator_set.valid_from.year})


def write_head(sheet, indicator_set, years, formats):
    sheet.write_string(0, 0, f"{indicator_set.name} ({indicator_set.stamp})", formats["line"])
    until = day_text(indicator_set.valid_to) if indicator_set.valid_to else _("nay")
    line = _("%(issuer)s; áp dụng từ %(start)s đến %(end)s") % {
        "issuer": indicator_set.issuer,
        "start": day_text(indicator_set.valid_from),
        "end": until,
    }
    sheet.write_string(1, 0, line, formats["line"])
    sheet.write_string(2, 0, HINT, formats["line"])
    for column, spec in enumerate(COLUMNS):
        sheet.set_column(column, column, spec.width)
        sheet.write_string(HEAD_ROW, column, spec.title, formats["head"])
    for column, year in enumerate(years, start=len(COLUMNS)):
        sheet.set_column(column, column, 9)
        sheet.write_string(HEAD_ROW, column, target_title(year), formats["head"])
    sheet.set_row(HEAD_ROW, 48)


HINT = (
    "Mỗi dòng một chỉ tiêu, mỗi cột “Mức <năm>” một mức phấn đấu; chỉ nêu chiều thì ghi “tăng” hoặc “giảm”. "
    "Dòng bị xóa khỏi tệp thì chỉ tiêu giữ nguyên; thêm dòng là thêm chỉ tiêu."
)


def height_of(indicator):
    """Points that the longest text of the row needs; nothing but Excel itself would find it out."""
    lines = [
        ceil(len(in_words(spec.key, getattr(indicator, spec.key))) * WIDER / spec.width) for spec in COLUMNS
    ]
    return LINE * max(1, *lines)


def write_indicator(sheet, row, indicator, years, formats):
    sheet.set_row(row, height_of(indicator))
    for column, spec in enumerate(COLUMNS):
        value = getattr(indicator, spec.key)
        if spec.key in NUMBERS and value is not None:
            sheet.write_number(row, column, float(value), formats["text"])
        else:
            sheet.write_string(row, column, harmless_cell(in_words(spec.key, value)), formats["text"])
    targets = {target.year: target for target in indicator.targets.all() if target.unit_id is None}
    for column, year in enumerate(years, start=len(COLUMNS)):
        target = targets.get(year)
        if target and target.value is not None and indicator.kind != "yes_no":
            sheet.write_number(row, column, float(target.value), formats["text"])
        else:
            words = target_in_words(indicator, target is not None, target and target.value)
            sheet.write_string(row, column, words, formats["text"])


def offer_choices(sheet, last_row):
    pillars = list(Pillar.objects.values_list("code", flat=True))
    for column, spec in enumerate(COLUMNS):
        offered = {
            CHOICE: [label for _value, label in CHOICES.get(spec.key, ())],
            FLAG: [YES, NO],
            PILLAR: pillars,
        }.get(spec.kind)
        if offered:
            rule = {"validate": "list", "source": offered, "error_type": "warning"}
            sheet.data_validation(HEAD_ROW + 1, column, last_row, column, rule)
