"""How our workbooks look and what their cells allow; the same for one body's and for many bodies' sheets."""

from django.utils.translation import gettext as _

from districts.models import Indicator

FONT = "Times New Roman"
INPUT_COLOUR, LOCKED_COLOUR, HEAD_COLOUR, PILLAR_COLOUR = "#FFF9E5", "#F0F2F5", "#DCE8F4", "#EDF2F8"
YES_NO = ["có", "không"]
WHOLE, BROKEN_DOWN = "#,##0", "#,##0.0###"
A4 = 9
LONGEST_MESSAGE = 250

STYLES = {
    "title": {"bold": True, "font_size": 14, "align": "center", "valign": "vcenter"},
    "line": {"font_size": 12},
    "hint": {"font_size": 11, "italic": True, "text_wrap": True, "valign": "top"},
    "head": {"bold": True, "bg_color": HEAD_COLOUR, "align": "center", "valign": "vcenter"},
    "pillar": {"bold": True, "bg_color": PILLAR_COLOUR},
    "text": {},
    "centre": {"align": "center"},
    "last": {"bg_color": LOCKED_COLOUR, "align": "right", "num_format": WHOLE},
    "input": {"bg_color": INPUT_COLOUR, "locked": False, "align": "right", "num_format": WHOLE},
    "choice": {"bg_color": INPUT_COLOUR, "locked": False, "align": "center"},
    "note": {"bg_color": INPUT_COLOUR, "locked": False, "num_format": "@"},
    "closed": {"bg_color": LOCKED_COLOUR, "align": "right"},
    "meaning": {"italic": True, "font_size": 10, "align": "center", "bg_color": HEAD_COLOUR},
    "fraction": {"num_format": BROKEN_DOWN},
    "wrong": {"bg_color": "#F8D7D4", "font_color": "#8A1510"},
}
PLAIN = {"title", "line", "hint", "fraction", "wrong"}
CELL = {"font_name": FONT, "font_size": 12, "border": 1, "border_color": "#8592A0"}
CELL |= {"text_wrap": True, "valign": "vcenter"}


def formats_of(workbook):
    """{name: format} of STYLES; what is only laid over a cell by a condition names no font."""
    bare = {"fraction", "wrong"}
    return {
        name: workbook.add_format(
            style if name in bare else ({"font_name": FONT} if name in PLAIN else CELL) | style
        )
        for name, style in STYLES.items()
    }


def protect(sheet):
    """Without a password: it keeps from slips, not from intent; columns may still be widened.

    Cells may be formatted: what was pasted as a date or a percentage has to be made a number again.
    """
    allowed = ("format_cells", "format_columns", "format_rows", "select_locked_cells")
    sheet.protect("", dict.fromkeys(allowed, True))


def set_up_print(sheet, *, head_row, columns, footer):
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
    sheet.repeat_rows(head_row)
    sheet.set_footer(f"&L&9{footer}&R&9&P/&N")
    sheet.print_area(0, 0, sheet.dim_rowmax or head_row, columns - 1)


def message(text):
    return text if len(text) <= LONGEST_MESSAGE else f"{text[: LONGEST_MESSAGE - 1]}…"


def rule(criteria, *, title, error, hint=""):
    """A validation of a cell with our own words; titles hold 32 letters, messages 255."""
    shown = {"input_title": title[:32], "input_message": message(hint)} if hint else {}
    return criteria | {"error_title": title[:32], "error_message": message(error)} | shown


def rule_of_parts(indicator, *, own, other, is_numerator):
    """The validation of a numerator or denominator; `own` and `other` are the addresses of the pair."""
    name = indicator.numerator_name if is_numerator else indicator.denominator_name
    title = _("Tử số") if is_numerator else _("Mẫu số")
    pair = (own, other) if is_numerator else (other, own)
    bound = "" if indicator.may_exceed else ',OR({1}="",{0}="",{0}<={1})'.format(*pair)
    return rule(
        {"validate": "custom", "value": f"=AND(ISNUMBER({own}),{own}>=0{bound})"},
        title=title,
        hint=name,
        error=_("Nhập số không âm; tử số không lớn hơn mẫu số.")
        if bound
        else _("Nhập số không âm, không kèm chữ."),
    )


def rule_of_value(indicator):
    if indicator.kind == Indicator.Kind.YES_NO:
        return rule(
            {"validate": "list", "source": YES_NO},
            title=indicator.code,
            error=_("Chỉ chọn “có” hoặc “không”."),
            hint=_("Chọn có hoặc không."),
        )
    return rule(
        {"validate": "integer" if indicator.kind == Indicator.Kind.COUNT else "decimal"} | bounds(indicator),
        title=indicator.code,
        error=_("Nhập số %(unit)s, không kèm chữ.") % {"unit": range_in_words(indicator)},
        hint=_("Đơn vị tính: %s") % indicator.unit_name,
    )


def bounds(indicator):
    if indicator.maximum is None:
        return {"criteria": ">=", "value": float(indicator.minimum)}
    return {"criteria": "between", "minimum": float(indicator.minimum), "maximum": float(indicator.maximum)}


def range_in_words(indicator):
    kind = _("nguyên") if indicator.kind == Indicator.Kind.COUNT else ""
    least = _("từ %s trở lên") % f"{float(indicator.minimum):g}".replace(".", ",")
    if indicator.maximum is not None:
        most = f"{float(indicator.maximum):g}".replace(".", ",")
        least = _("từ %(least)s đến %(most)s") % {
            "least": f"{float(indicator.minimum):g}".replace(".", ","),
            "most": most,
        }
    return f"{kind} {least}".strip()


def height_of(*texts):
    """Points for a row of wrapped texts, each with its column's width: LibreOffice does not measure."""
    return 6 + 16 * max(
        sum(-(-len(line) // int(width * 1.1)) or 1 for line in text.split("\n")) for text, width in texts
    )


def show_fractions(sheet, area, formats):
    """Whole numbers show no comma, others show their decimals: a format alone cannot do both."""
    first = area.partition(":")[0]
    criteria = f"=AND(ISNUMBER({first}),MOD({first},1)<>0)"
    sheet.conditional_format(area, {"type": "formula", "criteria": criteria, "format": formats["fraction"]})
