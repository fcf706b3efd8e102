"""The web form of a report. One figure at a time by script, all of them by the Save button."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cds_portal.accounts.grants import Permission
from cds_portal.lifecycle import Refused
from districts.actions import on_behalf, progress
from districts.actions.copying import copy_last
from districts.comparison import FILLED, rows_of
from districts.forms.progress import FigureForm, SubmitForm
from districts.models import ProgressReport
from districts.views.progress_access import fetch_editable, open_version, requires_one_of
from districts.views.progress_sheet import Sheet, save_figure

EDITORS = (Permission.REPORT_PROGRESS, Permission.RECEIVE_PROGRESS)


@requires_one_of(*EDITORS)
def progress_edit(request, pk):
    report = fetch_editable(request, pk)
    if report.status not in ProgressReport.EDITABLE:
        messages.error(request, _("Báo cáo %s, không sửa số liệu được.") % report.get_status_display())
        return redirect(report)
    if request.method != "POST":
        return show(request, Sheet(report))
    sheet, whole = save_sheet(request, report)
    if not whole:
        return show(request, sheet)
    messages.success(request, said_saved(sheet))
    return redirect("progress_edit", report.pk)


def save_sheet(request, report):
    """(sheet, whether every figure sent with the page stands)."""
    sheet = Sheet(report, request.POST)
    whole = sheet.save(request.user)
    if not whole:
        messages.error(request, said_kept(sheet))
    return sheet, whole


def said_saved(sheet):
    if not sheet.saved:
        return _("Không có gì mới để lưu.")
    return _("Đã lưu %(n)d chỉ tiêu.") % {"n": sheet.saved}


def said_kept(sheet):
    words = _("Còn %(n)d chỉ tiêu chưa lưu được, xem lời nhắc dưới ô.") % {"n": len(sheet.kept)}
    return f"{said_saved(sheet)} {words}" if sheet.saved else words


def show(request, sheet, submit_form=None):
    report = sheet.report
    report.refresh_from_db(fields=["status"])
    late = progress.is_late(report)
    context = {
        "report": report,
        "sheet": sheet,
        "entries": list(sheet.entries),
        "version": sheet.version,
        "paper": sheet.version and sheet.version.paper,
        "submit_form": submit_form or SubmitForm(report=report, is_late=late),
        "returned_note": returned_note(report),
        "is_late": late,
        "has_last": any(row.last and not row.is_filled for row in sheet.rows),
    }
    bound = submit_form is not None and submit_form.errors
    return render(
        request,
        "districts/progress/edit.html",
        context,
        status=409 if sheet.conflicts else 422 if sheet.kept or bound else 200,
    )


def returned_note(report):
    """What was said when it last came back, as long as it is being mended."""
    changes = report.history.filter(from_status__in=["submitted", "accepted", "locked", "awaiting_signature"])
    last = changes.order_by("at", "pk").last()
    came_back = ("returned", "draft")
    return last if last and last.to_status in came_back and last.note else None


@requires_one_of(*EDITORS)
@require_POST
def progress_value(request, pk, indicator):
    """Saves one figure and answers in JSON: 200 saved, 422 what is wrong, 409 what a colleague wrote."""
    report = fetch_editable(request, pk)
    found = report.indicators.select_related("pillar").filter(pk=indicator).first()
    if found is None:
        raise Http404
    form = FigureForm(found, request.POST)
    theirs = save_figure(report, form, request.user)
    if theirs:
        return JsonResponse(conflict_of(request, form, theirs), status=409)
    if form.errors:
        return JsonResponse({"errors": errors_of(form)}, status=422)
    return JsonResponse(saved_cell(request, report, form))


def errors_of(form):
    """{name of the input: sentence}; what is said of the whole figure stands under its first input."""
    first = form.number_names[0]
    return {
        form.add_prefix(name if name in form.fields else first): " ".join(map(str, errors))
        for name, errors in form.errors.items()
    }


def conflict_of(request, form, theirs):
    context = {"row": theirs, "form": form, "who": theirs.value.typed_by}
    return {
        "html": render_to_string("districts/progress/figure_conflict.html", context, request),
        "row_version": theirs.value.row_version,
        "theirs": {form.add_prefix(name): text for name, text in theirs.texts.items()},
    }


def saved_cell(request, report, form):
    version = open_version(report)
    (row,) = rows_of(report, [form.indicator], [form.stored])
    fresh = FigureForm(form.indicator, figures=row.figures, row_version=form.stored.row_version)
    due = report.indicators.values_list("pk", flat=True)
    return {
        "html": render_to_string(
            "districts/progress/figure_state.html", {"row": row, "saved": True}, request
        ),
        "row_version": form.stored.row_version,
        "was": fresh.initial["was"],
        "texts": {fresh.add_prefix(name): fresh.initial[name] for name in [*fresh.number_names, "note"]},
        "saved_at": f"{timezone.localtime():%H:%M}",
        "filled": version.values.filter(FILLED, indicator__in=due).count(),
        "total": len(due),
    }


@requires_one_of(*EDITORS)
def progress_copy(request, pk):
    """Saves what the page holds, then fills the empty cells with the last accepted figures."""
    report = fetch_editable(request, pk)
    if request.method != "POST":
        # The page came back under this address, and is loaded anew.
        return redirect("progress_edit", report.pk)
    sheet, whole = save_sheet(request, report)
    if not whole:
        return show(request, sheet)
    try:
        copied = copy_last(report, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("Đã chép %(n)d chỉ tiêu từ kỳ trước. Rà soát các ô ghi “như kỳ trước” trước khi trình ký.")
            % {"n": copied},
        )
    return redirect("progress_edit", report.pk)


@requires_one_of(*EDITORS)
def progress_submit(request, pk):
    """Saves what the page holds, then sends it to the leader; a paper's version to the committee."""
    report = fetch_editable(request, pk)
    if request.method != "POST":
        return redirect("progress_edit", report.pk)
    sheet, whole = save_sheet(request, report)
    form = SubmitForm(request.POST, report=report, is_late=progress.is_late(report))
    if not whole or not form.is_valid():
        return show(request, sheet, form)
    try:
        done = send(report, form, request.user)
    except Refused as refusal:
        report.refresh_from_db()
        form.add_error(None, str(refusal))
        return show(request, sheet, form)
    messages.success(request, done)
    return redirect(reverse("progress_detail", args=[report.pk]))


def send(report, form, user):
    version = open_version(report)
    if version and version.entered_by_id:
        on_behalf.send_on_behalf(report, by=user)
        return _("Đã ghi nhận báo cáo nhập thay. Người khác trong Ban tiếp nhận.")
    progress.submit_for_signature(report, by=user, **form.cleaned_data)
    return _("Đã trình lãnh đạo đơn vị ký. Lãnh đạo ký thì báo cáo được gửi tới Ban.")
