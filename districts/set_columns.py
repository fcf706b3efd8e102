"""The columns of an indicator set's workbook, the same for writing and for reading."""

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from districts.models import Indicator

SHEET = "Bộ chỉ tiêu"
YES, NO = "có", "không"
TEXT, CHOICE, FLAG, NUMBER, PILLAR, BODY = "text", "choice", "flag", "number", "pillar", "body"
# A target can be laid down for these years.
YEARS = range(2021, 2046)
TARGET = "Mức {}"


class Column(NamedTuple):
    key: str
    title: str
    width: int
    kind: str = TEXT
    required: bool = False
    aliases: tuple = ()

    @property
    def titles(self):
        return (self.title, *self.aliases)

    @property
    def length(self):
        return Indicator._meta.get_field(self.key).max_length


COLUMNS = (
    Column("code", "Mã", 8, required=True, aliases=("Mã chỉ tiêu",)),
    Column("pillar", "Trụ cột", 9, PILLAR, required=True),
    Column("name", "Chỉ tiêu", 46, required=True, aliases=("Tên chỉ tiêu",)),
    Column("kind", "Cách tính", 16, CHOICE, required=True),
    Column("numerator_name", "Tử số hoặc cách đếm", 44, aliases=("Tử số", "Tử số là")),
    Column("denominator_name", "Mẫu số", 40, aliases=("Mẫu số là",)),
    Column("unit_name", "Đơn vị tính", 11, required=True),
    Column("direction", "Chiều tốt", 14, CHOICE, required=True),
    Column("frequency", "Tần suất", 11, CHOICE, required=True),
    Column("for_commune", "Hỏi cấp xã", 8, FLAG),
    Column("for_district", "Hỏi cấp huyện", 8, FLAG),
    Column("for_province", "Hỏi cấp tỉnh", 8, FLAG),
    Column("is_cumulative", "Lũy kế", 8, FLAG),
    Column("may_exceed", "Tử số được lớn hơn mẫu số", 11, FLAG),
    Column("minimum", "Nhỏ nhất", 9, NUMBER),
    Column("maximum", "Lớn nhất", 9, NUMBER),
    Column("jump_limit", "Ngưỡng bất thường", 11, NUMBER),
    Column("responsible", "Mã cơ quan phụ trách", 14, BODY),
    Column("responsible_name", "Ngành phụ trách", 28),
    Column("basis", "Cơ sở", 34),
    Column("is_new_rural", "Thuộc QĐ 924", 9, FLAG),
    Column("is_default", "Mức chờ Ban xác nhận", 11, FLAG),
)
BY_KEY = {column.key: column for column in COLUMNS}
REQUIRED = [column.key for column in COLUMNS if column.required]
CHOICES = {
    "kind": [("ratio", "tỷ lệ"), ("count", "số lượng"), ("measure", "số đo"), ("yes_no", "có/không")],
    "direction": [("up", "cao hơn"), ("down", "thấp hơn")],
    "frequency": [
        ("month", "tháng"),
        ("quarter", "quý"),
        ("half_year", "6 tháng"),
        ("year", "năm"),
    ],
}
# Where nothing is written: as a new indicator on the screen begins.
EMPTY = {"minimum": Decimal(0), "maximum": None, "jump_limit": Decimal(30), "responsible": None}


def target_title(year):
    return TARGET.format(year)


def expected_titles():
    """{key: accepted titles} for `find_table`; a target's key is its year."""
    titles = {column.key: column.titles for column in COLUMNS}
    return titles | {str(year): (target_title(year), f"Mức phấn đấu {year}") for year in YEARS}


def in_words(key, value):
    """A value of a column as the workbook and the preview show it."""
    if value is None or value == "":
        return ""
    if key in CHOICES:
        return dict(CHOICES[key])[value]
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Decimal):
        return number_in_words(value)
    return getattr(value, "code", None) or str(value)


def number_in_words(value):
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def target_in_words(indicator, is_aimed, value):
    """“100”, “có”, or only the direction: “tăng”, “giảm”."""
    if not is_aimed:
        return ""
    if value is None:
        return str(_("giảm") if indicator.direction == Indicator.Direction.DOWN else _("tăng"))
    if indicator.kind == Indicator.Kind.YES_NO:
        return YES if value else NO
    return number_in_words(value)
