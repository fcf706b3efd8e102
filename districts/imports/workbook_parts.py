"""The small parts of a workbook: relationships, the list of sheets, the number formats, the properties."""

import posixpath
import re
from dataclasses import dataclass

from districts.imports.safe_xml import BrokenXml, Walk

# Flags of a cell, kept as one byte each.
PERCENT, DATE, FORMULA, UNCACHED, ERROR = 1, 2, 4, 8, 16

BUILT_IN = {9: PERCENT, 10: PERCENT} | dict.fromkeys([*range(14, 23), *range(27, 37), 45, 46, 47], DATE)
# What a number format says literally, its colours and conditions: no sign of what kind the number is.
LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
DURATION = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
LONGEST_TEXT = 1_000
MOST_SHEETS = 1_000


@dataclass(frozen=True, slots=True)
class Link:
    kind: str
    target: str
    is_external: bool


class Relationships(Walk):
    """{id: Link} of one .rels part; targets are resolved against the folder of the part they belong to."""

    def __init__(self, part):
        self.folder = posixpath.dirname(posixpath.dirname(part))
        self.links = {}

    def start(self, name, attributes):
        if name != "Relationship":
            return
        target = attributes.get("Target", "")
        self.links[attributes.get("Id", "")] = Link(
            kind=attributes.get("Type", "").rpartition("/")[2].lower(),
            target=posixpath.normpath(posixpath.join("/", self.folder, target)).lstrip("/"),
            is_external=attributes.get("TargetMode", "").lower() == "external",
        )


class ContentTypes(Walk):
    def __init__(self):
        self.types = set()

    def start(self, name, attributes):
        if kind := attributes.get("ContentType"):
            self.types.add(kind.lower())


@dataclass(frozen=True, slots=True)
class SheetEntry:
    name: str
    state: str
    link: str


class WorkbookPart(Walk):
    """Sheets in their order, defined names, the date system, and whether figures await a recalculation."""

    def __init__(self):
        self.sheets, self.defined_names = [], {}
        self.date_1904 = self.awaits_calculation = False
        self._defining, self._text = "", []

    def start(self, name, attributes):
        if name == "sheet":
            if len(self.sheets) >= MOST_SHEETS:
                raise BrokenXml("quá nhiều trang tính")
            state = attributes.get("state", "visible")
            self.sheets.append(SheetEntry(attributes.get("name", ""), state, attributes.get("id", "")))
        elif name == "workbookPr":
            self.date_1904 = is_true(attributes.get("date1904"))
        elif name == "calcPr":
            self.awaits_calculation = is_true(attributes.get("fullCalcOnLoad"))
        elif name == "definedName":
            self._defining, self._text = attributes.get("name", ""), []

    def text(self, data):
        if self._defining:
            self._text.append(data)

    def end(self, name):
        if name == "definedName":
            self.defined_names[self._defining] = "".join(self._text)[:LONGEST_TEXT]
            self._defining = ""


class Styles(Walk):
    """`flags[s]` for the style number of a cell: PERCENT, DATE or 0."""

    def __init__(self):
        self.flags, self._formats, self._inside = [], {}, ""

    def start(self, name, attributes):
        if name in ("numFmts", "cellXfs", "cellStyleXfs", "dxfs"):
            self._inside = name
        elif name == "numFmt" and self._inside == "numFmts":
            self._formats[attributes.get("numFmtId")] = kind_of_format(attributes.get("formatCode", ""))
        elif name == "xf" and self._inside == "cellXfs":
            self.flags.append(self._kind(attributes.get("numFmtId", "0")))

    def _kind(self, number):
        if number in self._formats:
            return self._formats[number]
        return BUILT_IN.get(int(number), 0) if number.isdecimal() and len(number) < 9 else 0

    def end(self, name):
        if name == self._inside:
            self._inside = ""


def kind_of_format(code):
    """PERCENT for `0.0%`, DATE for `dd/mm/yyyy`, `hh:mm`, `[h]:mm`; 0 for anything else."""
    if DURATION.search(code):
        return DATE
    bare = LITERAL.sub("", code).partition(";")[0].lower()
    if "%" in bare:
        return PERCENT
    return DATE if "general" not in bare and any(letter in bare for letter in "dmyhs") else 0


class CustomProperties(Walk):
    """{name: text} of docProps/custom.xml."""

    def __init__(self):
        self.values, self._name, self._text = {}, "", []

    def start(self, name, attributes):
        if name == "property":
            self._name, self._text = attributes.get("name", ""), []

    def text(self, data):
        if self._name:
            self._text.append(data)

    def end(self, name):
        if name == "property":
            self.values[self._name] = "".join(self._text).strip()[:LONGEST_TEXT]
            self._name = ""


@dataclass(slots=True)
class Layout:
    """Where the parts lie that a reader needs."""

    workbook: str
    strings: str | None = None
    styles: str | None = None


def layout_of(root_links, package):
    """The workbook part; a file without one is no workbook."""
    named = [link.target for link in root_links.values() if link.kind == "officedocument"]
    found = package.find(named[0] if named else "xl/workbook.xml")
    if found is None:
        raise BrokenXml("không có phần sổ làm việc")
    return Layout(workbook=found)


def is_true(value):
    return (value or "").lower() in ("1", "true", "on")
