"""Asking for papers: of a session, a body, a unit's period; a letter; all bodies of a session at once."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.lifecycle import Refused
from districts.models import Body, ProgressReport
from oversight.actions.documents import GONE, request_result_report
from oversight.actions.letters import request_follow_up_report, request_forwarding, request_reminder
from oversight.actions.sheets import request_follow_up_sheet, request_sheets_of_all_bodies
from oversight.actions.summaries import request_unit_summary
from oversight.forms.forwarding import ForwardingForm
from oversight.models import EscalationStep, OversightSession
from oversight.models.document import Kind

OF_SESSION = {
    Kind.RESULT_REPORT: lambda session, by: request_result_report(session, by=by),
    Kind.FOLLOW_UP_REPORT: lambda session, by: request_follow_up_report(
        session.committee, session=session, by=by
    ),
    Kind.FOLLOW_UP_SHEET: lambda session, by: request_follow_up_sheet(
        session.committee, session=session, by=by
    ),
}


def may_request(user, committee):
    if not user.can(Permission.REQUEST_DOCUMENT, body=committee):
        raise PermissionDenied


def session_for(request, code):
    session = get_object_or_404(
        OversightSession.objects.visible_to(request.user).select_related("committee__letterhead"), code=code
    )
    may_request(request.user, session.committee)
    return session


def answered(request, make, back):
    """To the paper that was made, or back with the refusal in words."""
    try:
        return redirect(make())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(back)


@require_POST
@requires(Permission.REQUEST_DOCUMENT)
def document_request(request, code):
    session = session_for(request, code)
    make = OF_SESSION.get(request.POST.get("kind", Kind.RESULT_REPORT))
    if make is None:
        raise Http404
    return answered(request, partial(make, session, request.user), session)


@require_POST
@requires(Permission.REQUEST_DOCUMENT)
def sheet_batch_request(request, code):
    """A sheet for each body of the session, with one click."""
    session = session_for(request, code)
    try:
        batch = request_sheets_of_all_bodies(session, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(session)
    return redirect("document_batch", batch)


@require_POST
@requires(Permission.REQUEST_DOCUMENT)
def sheet_request(request):
    """Of a body (`body`, its code) or of all that is followed; `committee` (its code) where there are two."""
    committee = committee_for(request)
    code = request.POST.get("body", "")
    body = get_object_or_404(Body, code=code) if code else None
    make = partial(request_follow_up_sheet, committee, body=body, by=request.user)
    return answered(request, make, "document_list")


def committee_for(request):
    """The committee named in the form, or the first in which the person may ask for papers."""
    posts = [
        post
        for post in request.user.present_posts
        if request.user.can(Permission.REQUEST_DOCUMENT, body=post.body)
    ]
    code = request.POST.get("committee", "")
    found = next((post.body for post in posts if code in ("", post.body.code)), None)
    if found is None:
        raise Http404
    return found


@require_POST
@requires(Permission.REQUEST_DOCUMENT)
def summary_request(request, body, period):
    """The summary of a unit's period, for those to whom the body reports."""
    report = get_object_or_404(
        ProgressReport.objects.tracked_by(request.user).select_related("committee__unit", "body__unit"),
        body__code=body,
        period__code=period,
    )
    may_request(request.user, report.committee)
    make = partial(request_unit_summary, report.committee, report.body, report.period, by=request.user)
    return answered(request, make, "document_list")


@require_POST
@requires(Permission.REQUEST_DOCUMENT)
def reminder_request(request, pk):
    """The letter of a decided step of escalation; once drafted, the same letter, unless it was sent back."""
    step = get_object_or_404(
        EscalationStep.objects.filter(assignment__committee__in=request.user.committee_ids),
        pk=pk,
    )
    may_request(request.user, step.assignment.committee)
    if step.document_id and step.document.status not in GONE:
        return redirect(step.document)
    record = step.assignment.recommendation or step.assignment.proposal
    make = partial(request_reminder, [step.assignment], step=step, by=request.user)
    return answered(request, make, record)


@requires(Permission.REQUEST_DOCUMENT)
def forwarding_request(request, code):
    """The letter that sends compiled proposals of the session on: which, and to whom."""
    session = session_for(request, code)
    form = ForwardingForm(request.POST if request.method == "POST" else None, session=session)
    if form.is_valid():
        try:
            document = request_forwarding(form.cleaned_data["proposals"], to=form.addressees, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(document)
    status = 422 if form.is_bound else 200
    context = {"session": session, "form": form}
    return render(request, "oversight/document/forwarding.html", context, status=status)
