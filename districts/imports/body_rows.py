"""One body's table, turned into the one wide row the engine reads: its indicators become columns."""

import difflib

from django.utils.translation import gettext as _

from districts.imports.body_sheet import BODY_LINE, FIGURES, PERIOD_LINE, find_body_table, line_above
from districts.imports.cells import same_words, words_of
from districts.imports.problems import WARNING
from districts.imports.staged import Typed
from districts.imports.strays import holds_figure, merged_figures

CLOSE_ENOUGH = 0.6
LONGEST_NAME = 500


def body_rows(workbook, known):
    """([{"report", code: Typed}], problems). Empty when there is no table."""
    table, problems = find_body_table(workbook)
    problems = list(problems)
    # A column too many or too few is told together with what is wrong in the others.
    if table is None or "code" not in table.columns:
        return [], problems
    report = known.reports[0]
    problems += [*lines_above(table, report), *merged_figures(table, FIGURES)]
    row = {"report": report}
    by_code = {words_of(indicator.code): indicator for indicator in known.indicators}
    for number, cells in table.rows():
        indicator = indicator_of(cells, by_code, problems)
        if indicator is None:
            continue
        if indicator.code in row:
            problems.append(twice(cells["code"], indicator, row[indicator.code].first))
        else:
            row[indicator.code] = typed_of(table, number, cells)
    problems += missing_rows(table, row, report, known)
    return [row], problems


def typed_of(table, number, cells):
    typed = Typed(*(cells.get(key) for key in (*FIGURES, "note")))
    return typed if any(cell is not None for cell in typed) else Typed(value=table.sheet.cell(number, 1))


def indicator_of(cells, by_code, problems):
    """The indicator of a row; None for headings, remarks and rows that are refused."""
    code = cells["code"]
    if code.is_blank:
        stray = next((cells[key] for key in FIGURES if key in cells and holds_figure(cells[key])), None)
        if stray is not None:
            problems.append(
                stray.problem(
                    "no_code",
                    _("Dòng này có số liệu nhưng không có mã chỉ tiêu."),
                    _("Ghi lại mã ở cột Mã, hoặc xóa số liệu thừa."),
                )
            )
        return None
    indicator = by_code.get(words_of(code.text))
    if indicator is None:
        if problem := unknown_code(code, cells, by_code):
            problems.append(problem)
        return None
    name = cells.get("name")
    if name is not None and not name.is_blank and not is_name_of(indicator, name.text, by_code.values()):
        problems.append(
            name.problem(
                "name_differs",
                _("Mã %(code)s là “%(name)s”, nhưng dòng này ghi “%(text)s”.")
                % {"code": indicator.code, "name": indicator.name, "text": name.text.split("\n")[0][:80]},
                _("Số liệu có thể nằm nhầm dòng: kiểm tra lại mã và tên chỉ tiêu."),
            )
        )
        return None
    return indicator


def is_name_of(indicator, text, indicators):
    """People shorten names and add to them; what fits another indicator better is something else."""
    given = words_of(text.split("\n")[0][:LONGEST_NAME])
    own = words_of(indicator.name)
    if given == own:
        return True
    others = {words_of(other.name) for other in indicators} - {own}
    if given in others:
        return False
    if given in own:
        return True
    likeness = alike(own, given)
    is_like = own in given or likeness > CLOSE_ENOUGH
    return is_like and all(alike(other, given) <= likeness for other in others)


def alike(name, given):
    return difflib.SequenceMatcher(None, name, given).ratio()


def unknown_code(code, cells, by_code):
    """A word where no figures stand is a remark (a signature, a pillar); with figures it is a mistake."""
    if not any(holds_figure(cells[key]) for key in FIGURES if key in cells):
        return None
    close = difflib.get_close_matches(words_of(code.text), by_code, n=1, cutoff=CLOSE_ENOUGH)
    suggestion = (
        _("Có phải là %s? Sửa lại mã cho đúng.") % by_code[close[0]].code
        if close
        else _("Dùng mã chỉ tiêu trong bản mẫu tải từ hệ thống.")
    )
    message = _("Mã “%s” không có trong bộ chỉ tiêu của kỳ này.") % code.text[:40]
    return code.problem("unknown_code", message, suggestion)


def twice(cell, indicator, first):
    return cell.problem(
        "duplicate_row",
        _("Chỉ tiêu %(code)s bị lặp (đã có ở dòng %(row)d).") % {"code": indicator.code, "row": first.row},
        _("Giữ lại một dòng, xóa dòng kia."),
    )


def missing_rows(table, row, report, known):
    due = known.due.get(report.pk, ())
    absent = [i.code for i in known.indicators if i.pk in due and i.code not in row]
    if absent:
        cell = table.sheet.cell(table.header_row, table.columns["code"])
        message = _("Tệp không có %(n)d chỉ tiêu phải báo cáo: %(codes)s.")
        yield cell.problem(
            "missing_indicator",
            message % {"n": len(absent), "codes": ", ".join(absent)},
            _("Số đang có trên hệ thống được giữ nguyên; còn thiếu thì nhập bổ sung trước khi trình ký."),
            WARNING,
        )


def lines_above(table, report):
    """The title names another period or body: the figures are not meant for this report."""
    said = {
        PERIOD_LINE: ("wrong_period", str(report.period), _("Tệp ghi kỳ “%(is)s”, báo cáo này là %(own)s.")),
        BODY_LINE: ("wrong_body", str(report.body), _("Tệp ghi đơn vị “%(is)s”, báo cáo này của %(own)s.")),
    }
    for beginning, (code, own, message) in said.items():
        found = line_above(table.sheet, table.header_row, beginning)
        if found and found[1] and not same_words(found[1], own):
            words = message % {"is": found[1][:80], "own": own}
            yield found[0].problem(code, words, _("Tải đúng bản mẫu của đơn vị và kỳ này rồi điền lại."))
