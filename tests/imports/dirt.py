"""What people do to workbooks. Each function dirties a fresh book; its name is the name of the file.

Rows of the single body's table: NT1 5, NT3 6 (a count), TC3 7, TC4 8, HT1 9, HT2 10, HT3 11, HT6 13, HT8b 15
(a count); columns: E numerator, F denominator, G value, H note.
"""

import unicodedata

from tests.imports.books import (
    HEADER_ROW,
    NOTE,
    NUMERATOR,
    VALUE,
    Day,
    Error,
    Formula,
    Percent,
    consolidated,
    of_commune,
    one_body,
    whole_year,
)

OPENPYXL, XLSXWRITER, LIBREOFFICE = PROGRAMS = ("openpyxl", "xlsxwriter", "libreoffice")
NBSP, THIN, NARROW, ZERO_WIDTH = "\u00a0", "\u2009", "\u202f", "\u200b"
DIRT = {}


def dirt(make=one_body, programs=PROGRAMS):
    def register(change):
        DIRT[change.__name__] = (make, change, programs)
        return change

    return register


def put_share(book, row, value):
    """A way of writing 45,6 beside the figures that it follows from."""
    book.first.put(row, NUMERATOR, 456, 1000, value)


@dirt()
def clean(book):
    pass


@dirt(of_commune)
def clean_commune(book):
    pass


@dirt()
def decimal_commas(book):
    put_share(book, 5, "45,6")
    put_share(book, 7, "'45,6")
    put_share(book, 8, "45.6")
    put_share(book, 9, "45,60")


@dirt()
def thousands(book):
    book.first.put(6, VALUE, "1.234")
    book.first.put(15, VALUE, "1.234.567")
    book.first.put(5, NUMERATOR, "1.000", "2.000", 50)
    book.first.put(7, NUMERATOR, "1 000", f"2{NARROW}000", 50)
    book.first.put(8, NUMERATOR, "1.234,5", "2,469.0", 50)


@dirt()
def percents(book):
    put_share(book, 5, Percent(0.456))
    put_share(book, 7, "45,6%")
    put_share(book, 8, "45,6 %")
    put_share(book, 9, f"45,6{NBSP}%")
    book.first.put(10, NUMERATOR, 200, 200, Percent(1))


@dirt()
def stray_spaces(book):
    book.first.put(5, 1, " NT1 ")
    put_share(book, 5, "  45,6 ")
    put_share(book, 7, f"{NBSP}45,6{THIN}")
    put_share(book, 8, f"45,6{ZERO_WIDTH}")
    book.first.put(6, VALUE, f"1{NBSP}234")
    book.first.put(HEADER_ROW, VALUE, f" Giá{NBSP}trị  ")


@dirt()
def decomposed(book):
    page = book.first
    page.cells = {
        place: unicodedata.normalize("NFD", value) if type(value) is str else value
        for place, value in page.cells.items()
    }
    page.put(5, NOTE, unicodedata.normalize("NFD", "Đã hoàn thành ở thị trấn"))


@dirt()
def tone_placements(book):
    book.first.put(5, NOTE, "Xã Mỹ Hoà, thôn Thuỷ Sơn")
    book.first.put(6, NOTE, "Xã Mỹ Hòa, thôn Thủy Sơn")
    book.first.put(HEADER_ROW, 2, "CHỈ TIÊU")


@dirt()
def dates_as_text(book):
    book.first.put(5, NOTE, "13/9/2023")
    book.first.put(6, NOTE, "13-9-2023")
    book.first.put(7, NOTE, "2023-09-13")
    book.first.put(8, NOTE, "ngày 13 tháng 9 năm 2023")
    book.first.put(9, NOTE, Day(2023, 9, 13))


@dirt(programs=(XLSXWRITER, LIBREOFFICE))
def formulas_with_values(book):
    book.first.put(5, NUMERATOR, 100, 200, Formula("E5/F5*100", 50))
    book.first.put(7, NUMERATOR, 103, 200, Formula("ROUND(E7/F7*100,1)", 51.5))
    book.first.put(6, VALUE, Formula("SUM(F5,F7)", 400))
    book.first.put(8, NOTE, Formula('IF(E5>0,"có","không")', "có"))


@dirt(programs=(LIBREOFFICE,))
def formula_that_gives_nothing(book):
    book.first.put(5, NOTE, Formula('IF(1=2,"x","")', ""))


