"""The workbook of one body and period: only what is due, last figures beside the new column, slips prevented.

XlsxWriter: it writes what Excel and LibreOffice read alike, with validations and conditions.
"""

import io

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from xlsxwriter.utility import xl_rowcol_to_cell

from cds_portal.lists import harmless_cell
from cds_portal.text import day_text
from districts.figures import shown
from districts.imports import looks
from districts.imports.body_sheet import BODY_LINE, COLUMN, GUIDE, PERIOD_LINE, SHEET, TITLES
from districts.imports.last_values import last_values
from districts.imports.stamp import Stamp, write_stamp
from districts.models import Indicator

WIDTHS = {"code": 8, "name": 58, "unit": 12, "last": 22}
WIDTHS |= {"numerator": 13, "denominator": 13, "value": 13, "note": 34}
HEAD_ROW = 5
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def body_workbook(report, *, with_draft=True):
    """The .xlsx (bytes) of a ProgressReport; `with_draft` fills in what was typed already."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, OPTIONS)
    workbook.set_properties({"title": f"{report.body} - {report.period}", "author": str(report.committee)})
    formats = looks.formats_of(workbook)
    sheet = workbook.add_worksheet(SHEET)
    guide = workbook.add_worksheet(GUIDE)
    write_stamp(workbook, stamp_of(report))
    indicators = list(report.indicators.select_related("pillar").order_by("order", "pk"))
    write_title(sheet, report, formats)
    write_table(sheet, Given(report, indicators, with_draft=with_draft), formats)
    finish_sheet(sheet, report)
    write_guide(guide, report, formats)
    workbook.close()
    return out.getvalue()


def stamp_of(report):
    return Stamp(report.period.code, report.indicator_set.stamp, report.body.code, report.pk)


class Given:
    """What the workbook shows: the indicators due, their last accepted figures, the draft's figures."""

    def __init__(self, report, indicators, *, with_draft):
        self.indicators = indicators
        last = last_values(report.period, bodies=[report.body_id], indicators=indicators)
        self.last = {indicator: value for (_body, indicator), value in last.items()}
        version = report.versions.filter(frozen_at=None).first() if with_draft else None
        self.typed = {value.indicator_id: value for value in version.values.all()} if version else {}


def write_title(sheet, report, formats):
    period = report.period
    sheet.merge_range(0, 0, 0, COLUMN["note"], _("BÁO CÁO SỐ LIỆU CHUYỂN ĐỔI SỐ"), formats["title"])
    lines = [
        f"{BODY_LINE} {report.body}",
        f"{PERIOD_LINE} {period}",
        _("Số liệu từ %(start)s, chốt đến hết ngày %(end)s. Hạn gửi: %(due)s.")
        % {
            "start": day_text(period.starts_on),
            "end": day_text(period.cut_off),
            "due": day_text(period.due_on),
        },
        _("Chỉ điền các ô nền vàng. Tỷ lệ do hệ thống tự tính từ tử số và mẫu số."),
    ]
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, harmless_cell(line), formats["line"])


def write_table(sheet, given, formats):
    for key, title in TITLES.items():
        sheet.write_string(HEAD_ROW, COLUMN[key], title, formats["head"])
    row, pillar = HEAD_ROW + 1, None
    for indicator in given.indicators:
        if indicator.pillar_id != pillar:
            write_pillar(sheet, row, indicator.pillar, formats)
            pillar, row = indicator.pillar_id, row + 1
        write_indicator(sheet, row, indicator, given, formats)
        row += 1
    for key in ("numerator", "denominator", "value"):
        first, last = (xl_rowcol_to_cell(r, COLUMN[key]) for r in (HEAD_ROW + 1, row))
        looks.show_fractions(sheet, f"{first}:{last}", formats)


def write_pillar(sheet, row, pillar, formats):
    for column in range(len(TITLES)):
        sheet.write_blank(row, column, None, formats["pillar"])
    sheet.write_string(row, COLUMN["name"], str(pillar), formats["pillar"])


def write_indicator(sheet, row, indicator, given, formats):
    last, typed = given.last.get(indicator.pk), given.typed.get(indicator.pk)
    sheet.write_string(row, COLUMN["code"], indicator.code, formats["centre"])
    sheet.write_string(row, COLUMN["name"], name_with_parts(indicator), formats["text"])
    sheet.write_string(row, COLUMN["unit"], indicator.unit_name, formats["centre"])
    sheet.write_string(row, COLUMN["last"], last_text(indicator, last), formats["last"])
    if indicator.is_ratio:
        write_parts(sheet, row, indicator, typed, formats)
    else:
        write_single(sheet, row, indicator, typed, formats)
    note = harmless_cell(typed.note) if typed else ""
    sheet.write(row, COLUMN["note"], note or None, formats["note"])
    sheet.set_row(row, looks.height_of((name_with_parts(indicator), WIDTHS["name"]), (note, WIDTHS["note"])))


def name_with_parts(indicator):
    """The name, and for a ratio in two further lines what is counted."""
    if not indicator.is_ratio:
        return indicator.name
    return _("%(name)s\nTử số: %(numerator)s\nMẫu số: %(denominator)s") % {
        "name": indicator.name,
        "numerator": indicator.numerator_name,
        "denominator": indicator.denominator_name,
    }


