"""Fills an empty database with the demonstration; a database with users in it is left alone."""

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from districts.management.commands import load_territory
from districts.models import AdministrativeUnit
from districts.territory import read_territory
from oversight.demo import (
    bodies,
    checklists,
    duchue,
    locha,
    people,
    progress,
    reorganisation,
    rules,
    summaries,
)

# The stories are told of these districts, whichever province the installation is for.
DEMO_PROVINCE, DEMO_DISTRICTS = "42", ("448", "801")


class Command(BaseCommand):
    help = (
        "Nạp dữ liệu trình diễn vào cơ sở dữ liệu còn trống: địa bàn, cơ quan, 14 tài khoản, cuộc giám sát."
    )

    @transaction.atomic
    def handle(self, *args, **options):
        if get_user_model().objects.exists():
            self.stdout.write("Cơ sở dữ liệu đã có người dùng: không nạp dữ liệu trình diễn.")
            return
        self.load_units()
        for part in (rules, bodies, people, checklists, locha, progress, duchue, reorganisation, summaries):
            part.load()
        self.stdout.write(
            f"Đã nạp dữ liệu trình diễn: {len(people.ACCOUNTS)} tài khoản, cuộc giám sát {locha.CODE}."
        )

    def load_units(self):
        if not AdministrativeUnit.objects.exists():
            call_command("load_territory", stdout=self.stdout)
        districts = AdministrativeUnit.objects.filter(official_code__in=DEMO_DISTRICTS)
        if districts.count() < len(DEMO_DISTRICTS):
            load_territory.load(read_territory().for_province(DEMO_PROVINCE))
