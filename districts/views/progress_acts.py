"""The buttons of a report: each fetches, asks whether this person may, calls the verb and goes back."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.clock import today
from cds_portal.files import read_upload
from cds_portal.guards import form_status, saved, text_of, try_act
from cds_portal.lifecycle import Refused
from districts.actions import on_behalf, periods, progress
from districts.comparison import rows_of
from districts.forms.progress import PaperForm
from districts.models import ProgressReport
from districts.views.progress_access import fetch_for, indicators_for, open_version

Status = ProgressReport.Status


@requires(Permission.SIGN_PROGRESS)
@require_POST
def progress_sign(request, pk):
    report = fetch_for(request, pk, Permission.SIGN_PROGRESS)
    late_reason = text_of(request.POST, "late_reason")
    done = _("Đã ký và gửi báo cáo tới %(committee)s.") % {"committee": report.committee}
    try_act(request, lambda: progress.sign(report, by=request.user, late_reason=late_reason), done)
    return redirect(report)


@requires(Permission.SIGN_PROGRESS)
@require_POST
def progress_refuse(request, pk):
    report = fetch_for(request, pk, Permission.SIGN_PROGRESS)
    reason = text_of(request.POST, "reason")
    done = _("Đã trả lại cán bộ để sửa; lý do hiện trên báo cáo.")
    try_act(request, lambda: progress.refuse_to_sign(report, by=request.user, reason=reason), done)
    return redirect(report)


@requires(Permission.RECEIVE_PROGRESS)
def progress_return(request, pk):
    """A page of its own: a reason beside each figure, and nothing typed is lost when it is refused."""
    report = fetch_for(request, pk, Permission.RECEIVE_PROGRESS)
    indicators = list(indicators_for(request.user, report))
    if request.method == "POST":
        reasons = {one: text_of(request.POST, f"reason-{one.pk}") for one in indicators}
        note = text_of(request.POST, "note")
        try:
            progress.return_cells(report, reasons, by=request.user, note=note)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return show_return(request, report, indicators, status=422)
        messages.success(request, _("Đã trả lại để bổ sung; đơn vị thấy lý do ở từng ô."))
        return redirect(report)
    if not report.may_move(Status.RETURNED) or report.status != Status.SUBMITTED:
        messages.error(request, _("Báo cáo %s, không trả lại được.") % report.get_status_display())
        return redirect(report)
    return show_return(request, report, indicators)


def show_return(request, report, indicators, status=200):
    version = progress.last_sent(report)
    rows = rows_of(report, indicators, version.values.all() if version else ())
    for row in rows:
        row.typed = text_of(request.POST, f"reason-{row.indicator.pk}")
    note = text_of(request.POST, "note")
    context = {"report": report, "version": version, "rows": rows, "note": note}
    return render(request, "districts/progress/return.html", context, status=status)


@requires(Permission.RECEIVE_PROGRESS)
@require_POST
def progress_accept(request, pk):
    report = fetch_for(request, pk, Permission.RECEIVE_PROGRESS)
    done = _("Đã tiếp nhận số liệu.")
    try_act(request, lambda: progress.accept(report, by=request.user), done)
    return redirect(report)


@requires(Permission.RECEIVE_PROGRESS)
@require_POST
def progress_lock(request, pk):
    report = fetch_for(request, pk, Permission.RECEIVE_PROGRESS)
    try_act(request, lambda: progress.lock(report, by=request.user), _("Đã khóa báo cáo."))
    return redirect(report)


@requires(Permission.UNLOCK_PROGRESS)
@require_POST
def progress_unlock(request, pk):
    report = fetch_for(request, pk, Permission.UNLOCK_PROGRESS)
    reason = text_of(request.POST, "reason")
    done = _("Đã mở lại; đơn vị gửi bản đính chính. Số liệu đã tiếp nhận vẫn được dùng cho tới khi đó.")
    try_act(request, lambda: progress.unlock(report, by=request.user, reason=reason), done)
    return redirect(report)


@requires(Permission.RECEIVE_PROGRESS)
def progress_on_behalf(request, pk):
    """Registers the paper, then opens the sheet."""
    report = fetch_for(request, pk, Permission.RECEIVE_PROGRESS)
    posted = request.method == "POST"
    form = PaperForm(*((request.POST, request.FILES) if posted else ()), report=report)
    if posted and saved(form, lambda: begin_on_behalf(report, form, request.user)):
        messages.success(request, _("Nhập số liệu theo văn bản, rồi ghi nhận báo cáo."))
        return redirect("progress_edit", report.pk)
    context = {"form": form, "report": report, "version": open_version(report)}
    return render(request, "districts/progress/on_behalf.html", context, status=form_status(form))


def begin_on_behalf(report, form, by):
    paper = form.cleaned_data.get("paper")
    if paper is None:
        upload = form.cleaned_data.get("upload")
        content = read_upload(upload, settings.MAX_FILE_BYTES) if upload else None
        name = upload.name if upload else ""
        return on_behalf.enter_with_new_paper(report, form.instance, content=content, name=name, by=by)
    return on_behalf.enter_on_behalf(report, paper, by=by)


@requires(Permission.RECEIVE_PROGRESS)
@require_POST
def progress_on_behalf_stop(request, pk):
    report = fetch_for(request, pk, Permission.RECEIVE_PROGRESS)
    done = _("Đã dừng nhập thay; đơn vị tự hoàn thiện báo cáo.")
    try_act(request, lambda: on_behalf.stop_on_behalf(report, by=request.user), done)
    return redirect(report)


@requires(Permission.RECEIVE_PROGRESS)
@require_POST
def progress_open_periods(request):
    """What beat does each day, now: the periods that are on, for the person's committees."""
    committees = [
        post.body
        for post in request.user.present_posts
        if request.user.can(Permission.RECEIVE_PROGRESS, body=post.body)
    ]
    made = periods.open_due_periods(today(), committees=committees)
    if made:
        messages.success(request, _("Đã mở kỳ: %(n)d báo cáo chờ gửi.") % {"n": made})
    else:
        messages.info(request, _("Các kỳ đến hạn mở đều đã mở, không có báo cáo mới."))
    return redirect("progress_list")
