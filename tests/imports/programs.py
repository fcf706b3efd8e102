"""Has a described workbook written by openpyxl, XlsxWriter or LibreOffice (from a flat OpenDocument)."""

import io
import shutil
import subprocess
import tempfile
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from tests.imports.books import Day, Error, Formula, Percent

MADE_ON = datetime(2023, 3, 10, 8, 0, 0)


# openpyxl


def by_openpyxl(book, change=None):
    """`change(workbook)` may still alter it by means of openpyxl."""
    import openpyxl

    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    if book.date_1904:
        workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    workbook.properties.created = workbook.properties.modified = MADE_ON
    for name, value in book.properties.items():
        workbook.custom_doc_props.append(openpyxl.packaging.custom.StringProperty(name=name, value=value))
    for page in book.pages:
        fill_openpyxl(workbook.create_sheet(page.name), page)
    if change:
        change(workbook)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def fill_openpyxl(sheet, page):
    from openpyxl.utils import get_column_letter

    sheet.sheet_state = page.state
    for (row, column), value in sorted(page.cells.items()):
        if value is not None:
            put_openpyxl(sheet.cell(row, column), value)
    for area in page.merged:
        sheet.merge_cells(area)
    for row in page.hidden_rows:
        sheet.row_dimensions[row].hidden = True
    for column in page.hidden_columns:
        sheet.column_dimensions[get_column_letter(column)].hidden = True


def put_openpyxl(cell, value):
    match value:
        case Formula(text, None):
            cell.value = f"={text}"
        case Formula():
            raise ValueError("openpyxl keeps no cached values")
        case Error(text):
            cell.value, cell.data_type = text, "e"
        case Percent(share):
            cell.value, cell.number_format = share, "0.0%"
        case Day():
            cell.value, cell.number_format = date(*value), "dd/mm/yyyy"
        case str():
            cell.value, cell.data_type = value, "s"
        case _:
            cell.value = value


# XlsxWriter


def by_xlsxwriter(book, change=None, **options):
    import xlsxwriter

    target = io.BytesIO()
    options |= {"default_date_format": "dd/mm/yyyy", "date_1904": book.date_1904}
    options |= {"strings_to_formulas": False, "strings_to_urls": False}
    workbook = xlsxwriter.Workbook(target, options)
    workbook.set_properties({"created": MADE_ON})
    formats = {"percent": workbook.add_format({"num_format": "0.0%"})}
    for name, value in book.properties.items():
        workbook.set_custom_property(name, value)
    for page in book.pages:
        fill_xlsxwriter(workbook.add_worksheet(page.name), page, formats)
    if change:
        change(workbook)
    workbook.close()
    return target.getvalue()


def fill_xlsxwriter(sheet, page, formats):
    if page.state == "hidden":
        sheet.hide()
    elif page.state == "veryHidden":
        sheet.very_hidden()
    for area in page.merged:
        sheet.merge_range(area, "")
    for (row, column), value in sorted(page.cells.items()):
        if value is not None:
            put_xlsxwriter(sheet, row - 1, column - 1, value, formats)
    for row in page.hidden_rows:
        sheet.set_row(row - 1, None, None, {"hidden": True})
    for column in page.hidden_columns:
        sheet.set_column(column - 1, column - 1, None, None, {"hidden": True})


def put_xlsxwriter(sheet, row, column, value, formats):
    match value:
        case Formula(text, None):
            sheet.write_formula(row, column, f"={text}")
        case Formula(text, cached):
            sheet.write_formula(row, column, f"={text}", None, cached)
        case Error(text):
            sheet.write_formula(row, column, f"={text}", None, text)
        case Percent(share):
            sheet.write_number(row, column, share, formats["percent"])
        case Day():
            sheet.write_datetime(row, column, date(*value))
        case str():
            sheet.write_string(row, column, value)
        case _:
            sheet.write(row, column, value)


# LibreOffice


def by_libreoffice(books, *, to="xlsx"):
    """{name: bytes} for {name: Book}, in one run of soffice; it calculates the formulas itself."""
    sources = {f"{name}.fods": flat_opendocument(book).encode() for name, book in books.items()}
    return converted(sources, to)


def converted(sources, to):
    """{stem: bytes} of {file name: bytes} as LibreOffice saves them in the format `to`."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out")
        for name, content in sources.items():
            Path(folder, name).write_bytes(content)
        command = [shutil.which("soffice"), f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        files = [str(Path(folder, name)) for name in sources]
        subprocess.run([*command, "--convert-to", to, "--outdir", str(out), *files], check=True, timeout=600)
        return {path.stem: path.read_bytes() for path in sorted(out.iterdir())}


NAMESPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "msoxl": "http://schemas.microsoft.com/office/excel/formula",
}
STYLES = """
<number:percentage-style style:name="N1">
 <number:number number:decimal-places="1" number:min-integer-digits="1"/><number:text>%</number:text>
</number:percentage-style>
<number:date-style style:name="N2"><number:day number:style="long"/><number:text>/</number:text>
 <number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>
