import sys

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from cds_portal.health import Check, check_all
from cds_portal.ops.prepare import unapplied_migrations


class Command(BaseCommand):
    help = "Kiểm tra tình trạng hệ thống: mỗi mục một dòng; mã thoát 0 nếu tốt, 1 nếu có mục hỏng."
    requires_system_checks = ()

    def handle(self, **_):
        checks = [*check_all(), check_migrations()]
        for check in checks:
            self.stdout.write(f"{'tốt' if check.ok else 'HỎNG':<5} {check.title}: {check.detail}")
        if not all(check.ok for check in checks):
            sys.exit(1)


def check_migrations():
    title = "Cấu trúc dữ liệu"
    try:
        waiting = len(unapplied_migrations())
    except DatabaseError:
        return Check("migrations", title, False, "không rõ, vì cơ sở dữ liệu không trả lời")
    if waiting:
        return Check("migrations", title, False, f"còn {waiting} bước chưa cập nhật (manage.py migrate)")
    return Check("migrations", title, True, "đã cập nhật")
