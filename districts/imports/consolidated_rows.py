"""The rows of a sheet for many bodies: each finds its report, by code or by name, or is told why not."""

from django.utils.translation import gettext as _

from districts.imports.body_sheet import PERIOD_LINE, line_above
from districts.imports.cells import same_words
from districts.imports.checks import check_figures, read_figures
from districts.imports.many_sheet import columns_of, find_many_table
from districts.imports.problems import WARNING, Problem
from districts.imports.reading import word_of
from districts.imports.staged import Typed
from districts.imports.strays import holds_figure, merged_figures
from districts.imports.units import Units


def many_rows(workbook, known):
    """([{"report", code: Typed}], problems) of a read Workbook; a row a report, no figures no row."""
    table, problems = find_many_table(workbook, known.indicators)
    problems = list(problems)
    if table is None:
        return [], problems
    if "body" not in table.columns and "code" not in table.columns:
        return [], [*problems, no_bodies(table)]
    problems += [*period_above(table, known), *merged_figures(table, figure_keys(table.columns))]
    units, rows, seen = Units(known), [], {}
    columns = columns_with_cells(table, known)
    for number, cells in table.rows():
        if all(cells[key].is_blank for key in figure_keys(cells)):
            continue
        unfound = []
        report = units.report_of(cells.get("code"), cells.get("body"), unfound)
        if report is None:
            problems += nobodys_row(cells, unfound, columns, known.indicators)
            continue
        if report.pk in known.typed_itself:
            problems.append(types_itself(cells, report))
            continue
        if report.pk in seen:
            problems.append(twice(cells, report, seen[report.pk]))
            continue
        seen[report.pk] = number
        rows.append({"report": report} | {code: typed(cells, keys) for code, keys in columns.items()})
    return rows, problems


def figure_keys(cells):
    return [key for key in cells if key not in ("code", "body")]


def columns_with_cells(table, known):
    """{indicator code: (keys of its numerator, denominator, value)}, None where the sheet has no column."""
    columns = {}
    for indicator, _field in columns_of(known.indicators):
        keys = [(indicator.code, field) for field in ("numerator", "denominator", "value")]
        if any(key in table.columns for key in keys):
            columns[indicator.code] = [key if key in table.columns else None for key in keys]
    return columns


def typed(cells, keys):
    return Typed(*(cells[key] if key else None for key in keys))


def nobodys_row(cells, unfound, columns, indicators):
    """Words under the table (who compiled it, who signs) are no figures, and totals are nobody's."""
    if not any(holds_figure(cells[key]) for key in figure_keys(cells)):
        return []
    if is_total(cells):
        return [not_read(cells)]
    return [*unfound, *faults_of(cells, columns, indicators)]


def faults_of(cells, columns, indicators):
    """Whosever the row is: what stands in its cells is told now, not after the name was mended."""
    by_code = {indicator.code: indicator for indicator in reversed(indicators)}
    found = []
    for code, keys in columns.items():
        row = typed(cells, keys)
        figures = read_figures(by_code[code], row, found)
        if figures is not None and not figures.is_empty:
            check_figures(by_code[code], figures, row, found)
    return [problem for problem in found if problem.is_error]


# No unit bears one of these names but xã Trung Bình, which is found before anybody looks here.
TOTALS = ("tong", "tong so", "cong", "trung binh", "binh quan")
TOTALS_OF = ("tong cong", "toan huyen", "toan tinh", "toan thi xa", "toan thanh pho", "ca huyen", "ca tinh")


def is_total(cells):
    code, body = cells.get("code"), cells.get("body")
    name = word_of(next((cell.text for cell in (body, code) if cell is not None and not cell.is_blank), ""))
    return name.rstrip(":") in TOTALS or name.startswith(TOTALS_OF)


def not_read(cells):
    cell = next(cells[key] for key in ("body", "code") if key in cells and not cells[key].is_blank)
    message = _("Dòng “%s” không được đọc: hệ thống tự cộng từ số của từng đơn vị.")
    return cell.problem("total_row", message % cell.text[:40], "", WARNING)


def types_itself(cells, report):
    cell = cells.get("body") or cells["code"]
    return cell.problem(
        "body_types_itself",
        _("%s đang tự nhập báo cáo này trên cổng, không nhập thay được.") % report.body,
        _("Xóa số liệu ở dòng này; đơn vị tự sửa và gửi báo cáo của mình."),
    )


def twice(cells, report, row):
    cell = cells.get("body") or cells["code"]
    return cell.problem(
        "duplicate_row",
        _("%(body)s bị lặp (đã có ở dòng %(row)d).") % {"body": report.body, "row": row},
        _("Giữ lại một dòng, xóa dòng kia."),
    )


def no_bodies(table):
    message = _("Thiếu cột “Đơn vị” hoặc “Mã đơn vị”.")
    return Problem(table.sheet.name, "", "missing_column", message, _("Tải lại biểu tổng hợp từ hệ thống."))


def period_above(table, known):
    found = line_above(table.sheet, table.header_row, PERIOD_LINE)
    own = str(known.reports[0].period) if known.reports else ""
    if found and own and found[1] and not same_words(found[1], own):
        words = {"is": found[1][:80], "own": own}
        message = _("Tệp ghi kỳ “%(is)s”, đang nhập kỳ %(own)s.") % words
        yield found[0].problem("wrong_period", message, _("Tải đúng biểu của kỳ này rồi chép số liệu sang."))
