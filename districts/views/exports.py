"""The file of a period's figures: asked for, watched, stopped, taken by who asked."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.guards import text_of, try_act
from cds_portal.sending import send
from districts.actions import exports as actions
from districts.models import PeriodExport, ReportingPeriod


@require_POST
@requires(Permission.READ_PROGRESS)
def export_new(request, code):
    """POST `kind` (xlsx or csv) and `query`: the filters of the list as they stand in its address."""
    period = get_object_or_404(ReportingPeriod, code=code)
    kind = "csv" if request.POST.get("kind") == "csv" else "xlsx"
    query = text_of(request.POST, "query")
    return redirect(actions.request_export(period, query=query, kind=kind, by=request.user))


def fetch(request, uuid):
    exports = PeriodExport.objects.visible_to(request.user).select_related("period", "file")
    return get_object_or_404(exports, pk=uuid)


@require_GET
@requires(Permission.READ_PROGRESS)
def export_detail(request, uuid):
    export = fetch(request, uuid)
    if request.htmx:
        if not export.is_working:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "districts/import/export.html#progress", {"export": export})
    return render(request, "districts/import/export.html", {"export": export})


@require_POST
@requires(Permission.READ_PROGRESS)
def export_cancel(request, uuid):
    export = fetch(request, uuid)
    try_act(request, lambda: actions.cancel(export), _("Đã dừng, không có tệp nào được lập."))
    return redirect(export)


@require_GET
@requires(Permission.READ_PROGRESS)
def export_file(request, uuid):
    export = fetch(request, uuid)
    if export.file is None or not actions.still_scoped(export, request.user):
        raise Http404
    return send(request, export.file, filename=export.file.name, inline=False)
