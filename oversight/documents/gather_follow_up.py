"""Assignments as the frozen report on the implementation of recommendations, of a session or of a year."""

from dataclasses import replace

from django.utils.html import format_html, format_html_join

from cds_portal.clock import today
from oversight.documents import duty_rows, wording
from oversight.documents.follow_up_report import FollowUpReport
from oversight.documents.gather import subject as report_subject
from oversight.documents.gather_sheet import assignments_of
from oversight.documents.heads import default_recipients, letterhead_of, official_head
from oversight.documents.parts import Annex, Fact, ReferenceTable, Section
from oversight.domain.figures import LONG_MONTHS, counted, figures_by, three_figures
from oversight.models import Assignment, EscalationStep, Extension

BODY_COLUMNS = (
    duty_rows.Column("TT", width=6, align="center"),
    duty_rows.Column("Cơ quan thực hiện", width=30, head=True),
    duty_rows.Column("Đã giao", width=10, align="right"),
    duty_rows.Column("Tiếp thu", width=10, align="right"),
    duty_rows.Column("Đến hạn", width=10, align="right"),
    duty_rows.Column("Hoàn thành", width=11, align="right"),
    duty_rows.Column("Quá hạn", width=10, align="right"),
    duty_rows.Column("Chưa có hạn", width=10, align="right"),
)
# About forty pages of annex; what is more is read in the workbook inside.
ANNEX_ROWS = 280
LISTED = 30
ANNEX_COLUMNS = tuple(duty_rows.SHEET_COLUMNS[place] for place in (0, 1, 2, 4, 6, 9))


class Duties:
    """What the report is written from, read once. `session` or `year` (of issue) is given."""

    def __init__(self, committee, *, session=None, year=None):
        self.committee, self.session, self.year, self.day = committee, session, year, today()
        scope = assignments_of(committee, session=session)
        self.scope = scope.filter(issued_on__year=year) if year else scope
        self.figures = three_figures(self.scope, self.day)
        self.rows = list(duty_rows.read_duties(duty_rows.in_session_order(counted(self.scope))))
        self.by_body = figures_by(self.scope, "body", self.day)

    @property
    def open(self):
        return [row for row in self.rows if row.status not in (*Assignment.CLOSED, Assignment.Status.DRAFT)]

    @property
    def late(self):
        return [row for row in self.open if duty_rows.days_late(row, self.day)]

    @property
    def undated(self):
        return [row for row in self.rows if row.due_on is None and row.status not in Assignment.CLOSED]

    @property
    def not_done(self):
        return [row for row in self.rows if row.status == Assignment.Status.NOT_DONE]

    @property
    def withdrawn(self):
        """Taken back for good; what another body took over is counted with that body."""
        taken_back = self.scope.lead().filter(
            recommendation__isnull=False, status=Assignment.Status.WITHDRAWN, replaced_by=None
        )
        return taken_back.count()

    @property
    def illustrative(self):
        return any((row.recommendation or row.proposal).illustrative for row in self.rows)


def follow_up_report(committee, *, session=None, year=None, short_code=""):
    duties = Duties(committee, session=session, year=year)
    day, f = wording.short_date(duties.day), duties.figures
    matter = " ".join(matter_lines(session, year))
    named, archive = default_recipients(letterhead_of(committee))
    return FollowUpReport(
        title=f"Báo cáo kết quả thực hiện kiến nghị sau giám sát {matter}",
        subject_lines=("Kết quả thực hiện kiến nghị sau giám sát", *matter_lines(session, year)),
        opening=(
            "Thực hiện nhiệm vụ theo dõi, đôn đốc việc thực hiện kết luận, kiến nghị giám sát, "
            f"{committee.name} báo cáo kết quả thực hiện các kiến nghị sau giám sát {matter}, tính đến ngày "
            f"{day}, như sau:",
        ),
        sections=tuple(sections(duties)),
        closing=(
            f"Trên đây là kết quả thực hiện kiến nghị sau giám sát {matter}; {committee.name} báo cáo "
            "Hội đồng nhân dân, Thường trực Hội đồng nhân dân tỉnh",
        ),
        recipients=(*named, *told(duties), archive),
        facts=(
            Fact("da-giao", f.issued, "nội dung đã ban hành"),
            Fact("tiep-thu", f.accepted, "nội dung được tiếp thu"),
            Fact("den-han", f.due, "nội dung đến hạn"),
            Fact("hoan-thanh", f.done, "nội dung hoàn thành"),
            Fact("qua-han", f.overdue, "nội dung quá hạn"),
            Fact("chua-co-han", f.undated),
        ),
        tables=(bodies_table(duties),) if has_table(duties) else (),
        **catalogue(duties),
        about=tuple(row.pk for row in duties.rows),
        **official_head(committee, "follow_up_report", short_code),
    )


