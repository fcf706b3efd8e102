"""The zip of a workbook: what is in it is judged by name and size before any of it is read."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from districts.imports import container
from districts.imports.limits import MEGABYTE
from districts.imports.refusals import WorkbookRefused

CHUNK = 1 << 16
# Tables of figures shrink 10 to 60 times; nothing honest of this size shrinks more than this.
MOST_SHRINKING = 250
SUSPECT_BYTES = 5 * MEGABYTE
ENCRYPTED_FLAG = 0x1
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
# Part names (in lower case) that make the whole file unwelcome, with the refusal's code.
UNWELCOME = {
    "vbaproject": "macro",
    "xl/macrosheets/": "macro",
    "xl/externallinks/": "external_link",
    "xl/connections.xml": "external_link",
    "xl/querytables/": "external_link",
    "xl/embeddings/": "embedded",
    "xl/activex/": "embedded",
    "xl/webextensions/": "embedded",
}
NESTED_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a judged zip. Reading never gives more bytes than the part declares."""

    archive: zipfile.ZipFile
    name: str

    @property
    def parts(self):
        return [part for part in self.archive.namelist() if not part.endswith("/")]

    def chunks(self, part):
        try:
            with self.archive.open(part) as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk
        except UNREADABLE as error:
            raise WorkbookRefused("truncated", name=self.name) from error

    def head(self, part):
        return next(self.chunks(part), b"")

    def find(self, part):
        """The part as it is spelt in the zip (names are compared without case); None when it is not there."""
        wanted = part.lower()
        return next((found for found in self.parts if found.lower() == wanted), None)


def open_package(content, name, limits):
    """The Package of a workbook, or WorkbookRefused. Nothing is unpacked but the first bytes of each part."""
    if len(content) > limits.file_bytes:
        sizes = {"size": megabytes(len(content)), "limit": megabytes(limits.file_bytes)}
        raise WorkbookRefused("too_large", name=name, **sizes)
    if code := container.refusal_of(content):
        raise WorkbookRefused(code, name=name)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except UNREADABLE as error:
        raise WorkbookRefused("truncated", name=name) from error
    check_sizes(archive.infolist(), name, limits)
    check_names(archive.infolist(), name)
    package = Package(archive, name)
    check_kind(package)
    check_heads(package)
    return package


def megabytes(size):
    return f"{size / MEGABYTE:.1f}".replace(".", ",")


def check_sizes(infos, name, limits):
    if len(infos) > limits.parts:
        raise WorkbookRefused("zip_bomb", name=name, why=_("%d thành phần") % len(infos))
    unpacked = sum(info.file_size for info in infos)
    if unpacked > limits.unpacked_bytes:
        raise WorkbookRefused("zip_bomb", name=name, why=f"{megabytes(unpacked)} MB")
    for info in infos:
        if info.flag_bits & ENCRYPTED_FLAG:
            raise WorkbookRefused("password", name=name)
        if info.file_size > SUSPECT_BYTES and info.file_size > MOST_SHRINKING * info.compress_size:
            raise WorkbookRefused("zip_bomb", name=name, why=f"{megabytes(info.file_size)} MB")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise WorkbookRefused("broken", name=name, why=_("cách nén lạ"))


def check_names(infos, name):
    seen = set()
    for info in infos:
        # `orig_filename` is what stands in the file: zipfile cuts names at a NUL.
        if is_unsafe(info.orig_filename):
            raise WorkbookRefused("unsafe_part", name=name)
        if info.filename.lower() in seen:
            raise WorkbookRefused("broken", name=name, why=_("có thành phần trùng tên"))
        seen.add(info.filename.lower())


def is_unsafe(part):
    path = PurePosixPath(part)
    return path.is_absolute() or ".." in path.parts or any(sign in part for sign in ("\\", ":", "\x00"))


def check_kind(package):
    """An .xlsx, and neither another kind of office file nor one that brings programs or foreign data."""
    if package.find("mimetype"):
        is_sheet = b"spreadsheet" in package.head("mimetype")
        raise WorkbookRefused("ods" if is_sheet else "not_xlsx", name=package.name)
    if not package.find("[Content_Types].xml"):
        raise WorkbookRefused("not_xlsx", name=package.name)
    if package.find("xl/workbook.bin"):
        raise WorkbookRefused("xlsb", name=package.name)
    for part in package.parts:
        for sign, code in UNWELCOME.items():
            if sign in part.lower():
                raise WorkbookRefused(code, name=package.name, part=part)


def check_heads(package):
    for part in package.parts:
        if package.head(part).startswith(NESTED_ZIP):
            raise WorkbookRefused("embedded", name=package.name, part=part)
