"""One sheet for many bodies of a period: what a district, a sở, or the committee by a paper compiles."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from cds_portal.accounts.grants import Permission, requires
from cds_portal.guards import form_status
from districts.forms.imports import ConsolidatedForm
from districts.imports.consolidated import consolidated_workbook
from districts.imports.limits import MANY_BODIES
from districts.imports.scope import Scope, fillers_of
from districts.models import Body, IncomingPaper, ProgressReport, ReportingPeriod
from districts.views.imports import batches_of, typed, uploaded, workbook_response


def fetch_period(request, code):
    """403 for those who fill nobody's report, whatever the period."""
    period = get_object_or_404(ReportingPeriod, code=code)
    if not fillers_of(request.user) and not request.user.can(Permission.RECEIVE_PROGRESS):
        raise PermissionDenied
    return period


def papers_for(user):
    """Papers of the committees in which the user may type reports on behalf of bodies."""
    committees = [
        post.body_id for post in user.present_posts if user.can(Permission.RECEIVE_PROGRESS, body=post.body)
    ]
    papers = IncomingPaper.objects.filter(committee__in=committees, from_body__isnull=False)
    return papers.select_related("from_body")


def fillers(user):
    return Body.objects.filter(pk__in=[body.pk for body in fillers_of(user)])


@require_GET
@requires(Permission.READ_PROGRESS)
def period_workbook(request, code):
    period = fetch_period(request, code)
    scope = asked_scope(request, period)
    content = consolidated_workbook(scope, with_drafts=scope.paper is None)
    return workbook_response(content, f"tong-hop-{scope.filler.code}-{period.code}.xlsx")


def asked_scope(request, period):
    """By ?paper= for the committee, by ?filler= or the first body for others; 404 for what is not theirs."""
    if paper := request.GET.get("paper", ""):
        found = papers_for(request.user).filter(pk=paper if paper.isdecimal() else 0).first()
        if found is None:
            raise Http404
        return Scope(period=period, filler=found.from_body, paper=found)
    own = fillers(request.user)
    if filler := request.GET.get("filler", ""):
        own = own.filter(pk=filler if filler.isdecimal() else 0)
    found = own.first()
    if found is None:
        raise Http404
    return Scope(period=period, filler=found)


@requires(Permission.READ_PROGRESS)
def period_import(request, code):
    period = fetch_period(request, code)
    own, papers = fillers(request.user), papers_for(request.user)
    form = ConsolidatedForm(*typed(request), limits=MANY_BODIES, fillers=own, papers=papers)
    if request.method == "POST" and form.is_valid():
        return redirect(uploaded(request, form, scope_from(form, period)))
    context = {
        "period": period,
        "form": form,
        "own": own,
        "papers": papers,
        "scopes": [counted(Scope(period=period, filler=body)) for body in own],
        "batches": batches_of(request.user, period=period),
    }
    return render(request, "districts/import/period.html", context, status=form_status(form))


def scope_from(form, period):
    paper = form.cleaned_data.get("paper")
    filler = (
        paper.from_body if paper else form.cleaned_data.get("filler") or form.fields["filler"].queryset[0]
    )
    return Scope(period=period, filler=filler, paper=paper)


def counted(scope):
    """How many reports the body may fill in the period, and how many of them still take figures."""
    reports = scope.reports()
    return {
        "filler": scope.filler,
        "all": reports.distinct().count(),
        "open": reports.filter(status__in=ProgressReport.EDITABLE).distinct().count(),
    }
