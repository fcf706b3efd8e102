"""Assignments as the frozen follow-up sheet."""

from dataclasses import replace

from django.db.models import Q

from cds_portal.clock import today
from cds_portal.text import day_text
from oversight.documents import duty_rows, wording
from oversight.documents.follow_up_sheet import FollowUpSheet
from oversight.documents.heads import working_head
from oversight.documents.parts import ReferenceTable
from oversight.documents.working import BigFigure
from oversight.domain.figures import LONG_MONTHS, counted, three_figures
from oversight.models import Assignment

# About forty pages; what is more is read in the workbook, and beyond that on the portal.
PRINTED_ROWS = 150
WORKBOOK_ROWS = 5_000
HEADING = "BẢNG THEO DÕI THỰC HIỆN KIẾN NGHỊ SAU GIÁM SÁT"


def assignments_of(committee, *, session=None, body=None):
    """Of the committee's recommendations and of the proposals it forwarded."""
    found = Assignment.objects.filter(committee=committee)
    if session:
        found = found.filter(Q(recommendation__session=session) | Q(proposal__session=session))
    return found.filter(body=body) if body else found


def follow_up_sheet(committee, *, session=None, body=None, short_code=""):
    """The leads that were not withdrawn, as they stand today: of a session, a body, both, or all."""
    day = today()
    scope = assignments_of(committee, session=session, body=body)
    figures = three_figures(scope, day)
    chosen = counted(scope)
    chosen = duty_rows.in_session_order(chosen) if session else duty_rows.worst_first(chosen, day)
    duties = list(duty_rows.read_duties(chosen)[:WORKBOOK_ROWS])
    subject = subject_of(session, body)
    return FollowUpSheet(
        title=f"Bảng theo dõi thực hiện kiến nghị: {subject}",
        heading=HEADING,
        subject=subject,
        illustrative=any((duty.recommendation or duty.proposal).illustrative for duty in duties),
        headline=headline(figures),
        big=three(figures),
        table=table(duties, day, with_code=session is None),
        rows_printed=PRINTED_ROWS if len(duties) > PRINTED_ROWS else 0,
        left_out=max(0, figures.issued + drafts(scope) - len(duties)),
        notes=notes(figures),
        **working_head(committee, day, short_code),
    )


def drafts(scope):
    return counted(scope).filter(status=Assignment.Status.DRAFT).count()


def subject_of(session, body):
    parts = [body.name if body else "", session.title if session else ""]
    return " - ".join(part for part in parts if part) or "Tất cả kiến nghị đang theo dõi"


def table(duties, day, *, with_code):
    columns = duty_rows.SHEET_COLUMNS
    if with_code:
        columns = (replace(columns[0], width=15), *columns[1:])
    return ReferenceTable(
        code="theo-doi",
        caption="Bảng theo dõi",
        columns=columns,
        rows=tuple(duty_rows.sheet_row(duty, day, with_code=with_code) for duty in duties),
        note=f"Số liệu tính đến ngày {day_text(day)}; ngày trễ là ngày theo lịch.",
    )


def three(figures):
    """The three figures of DESIGN 7, each with the counts it is made of."""
    number = wording.number_text
    return (
        BigFigure(
            "Tiếp thu kiến nghị",
            percent_text(figures.accepted_percent),
            f"{number(figures.accepted)}/{number(figures.issued)} nội dung đã ban hành",
            more(figures.partly_accepted, "tiếp thu một phần", figures.asked_again, "đề nghị xem xét lại"),
        ),
        BigFigure(
            "Thực hiện kiến nghị đến hạn",
            percent_text(figures.done_percent),
            f"{number(figures.done)}/{number(figures.due)} nội dung đến hạn",
            more(figures.partly_done, "hoàn thành một phần", figures.overdue, "quá hạn"),
            "bad" if figures.overdue else "",
        ),
        BigFigure(
            "Chưa ấn định thời hạn",
            number(figures.undated),
            f"{number(figures.undated_open)} nội dung đang mở",
            more(figures.undated_draft, "còn là dự thảo"),
            "bad" if figures.undated_open else "",
        ),
    )


def percent_text(value):
    return "chưa có" if value is None else f"{wording.number_text(value)}%"


def more(*pairs):
    """“2 tiếp thu một phần; 1 đề nghị xem xét lại”, without what there is none of."""
    counts = zip(pairs[::2], pairs[1::2], strict=True)
    return "; ".join(f"{wording.number_text(count)} {words}" for count, words in counts if count)


def headline(figures):
    """One sentence: what is open, and the worst of it."""
    if not figures.issued:
        drafted = figures.undated_draft
        rest = f"; {wording.number_text(drafted)} nội dung dự thảo chưa có thời hạn" if drafted else ""
        return f"Chưa có nội dung nào được ban hành{rest}."
    number = wording.number_text
    text = f"{number(figures.open)} trong {number(figures.issued)} nội dung đã ban hành còn đang thực hiện"
    worst = more(figures.overdue, "nội dung quá hạn", figures.long_open, f"mở quá {LONG_MONTHS} tháng")
    return f"{text}; {worst}." if worst else f"{text}, không có nội dung quá hạn."


def notes(figures):
    words = []
    if figures.inherited:
        words.append(
            f"{wording.number_text(figures.inherited)} nội dung kế thừa từ cơ quan đã kết thúc hoạt động."
        )
    return tuple(words)
