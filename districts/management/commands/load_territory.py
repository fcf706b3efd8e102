"""Brings the committed territory into the database; safe to run again, also after the data were renewed."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from districts.models import AdministrativeUnit, Succession
from districts.territory import LEVELS, read_territory

BATCH = 2_000
UNIT_FIELDS = ["kind", "name", "parent_id", "valid_to", "history_starts", "date_precision", "note"]
SUCCESSION_FIELDS = ["date", "kind", "legal_basis", "note"]


class Command(BaseCommand):
    help = "Nạp danh mục đơn vị hành chính: tỉnh của PROVINCE_CODE và phần bản trình diễn cần, hoặc cả nước."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", dest="whole_country", help="nạp cả nước")

    def handle(self, *args, whole_country, verbosity, **options):
        territory = read_territory()
        if not whole_country:
            territory = territory.for_province(settings.PROVINCE_CODE)
        created, updated = load(territory)
        if verbosity:
            self.stdout.write(f"Địa bàn: {created} bản ghi mới, {updated} bản ghi được cập nhật.")


@transaction.atomic
def load(territory):
    """(created, updated) rows. What the database knows beyond the data is left as it is."""
    parents = territory.parents()
    ids = {}
    counts = []
    for level in LEVELS:
        # Level by level: a unit can be written when its parent has its pk.
        rows = [row for row in territory.units if row.level == level]
        wanted = {row.key: _unit_values(row, ids.get(parents[row.key])) for row in rows}
        counts.append(_load_units(level, wanted, ids))
    counts.append(_load_successions(territory.successions, ids))
    return tuple(sum(column) for column in zip(*counts, strict=True))


def _unit_values(row, parent_id):
    values = {name: getattr(row, name) for name in UNIT_FIELDS if name != "parent_id"}
    return values | {"parent_id": parent_id}


def _load_units(level, wanted, ids):
    known = {
        (unit.official_code, unit.valid_from): unit for unit in AdministrativeUnit.objects.filter(level=level)
    }
    fresh = [
        AdministrativeUnit(official_code=code, valid_from=day, level=level, **values)
        for (code, day), values in wanted.items()
        if (code, day) not in known
    ]
    for key, unit in known.items():
        # A unit that was closed here after the data were made stays closed.
        if key in wanted and unit.valid_to and not wanted[key]["valid_to"]:
            wanted[key]["valid_to"] = unit.valid_to
    stale = [unit for key, unit in known.items() if key in wanted and _take(unit, wanted[key])]
    AdministrativeUnit.objects.bulk_create(fresh, batch_size=BATCH)
    fields = [name.removesuffix("_id") for name in UNIT_FIELDS]
    AdministrativeUnit.objects.bulk_update(stale, fields, batch_size=100)
    ids |= {key: unit.pk for key, unit in known.items()}
    ids |= {(unit.official_code, unit.valid_from): unit.pk for unit in fresh}
    return len(fresh), len(stale)


def _load_successions(rows, ids):
    wanted = {
        (ids[row.predecessor], ids[row.successor] if row.successor else None): {
            name: getattr(row, name) for name in SUCCESSION_FIELDS
        }
        for row in rows
    }
    known = {(row.predecessor_id, row.successor_id): row for row in Succession.objects.all()}
    fresh = [
        Succession(predecessor_id=old, successor_id=new, **values)
        for (old, new), values in wanted.items()
        if (old, new) not in known
    ]
    stale = [row for key, row in known.items() if key in wanted and _take(row, wanted[key])]
    Succession.objects.bulk_create(fresh, batch_size=BATCH)
    Succession.objects.bulk_update(stale, SUCCESSION_FIELDS, batch_size=100)
    return len(fresh), len(stale)


def _take(record, values):
    """Gives the record these values; whether that changed anything."""
    changed = {name: value for name, value in values.items() if getattr(record, name) != value}
    for name, value in changed.items():
        setattr(record, name, value)
    return bool(changed)
