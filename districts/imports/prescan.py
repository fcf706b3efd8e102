"""The look at a workbook before anything parses it: refuses what is hostile, broken or no workbook at all.

Cost: one inflation and one streaming pass; memory is a chunk and a byte a cell.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from districts.imports.addresses import column_letters
from districts.imports.limits import ONE_BODY
from districts.imports.package import open_package
from districts.imports.refusals import WorkbookRefused
from districts.imports.safe_xml import BrokenXml, UnsafeXml, Walk, forbid_dtd, is_utf8
from districts.imports.sheet_scan import CellScanner, FarCell, SheetScan, TooManyCells
from districts.imports.workbook_parts import (
    ContentTypes,
    CustomProperties,
    Layout,
    Relationships,
    Styles,
    WorkbookPart,
    layout_of,
)

# Relationships that bring programs or foreign data, wherever their target lies.
UNWELCOME_LINKS = {
    "vbaproject": "macro",
    "xlmacrosheet": "macro",
    "externallink": "external_link",
    "externallinkpath": "external_link",
    "connections": "external_link",
    "querytable": "external_link",
    "oleobject": "embedded",
    "package": "embedded",
    "control": "embedded",
}


@dataclass(frozen=True, slots=True)
class Scan:
    """What the pre-scan learnt. `properties` and `defined_names` may hold the stamp of the workbook."""

    name: str
    limits: object
    layout: Layout
    sheets: tuple[SheetScan, ...]
    date_1904: bool = False
    properties: dict[str, str] = field(default_factory=dict)
    defined_names: dict[str, str] = field(default_factory=dict)


def prescan(content, name, limits=ONE_BODY):
    """The Scan of a workbook (bytes), or WorkbookRefused with a code and a sentence that says what to do."""
    package = open_package(content, name, limits)
    try:
        check_content_types(package)
        links = check_parts(package)
        return scan_workbook(package, links, limits)
    except UnsafeXml as error:
        raise WorkbookRefused("unsafe_xml", name=name) from error
    except BrokenXml as error:
        raise WorkbookRefused("broken", name=name, why=error) from error
    except TooManyCells as error:
        raise WorkbookRefused("too_many_cells", name=name, limit=limits.cells) from error


def check_content_types(package):
    types = ContentTypes().run(package.chunks(package.find("[Content_Types].xml"))).types
    if any("macroenabled" in kind or "vbaproject" in kind for kind in types):
        raise WorkbookRefused("macro", name=package.name)
    if any("sheet.binary" in kind for kind in types):
        raise WorkbookRefused("xlsb", name=package.name)
    if not any("spreadsheetml" in kind for kind in types):
        raise WorkbookRefused("not_xlsx", name=package.name)


def check_parts(package):
    """{.rels part: its links}. Every XML part is walked once: later programs open this file too.

    The sheets are walked by the scanner of cells.
    """
    links = {}
    for part in package.parts:
        kind = part.lower()
        if kind.endswith(".rels"):
            links[part.lower()] = check_links(package, part)
        elif kind.endswith(".vml"):
            forbid_dtd(package.chunks(part))
        elif kind.endswith(".xml") and not kind.startswith("xl/worksheets/"):
            Plain().run(package.chunks(part))
    return links


class Plain(Walk):
    """Only whether it is well-formed and harmless."""


def check_links(package, part):
    links = Relationships(part).run(package.chunks(part)).links
    for link in links.values():
        if code := UNWELCOME_LINKS.get(link.kind):
            raise WorkbookRefused(code, name=package.name, part=link.target)
        # Addresses in a cell are never followed, and Excel makes one of every mail address.
        if link.is_external and link.kind != "hyperlink":
            raise WorkbookRefused("external_link", name=package.name, part=link.kind)
    return links


def scan_workbook(package, links, limits):
    layout = layout_of(links.get("_rels/.rels", {}), package)
    book = WorkbookPart().run(package.chunks(layout.workbook))
    book_links = links.get(rels_of(layout.workbook).lower(), {})
    layout.strings = part_of_kind(package, book_links, "sharedstrings")
    layout.styles = part_of_kind(package, book_links, "styles")
    entries = worksheets(package, book, book_links, limits)
    for part in [layout.strings, layout.styles, *(sheet.part for sheet in entries)]:
        if part and not is_utf8(package.head(part)):
            raise BrokenXml(_("bảng mã chữ không phải UTF-8"))
    return Scan(
        name=package.name,
        limits=limits,
        layout=layout,
        sheets=tuple(scan_sheets(package, entries, book, layout, limits)),
        date_1904=book.date_1904,
        properties=properties_of(package),
        defined_names=book.defined_names,
    )


def rels_of(part):
    folder, _slash, base = part.rpartition("/")
    return f"{folder}/_rels/{base}.rels".lstrip("/")


def part_of_kind(package, links, kind):
    return next((package.find(link.target) for link in links.values() if link.kind == kind), None)


def worksheets(package, book, links, limits):
    """SheetScan of each worksheet in the order of its tabs; chart sheets hold no figures."""
    found = []
    for entry in book.sheets:
        link = links.get(entry.link)
        if link is None or link.kind != "worksheet":
            continue
        part = package.find(link.target)
        if part is None:
            raise WorkbookRefused("broken", name=package.name, why=_("thiếu trang “%s”") % entry.name)
        found.append(SheetScan(entry.name, part, entry.state))
    if not found:
        raise WorkbookRefused("no_sheet", name=package.name)
    if len(found) > limits.sheets:
        raise WorkbookRefused("too_many_sheets", name=package.name, count=len(found), limit=limits.sheets)
    return found


def scan_sheets(package, sheets, book, layout, limits):
    styles = Styles().run(package.chunks(layout.styles)).flags if layout.styles else []
    style_flags = {str(number): flags for number, flags in enumerate(styles) if flags}
    room = limits.cells
    for sheet in sheets:
        scanner = CellScanner(
            sheet,
            limits=limits,
            style_flags=style_flags,
            awaits_calculation=book.awaits_calculation,
            room=room,
        )
        try:
            yield scanner.run(package.chunks(sheet.part))
        except FarCell as error:
            raise far_cell(sheet, error, limits) from error
        room -= sheet.cells


def far_cell(sheet, error, limits):
    return WorkbookRefused(
        "far_cell",
        sheet=sheet.name,
        address=error.address,
        rows=limits.rows,
        column=column_letters(limits.columns),
    )


def properties_of(package):
    part = package.find("docProps/custom.xml")
    return CustomProperties().run(package.chunks(part)).values if part else {}
