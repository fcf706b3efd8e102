"""The table for many bodies: a row a body, two columns a ratio, one for anything else."""

from districts.imports.headings import find_table
from districts.models import Indicator

SHEET = "Tổng hợp"
CODE, BODY = "Mã đơn vị", "Đơn vị"
BODY_TITLES = (BODY, "Tên đơn vị", "Đơn vị báo cáo", "Xã, phường, thị trấn", "Xã, phường", "Tên xã")
CODE_TITLES = (CODE, "Mã cơ quan", "Mã xã", "Mã ĐVHC")
NUMERATOR, DENOMINATOR = "Tử số", "Mẫu số"


def columns_of(indicators):
    """[(indicator, field)] from left to right; of indicators with one code in two sets the first."""
    by_code = {}
    for indicator in indicators:
        by_code.setdefault(indicator.code, indicator)
    return [
        (indicator, field)
        for indicator in by_code.values()
        for field in (("numerator", "denominator") if indicator.is_ratio else ("value",))
    ]


def find_many_table(workbook, indicators):
    """(Table or None, problems); keys are "code", "body" and (indicator code, field)."""
    expected = {"code": CODE_TITLES, "body": BODY_TITLES}
    for indicator, field in columns_of(indicators):
        expected[indicator.code, field] = titles_of(indicator, field)
    figures = expected.keys() - {"code", "body"}
    return find_table(workbook.sheets, expected, required=(), prefer=SHEET, figures=figures)


def titles_of(indicator, field):
    if field == "value":
        return (indicator.code, f"{indicator.code} - Giá trị", f"{indicator.code} - {indicator.name}")
    part = NUMERATOR if field == "numerator" else DENOMINATOR
    return (f"{indicator.code} - {part}", f"{indicator.code} {part.split()[0]}")


def is_yes_no(indicator):
    return indicator.kind == Indicator.Kind.YES_NO