</number:date-style>
<style:style style:name="percent" style:family="table-cell" style:data-style-name="N1"/>
<style:style style:name="day" style:family="table-cell" style:data-style-name="N2"/>
<style:style style:name="hidden" style:family="table"><style:table-properties table:display="false"/>
</style:style>
"""


def flat_opendocument(book):
    names = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    user_defined = "".join(
        f"<meta:user-defined meta:name={quoteattr(name)}>{escape(value)}</meta:user-defined>"
        for name, value in book.properties.items()
    )
    dates = (
        '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/>'
        "</table:calculation-settings>"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {names} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
        f"<office:meta>{user_defined}</office:meta>"
        f"<office:automatic-styles>{STYLES}</office:automatic-styles><office:body><office:spreadsheet>"
        f"{dates if book.date_1904 else ''}{''.join(table_of(page) for page in book.pages)}"
        "</office:spreadsheet></office:body></office:document>"
    )


def table_of(page):
    from openpyxl.utils import range_boundaries

    spans = {}
    for left, top, right, bottom in map(range_boundaries, page.merged):
        spans[top, left] = (bottom - top + 1, right - left + 1)
    style = ' table:style-name="hidden"' if page.state != "visible" else ""
    last_column = max(column for _row, column in page.cells)
    columns = "".join(
        f"<table:table-column{collapsed(column in page.hidden_columns)}/>"
        for column in range(1, last_column + 1)
    )
    rows = "".join(rows_of(page, spans))
    return f"<table:table table:name={quoteattr(page.name)}{style}>{columns}{rows}</table:table>"


def collapsed(is_hidden):
    return ' table:visibility="collapse"' if is_hidden else ""


def rows_of(page, spans):
    before = 0
    for row in sorted({row for row, _column in page.cells}):
        if row > before + 1:
            repeated = f'table:number-rows-repeated="{row - before - 1}"'
            yield f"<table:table-row {repeated}><table:table-cell/></table:table-row>"
        cells = cells_of(page, row, spans)
        yield f"<table:table-row{collapsed(row in page.hidden_rows)}>{cells}</table:table-row>"
        before = row


def cells_of(page, row, spans):
    columns = sorted(column for of_row, column in page.cells if of_row == row)
    cells, before = [], 0
    for column in columns:
        if column > before + 1:
            cells.append(f'<table:table-cell table:number-columns-repeated="{column - before - 1}"/>')
        cells.append(cell_of(page.cells[row, column], spans.get((row, column))))
        before = column
    return "".join(cells)


def cell_of(value, span):
    spanned = ""
    if span:
        spanned = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"'
    match value:
        case None:
            kind, text = "", ""
        case Formula(formula, _):
            kind, text = f" table:formula={quoteattr(f'msoxl:={formula}')}", ""
        case Error(error):
            kind, text = f" table:formula={quoteattr(f'msoxl:={error}')}", ""
        case Percent(share):
            kind = f' office:value-type="percentage" office:value="{share!r}" table:style-name="percent"'
            text = f"{share:.1%}"
        case Day():
            day = date(*value).isoformat()
            kind, text = f' office:value-type="date" office:date-value="{day}" table:style-name="day"', day
        case bool():
            word = str(value).lower()
            kind, text = f' office:value-type="boolean" office:boolean-value="{word}"', word
        case int() | float():
            kind, text = f' office:value-type="float" office:value="{value!r}"', str(value)
        case _:
            kind, text = ' office:value-type="string"', escape(value)
    # A leading or double space would be lost as mere layout of the XML.
    text = text.replace("  ", ' <text:s text:c="1"/>')
    if text.startswith(" "):
        text = f'<text:s text:c="1"/>{text[1:]}'
    paragraph = f"<text:p>{text}</text:p>" if text else ""
    return f"<table:table-cell{kind}{spanned}>{paragraph}</table:table-cell>"


# A macro of our own is the only way to a password without the UNO libraries.
MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
 script:language="StarBasic">
Sub Save(source, target, word)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  doc = StarDesktop.loadComponentFromURL("file://" &amp; source, "_blank", 0, hidden())
  Dim how(1) As New com.sun.star.beans.PropertyValue
  how(0).Name = "FilterName" : how(0).Value = "Calc MS Excel 2007 XML"
  Dim keys(1) As New com.sun.star.beans.NamedValue
  keys(0).Name = "OOXPassword" : keys(0).Value = word
  keys(1).Name = "CryptoType" : keys(1).Value = "Standard"
  how(1).Name = "EncryptionData"
  how(1).Value = CreateUnoValue("[]com.sun.star.beans.NamedValue", keys())
  doc.storeToURL("file://" &amp; target, how())
  doc.close(True)
End Sub
</script:module>"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false"><library:element library:name="Module1"/>
</library:library>"""


def saved_with_password(content, password):
    """LibreOffice's own encryption of an .xlsx."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "a.xlsx"), Path(folder, "b.xlsx")
        source.write_bytes(content)
        command = [shutil.which("soffice"), f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        # The first run makes the profile, into which the macro is then put.
        first = [*command, "--convert-to", "csv", "--outdir", folder, str(source)]
        subprocess.run(first, check=True, timeout=120)
        basic = Path(folder, "profile/user/basic/Standard")
        (basic / "Module1.xba").write_text(MACRO)
        (basic / "script.xlb").write_text(LIBRARY)
        call = f"macro:///Standard.Module1.Save({source},{target},{password})"
        subprocess.run([*command, call], check=True, timeout=120)
        return target.read_bytes()
