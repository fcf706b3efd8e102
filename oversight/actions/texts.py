"""The text of a drafted letter or follow-up report, edited by people before it is submitted."""

from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cds_portal.lifecycle import Refused, StaleRecord, record_move
from oversight.actions.documents import key_subject, queue_rendering, snapshot_key
from oversight.documents.kinds import CLASSES, paper_of
from oversight.documents.prose import sanitise_section_html
from oversight.models import Document
from oversight.models.document import Kind


def is_editable(document):
    """The result report is edited by its headings, before it is drafted; working papers are figures only."""
    is_official = CLASSES[document.kind].is_official
    return is_official and document.kind != Kind.RESULT_REPORT and document.status == Document.Status.DRAFT


@transaction.atomic
def edit_text(document, texts, *, expected_version, by):
    """Freezes the draft anew with `texts` (HTML, one a section) and renders it again.

    Raises StaleRecord when another officer saved first; refused once it was submitted.
    """
    if not is_editable(document):
        raise Refused(
            _("Văn bản %(status)s, không sửa nội dung được nữa.") % {"status": document.get_status_display()}
        )
    paper = paper_of(document)
    sections = tuple(
        replace(section, html=sanitise_section_html(text))
        for section, text in zip(paper.sections, texts, strict=True)
    )
    if sections == paper.sections:
        return
    snapshot = replace(paper, sections=sections).to_snapshot()
    store(document, snapshot, expected_version)
    record_move(document, document.status, document.status, by=by, note=_("Sửa nội dung dự thảo"))
    document.refresh_from_db()
    queue_rendering(document)


def store(document, snapshot, expected_version):
    rows = Document.objects.filter(pk=document.pk, row_version=expected_version, status=Document.Status.DRAFT)
    try:
        with transaction.atomic():
            stored = rows.update(
                snapshot=snapshot,
                snapshot_hash=snapshot_key(key_subject(document), snapshot),
                row_version=expected_version + 1,
                rendering=Document.Rendering.QUEUED,
                attempt=None,
                failures=0,
                failure_reason="",
                file=None,
                pages=None,
            )
    except IntegrityError as error:
        raise Refused(_("Đã có một dự thảo cùng nội dung này.")) from error
    if not stored:
        raise StaleRecord(Document.objects.get(pk=document.pk))
