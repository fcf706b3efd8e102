"""Figures that lie where nobody would read them: on a second sheet, in a row without a code."""

import re

from django.utils.translation import gettext as _

from districts.imports.addresses import address
from districts.imports.cells import NO, YES
from districts.imports.numerals import tidy
from districts.imports.reading import NOTHING_WORDS, word_of


def second_tables(headers, read, figures):
    """Figures on a further sheet that looks like the table: which of the two is meant nobody can tell."""
    for header in headers:
        cell = first_figure(header, figures) if header.score > 1 else None
        if cell is not None:
            message = _("Trang “%(sheet)s” cũng có bảng số liệu, nhưng chỉ trang “%(read)s” được đọc.")
            yield cell.problem(
                "second_table",
                message % {"sheet": cell.sheet, "read": read.name},
                _("Dồn số liệu vào một trang; xóa trang kia rồi tải lên lại."),
            )


def first_figure(header, figures):
    columns = [column for column, key in header.keys.items() if key in figures]
    for row in range(header.bottom + 1, header.sheet.dims[0] + 1):
        for column in columns:
            cell = header.sheet.cell(row, column)
            if holds_figure(cell):
                return cell
    return None


def merged_figures(table, figures):
    """One number over several cells of figures: only the first would be read, the others would be lost."""
    columns = {table.columns[key] for key in figures if key in table.columns}
    for top, left, bottom, right in table.sheet.merged:
        covered = (bottom - top + 1) * len(columns.intersection(range(left, right + 1)))
        cell = table.sheet.cell(top, left)
        if top < table.first_row or left not in columns or covered < 2 or cell.is_blank:
            continue
        message = _("Ô gộp %(first)s:%(last)s phủ nhiều ô số liệu nên không rõ số thuộc ô nào.")
        yield cell.problem(
            "merged_figures",
            message % {"first": cell.address, "last": address(bottom, right)},
            _("Bỏ gộp ô rồi ghi số vào từng ô."),
        )


# A figure or the dash for none; words (a signature, a remark, “Hà Tĩnh, ngày 20 tháng 9”) begin otherwise.
BEGINS_AS_FIGURE = re.compile(r"[+-]?\s*[.,]?[0-9]|-+$")


def holds_figure(cell):
    """Whether something stands there that somebody would want read: a number, an error, yes or no."""
    if cell.is_blank:
        return False
    if not isinstance(cell.value, str) or BEGINS_AS_FIGURE.match(tidy(cell.value)):
        return True
    return word_of(cell.value) in YES | NO | NOTHING_WORDS
