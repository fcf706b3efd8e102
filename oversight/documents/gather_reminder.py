"""Assignments as a frozen letter: a reminder to their body, or the appeal to who stands above it."""

import re

from cds_portal.clock import today
from cds_portal.text import day_text
from districts.models import Body
from oversight.documents import duty_rows, wording
from oversight.documents.gather_letters import html_of, letter_recipients, place_of, placed
from oversight.documents.heads import official_head
from oversight.documents.letters import ReminderLetter
from oversight.documents.parts import Column, Fact, Section
from oversight.domain.escalation import legal_source, rules_on
from oversight.models import Document, EscalationStep, LegalAct

FIRST_REMINDER = EscalationStep.Step.REMINDER
DAYS_TO_EXPLAIN = 15
DAYS_IF_COMPLEX = 30

DUTY_COLUMNS = (
    Column("TT", width=6, align="center"),
    Column("Nội dung kiến nghị", width=44, head=True),
    Column("Sản phẩm phải hoàn thành", width=20),
    Column("Thời hạn", width=17, align="center"),
    Column("Quá hạn (ngày)", width=11, align="right"),
    Column("Tình trạng", width=16, align="center"),
)

DUE_COLUMN = 3


def printed_due(paper):
    """[(key of the duty, its due date as the letter says it)], in the order of its rows."""
    rows = [row for table in (*paper.tables, *paper.annexes) for row in table.rows]
    return [(key, row[DUE_COLUMN]) for key, row in zip(paper.about, rows, strict=False)]


def reminder_letter(committee, body, assignments, *, step=None, short_code=""):
    """About `assignments` of `body` (a list read by `duty_rows.read_duties`, not empty).

    `step` (EscalationStep) gives the legal source that was decided on, else the first reminder's is taken; at
    the step “kiến nghị cấp có thẩm quyền” the letter goes to who stands above the body, not to the body.
    """
    day = today()
    late = [duty for duty in assignments if duty_rows.days_late(duty, day)]
    undated = [duty for duty in assignments if duty.due_on is None]
    rows = tuple(duty_row(position, duty, day) for position, duty in enumerate(assignments, 1))
    kept = placed("noi-dung", "Nội dung chưa hoàn thành", DUTY_COLUMNS, rows)
    source, checked = source_of(step, day)
    higher = addressee_of(body, step)
    name = wording.full_name(body.name)
    wanted = appeal(name, wording.full_name(higher.name)) if higher != body else reminder(name, bool(undated))
    opening = (
        f"Căn cứ {source}, {committee.name} theo dõi việc thực hiện các kiến nghị sau giám sát"
        f"{papers_line(assignments)}. Đến ngày {wording.short_date(day)}, {name} còn [[so:chua-hoan-thanh]] "
        f"nội dung chưa hoàn thành{breakdown(assignments, late, undated)} ({place_of(kept)})."
    )
    return ReminderLetter(
        title=f"Công văn {wanted['matter']} gửi {wanted['to']}",
        subject_lines=wanted["subject_lines"],
        addressees=(wanted["to"],),
        sections=(
            Section(
                "",
                "Nội dung công văn",
                html_of(opening, kept, f"{committee.name} đề nghị:", wanted["asks"]),
            ),
        ),
        closing=(wanted["closing"],),
        recipients=letter_recipients(committee, also=[body.name] if higher != body else []),
        facts=(
            Fact("chua-hoan-thanh", len(assignments), "nội dung chưa hoàn thành"),
            Fact("qua-han", len(late), "nội dung đã quá hạn"),
            Fact("chua-co-han", len(undated), "nội dung chưa ấn định thời hạn"),
        ),
        about=tuple(duty.pk for duty in assignments),
        cautions=tuple(cautions(source, checked, higher, day)),
        **kept,
        **official_head(committee, "reminder_letter", short_code),
    )


