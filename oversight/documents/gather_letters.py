"""Proposals as a frozen letter to those who can answer, and what the committee's letters have in common."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from oversight.documents import duty_rows, wording
from oversight.documents.heads import default_recipients, letterhead_of, official_head
from oversight.documents.letters import ForwardingLetter
from oversight.documents.parts import Annex, Column, Fact, ReferenceTable, Section

# More rows than these no longer read as part of a letter.
ROWS_IN_TEXT = 12

PROPOSAL_COLUMNS = (
    Column("TT", width=6, align="center"),
    Column("Đơn vị đề xuất", width=24, head=True),
    Column("Lĩnh vực", width=18),
    Column("Nội dung đề xuất, kiến nghị", width=60),
)


def placed(code, caption, columns, rows):
    """The table inside the text while it is short, else as the letter's annex."""
    illustrative = any(duty_rows.MARK.strip() in str(cell) for row in rows for cell in row)
    if len(rows) <= ROWS_IN_TEXT:
        return {"tables": (ReferenceTable(code, caption, columns, rows),)}
    return {"annexes": (Annex(caption.upper(), columns, rows, illustrative=illustrative),)}


def place_of(kept):
    return f"[[bang:{kept['tables'][0].code}]]" if "tables" in kept else "danh mục tại Phụ lục kèm theo"


def html_of(opening, kept, request, asks):
    block = format_html("<p>{}</p>", place_of(kept)) if "tables" in kept else ""
    points = format_html_join("", "<li>{}</li>", ((ask,) for ask in asks))
    return str(format_html("<p>{}</p>{}<p>{}</p><ol>{}</ol>", opening, mark_safe(block), request, points))


def letter_recipients(committee, also=()):
    """Như trên, those who are told, the archive."""
    named, archive = default_recipients(letterhead_of(committee))
    told = [line for line in named if not line.startswith("Các đại biểu")]
    return ("Như trên", *told, *also, archive)


def forwarding_letter(committee, proposals, addressees, *, session=None, short_code=""):
    """`proposals` (not empty) to `addressees` (bodies); the first of them is the one that leads."""
    names = tuple(wording.full_name(body.name) for body in addressees)
    rows = tuple(
        (position, record.raised_by.name, str(record.get_theme_display()), proposal_text(record))
        for position, record in enumerate(proposals, 1)
    )
    kept = placed("de-xuat", "Đề xuất, kiến nghị của địa phương", PROPOSAL_COLUMNS, rows)
    occasion = f" tại cuộc {lowered(session.title)}" if session else ""
    opening = (
        f"Qua hoạt động giám sát{occasion}, {committee.name} đã ghi nhận, tổng hợp [[so:de-xuat]] đề xuất, "
        f"kiến nghị của địa phương thuộc thẩm quyền giải quyết của {joined(names)} ({place_of(kept)})."
    )
    asks = (
        "Xem xét, giải quyết theo thẩm quyền các đề xuất, kiến nghị nêu trên.",
        "Trả lời bằng văn bản cho địa phương, đồng gửi Ban để theo dõi; nội dung chưa giải quyết được thì "
        "nêu rõ lý do và lộ trình.",
    )
    return ForwardingLetter(
        title=f"Công văn chuyển đề xuất, kiến nghị của địa phương gửi {joined(names)}",
        subject_lines=("V/v chuyển đề xuất,", "kiến nghị của địa phương"),
        addressees=names,
        sections=(
            Section("", "Nội dung công văn", html_of(opening, kept, f"{committee.name} đề nghị:", asks)),
        ),
        closing=(f"Đề nghị {joined(names)} quan tâm xem xét, giải quyết",),
        recipients=forwarding_recipients(committee, proposals, addressees),
        facts=(Fact("de-xuat", len(proposals), "đề xuất, kiến nghị"),),
        about=tuple(record.pk for record in proposals),
        **kept,
        **official_head(committee, "forwarding_letter", short_code),
    )


def proposal_text(record):
    text = " ".join(record.text.split())
    return f"{text}{duty_rows.MARK}" if record.illustrative else text


def forwarding_recipients(committee, proposals, addressees):
    """Those who proposed read what became of it; a body is not named twice."""
    first, *told, archive = letter_recipients(committee)
    addressed = {body.name for body in addressees}
    raised = [record.raised_by.name for record in proposals]
    near = [line for line in told if not any(name.startswith(line) for name in addressed)]
    return (first, *dict.fromkeys([*near, *(name for name in raised if name not in addressed)]), archive)


def joined(names):
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} và {names[-1]}"


def lowered(text):
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
