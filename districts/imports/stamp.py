"""The hidden mark of a workbook we gave out: for whom, for which period, by which set; signed, so that a
foreign or altered one is told from ours.
"""

from dataclasses import asdict, dataclass

from django.core import signing

SHEET = "_khoa"
SALT = "districts.workbook"
LABEL = "Dấu của hệ thống"
# The mark lies in the first rows of its sheet; nobody writes there.
MOST_ROWS = 20


@dataclass(frozen=True, slots=True)
class Stamp:
    """`body` is "" and `report` None in a sheet for many bodies; `indicator_set` is its set's stamp."""

    period: str
    indicator_set: str
    body: str = ""
    report: int | None = None
    # False: only the words of the hidden sheet are left, which anybody may write.
    is_signed: bool = True

    @property
    def is_of_many(self):
        return self.report is None


class ForeignStamp(Exception):
    """There is a mark, but not ours: typed by hand, altered, or of another portal."""


def write_stamp(workbook, stamp):
    """Adds the hidden sheet to an XlsxWriter workbook; "very hidden", so that no menu offers it."""
    sheet = workbook.add_worksheet(SHEET)
    lines = [
        ("Cơ quan", stamp.body or "nhiều đơn vị"),
        ("Kỳ", stamp.period),
        ("Bộ chỉ tiêu", stamp.indicator_set),
        ("Báo cáo", stamp.report or ""),
        (LABEL, signed(stamp)),
    ]
    for row, (label, value) in enumerate(lines):
        sheet.write_string(row, 0, label)
        sheet.write_string(row, 1, str(value))
    sheet.very_hidden()
    sheet.protect()


def signed(stamp):
    fields = asdict(stamp)
    del fields["is_signed"]
    return signing.dumps(fields, salt=SALT)


def read_stamp(workbook):
    """The Stamp of a read Workbook; None when it has none, ForeignStamp when it is not one of ours."""
    sheet = workbook.get(SHEET)
    if sheet is None:
        return None
    lines = {sheet.cell(row, 1).text: sheet.cell(row, 2).text for row in range(1, MOST_ROWS)}
    return loaded(lines[LABEL]) if LABEL in lines else unsigned(lines)


def unsigned(lines):
    """What the words say, for a workbook made by hand after ours: it may contradict, it proves nothing."""
    period, made, body = (
        next((lines[word] for word in words if lines.get(word)), "")
        for words in (("Kỳ", "period"), ("Bộ chỉ tiêu", "set"), ("Cơ quan", "body"))
    )
    return Stamp(period, made, body, is_signed=False) if period or made else None


def loaded(text):
    try:
        return Stamp(**signing.loads(text, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError) as error:
        raise ForeignStamp from error
