"""Files that prove: judged by their content, kept with their hash, replaced only by a later revision."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cds_portal.clock import today
from cds_portal.files import check_pdf, read_upload, store
from cds_portal.images import read_photo_upload
from cds_portal.lifecycle import Refused
from cds_portal.text import day_text
from districts.imports.limits import Limits
from districts.imports.prescan import prescan
from oversight.models import Evidence, Response

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_FILES = 30
# A proof is kept, not read: any honest workbook of the allowed size will do.
ANY_SHEET = Limits(file_bytes=settings.MAX_FILE_BYTES, rows=1_048_576, columns=16_384)


def checked_content(upload):
    """(bytes to keep, content type) of an upload that is what it says, or Refused in words.

    A picture is re-encoded without what its camera told; PDF and workbook are kept as they came.
    """
    head = upload.read(8)
    upload.seek(0)
    if head.startswith(b"%PDF-"):
        content = read_upload(upload, settings.MAX_FILE_BYTES)
        check_pdf(content, upload.name)
        return content, PDF
    if head.startswith(b"PK"):
        content = read_upload(upload, settings.MAX_FILE_BYTES)
        prescan(content, upload.name, ANY_SHEET)
        return content, XLSX
    if not head:
        raise Refused(_("Tệp “%(name)s” không có nội dung.") % {"name": upload.name})
    try:
        return read_photo_upload(upload).jpeg, "image/jpeg"
    except Refused as refusal:
        if "không phải ảnh" not in str(refusal):
            raise
        raise Refused(
            _("Tệp “%(name)s” không nhận làm minh chứng được. Gửi PDF, ảnh chụp hoặc bảng tính .xlsx.")
            % {"name": upload.name}
        ) from refusal


def add_evidence(*, response, upload, caption, dated=None, revision_of=None, by):
    """While the response is a draft. `revision_of` is an evidence of the same body that this one replaces."""
    content, content_type = checked_content(upload)
    if dated and dated > today():
        raise Refused(_("Ngày của minh chứng %(day)s ở tương lai.") % {"day": day_text(dated)})
    with transaction.atomic():
        stored = locked_draft(response)
        if stored.evidence.filter(withdrawn_at=None).count() >= MOST_FILES:
            raise Refused(_("Một trả lời có nhiều nhất %(most)d minh chứng.") % {"most": MOST_FILES})
        ensure_revisable(revision_of, stored)
        file = store(content, name=upload.name, content_type=content_type, by=by, folder="evidence")
        return Evidence.objects.create(
            response=stored,
            file=file,
            caption=caption.strip() or upload.name,
            dated=dated,
            revision_of=revision_of,
            by=by,
        )


def ensure_revisable(former, response):
    if former is None:
        return
    if former.response.body_id != response.body_id or former.withdrawn_at:
        raise Refused(_("Không thay được minh chứng này."))
    if former.revisions.filter(withdrawn_at=None).exists():
        raise Refused(
            _("Minh chứng “%(caption)s” đã có bản thay thế; thay bản mới nhất.") % {"caption": former.caption}
        )


def revisable(response):
    """What a new file may replace: standing proofs of answers to the same duties, this draft's too."""
    duties = response.assignments.values("pk")
    return (
        Evidence.objects.filter(response__body=response.body, response__assignments__in=duties)
        .filter(withdrawn_at=None)
        .exclude(revisions__withdrawn_at=None, revisions__isnull=False)
        .select_related("response")
        .distinct()
    )


@transaction.atomic
def withdraw_evidence(*, evidence, by):
    """Before the response is sent; afterwards it stands and can only be replaced."""
    locked_draft(evidence.response)
    taken = Evidence.objects.filter(pk=evidence.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())
    if not taken:
        raise Refused(_("Minh chứng này đã được rút trước đó."))


def locked_draft(response):
    stored = Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    if stored.status != Response.Status.DRAFT:
        raise Refused(
            _("Trả lời %(status)s, không thêm hay rút minh chứng được nữa.")
            % {"status": stored.get_status_display()}
        )
    return stored
