"""The whole list: found in the workbook, read row by row, checked against what is stored."""

import re

from django.utils.translation import gettext as _

from cds_portal.text import fold
from districts.imports.headings import find_table
from districts.imports.limits import MANY_BODIES
from districts.imports.problems import Problem
from districts.imports.reader import open_workbook
from districts.models import Body
from oversight.models import Assignment, OversightSession
from oversight.past.columns import COLUMNS, EXAMPLE_MARK, REQUIRED, SHEET
from oversight.past.rows import RowReader

CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")


def stage(content, name, committee):
    """(rows, problems) of the workbook; raises WorkbookRefused when it cannot be opened at all."""
    workbook = open_workbook(content, name, MANY_BODIES)
    table, problems = find_table(workbook.sheets, COLUMNS, required=REQUIRED, prefer=SHEET)
    if table is None or table.has_errors:
        return [], list(problems)
    reader = RowReader(bodies_by_name())
    rows = [reader.read(number, cells) for number, cells in table.rows() if not is_example(cells)]
    rows = [row for row in rows if row]
    found = [*problems, *reader.problems, *problems_of_sessions(rows, table, committee)]
    found += problems_of_stored(rows, table, committee)
    if not rows and not found:
        found.append(Problem(table.sheet.name, "", "empty", _("Danh sách chưa có dòng nào.")))
    return rows, found


def is_example(cells):
    return "note" in cells and fold(cells["note"].text).startswith(fold(EXAMPLE_MARK))


def bodies_by_name():
    bodies = {}
    for body in Body.objects.exclude(kind=Body.Kind.COMMITTEE):
        bodies.setdefault(body.fold, []).append(body)
    return bodies


def problems_of_sessions(rows, table, committee):
    """A code that is another committee's, or that cannot be one; a new session needs its name."""
    stored = {
        session.code: session
        for session in OversightSession.objects.filter(code__in={row.session for row in rows})
    }
    titled = {row.session for row in rows if row.title}
    for row in rows:
        cell = table.sheet.cell(row.row, table.columns["session"])
        session = stored.get(row.session)
        if session is None and not CODE.fullmatch(row.session):
            yield cell.problem(
                "bad_code",
                _("Mã “%s” không dùng được.") % row.session,
                _("Chỉ dùng chữ không dấu, số và dấu gạch nối, ví dụ GS-2022-01."),
            )
        elif session is None and row.session not in titled:
            yield cell.problem(
                "unknown_session",
                _("Chưa có cuộc giám sát mã “%s”.") % row.session,
                _("Ghi thêm tên cuộc giám sát để hệ thống lập hồ sơ hồi cố."),
            )
        elif session is not None and session.committee_id != committee.pk:
            yield cell.problem("foreign_session", _("Mã “%s” là của hồ sơ khác.") % row.session)


def problems_of_stored(rows, table, committee):
    """Rows that are in the portal already: loading a list twice adds nothing."""
    stored = {
        (assignment.recommendation.session.code, assignment.recommendation.fold, assignment.body_id)
        for assignment in Assignment.objects.filter(
            recommendation__session__committee=committee,
            recommendation__session__code__in={row.session for row in rows},
        ).select_related("recommendation__session")
    }
    for row in rows:
        if (row.session, fold(row.text), row.body_id) in stored:
            cell = table.sheet.cell(row.row, table.columns["text"])
            yield cell.problem("stored", _("Nội dung này đã có trong hệ thống."), _("Xóa dòng này."))
