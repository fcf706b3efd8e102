"""A document from the shell: in this process, without broker and without a row."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cds_portal.lifecycle import Refused
from oversight.documents.keys import UnknownKey, paper_for
from oversight.models import OversightSession
from oversight.models.document import Kind
from oversight.rendering import evidence_paths_of, rendered_pdf


class Command(BaseCommand):
    help = (
        "Lập một văn bản PDF: render_document result_report LOCHA-2023 --output bao-cao.pdf. "
        "KEY: LOCHA-2023 · LOCHA-2023/ubnd-448 · body:ubnd-448 · all · 2026 · "
        "18583@2026-11-01/2026-Q3 · ubnd-18583/2026-Q3"
    )

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=[kind.value for kind in Kind], metavar="KIND")
        parser.add_argument("key", metavar="KEY", help="mã, ví dụ LOCHA-2023 hoặc ubnd-18583/2026-Q3")
        parser.add_argument("--output", required=True, metavar="FILE")

    def handle(self, *args, kind, key, output, **options):
        target = Path(output)
        if not target.parent.is_dir():
            raise CommandError(f"Không có thư mục {target.parent}. Tạo thư mục rồi chạy lại.")
        try:
            paper = paper_for(kind, key)
        except (UnknownKey, Refused) as error:
            raise CommandError(str(error)) from error
        session = OversightSession.objects.filter(code=key).first()
        rendered = rendered_pdf(paper, evidence_paths_of(paper, session), key)
        target.write_bytes(rendered.content)
        self.stdout.write(
            f"{target}: {rendered.pages} trang, {len(rendered.content):,} byte".replace(",", ".")
        )
