"""The headings of the result report (DOMAIN 2.1) and what the records say under each."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join

from cds_portal.text import fold
from oversight.models import Attendance, Finding, OversightSession, ReviewedBody, Visit
from oversight.models.finding import Heading

MARK = " (số liệu minh họa)"


@dataclass(frozen=True)
class Outline:
    """One heading. `optional` ones are left out of the paper while they have no text."""

    code: str
    title: str
    level: int
    generate: Callable[["Records"], str]
    optional: bool = False
    number: str = ""

    @property
    def is_parent(self):
        """It has no words of its own, only headings below it."""
        return self.generate is nothing


class Records:
    """What a session's report is written from, read once."""

    def __init__(self, session: OversightSession):
        self.session = session
        self.chairs = list(session.chairs.all())
        self.reviewed = list(session.reviewed_bodies.select_related("body"))
        # In the order of the day: surveys as they were made, the working session after them.
        self.visits = list(
            session.visits.exclude(status=Visit.Status.DRAFT)
            .select_related("unit", "body")
            .prefetch_related("attendances", "answers__item")
            .order_by("date", "kind", "starts_at", "created_at")
        )
        self.findings = list(session.findings.all())
        self.proposals = list(session.proposals.exclude(status="not_taken_up").select_related("raised_by"))
        self.recommendations = list(
            session.recommendations.prefetch_related("assignments__body").order_by("number")
        )

    @property
    def surveys(self):
        return [v for v in self.visits if v.kind == Visit.Kind.FIELD_SURVEY]

    @property
    def working_sessions(self):
        return [v for v in self.visits if v.kind == Visit.Kind.WORKING_SESSION]

    def findings_of(self, kind, heading=None):
        return [f for f in self.findings if f.kind == kind and heading in (None, f.heading)]


def paragraph(text):
    return format_html("<p>{}</p>", text)


def bullets(items):
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((item,) for item in items)))


def marked(text, record):
    """The record's own words as one line, ended, with the mark when they are illustrative."""
    text = " ".join(text.split()).rstrip()
    text = text if text.endswith((".", ";", "!", "?")) else f"{text}."
    return f"{text}{MARK}" if record.illustrative else text


def person(someone):
    return f"đồng chí {someone.name}, {someone.position}" if someone.position else f"đồng chí {someone.name}"


def joined(parts):
    parts = [str(part) for part in parts]
    return parts[0] if len(parts) == 1 else f"{'; '.join(parts[:-1])} và {parts[-1]}"


