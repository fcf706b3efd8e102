"""The pieces that papers are made of, frozen; they know no database, no HTTP, no queue."""

from dataclasses import dataclass
from datetime import date

from . import wording

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
