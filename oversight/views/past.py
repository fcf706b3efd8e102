"""The list of former years: template, upload, what is wrong, the leader's word, undo."""

import io
from datetime import date

import xlsxwriter
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.guards import allow, form_status, try_act
from cds_portal.lifecycle import Refused
from cds_portal.text import day_text
from districts.models import Body
from oversight.actions.past import XLSX, confirm_past, stage_past
from oversight.actions.past_undo import undo_past
from oversight.forms.past import PastUploadForm
from oversight.models import PastImport
from oversight.past.columns import COLUMNS, EXAMPLE, SHEET


def own_batches(user):
    return PastImport.objects.filter(committee__in=user.committee_ids).select_related(
        "file", "by", "applied_by", "committee"
    )


@requires(Permission.READ_PAST)
def past_list(request):
    may_load = request.user.can(Permission.LOAD_PAST)
    form = PastUploadForm(request.POST or None, request.FILES or None, committees=committees(request.user))
    if request.method == "POST":
        allow(request.user, Permission.LOAD_PAST, None)
        if form.is_valid() and (batch := staged(request, form)):
            return redirect("past_detail", pk=batch.pk)
    context = {"batches": own_batches(request.user)[:100], "form": form if may_load else None}
    return render(request, "oversight/past/list.html", context, status=form_status(form))


def committees(user):
    own = [post.body_id for post in user.present_posts if user.can(Permission.LOAD_PAST, body=post.body)]
    return Body.objects.filter(pk__in=own)


def staged(request, form):
    try:
        return stage_past(
            form.cleaned_data["file"], committee=form.cleaned_data["committee"], by=request.user
        )
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return None


@requires(Permission.READ_PAST)
def past_detail(request, pk):
    batch = get_object_or_404(own_batches(request.user), pk=pk)
    may_confirm = request.user.can(Permission.CONFIRM_PAST, body=batch.committee)
    context = {
        "batch": batch,
        "errors": [problem for problem in batch.problems if problem["is_error"]],
        "warnings": [problem for problem in batch.problems if not problem["is_error"]],
        "rows": [shown(row) for row in batch.staged[:200]],
        "may_confirm": may_confirm and batch.applied_at is None,
        "may_undo": may_confirm and batch.applied_at and not batch.undone_at,
    }
    return render(request, "oversight/past/detail.html", context)


def shown(row):
    """The row with its days as people write them."""
    days = {key: day_text(date.fromisoformat(row[key])) for key in ("issued_on", "due_on") if row[key]}
    return row | days


@require_POST
@requires(Permission.CONFIRM_PAST)
def past_confirm(request, pk):
    return act(request, pk, confirm_past, _("Đã ghi danh sách vào hệ thống, đánh dấu nhập hồi cố."))


@require_POST
@requires(Permission.CONFIRM_PAST)
def past_undo(request, pk):
    return act(request, pk, undo_past, _("Đã hoàn tác; các dòng của danh sách không còn trong hệ thống."))


def act(request, pk, verb, done):
    batch = get_object_or_404(own_batches(request.user), pk=pk)
    allow(request.user, Permission.CONFIRM_PAST, batch.committee)
    try_act(request, lambda: verb(batch, by=request.user), done)
    return redirect("past_detail", pk=pk)


@requires(Permission.LOAD_PAST)
def past_template(request):
    """The empty list with one example row."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet, bold = book.add_worksheet(SHEET), book.add_format({"bold": True, "text_wrap": True})
        sheet.write_row(0, 0, [titles[0] for titles in COLUMNS.values()], bold)
        sheet.write_row(1, 0, EXAMPLE)
        sheet.set_column(0, len(COLUMNS), 22)
        sheet.freeze_panes(1, 0)
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="mau-nhap-hoi-co-kien-nghi.xlsx"'
    return response
