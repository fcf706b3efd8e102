"""The table of one body's workbook: its columns, as the writer lays them out and the reader finds them."""

from districts.imports.headings import find_table
from districts.imports.reading import word_of

SHEET, GUIDE = "Số liệu", "Hướng dẫn"
TITLES = {
    "code": "Mã",
    "name": "Chỉ tiêu",
    "unit": "Đơn vị tính",
    "last": "Kỳ trước",
    "numerator": "Tử số",
    "denominator": "Mẫu số",
    "value": "Giá trị",
    "note": "Ghi chú",
}
# How people write the same heading in a table of their own.
OTHER_TITLES = {
    "code": ("Mã chỉ tiêu", "Mã số", "Ký hiệu"),
    "name": ("Tên chỉ tiêu", "Nội dung chỉ tiêu", "Nội dung"),
    "unit": ("ĐVT", "Đơn vị"),
    "last": ("Kỳ báo cáo trước", "Số kỳ trước", "Thực hiện kỳ trước"),
    "numerator": ("Tử", "Tử số kỳ này"),
    "denominator": ("Mẫu", "Mẫu số kỳ này"),
    "value": ("Giá trị kỳ này", "Kết quả", "Số liệu", "Kỳ này"),
    "note": ("Ghi chú, giải trình", "Giải trình"),
}
FIGURES = ("numerator", "denominator", "value")
REQUIRED = ("code", "numerator", "denominator", "value")
COLUMN = {key: place for place, key in enumerate(TITLES)}
PERIOD_LINE = "Kỳ báo cáo:"
BODY_LINE = "Đơn vị báo cáo:"
TITLE_ROWS = 30


def find_body_table(workbook):
    """(Table or None, problems) of the figures in a read Workbook; the sheet may bear another name."""
    expected = {key: (title, *OTHER_TITLES[key]) for key, title in TITLES.items()}
    return find_table(workbook.sheets, expected, required=REQUIRED, prefer=SHEET, figures=FIGURES)


def line_above(sheet, row, beginning):
    """(cell, text behind “Kỳ báo cáo:”) above the table, for workbooks that lost their mark; or None."""
    wanted = word_of(beginning)
    for above in range(1, min(row, TITLE_ROWS)):
        for cell in sheet.row_cells(above):
            text = cell.text
            if word_of(text).startswith(wanted):
                return cell, text.partition(":")[2].strip()
    return None
