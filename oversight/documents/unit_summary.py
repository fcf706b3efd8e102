"""TÓM TẮT chuyển đổi số của một đơn vị in one period: one to two pages that are read in a minute."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from . import wording
from .parts import ReferenceTable
from .working import BigFigure, WorkingPaper


@dataclass(frozen=True)
class Point:
    """`label` is short ("Q3/26"); a period without an accepted figure has no value."""

    label: str
    value: float | None = None


@dataclass(frozen=True)
class Trend:
    """One indicator over the periods with its target; `province` has a value a period, or is empty."""

    code: str
    name: str
    unit: str
    points: tuple[Point, ...]
    target: float | None = None
    province: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class PillarShare:
    """How many indicators of a pillar reach their target, of those that have one and were reported."""

    name: str
    reached: int
    measured: int

    @property
    def is_behind(self):
        return 2 * self.reached < self.measured


@dataclass(frozen=True)
class Notice:
    """A line with what it is about in bold; `tone` is "", "good" or "bad"."""

    lead: str
    text: str
    tone: str = ""


@dataclass(frozen=True)
class UnitSummary(WorkingPaper):
    unit: str = ""
    period: str = ""
    cut_off: date | None = None
    headline: str = ""
    report_line: str = ""
    big: tuple[BigFigure, ...] = ()
    trends: tuple[Trend, ...] = ()
    pillars: tuple[PillarShare, ...] = ()
    attention: ReferenceTable | None = None
    changes: tuple[Notice, ...] = ()
    doubts: tuple[Notice, ...] = ()
    duties: tuple[Notice, ...] = ()
    duties_line: str = ""
    tasks: tuple[Notice, ...] = ()
    tasks_line: str = ""
    whole: ReferenceTable | None = None
    history: ReferenceTable | None = None

    kind: ClassVar[str] = "unit_summary"
    template_name: ClassVar[str] = "documents/unit_summary.html"
    file_stem: ClassVar[str] = "tom-tat-chuyen-doi-so"
    attachment_name: ClassVar[str] = "so-lieu-don-vi.xlsx"

    @property
    def cut_off_line(self):
        return wording.short_date(self.cut_off) if self.cut_off else ""

    @property
    def sheets(self):
        return tuple(table for table in (self.whole, self.history) if table)
