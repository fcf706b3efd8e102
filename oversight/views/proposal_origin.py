"""Where a proposal was raised: at a guidance session, in a progress report; and who follows it now."""

from cds_portal.accounts.grants import Permission
from cds_portal.guards import text_of
from districts.models import Body, ProgressReport
from oversight.models import GuidanceSession, ReorganisationRow


def handling_committees(user):
    return [
        post.body
        for post in user.present_posts
        if post.body_id in user.committee_ids and user.can(Permission.HANDLE_PROPOSAL, body=post.body)
    ]


def origin_of(request):
    """The guidance session or progress report that the address names, if this person may read it."""
    found = {}
    for name, model in (("guidance", GuidanceSession), ("progress_report", ProgressReport)):
        pk = text_of(request.GET, name)
        rows = model.objects.visible_to(request.user).select_related("committee")
        if pk.isascii() and pk.isdecimal() and (record := rows.filter(pk=int(pk[:15])).first()):
            found[name] = record
    return found


def committees_of_origin(user, origin):
    """What was asked there goes to the committee that follows it."""
    receivers = {record.committee for record in origin.values()}
    return [one for one in handling_committees(user) if not receivers or one in receivers]


def who_asked(origin):
    """The body of the report; of a guidance session the People's Committee of its unit."""
    if report := origin.get("progress_report"):
        return report.body_id
    if guidance := origin.get("guidance"):
        return Body.objects.filter(unit=guidance.unit_id, kind=Body.Kind.PEOPLE_COMMITTEE).first()
    return None


def where_raised(user, proposal):
    """What the page of a proposal tells of its origin; links only to what this person may read."""
    sessions = GuidanceSession.objects.visible_to(user).filter(pk=proposal.guidance_id)
    reports = ProgressReport.objects.visible_to(user).filter(pk=proposal.progress_report_id)
    return {
        "guidance": proposal.guidance,
        "may_open_guidance": user.can(Permission.READ_GUIDANCE) and sessions.exists(),
        "report": proposal.progress_report,
        "may_open_report": user.can(Permission.READ_PROGRESS) and reports.exists(),
        "inherited": ReorganisationRow.objects.applied_to(proposal).first(),
    }
