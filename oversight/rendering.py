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
import traceback
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import DatabaseError, connections, transaction

from cds_portal.files import StoredFile
from cds_portal.ops.processes import die_with_parent
from oversight.documents.kinds import filename, paper_of
from oversight.models import Document, Photo

log = logging.getLogger(__name__)
POLL_SECONDS = 0.05


TOO_BIG = "Văn bản quá lớn, không đủ bộ nhớ để lập PDF."
STOPPED = "Tiến trình lập PDF bị dừng giữa chừng (quá thời gian hoặc thiếu bộ nhớ)."


class RenderFailed(Exception):
    """The renderer itself failed; the sentence is shown to the person who asked."""


def render(document_id):
    """Renders the document if it is queued; safe to call any number of times."""
    document = Document.objects.filter(pk=document_id).select_related("session", "body", "period").first()
    attempt = uuid4()
    if document is None or not document.claim(attempt):
        return False
    # Only now is the snapshot settled: the clerk may have given a number between the look and the claim.
    document.refresh_from_db()
    path = target_path(document, attempt)
    try:
        return keep(document, attempt, path, render_in_child(document, attempt, path))
    except DatabaseError:
        # Not the renderer's failure: the reaper gives the row to the next worker. The file stays for the
        # sweep, because a commit that broke off may have been written all the same.
        raise
    except Exception as error:
        # Whatever it is, it is counted: a row that is only left alone would be tried for ever.
        path.unlink(missing_ok=True)
        document.fail(attempt, reason_of(error))
        return False


def reason_of(error):
    """A sentence for the person who asked; what only a developer understands goes to the log."""
    if isinstance(error, RenderFailed):
        return str(error)
    if type(error) is RuntimeError:
        # From `pdf`: an address that the paper must not or cannot open, already in words.
        return f"Không lập được PDF: {error}"
    traceback.print_exception(error)
    return f"Không lập được PDF do lỗi của chương trình ({type(error).__name__}). Quản trị xem nhật ký."


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
                name=filename(document),
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
    report = paper_of(document)
    evidence = evidence_paths_of(report, document.session)
    prepare_fork()
    reading, writing = os.pipe()
    parent, child = os.getpid(), os.fork()
    if child == 0:
        os.close(reading)
        run_child(report, evidence, str(document.pk), path, writing, parent)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        try:
            status = wait_for(child, document, attempt)
        except BaseException:
            end(child)
            raise
        answer = pipe.read() if status is not None else ""
    if status is None:
        return None
    # No answer: even the sentence that tells why found no memory any more.
    if os.WIFSIGNALED(status) or not answer:
        raise RenderFailed(STOPPED)
    result = json.loads(answer)
    if "error" in result:
        raise RenderFailed(result["error"])
    return result["pages"]


def evidence_paths_of(report, session):
    """{photo code: path} of the figures that the paper places; only photos of its own session."""
    if not report.figures:
        return {}
    codes = [figure.code for figure in report.figures]
    photos = Photo.objects.filter(pk__in=codes, visit__session=session).select_related("file")
    return {str(photo.pk): photo.file.full_path for photo in photos}


def load_renderer():
    from oversight.documents import pdf  # noqa: F401


def prepare_fork():
    """WeasyPrint is loaded before the fork, so that children share its pages; connections are not shared."""
    import gc

    load_renderer()
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
    gc.collect()
    gc.freeze()


def run_child(report, evidence, identifier, path, writing, parent):
    """Never returns. Everything that can go wrong becomes one line on the pipe."""
    import gc

    try:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGUSR1, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        die_with_parent(signal.SIGKILL, parent=parent)
        resource.setrlimit(resource.RLIMIT_AS, (settings.RENDER_MEMORY_BYTES,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (settings.RENDER_DEADLINE_SECONDS,) * 2)
        gc.disable()
        rendered = rendered_pdf(report, evidence, identifier)
        path.write_bytes(rendered.content)
        tell(writing, {"pages": rendered.pages})
    except BaseException as error:
        # Telling why may fail too, when memory is short: then the parent has a sentence of its own.
        with contextlib.suppress(BaseException):
            tell(writing, {"error": TOO_BIG if lacked_memory(error) else reason_of(error)})
    finally:
        os._exit(0)


def lacked_memory(error):
    """Compiled libraries turn a failed allocation into errors of any kind: the address space knows better."""
    if isinstance(error, RenderFailed):
        return False
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    return isinstance(error, MemoryError) or size > 0.9 * settings.RENDER_MEMORY_BYTES


def tell(writing, answer):
    os.write(writing, json.dumps(answer).encode())


def rendered_pdf(report, evidence, identifier):
    """The PDF of a paper; `evidence` maps photo codes to paths. Used by the child and by the shell."""
    from oversight.documents import annex, markup, pdf
    from oversight.documents.check import check_pdf

    rendered = pdf.render_pdf(
        markup.render_html(report),
        title=report.title,
        identifier=identifier,
        created=report.created_at,
        attachments=annex.attachment(report),
        evidence=read_evidence(report, evidence),
    )
    problems = check_pdf(rendered.content)
    if problems:
        raise RenderFailed(problems[0].message_vi)
    return rendered


def read_evidence(report, paths):
    """{photo code: bytes}. A photo that cannot be read is named as people know it: by its caption."""
    captions = {figure.code: figure.caption for figure in report.figures}
    contents = {}
    for code, path in paths.items():
        try:
            contents[code] = Path(path).read_bytes()
        except OSError as error:
            raise RenderFailed(
                f"Không đọc được tệp ảnh “{captions[code]}”. Khôi phục tệp hoặc bỏ ảnh khỏi báo cáo."
            ) from error
    return contents


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
                end(child)
                return None
        time.sleep(POLL_SECONDS)


def end(child):
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def reap(now):
    """Queued rows whose message may be lost and renderings whose worker died: the ids to look at again."""
    for document in Document.objects.lost(now):
        # Guarded by the token that was seen: a worker that came back in between keeps its row.
        document.held_by(document.attempt).filter(heartbeat_at=document.heartbeat_at).update(
            rendering=Document.Rendering.QUEUED, attempt=None
        )
    return list(Document.objects.waiting().order_by("requested_at").values_list("pk", flat=True)[:50])


def waiting_by_queue():
    """{queue: ids}: what nobody asked for (made ahead) waits in a queue of its own."""
    rows = Document.objects.waiting().order_by("requested_at").values_list("pk", "requested_by")[:50]
    return {
        "documents": [pk for pk, asked_by in rows if asked_by],
        "ahead": [pk for pk, asked_by in rows if not asked_by],
    }


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
