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
    READ_PROGRESS = "read_progress"
    REPORT_PROGRESS = "report_progress"
    SIGN_PROGRESS = "sign_progress"
    RECEIVE_PROGRESS = "receive_progress"
    UNLOCK_PROGRESS = "unlock_progress"
    READ_PLANS = "read_plans"
    EDIT_PLAN = "edit_plan"
    REPORT_TASK = "report_task"
    READ_GUIDANCE = "read_guidance"
    EDIT_GUIDANCE = "edit_guidance"
    READ_INDICATORS = "read_indicators"
    RESPOND = "respond"
    SIGN_RESPONSE = "sign_response"
    VERIFY = "verify"
    DECIDE_FOLLOW_UP = "decide_follow_up"
    COMMENT = "comment"
    WRITE_NOTE = "write_note"
    REGISTER_PAPER = "register_paper"
    READ_PAST = "read_past"
    LOAD_PAST = "load_past"
    CONFIRM_PAST = "confirm_past"
    READ_REORGANISATION = "read_reorganisation"
    PREPARE_REORGANISATION = "prepare_reorganisation"
    APPLY_REORGANISATION = "apply_reorganisation"
    EDIT_CALENDAR = "edit_calendar"
    HAND_OVER = "hand_over"
    ADMINISTER = "administer"


P = Permission
READ_CASE = {P.READ_SESSIONS, P.READ_VISITS, P.READ_RECOMMENDATIONS, P.READ_PROPOSALS, P.READ_DOCUMENTS}
READ_REPORTING = {P.READ_UNITS, P.READ_PROGRESS, P.READ_PLANS, P.READ_GUIDANCE, P.READ_INDICATORS}
READ_COMMITTEE = READ_CASE | READ_REPORTING | {P.READ_FINDINGS, P.READ_REORGANISATION, P.READ_PAST}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.STAFF: frozenset(
        READ_COMMITTEE
        | {P.EDIT_SESSION, P.LOG_VISIT, P.ADD_FINDING, P.EDIT_FINDING}
        | {P.EDIT_RECOMMENDATION, P.RAISE_PROPOSAL, P.HANDLE_PROPOSAL, P.EDIT_SECTION, P.REQUEST_DOCUMENT}
        | {P.RECEIVE_PROGRESS, P.EDIT_PLAN, P.EDIT_GUIDANCE, P.VERIFY, P.COMMENT, P.WRITE_NOTE}
        | {P.REGISTER_PAPER, P.LOAD_PAST, P.PREPARE_REORGANISATION, P.EDIT_CALENDAR, P.HAND_OVER}
    ),
    Role.LEADER: frozenset(
        READ_COMMITTEE
        | {P.REQUEST_DOCUMENT, P.APPROVE_DOCUMENT, P.DECIDE_SESSION, P.UNLOCK_PROGRESS, P.DECIDE_FOLLOW_UP}
        | {P.COMMENT, P.WRITE_NOTE, P.CONFIRM_PAST, P.APPLY_REORGANISATION, P.HAND_OVER}
    ),
    Role.CLERK: frozenset(READ_COMMITTEE | {P.ISSUE_DOCUMENT, P.REGISTER_PAPER}),
    Role.MEMBER: frozenset(READ_CASE | {P.READ_FINDINGS, P.READ_UNITS, P.READ_INDICATORS, P.ADD_FINDING}),
    Role.LOCAL_REPORTER: frozenset(
        READ_CASE
        | READ_REPORTING
        | {P.RAISE_PROPOSAL, P.REPORT_PROGRESS, P.EDIT_PLAN, P.REPORT_TASK, P.RESPOND, P.COMMENT}
    ),
    Role.LOCAL_LEADER: frozenset(
        READ_CASE
        | READ_REPORTING
        | {P.RAISE_PROPOSAL, P.SIGN_PROGRESS, P.SIGN_RESPONSE, P.COMMENT, P.HAND_OVER}
    ),
    # A sở has one post here: its officer answers, and signs with the paper of the sở at hand.
    Role.DEPARTMENT: frozenset(
        READ_REPORTING
        | {P.READ_SESSIONS, P.READ_RECOMMENDATIONS, P.READ_PROPOSALS, P.READ_DOCUMENTS}
        | {P.EDIT_GUIDANCE, P.RESPOND, P.SIGN_RESPONSE, P.COMMENT}
    ),
    Role.ADMIN: frozenset({P.READ_UNITS, P.READ_INDICATORS, P.ADMINISTER, P.EDIT_CALENDAR, P.HAND_OVER}),
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
