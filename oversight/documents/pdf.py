"""HTML to a PDF that is PDF/A-3a and PDF/UA-1 at once. The only module that imports WeasyPrint."""

import contextlib
import io
import os
import warnings
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from urllib.parse import unquote

from weasyprint import HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from cds_portal.text import without_controls

from . import pdf_mends

STATIC = Path(__file__).resolve().parents[2] / "static"
ASSET_FOLDERS = (STATIC / "documents", STATIC / "fonts" / "liberation-serif")
ASSET_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".ttf": "font/ttf"}
IMAGE_TYPES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))

pdf_mends.guard_stream_ends()


class Refused(ValueError):
    """The page asked for something that is neither a packaged asset nor evidence of this document."""


@dataclass(frozen=True)
class RenderedPdf:
    content: bytes
    pages: int
    fonts: tuple[str, ...]


class DocumentFetcher(URLFetcher):
    """`asset:` for packaged style sheets and fonts, `evidence:` for this document's photos, nothing else."""

    def __init__(self, evidence):
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self._evidence = evidence

    def fetch(self, url, headers=None):
        scheme, _, name = url.partition(":")
        if scheme == "asset":
            return _asset(url, unquote(name))
        if scheme == "evidence":
            return self._photo(url, unquote(name))
        raise Refused(f"Địa chỉ không được phép trong văn bản: {url[:80]}")

    def _photo(self, url, code):
        if code not in self._evidence:
            raise Refused(f"Văn bản không có minh chứng {code}")
        content = self._evidence[code]
        content = content.read_bytes() if isinstance(content, Path) else content
        for magic, kind in IMAGE_TYPES:
            if content.startswith(magic):
                return URLFetcherResponse(url, content, {"Content-Type": kind})
        raise Refused(f"Minh chứng {code} không phải ảnh JPEG hoặc PNG")


def _asset(url, name):
    path = (STATIC / name).resolve()
    if path.parent not in ASSET_FOLDERS or path.suffix not in ASSET_TYPES or not path.is_file():
        raise Refused(f"Không có tệp kèm theo {name}")
    return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": ASSET_TYPES[path.suffix]})


def render_pdf(html, *, title, identifier, created, attachments=(), evidence=None):
    """`attachments`: (name, bytes, description); `created`: aware; same input, same bytes.

    `evidence` maps the codes of the page's `evidence:CODE` images to JPEG or PNG bytes, or to the Path of
    such a file. A refused or broken address stops the rendering with `RuntimeError`: no paper is issued with
    a hole in it.
    """
    fetcher = DocumentFetcher(evidence or {})
    fonts = []

    def finisher(document, pdf):
        pdf_mends.mend(pdf)
        fonts.extend(pdf_mends.embedded_fonts(pdf))

    try:
        document = layout(html, fetcher)
        stamp_metadata(document, title, created, attachments)
        with warnings.catch_warnings():
            # WeasyPrint leaves the file of its colour profile to the garbage collector.
            warnings.simplefilter("ignore", ResourceWarning)
            content = document.write_pdf(
                pdf_variant="pdf/a-3a", pdf_identifier=identifier.encode(), finisher=finisher, dpi=200
            )
    except FatalURLFetchingError as error:
        # It is no Exception in WeasyPrint; callers catch Exception.
        raise RuntimeError(str(error.__cause__ or error)) from error
    return RenderedPdf(content=content, pages=len(document.pages), fonts=tuple(fonts))


def layout(html, fetcher=None):
    """WeasyPrint's laid out document; tests measure its boxes."""
    page = HTML(string=html, url_fetcher=fetcher or DocumentFetcher({}))
    with only_packaged_fonts():
        font_config = FontConfiguration()
    # Hints: the width attribute of <col> instead of inline styles.
    return page.render(font_config=font_config, pdf_variant="pdf/a-3a", dpi=200, presentational_hints=True)


@contextlib.contextmanager
def only_packaged_fonts():
    """An older Liberation Serif of the machine (1.07 lacks Vietnamese letters) would win over ours."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(Path(__file__).with_name("fonts.conf"))
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


def stamp_metadata(document, title, created, attachments):
    moment = created.astimezone(UTC)
    metadata = document.metadata
    # WeasyPrint writes it into XML as it is.
    metadata.title = without_controls(title)
    metadata.created = metadata.modified = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    metadata.attachments = [
        Attachment(
            file_obj=io.BytesIO(content),
            name=name,
            description=description,
            created=moment,
            modified=moment,
            relationship="Supplement",
        )
        for name, content, description in attachments
    ]
