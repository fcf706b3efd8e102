"""Files of a report leave only to those who may read the report they belong to."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.guards import try_act
from cds_portal.sending import send
from districts.actions import report_files
from districts.actions.report_files import XLSX
from districts.forms.progress import FileForm
from districts.views.progress_access import fetch, reads_part_only, requires_one_of, versions_for
from districts.views.progress_page import files_of, works_on

WORKERS = (Permission.REPORT_PROGRESS, Permission.SIGN_PROGRESS, Permission.RECEIVE_PROGRESS)


def fetch_worked_on(request, pk):
    report = fetch(request, pk)
    if not works_on(request.user, report):
        raise PermissionDenied
    return report


@requires_one_of(*WORKERS)
@require_POST
def progress_file_add(request, pk):
    report = fetch_worked_on(request, pk)
    form = FileForm(request.POST, request.FILES, report=report)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(map(str, errors)))
        return back(report)
    sent = form.cleaned_data
    chosen = {name: sent[name] for name in ("kind", "indicator", "caption")}
    try_act(
        request,
        lambda: report_files.add_file(report, sent["file"], by=request.user, **chosen),
        _("Đã nhận tệp “%(name)s”.") % {"name": sent["file"].name},
    )
    return back(report)


def back(report):
    return redirect(f"{report.get_absolute_url()}#files")


def fetch_file(request, report, file):
    versions = versions_for(request.user, report)
    return get_object_or_404(
        files_of(request.user, report, versions, reads_part_only(request.user, report)), pk=file
    )


@requires(Permission.READ_PROGRESS)
def progress_file(request, pk, file):
    kept = fetch_file(request, fetch(request, pk), file)
    return send(request, kept.file, filename=kept.file.name, inline=kept.file.content_type != XLSX)


@requires_one_of(*WORKERS)
@require_POST
def progress_file_withdraw(request, pk, file):
    report = fetch_worked_on(request, pk)
    kept = fetch_file(request, report, file)
    try_act(
        request,
        lambda: report_files.withdraw_file(report, kept, by=request.user),
        _("Đã gỡ tệp “%(name)s”.") % {"name": kept.file.name},
    )
    return back(report)


@requires(Permission.READ_PROGRESS)
def progress_paper(request, pk, number):
    """The paper that a version was typed from; a part-reader sees no paper, it holds all figures."""
    report = fetch(request, pk)
    versions = [one for one in versions_for(request.user, report) if one.number == number]
    paper = versions[0].paper if versions else None
    if paper is None or paper.file is None or reads_part_only(request.user, report):
        raise Http404
    return send(request, paper.file, filename=paper.file.name)
