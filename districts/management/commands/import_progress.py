"""`import_progress FILE --as USER [--apply]`: every problem with its address; exit 1 when one is an error."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cds_portal.accounts.models import User
from cds_portal.lifecycle import Refused
from districts.actions.import_file import apply_file, check_file, scope_of_file


class Command(BaseCommand):
    help = "Kiểm tra một tệp số liệu và in mọi chỗ cần sửa; --apply thì ghi vào báo cáo."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="tệp .xlsx")
        parser.add_argument("--as", dest="username", required=True, help="tên đăng nhập của người nhập")
        parser.add_argument("--period", default="", help="mã kỳ, khi tệp mất dấu của hệ thống")
        parser.add_argument("--apply", action="store_true", help="ghi vào báo cáo khi không có lỗi")

    def handle(self, *args, file, username, period, apply, **options):
        try:
            user = User.objects.get(username=username)
            content = file.read_bytes()
        except (User.DoesNotExist, OSError) as error:
            raise CommandError(f"Không có tài khoản “{username}” hoặc tệp {file}.") from error
        try:
            self.run(content, file.name, user, period, apply)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def run(self, content, name, user, period, apply):
        scope = scope_of_file(content, name, by=user, period=period)
        staging = check_file(content, name, scope)
        for problem in staging.problems:
            self.stdout.write(line_of(problem))
        self.stdout.write(
            f"Đọc được {staging.read} số liệu: hợp lệ {staging.valid}, cần sửa {staging.errors}, "
            f"lưu ý {staging.counts['warnings']}."
        )
        if staging.errors:
            raise CommandError("Tệp có chỗ cần sửa, chưa ghi gì.")
        if apply:
            batch = apply_file(content, name, scope, by=user)
            self.stdout.write(f"Đã ghi {staging.counts['changes']} số liệu (lần nhập {batch.pk}).")


def line_of(problem):
    mark = "" if problem.is_error else "(lưu ý) "
    words = f"{problem.message} {problem.suggestion}".strip()
    return f"{problem.place}: {mark}{words}" if problem.place else f"{mark}{words}"
