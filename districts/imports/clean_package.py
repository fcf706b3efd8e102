"""The package the child reads: only what was scanned, under the names every reader expects.

Two programs may understand one odd zip differently (a size that lies, parts twice, paths of its own). So
the child is not given the upload but a new plain zip of the very bytes that the pre-scan saw.
"""

import re
import zipfile
from xml.sax.saxutils import quoteattr

from districts.imports.package import open_package

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def write_clean_package(content, scan, file):
    """Writes the package to `file` (binary, seekable). Uncompressed: it lives for a second."""
    package = open_package(content, scan.name, scan.limits)
    links, types = [], []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as target:
        for number, (kind, source, name) in enumerate(wanted_parts(scan), start=1):
            links.append(link(number, kind, name))
            types.append(content_type(kind, name))
            with target.open(f"xl/{name}", "w") as out:
                for chunk in chunks_of(package, source, scan):
                    out.write(chunk)
        target.writestr("xl/workbook.xml", workbook(scan))
        target.writestr("xl/_rels/workbook.xml.rels", relationships(links))
        target.writestr("_rels/.rels", relationships([link(1, "officeDocument", "xl/workbook.xml")]))
        target.writestr("[Content_Types].xml", content_types(types))


# The errors calamine knows; of a newer one (#SPILL!, #CALC!) it would call the whole file broken.
KNOWN_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"}
ERROR_VALUE = re.compile(rb"(<(?:\w+:)?v\b[^>]*>)\s*(#[^<]*?)\s*(</)")


def chunks_of(package, part, scan):
    """The bytes of a part; errors unknown to the child become #N/A, the scan keeps what they were."""
    errors = next((sheet.errors for sheet in scan.sheets if sheet.part == part), {})
    if KNOWN_ERRORS.issuperset(errors.values()):
        return package.chunks(part)
    return [ERROR_VALUE.sub(known_error, b"".join(package.chunks(part)))]


def known_error(found):
    text = found[2] if found[2].decode("utf-8", "replace") in KNOWN_ERRORS else b"#N/A"
    return found[1] + text + found[3]


def wanted_parts(scan):
    """(kind of relationship, part of the upload, name under xl/): the sheets come first, in their order."""
    parts = [
        ("worksheet", sheet.part, f"worksheets/sheet{number}.xml")
        for number, sheet in enumerate(scan.sheets, start=1)
    ]
    if scan.layout.strings:
        parts.append(("sharedStrings", scan.layout.strings, "sharedStrings.xml"))
    if scan.layout.styles:
        parts.append(("styles", scan.layout.styles, "styles.xml"))
    return parts


def workbook(scan):
    sheets = "".join(
        f'<sheet name="s{number}" sheetId="{number}" r:id="rId{number}"/>'
        for number in range(1, len(scan.sheets) + 1)
    )
    dates = f'<workbookPr date1904="{int(scan.date_1904)}"/>'
    return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{dates}<sheets>{sheets}</sheets></workbook>'


def link(number, kind, target):
    return f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target={quoteattr(target)}/>'


def relationships(links):
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{"".join(links)}</Relationships>'


def content_type(kind, name):
    return f'<Override PartName="/xl/{name}" ContentType="{TYPES}.{kind}+xml"/>'


def content_types(types):
    defaults = (
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
    )
    return f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{defaults}{"".join(types)}</Types>'
