"""An official paper (Nghị định 30/2020/NĐ-CP): letterhead, number, text, signature block, Nơi nhận.

Everything that is printed, frozen; knows no database, no HTTP, no queue. Section text is the sanitised HTML
of `prose.py` and may hold tokens:
- a paragraph `[[bang:CODE]]` or `[[hinh:CODE]]` places that table or figure; inside a sentence the same
  token prints its name ("Bảng 1", "Hình 2");
- `[[so:LABEL]]` prints the value of that fact.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar

from . import wording
from .parts import Annex, Fact, Figure, Letterhead, ReferenceTable, Section, Signature
from .snapshot import decode, encode


@dataclass(frozen=True)
class OfficialPaper:
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
    # Too long for paper: only in the workbook inside.
    attached: tuple[ReferenceTable, ...] = ()
    # Records that the paper speaks of and that may change before it is issued: their primary keys.
    about: tuple[int, ...] = ()
    # What a person should look at before signing; said by the check, never printed.
    cautions: tuple[str, ...] = ()

    kind: ClassVar[str]
    is_official: ClassVar[bool] = True
    is_letter: ClassVar[bool] = False
    template_name: ClassVar[str] = "documents/result_report.html"
    template_version: ClassVar[str] = "1"
    file_stem: ClassVar[str]
    attachment_name: ClassVar[str] = "phu-luc-so-lieu.xlsx"

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

    @property
    def sheets(self):
        """The tables of the attached workbook."""
        return (*self.annexes, *self.tables, *self.attached)

    def numbered(self, *, number, issued_on, authority_lines, signer, created_at):
        """The final paper: number, date and signature block in place of the draft's blanks."""
        return replace(
            self,
            number=str(number),
            issued_on=issued_on,
            is_draft=False,
            signature=Signature(authority_lines=tuple(authority_lines), signer=signer),
            created_at=created_at,
        )

    def to_snapshot(self):
        """Plain JSON, with the kind and the version of the template it was made for."""
        return encode(self) | {"kind": self.kind, "template_version": self.template_version}

    @classmethod
    def from_snapshot(cls, snapshot):
        return decode(cls, snapshot)
