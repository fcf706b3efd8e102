"""Finds a table in a sheet by its headings, wherever it stands and however the headings are merged."""

import difflib
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from districts.imports.addresses import address
from districts.imports.cells import words_of
from districts.imports.problems import WARNING, Problem
from districts.imports.sheet import Sheet
from districts.imports.strays import second_tables

SEARCH_ROWS = 60
MOST_SPANS = 500
CLOSE_ENOUGH = 0.6
# A running number stands before most Vietnamese tables and says nothing.
IGNORED = ("STT", "TT", "Số TT", "Số thứ tự")
# The row “(1) (2) (3)=(2)/(1)” or “A B 1 2” that many forms carry under their headings.
COLUMN_NUMBER = re.compile(r"\(?(?:[0-9]{1,3}|[A-Z])\)?(?: ?[=:].*)?")


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` maps the key of an expected column to its column (from 1). Data begin at `first_row`."""

    sheet: Sheet
    header_row: int
    first_row: int
    columns: dict[str, int]
    problems: tuple[Problem, ...] = field(default=())

    @property
    def has_errors(self):
        return any(problem.is_error for problem in self.problems)

    def rows(self):
        """(row, {key: Cell}) of each row in which an expected column holds anything."""
        for row in range(self.first_row, self.sheet.dims[0] + 1):
            cells = {key: self.sheet.cell(row, column) for key, column in self.columns.items()}
            if not all(cell.is_blank for cell in cells.values()):
                yield row, cells

    def address(self, row, key):
        return address(row, self.columns[key])


def find_table(sheets, expected, *, required=None, prefer="", ignored=IGNORED, figures=()):
    """The Table among `sheets` whose headings fit best, or None with the Problem that there is none.

    `expected`: key → accepted titles, the first being the one that is shown to people. `required`: keys
    that must be there (all by default). `prefer` is the sheet's name in the form; a renamed one is found
    too. `figures` are the keys under which figures stand: another visible sheet that holds some is an error.
    Answers (table, problems); problems of a found table are the table's.
    """
    wanted = {words_of(title): key for key, titles in expected.items() for title in titles}
    candidates = [sheet for sheet in sheets if not sheet.hidden]
    candidates.sort(key=lambda sheet: words_of(sheet.name) != words_of(prefer))
    headers = [best_row(sheet, wanted) for sheet in candidates]
    best = max(headers, key=lambda row: row.score, default=None)
    if best is None or best.score < min(2, len(expected)):
        hidden = [sheet for sheet in sheets if sheet.hidden and best_row(sheet, wanted).score > 1]
        return None, (hidden_table(hidden[0]) if hidden else no_table(candidates, expected),)
    table = table_at(best, expected, set(expected if required is None else required), ignored)
    others = [header for header in headers if header is not best]
    return table, (*table.problems, *second_tables(others, best.sheet, set(figures)))


@dataclass(slots=True)
class HeaderRow:
    """The headings of one row: column → the titles under which it may be known, nearest first."""

    sheet: Sheet
    row: int
    titles: dict[int, list[str]]
    keys: dict[int, str]
    bottom: int

    @property
    def score(self):
        return len(set(self.keys.values()))


def best_row(sheet, wanted):
    """The first of the rows that name the most expected columns."""
    spans = [span for span in sheet.merged if span[0] <= SEARCH_ROWS][:MOST_SPANS]
    above, best = {}, HeaderRow(sheet, 0, {}, {}, 0)
    for row in range(1, min(sheet.dims[0], SEARCH_ROWS) + 1):
        header = header_at(sheet, row, spans, above, wanted)
        if header.score > best.score:
            best = header
        above = {column: titles[0] for column, titles in header.titles.items()}
    return best


def header_at(sheet, row, spans, above, wanted):
    """Each heading by its own words and by those joined with the heading above it (“NT1” over “Tử số”)."""
    covering = [span for span in spans if span[0] <= row <= span[2]]
    titles, keys, bottom = {}, {}, row
    for column in range(1, sheet.dims[1] + 1):
        span = next((span for span in covering if span[1] <= column <= span[3]), None)
        own = sheet.cell(*(span[:2] if span else (row, column))).text
        if not own:
            continue
        joined = f"{above[column]} {own}" if column in above and above[column] != own else own
        titles[column] = list(dict.fromkeys([own, joined]))
        key = wanted.get(words_of(joined)) or wanted.get(words_of(own))
        if key and not is_inside_of_wide(span, column, keys, key):
            keys[column] = key
            bottom = max(bottom, span[2] if span else row)
    return HeaderRow(sheet, row, titles, keys, bottom)


def is_inside_of_wide(span, column, keys, key):
    """A heading merged over several columns names the first of them only."""
    return span is not None and column > span[1] and keys.get(span[1]) == key


def table_at(header, expected, required, ignored):
    columns, problems = {}, []
    for column, key in sorted(header.keys.items()):
        if key in columns:
            problems.append(duplicate(header, column, columns[key]))
        else:
            columns[key] = column
    missing = [key for key in expected if key in required and key not in columns]
    first_row = after_numbers(header, columns)
    problems += unknown_columns(header, expected, columns, missing, ignored)
    problems += [missing_column(header, expected[key][0]) for key in missing]
    problems += untitled_columns(header, first_row)
    return Table(header.sheet, header.row, first_row, columns, tuple(problems))


def after_numbers(header, columns):
    """The row of the first data, behind the headings and a row that only numbers the columns."""
    row = header.bottom + 1
    texts = [cell.text for cell in header.sheet.row_cells(row)]
    filled = [text for text in texts if text]
    is_numbering = len(filled) >= 3 and all(COLUMN_NUMBER.fullmatch(text) for text in filled)
    consecutive = [re.sub(r"\D.*", "", text.strip("()")) for text in filled]
    counted = [int(text) for text in consecutive if text]
    return row + 1 if is_numbering and counted == sorted(set(counted)) and len(columns) > 1 else row


def unknown_columns(header, expected, columns, missing, ignored):
    skipped = {words_of(title) for title in ignored}
    titles = {words_of(title): expected[key][0] for key in missing for title in expected[key]}
    known = {words_of(title): names[0] for names in expected.values() for title in names}
    for column, names in header.titles.items():
        own = names[0]
        if column in header.keys or words_of(own) in skipped or is_continued(header, column):
            continue
        close = difflib.get_close_matches(words_of(own), titles or known, n=1, cutoff=CLOSE_ENOUGH)
        suggestion = (
            _("Có phải là cột “%s”? Sửa lại tiêu đề cho đúng.") % (titles or known)[close[0]]
            if close
            else _("Xóa cột này; nội dung cần gửi thêm ghi vào cột Ghi chú.")
        )
        message = _("Cột “%s” không có trong biểu mẫu.") % shortened(own)
        yield problem(header, column, "unknown_column", message, suggestion)


def is_continued(header, column):
    """The further columns under a merged heading that is known already."""
    return any(
        first_row <= header.row <= last_row and first < column <= last and first in header.keys
        for first_row, first, last_row, last in header.sheet.merged
    )


def untitled_columns(header, first_row):
    """Figures under no heading are not read; their writer is told."""
    sheet = header.sheet
    for column in range(1, sheet.dims[1] + 1):
        if column in header.titles:
            continue
        rows = range(first_row, sheet.dims[0] + 1)
        row = next((row for row in rows if not sheet.cell(row, column).is_blank), None)
        if row:
            message = _("Ô có nội dung nhưng cột không có tiêu đề nên không được đọc.")
            suggestion = _("Xóa nội dung hoặc chuyển vào cột Ghi chú.")
            yield Problem(sheet.name, address(row, column), "untitled_column", message, suggestion, WARNING)


def duplicate(header, column, first):
    message = _("Cột “%(title)s” bị lặp (đã có ở cột %(first)s).") % {
        "title": shortened(header.titles[column][0]),
        "first": address(1, first)[:-1],
    }
    return problem(header, column, "duplicate_column", message, _("Giữ lại một cột, xóa cột kia."))


def missing_column(header, title):
    message = _("Thiếu cột “%s”.") % title
    suggestion = _("Thêm lại cột này ở dòng %d hoặc tải lại bản mẫu.") % header.row
    # It has no cell of its own: the row of headings is where it is missed.
    return problem(header, min(header.keys), "missing_column", message, suggestion)


def problem(header, column, code, message, suggestion):
    return Problem(header.sheet.name, address(header.row, column), code, message, suggestion)


def no_table(sheets, expected):
    titles = ", ".join(f"“{titles[0]}”" for titles in list(expected.values())[:5])
    name = sheets[0].name if len(sheets) == 1 else ""
    message = _("Không tìm thấy bảng số liệu: không có dòng tiêu đề nào gồm các cột %s.") % titles
    return Problem(name, "", "no_table", message, _("Dùng bản mẫu tải từ hệ thống, không xóa dòng tiêu đề."))


def hidden_table(sheet):
    message = _("Trang “%s” có bảng số liệu nhưng đang bị ẩn nên không được đọc.") % sheet.name
    return Problem(sheet.name, "", "hidden_table", message, _("Bỏ ẩn trang đó, lưu lại rồi tải lên lại."))


def shortened(text, length=60):
    text = " ".join(text.split())
    return text if len(text) <= length else f"{text[:length]}…"
