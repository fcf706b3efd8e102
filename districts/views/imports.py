"""The pages of an upload: take the workbook, send it back filled, see what is wrong, write, undo."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.guards import form_status, try_act
from cds_portal.lifecycle import Refused
from cds_portal.once import once, remember
from cds_portal.sending import send
from districts.actions import imports as actions
from districts.forms.imports import WorkbookForm
from districts.imports.limits import ONE_BODY
from districts.imports.preview import SHOWN, changes_of
from districts.imports.scope import Scope, may_fill, still_holds
from districts.imports.scope import scope_of as scope_of_batch
from districts.imports.undo import why_not
from districts.imports.writer import body_workbook
from districts.models import ImportBatch, ProgressReport
from districts.views import progress_access as access

XLSX = actions.XLSX
PROBLEMS_SHOWN = 200
Status = ImportBatch.Status


def workbook_response(content, name):
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
@requires(Permission.READ_PROGRESS)
def progress_workbook(request, pk):
    """Pre-filled for the body's people and whoever types its paper; without its draft for the committee."""
    report = access.fetch(request, pk)
    own = access.is_own(request.user, report) or access.may_edit(request.user, report)
    if not own and not access.receives(request.user, report):
        raise PermissionDenied
    name = f"so-lieu-{report.body.code}-{report.period.code}.xlsx"
    return workbook_response(body_workbook(report, with_draft=own), name)


@requires(Permission.READ_PROGRESS)
def import_new(request, pk):
    report = access.fetch_editable(request, pk)
    form = WorkbookForm(*typed(request), limits=ONE_BODY)
    if request.method == "POST" and form.is_valid():
        return redirect(uploaded(request, form, scope_of(report)))
    context = {
        "report": report,
        "form": form,
        "is_open": report.status in ProgressReport.EDITABLE,
        "batches": batches_of(request.user, reports=report),
    }
    return render(request, "districts/import/new.html", context, status=form_status(form))


def typed(request):
    """(data, files) that bind a form; a post that brings nothing is a post all the same."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def scope_of(report):
    version = access.open_version(report)
    paper = version.paper if version else None
    return Scope(period=report.period, filler=report.body, paper=paper, report=report)


def batches_of(user, **which):
    """The last uploads, without the thousands of figures each may hold."""
    batches = ImportBatch.objects.visible_to(user).filter(**which)
    return batches.defer("staged", "before", "problems").select_related("file", "by", "applied_by")[:10]


@transaction.atomic
def uploaded(request, form, scope):
    """The address of the batch; the very same form sent twice makes one."""
    if url := once(request):
        return url
    name = form.cleaned_data["file"].name
    batch = actions.upload(form.content, name=name, scope=scope, by=request.user)
    remember(request, batch.get_absolute_url())
    return batch.get_absolute_url()


def fetch(request, uuid, *defer):
    batches = ImportBatch.objects.visible_to(request.user).defer(*defer)
    return get_object_or_404(
        batches.select_related(
            "file", "period", "body", "paper", "by", "applied_by", "undone_by", "annotated"
        ),
        pk=uuid,
    )


@require_GET
@requires(Permission.READ_PROGRESS)
def import_detail(request, uuid):
    """The page; asked by htmx, only how far the work is, and the whole page anew once it ended."""
    if request.htmx:
        batch = fetch(request, uuid, "staged", "before", "problems")
        if not batch.is_working:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "districts/import/detail.html#progress", {"batch": batch})
    batch = fetch(request, uuid)
    return render(request, "districts/import/detail.html", page_of(request, batch))


def page_of(request, batch):
    context = {"batch": batch, "report": single(batch)}
    if batch.is_working or not batch.staged:
        return context
    errors = [p for p in batch.problems if p["severity"] == "error"]
    warnings = [p for p in batch.problems if p["severity"] != "error"]
    counts = batch.staged["counts"]
    return context | {
        "counts": counts,
        "errors": errors[:PROBLEMS_SHOWN],
        "warnings": warnings[:PROBLEMS_SHOWN],
        "hidden_errors": counts["errors"] - len(errors[:PROBLEMS_SHOWN]),
        "hidden_warnings": counts["warnings"] - len(warnings[:PROBLEMS_SHOWN]),
        "changes": changes_of(batch),
        "hidden_changes": max(0, counts["changes"] - SHOWN),
        "is_many": single(batch) is None,
        "several_sheets": len({problem["sheet"] for problem in batch.problems} - {""}) > 1,
        "may_fill": may_act(request.user, batch),
        "why_no_undo": why_not(batch) if batch.status == Status.APPLIED else "",
    }


def single(batch):
    """The one report of a body's own workbook; None for a consolidated sheet."""
    return scope_of_batch(batch).report


def may_act(user, batch):
    scope = scope_of_batch(batch)
    return may_fill(user, scope.report, paper=scope.paper) if scope.report else still_holds(scope, user)


def fetch_for_act(request, uuid):
    batch = fetch(request, uuid)
    if not may_act(request.user, batch):
        raise PermissionDenied
    return batch


@require_POST
@requires(Permission.READ_PROGRESS)
def import_apply(request, uuid):
    batch = fetch_for_act(request, uuid)
    if actions.is_long(batch):
        return asked(request, batch, actions.request_apply)
    done = _("Đã ghi số liệu vào báo cáo.")
    if try_act(request, lambda: actions.apply(batch, by=request.user), done):
        return redirect(single(batch) or batch)
    return redirect(batch)


def asked(request, batch, act):
    """Back to the page, which shows how the worker gets on and what came of it."""
    try:
        act(batch, by=request.user)
    except Refused as refusal:
        # Who pressed twice reads on the page what the first press began.
        first = batch.undone_by if batch.is_being_undone else batch.applied_by
        if not batch.is_working or first != request.user:
            messages.error(request, str(refusal))
    return redirect(batch)


@require_POST
@requires(Permission.READ_PROGRESS)
def import_undo(request, uuid):
    batch = fetch_for_act(request, uuid)
    if actions.is_long(batch):
        return asked(request, batch, actions.request_undo)
    try_act(
        request,
        lambda: actions.undo(batch, by=request.user),
        _("Đã hoàn tác: số liệu trở lại như trước khi nhập tệp."),
    )
    return redirect(batch)


@require_POST
@requires(Permission.READ_PROGRESS)
def import_cancel(request, uuid):
    batch = fetch_for_act(request, uuid)
    kept = _("Đã hủy việc hoàn tác. Số liệu giữ nguyên như đã ghi.")
    done = kept if batch.is_being_undone else _("Đã hủy. Không có gì được ghi vào báo cáo.")
    try_act(request, lambda: actions.cancel(batch), done)
    return redirect(batch)


@require_GET
@requires(Permission.READ_PROGRESS)
def import_annotated(request, uuid):
    batch = fetch(request, uuid, "staged", "before", "problems")
    if batch.annotated is None:
        raise Http404
    return send(request, batch.annotated, filename=batch.annotated.name, inline=False)
