"""Papers that were asked for with one click: how many are ready, and all of them as one download."""

import tempfile
import zipfile

from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from cds_portal.accounts.grants import Permission, requires
from oversight.documents.kinds import filename
from oversight.models import Document


def papers_of(request, batch):
    """The papers of the batch that the person may read; 404 when there are none."""
    found = list(
        Document.objects.visible_to(request.user)
        .filter(batch=batch)
        .select_related("session", "body", "period", "file", "series", "committee")
        .order_by("body__sort_key", "pk")
    )
    if not found:
        raise Http404
    return found


def context(request, batch):
    papers = papers_of(request, batch)
    ready = [paper for paper in papers if paper.rendering == Document.Rendering.READY]
    return {
        "batch": batch,
        "papers": papers,
        "ready": len(ready),
        "is_working": any(paper.is_working for paper in papers),
        "failed": [paper for paper in papers if paper.rendering == Document.Rendering.FAILED],
        "session": papers[0].session,
    }


@requires(Permission.READ_DOCUMENTS)
def document_batch(request, batch):
    return render(request, "oversight/document/batch.html", context(request, batch))


@require_GET
@requires(Permission.READ_DOCUMENTS)
def document_batch_progress(request, batch):
    """The fragment that asks again by itself until the last paper is made."""
    shown = context(request, batch)
    if not request.htmx:
        return redirect("document_batch", batch)
    return render(request, "oversight/document/batch.html#progress", shown)


@require_GET
@requires(Permission.READ_DOCUMENTS)
def document_batch_file(request, batch):
    """The ready papers as one zip; the PDFs are packed already, so they are only joined."""
    ready = [p for p in papers_of(request, batch) if p.rendering == Document.Rendering.READY]
    if not ready:
        raise Http404
    # Closed by the response when it is sent.
    packed = tempfile.TemporaryFile()  # noqa: SIM115
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for paper in ready:
            try:
                archive.write(paper.file.full_path, filename(paper))
            except FileNotFoundError as error:
                raise Http404 from error
    packed.seek(0)
    name = f"bang-theo-doi-{ready[0].session.code.lower() if ready[0].session else 'tat-ca'}.zip"
    return FileResponse(packed, as_attachment=True, filename=name, content_type="application/zip")
