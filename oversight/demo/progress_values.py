"""Figures of the progress reports in the demonstration. All of them are invented and marked `illustrative`.

They grow slowly from 2022 to 2026, differ from place to place, and are the same in every demonstration.
"""

from decimal import Decimal
from zlib import crc32

from districts.figures import Figures, complete
from districts.models import Indicator
from districts.periods import span

FIRST_QUARTER, LAST_QUARTER = (2022, 2), (2026, 3)
# Inhabitants, in round figures, of those that report often; others get a like number.
PEOPLE = {
    "ubnd-448": 86_000,
    "ubnd-801": 68_000,
    "ubnd-18568": 24_000,
    "ubnd-18583": 25_500,
    "ubnd-18409": 13_500,
    "ubnd-18586": 17_000,
    "ubnd-18100": 38_000,
}

# How many there are per inhabitant, and the least of them in any place.
PER_PERSON = {
    "people": (1, 1),
    "households": (0.278, 1),
    "adults": (0.71, 1),
    "over_15": (0.77, 1),
    "workers": (0.55, 1),
    "villages": (0.00085, 5),
    "members": (0.0042, 25),
    "staff": (0.0019, 20),
    "computers": (0.0022, 24),
    "systems": (0.00008, 2),
    "traders": (0.021, 40),
    "products": (0.00035, 3),
    "firms": (0.0016, 8),
    "files": (0.085, 260),
    "paid_files": (0.034, 90),
    "ratings": (0.021, 60),
    "documents": (0.06, 180),
    "work_files": (0.024, 70),
    "feedback": (0.0006, 6),
    "tasks": (0.00025, 16),
    "money": (0.011, 120),
    "pensioners": (0.058, 1),
    "schools": (0.00042, 4),
    "pupils": (0.16, 1),
    "records": (1.1, 1),
    "invoicing": (0.009, 20),
    "regimes": (0, 24),
    "procedures": (0, 182),
    "eligible": (0, 148),
    "incidents": (0, 0),
}

# Indicator: what its denominator counts, share in the first quarter, share in the last (percent).
SHARES = {
    "NT1": ("staff", 42, 96),
    "NT2": ("adults", 38, 88),
    "NT4": ("staff", 30, 92),
    "TC3": ("tasks", 52, 88),
    "TC4": ("money", 46, 84),
    "HT1": ("villages", 88, 100),
    "HT2": ("households", 51, 89),
    "HT3": ("villages", 90, 99),
    "HT4": ("adults", 58, 86),
    "HT6": ("staff", 88, 100),
    "NL1": ("villages", 74, 100),
    "NL2b": ("members", 35, 94),
    "NL4": ("workers", 33, 68),
    "AT1": ("systems", 20, 82),
    "AT2": ("computers", 61, 97),
    "AT3b": ("incidents", 100, 100),
    "CQ1": ("procedures", 43, 74),
    "CQ2": ("files", 34, 90),
    "CQ3": ("files", 18, 76),
    "CQ4": ("files", 94, 99),
    "CQ6": ("files", 30, 93),
    "CQ7": ("paid_files", 12, 78),
    "CQ8": ("ratings", 88, 97),
    "CQ9": ("work_files", 41, 83),
    "CQ10": ("documents", 72, 100),
    "CQ11": ("regimes", 50, 96),
    "CQ12": ("records", 55, 83),
    "CQ13": ("staff", 60, 97),
    "CQ14": ("feedback", 80, 98),
    "KT2": ("traders", 22, 81),
    "KT3b": ("products", 28, 85),
    "KT4": ("firms", 24, 58),
    "KT6": ("invoicing", 10, 79),
    "XH1": ("over_15", 47, 84),
    "XH2": ("pensioners", 20, 90),
    "XH3": ("schools", 35, 95),
    "XH4": ("adults", 15, 88),
    "XH5": ("adults", 2, 37),
    "XH6": ("people", 48, 89),
    "XH7": ("pupils", 40, 98),
    "XH8": ("adults", 14, 58),
    "XH9b": ("villages", 8, 55),
}

# Indicator: what it grows with, and its parts of that at the start and at the end.
COUNTS = {
    "NT3": ("villages", 0.9, 2.4),
    "HT5": ("villages", 0.5, 1.5),
    "HT8a": ("villages", 0.7, 1.1),
    "HT8b": ("villages", 0.2, 0.03),
    "NL2a": ("members", 0.9, 1.05),
    "NL3": ("staff", 0.05, 0.06),
    "KT3a": ("products", 0.28, 0.85),
    "KT7": ("villages", 0.1, 0.3),
    "XH9a": ("villages", 0.08, 0.55),
    "XH10a": ("villages", 2, 9),
    "XH10b": ("villages", 0.4, 1.4),
    "XH11": ("villages", 0.08, 0.2),
    "XH12a": ("villages", 0.15, 0.2),
    "XH12b": ("files", 0.04, 0.11),
}


def figures_for(indicator, body_code, period_code):
    """Figures of an indicator as this body would report them for this period."""
    at, place = moment(period_code), f"{body_code}/{indicator.code}"
    if indicator.kind == Indicator.Kind.RATIO:
        return complete(indicator, ratio(indicator.code, body_code, place, at))
    if indicator.kind == Indicator.Kind.YES_NO:
        return Figures(value=Decimal(noise(place) < 0.55 + at / 2))
    if indicator.code == "CQ5":
        return Figures(value=Decimal(round(96 - 52 * at + 10 * noise(place), 1)).quantize(Decimal("0.1")))
    if indicator.code == "AT3a":
        return Figures(value=Decimal(incidents(body_code, at)))
    base, start, end = COUNTS[indicator.code]
    return Figures(value=Decimal(round(quantity(base, body_code) * between(start, end, at))))


def ratio(code, body_code, place, at):
    base, start, end = SHARES[code]
    denominator = incidents(body_code, at) if base == "incidents" else quantity(base, body_code, at)
    # Up to five points to either side, always the same for a place.
    share = between(start, end, at) + (noise(place) - 0.5) * 10 + (noise(f"{place}{at}") - 0.5)
    return Figures(Decimal(round(denominator * min(100, max(1, share)) / 100)), Decimal(denominator))


def moment(period_code):
    """0 in the first quarter of the story, 1 in the last."""
    cut_off = span(period_code).cut_off
    first, last = FIRST_QUARTER[0] * 12 + FIRST_QUARTER[1] * 3, LAST_QUARTER[0] * 12 + LAST_QUARTER[1] * 3
    return (cut_off.year * 12 + cut_off.month - first) / (last - first)


def between(start, end, at):
    return start + (end - start) * at


def quantity(name, body_code, at=0.0):
    """How many there are of something; people and files get a little more with time."""
    per_person, least = PER_PERSON[name]
    grown = per_person * people(body_code) * (1 + 0.03 * at)
    return max(least, round(grown))


def people(body_code):
    return PEOPLE.get(body_code) or 3_900 + round(noise(body_code) * 36) * 100


def incidents(body_code, at):
    return int(noise(f"{body_code}incident{at}") * 2.4)


def noise(text):
    """0 ≤ number < 1, always the same for a text."""
    return crc32(text.encode()) / 2**32
