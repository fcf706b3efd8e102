"""Bodies of the two stories, then and now, with the letterheads of the committees.

A body code is `kind-unit code`. Unit codes are reused, so a body that ended and whose unit code lives on
takes `-cu` (*cũ*) behind: `ubnd-18583` is xã Mai Phụ of today, `ubnd-18583-cu` is xã Thạch Châu.
"""

from datetime import date, timedelta
from typing import NamedTuple

from cds_portal.clock import today
from districts.models import AdministrativeUnit, Body, Letterhead
from districts.models.unit import fates_on
from oversight.models import NumberSeries

OLD_DAY = date(2023, 9, 13)
NEW_DAY = date(2025, 7, 1)
LAST_OLD_DAY = NEW_DAY - timedelta(days=1)
# These bodies are older; what was before the first day of the known territory is not claimed.
KNOWN_FROM = date(2021, 1, 1)
LOCHA_ENDED = date(2024, 12, 31)
# Sở TT&TT was merged into Sở KH&CN, at work since this day.
SCIENCE_FROM = date(2025, 3, 1)
INFORMATION_ENDED = SCIENCE_FROM - timedelta(days=1)

HA_TINH_COMMITTEE = "ban-vhxh-42"
TAY_NINH_COMMITTEE = "ban-vhxh-80"


class Row(NamedTuple):
    code: str
    name: str
    kind: str
    unit: str
    parent: str = ""
    successor: str = ""
    valid_from: date = KNOWN_FROM
    valid_to: date | None = None


K = Body.Kind

# Parents and successors stand before those who name them.
HA_TINH = [
    Row("hdnd-42", "HĐND tỉnh Hà Tĩnh", K.PEOPLE_COUNCIL, "42"),
    Row(HA_TINH_COMMITTEE, "Ban Văn hóa - Xã hội HĐND tỉnh Hà Tĩnh", K.COMMITTEE, "42", "hdnd-42"),
    Row("vp-42", "Văn phòng Đoàn ĐBQH và HĐND tỉnh Hà Tĩnh", K.OFFICE, "42", "hdnd-42"),
    Row("ubnd-42", "UBND tỉnh Hà Tĩnh", K.PEOPLE_COMMITTEE, "42"),
    Row(
        "sokhcn-42",
        "Sở Khoa học và Công nghệ tỉnh Hà Tĩnh",
        K.DEPARTMENT,
        "42",
        "ubnd-42",
        valid_from=SCIENCE_FROM,
    ),
    Row(
        "sotttt-42",
        "Sở Thông tin và Truyền thông tỉnh Hà Tĩnh",
        K.DEPARTMENT,
        "42",
        "ubnd-42",
        "sokhcn-42",
        valid_to=INFORMATION_ENDED,
    ),
    Row("sonv-42", "Sở Nội vụ tỉnh Hà Tĩnh", K.DEPARTMENT, "42", "ubnd-42"),
    Row("sotc-42", "Sở Tài chính tỉnh Hà Tĩnh", K.DEPARTMENT, "42", "ubnd-42"),
    Row("congan-42", "Công an tỉnh Hà Tĩnh", K.DEPARTMENT, "42"),
    # No successor: the district went to two others, and those ended in their turn.
    Row("hdnd-448", "HĐND huyện Lộc Hà", K.PEOPLE_COUNCIL, "448", valid_to=LOCHA_ENDED),
    Row("ubnd-448", "UBND huyện Lộc Hà", K.PEOPLE_COMMITTEE, "448", valid_to=LOCHA_ENDED),
    Row("mttq-448", "Ủy ban MTTQ Việt Nam huyện Lộc Hà", K.FRONT, "448", valid_to=LOCHA_ENDED),
]

# The committee of Long An ended with its province; the one of Tây Ninh goes on with its files. Two bodies,
# for each signs under its own letterhead; people hold their posts in the one that lives.
TAY_NINH = [
    Row("hdnd-80", "HĐND tỉnh Tây Ninh", K.PEOPLE_COUNCIL, "80", valid_from=NEW_DAY),
    Row("hdnd-80-cu", "HĐND tỉnh Long An", K.PEOPLE_COUNCIL, "80", "", "hdnd-80", valid_to=LAST_OLD_DAY),
    Row(
        TAY_NINH_COMMITTEE,
        "Ban Văn hóa - Xã hội HĐND tỉnh Tây Ninh",
        K.COMMITTEE,
        "80",
        "hdnd-80",
        valid_from=NEW_DAY,
    ),
    Row(
        "ban-vhxh-80-cu",
        "Ban Văn hóa - Xã hội HĐND tỉnh Long An",
        K.COMMITTEE,
        "80",
        "hdnd-80-cu",
        TAY_NINH_COMMITTEE,
        valid_to=LAST_OLD_DAY,
    ),
    Row("ubnd-80", "UBND tỉnh Tây Ninh", K.PEOPLE_COMMITTEE, "80", valid_from=NEW_DAY),
    Row("ubnd-80-cu", "UBND tỉnh Long An", K.PEOPLE_COMMITTEE, "80", "", "ubnd-80", valid_to=LAST_OLD_DAY),
    Row(
        "sokhcn-80",
        "Sở Khoa học và Công nghệ tỉnh Tây Ninh",
        K.DEPARTMENT,
        "80",
        "ubnd-80",
        valid_from=NEW_DAY,
    ),
    Row(
        "sokhcn-80-cu",
        "Sở Khoa học và Công nghệ tỉnh Long An",
        K.DEPARTMENT,
        "80",
        "ubnd-80-cu",
        "sokhcn-80",
        valid_from=SCIENCE_FROM,
        valid_to=LAST_OLD_DAY,
    ),
    Row(
        "sotttt-80-cu",
        "Sở Thông tin và Truyền thông tỉnh Long An",
        K.DEPARTMENT,
        "80",
        "ubnd-80-cu",
        "sokhcn-80-cu",
        valid_to=INFORMATION_ENDED,
    ),
    Row("ubnd-801", "UBND huyện Đức Huệ", K.PEOPLE_COMMITTEE, "801", valid_to=LAST_OLD_DAY),
    Row(
        "bcd-cds-801",
        "Ban Chỉ đạo chuyển đổi số huyện Đức Huệ",
        K.STEERING_COMMITTEE,
        "801",
        "ubnd-801",
        valid_to=LAST_OLD_DAY,
    ),
]

