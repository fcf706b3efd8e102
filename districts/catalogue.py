"""The indicator catalogue as data: what the committed files say, and bringing it into the database.

A code keeps its meaning inside one version of a set; between versions `indicator_mappings.csv` says what
cannot be compared. Whatever stands in the database already is left as people made it.
"""

import csv
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache

from django.db import transaction

from cds_portal.text import fold
from districts.models import Body, Indicator, IndicatorMapping, IndicatorSet, Pillar, Target, TopicMapping
from districts.territory import DATA_DIR

CODE = "xa-2023"
# From this day on there is no district to be asked (Luật Tổ chức CQĐP 72/2025/QH15).
NO_DISTRICTS_FROM = date(2025, 7, 1)


def rows(name):
    with open(DATA_DIR / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Catalogue:
    """The six files, read once; `indicators` and `targets` are of one version of the set."""

    version: int
    edition: dict
    indicators: list = field(repr=False)
    targets: list = field(repr=False)

    @property
    def valid_from(self):
        return date.fromisoformat(self.edition["valid_from"])

    @property
    def valid_to(self):
        return date.fromisoformat(self.edition["valid_to"]) if self.edition["valid_to"] else None


@cache
def read_catalogue():
    """(Catalogue of version 1, of version 2, …)"""
    indicators, targets = rows("indicators"), rows("targets")
    return tuple(
        Catalogue(
            version=int(edition["version"]),
            edition=edition,
            indicators=[row for row in indicators if edition["version"] in row["versions"].split()],
            targets=[row for row in targets if row["version"] == edition["version"]],
        )
        for edition in rows("indicator_sets")
    )


@transaction.atomic
def load(*, issuer, code=CODE, area=""):
    """(sets, indicators) that were new. `issuer` in words; `area` is the province's code: the sở of
    responsibility are its bodies (`sokhcn-42`) where they exist, else only named in words.
    """
    pillars = load_pillars()
    counts = [0, 0]
    made = {}
    for catalogue in read_catalogue():
        indicator_set, is_new = take_set(catalogue, code, issuer)
        fresh = load_indicators(catalogue, indicator_set, pillars, area)
        counts[0] += is_new
        counts[1] += len(fresh)
        load_targets(catalogue, fresh)
        made[catalogue.version] = {row.code: row for row in indicator_set.indicators.all()}
    load_mappings(made)
    return tuple(counts)


def load_pillars():
    """{code: Pillar}, with the report headings and limitations that each is read under."""
    Pillar.objects.bulk_create([Pillar(**row) for row in rows("pillars")], ignore_conflicts=True)
    pillars = {pillar.code: pillar for pillar in Pillar.objects.all()}
    if not TopicMapping.objects.exists():
        TopicMapping.objects.bulk_create(
            TopicMapping(pillar=pillars[row.pop("pillar")], **row) for row in rows("topics")
        )
    return pillars


def take_set(catalogue, code, issuer):
    return IndicatorSet.objects.get_or_create(
        code=code,
        version=catalogue.version,
        defaults={
            "name": catalogue.edition["name"],
            "legal_basis": catalogue.edition["legal_basis"],
            "issuer": issuer,
            "valid_from": catalogue.valid_from,
            "valid_to": catalogue.valid_to,
            # No province's own set could be read: this is a default to begin with.
            "illustrative": True,
        },
    )


def load_indicators(catalogue, indicator_set, pillars, area):
    """{code: Indicator} of those that the set had not."""
    known = set(indicator_set.indicators.values_list("code", flat=True))
    departments = read_departments(area)
    fresh = [
        Indicator(
            indicator_set=indicator_set,
            pillar=pillars[row["pillar"]],
            order=order,
            **departments.get(row["department"], {}),
            **indicator_values(row, catalogue),
        )
        for order, row in enumerate(catalogue.indicators, start=1)
        if row["code"] not in known
    ]
    return {indicator.code: indicator for indicator in Indicator.objects.bulk_create(fresh)}


def read_departments(area):
    """{"sokhcn": {"responsible_name": …, "responsible": Body or None}}"""
    names = {row["code"]: row["name"] for row in rows("departments")}
    bodies = {body.code: body for body in Body.objects.filter(code__in=[f"{code}-{area}" for code in names])}
    return {
        code: {"responsible_name": name, "responsible": bodies.get(f"{code}-{area}")}
        for code, name in names.items()
    }


def indicator_values(row, catalogue):
    levels = row["levels"].split()
    return {
        "code": row["code"],
        "name": row["name"],
        "kind": row["kind"],
        "numerator_name": row["numerator"],
        "denominator_name": row["denominator"],
        "unit_name": row["unit"],
        "direction": row["direction"],
        "frequency": row["frequency"],
        "for_commune": "commune" in levels,
        "for_district": "district" in levels and catalogue.valid_from < NO_DISTRICTS_FROM,
        "for_province": "province" in levels,
        "is_cumulative": bool(row["is_cumulative"]),
        "may_exceed": bool(row["may_exceed"]),
        "is_new_rural": bool(row["is_new_rural"]),
        "is_default": bool(row["is_default"]),
        "maximum": Decimal(row["maximum"]) if row["maximum"] else None,
        "jump_limit": Decimal(row["jump_limit"]),
        "basis": row["basis"],
        "fold": fold(f"{row['code']} {row['name']}")[:320],
    }


def load_targets(catalogue, fresh):
    """Targets of new indicators only: what people laid down afterwards is theirs."""
    Target.objects.bulk_create(
        Target(
            indicator=fresh[row["code"]],
            year=int(row["year"]),
            value=Decimal(row["value"]) if row["value"] else None,
            basis=row["basis"],
            illustrative=fresh[row["code"]].is_default or bool(row["is_default"]),
        )
        for row in catalogue.targets
        if row["code"] in fresh
    )


def load_mappings(made):
    """The same code in the next version is the same thing, unless the file says what changed."""
    notes = {(int(row["old_version"]), row["old_code"]): row for row in rows("indicator_mappings")}
    links = []
    for version in sorted(made)[:-1]:
        for code, old in made[version].items():
            note = notes.get((version, code))
            new = made[version + 1].get(note["new_code"] if note else code)
            if new is not None:
                links.append(
                    IndicatorMapping(
                        old=old,
                        new=new,
                        comparable=bool(note["comparable"]) if note else True,
                        note=note["note"] if note else "",
                    )
                )
    IndicatorMapping.objects.bulk_create(links, ignore_conflicts=True)