def reminder(name, is_undated):
    asks = (
        "Khẩn trương chỉ đạo, tổ chức thực hiện các nội dung nêu trên; nội dung chưa ấn định thời hạn thì "
        "xác định thời hạn và sản phẩm phải hoàn thành."
        if is_undated
        else "Khẩn trương chỉ đạo, tổ chức thực hiện dứt điểm các nội dung nêu trên.",
        "Báo cáo bằng văn bản kết quả thực hiện, kèm minh chứng. Nội dung chưa thực hiện được thì giải trình "
        f"nguyên nhân, trách nhiệm và cam kết thời gian hoàn thành trong thời hạn {DAYS_TO_EXPLAIN} ngày kể "
        f"từ ngày nhận được công văn này; nội dung phức tạp không quá {DAYS_IF_COMPLEX} ngày.",
    )
    return {
        "to": name,
        "matter": "đôn đốc thực hiện kiến nghị sau giám sát",
        "subject_lines": ("V/v đôn đốc thực hiện", "kiến nghị sau giám sát"),
        "asks": asks,
        "closing": f"Đề nghị {name} quan tâm chỉ đạo, thực hiện",
    }


def appeal(name, higher):
    asks = (
        f"Chỉ đạo {name} thực hiện dứt điểm các nội dung nêu trên; làm rõ nguyên nhân, trách nhiệm của việc "
        "chậm thực hiện.",
        "Thông báo kết quả xem xét, chỉ đạo bằng văn bản để Ban theo dõi, báo cáo Thường trực Hội đồng nhân "
        "dân tỉnh.",
    )
    return {
        "to": higher,
        "matter": "đề nghị chỉ đạo thực hiện kiến nghị sau giám sát",
        "subject_lines": ("V/v đề nghị chỉ đạo thực hiện", "kiến nghị sau giám sát"),
        "asks": asks,
        "closing": f"Đề nghị {higher} quan tâm xem xét, chỉ đạo",
    }


def addressee_of(body, step):
    """The body itself, or at the third step the People's Committee above it."""
    if step is None or step.step != EscalationStep.Step.HIGHER_LEVEL:
        return body
    if body.parent_id:
        return body.parent
    above = body.unit.parent if body.unit_id else None
    found = Body.objects.filter(unit=above, kind=Body.Kind.PEOPLE_COMMITTEE) if above else Body.objects.none()
    return found.in_force_on(today()).first() or found.first() or body


def cautions(source, checked, addressee, day):
    if not checked:
        yield f"Căn cứ “{source}” chưa đối chiếu với NQ 114/2025/UBTVQH15."
    if addressee.valid_to and addressee.valid_to < day:
        yield (
            f"{addressee.name} đã kết thúc hoạt động từ sau ngày {day_text(addressee.valid_to)}; "
            "chuyển nội dung cho cơ quan kế thừa rồi mới đôn đốc."
        )


def duty_row(position, duty, day):
    return (
        position,
        duty_rows.text_of(duty),
        duty.deliverable or "không nêu",
        duty_rows.due_of(duty),
        duty_rows.days_late(duty, day),
        duty_rows.state_of(duty),
    )


def source_of(step, day):
    """(the law by its article and full name, whether it was checked against the text in force)."""
    source, checked = legal_source(FIRST_REMINDER, day, rules_on(day))
    if step and step.legal_source:
        source, checked = step.legal_source, "đối chiếu" not in step.legal_source
    # The mark “đối chiếu …” is for readers of the screen, not of the letter.
    source = source.split(";")[0].strip()
    found = re.search(r"Luật số (\d+/\d+/QH\d+)", source)
    act = LegalAct.objects.filter(number=found[1]).first() if found else None
    # Laws are cited by their name, without number and issuer (NĐ30, Phụ lục I, II.6.a).
    return (source.replace(found[0], act.name) if act else source), checked


def breakdown(assignments, late, undated):
    if len(late) == len(assignments):
        return ", đều đã quá hạn"
    if len(undated) == len(assignments):
        return ", đều chưa ấn định thời hạn"
    parts = []
    if late:
        parts.append("[[so:qua-han]] nội dung đã quá hạn")
    if undated:
        parts.append("[[so:chua-co-han]] nội dung chưa ấn định thời hạn")
    return f", trong đó {' và '.join(parts)}" if parts else ""


def papers_line(assignments):
    """“ tại Báo cáo số 12/BC-HĐND ngày 22/09/2023”: the issued reports that carry them."""
    sessions = {duty.recommendation.session_id for duty in assignments if duty.recommendation_id is not None}
    papers = Document.objects.filter(
        session__in=sessions, kind="result_report", status=Document.Status.ISSUED
    ).select_related("series")
    named = [f"Báo cáo số {p.symbol_line} ngày {wording.short_date(p.issued_on)}" for p in papers]
    return f" tại {', '.join(named)}" if named else ""
