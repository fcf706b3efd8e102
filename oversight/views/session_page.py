"""What stands on a session's page: its tabs with counts, its steps, its people."""

from typing import NamedTuple

from django.db.models import Count, F, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission
from cds_portal.clock import today
from cds_portal.forms import ReasonForm
from districts.models.unit import names_with_today
from oversight.actions.cases import WRITTEN
from oversight.models import (
    Assignment,
    Document,
    Finding,
    OversightSession,
    Proposal,
    Recommendation,
    ReviewedBody,
    Visit,
)
from oversight.views.guards import is_member
from oversight.views.session_advice import next_step
from oversight.views.talk_panel import talk_panel

Status = OversightSession.Status
STEPS = [
    (Status.PLANNED, _("Kế hoạch")),
    (Status.NOTIFIED, _("Thông báo")),
    (Status.FIELDWORK, _("Khảo sát, làm việc")),
    (Status.REPORTING, _("Xây dựng báo cáo")),
    (Status.CONCLUDED, _("Kết luận")),
    (Status.FOLLOW_UP, _("Theo dõi")),
    (Status.CLOSED, _("Kết thúc")),
]
OPEN_FOR_REPORT = (Status.PLANNED, Status.NOTIFIED, Status.FIELDWORK, Status.REPORTING)


class Reader(NamedTuple):
    """What this person may do on this session; the template only asks."""

    all: bool
    edits: bool
    changes: bool
    decides: bool
    member: bool
    adds_findings: bool
    adds_visits: bool
    adds_recommendations: bool
    raises_proposals: bool
    requests_documents: bool


def reader_of(user, session):
    def can(permission):
        return user.can(permission, body=session.committee)

    member = is_member(user, session)
    writing = session.status in OPEN_FOR_REPORT
    return Reader(
        all=member or session.committee_id in user.committee_ids,
        edits=can(Permission.EDIT_SESSION),
        changes=can(Permission.EDIT_SESSION) and session.status not in WRITTEN,
        decides=can(Permission.DECIDE_SESSION),
        member=member,
        adds_findings=writing
        and (can(Permission.ADD_FINDING) or (member and user.can(Permission.ADD_FINDING))),
        adds_visits=session.is_open_for_fieldwork() and can(Permission.LOG_VISIT),
        adds_recommendations=writing and can(Permission.EDIT_RECOMMENDATION),
        raises_proposals=can(Permission.RAISE_PROPOSAL)
        or (bool(user.local_body_ids) and user.can(Permission.RAISE_PROPOSAL)),
        requests_documents=can(Permission.REQUEST_DOCUMENT),
    )


def context(request, session):
    user = request.user
    reader = reader_of(user, session)
    tabs = visible_tabs(user, session, reader)
    names = [tab["name"] for tab in tabs]
    current = request.GET.get("tab") if request.GET.get("tab") in names else "overview"
    shared = {
        "session": session,
        "reader": reader,
        "tabs": tabs,
        "tab": current,
        "tab_template": f"oversight/session/tab_{current}.html",
        "lifecycle": lifecycle(session),
        "timeline": timeline(session) if reader.all else [],
        "stale_acts": session.stale_legal_acts() if reader.all else [],
    }
    return shared | CONTENTS[current](user, session, reader)


# Records of the session that this person may read


def visits_of(user, session):
    return Visit.objects.visible_to(user).filter(session=session)


def findings_of(user, session):
    return Finding.objects.visible_to(user).filter(session=session)


def recommendations_of(user, session):
    return Recommendation.objects.visible_to(user).filter(session=session)


def proposals_of(user, session):
    return Proposal.objects.visible_to(user).filter(session=session)


def documents_of(user, session):
    return Document.objects.visible_to(user).filter(session=session)


TABS = [
    ("visits", _("Khảo sát, làm việc"), visits_of, Permission.READ_VISITS),
    ("findings", _("Nhận định"), findings_of, Permission.READ_FINDINGS),
    ("recommendations", _("Kiến nghị"), recommendations_of, Permission.READ_RECOMMENDATIONS),
    ("proposals", _("Đề xuất của địa phương"), proposals_of, Permission.READ_PROPOSALS),
    ("documents", _("Báo cáo, văn bản"), documents_of, Permission.READ_DOCUMENTS),
]


def visible_tabs(user, session, reader):
    """The overview and each tab the person's role opens; findings only for those who read the whole case."""
    tabs = [{"name": "overview", "label": _("Tổng quan"), "count": None}]
    for name, label, rows, permission in TABS:
        if user.can(permission) and (reader.all or name != "findings"):
            tabs.append({"name": name, "label": label, "count": rows(user, session).count()})
    return tabs


