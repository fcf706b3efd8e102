"""The workbook of a report as a person fills it in: by code and column title, at true addresses."""

import io
import re

import openpyxl

SHEET = "Số liệu"
# “62/130 = 47,69%”, “1.214”, “45,6”, “chưa có”
LAST = re.compile(r"(?<![,\d.])\d[\d.]*")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FilledWorkbook:
    """Opens a downloaded workbook; `fill` types a figure into each of them."""

    def __init__(self, content):
        self.book = openpyxl.load_workbook(io.BytesIO(content))
        self.sheet = self.book[SHEET]
        head = next(row for row in self.sheet.iter_rows() if row[0].value == "Mã")
        self.head_row = head[0].row
        self.columns = {cell.value: cell.column for cell in head if cell.value}
        self.rows = {row[0].value: row[0].row for row in self.sheet.iter_rows(min_row=self.head_row + 1)}
        self.rows.pop(None, None)

    def cell(self, code, title):
        return self.sheet.cell(self.rows[code], self.columns[title])

    def is_open(self, code, title):
        return not self.cell(code, title).protection.locked

    def fill(self):
        """A little more than last period everywhere; 40/50 or 20 where nothing was said then."""
        for code in list(self.rows):
            last = [int(text.replace(".", "")) for text in LAST.findall(self.cell(code, "Kỳ trước").value)]
            if self.is_open(code, "Tử số"):
                part, whole = last[:2] if len(last) > 1 else (40, 50)
                self.type(code, {"Tử số": part, "Mẫu số": whole + 1})
            else:
                self.type(code, {"Giá trị": last[0] + 1 if last else 20})

    def type(self, code, figures):
        for title, value in figures.items():
            self.cell(code, title).value = value

    def add_row(self, code, figures):
        """Below the table; returns the address of its code."""
        self.rows[code] = self.sheet.max_row + 1
        self.type(code, {"Mã": code, **figures})
        return self.cell(code, "Mã").coordinate

    def add_column(self, title):
        """Right of the table; returns the address of its heading."""
        self.columns[title] = max(self.columns.values()) + 1
        cell = self.sheet.cell(self.head_row, self.columns[title], title)
        return cell.coordinate

    def upload(self, name="so-lieu.xlsx"):
        """As Playwright wants files."""
        content = io.BytesIO()
        self.book.save(content)
        return {"name": name, "mimeType": XLSX, "buffer": content.getvalue()}


def marked_cells(content):
    """{address: (colour, comment)} of what the annotated workbook points out."""
    sheet = openpyxl.load_workbook(io.BytesIO(content))[SHEET]
    cells = (cell for row in sheet.iter_rows() for cell in row if cell.comment)
    return {cell.coordinate: (cell.fill.fgColor.rgb[-6:], cell.comment.text) for cell in cells}