RECIPIENTS = ["Thường trực HĐND tỉnh", "Các đại biểu HĐND tỉnh", "UBND tỉnh"]
ARCHIVE_LINE = "Lưu: VT, VHXH"

# committee, second of the superior lines, place on the date line
LETTERHEADS = [
    (HA_TINH_COMMITTEE, "TỈNH HÀ TĨNH", "Hà Tĩnh"),
    ("ban-vhxh-80-cu", "TỈNH LONG AN", "Long An"),
    (TAY_NINH_COMMITTEE, "TỈNH TÂY NINH", "Tây Ninh"),
]
REPORT_SYMBOL = "BC-HĐND"
LETTER_SYMBOL = "HĐND-VHXH"
SYMBOLS = {
    "result_report": REPORT_SYMBOL,
    "follow_up_report": REPORT_SYMBOL,
    "reminder_letter": LETTER_SYMBOL,
    "forwarding_letter": LETTER_SYMBOL,
}


def unit_on(code, day=OLD_DAY):
    """The unit that bore this code on that day; a code alone may mean two."""
    return AdministrativeUnit.objects.in_force_on(day).get(official_code=code)


def body(code):
    return Body.objects.get(code=code)


def load():
    made = {}
    for row in HA_TINH + TAY_NINH:
        made[row.code] = Body.objects.create(
            code=row.code,
            name=row.name,
            kind=row.kind,
            unit=unit_on(row.unit, OLD_DAY if row.valid_to else NEW_DAY),
            parent=made.get(row.parent),
            successor=made.get(row.successor),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
    load_communes("448")
    load_communes("801")
    load_letterheads()
    load_number_series()


def load_communes(district_code):
    """UBND of each commune of the district as it was in 2023, and of the communes they are in now."""
    communes = list(AdministrativeUnit.objects.in_force_on(OLD_DAY).filter(parent=unit_on(district_code)))
    fates = fates_on(communes, NEW_DAY)
    living_codes = set(
        AdministrativeUnit.objects.in_force_on(NEW_DAY)
        .filter(official_code__in=[unit.official_code for unit in communes])
        .values_list("official_code", flat=True)
    )
    for commune in communes:
        # None of these communes was divided: each is in exactly one of today.
        (successor,) = fates[commune.pk].units
        suffix = "-cu" if commune.official_code in living_codes else ""
        make_people_committee(
            f"ubnd-{commune.official_code}{suffix}",
            commune,
            successor=living_people_committee(successor),
            valid_from=KNOWN_FROM,
            valid_to=LAST_OLD_DAY,
        )


def living_people_committee(unit):
    code = f"ubnd-{unit.official_code}"
    found = Body.objects.filter(code=code).first()
    return found or make_people_committee(code, unit, valid_from=NEW_DAY)


def make_people_committee(code, unit, **values):
    name = f"UBND {unit.full_name}"
    return Body.objects.create(code=code, name=name, kind=K.PEOPLE_COMMITTEE, unit=unit, **values)


def load_letterheads():
    for code, province_line, place in LETTERHEADS:
        Letterhead.objects.create(
            body=body(code),
            superior_lines=f"HỘI ĐỒNG NHÂN DÂN\n{province_line}",
            issuer_line="BAN VĂN HÓA - XÃ HỘI",
            place=place,
            symbols=SYMBOLS,
            recipients="\n".join([*RECIPIENTS, ARCHIVE_LINE]),
        )


def load_number_series():
    """The office's own book gives the numbers; the year of the session is there for late papers."""
    for code, years in (
        (HA_TINH_COMMITTEE, {OLD_DAY.year, today().year}),
        (TAY_NINH_COMMITTEE, {today().year}),
    ):
        for year in sorted(years):
            for symbol in (REPORT_SYMBOL, LETTER_SYMBOL):
                NumberSeries.objects.create(
                    body=body(code), symbol=symbol, year=year, mode=NumberSeries.Mode.REGISTER
                )
