"""The rows against what is stored: asked when the list is read, and again when a leader confirms it."""

import re
from typing import NamedTuple

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from cds_portal.text import fold
from oversight.models import Assignment, OversightSession

CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")
Status = OversightSession.Status


class Fault(NamedTuple):
    """Of the row's column `key`; the words are those of districts.imports.problems.Problem."""

    row: int
    key: str
    code: str
    message: str
    suggestion: str = ""


def faults(rows, committee):
    """Every Fault of the PastRows, those of sessions first."""
    return [*faults_of_sessions(rows, committee), *faults_of_stored(rows, committee)]


def faults_of_sessions(rows, committee):
    found = OversightSession.objects.filter(code__in={row.session for row in rows})
    stored = {session.code: session for session in found}
    titled = {row.session for row in rows if row.title}
    spelled = spellings(rows, committee)
    for row in rows:
        session = stored.get(row.session)
        other = spelled[row.session.lower()]
        if session:
            why = why_not_in(session, committee)
        elif other != row.session:
            why = other_case(row.session, other)
        else:
            why = why_not_new(row, titled)
        if why:
            yield Fault(row.row, "session", *why)


def spellings(rows, committee):
    """{code in small letters: as it is written}: by the committee's own sessions, else by the first row."""
    small = {row.session.lower() for row in rows}
    own = OversightSession.objects.filter(committee=committee).annotate(small=Lower("code"))
    first = {row.session.lower(): row.session for row in reversed(rows)}
    return first | dict(own.filter(small__in=small).values_list("small", "code"))


def other_case(code, other):
    """Two sessions whose codes differ in nothing but capitals would be taken for one."""
    return (
        "other_case",
        _("Mã “%(code)s” chỉ khác mã “%(other)s” ở chữ hoa, chữ thường.") % {"code": code, "other": other},
        _("Ghi đúng như “%s”, hoặc ghi mã khác.") % other,
    )


def why_not_new(row, titled):
    """A code that cannot be one; a new session needs its name."""
    if not CODE.fullmatch(row.session):
        return (
            "bad_code",
            _("Mã “%s” không dùng được.") % row.session,
            _("Chỉ dùng chữ không dấu, số và dấu gạch nối, ví dụ GS-2022-01."),
        )
    if row.session not in titled:
        return (
            "unknown_session",
            _("Chưa có cuộc giám sát mã “%s”.") % row.session,
            _("Ghi thêm tên cuộc giám sát để hệ thống lập hồ sơ hồi cố."),
        )
    return None


def why_not_in(session, committee):
    """Only the committee's own, and only where recommendations are followed up: before that step they come
    from the case's own report, after it nobody would see them. A past list makes its sessions in that step.
    """
    if session.committee_id != committee.pk:
        return "foreign_session", _("Mã “%s” là của hồ sơ khác.") % session.code
    if session.status == Status.CLOSED:
        return (
            "closed_session",
            _("Cuộc giám sát “%s” đã kết thúc.") % session.code,
            _("Mở lại theo dõi cuộc giám sát này trước, hoặc ghi mã khác."),
        )
    if session.status != Status.FOLLOW_UP:
        return (
            "live_session",
            _("Cuộc giám sát “%(code)s” %(status)s, chưa đến bước theo dõi sau giám sát.")
            % {"code": session.code, "status": session.get_status_display()},
            _("Lập kiến nghị ở hồ sơ cuộc giám sát đó, hoặc ghi mã khác."),
        )
    return None


def faults_of_stored(rows, committee):
    """Rows that are in the portal already: loading a list twice adds nothing."""
    stored = {
        (assignment.recommendation.session.code, assignment.recommendation.fold, assignment.body_id)
        for assignment in Assignment.objects.filter(
            committee=committee,
            recommendation__session__code__in={row.session for row in rows},
        ).select_related("recommendation__session")
    }
    for row in rows:
        if (row.session, fold(row.text), row.body_id) in stored:
            yield Fault(
                row.row, "text", "stored", _("Nội dung này đã có trong hệ thống."), _("Xóa dòng này.")
            )
