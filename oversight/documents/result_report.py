"""BÁO CÁO kết quả giám sát."""

from dataclasses import dataclass
from typing import ClassVar

from .official import OfficialPaper


@dataclass(frozen=True)
class ResultReport(OfficialPaper):
    kind: ClassVar[str] = "result_report"
    file_stem: ClassVar[str] = "bao-cao-ket-qua-giam-sat"
