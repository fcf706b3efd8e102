"""The rows of a sheet for many bodies: each finds its report, by code or by name, or is told why not."""

from django.utils.translation import gettext as _

from districts.imports.body_sheet import PERIOD_LINE, line_above
from districts.imports.cells import same_words
from districts.imports.many_sheet import columns_of, find_many_table
from districts.imports.problems import Problem
from districts.imports.staged import Typed
from districts.imports.strays import holds_figure
from districts.imports.units import Units


def many_rows(workbook, known):
    """([{"report", code: Typed}], problems) of a read Workbook; a row a report, no figures no row."""
    table, problems = find_many_table(workbook, known.indicators)
    problems = list(problems)
    if table is None:
        return [], problems
    if "body" not in table.columns and "code" not in table.columns:
        return [], [*problems, no_bodies(table)]
    problems += period_above(table, known)
    units, rows, seen = Units(known), [], {}
    columns = columns_with_cells(table, known)
    for number, cells in table.rows():
        if all(cells[key].is_blank for key in figure_keys(cells)):
            continue
        unfound = []
        report = units.report_of(cells.get("code"), cells.get("body"), unfound)
        if report is None:
            # Words under the table (who compiled it, who signs) are nobody's figures.
            problems += unfound if any(holds_figure(cells[key]) for key in figure_keys(cells)) else ()
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
