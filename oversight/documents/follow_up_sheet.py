"""BẢNG THEO DÕI thực hiện kiến nghị: a body, a session or everything, a row per assignment."""

from dataclasses import dataclass
from typing import ClassVar

from .parts import ReferenceTable
from .working import BigFigure, WorkingPaper


@dataclass(frozen=True)
class FollowUpSheet(WorkingPaper):
    """`rows_printed` of `table` stand on paper, the whole of it in the workbook.

    `left_out` counts assignments that are in neither: the list on the portal has them.
    """

    headline: str = ""
    big: tuple[BigFigure, ...] = ()
    table: ReferenceTable | None = None
    rows_printed: int = 0
    left_out: int = 0
    notes: tuple[str, ...] = ()

    kind: ClassVar[str] = "follow_up_sheet"
    template_name: ClassVar[str] = "documents/follow_up_sheet.html"
    file_stem: ClassVar[str] = "bang-theo-doi-kien-nghi"
    attachment_name: ClassVar[str] = "bang-theo-doi.xlsx"

    @property
    def sheets(self):
        return (self.table,) if self.table else ()
