"""Brings the committed indicator catalogue into the database; safe to run again, edits are kept."""

from django.conf import settings
from django.core.management.base import BaseCommand

from districts import catalogue
from districts.models import Body

NOBODY = "Chưa xác định cơ quan ban hành (bộ mặc định, minh họa)"


class Command(BaseCommand):
    help = "Nạp bộ chỉ tiêu chuyển đổi số mặc định; chạy lại chỉ thêm phần còn thiếu, không ghi đè."

    def add_arguments(self, parser):
        parser.add_argument("--code", default=catalogue.CODE, help="mã bộ chỉ tiêu (mặc định xa-2023)")
        parser.add_argument("--province", default=settings.PROVINCE_CODE, help="mã tỉnh của các sở phụ trách")

    def handle(self, *args, code, province, verbosity, **options):
        sets, indicators = catalogue.load(issuer=issuer_in(province), code=code, area=province)
        if verbosity:
            self.stdout.write(f"Chỉ tiêu: {sets} bộ mới, {indicators} chỉ tiêu mới.")


def issuer_in(province):
    """The committee of the province, if there is one, as who would lay the default down."""
    committees = Body.objects.committees().filter(unit__official_code=province, valid_to=None)
    committee = committees.in_vietnamese_order().first()
    return f"{committee.name} (bộ mặc định, minh họa)" if committee else NOBODY
