"""A session's records as the frozen result report: the only place where the two meet."""

from cds_portal.text import sort_key
from oversight.documents import prose
from oversight.documents.heads import default_recipients, official_head
from oversight.documents.outline import (
    BY_CODE,
    RESULT_REPORT,
    Records,
    lowered,
    names_period,
    period_phrase,
)
from oversight.documents.parts import (
    Annex,
    Column,
    Duty,
    Fact,
    Figure,
    Recommendation,
    RecommendationGroup,
    ReferenceTable,
    Section,
)
from oversight.documents.result_report import ResultReport
from oversight.models import Assignment, Finding, Photo
from oversight.models import Recommendation as RecommendationRecord

LOCAL_LETTERS = "abcdđegh"


def result_report(session, *, short_code="", texts=None):
    """The report as it stands now. `texts` (code → HTML) takes the place of the stored sections."""
    records = Records(session)
    texts = texts if texts is not None else stored_texts(session)
    return ResultReport(
        title=f"Báo cáo {' '.join(subject(session)).removesuffix(',')}".replace("Báo cáo Kết", "Báo cáo kết"),
        subject_lines=subject(session),
        opening=paragraphs(texts.get("opening", "")),
        sections=tuple(sections_of(records, texts)),
        closing=paragraphs(texts.get("closing", "")),
        recipients=recipients(session, session.committee.letterhead),
        tables=(sites_table(records),) if records.visits else (),
        figures=cited_figures(session, texts),
        facts=facts(records),
        annexes=(visits_annex(records),) if records.visits else (),
        **official_head(session.committee, "result_report", short_code),
    )


def stored_texts(session):
    return {section.code: section.text for section in session.sections.filter(kind="result_report")}


def subject(session):
    """The trích yếu in lines that break where one breathes: the matter, then where and which years."""
    title = lowered(session.title.strip())
    if not title.startswith(("giám sát", "khảo sát")):
        title = f"giám sát {title}"
    matter, place_word, place = title.partition(" trên địa bàn ")
    lines = [f"Kết quả {matter}"]
    if place:
        lines.append(f"{place_word.strip()} {place}")
    if not names_period(title, session):
        lines[-1] += ","
        period = period_phrase(session).replace("–", " - ")
        lines[1:] = [" ".join([*lines[1:], period])]
    return tuple(lines)


def paragraphs(html):
    return tuple(line for line in prose.plain_text(html).splitlines() if line.strip())


def sections_of(records, texts):
    """Headings with text, or above others that have; level 2 and 3 are counted anew under their parent."""
    present = present_codes(texts)
    counters = {2: 0, 3: 0}
    roman = 0
    for outline in RESULT_REPORT:
        if outline.level == 0 or outline.code not in present:
            continue
        if outline.level == 1:
            roman, counters = roman + 1, {2: 0, 3: 0}
            number = ROMANS[roman - 1]
        elif outline.level == 2:
            counters = {2: counters[2] + 1, 3: 0}
            number = str(counters[2])
        else:
            counters[3] += 1
            number = LOCAL_LETTERS[counters[3] - 1]
        yield Section(
            number=number,
            title=outline.title,
            html=texts.get(outline.code, ""),
            level=outline.level,
            groups=groups(records) if outline.code == "V" else (),
        )


ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")


def present_codes(texts):
    """Headings to print: those with text, the compulsory ones, and every heading above another."""
    filled = {code for code, text in texts.items() if prose.plain_text(text) and code in BY_CODE}
    kept = {code for code, outline in BY_CODE.items() if code in filled or not outline.optional}
    parents = {parent(code) for code in kept}
    return kept | parents | {parent(code) for code in parents}


def parent(code):
    """III.2a stands under III.2, that one under III."""
    level = BY_CODE[code].level if code in BY_CODE else 0
    return {2: code.split(".")[0], 3: code[:-1]}.get(level, code)


def groups(records):
    """Recommendations in the order V.1–V.5 and, within that, by the bodies they are addressed to."""
    return tuple(
        RecommendationGroup(
            title=f"Đối với {', '.join(bodies)}" if bodies else str(group.label),
            recommendations=tuple(recommendation(record) for record in items),
        )
        for group in RecommendationRecord.Group
        for bodies, items in by_addressee(r for r in records.recommendations if r.group == group)
    )


def by_addressee(recommendations):
    """[(names of the lead bodies, recommendations)] in the order of the first number of each."""
    found = {}
    for record in recommendations:
        found.setdefault(tuple(sorted({a.body.name for a in record.leads}, key=sort_key)), []).append(record)
    return found.items()


def recommendation(record):
    text = " ".join(record.text.split())
    return Recommendation(
        text=text if text.endswith((".", "!")) else f"{text}.",
        duties=tuple(duty(record, lead) for lead in record.leads),
        illustrative=record.illustrative,
    )


def duty(record, lead):
    helpers = (a.body.name for a in record.assignments.all() if a.role == Assignment.Role.COORDINATING)
    return Duty(
        body=lead.body.name,
        deliverable=lead.deliverable,
        due_on=lead.due_on,
        deliverable_reason=record.no_deliverable_reason,
        due_reason=record.no_due_reason,
        coordinating=tuple(helpers),
    )


def recipients(session, letterhead):
    named, archive = default_recipients(letterhead)
    bodies = [r.body.name for r in session.reviewed_bodies.select_related("body")]
    return tuple(dict.fromkeys([*named, *bodies, archive]))


def facts(records):
    return (
        Fact("diem-khao-sat", len(records.surveys), "điểm khảo sát"),
        Fact("buoi-lam-viec", len(records.working_sessions), "buổi làm việc"),
        Fact("kien-nghi", len(records.recommendations), "kiến nghị"),
        Fact("ket-qua", len(records.findings_of(Finding.Kind.STRENGTH))),
        Fact("han-che", len(records.findings_of(Finding.Kind.LIMITATION))),
        Fact("de-xuat", len(records.proposals)),
    )


VISIT_COLUMNS = (
    Column("STT", width=8, align="center"),
    Column("Địa điểm", width=34, head=True),
    Column("Địa bàn", width=22),
    Column("Ngày", width=14, align="center"),
    Column("Hình thức", width=20),
)


def visit_rows(records):
    return tuple(
        (
            position,
            f"{visit.place}{' (số liệu minh họa)' if visit.illustrative else ''}",
            visit.unit.full_name,
            f"{visit.date:%d/%m/%Y}",
            str(visit.get_kind_display()),
        )
        for position, visit in enumerate(records.visits, 1)
    )


def sites_table(records):
    return ReferenceTable(
        code="diem-khao-sat",
        caption="Các điểm khảo sát, buổi làm việc",
        columns=VISIT_COLUMNS,
        rows=visit_rows(records),
    )


def visits_annex(records):
    return Annex(
        title="DANH SÁCH ĐIỂM KHẢO SÁT, BUỔI LÀM VIỆC",
        columns=VISIT_COLUMNS,
        rows=visit_rows(records),
        note="Tên địa bàn ghi theo thời điểm khảo sát.",
    )


def cited_figures(session, texts):
    """Only the photos that the text places: an uncited one has no business in an official paper."""
    cited = {code for text in texts.values() for kind, code in prose.tokens(text) if kind == "hinh"}
    photos = Photo.objects.filter(visit__session=session) if cited else ()
    return tuple(
        Figure(code=str(photo.pk), caption=photo.caption or photo.visit.place)
        for photo in photos
        if str(photo.pk) in cited
    )
