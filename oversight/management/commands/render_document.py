"""A document from the shell: in this process, without broker and without a row."""

from dataclasses import replace
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from cds_portal.lifecycle import Refused
from cds_portal.ops import banner
from oversight.documents.keys import UnknownKey, paper_for
from oversight.models import OversightSession
from oversight.models.document import Kind
from oversight.rendering import RenderFailed, evidence_paths_of, rendered_pdf


class Command(BaseCommand):
    help = (
        "Lập một văn bản PDF: render_document result_report LOCHA-2023 --output bao-cao.pdf. "
        "KEY: LOCHA-2023 · LOCHA-2023/ubnd-448 · body:ubnd-448 · all · 2026 · "
        "18583@2026-11-01/2026-Q3 · ubnd-18583/2026-Q3"
    )

    def add_arguments(self, parser):
        parser.add_argument("kind", metavar="KIND", help=f"loại văn bản: {', '.join(Kind.values)}")
        parser.add_argument("key", metavar="KEY", help="mã, ví dụ LOCHA-2023 hoặc ubnd-18583/2026-Q3")
        parser.add_argument("--output", required=True, metavar="FILE")

    def handle(self, *args, kind, key, output, **options):
        if kind not in Kind:
            raise CommandError(f"Không có loại văn bản {kind}. Các loại: {', '.join(Kind.values)}.")
        target = Path(output)
        if not target.parent.is_dir():
            raise CommandError(f"Không có thư mục {target.parent}. Tạo thư mục rồi chạy lại.")
        if target.is_dir():
            raise CommandError(f"{target} là thư mục. Ghi cả tên tệp, ví dụ {target / 'bao-cao.pdf'}.")
        try:
            paper = paper_for(kind, key)
        except (UnknownKey, Refused) as error:
            raise CommandError(str(error)) from error
        if holds_the_demo():
            paper = replace(paper, is_demo=True)
        session = OversightSession.objects.filter(code=key).first()
        try:
            rendered = rendered_pdf(paper, evidence_paths_of(paper, session), key)
            target.write_bytes(rendered.content)
        except RenderFailed as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"Không ghi được {target}: {error.strerror}.") from error
        self.stdout.write(
            f"{target}: {rendered.pages} trang, {len(rendered.content):,} byte".replace(",", ".")
        )


def holds_the_demo():
    """Whether the database is the demo's: a shell beside `make run` does not know its DEMO, and a paper of
    the demo must not pass for a real one.
    """
    names = [username for username, _who in banner.ACCOUNTS]
    return get_user_model().objects.filter(username__in=names).count() == len(names)
