"""One pass over the XML of a sheet: where its cells lie and what the reader later cannot see in them."""

from dataclasses import dataclass, field

from districts.imports.addresses import LAST_COLUMN, LAST_ROW, address, area, position
from districts.imports.safe_xml import DEEPEST, MOST_TAGS, BrokenXml, UnsafeXml, feed, guarded_parser, local
from districts.imports.workbook_parts import ERROR, FORMULA, UNCACHED, is_true

# Opening and closing tags of a cell, its value and its formula.
TAGS_A_CELL = 6
MOST_MERGED = 5_000
MOST_ERRORS = 20_000
LONGEST_ERROR = 20


@dataclass(slots=True)
class SheetScan:
    """Rows and columns count from 1. `flags[row][column]` is a byte of PERCENT, DATE, FORMULA, …"""

    name: str
    part: str
    state: str = "visible"
    last_row: int = 0
    last_column: int = 0
    cells: int = 0
    flags: dict[int, bytearray] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)

    @property
    def is_hidden(self):
        return self.state != "visible"

    @property
    def farthest(self):
        """“H12”: the last row and last column that hold anything; "" for an empty sheet."""
        return address(self.last_row, self.last_column) if self.cells else ""

    def flag(self, row, column):
        flags = self.flags.get(row)
        return flags[column] if flags is not None and column < len(flags) else 0

    def where(self, flag):
        """Addresses of the cells that carry this flag, row by row."""
        return [
            address(row, column)
            for row, flags in self.flags.items()
            for column, value in enumerate(flags)
            if value & flag
        ]


class FarCell(Exception):
    def __init__(self, row, column):
        self.address = address(row, column)


class TooManyCells(Exception):
    pass


class CellScanner:
    """Fills a SheetScan. The hot path: it runs for every element of a sheet, so it is written flat."""

    def __init__(self, scan, *, limits, style_flags, awaits_calculation, room):
        self.scan, self.limits, self.room = scan, limits, room
        self.style_flags, self.awaits_calculation = style_flags, awaits_calculation
        self.parser = guarded_parser()
        self.depth = 0
        self.in_data = self.row_is_given = False
        self.row = self.column = 0
        self.last_seen = (0, 0)
        self.columns = {}
        self._forget_cell()

    def run(self, chunks):
        self.parser.StartElementHandler, self.parser.EndElementHandler = self.opened, self.closed
        self.parser.CommentHandler = self.remark
        feed(self.parser, chunks, MOST_TAGS + TAGS_A_CELL * self.limits.cells)
        return self.scan

    def opened(self, name, attributes):
        self.depth += 1
        if self.depth > DEEPEST:
            raise UnsafeXml
        if ":" in name:
            name = local(name)
        if not self.in_data:
            self.outside(name, attributes)
        elif name == "c":
            self.open_cell(attributes)
        elif name == "v":
            self.open_value()
            if self.formula or self.kind == "e":
                self.parser.CharacterDataHandler = self.value.append
        elif name == "f":
            self.formula = True
        elif name == "is":
            self.has_value = True
        elif name == "row":
            self.open_row(attributes)

    def closed(self, name):
        self.depth -= 1
        if ":" in name:
            name = local(name)
        if name == "c":
            if self.has_value or self.formula:
                self.close_cell()
        elif name == "v":
            self.parser.CharacterDataHandler = None
        elif name == "sheetData":
            self.in_data = False

    def open_value(self):
        """Of two values, or one where the text should be, readers take now this one and now that."""
        if self.has_value or self.kind == "inlineStr":
            raise BrokenXml(f"ô {address(self.row, self.column)} có nội dung không hợp lệ")
        self.has_value = True

    def remark(self, _text):
        """No program writes a remark between cells; in the middle of a number readers part there."""
        if self.in_data:
            raise BrokenXml("có chú thích XML trong bảng số liệu")

    def outside(self, name, attributes):
        if name == "sheetData":
            self.in_data = True
        elif name == "mergeCell":
            self.merge(attributes.get("ref", ""))
        elif name == "col" and is_true(attributes.get("hidden")):
            self.scan.hidden_columns.append((number(attributes.get("min")), number(attributes.get("max"))))

    def merge(self, reference):
        found = area(reference)
        if found is None or len(self.scan.merged) >= MOST_MERGED:
            raise BrokenXml("vùng gộp ô không hợp lệ")
        self.scan.merged.append(found)

    def open_row(self, attributes):
        self.row_is_given = "r" in attributes
        self.row = number(attributes["r"]) if self.row_is_given else self.row + 1
        self.column = 0
        if self.row > LAST_ROW:
            raise BrokenXml("quá nhiều dòng")
        if is_true(attributes.get("hidden")) and self.row <= self.limits.rows:
            self.scan.hidden_rows.add(self.row)

    def open_cell(self, attributes):
        self._forget_cell()
        self.kind = attributes.get("t")
        self.style = attributes.get("s")
        reference = attributes.get("r")
        if reference is None:
            self.column += 1
            if self.column > LAST_COLUMN:
                raise BrokenXml("quá nhiều cột")
        else:
            letters = reference.rstrip("0123456789")
            self.column = self.columns.get(letters) or self.new_column(reference, letters)
            self.take_row(reference, reference[len(letters) :])
        if (self.row, self.column) <= self.last_seen:
            raise BrokenXml(f"ô {address(self.row, self.column)} bị lặp")
        self.last_seen = (self.row, self.column)

    def take_row(self, reference, digits):
        """A row may leave out its number, but no program writes a cell outside its row."""
        if digits == str(self.row):
            return
        if self.row_is_given:
            raise BrokenXml(f"ô {reference[:12]} nằm sai dòng")
        self.row, self.row_is_given = number(digits), True

    def new_column(self, reference, letters):
        found = position(reference)
        if found is None:
            raise BrokenXml(f"địa chỉ ô {reference[:12]} không hợp lệ")
        self.columns[letters] = found[1]
        return found[1]

    def close_cell(self):
        row, column, scan = self.row, self.column, self.scan
        if row > self.limits.rows or column > self.limits.columns:
            raise FarCell(row, min(column, LAST_COLUMN))
        scan.cells += 1
        if scan.cells > self.room:
            raise TooManyCells
        scan.last_row = row
        if column > scan.last_column:
            scan.last_column = column
        flags = self.flags_of_cell()
        if flags:
            if row not in scan.flags:
                scan.flags[row] = bytearray(self.limits.columns + 1)
            scan.flags[row][column] = flags

    def flags_of_cell(self):
        flags = self.style_flags.get(self.style, 0)
        if self.kind == "e":
            flags |= ERROR
            self.keep_error()
        if self.formula:
            flags |= FORMULA
            if self.is_uncached():
                flags |= UNCACHED
        return flags

    def is_uncached(self):
        """An empty text is a result. A zero that awaits the first calculation is none: XlsxWriter and
        others that do not calculate write it into every formula."""
        value = "".join(self.value).strip()
        if self.kind in ("str", "inlineStr", "s"):
            return not self.has_value
        return not value or (self.awaits_calculation and self.kind in (None, "n") and value in ("0", "0.0"))

    def keep_error(self):
        if len(self.scan.errors) >= MOST_ERRORS:
            raise TooManyCells
        text = "".join(self.value).strip()[:LONGEST_ERROR]
        self.scan.errors[self.row, self.column] = text or "#?"

    def _forget_cell(self):
        self.kind = self.style = None
        self.formula = self.has_value = False
        self.value = []


def number(text):
    if text is None or not text.isdecimal() or len(text) > 7:
        raise BrokenXml("số dòng hoặc số cột không hợp lệ")
    return int(text)
