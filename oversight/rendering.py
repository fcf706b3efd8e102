"""One rendering: claim the row, render in a child that can be killed, keep the file, finish the row.

The row guards everything. A worker that lost the row (it was taken for dead and the work given to another)
stops its child and leaves no file behind.
"""

import contextlib
import hashlib
import json
import logging
import os
import resource
import signal
import time
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import connections, transaction

from cds_portal.files import StoredFile
from cds_portal.ops.processes import die_with_parent
from oversight.documents.result_report import ResultReport
from oversight.models import Document, Photo

log = logging.getLogger(__name__)
POLL_SECONDS = 0.05


class RenderFailed(Exception):
    """The renderer itself failed; the sentence is shown to the person who asked."""


def render(document_id):
    """Renders the document if it is queued; safe to call any number of times."""
    document = Document.objects.filter(pk=document_id).first()
    attempt = uuid4()
    if document is None or not document.claim(attempt):
        return False
    path = target_path(document, attempt)
    try:
        pages = render_in_child(document, attempt, path)
    except RenderFailed as failure:
        path.unlink(missing_ok=True)
        document.fail(attempt, str(failure))
        return False
    return keep(document, attempt, path, pages)


def target_path(document, attempt):
    folder = Path(settings.MEDIA_ROOT) / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{document.pk}.{attempt.hex}.pdf"


def keep(document, attempt, path, pages):
    """File row and finish in one transaction; the loser of a race unlinks its own file."""
    if pages is None:
        path.unlink(missing_ok=True)
        return False
    content = path.read_bytes()
    try:
        with transaction.atomic():
            file = StoredFile.objects.create(
                name=f"{document.session.code}-bao-cao-ket-qua-giam-sat.pdf",
                path=str(path.relative_to(settings.MEDIA_ROOT)),
                sha256=hashlib.sha256(content).hexdigest(),
                size=len(content),
                content_type="application/pdf",
                by=document.requested_by,
            )
            if not document.finish(attempt, file=file, pages=pages):
                raise RowLost
    except RowLost:
        path.unlink(missing_ok=True)
        return False
    return True


class RowLost(Exception):
    pass


def render_in_child(document, attempt, path):
    """The number of pages; None when the row was given to somebody else meanwhile."""
    report = ResultReport.from_snapshot(document.snapshot)
    evidence = evidence_paths_of(report, document.session)
    prepare_fork()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        run_child(report, evidence, str(document.pk), path, writing)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        status = wait_for(child, document, attempt)
        answer = pipe.read() if status is not None else ""
    if status is None:
        return None
    if os.WIFSIGNALED(status):
        raise RenderFailed("Tiến trình lập PDF bị dừng giữa chừng (quá thời gian hoặc thiếu bộ nhớ).")
    if not answer:
        raise RenderFailed("Tiến trình lập PDF kết thúc mà không trả kết quả.")
    result = json.loads(answer)
    if "error" in result:
        raise RenderFailed(result["error"])
    return result["pages"]


def evidence_paths_of(report, session):
    """{photo code: path} of the figures that the report places; only photos of its own session."""
    codes = [figure.code for figure in report.figures]
    photos = Photo.objects.filter(pk__in=codes, visit__session=session).select_related("file")
    return {str(photo.pk): photo.file.full_path for photo in photos}


def prepare_fork():
    """WeasyPrint is loaded before the fork, so that children share its pages; connections are not shared."""
    import gc

    from oversight.documents import pdf  # noqa: F401

    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
    gc.collect()
    gc.freeze()


def run_child(report, evidence, identifier, path, writing):
    """Never returns. Everything that can go wrong becomes one line on the pipe."""
    import gc

    try:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGUSR1, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        die_with_parent(signal.SIGKILL)
        resource.setrlimit(resource.RLIMIT_AS, (settings.RENDER_MEMORY_BYTES,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (settings.RENDER_DEADLINE_SECONDS,) * 2)
        gc.disable()
        rendered = rendered_pdf(report, evidence, identifier)
        path.write_bytes(rendered.content)
        answer = {"pages": rendered.pages}
    except MemoryError:
        answer = {"error": "Văn bản quá lớn, không đủ bộ nhớ để lập PDF."}
    except BaseException as error:
        answer = {"error": f"Không lập được PDF: {str(error)[:300] or type(error).__name__}"}
    with contextlib.suppress(BaseException):
        os.write(writing, json.dumps(answer).encode())
    os._exit(0)


def rendered_pdf(report, evidence, identifier):
    """The PDF of a report; `evidence` maps photo codes to paths. Used by the child and by the shell."""
    from oversight.documents import annex, markup, pdf
    from oversight.documents.check import check_pdf

    rendered = pdf.render_pdf(
        markup.render_html(report),
        title=report.title,
        identifier=identifier,
        created=report.created_at,
        attachments=annex.attachment(report),
        evidence={code: Path(file).read_bytes() for code, file in evidence.items()},
    )
    problems = check_pdf(rendered.content)
    if problems:
        raise RuntimeError(problems[0].message_vi)
    return rendered


def wait_for(child, document, attempt):
    """The child's wait status; None after killing it because the row is no longer ours."""
    started = beaten = time.monotonic()
    while True:
        pid, status, _usage = os.wait4(child, os.WNOHANG)
        if pid:
            return status
        now = time.monotonic()
        if now - started > settings.RENDER_DEADLINE_SECONDS:
            os.kill(child, signal.SIGKILL)
        if now - beaten > settings.RENDER_HEARTBEAT_SECONDS:
            beaten = now
            if not document.beat(attempt):
                os.kill(child, signal.SIGKILL)
                os.wait4(child, 0)
                return None
        time.sleep(POLL_SECONDS)


def reap(now):
    """Queued rows whose message may be lost and renderings whose worker died: the ids to look at again."""
    for document in Document.objects.lost(now):
        # Guarded by the token that was seen: a worker that came back in between keeps its row.
        document.held_by(document.attempt).filter(heartbeat_at=document.heartbeat_at).update(
            rendering=Document.Rendering.QUEUED, attempt=None
        )
    return list(Document.objects.waiting().order_by("requested_at").values_list("pk", flat=True)[:50])


def sweep(older_than_seconds=86_400):
    """Removes PDF files that no row names: left by workers killed between writing and finishing."""
    folder = Path(settings.MEDIA_ROOT) / "documents"
    known = set(StoredFile.objects.filter(path__startswith="documents/").values_list("path", flat=True))
    removed = 0
    for path in folder.glob("*.pdf"):
        is_old = time.time() - path.stat().st_mtime > older_than_seconds
        if is_old and f"documents/{path.name}" not in known:
            path.unlink(missing_ok=True)
            removed += 1
    return removed
