"""What every paper draws alike: tables with spanning heads, the QR code."""

from dataclasses import dataclass, replace
from itertools import groupby

import segno
from django.utils.safestring import mark_safe

from . import wording

ILLUSTRATIVE = "(số liệu minh họa)"


@dataclass(frozen=True)
class HeadCell:
    title: str
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True)
class BodyCell:
    text: str
    align: str
    head: bool


@dataclass(frozen=True)
class TableView:
    name: str
    caption: str
    note: str
    illustrative: bool
    widths: tuple
    head_rows: tuple
    rows: tuple

    def first(self, count):
        return replace(self, rows=self.rows[:count])


def table_view(table, name):
    rows = tuple(
        tuple(
            BodyCell(wording.number_text(cell, column.decimals), column.align, column.head)
            for cell, column in zip(row, table.columns, strict=True)
        )
        for row in table.rows
    )
    return TableView(
        name=name,
        caption=getattr(table, "caption", ""),
        note=table.note,
        illustrative=table.illustrative,
        widths=_widths(table.columns),
        head_rows=_head_rows(table.columns),
        rows=rows,
    )


def _widths(columns):
    total = sum(column.width for column in columns)
    return tuple(f"{100 * column.width / total:.2f}%" for column in columns)


def _head_rows(columns):
    if not any(column.group for column in columns):
        return (tuple(HeadCell(column.title) for column in columns),)
    upper, lower = [], []
    for group, members in groupby(columns, key=lambda column: column.group):
        members = list(members)
        if group:
            upper.append(HeadCell(group, colspan=len(members)))
            lower += [HeadCell(column.title) for column in members]
        else:
            upper += [HeadCell(column.title, rowspan=2) for column in members]
    return (tuple(upper), tuple(lower))


def qr_svg(url):
    if not url:
        return ""
    code = segno.make(url, error="m", micro=False)
    title = "Mã QR dẫn tới trang kiểm tra văn bản"
    return mark_safe(code.svg_inline(scale=2, border=0, title=title, svgclass=None, lineclass=None))
