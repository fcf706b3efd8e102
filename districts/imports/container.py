"""What the bytes are, before anything is opened: people send many things under the name of an .xlsx."""

import re

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
# BIFF 2 to 4, written without an OLE container.
OLDEST_XLS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
OTHER_FILES = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
HTML = re.compile(rb"^\s*<(!doctype html|html|table|head|body|meta|style|div)\b", re.IGNORECASE)


def refusal_of(content):
    """The code of the refusal when these bytes cannot be an .xlsx; "" when they may be one."""
    if not content:
        return "empty"
    if content.startswith(ZIP_STARTS):
        return ""
    if content.startswith(OLE):
        return _refusal_of_ole(content)
    if content.startswith(OLDEST_XLS):
        return "old_xls"
    if content.startswith(OTHER_FILES):
        return "not_xlsx"
    return _refusal_of_text(content)


def _refusal_of_ole(content):
    # Names in the directory of an OLE file are UTF-16.
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "password"
    if "Workbook".encode("utf-16-le") in content or "Book".encode("utf-16-le") in content:
        return "old_xls"
    return "not_xlsx"


def _refusal_of_text(content):
    head = content[:4096]
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    text = head.decode(encoding, errors="replace")
    if HTML.match(text.encode()) or "schemas-microsoft-com:office" in text:
        return "html"
    return "not_xlsx" if "\x00" in text else "text"
