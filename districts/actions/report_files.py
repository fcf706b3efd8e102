"""Files of a report: the signed PDF, and evidence. Each stays with its version and is never overwritten."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cds_portal.files import StoredFile, check_pdf, read_upload, store
from cds_portal.images import read_photo_upload
from cds_portal.lifecycle import Refused
from districts.actions.drafting import hold, open_draft
from districts.imports.limits import MANY_BODIES
from districts.imports.prescan import prescan
from districts.models import ProgressReport, ReportFile

Status = ProgressReport.Status
PDF = "application/pdf"
JPEG = "image/jpeg"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_FILES = 30
OPEN = (*ProgressReport.EDITABLE, Status.AWAITING_SIGNATURE, Status.SUBMITTED)


def read_evidence(upload, kind):
    """(bytes, content type) of an upload that was looked into; Refused in words otherwise.

    Images are made anew without what they tell of place and time; a signed copy is a PDF.
    """
    if upload.name.lower().endswith(".xlsx") and kind == ReportFile.Kind.EVIDENCE:
        content = read_upload(upload, settings.MAX_FILE_BYTES)
        prescan(content, upload.name, MANY_BODIES)
        return content, XLSX
    if upload.name.lower().endswith(".pdf") or kind == ReportFile.Kind.SIGNED:
        content = read_upload(upload, settings.MAX_FILE_BYTES)
        check_pdf(content, upload.name)
        return content, PDF
    return read_photo_upload(upload).jpeg, JPEG


def add_file(report, upload, *, kind, by, indicator=None, caption=""):
    """Adds a file to the open version, or to the last one while the committee has not accepted it."""
    content, content_type = read_evidence(upload, kind)
    with transaction.atomic():
        version = version_for_files(report, by)
        ensure_adds(version, kind)
        if version.files.filter(withdrawn_at=None).count() >= MOST_FILES:
            raise Refused(_("Báo cáo đã đủ %(n)d tệp. Gỡ bớt tệp rồi gửi lại.") % {"n": MOST_FILES})
        file = store(content, name=upload.name, content_type=content_type, by=by, folder="progress")
        return ReportFile.objects.create(
            version=version, kind=kind, file=file, indicator=indicator, caption=caption.strip()
        )


def ensure_adds(version, kind):
    """What was sent stands as it was sent: evidence may be added to it, the signed copy is not exchanged."""
    signed = version.files.filter(kind=ReportFile.Kind.SIGNED, withdrawn_at=None)
    if version.report.status == Status.SUBMITTED and kind == ReportFile.Kind.SIGNED and signed.exists():
        raise Refused(_("Báo cáo đã gửi kèm bản ký, không thay được. Có bản khác thì đề nghị Ban trả lại."))


def version_for_files(report, by):
    stored = hold(report)
    if stored.status not in OPEN:
        raise Refused(
            _("Báo cáo %(status)s, không thêm hay gỡ tệp được.") % {"status": stored.get_status_display()}
        )
    if stored.status in ProgressReport.EDITABLE:
        return open_draft(stored, by=by)
    return stored.versions.order_by("-number").first()


@transaction.atomic
def withdraw_file(report, file, *, by):
    """Takes a file back; that it was there stays on record, its content is shown to nobody."""
    if hold(report).status == Status.SUBMITTED:
        raise Refused(_("Báo cáo đã gửi, tệp đã gửi được giữ nguyên. Cần thay thì đề nghị Ban trả lại."))
    if file.version_id != version_for_files(report, by).pk:
        raise Refused(_("Tệp thuộc lần gửi trước, được giữ nguyên."))
    now = timezone.now()
    if file.withdrawn_at is None:
        file.withdrawn_at = now
        file.save(update_fields=["withdrawn_at"])
        StoredFile.objects.filter(pk=file.file_id).update(withdrawn_at=now)
