"""Working papers (Tài liệu phục vụ họp): no Quốc hiệu, no number, nobody signs and nobody issues them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from . import wording
from .parts import ReferenceTable
from .snapshot import decode, encode


@dataclass(frozen=True)
class BigFigure:
    """A number that is read first. `of` follows it in small ("/45"); `tone` is "", "good" or "bad"."""

    label: str
    number: str
    of: str = ""
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class WorkingPaper:
    """`day` is the day the figures are of; `tables` travel inside as a workbook."""

    title: str
    committee: str
    province: str
    place: str
    day: date
    heading: str
    subject: str
    created_at: datetime
    is_demo: bool = False
    illustrative: bool = False
    short_code: str = ""
    verify_url: str = ""

    kind: ClassVar[str]
    is_official: ClassVar[bool] = False
    template_name: ClassVar[str]
    template_version: ClassVar[str] = "1"
    file_stem: ClassVar[str]
    attachment_name: ClassVar[str]
    # What an official paper has and a working paper has not, so that one check and one annex serve both.
    annexes: ClassVar[tuple] = ()
    figures: ClassVar[tuple] = ()

    @property
    def day_line(self):
        return f"{self.place}, {wording.long_date(self.day)}" if self.place else wording.long_date(self.day)

    @property
    def sheets(self) -> tuple[ReferenceTable, ...]:
        """The tables of the attached workbook, whole."""
        return ()

    def to_snapshot(self):
        """Plain JSON, with the kind and the version of the template it was made for."""
        return encode(self) | {"kind": self.kind, "template_version": self.template_version}

    @classmethod
    def from_snapshot(cls, snapshot):
        return decode(cls, snapshot)
