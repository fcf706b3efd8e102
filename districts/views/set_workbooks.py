"""The workbook round trip of an indicator set: download, upload with a preview, apply."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.files import StoredFile, read_upload, store
from cds_portal.guards import saved
from cds_portal.lifecycle import Refused
from districts.actions import indicators as actions
from districts.forms.indicator import SetWorkbookForm
from districts.imports.limits import ONE_BODY
from districts.models import IndicatorSet
from districts.set_reading import fingerprint_of, read_set
from districts.set_workbook import set_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FOLDER = "indicator-sets"


@requires(Permission.ADMINISTER)
def indicatorset_workbook(request, pk):
    chosen = get_object_or_404(IndicatorSet, pk=pk)
    response = HttpResponse(set_workbook(chosen), content_type=XLSX)
    name = f"bo-chi-tieu-{chosen.code}-{chosen.version}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@requires(Permission.ADMINISTER)
@require_POST
def indicatorset_import(request, pk):
    """Reads the workbook and shows what it would change; nothing is written but the file itself."""
    chosen = get_object_or_404(IndicatorSet, pk=pk)
    form = SetWorkbookForm(request.POST, request.FILES)
    plan = saved(form, lambda: read_plan(form, chosen))
    context = {"indicator_set": chosen, "form": form, "plan": plan, "max_bytes": ONE_BODY.file_bytes}
    if plan and plan.changes and not plan.has_errors:
        context |= {"file": keep(form, request.user), "fingerprint": fingerprint_of(chosen)}
    status = 422 if plan is None or plan.has_errors else 200
    return render(request, "districts/indicator_set/import.html", context, status=status)


def read_plan(form, chosen):
    upload = form.cleaned_data["file"]
    form.content = read_upload(upload, ONE_BODY.file_bytes)
    return read_set(form.content, upload.name, chosen)


def keep(form, user):
    return store(form.content, name=form.cleaned_data["file"].name, content_type=XLSX, by=user, folder=FOLDER)


@requires(Permission.ADMINISTER)
@require_POST
def indicatorset_apply(request, pk):
    """Writes what the preview showed; refused when the set is no longer what was shown."""
    chosen = get_object_or_404(IndicatorSet, pk=pk)
    number = request.POST.get("file", "")
    if not number.isdecimal() or len(number) > 18:
        messages.error(request, _("Chưa có tệp nào được xem trước. Tải tệp lên trước khi ghi."))
        return redirect("indicatorset_detail", chosen.pk)
    mine = StoredFile.objects.filter(by=request.user, path__startswith=f"{FOLDER}/", withdrawn_at=None)
    file = get_object_or_404(mine, pk=number)
    fingerprint = request.POST.get("fingerprint", "")
    try:
        count = actions.apply_workbook(chosen, file.read(), file.name, fingerprint=fingerprint)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã ghi %(n)d chỉ tiêu.") % {"n": count})
    return redirect("indicatorset_detail", chosen.pk)
