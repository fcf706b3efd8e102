"""Files that no program writes, made from a good workbook by changing its bytes. None holds real harm."""

import io
import zipfile

from tests.imports.books import one_body
from tests.imports.programs import MADE_ON, by_openpyxl, by_xlsxwriter

SHEET, STYLES, BOOK = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"
BOOK_LINKS, SHEET_LINKS = "xl/_rels/workbook.xml.rels", "xl/worksheets/_rels/sheet1.xml.rels"
TYPES = "[Content_Types].xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS_HEAD = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
HOSTILE = {}


def hostile(make):
    HOSTILE[make.__name__] = make
    return make


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts, *, compression=zipfile.ZIP_DEFLATED):
    """Pairs or a dict of name → bytes, as one zip with fixed dates."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in parts.items() if isinstance(parts, dict) else parts:
            archive.writestr(zipfile.ZipInfo(name, MADE_ON.timetuple()[:6]), content, compression)
    return target.getvalue()


def few_rows():
    """The files are many; ten indicators are enough for these."""
    book = one_body()
    book.first.cells = {place: value for place, value in book.first.cells.items() if place[0] <= 14}
    return book


def good_parts():
    return parts_of(by_openpyxl(few_rows()))


def with_part(name, content, **changes):
    return zipped(good_parts() | {name: content} | changes)


def replaced(part, *pairs):
    parts = good_parts()
    for old, new in pairs:
        if old.encode() not in parts[part]:
            raise ValueError(f"{old} is not in {part}")
        parts[part] = parts[part].replace(old.encode(), new.encode(), 1)
    return zipped(parts)


def linked(kind, target, *, external=False):
    """A relationship of the first sheet."""
    mode = ' TargetMode="External"' if external else ""
    link = f'<Relationship Id="rId9" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'
    return with_part(SHEET_LINKS, f"{LINKS_HEAD}{link}</Relationships>".encode())


@hostile
def external_entity():
    start = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
    return replaced(SHEET, ("<worksheet", f"{start}<worksheet"), ("<sheetData>", "<sheetData><!-- -->"))


@hostile
def billion_laughs():
    start = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{ENTITIES}]>'
    return with_part("docProps/custom.xml", f"{start}<Properties>&a8;</Properties>".encode())


@hostile
def dtd_in_drawing():
    return with_part("xl/drawings/vmlDrawing1.vml", b'<!DOCTYPE x SYSTEM "http://vi-du.vn/x.dtd"><xml></xml>')


@hostile
def deep_xml():
    return with_part("customXml/item1.xml", b"<a>" * 5000 + b"</a>" * 5000)


@hostile
def not_well_formed():
    return replaced(SHEET, ("</sheetData>", "</sheetDate>"))


@hostile
def cut_short():
    content = zipped(good_parts())
    return content[: len(content) // 2]


@hostile
def bad_checksum():
    parts = zipped(good_parts(), compression=zipfile.ZIP_STORED)
    return parts.replace(b"<v>500</v>", b"<v>501</v>", 1)


@hostile
def zip_in_zip():
    return with_part("xl/media/image1.png", zipped({"a": b"b"}))


@hostile
def path_traversal():
    return with_part("../../etc/cron.d/x", b"x")


@hostile
def part_twice():
    return zipped([*good_parts().items(), ("XL/Worksheets/Sheet1.xml", b"<worksheet/>")])


@hostile
def lying_size():
    """The directory says that the sheet is small; another reader would go on unpacking."""
    parts = good_parts()
    honest = len(parts[SHEET])
    content = bytearray(zipped(parts))
    for place in (content.find(SHEET.encode()) - 8, content.rfind(SHEET.encode()) - 22):
        if int.from_bytes(content[place : place + 4], "little") == honest:
            content[place : place + 4] = (100).to_bytes(4, "little")
    return bytes(content)


@hostile
def macro():
    return with_part("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macro")


@hostile
def macro_by_type():
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return replaced(TYPES, (kind, "application/vnd.ms-excel.sheet.macroEnabled.main+xml"))


@hostile
def macro_sheet():
    return with_part("xl/macrosheets/sheet1.xml", b"<macrosheet/>")


@hostile
def external_workbook():
    return with_part("xl/externalLinks/externalLink1.xml", b"<externalLink/>")


@hostile
def linked_picture():
    return linked("image", "http://vi-du.vn/theo-doi.png", external=True)


@hostile
def mail_address():
    """No harm: Excel makes a link of every mail address."""
    return linked("hyperlink", "mailto:a@vi-du.vn", external=True)


@hostile
def data_connection():
    return with_part("xl/connections.xml", b"<connections/>")


@hostile
def embedded_object():
    return with_part("xl/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0 ole")


@hostile
def active_x():
    return with_part("xl/activeX/activeX1.xml", b"<ocx/>")


@hostile
def no_sheet():
    parts = good_parts()
    links = parts[BOOK_LINKS].replace(b"/relationships/worksheet", b"/relationships/chartsheet")
    return zipped(parts | {BOOK_LINKS: links})


@hostile
def sheet_missing():
    parts = good_parts()
    del parts[SHEET]
    return zipped(parts)


@hostile
def cell_twice():
    return replaced(SHEET, ("</row>", '<c r="A1"><v>1</v></c></row>'))


@hostile
def remark_in_a_number():
    """Some readers see 6, some 60, some nothing."""
    return replaced(SHEET, ("<v>6</v>", "<v>6<!-- mười --></v>"))


@hostile
def two_values():
    return replaced(SHEET, ("<v>6</v>", "<v>6</v><v>60</v>"))


@hostile
def value_for_text():
    return replaced(SHEET, ('t="n"><v>6</v>', 't="inlineStr"><v>6</v>'))


@hostile
def cell_in_other_row():
    return replaced(SHEET, ("</row>", '<c r="Z99"><v>1</v></c></row>'))


@hostile
def dimension_that_lies():
    """No harm: the claim is not believed."""
    return replaced(SHEET, ('<dimension ref="A1:H14"', '<dimension ref="A1:XFD1048576"'))


@hostile
def far_style_only():
    """No harm: a border drawn to the last cell holds nothing."""
    return replaced(SHEET, ("</sheetData>", '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'))


@hostile
def utf_16_sheet():
    parts = good_parts()
    text = parts[SHEET].decode().removeprefix('<?xml version="1.0" encoding="UTF-8"?>')
    return zipped(parts | {SHEET: text.encode("utf-16")})


@hostile
def prefixed_xml():
    """No harm: other programs write every element with a prefix and parts in places of their own."""
    parts = good_parts()
    xml = parts[SHEET].decode()
    for name in ("worksheet", "sheetData", "row", "c", "v", "f", "is", "t"):
        for bound in (" ", ">", "/"):
            xml = xml.replace(f"<{name}{bound}", f"<x:{name}{bound}")
        xml = xml.replace(f"</{name}>", f"</x:{name}>")
    xml = xml.replace("<x:worksheet xmlns=", "<x:worksheet xmlns:x=")
    del parts[SHEET]
    links = parts[BOOK_LINKS].replace(b"/xl/worksheets/sheet1.xml", b"/xl/trang/So-lieu.xml")
    types = parts[TYPES].replace(b"/xl/worksheets/sheet1.xml", b"/xl/trang/So-lieu.xml")
    return zipped(parts | {BOOK_LINKS: links, TYPES: types, "xl/trang/So-lieu.xml": xml.encode()})


@hostile
def strict_open_xml():
    """No harm: Excel's “Strict Open XML” has other namespaces."""
    parts = good_parts()
    old, new = b"http://schemas.openxmlformats.org", b"http://purl.oclc.org/ooxml"
    for part, content in parts.items():
        for kind in (b"/officeDocument/2006/relationships", b"/spreadsheetml/2006/main"):
            content = content.replace(old + kind, new + kind.replace(b"/2006", b""))
        parts[part] = content
    return zipped(parts)


@hostile
def infinite_number():
    return replaced(SHEET, ("<v>500</v>", "<v>INF</v>"))


@hostile
def word_document():
    types = '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.word+xml"/></Types>'
    return zipped({TYPES: types.encode(), "word/document.xml": b"<w/>"})


@hostile
def binary_workbook():
    return with_part("xl/workbook.bin", b"\x83\x01")


@hostile
def empty_file():
    return b""


@hostile
def empty_zip():
    return zipped({})


@hostile
def constant_memory():
    """No harm: texts inside the cells, as streaming writers leave them."""
    return by_xlsxwriter(few_rows(), constant_memory=True)


# Too large to be committed: made when a test needs them.


def bomb():
    """A tenth of a megabyte that unpacks to 100."""
    return with_part("xl/media/image1.bmp", b"\0" * (100 << 20))


def sheet_bomb():
    """59 MB of empty elements: below the limit of size, above that of shrinking."""
    parts = good_parts()
    parts[SHEET] = parts[SHEET].replace(b"<sheetData>", b"<sheetData>" + b"<row/>" * 9_800_000)
    return zipped(parts)


def many_parts():
    return zipped(good_parts() | {f"xl/media/{number}.png": b"" for number in range(1500)})
