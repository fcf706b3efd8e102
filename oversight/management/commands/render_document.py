"""A document from the shell: in this process, without broker and without a row."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from oversight.documents import gather
from oversight.documents.outline import generated
from oversight.models import OversightSession
from oversight.models.document import Kind
from oversight.rendering import evidence_paths_of, rendered_pdf


class Command(BaseCommand):
    help = "Lập một văn bản PDF: render_document result_report LOCHA-2023 --output bao-cao.pdf"

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=[kind.value for kind in Kind], metavar="KIND")
        parser.add_argument("key", metavar="KEY", help="mã cuộc giám sát, ví dụ LOCHA-2023")
        parser.add_argument("--output", required=True, metavar="FILE")

    def handle(self, *args, kind, key, output, **options):
        session = OversightSession.objects.filter(code=key).select_related("committee__letterhead").first()
        if session is None:
            raise CommandError(f"Không có cuộc giám sát mã {key}. Xem danh sách ở /sessions/.")
        # Headings nobody has filled yet are written from the records; stored text stands as people left it.
        texts = generated(session) | gather.stored_texts(session)
        report = gather.result_report(session, texts=texts)
        rendered = rendered_pdf(report, evidence_paths_of(report, session), key)
        target = Path(output)
        if not target.parent.is_dir():
            raise CommandError(f"Không có thư mục {target.parent}. Tạo thư mục rồi chạy lại.")
        target.write_bytes(rendered.content)
        self.stdout.write(
            f"{target}: {rendered.pages} trang, {len(rendered.content):,} byte".replace(",", ".")
        )
