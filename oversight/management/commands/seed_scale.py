"""Fills a database without real rows with data of a province's or the country's size."""

import time

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from districts.models import Body
from oversight import scale
from oversight.models import OversightSession


class Command(BaseCommand):
    help = "Nạp dữ liệu minh họa cỡ một tỉnh (hoặc cả nước) để đo và thử; từ chối khi có dữ liệu thật."

    def add_arguments(self, parser):
        parser.add_argument(
            "--national", action="store_true", help="3.321 đơn vị cấp xã, 100.000 nội dung giao"
        )

    def handle(self, *args, national=False, **options):
        if get_user_model().objects.filter(illustrative=False).exists():
            raise CommandError("Cơ sở dữ liệu có tài khoản thật: không nạp dữ liệu quy mô.")
        if OversightSession.objects.filter(code__startswith=scale.CODE).exists():
            raise CommandError("Dữ liệu quy mô đã được nạp.")
        committee = Body.objects.committees().filter(valid_to=None).order_by("pk").first()
        if committee is None:
            raise CommandError("Chưa có Ban nào: chạy load_demo trước.")
        started = time.monotonic()
        if national:
            call_command("load_territory", whole_country=True, stdout=self.stdout)
        made = scale.seed(scale.NATIONAL if national else scale.PROVINCE, committee=committee)
        words = ", ".join(f"{name}: {number}" for name, number in made.items())
        self.stdout.write(f"Đã nạp ({time.monotonic() - started:.0f} giây): {words}.")