@dirt(programs=(OPENPYXL, XLSXWRITER))
def formulas_never_calculated(book):
    book.first.put(5, VALUE, Formula("E5/F5*100"))
    book.first.put(6, VALUE, Formula("SUM(F5,F7)"))


@dirt()
def merged_headings(book):
    page = book.first
    page.put(3, NUMERATOR, "Số liệu kỳ này")
    for column in (1, 2, 3, 4, 8):
        page.cells[3, column] = page.cells.pop((4, column))
        page.cells[4, column] = None
    page.merged = ["A1:H1", "A2:H2", "E3:G3", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "H3:H4"]


@dirt()
def empty_rows_and_columns(book):
    page = book.first
    page.shift(3, 2)
    page.cells = {(row + (row > 12), column): value for (row, column), value in page.cells.items()}


@dirt()
def renamed_sheet(book):
    book.first.name = "Sheet1 (2)"


@dirt()
def numbered_columns(book):
    page = book.first
    page.shift(0, 1)
    page.cells = {(row + (row > HEADER_ROW), column): value for (row, column), value in page.cells.items()}
    page.put(HEADER_ROW, 1, "STT")
    page.put(HEADER_ROW + 1, 1, *[f"({number})" for number in range(1, 10)])


@dirt()
def unknown_column(book):
    book.first.put(HEADER_ROW, 9, "Người lập biểu")
    book.first.put(5, 9, "Nguyễn Văn A")


@dirt()
def misspelt_column(book):
    book.first.put(HEADER_ROW, VALUE, "Gía trí kỳ")


@dirt()
def missing_column(book):
    for row in range(HEADER_ROW, 70):
        book.first.cells.pop((row, 6), None)


@dirt()
def doubled_column(book):
    book.first.put(HEADER_ROW, 9, "Giá trị")


@dirt()
def error_cells(book):
    book.first.put(5, VALUE, Error("#REF!"))
    book.first.put(6, VALUE, Error("#DIV/0!"))
    book.first.put(9, VALUE, Error("#N/A"))


@dirt()
def ambiguous_numbers(book):
    book.first.put(5, VALUE, "1.234")
    book.first.put(6, VALUE, "1,234")
    book.first.put(15, VALUE, "1 234.567")


@dirt()
def not_numbers(book):
    book.first.put(5, VALUE, "khoảng 45")
    book.first.put(7, VALUE, "1e3")
    book.first.put(6, VALUE, "12 34")
    book.first.put(8, VALUE, "nan")
    book.first.put(9, VALUE, "1234567890123456")
    book.first.put(10, VALUE, "chưa có số liệu")
    book.first.put(11, VALUE, Day(2023, 5, 1))
    book.first.put(13, VALUE, True)


@dirt(programs=(LIBREOFFICE,))
def several_numbers(book):
    book.first.put(6, VALUE, "12/30")
    book.first.put(15, VALUE, "12 (tăng 3)")


@dirt(programs=(LIBREOFFICE,))
def dots_to_fill_in(book):
    book.first.put(6, VALUE, "…")
    book.first.put(15, VALUE, "......")


@dirt(programs=(LIBREOFFICE,))
def direction_marks(book):
    """What copying from a chat leaves: marks that turn nothing, and one that shows 21 for 12."""
    book.first.put(6, VALUE, "\u200e1.234\u200f")
    book.first.put(15, VALUE, "\u202e12")


@dirt(programs=(LIBREOFFICE,))
def nothing_arising_in_words(book):
    book.first.put(6, VALUE, "Không phát sinh trong kỳ")
    book.first.put(15, VALUE, "không phát sinh thôn nào")


@dirt()
def merged_figures(book):
    """One number over two indicators, as people merge cells that hold the same."""
    book.first.cells.pop((7, VALUE))
    book.first.merged = ["G6:G7"]


@dirt()
def full_width(book):
    put_share(book, 5, "４５，６％")
    book.first.put(6, VALUE, "１２３")


@dirt()
def nothing_arising(book):
    for row, word in zip((5, 6, 7, 8), ("-", "–", "không phát sinh", "Không có"), strict=True):
        book.first.put(row, VALUE, word)
    book.first.put(9, VALUE, 0)
    book.first.put(10, VALUE, None)
    book.first.put(11, VALUE, "0")
    book.first.put(13, VALUE, "  ")


@dirt(whole_year)
def clean_year(book):
    pass