def last_text(indicator, last):
    """“90/98 = 91,84%”, “12”, “có”; “chưa có” when nothing was accepted before."""
    if last is None or (last.value is None and last.numerator is None):
        return _("chưa có")
    if indicator.kind == Indicator.Kind.YES_NO:
        return looks.YES_NO[0] if last.value else looks.YES_NO[1]
    value = "" if last.value is None else shown(round(last.value, 2) if indicator.is_ratio else last.value)
    if not indicator.is_ratio or last.numerator is None:
        return value
    parts = f"{shown(last.numerator)}/{shown(last.denominator)}"
    return f"{parts} = {value}{'%' if indicator.is_percent else ''}" if value else parts


def write_parts(sheet, row, indicator, typed, formats):
    cells = {key: xl_rowcol_to_cell(row, COLUMN[key]) for key in ("numerator", "denominator")}
    for key, other in (("numerator", "denominator"), ("denominator", "numerator")):
        write_number(sheet, row, COLUMN[key], typed and getattr(typed, key), formats["input"])
        rule = looks.rule_of_parts(
            indicator, own=cells[key], other=cells[other], is_numerator=key == "numerator"
        )
        sheet.data_validation(row, COLUMN[key], row, COLUMN[key], rule)
    sheet.write_blank(row, COLUMN["value"], None, formats["closed"])
    if not indicator.may_exceed:
        wrong = "=AND(ISNUMBER({numerator}),ISNUMBER({denominator}),{numerator}>{denominator})"
        criteria = {"type": "formula", "criteria": wrong.format(**cells), "format": formats["wrong"]}
        sheet.conditional_format(row, COLUMN["numerator"], row, COLUMN["denominator"], criteria)


def write_single(sheet, row, indicator, typed, formats):
    for key in ("numerator", "denominator"):
        sheet.write_blank(row, COLUMN[key], None, formats["closed"])
    column, value = COLUMN["value"], typed.value if typed else None
    if indicator.kind == Indicator.Kind.YES_NO:
        words = None if value is None else looks.YES_NO[0 if value else 1]
        sheet.write(row, column, words, formats["choice"])
    else:
        write_number(sheet, row, column, value, formats["input"])
    sheet.data_validation(row, column, row, column, looks.rule_of_value(indicator))


def write_number(sheet, row, column, value, style):
    sheet.write(row, column, None if value is None else float(value), style)


def finish_sheet(sheet, report):
    for key, width in WIDTHS.items():
        sheet.set_column(COLUMN[key], COLUMN[key], width)
    sheet.set_row(0, 24)
    sheet.set_row(HEAD_ROW, 32)
    sheet.freeze_panes(HEAD_ROW + 1, COLUMN["unit"])
    sheet.set_selection(HEAD_ROW + 2, COLUMN["numerator"], HEAD_ROW + 2, COLUMN["numerator"])
    looks.protect(sheet)
    looks.set_up_print(
        sheet, head_row=HEAD_ROW, columns=len(TITLES), footer=f"{report.body} - {report.period}"
    )


GUIDE_LINES = (
    gettext_lazy("1. Điền vào các ô nền vàng của trang “Số liệu”; các ô khác được khóa để không sửa nhầm."),
    gettext_lazy(
        "2. Chỉ tiêu tỷ lệ: điền tử số và mẫu số, không điền tỷ lệ. Ý nghĩa của từng số ghi ngay dưới tên."
    ),
    gettext_lazy(
        "3. Số lượng ghi số nguyên, số đo có tối đa 4 chữ số thập phân, chỉ tiêu có/không chọn từ danh sách."
    ),
    gettext_lazy(
        "4. Trong kỳ không phát sinh: ghi dấu “-”. Chưa có số liệu: để trống và ghi lý do ở cột Ghi chú."
    ),
    gettext_lazy(
        "5. Ô để trống giữ nguyên số đang có trên hệ thống; muốn xóa một số thì xóa trên trang báo cáo."
    ),
    gettext_lazy(
        "6. Không thêm cột, không đổi mã chỉ tiêu. Có thể dùng Excel hoặc LibreOffice; lưu dạng .xlsx."
    ),
    gettext_lazy(
        "7. Tải tệp lên một lần. Hệ thống kiểm tra tất cả các ô, chỉ ra từng ô cần sửa và chưa ghi gì cả."
    ),
    gettext_lazy("8. Tệp này chỉ dùng cho đơn vị và kỳ báo cáo ghi ở đầu trang."),
)


def write_guide(sheet, report, formats):
    sheet.write_string(0, 0, _("Hướng dẫn điền số liệu"), formats["title"])
    for row, line in enumerate(GUIDE_LINES, start=2):
        sheet.write_string(row, 0, str(line), formats["hint"])
    source = _("Bộ chỉ tiêu: %(name)s (%(stamp)s), %(issuer)s.") % {
        "name": report.indicator_set.name,
        "stamp": report.indicator_set.stamp,
        "issuer": report.indicator_set.issuer,
    }
    sheet.write_string(len(GUIDE_LINES) + 3, 0, source, formats["hint"])
    sheet.set_column(0, 0, 110)
    looks.protect(sheet)
    sheet.set_paper(looks.A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
