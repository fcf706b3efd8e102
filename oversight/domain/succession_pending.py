"""What hangs on the duties of ended bodies and is settled with them: told before an act is applied."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from districts.models import ProgressReport
from oversight.domain.succession import ended_bodies, followed_committees
from oversight.models import EscalationStep, Extension, Response


@dataclass(frozen=True)
class PendingLine:
    """`url` is "" where the reader of the act may not open it."""

    label: str
    body: str
    url: str


@dataclass(frozen=True)
class PendingGroup:
    """Records of one kind and, in words, what becomes of them."""

    label: str
    effect: str
    lines: list = field(default_factory=list)


def pending_of(act, duties):
    """Groups that are not empty; `duties` are the keys of those that will be handed over."""
    groups = [*answers_on(duties), asked_extensions(duties), decided_steps(duties), returned_reports(act)]
    return [group for group in groups if group.lines]


UNSENT = _(
    "Một cơ quan kế thừa thì chuyển sang đó, giữ nguyên bước soạn hoặc trình ký. Nhiều cơ quan kế thừa thì "
    "rút khỏi trình ký, giữ lại bản nháp."
)
TYPED = _("Giữ theo văn bản của cơ quan cũ; cần thì nhập thay lại ở nội dung của cơ quan kế thừa.")
UNJUDGED = _("Khép lại cùng nội dung cũ, không chờ xác nhận nữa; vẫn đọc được.")


def answers_on(duties):
    unsent = PendingGroup(_("Trả lời chưa gửi"), UNSENT)
    typed = PendingGroup(_("Bản nhập thay chưa ghi nhận"), TYPED)
    unjudged = PendingGroup(_("Trả lời đã gửi, chờ xác nhận"), UNJUDGED)
    rows = Response.objects.filter(pk__in=Response.objects.filter(assignments__in=duties).values("pk"))
    judged = (Response.Status.ADEQUATE, Response.Status.INADEQUATE)
    for row in rows.exclude(status__in=judged).select_related("body").order_by("pk"):
        if row.is_sent or row.paper_id:
            (unjudged if row.is_sent else typed).lines.append(line(row, row.body, row))
        else:
            # Before it is sent it is the body's own affair: the committee reads that there is one.
            unsent.lines.append(PendingLine(_("Bản đang soạn, chưa gửi Ban"), str(row.body), ""))
    return unsent, typed, unjudged


def asked_extensions(duties):
    words = _("Khép lại, ghi lý do; cơ quan kế thừa đề nghị lại nếu cần.")
    rows = Extension.objects.filter(assignment__in=duties, status=Extension.Status.ASKED)
    return PendingGroup(_("Đề nghị gia hạn chưa quyết định"), words, lines_of_duties(rows))


def decided_steps(duties):
    words = _("Không áp dụng nữa với cơ quan cũ; Ban quyết định lại với cơ quan kế thừa nếu cần.")
    rows = EscalationStep.objects.filter(assignment__in=duties, status=EscalationStep.Status.DECIDED)
    return PendingGroup(_("Bước xử lý đã quyết định, chưa thực hiện"), words, lines_of_duties(rows))


def returned_reports(act):
    """Sent once under the old name: their figures are of the old unit and stay there."""
    words = _(
        "Giữ tên cơ quan cũ vì đã gửi dưới tên đó. Cơ quan kế thừa đọc được; phần bổ sung thì Ban nhập thay "
        "theo văn bản."
    )
    rows = ProgressReport.objects.filter(
        status=ProgressReport.Status.RETURNED,
        committee__in=followed_committees(act),
        body__in=ended_bodies(act),
    )
    rows = rows.select_related("body", "period").order_by("period__cut_off", "pk")
    lines = [line(row.period, row.body, row) for row in rows]
    return PendingGroup(_("Báo cáo tiến độ bị trả lại, chưa bổ sung"), words, lines)


def lines_of_duties(rows):
    read = ("assignment__body", "assignment__recommendation", "assignment__proposal")
    rows = rows.select_related(*read).order_by("pk")
    return [line(row.assignment.subject, row.assignment.body, row.assignment) for row in rows]


def line(label, body, record):
    return PendingLine(str(label), str(body), record.get_absolute_url())
