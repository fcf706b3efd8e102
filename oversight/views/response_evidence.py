"""Proofs of an answer: added and withdrawn while it is a draft, read by whoever may read the answer."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.guards import saved, try_act
from cds_portal.once import once, remember
from oversight.actions import evidence as proofs
from oversight.views.files import send
from oversight.views.responses import evidence_form, fetch, may_write, show, written


@may_write
@require_POST
def evidence_add(request, pk):
    response = written(request, pk)
    form = evidence_form(response, True, request.POST, request.FILES)
    if saved(form, lambda: add_file_once(request, response, form)):
        return redirect(f"{response.get_absolute_url()}#evidence-title")
    return show(request, fetch(request, pk), evidence_form=form)


def add_file_once(request, response, form):
    """A file sent twice is kept once."""
    data = form.cleaned_data
    with transaction.atomic():
        if url := once(request):
            return url
        proofs.add_evidence(
            response=response,
            upload=data["file"],
            caption=data["caption"],
            dated=data["dated"],
            revision_of=data.get("revision_of"),
            by=request.user,
        )
        remember(request, response.get_absolute_url())
    messages.success(request, _("Đã thêm minh chứng “%s”.") % data["caption"])
    return response.get_absolute_url()


@may_write
@require_POST
def evidence_withdraw(request, pk, evidence):
    response = written(request, pk)
    row = get_object_or_404(response.evidence.select_related("response"), pk=evidence)
    act = lambda: proofs.withdraw_evidence(evidence=row, by=request.user)  # noqa: E731
    try_act(request, act, _("Đã rút minh chứng."))
    return redirect(f"{response.get_absolute_url()}#evidence-title")


@require_GET
@requires(Permission.READ_RECOMMENDATIONS)
def evidence_file(request, pk, evidence):
    """The file itself, for those who may read the answer; what was withdrawn is gone."""
    response = fetch(request, pk)
    rows = response.evidence.filter(withdrawn_at=None).select_related("file")
    row = get_object_or_404(rows, pk=evidence)
    suffix = row.file.path.rpartition(".")[2]
    inline = suffix in ("pdf", "jpg") and "download" not in request.GET
    return send(request, row.file, filename=f"minh-chung-{row.pk}.{suffix}", inline=inline)
