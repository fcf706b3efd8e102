"""Files: kept once, never overwritten, checked by content, named by us and not by the sender."""

import hashlib
import io
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cds_portal.lifecycle import Refused


class StoredFile(models.Model):
    """One file as received or made. Bytes lie under MEDIA_ROOT and leave only through a view that checks."""

    name = models.CharField(_("tên tệp gốc"), max_length=255)
    path = models.CharField(max_length=255, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True, editable=False)
    size = models.PositiveBigIntegerField(_("dung lượng (byte)"))
    content_type = models.CharField(_("kiểu"), max_length=100)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("tệp")

    def __str__(self):
        return self.name

    @property
    def full_path(self):
        return Path(settings.MEDIA_ROOT) / self.path

    def read(self):
        return self.full_path.read_bytes()


def store(content, *, name, content_type, by, folder):
    """Keeps `content` (bytes) under a name of ours and returns the StoredFile; the row comes last."""
    suffix = SUFFIXES[content_type]
    path = f"{folder}/{uuid4().hex}{suffix}"
    storages["default"].save(path, io.BytesIO(content))
    return StoredFile.objects.create(
        name=Path(name).name[-255:],
        path=path,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        content_type=content_type,
        by=by,
    )


SUFFIXES = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "text/csv": ".csv",
}


def read_upload(upload, limit):
    """The bytes of an upload, or Refused when it is empty or larger than `limit` bytes; size first."""
    if upload.size > limit:
        raise Refused(
            _("Tệp “%(name)s” nặng %(size)s MB, giới hạn là %(limit)s MB.")
            % {
                "name": upload.name,
                "size": megabytes(upload.size),
                "limit": megabytes(limit),
            }
        )
    content = upload.read()
    if not content:
        raise Refused(_("Tệp “%(name)s” không có nội dung.") % {"name": upload.name})
    return content


def megabytes(size):
    return f"{size / 1024 / 1024:.1f}".replace(".", ",")


# The mark stands at the very end; some writers and mail programs add a little behind it.
END_OF_PDF = 4096


def check_pdf(content, name):
    """Refused unless `content` is a readable PDF without scripts or embedded launch actions."""
    import pikepdf

    if not content.startswith(b"%PDF-"):
        raise Refused(_("Tệp “%(name)s” không phải PDF. Xin chọn bản PDF đã ký.") % {"name": name})
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if not len(pdf.pages):
                raise Refused(_("Tệp “%(name)s” không có trang nào.") % {"name": name})
            if has_active_content(pdf):
                raise Refused(_("Tệp “%(name)s” chứa mã lệnh, không nhận được.") % {"name": name})
    except pikepdf.PasswordError as error:
        raise Refused(_("Tệp “%(name)s” có mật khẩu. Xin gửi bản không khóa.") % {"name": name}) from error
    except (pikepdf.PdfError, ValueError, TypeError, RecursionError) as error:
        raise Refused(_("Tệp “%(name)s” bị hỏng, không mở được.") % {"name": name}) from error
    if b"%%EOF" not in content[-END_OF_PDF:]:
        # The reader mends the file and leaves out the pages that did not arrive.
        raise Refused(_("Tệp “%(name)s” chưa tải đủ hoặc bị cắt cuối. Xin gửi lại.") % {"name": name})


ACTIVE = ("/JavaScript", "/Launch")


def has_active_content(pdf):
    """Scripts and program starts anywhere in the file: on pages, in annotations, in form fields.

    Embedded files are no such thing: our own papers carry their figures that way.
    """
    import pikepdf

    return any(
        isinstance(item, pikepdf.Dictionary) and ("/JS" in item or str(item.get("/S", "")) in ACTIVE)
        for item in nested(pdf)
    )


def nested(pdf):
    """Every indirect object and the direct dictionaries inside it, a few levels deep."""
    import pikepdf

    waiting = [(item, 0) for item in pdf.objects]
    while waiting:
        item, depth = waiting.pop()
        yield item
        if depth > 8:
            continue
        if isinstance(item, pikepdf.Dictionary):
            inner = [value for _key, value in item.items()]
        elif isinstance(item, pikepdf.Array):
            inner = list(item)
        else:
            continue
        waiting += [
            (value, depth + 1)
            for value in inner
            if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect
        ]
