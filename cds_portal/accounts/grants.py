"""Who may do what: the one table. Which rows is `visible_to`; when is each lifecycle's NEXT."""

from enum import StrEnum
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    STAFF = "staff", _("Chuyên viên giúp việc Ban")
    LEADER = "leader", _("Lãnh đạo Ban")
    CLERK = "clerk", _("Văn thư")
    MEMBER = "member", _("Thành viên Đoàn giám sát")
    LOCAL_REPORTER = "local_reporter", _("Cán bộ tổng hợp của địa phương")
    LOCAL_LEADER = "local_leader", _("Lãnh đạo địa phương")
    DEPARTMENT = "department", _("Cán bộ sở, ngành")
    ADMIN = "admin", _("Quản trị hệ thống")


COMMITTEE_ROLES = (Role.STAFF, Role.LEADER, Role.CLERK)
LOCAL_ROLES = (Role.LOCAL_REPORTER, Role.LOCAL_LEADER)


class Permission(StrEnum):
    READ_SESSIONS = "read_sessions"
    EDIT_SESSION = "edit_session"
    DECIDE_SESSION = "decide_session"
    READ_VISITS = "read_visits"
    LOG_VISIT = "log_visit"
    ADD_FINDING = "add_finding"
    READ_FINDINGS = "read_findings"
    EDIT_FINDING = "edit_finding"
    READ_RECOMMENDATIONS = "read_recommendations"
    EDIT_RECOMMENDATION = "edit_recommendation"
    READ_PROPOSALS = "read_proposals"
    RAISE_PROPOSAL = "raise_proposal"
    HANDLE_PROPOSAL = "handle_proposal"
    EDIT_SECTION = "edit_section"
    READ_DOCUMENTS = "read_documents"
    REQUEST_DOCUMENT = "request_document"
    APPROVE_DOCUMENT = "approve_document"
    ISSUE_DOCUMENT = "issue_document"
    READ_UNITS = "read_units"
    ADMINISTER = "administer"


P = Permission
READ_CASE = {P.READ_SESSIONS, P.READ_VISITS, P.READ_RECOMMENDATIONS, P.READ_PROPOSALS, P.READ_DOCUMENTS}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.STAFF: frozenset(
        READ_CASE
        | {P.READ_FINDINGS, P.READ_UNITS, P.EDIT_SESSION, P.LOG_VISIT, P.ADD_FINDING, P.EDIT_FINDING}
        | {P.EDIT_RECOMMENDATION, P.RAISE_PROPOSAL, P.HANDLE_PROPOSAL, P.EDIT_SECTION, P.REQUEST_DOCUMENT}
    ),
    Role.LEADER: frozenset(
        READ_CASE | {P.READ_FINDINGS, P.READ_UNITS, P.REQUEST_DOCUMENT, P.APPROVE_DOCUMENT, P.DECIDE_SESSION}
    ),
    Role.CLERK: frozenset(READ_CASE | {P.READ_FINDINGS, P.READ_UNITS, P.ISSUE_DOCUMENT}),
    Role.MEMBER: frozenset(READ_CASE | {P.READ_FINDINGS, P.READ_UNITS, P.ADD_FINDING}),
    Role.LOCAL_REPORTER: frozenset(READ_CASE | {P.READ_UNITS, P.RAISE_PROPOSAL}),
    Role.LOCAL_LEADER: frozenset(READ_CASE | {P.READ_UNITS, P.RAISE_PROPOSAL}),
    Role.DEPARTMENT: frozenset(
        {P.READ_SESSIONS, P.READ_RECOMMENDATIONS, P.READ_PROPOSALS, P.READ_DOCUMENTS, P.READ_UNITS}
    ),
    Role.ADMIN: frozenset({P.READ_UNITS, P.ADMINISTER}),
}


def requires(permission):
    """A view for those whose present posts grant `permission`.

    Others are answered 403; but one record that they may not even read is not theirs to know of: 404.
    """

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.can(permission):
                raise Http404 if kwargs and permission.startswith("read_") else PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permission = permission
        return guarded

    return decorate