def told(duties):
    """The body that all of it is about; one of several would read the items of the others."""
    names = dict.fromkeys(row.body.name for row in duties.rows)
    return list(names) if len(names) == 1 else []


def has_table(duties):
    return 0 < len(duties.by_body) <= LISTED


def matter_lines(session, year):
    if session is None:
        return (f"năm {year}",)
    first, *others = report_subject(session)
    matter = first.removeprefix("Kết quả giám sát ").removeprefix("Kết quả khảo sát ")
    return (matter, *others)


def sections(duties):
    """Headings that always stand, and those that have something to say, numbered as they come."""
    parts = [
        ("TÌNH HÌNH CHUNG", overview(duties)),
        ("KẾT QUẢ THỰC HIỆN", results(duties)),
        ("NỘI DUNG QUÁ HẠN, KHÔNG THỰC HIỆN", behind(duties)),
        ("NỘI DUNG CHƯA ẤN ĐỊNH THỜI HẠN", undated(duties)),
        ("ĐÔN ĐỐC, XỬ LÝ CỦA BAN", handled(duties)),
        ("ĐÁNH GIÁ, ĐỀ XUẤT", proposals(duties)),
    ]
    romans = map(wording.roman, range(1, len(parts) + 1))
    return (Section(next(romans), title, str(html)) for title, html in parts if html)


def paragraphs(*texts):
    return format_html_join("", "<p>{}</p>", ((text,) for text in texts if text))


def bullets(texts):
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((text,) for text in texts)))


def overview(duties):
    asked = len({row.recommendation_id for row in duties.rows})
    bodies = len(duties.by_body)
    drafts = len([row for row in duties.rows if row.status == Assignment.Status.DRAFT])
    text = (
        f"Ban theo dõi {wording.number_text(asked)} kiến nghị, giao {wording.number_text(bodies)} cơ quan, "
        f"đơn vị chủ trì thực hiện thành {wording.number_text(len(duties.rows))} nội dung; "
    )
    text += "[[so:da-giao]] nội dung đã ban hành" if duties.figures.issued else "chưa nội dung nào ban hành"
    text += f", {wording.number_text(drafts)} nội dung còn là dự thảo." if drafts else "."
    if duties.withdrawn:
        text += (
            f" Ngoài ra, {wording.number_text(duties.withdrawn)} nội dung Ban đã rút, không tính vào số liệu."
        )
    return paragraphs(text, "Danh mục nội dung và kết quả thực hiện nêu tại Phụ lục kèm theo.")


def results(duties):
    f = duties.figures
    accepted = f"[[so:tiep-thu]]/[[so:da-giao]] nội dung được tiếp thu{share(f.accepted_percent)}."
    done = f"[[so:hoan-thanh]]/[[so:den-han]] nội dung đến hạn đã hoàn thành{share(f.done_percent)}"
    done += f"; {wording.number_text(f.partly_done)} nội dung hoàn thành một phần." if f.partly_done else "."
    lines = [
        f"Về tiếp thu: {accepted if f.issued else 'chưa có nội dung ban hành.'}",
        f"Về thực hiện: {done if f.due else 'đến nay chưa có nội dung nào đến hạn.'}",
    ]
    if f.long_open:
        long = wording.number_text(f.long_open)
        lines.append(f"{long} nội dung còn mở sau hơn {LONG_MONTHS} tháng kể từ ngày ban hành.")
    if has_table(duties):
        lines += ["Kết quả theo từng cơ quan nêu tại [[bang:theo-co-quan]].", "[[bang:theo-co-quan]]"]
    return paragraphs(*lines)


