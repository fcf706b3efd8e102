"""Assignments as rows of a table: the same words in the sheet, the letter and the report."""

from django.db.models import Case, F, Prefetch, Q, When
from django.utils.text import Truncator

from oversight.documents import wording
from oversight.documents.parts import Column
from oversight.models import Assignment, Response, Verification

MARK = " (số liệu minh họa)"
UNDATED = "chưa ấn định"


def read_duties(assignments):
    """With everything a row says, in as many queries whatever their number."""
    sent = Response.objects.filter(status__in=Response.SENT).order_by("-submitted_at", "-pk")
    return assignments.select_related(
        "body", "replaces__body", "recommendation__session", "proposal__session", "proposal__raised_by"
    ).prefetch_related(
        Prefetch("responses", sent, to_attr="sent_responses"),
        Prefetch("verifications", Verification.objects.order_by("-at", "-pk"), to_attr="verified"),
    )


def in_session_order(assignments):
    return assignments.order_by("recommendation__number", "proposal", "body__sort_key", "pk")


def worst_first(assignments, day):
    """Overdue by their age, then due later, then without a date, then what is closed."""
    rank = Case(
        When(status__in=Assignment.CLOSED, then=3),
        When(Q(due_on__lt=day) & ~Q(status=Assignment.Status.DRAFT), then=0),
        When(due_on__isnull=False, then=1),
        default=2,
    )
    return assignments.order_by(rank, F("due_on").asc(nulls_last=True), F("issued_on"), "pk")


def number_of(duty, *, with_code):
    if duty.recommendation_id is None:
        return "Đề xuất"
    record = duty.recommendation
    return f"{record.session.code}/{record.number}" if with_code else record.number


def text_of(duty):
    record = duty.recommendation or duty.proposal
    return f"{' '.join(record.text.split())}{MARK if record.illustrative else ''}"


def body_of(duty):
    """With the one it was taken over from, when that was another."""
    former = duty.replaces.body if duty.replaces_id else duty.body
    if former.pk == duty.body_id:
        return duty.body.name
    how = "kế thừa" if duty.is_inherited else "chuyển"
    return f"{duty.body.name} ({how} từ {former.name})"


def due_of(duty):
    return wording.short_date(duty.due_on) if duty.due_on else UNDATED


def days_late(duty, day):
    """Calendar days past the due date while open; None when not late."""
    if duty.due_on is None or duty.status in (*Assignment.CLOSED, Assignment.Status.DRAFT):
        return None
    return max(0, (day - duty.due_on).days) or None


def state_of(duty):
    """As an official says it of what is under way: “issued” tells what the committee did, not the body."""
    if duty.status not in (Assignment.Status.ISSUED, Assignment.Status.IN_PROGRESS):
        return str(duty.get_status_display())
    if not duty.sent_responses:
        return "chưa báo cáo kết quả"
    if duty.sent_responses[0].status == Response.Status.INADEQUATE:
        return "đã báo cáo, chưa đáp ứng yêu cầu"
    return "đang thực hiện"


def last_response(duty):
    if not duty.sent_responses:
        return "chưa có"
    response = duty.sent_responses[0]
    said = Truncator(" ".join(response.text.split())).words(24, truncate="…")
    mark = MARK if response.illustrative else ""
    return f"{wording.short_date(response.submitted_at)}: {response.get_claim_display()}. {said}{mark}"


def last_verification(duty):
    if not duty.verified:
        return "chưa có"
    found = duty.verified[0]
    note = Truncator(" ".join(found.note.split())).words(20, truncate="…")
    return f"{wording.short_date(found.at)}: {found.get_outcome_display()}. {note}".strip()


SHEET_COLUMNS = (
    Column("Số", width=9, align="center"),
    Column("Nội dung kiến nghị", width=40, head=True),
    Column("Cơ quan thực hiện", width=19),
    Column("Sản phẩm phải hoàn thành", width=18),
    Column("Thời hạn", width=16, align="center"),
    Column("Tiếp thu", width=13, align="center"),
    Column("Tình trạng", width=14, align="center"),
    Column("Trả lời gần nhất", width=24),
    Column("Xác nhận", width=20),
    Column("Trễ, ngày", width=9, align="right"),
)


def sheet_row(duty, day, *, with_code):
    return (
        number_of(duty, with_code=with_code),
        text_of(duty),
        body_of(duty),
        duty.deliverable or "chưa nêu",
        due_of(duty),
        str(duty.get_acceptance_display()),
        state_of(duty),
        last_response(duty),
        last_verification(duty),
        days_late(duty, day),
    )