@dirt(whole_year)
def yes_and_no(book):
    book.first.put(47, VALUE, "x")
    book.first.put(48, VALUE, " Chưa ")
    book.first.put(50, VALUE, "Có, số 12/KH-UBND ngày 3/2/2023")


@dirt()
def hidden_rows_and_columns(book):
    book.first.hidden_rows = [6, 7]
    book.first.hidden_columns = [4]


@dirt()
def percent_for_a_count(book):
    book.first.put(6, VALUE, Percent(0.5))
    book.first.put(15, VALUE, "12%")


@dirt()
def share_without_percent(book):
    book.first.put(5, VALUE, 0.456)


@dirt()
def number_with_unit(book):
    book.first.put(6, VALUE, "12 tin")
    book.first.put(15, VALUE, "1.250 thôn")


@dirt(programs=(OPENPYXL, XLSXWRITER))
def dates_of_1904(book):
    book.date_1904 = True
    book.first.put(5, NOTE, Day(2023, 9, 13))
    # The same day as a bare number of that system.
    book.first.put(6, NOTE, 43720)


@dirt()
def far_cell(book):
    book.first.put(2500, 3, "Người lập")


@dirt(programs=(OPENPYXL, XLSXWRITER))
def very_far_cell(book):
    book.first.put(1_048_576, 16_384, "x")


@dirt(programs=(OPENPYXL, XLSXWRITER))
def formulas_that_reach_out(book):
    """Never executed: only the value that was saved counts, and these have none or a text."""
    book.first.put(5, NOTE, "=cmd|'/c calc'!A0")
    book.first.put(6, NOTE, '=HYPERLINK("http://vi-du.vn";"bấm")')
    book.first.put(7, NOTE, Formula("cmd|'/c calc'!A0"))


@dirt(programs=(LIBREOFFICE,))
def long_note(book):
    book.first.put(5, NOTE, "ghi chú dài " * 200)


@dirt(programs=(LIBREOFFICE,))
def out_of_range(book):
    book.first.put(5, VALUE, 145.6)
    book.first.put(6, VALUE, "−5")


@dirt(programs=(LIBREOFFICE,))
def numerator_over_denominator(book):
    book.first.put(5, NUMERATOR, 250, 200, 125)


@dirt(programs=(LIBREOFFICE,))
def doubled_row(book):
    book.first.put(46, 1, "NT1", "Tỷ lệ cán bộ", "%", 50, 100, 200, 50)


@dirt(programs=(LIBREOFFICE,))
def unknown_indicator(book):
    book.first.put(46, 1, "ZZ9", "Chỉ tiêu tự thêm", "%", None, 1, 2, 50)


@dirt(programs=(LIBREOFFICE,))
def other_period(book):
    book.pages[1].put(2, 2, "2022-Q4")
    book.first.put(2, 1, "Kỳ báo cáo: Quý IV/2022")


@dirt(programs=(LIBREOFFICE,))
def other_version(book):
    book.pages[1].put(3, 2, "xa-2023/9")


@dirt(programs=(LIBREOFFICE,))
def keys_lost(book):
    del book.pages[1]


@dirt(consolidated)
def many_communes(book):
    pass


@dirt(consolidated, programs=(LIBREOFFICE,))
def commune_out_of_scope(book):
    # A commune of Hà Tĩnh in the sheet of Đức Huệ.
    book.first.put(15, 1, "ubnd-18583-cu", "UBND xã Thạch Châu", 100, 200)


@dirt(consolidated, programs=(LIBREOFFICE,))
def commune_not_in_force(book):
    # Founded on 1/7/2025: not there in 2023.
    book.first.put(15, 1, "ubnd-27925", "UBND xã Đức Huệ", 100, 200)


@dirt(consolidated, programs=(LIBREOFFICE,))
def doubled_commune(book):
    book.first.put(15, 1, "ubnd-27901", "UBND xã Mỹ Quý Đông", 100, 200)


@dirt(consolidated)
def merged_indicators(book):
    """Two rows of headings: the indicator over its two columns."""
    page = book.first
    titles = {column: page.cells[3, column] for column in range(1, 12)}
    page.cells = {(row + (row > 3), column): value for (row, column), value in page.cells.items()}
    for column, title in titles.items():
        code, _dash, part = title.partition(" – ")
        page.cells[3, column] = None if part == "Mẫu số" else code
        page.cells[4, column] = part or None
    page.merged = ["A3:A4", "B3:B4", "C3:D3", "E3:E4", "F3:G3", "H3:H4", "I3:I4", "J3:K3"]
