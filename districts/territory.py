"""The territory as data: what the committed files say, and which part of it an installation loads.

Nothing here touches the database. The level of a unit follows from its official code: two figures a province,
three a district, five a commune. A code alone is no key, codes are reused: the key is (code, valid_from).
"""

import csv
import gzip
import io
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

DATA_DIR = Path(__file__).resolve().parent / "data"
UNITS_FILE = DATA_DIR / "units.csv.gz"
SUCCESSIONS_FILE = DATA_DIR / "successions.csv.gz"

# Before these days the answer is "chưa có dữ liệu", never a guess.
DETAILED_HISTORY_STARTS = date(2021, 1, 1)
HISTORY_STARTS = date(2025, 6, 30)
PROVINCES_WITH_DETAILED_HISTORY = frozenset({"42"})
DISTRICTS_WITH_DETAILED_HISTORY = frozenset({"801"})
# Tỉnh Long An itself is known from 2021 on: it is the parent of huyện Đức Huệ.
PROVINCE_ROWS_WITH_DETAILED_HISTORY = PROVINCES_WITH_DETAILED_HISTORY | {"80"}

# What the demonstration needs beside its own province: huyện Đức Huệ, both provinces it comes from, and on.
DEMO_DISTRICT = "801"
DEMO_PROVINCES = frozenset({"72", "80"})

LEVEL_BY_CODE_LENGTH = {2: "province", 3: "district", 5: "commune"}
LEVELS = tuple(LEVEL_BY_CODE_LENGTH.values())


def level_of(code):
    return LEVEL_BY_CODE_LENGTH[len(code)]


def history_starts(province_code, district_code=""):
    """First day of which the units of this province (or of this district of it) are known."""
    detailed = (
        province_code in PROVINCES_WITH_DETAILED_HISTORY or district_code in DISTRICTS_WITH_DETAILED_HISTORY
    )
    return DETAILED_HISTORY_STARTS if detailed else HISTORY_STARTS


def has_history(province_code, on, district_code=""):
    """Whether the units of the province (or district) are known on that day; if not, say so on screen."""
    return on >= history_starts(province_code, district_code)


@dataclass(frozen=True, slots=True)
class UnitRow:
    official_code: str
    kind: str
    name: str
    parent_code: str
    valid_from: date
    valid_to: date | None
    history_starts: bool
    date_precision: str
    note: str

    @property
    def key(self):
        return self.official_code, self.valid_from

    @property
    def level(self):
        return level_of(self.official_code)

    def is_in_force_on(self, day):
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class SuccessionRow:
    predecessor_code: str
    predecessor_from: date
    successor_code: str
    successor_from: date | None
    date: date
    kind: str
    legal_basis: str
    note: str

    @property
    def predecessor(self):
        return self.predecessor_code, self.predecessor_from

    @property
    def successor(self):
        """None when the predecessor was abolished."""
        return (self.successor_code, self.successor_from) if self.successor_code else None


@dataclass(frozen=True)
class Territory:
    units: list[UnitRow]
    successions: list[SuccessionRow]

    def parents(self):
        """Key of each unit → key of its parent row (None for a province)."""
        by_code = {}
        for unit in self.units:
            by_code.setdefault(unit.official_code, []).append(unit)
        return {unit.key: _parent_key(unit, by_code) for unit in self.units}

    def only(self, keys):
        """The part with these units; a succession is kept when both its ends are."""
        return Territory(
            units=[unit for unit in self.units if unit.key in keys],
            successions=[
                row
                for row in self.successions
                if row.predecessor in keys and (row.successor is None or row.successor in keys)
            ],
        )

    def for_province(self, province_code):
        """The province today with all it came from, and what the demonstration needs."""
        parents = self.parents()
        own = _descendants(parents, {key for key in parents if key[0] == province_code})
        own = _closure(own, self._links("predecessor"))
        demo = _descendants(parents, {key for key in parents if key[0] == DEMO_DISTRICT})
        demo |= {key for key in parents if key[0] in DEMO_PROVINCES}
        return self.only(_with_parents(_closure(own | demo, self._links("successor")), parents))

    def _links(self, towards):
        links = {}
        for row in self.successions:
            if row.successor:
                start, end = row.predecessor, row.successor
                if towards == "predecessor":
                    start, end = end, start
                links.setdefault(start, set()).add(end)
        return links


def _parent_key(unit, by_code):
    if not unit.parent_code:
        return None
    (parent,) = (row for row in by_code[unit.parent_code] if row.is_in_force_on(unit.valid_from))
    return parent.key


def _descendants(parents, roots):
    found = set(roots)
    for _ in LEVELS[1:]:
        found |= {key for key, parent in parents.items() if parent in found}
    return found


def _closure(keys, links):
    found, frontier = set(keys), set(keys)
    while frontier:
        frontier = {end for key in frontier for end in links.get(key, ())} - found
        found |= frontier
    return found


def _with_parents(keys, parents):
    return _closure(keys, {key: {parent} for key, parent in parents.items() if parent})


def _day(text):
    return date.fromisoformat(text) if text else None


UNIT_COLUMNS = list(UnitRow.__dataclass_fields__)
SUCCESSION_COLUMNS = list(SuccessionRow.__dataclass_fields__)


@cache
def read_territory():
    """The committed data of the whole country; not to be changed by who reads it."""
    return Territory(
        units=[_unit(row) for row in _read(UNITS_FILE)],
        successions=[_succession(row) for row in _read(SUCCESSIONS_FILE)],
    )


def write_territory(territory, folder):
    """Same territory, same bytes: rows are sorted and the archive carries no time."""
    units = sorted(territory.units, key=lambda row: (len(row.official_code), row.key))
    successions = sorted(
        territory.successions,
        key=lambda row: (len(row.predecessor_code), row.predecessor, row.successor_code),
    )
    _write(Path(folder) / UNITS_FILE.name, UNIT_COLUMNS, units)
    _write(Path(folder) / SUCCESSIONS_FILE.name, SUCCESSION_COLUMNS, successions)


def _unit(row):
    row["valid_from"], row["valid_to"] = _day(row["valid_from"]), _day(row["valid_to"])
    row["history_starts"] = row["history_starts"] == "1"
    return UnitRow(**row)


def _succession(row):
    for name in ("predecessor_from", "successor_from", "date"):
        row[name] = _day(row[name])
    return SuccessionRow(**row)


def _read(path):
    with gzip.open(path, "rt", encoding="utf8", newline="") as stream:
        yield from csv.DictReader(stream)


def _write(path, columns, rows):
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(getattr(row, column)) for column in columns] for row in rows)
    path.write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))


def _cell(value):
    if value is None or value is False:
        return ""
    return "1" if value is True else str(value)
