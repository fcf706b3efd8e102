"""CÔNG VĂN: no name of a type above the text; "V/v …" stands under the number, and Kính gửi begins it."""

from dataclasses import dataclass
from typing import ClassVar

from .official import OfficialPaper


@dataclass(frozen=True)
class Letter(OfficialPaper):
    type_name: str = "CÔNG VĂN"

    template_name: ClassVar[str] = "documents/letter.html"
    is_letter: ClassVar[bool] = True


@dataclass(frozen=True)
class ReminderLetter(Letter):
    """`about` are the assignments it reminds of."""

    kind: ClassVar[str] = "reminder_letter"
    file_stem: ClassVar[str] = "cong-van-don-doc"


@dataclass(frozen=True)
class ForwardingLetter(Letter):
    """`about` are the proposals it sends on."""

    kind: ClassVar[str] = "forwarding_letter"
    file_stem: ClassVar[str] = "cong-van-chuyen-kien-nghi"
