"""The tables of a unit's summary: what is below target on paper, everything in the workbook."""

from cds_portal.charts import number_text
from districts.models import Indicator
from oversight.documents.parts import Column, ReferenceTable

ATTENTION_ROWS = 8


def gap(one):
    """How far the last figure is from the target, as a share of it; 0 when reached or without a target."""
    value = one.last.value if one.last else None
    if value is None or not one.target or one.is_reached:
        return 0.0
    return abs(float(one.target - value)) / float(one.target)


def plain(value):
    return None if value is None else float(value)


def lowered(label):
    return label[:1].lower() + label[1:]


ATTENTION_COLUMNS = (
    Column("Mã", width=9, align="center"),
    Column("Chỉ tiêu", width=62, head=True),
    Column("Kỳ này", width=13, align="right"),
    Column("So với kỳ trước", width=20, align="right"),
    Column("Mức phấn đấu", width=13, align="right"),
    Column("Toàn tỉnh", width=13, align="right"),
)


def attention(known):
    """The indicators below their target, the farthest first; None when all are reached."""
    below = sorted((one for one in known if one.is_reached is False), key=gap, reverse=True)
    if not below:
        return None
    return ReferenceTable(
        "can-chu-y",
        f"Chỉ tiêu chưa đạt mức phấn đấu ({len(below)})"
        if len(below) <= ATTENTION_ROWS
        else f"{ATTENTION_ROWS} chỉ tiêu còn cách mức phấn đấu xa nhất (trong {len(below)} chưa đạt)",
        ATTENTION_COLUMNS,
        tuple(attention_row(one) for one in below[:ATTENTION_ROWS]),
    )


def attention_row(one):
    return (
        one.indicator.code,
        one.indicator.name,
        figure(one.indicator, one.last.value),
        str(one.change.text) if one.change else "–",
        figure(one.indicator, one.target),
        figure(one.indicator, one.province_values[-1]) or "–",
    )


def figure(indicator, value):
    """With its unit when it is a percentage; yes/no in words. "" for nothing."""
    if value is None:
        return ""
    if indicator.kind == Indicator.Kind.YES_NO:
        return "có" if value else "không"
    return number_text(value, "%" if indicator.is_percent else "")


WHOLE_COLUMNS = (
    Column("Trụ cột", width=18),
    Column("Mã", width=8, align="center"),
    Column("Chỉ tiêu", width=50, head=True),
    Column("Đơn vị tính", width=10, align="center"),
    Column("Tử số", width=12, align="right"),
    Column("Mẫu số", width=12, align="right"),
    Column("Giá trị", width=12, align="right", decimals=2),
    Column("Kỳ trước", width=12, align="right", decimals=2),
    Column("Mức phấn đấu", width=12, align="right", decimals=2),
    Column("Toàn tỉnh", width=12, align="right", decimals=2),
    Column("Đánh giá", width=12, align="center"),
    Column("Lưu ý", width=40),
)
RESULT_WORDS = {True: "đạt", False: "chưa đạt", None: ""}


def whole_table(series, period):
    rows = tuple(whole_row(one) for one in series)
    return (
        ReferenceTable("so-lieu", f"Số liệu {lowered(period.label)}", WHOLE_COLUMNS, rows) if rows else None
    )


def whole_row(one):
    last = one.last
    before = one.values[-2] if len(one.values) > 1 else None
    return (
        one.indicator.pillar.name,
        one.indicator.code,
        one.indicator.name,
        one.indicator.unit_name,
        plain(last.numerator) if last else None,
        plain(last.denominator) if last else None,
        plain(last.value) if last else None,
        plain(before),
        plain(one.target),
        plain(one.province_values[-1]) if one.province_values else None,
        RESULT_WORDS[one.is_reached],
        "; ".join(str(flag.sentence) for flag in one.flags) if last else "chưa có số liệu",
    )


def history_table(series):
    if not series:
        return None
    periods = series[0].periods
    columns = (
        Column("Mã", width=8, align="center"),
        Column("Chỉ tiêu", width=50, head=True),
        *(Column(str(period.label), width=14, align="right", decimals=2) for period in periods),
    )
    rows = tuple((one.indicator.code, one.indicator.name, *map(plain, one.values)) for one in series)
    return ReferenceTable("qua-cac-ky", "Giá trị qua các kỳ", columns, rows)
