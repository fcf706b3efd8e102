"""Rows as a .csv or .xlsx file, read and written in pieces: the memory does not grow with the rows."""

import csv
import io
import tempfile
from itertools import chain, islice

import xlsxwriter
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils.functional import Promise
from import_export.resources import Resource

from cds_portal.clock import today
from cds_portal.text import without_controls

CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
CHUNK = 2_000
# So many rows are sent at once, and with their length when there are no more.
FIRST = 500
# Excel takes a CSV for Latin-1 unless the mark is there.
MARK = b"\xef\xbb\xbf"
# A cell that begins so would be run by the reader's spreadsheet; some take the wide signs of Asia for theirs.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def harmless_cell(cell):
    if isinstance(cell, Promise):
        cell = str(cell)
    if not isinstance(cell, str):
        return cell
    cell = without_controls(cell)
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def export_rows(resource, queryset, kind, filename):
    """The rows of `queryset` in the columns of an import-export `resource`, as the answer to a request."""
    head, rows = whole(resource, queryset)
    return table_response(head, ([harmless_cell(cell) for cell in row] for row in rows), kind, filename)


def whole(resource, queryset):
    """(headers, rows): of a model's resource read in pieces, of another as it gives its table."""
    if not isinstance(resource, Resource):
        table = resource.export(queryset)
        return table.headers, table
    fields = [column(resource, field) for field in resource.get_export_fields()]
    records = queryset.iterator(chunk_size=CHUNK)
    return resource.get_export_headers(), ([cell(record) for cell in fields] for record in records)


def column(resource, field):
    """What gives a record's cell: the resource's own method, else the field; looked up once, not a row."""
    own = field.get_dehydrate_method(resource.get_field_name(field))
    method = own if callable(own) else getattr(resource, own, None)
    if method is None and (labels := labels_of(resource, field)):
        name = field.attribute.removeprefix("get_").removesuffix("_display")
        return lambda record: labels.get(value := getattr(record, name), value)
    return method or field.export


def labels_of(resource, field):
    """{value: word} of a column of choices: Django translates them all anew for each row."""
    name = (field.attribute or "").removeprefix("get_").removesuffix("_display")
    if field.attribute != f"get_{name}_display":
        return {}
    return {value: str(label) for value, label in resource._meta.model._meta.get_field(name).flatchoices}


def table_response(head, rows, kind, filename):
    """A table as a file named “filename-2026-11-22.kind”; cells are already harmless."""
    response = {"csv": csv_response, "xlsx": xlsx_response}[kind](head, rows)
    response["Content-Disposition"] = f'attachment; filename="{filename}-{today():%Y-%m-%d}.{kind}"'
    return response


def csv_response(head, rows):
    """A short table in one piece with its length; a long one row by row, its first ones at once."""
    rows = iter(rows)
    first = list(islice(rows, FIRST))
    start = MARK + csv_piece([head, *first])
    if len(first) < FIRST:
        return HttpResponse(start, content_type=CONTENT_TYPES["csv"])
    return StreamingHttpResponse(chain([start], csv_pieces(rows)), content_type=CONTENT_TYPES["csv"])


def csv_pieces(rows):
    while piece := list(islice(rows, CHUNK)):
        yield csv_piece(piece)


def csv_piece(rows):
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def xlsx_response(head, rows):
    """Written row by row into a file that is gone when it was sent."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response
    write_xlsx(file, head, rows)
    short = file.tell() < 2**20
    file.seek(0)
    if short:
        with file:
            return HttpResponse(file.read(), content_type=CONTENT_TYPES["xlsx"])
    return FileResponse(file, content_type=CONTENT_TYPES["xlsx"])


def write_xlsx(file, head, rows):
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options | {"default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, head, book.add_format({"bold": True}))
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            # To ask of each cell what it is takes as long as to write it.
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(number, place, cell)
            elif cell is not None:
                sheet.write(number, place, cell)
    book.close()