def share(percent):
    return "" if percent is None else f" ({wording.number_text(percent)}%)"


def behind(duties):
    lines = [f"{line(row)}, quá hạn {days_text(row, duties.day)} ngày." for row in duties.late]
    lines += [f"{line(row)}: không thực hiện." for row in duties.not_done]
    return bullets(listed(lines)) if lines else ""


def days_text(row, day):
    return wording.number_text(duty_rows.days_late(row, day))


def undated(duties):
    return bullets(listed([f"{line(row)}." for row in duties.undated])) if duties.undated else ""


def listed(lines):
    """As many as one reads; the annex has all."""
    more = len(lines) - LISTED
    return lines if more <= 0 else [*lines[:LISTED], f"{more} nội dung khác nêu tại Phụ lục."]


def line(row):
    """“Kiến nghị số 2, UBND huyện Lộc Hà (hạn 30/11/2023)”."""
    due = f" (thời hạn {wording.short_date(row.due_on)})" if row.due_on else ""
    if row.recommendation_id is None:
        return f"Đề xuất của {row.proposal.raised_by.name}, {row.body.name}{due}"
    code = f" ({row.recommendation.session.code})"
    return f"Kiến nghị số {row.recommendation.number}{code}, {row.body.name}{due}"


def handled(duties):
    steps = EscalationStep.objects.filter(assignment__in=duties.scope, status="carried_out")
    extended = Extension.objects.filter(assignment__in=duties.scope, status=Extension.Status.GRANTED).count()
    counts = {step.label: steps.filter(step=step).count() for step in EscalationStep.Step}
    lines = [f"{label}: {wording.number_text(count)} lượt;" for label, count in counts.items() if count]
    if extended:
        lines.append(f"gia hạn: {wording.number_text(extended)} nội dung.")
    if not lines:
        return ""
    return format_html("{}{}", paragraphs("Trong kỳ, Ban đã thực hiện:"), bullets(lines))


def proposals(duties):
    asks = []
    if duties.late or duties.not_done:
        asks.append("Các cơ quan có nội dung quá hạn khẩn trương thực hiện, giải trình rõ nguyên nhân.")
    if duties.undated:
        asks.append("Các cơ quan có nội dung chưa ấn định thời hạn xác định thời hạn, sản phẩm hoàn thành.")
    if not asks:
        return paragraphs("Không có nội dung quá hạn; Ban tiếp tục theo dõi, đôn đốc thực hiện.")
    return format_html("{}{}", paragraphs(f"{duties.committee.name} đề nghị:"), bullets(asks))


def bodies_table(duties):
    rows = tuple(
        (place, row.label, f.issued, f.accepted, f.due, f.done, f.overdue, f.undated)
        for place, row in enumerate(duties.by_body, 1)
        for f in [row.figures]
    )
    return ReferenceTable("theo-co-quan", "Kết quả thực hiện theo cơ quan", BODY_COLUMNS, rows)


def catalogue(duties):
    """All duties as the annex, or when they are too many for paper its beginning, and all in the workbook."""
    if not duties.rows:
        return {}
    with_code = duties.session is None
    columns, title = ANNEX_COLUMNS, "DANH MỤC KIẾN NGHỊ VÀ KẾT QUẢ THỰC HIỆN"
    if with_code:
        columns = (replace(columns[0], width=16), *columns[1:])
    whole = (duty_rows.sheet_row(row, duties.day, with_code=with_code) for row in duties.rows)
    rows = tuple(tuple(row[place] for place in (0, 1, 2, 4, 6, 9)) for row in whole)
    note = f"tính đến ngày {wording.short_date(duties.day)}; ngày trễ là ngày theo lịch."
    if len(rows) <= ANNEX_ROWS:
        return {"annexes": (Annex(title, columns, rows, note),)}
    note = f"in {ANNEX_ROWS}/{len(rows)} nội dung, danh mục đầy đủ trong bảng tính kèm theo tệp; {note}"
    return {
        "annexes": (Annex(title, columns, rows[:ANNEX_ROWS], note),),
        "attached": (ReferenceTable("danh-muc", title.capitalize(), columns, rows), bodies_table(duties)),
    }
