"""The code of a session that nobody gave one: it stands in addresses and is said on the phone."""

import re

from cds_portal.text import fold
from oversight.models import OversightSession

PLACE_WORDS = (
    r"(?:tai|tren dia ban|o) (?:tinh|thanh pho|huyen|thi xa|quan|xa|phuong|thi tran|dac khu) (.+?)"
    # A title may go on: which years, which other places.
    r"(?:,| giai doan | nam \d| tu nam | tu ngay | va |$)"
)
MAX_CODE_WORD = 24


def proposed_code(title, topic, year):
    """“LOCHA-2023” of “… tại huyện Lộc Hà”, else the initials of the topic; a number after a taken one."""
    place = re.search(PLACE_WORDS, fold(title))
    words = re.findall(r"[a-z0-9]+", place.group(1) if place else fold(topic))
    stem = "".join(words if place else [word[0] for word in words])[:MAX_CODE_WORD].upper() or "GS"
    code, taken = f"{stem}-{year}", 1
    while OversightSession.objects.filter(code=code).exists():
        taken += 1
        code = f"{stem}-{year}-{taken}"
    return code