def readable_rows(user):
    """A reviewed body sees its own row among those of the session."""
    own = Q(session__committee__in=user.committee_ids) | Q(body__in=user.own_body_ids)
    member = Q(session__in=OversightSession.objects.filter(members__user=user))
    return ReviewedBody.objects.filter(own | member).select_related("body")


# The lifecycle and the timeline


def lifecycle(session):
    reached = {change.to_status: timezone.localtime(change.at) for change in session.history}
    if session.status == Status.CANCELLED:
        steps = [step for step in STEPS if step[0] == Status.PLANNED or step[0] in reached]
        steps.append((Status.CANCELLED, _("Đã hủy")))
    else:
        direct = (
            session.status == Status.FIELDWORK or Status.FIELDWORK in reached or session.has_direct_bodies
        )
        steps = [step for step in STEPS if direct or step[0] != Status.FIELDWORK]
    order = [status for status, _label in steps]
    here = order.index(session.status)
    return [
        {
            "label": label,
            "state": "done" if place < here else "current" if place == here else "todo",
            "note": in_short(reached.get(status)) if place <= here else "",
        }
        for place, (status, label) in enumerate(steps)
    ]


def in_short(day):
    return f"{day.day}/{day.month}/{day.year}" if day else ""


def timeline(session):
    """The steps in order; the one waited for is the first open one after the last that is done."""
    steps = list(session.steps.select_related("rule"))
    last_done = max((place for place, step in enumerate(steps) if step.done_on), default=-1)
    waiting = [place for place, step in enumerate(steps) if place > last_done and step.state == "todo"]
    return [
        {
            "label": step.name,
            "state": "current" if waiting[:1] == [place] else step.state,
            "note": step_note(step),
        }
        for place, step in enumerate(steps)
    ]


def step_note(step):
    parts = [step.rule.in_words] if step.rule else []
    if step.due_on:
        parts.append(_("hạn %s") % in_short(step.due_on))
    if step.done_on:
        late = _("xong %s, trễ") if step.is_late else _("xong %s")
        parts.append(late % in_short(step.done_on))
    elif step.is_late:
        parts.append(_("đã quá hạn"))
    if step.rule and not step.rule.checked:
        parts.append(_("đối chiếu NQ 114/2025"))
    if step.paper:
        parts.append(step.paper)
    if step.illustrative:
        parts.append(_("(số liệu minh họa)"))
    return " · ".join(str(part) for part in parts)


# What stands under each tab


def overview(user, session, reader):
    rows = readable_rows(user).filter(session=session).select_related("body__successor")
    return {
        "rows": [(row, row.body.name_with_today(today())) for row in rows],
        "next_step": next_step(session, reader),
        "cancel_form": ReasonForm(auto_id="cancel_%s"),
        "reopen_form": ReasonForm(auto_id="reopen_%s"),
        "may_cancel": reader.decides and session.may_move(Status.CANCELLED),
        "may_reopen": reader.decides and session.status == Status.CLOSED,
        "members": list(session.members.all()),
        "chairs": list(session.chairs.all()),
        "talk": talk_panel(session, user),
    }


def visits(user, session, reader):
    rows = (
        visits_of(user, session)
        .select_related("unit")
        .annotate(photo_count=Count("photos", distinct=True), finding_count=Count("findings", distinct=True))
        .order_by("date", "starts_at", "created_at")
    )
    rows = list(rows)
    names = names_with_today({visit.unit for visit in rows})
    for visit in rows:
        visit.unit_name = names[visit.unit_id]
    return {"visits": rows}


def findings(user, session, reader):
    rows = findings_of(user, session).select_related("visit", "by").annotate(used=Count("recommendations"))
    rows = list(rows.order_by("heading", "pk"))
    for finding in rows:
        finding.may_edit = may_edit_finding(user, finding, reader)
    kinds = [(kind, [row for row in rows if row.kind == kind.value]) for kind in Finding.Kind]
    return {"finding_groups": [(kind.label, rows) for kind, rows in kinds if rows]}


def may_edit_finding(user, finding, reader):
    return reader.adds_findings and (reader.edits or finding.by_id == user.pk)


def recommendations(user, session, reader):
    readable = Assignment.objects.visible_to(user)
    rows = (
        recommendations_of(user, session)
        .with_status(readable)
        .prefetch_related(Prefetch("assignments", readable.select_related("body__successor")))
        .annotate(finding_count=Count("findings"))
        .order_by("number")
    )
    return {"recommendations": list(rows)}


def proposals(user, session, reader):
    return {"proposals": list(proposals_of(user, session).select_related("raised_by").order_by("at", "pk"))}


def documents(user, session, reader):
    rows = documents_of(user, session).select_related("series", "requested_by")
    return {"documents": list(rows.order_by(F("requested_at").desc()))}


CONTENTS = {
    "overview": overview,
    "visits": visits,
    "findings": findings,
    "recommendations": recommendations,
    "proposals": proposals,
    "documents": documents,
}
