"""BÁO CÁO kết quả thực hiện kiến nghị sau giám sát, of one session or of a year."""

from dataclasses import dataclass
from typing import ClassVar

from .official import OfficialPaper


@dataclass(frozen=True)
class FollowUpReport(OfficialPaper):
    kind: ClassVar[str] = "follow_up_report"
    file_stem: ClassVar[str] = "bao-cao-thuc-hien-kien-nghi"