def lowered(text):
    """The first letter small for the middle of a sentence, but not of an abbreviation such as UBND."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def act_of(session):
    """What the committee did, as a verb within a sentence."""
    kinds = OversightSession.Kind
    return {kinds.SURVEY: "khảo sát", kinds.RE_OVERSIGHT: "giám sát lại"}.get(session.kind, "giám sát")


def topic_with_period(session):
    topic = lowered(session.topic)
    return topic if names_period(topic, session) else f"{topic} {period_phrase(session)}"


def names_period(text, session):
    """Whether the text says itself which years are meant: said twice, they read like a mistake."""
    return str(session.period_to.year) in text


def period_phrase(session):
    """năm 2024; giai đoạn 2021–2023."""
    is_one_year = session.period_from.year == session.period_to.year
    return f"{'năm' if is_one_year else 'giai đoạn'} {session.period_words}"


def opening(records):
    session = records.session
    bodies = ", ".join(reviewed.body.name for reviewed in records.reviewed)
    place = f" đối với {bodies}" if bodies else ""
    acts = "; ".join(act.name for act in session.legal_acts.all())
    basis = f"Căn cứ {acts}; thực hiện" if acts else "Thực hiện"
    return paragraph(
        f"{basis} chương trình giám sát năm {session.works_from.year}, {session.committee.name} đã tổ chức "
        f"{act_of(session)} {topic_with_period(session)}{place}. Kết quả {act_of(session)} như sau:"
    )


def overview(records):
    parts = [chairs_text(records), bodies_text(records), surveys_text(records)]
    surveyed = {visit.date for visit in records.surveys}
    parts += [working_text(visit, same_day={visit.date} == surveyed) for visit in records.working_sessions]
    if records.visits:
        parts.append(paragraph("Danh sách điểm khảo sát, buổi làm việc nêu tại Phụ lục kèm theo."))
    return format_html_join("", "{}", ((part,) for part in parts if part))


def chairs_text(records):
    if not records.chairs:
        return ""
    verb = "đồng chủ trì" if len(records.chairs) > 1 else "chủ trì"
    text = f"Cuộc giám sát do {joined(person(chair) for chair in records.chairs)} {verb}"
    concluder = next((chair for chair in records.chairs if chair.concluded), None)
    text += f"; đồng chí {concluder.name} thay mặt Đoàn giám sát phát biểu kết luận." if concluder else "."
    head = records.session.head
    if head:
        note = f" ({records.session.head_note})" if records.session.head_note else ""
        text += f" Trưởng đoàn giám sát: {person(head)}{note}."
    return paragraph(text)


def bodies_text(records):
    lines = []
    for mode, words in (
        (ReviewedBody.Mode.DIRECT, "Đơn vị được giám sát trực tiếp"),
        (ReviewedBody.Mode.BY_REPORT, "Đơn vị được giám sát qua báo cáo"),
    ):
        names = [r.body.name for r in records.reviewed if r.mode == mode]
        if names:
            lines.append(f"{words}: {', '.join(names)}.")
    return paragraph(" ".join(lines)) if lines else ""


def site(visit):
    """The place with its unit of that day, which is not said twice when the place names it."""
    is_named = fold(visit.unit.full_name) in fold(visit.place)
    place = visit.place if is_named else f"{visit.place} ({visit.unit.full_name})"
    return f"{place}{MARK}" if visit.illustrative else place


def surveys_text(records):
    surveys = records.surveys
    if not surveys:
        return ""
    days = sorted({visit.date for visit in surveys})
    when = joined(f"{day.day}/{day.month}/{day.year}" for day in days)
    intro = f"Ngày {when}, Đoàn giám sát khảo sát thực tế tại [[so:diem-khao-sat]] điểm:"
    # A list within a sentence: semicolons, and a full stop at the end.
    lines = [f"{site(visit)};" for visit in surveys[:-1]] + [f"{site(surveys[-1])}."]
    return format_html("{}{}", paragraph(intro), bullets(lines))


def working_text(visit, *, same_day=False):
    hosts = [a for a in visit.attendances.all() if a.side == Attendance.Side.HOST]
    people = [person(a) for a in hosts if a.kind == Attendance.Kind.PERSON]
    groups = [lowered(a.name) for a in hosts if a.kind == Attendance.Kind.GROUP]
    body = visit.body.name if visit.body_id else visit.unit.full_name
    day = f"{visit.date.day}/{visit.date.month}/{visit.date.year}"
    text = f"{'Cùng ngày' if same_day else f'Ngày {day}'}, Đoàn giám sát làm việc với {body}."
    if people or groups:
        text += f" Tiếp và làm việc với Đoàn có {joined(people + groups)}."
    if visit.notes.strip():
        text += " " + marked(visit.notes, visit)
    return paragraph(text)


def results_under(heading):
    def generate(records):
        found = records.findings_of(Finding.Kind.STRENGTH, heading)
        return format_html_join("", "<p>{}</p>", ((marked(f.text, f),) for f in found))

    return generate


def limitations(records):
    found = records.findings_of(Finding.Kind.LIMITATION)
    found += records.findings_of(Finding.Kind.DIFFICULTY)
    if not found:
        return ""
    lines = [f"{Heading(f.heading).label}: {marked(lowered(f.text), f)}" for f in found]
    return bullets(lines)


def causes(kind):
    def generate(records):
        return format_html_join("", "<p>{}</p>", ((marked(f.text, f),) for f in records.findings_of(kind)))

    return generate


def assessment(records):
    strengths = records.findings_of(Finding.Kind.STRENGTH)
    if not strengths:
        return ""
    headings = dict.fromkeys(str(Heading(f.heading).label) for f in strengths)
    names = "; ".join(name[:1].lower() + name[1:] for name in headings)
    text = f"Qua giám sát, Đoàn ghi nhận [[so:ket-qua]] kết quả trong các lĩnh vực: {names}."
    if records.findings_of(Finding.Kind.LIMITATION):
        text += " Bên cạnh đó còn [[so:han-che]] tồn tại, hạn chế cần tập trung khắc phục nêu tại mục III."
    return paragraph(text)


def recommendations(records):
    if not records.recommendations:
        reason = records.session.no_recommendation_reason
        return paragraph(f"Cuộc giám sát không có kiến nghị: {reason}.") if reason else ""
    return paragraph(
        "Từ kết quả giám sát, Đoàn giám sát có [[so:kien-nghi]] kiến nghị với các cơ quan, đơn vị như sau:"
    )


def proposals(records):
    if not records.proposals:
        return ""
    by_body = {}
    for proposal in records.proposals:
        by_body.setdefault(proposal.raised_by.name, []).append(marked(proposal.text, proposal))
    parts = [
        format_html("{}{}", paragraph(f"{body} đề xuất, kiến nghị:"), bullets(texts))
        for body, texts in by_body.items()
    ]
    promise = paragraph(
        f"{records.session.committee.name} tiếp thu, ghi nhận, tổng hợp các đề xuất, kiến nghị nêu trên "
        "để báo cáo và kiến nghị các sở, ngành xem xét, giúp địa phương giải quyết khó khăn "
        "trong thời gian tới."
    )
    return format_html_join("", "{}", ((part,) for part in [*parts, promise]))


def closing(records):
    return paragraph(
        f"Trên đây là kết quả {act_of(records.session)} {topic_with_period(records.session)}; "
        f"{records.session.committee.name} báo cáo Hội đồng nhân dân, Thường trực Hội đồng nhân dân tỉnh"
    )


def nothing(records):
    return ""


RESULT_REPORT = (
    Outline("opening", "Mở đầu", 0, opening),
    Outline("I", "KHÁI QUÁT CHUNG", 1, overview, number="I"),
    Outline("II", "KẾT QUẢ ĐẠT ĐƯỢC", 1, nothing, optional=True, number="II"),
    *(
        Outline(f"II.{heading.value}", str(heading.label), 2, results_under(heading.value), optional=True)
        for heading in Heading
    ),
    Outline("III", "TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN", 1, nothing, optional=True, number="III"),
    Outline("III.1", "Tồn tại, hạn chế", 2, limitations),
    Outline("III.2", "Nguyên nhân", 2, nothing, optional=True),
    Outline("III.2a", "Nguyên nhân khách quan", 3, causes(Finding.Kind.CAUSE_OBJECTIVE), optional=True),
    Outline("III.2b", "Nguyên nhân chủ quan", 3, causes(Finding.Kind.CAUSE_SUBJECTIVE), optional=True),
    Outline("IV", "ĐÁNH GIÁ CHUNG", 1, assessment, number="IV"),
    Outline("V", "KIẾN NGHỊ", 1, recommendations, number="V"),
    Outline("VI", "VỀ ĐỀ XUẤT, KIẾN NGHỊ CỦA ĐỊA PHƯƠNG", 1, proposals, optional=True, number="VI"),
    Outline("closing", "Kết thúc", 0, closing),
)
BY_CODE = {outline.code: outline for outline in RESULT_REPORT}


def generated(session):
    """{code: HTML} of every heading as the records say it now."""
    records = Records(session)
    return {outline.code: str(outline.generate(records)) for outline in RESULT_REPORT}
