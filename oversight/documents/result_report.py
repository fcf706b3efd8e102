"""BÁO CÁO kết quả giám sát: everything that is printed, frozen; knows no database, no HTTP, no queue.

Section text is the sanitised HTML of `prose.py` and may hold tokens:
- a paragraph `[[bang:CODE]]` or `[[hinh:CODE]]` places that table or figure; inside a sentence the same
  token prints its name ("Bảng 1", "Hình 2");
- `[[so:LABEL]]` prints the value of that fact.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from . import wording
from .snapshot import decode, encode

Cell = str | int | float | None


@dataclass(frozen=True)
class Letterhead:
    """`superior_lines` are printed upright, `issuer_lines` bold with the rule below."""

    superior_lines: tuple[str, ...]
    issuer_lines: tuple[str, ...]


@dataclass(frozen=True)
class Signature:
    """`authority_lines`: TM., KT. … lines; `office` stands above the name when it differs."""

    authority_lines: tuple[str, ...]
    signer: str | None = None
    office: str = ""


@dataclass(frozen=True)
class Duty:
    """What one body is asked for; the reasons say why it has no deliverable, why no due date."""

    body: str
    deliverable: str = ""
    due_on: date | None = None
    deliverable_reason: str = ""
    due_reason: str = ""
    coordinating: tuple[str, ...] = ()

    @property
    def sentence(self):
        """Empty when it would only repeat the addressee, who stands in the heading of the group."""
        if not (self.deliverable or self.due_on):
            return ""
        parts = [f"Chủ trì: {self.body}"]
        if self.coordinating:
            parts.append(f"phối hợp: {', '.join(self.coordinating)}")
        if self.deliverable:
            parts.append(f"sản phẩm: {self.deliverable}")
        if self.due_on:
            parts.append(f"thời hạn hoàn thành: ngày {wording.short_date(self.due_on)}")
        return f"{'; '.join(parts)}."


@dataclass(frozen=True)
class Recommendation:
    """Wording as issued, plain text; `label` is blank to be lettered a), b) … within its group."""

    text: str
    duties: tuple[Duty, ...] = ()
    label: str = ""
    illustrative: bool = False


@dataclass(frozen=True)
class RecommendationGroup:
    """`number` is blank to be counted from 1: a list that starts at 5 is sent back by the clerk."""

    title: str
    recommendations: tuple[Recommendation, ...]
    number: str = ""


@dataclass(frozen=True)
class Section:
    """Level 1 prints `I. TITLE`, level 2 `1. Title` bold, level 3 `a) title` upright."""

    number: str
    title: str
    html: str = ""
    level: int = 1
    illustrative: bool = False
    groups: tuple[RecommendationGroup, ...] = ()

    @property
    def heading(self):
        return f"{self.number}{')' if self.level == 3 else '.'} {self.title}" if self.number else self.title


@dataclass(frozen=True)
class Column:
    """`width` is relative; neighbours of one `group` share a spanning head; `head` marks the row's name."""

    title: str
    width: int = 10
    align: str = "left"
    group: str = ""
    head: bool = False
    decimals: int | None = None


@dataclass(frozen=True)
class ReferenceTable:
    code: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    illustrative: bool = False


@dataclass(frozen=True)
class Figure:
    """Photo evidence: `code` is the key of its bytes, the caption is the alternative text."""

    code: str
    caption: str
    illustrative: bool = False


@dataclass(frozen=True)
class Annex:
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    illustrative: bool = False


@dataclass(frozen=True)
class Fact:
    """A number of the records. With a `noun`, a typed "5 <noun>" that differs from `value` is found."""

    label: str
    value: Cell
    noun: str = ""

    @property
    def text(self):
        return wording.number_text(self.value)


@dataclass(frozen=True)
class ResultReport:
    """`issuer_name` is the issuer in running text: "Ban Văn hóa - Xã hội Hội đồng nhân dân tỉnh"."""

    title: str
    letterhead: Letterhead
    symbol: str
    place: str
    subject_lines: tuple[str, ...]
    sections: tuple[Section, ...]
    closing: tuple[str, ...]
    signature: Signature
    recipients: tuple[str, ...]
    created_at: datetime
    number: str | None = None
    issued_on: date | None = None
    is_draft: bool = True
    is_demo: bool = False
    type_name: str = "BÁO CÁO"
    addressees: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    tables: tuple[ReferenceTable, ...] = ()
    figures: tuple[Figure, ...] = ()
    facts: tuple[Fact, ...] = ()
    annexes: tuple[Annex, ...] = ()
    short_code: str = ""
    verify_url: str = ""
    issuer_name: str = ""

    kind: ClassVar[str] = "result_report"
    template_name: ClassVar[str] = "documents/result_report.html"
    template_version: ClassVar[str] = "1"

    @property
    def number_line(self):
        """Số: 05/BC-HĐND; a draft leaves the place of the number blank."""
        number = wording.two_digits(self.number) if self.number else wording.BLANK
        return f"Số: {number}/{self.symbol}"

    @property
    def date_line(self):
        return f"{self.place}, {wording.long_date(self.issued_on)}"

    @property
    def annex_source(self):
        """The line "Kèm theo" of an annex."""
        number = wording.two_digits(self.number) if self.number else wording.BLANK
        issuer = f" của {self.issuer_name}" if self.issuer_name else ""
        day = wording.long_date(self.issued_on)
        return f"(Kèm theo {self.type_name.capitalize()} số {number}/{self.symbol} {day}{issuer})"

    @property
    def recommendations(self):
        return tuple(
            recommendation
            for section in self.sections
            for group in section.groups
            for recommendation in group.recommendations
        )

    def to_snapshot(self):
        """Plain JSON, with the kind and the version of the template it was made for."""
        return encode(self) | {"kind": self.kind, "template_version": self.template_version}

    @classmethod
    def from_snapshot(cls, snapshot):
        return decode(cls, snapshot)
