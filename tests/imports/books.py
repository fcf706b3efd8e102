"""The workbooks of the corpus as plain descriptions; `programs.py` has each written by a real program.

Indicators are those of the commune catalogue of 2023, figures are made up for the tests.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from typing import NamedTuple


class Formula(NamedTuple):
    """In the words of Excel, without “=”. `cached` None: saved without having been calculated."""

    text: str
    cached: object = None


class Error(NamedTuple):
    text: str


class Percent(NamedTuple):
    share: float


class Day(NamedTuple):
    """A cell with a date format: year, month, day."""

    year: int
    month: int
    day: int


@dataclass
class Page:
    name: str
    cells: dict[tuple[int, int], object]
    state: str = "visible"
    merged: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)

    def put(self, row, column, *values):
        for offset, value in enumerate(values):
            self.cells[row, column + offset] = value

    def shift(self, rows, columns):
        """Everything moves down and right: the empty rows and columns that people leave."""
        self.cells = {(row + rows, column + columns): value for (row, column), value in self.cells.items()}


@dataclass
class Book:
    pages: list[Page]
    properties: dict[str, str] = field(default_factory=dict)
    date_1904: bool = False

    @property
    def first(self):
        return self.pages[0]


# Set xa-2023, version 1: what is asked every month and quarter, and what a year asks besides.
QUARTERLY = """\
NT1|%|Tỷ lệ cán bộ, công chức, viên chức được bồi dưỡng về chuyển đổi số, kỹ năng số
NT3|tin|Số tin, bài, buổi phát thanh về chuyển đổi số trong kỳ
TC3|%|Tỷ lệ nhiệm vụ của kế hoạch chuyển đổi số hoàn thành đúng hạn
TC4|%|Tỷ lệ giải ngân kinh phí chuyển đổi số
HT1|%|Tỷ lệ thôn, tổ dân phố có cáp quang
HT2|%|Tỷ lệ hộ gia đình có Internet cáp quang
HT3|%|Tỷ lệ khu dân cư phủ sóng 4G, 5G
HT5|điểm|Số điểm wifi công cộng miễn phí (nhà văn hóa, chợ, trụ sở UBND)
HT6|%|Tỷ lệ cán bộ, công chức có máy tính nối mạng
HT8a|trạm|Số trạm thu phát sóng di động (BTS)
HT8b|thôn|Số thôn, tổ dân phố còn vùng lõm sóng
NL1|%|Tỷ lệ thôn, tổ dân phố có tổ công nghệ số cộng đồng
NL2a|người|Số thành viên tổ công nghệ số cộng đồng
NL2b|%|Tỷ lệ thành viên tổ công nghệ số cộng đồng được tập huấn
AT1|%|Tỷ lệ hệ thống thông tin được phê duyệt cấp độ an toàn
AT2|%|Tỷ lệ máy tính cài phần mềm phòng, chống mã độc
AT3a|vụ|Số sự cố an toàn thông tin, an ninh mạng trong kỳ
AT3b|%|Tỷ lệ sự cố trong kỳ đã được khắc phục
CQ1|%|Tỷ lệ thủ tục hành chính cung cấp dịch vụ công trực tuyến toàn trình
CQ2|%|Tỷ lệ hồ sơ nộp trực tuyến
CQ3|%|Tỷ lệ hồ sơ xử lý trực tuyến toàn trình
CQ4|%|Tỷ lệ hồ sơ giải quyết đúng hạn
CQ5|giờ|Thời gian xử lý hồ sơ bình quân
CQ6|%|Tỷ lệ số hóa hồ sơ, kết quả giải quyết thủ tục hành chính
CQ7|%|Tỷ lệ thanh toán trực tuyến phí, lệ phí
CQ8|%|Mức độ hài lòng của người dân, doanh nghiệp
CQ9|%|Tỷ lệ hồ sơ công việc xử lý trên môi trường mạng
CQ10|%|Tỷ lệ văn bản điện tử được ký số
CQ14|%|Tỷ lệ phản ánh, kiến nghị của người dân được trả lời đúng hạn
KT2|%|Tỷ lệ hộ kinh doanh, tiểu thương có mã QR thanh toán
KT3a|sản phẩm|Số sản phẩm OCOP, đặc trưng được đưa lên sàn thương mại điện tử
KT3b|%|Tỷ lệ sản phẩm OCOP, đặc trưng được đưa lên sàn thương mại điện tử
KT6|%|Tỷ lệ hộ kinh doanh dùng hóa đơn điện tử
XH1|%|Tỷ lệ dân số từ đủ 15 tuổi có tài khoản thanh toán
XH2|%|Tỷ lệ người hưởng an sinh xã hội nhận chi trả không dùng tiền mặt
XH3|%|Tỷ lệ trường học, trạm y tế thu không dùng tiền mặt
XH4|%|Tỷ lệ người trưởng thành có định danh điện tử mức độ 2 đã kích hoạt
XH5|%|Tỷ lệ người trưởng thành có chữ ký số cá nhân
XH6|%|Tỷ lệ dân số có hồ sơ sức khỏe điện tử
XH8|%|Tỷ lệ người trưởng thành dùng dịch vụ công trực tuyến
XH12b|hồ sơ|Số hồ sơ tiếp nhận, trả kết quả qua bưu chính công ích trong kỳ
"""
YEARLY = """\
NT2|%|Tỷ lệ người trưởng thành được phổ biến, tiếp cận thông tin về chuyển đổi số
TC1|có/không|Kế hoạch chuyển đổi số của năm đã được ban hành
TC2|có/không|Ban Chỉ đạo chuyển đổi số do người đứng đầu làm Trưởng ban
HT4|%|Tỷ lệ người trưởng thành dùng điện thoại thông minh
HT7|có/không|Kết nối mạng truyền số liệu chuyên dùng và hội nghị truyền hình
NL3|người|Số công chức chuyên trách, phụ trách công nghệ thông tin, chuyển đổi số
NL4|%|Tỷ lệ dân số trong độ tuổi lao động có kỹ năng số cơ bản
CQ11|%|Tỷ lệ chế độ báo cáo thực hiện trên hệ thống
KT4|%|Tỷ lệ doanh nghiệp, hợp tác xã dùng nền tảng số
KT7|điểm|Số điểm du lịch có phần mềm, mã QR giới thiệu
XH9a|nhà|Số nhà văn hóa thôn thông minh
XH9b|%|Tỷ lệ nhà văn hóa thôn thông minh
XH10a|cái|Số camera an ninh công cộng
XH10b|cụm|Số cụm loa truyền thanh thông minh
XH12a|điểm|Số điểm phục vụ bưu chính công ích
"""


class Indicator(NamedTuple):
    code: str
    unit: str
    name: str

    @property
    def is_share(self):
        return self.unit == "%"

    @property
    def is_yes_no(self):
        return self.unit == "có/không"


def indicators_of(lines):
    return [Indicator(*line.split("|")) for line in lines.splitlines()]


DUE_IN_QUARTER = indicators_of(QUARTERLY)
DUE_IN_YEAR = DUE_IN_QUARTER + indicators_of(YEARLY)
BY_CODE = {indicator.code: indicator for indicator in DUE_IN_YEAR}
HEADINGS = ["Mã", "Chỉ tiêu", "Đơn vị tính", "Kỳ trước", "Tử số", "Mẫu số", "Giá trị", "Ghi chú"]
# Columns of the single body's table.
CODE, NAME, UNIT, PREVIOUS, NUMERATOR, DENOMINATOR, VALUE, NOTE = range(1, 9)
HEADER_ROW = 4
FIRST_ROW = HEADER_ROW + 1


class Figures(NamedTuple):
    previous: object
    numerator: object
    denominator: object
    value: object


def figures(number, indicator):
    """Figures of the row with this number; a share is exact, its denominator is 200 or 1000."""
    if indicator.is_yes_no:
        return Figures("có", None, None, "có")
    if indicator.code == "CQ5":
        return Figures(14, None, None, 12.5)
    if not indicator.is_share:
        return Figures(3 + number, None, None, 5 + number)
    denominator = 200 if number % 2 else 1000
    numerator = denominator // 2 + number
    return Figures(50, numerator, denominator, numerator * 100 / denominator)


def row_of(code):
    return FIRST_ROW + [indicator.code for indicator in DUE_IN_YEAR].index(code)


def table_of(indicators, body, period):
    page = Page("Số liệu", {(1, 1): f"Đơn vị báo cáo: {body}", (2, 1): f"Kỳ báo cáo: {period}"})
    page.put(HEADER_ROW, 1, *HEADINGS)
    for number, indicator in enumerate(indicators):
        item = figures(number, indicator)
        page.put(FIRST_ROW + number, 1, indicator.code, indicator.name, indicator.unit, *item)
    return page


def keys_of(body, period):
    page = Page("_khoa", {}, state="hidden")
    for row, line in enumerate([("body", body), ("period", period), ("set", "xa-2023/1")], start=1):
        page.put(row, 1, *line)
    return page


def one_body():
    page = table_of(DUE_IN_QUARTER, "UBND huyện Đức Huệ", "Quý I/2023")
    stamp = {"cds-stamp": "ubnd-801 2023-Q1 xa-2023/1"}
    return Book([page, keys_of("ubnd-801", "2023-Q1")], properties=stamp)


def whole_year():
    page = table_of(DUE_IN_YEAR, "UBND huyện Đức Huệ", "Năm 2023")
    return Book([page, keys_of("ubnd-801", "2023")])


def of_commune():
    page = table_of(DUE_IN_QUARTER, "UBND xã Mai Phụ", "Quý III/2026")
    return Book([page, keys_of("ubnd-18583", "2026-Q3")])


# Communes of Đức Huệ as they were in 2023, by their official codes.
COMMUNES = [
    ("ubnd-27898", "UBND thị trấn Đông Thành"),
    ("ubnd-27901", "UBND xã Mỹ Quý Đông"),
    ("ubnd-27904", "UBND xã Mỹ Thạnh Bắc"),
    ("ubnd-27907", "UBND xã Mỹ Quý Tây"),
    ("ubnd-27910", "UBND xã Mỹ Thạnh Tây"),
    ("ubnd-27913", "UBND xã Mỹ Thạnh Đông"),
    ("ubnd-27916", "UBND xã Bình Thành"),
    ("ubnd-27919", "UBND xã Bình Hòa Bắc"),
    ("ubnd-27922", "UBND xã Bình Hòa Hưng"),
    ("ubnd-27925-cu", "UBND xã Bình Hòa Nam"),
    ("ubnd-27928", "UBND xã Mỹ Bình"),
]
CONSOLIDATED = [BY_CODE[code] for code in ("NT1", "NT3", "HT1", "HT8b", "NL2a", "KT2")]
CONSOLIDATED_HEADER = 3


def consolidated_headings():
    headings = ["Mã đơn vị", "Đơn vị"]
    for indicator in CONSOLIDATED:
        code = indicator.code
        headings += [f"{code} – Tử số", f"{code} – Mẫu số"] if indicator.is_share else [code]
    return headings


def consolidated():
    page = Page("Tổng hợp", {(1, 1): "TỔNG HỢP SỐ LIỆU CHUYỂN ĐỔI SỐ CẤP XÃ"})
    page.put(CONSOLIDATED_HEADER, 1, *consolidated_headings())
    for number, (code, name) in enumerate(COMMUNES):
        row = [code, name]
        for indicator in CONSOLIDATED:
            item = figures(number, indicator)
            row += [item.numerator, item.denominator] if indicator.is_share else [item.value]
        page.put(CONSOLIDATED_HEADER + 1 + number, 1, *row)
    return Book([page, keys_of("nhiều đơn vị", "2023-Q1")])


def changed(make, change):
    """A book from `make` with one dirt put in by `change(book)`."""
    book = deepcopy(make())
    change(book)
    return book
