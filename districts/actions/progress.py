"""The verbs of a progress report (DESIGN 4). Each takes the row first: of two at once one wins.

`Refused` says in words why nothing was done. Who may is asked by the views; here stands what a post decides
about this very report: that its own leader signs it, and that nobody accepts what he typed himself.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission
from cds_portal.clock import today
from cds_portal.lifecycle import Refused
from cds_portal.queue import enqueue
from cds_portal.text import vietnamese_number
from districts.actions.drafting import figures_of, hold, open_draft
from districts.figures import problems_of
from districts.models import ProgressReport, ReportedValue

Status = ProgressReport.Status
SUMMARIES = "oversight.tasks.order_summaries"
MOST_NAMED = 12


@transaction.atomic
def submit_for_signature(
    report, *, by, summary=None, late_reason="", nothing_arising=False, nothing_reason=""
):
    """Draft → awaiting signature: everything due is filled or explained, or nothing arose and why.

    Refused when nothing is said to have arisen beside figures that say otherwise.
    """
    version = open_draft(report, by=by)
    if version.entered_by_id:
        raise Refused(_("Số liệu đang được Ban nhập thay theo văn bản, đơn vị không phải trình ký."))
    changes = checked_marks(report, late_reason, nothing_arising, nothing_reason)
    ensure_nothing_stands(report, version) if nothing_arising else ensure_complete(report, version)
    if summary is not None:
        changes["summary"] = summary.strip()
    hold(report).move(Status.AWAITING_SIGNATURE, by=by, **changes)
    report.refresh_from_db()


def checked_marks(report, late_reason, nothing_arising, nothing_reason):
    """The marks that go with the sending, or Refused when one of them lacks its reason."""
    late_reason = reason_of_lateness(report, late_reason)
    nothing_reason = nothing_reason.strip() if nothing_arising else ""
    if nothing_arising and not nothing_reason:
        raise Refused(_("Ghi giải thích vì sao không phát sinh trong kỳ."))
    ensure_lateness_explained(report, late_reason)
    return {
        "late_reason": late_reason,
        "nothing_arising": bool(nothing_arising),
        "nothing_reason": nothing_reason,
    }


def is_late(report):
    """Not sent yet and past the due day: the sending needs a reason."""
    return report.first_sent_at is None and today() > report.period.due_on


def reason_of_lateness(report, typed):
    """What is typed now, if it is late now; else what was said before."""
    return (typed.strip() if is_late(report) else "") or report.late_reason


def ensure_lateness_explained(report, reason):
    if is_late(report) and not reason:
        days = vietnamese_number(report.days_late)
        raise Refused(_("Báo cáo đã quá hạn %(n)s ngày: ghi lý do gửi chậm.") % {"n": days})


def ensure_complete(report, version):
    """Refused with the codes of what is empty without a note, or wrong."""
    values = {value.indicator_id: value for value in version.values.all()}
    missing, wrong = [], []
    for indicator in report.indicators.all():
        figures = figures_of(values.get(indicator.pk))
        if figures.is_empty and not figures.note:
            missing.append(indicator.code)
        elif any(problem.severity == "error" for problem in problems_of(indicator, figures)):
            wrong.append(indicator.code)
    if missing or wrong:
        raise Refused(" ".join(said_of(missing, wrong)))


def ensure_nothing_stands(report, version):
    """Accepted, the figures would count although the report says that there are none."""
    told = version.values.filter(indicator__in=report.indicators.all())
    told = told.filter(Q(numerator__gt=0) | Q(value__gt=0) | Q(value__lt=0))
    codes = list(told.order_by("indicator__order").values_list("indicator__code", flat=True))
    if codes:
        more = ", …" if len(codes) > MOST_NAMED else ""
        words = {"n": len(codes), "codes": ", ".join(codes[:MOST_NAMED]) + more}
        raise Refused(
            _(
                "Báo cáo ghi không phát sinh nhưng đang có số liệu ở %(n)d chỉ tiêu: %(codes)s. "
                "Bỏ dấu không phát sinh, hoặc xóa các số liệu đó."
            )
            % words
        )


def said_of(missing, wrong):
    if missing:
        yield str(
            _("Còn %(n)d chỉ tiêu chưa có số liệu và chưa ghi lý do: %(codes)s.")
            % {"n": len(missing), "codes": ", ".join(missing)}
        )
    if wrong:
        yield str(_("Số liệu chưa đúng ở: %(codes)s.") % {"codes": ", ".join(wrong)})


@transaction.atomic
def sign(report, *, by, late_reason=""):
    """Awaiting signature → submitted, by a leader of that body; the version's figures never change again."""
    stored = held_for(report, Permission.SIGN_PROGRESS, report.body, by)
    late_reason = reason_of_lateness(stored, late_reason)
    ensure_lateness_explained(stored, late_reason)
    sent = {"first_sent_at": stored.first_sent_at or moment(), "sent_by": stored.sent_by or by}
    stored.move(Status.SUBMITTED, by=by, late_reason=late_reason, **sent)
    freeze(stored, signed_by=by, signer_line=signer_line(by, report.body))
    report.refresh_from_db()


def held_for(report, permission, body, by):
    """The stored row, held; Refused unless a post of `by` in that very body grants the permission."""
    if not by.can(permission, body=body):
        raise Refused(_("Chỉ người có thẩm quyền của %(body)s làm được việc này.") % {"body": body})
    return hold(report)


def freeze(report, **signature):
    """What was said at the last return is answered by this version: it begins without remarks."""
    version = report.versions.get(frozen_at=None)
    version.values.exclude(returned_reason="").update(returned_reason="")
    for name, value in signature.items():
        setattr(version, name, value)
    version.frozen_at = moment()
    version.save(update_fields=["frozen_at", *signature])


def signer_line(user, body):
    """Name and title in that body: a person may hold posts in several."""
    titles = [post.title for post in user.present_posts if post.body_id == body.pk]
    return ", ".join([user.get_full_name(), *titles[:1]])[:300]


def moment():
    """Now; on the day the clock says, when tests or the demo have set it."""
    now = timezone.localtime()
    return timezone.make_aware(datetime.combine(today(), now.time()))


@transaction.atomic
def refuse_to_sign(report, *, by, reason):
    """Awaiting signature → draft, with the leader's reason for the reporter."""
    stored = held_for(report, Permission.SIGN_PROGRESS, report.body, by)
    stored.move(Status.DRAFT, by=by, note=needed(reason, _("Ghi lý do chưa ký để cán bộ sửa.")))
    report.refresh_from_db()


def needed(reason, otherwise):
    reason = (reason or "").strip()
    if not reason:
        raise Refused(otherwise)
    return reason


@transaction.atomic
def return_cells(report, reasons, *, by, note=""):
    """Submitted → returned; `reasons` {indicator: what is wrong with its figure}, or a note on the whole."""
    stored = held_for(report, Permission.RECEIVE_PROGRESS, report.committee, by)
    if stored.status != Status.SUBMITTED:
        # What was accepted is opened again by a leader (`unlock`).
        raise Refused(_("Báo cáo %(status)s, không trả lại được.") % {"status": stored.get_status_display()})
    reasons = {indicator: text.strip() for indicator, text in reasons.items() if text.strip()}
    if not reasons and not note.strip():
        raise Refused(_("Ghi lý do ở ít nhất một chỉ tiêu, hoặc ý kiến chung."))
    due = set(report.indicators.values_list("pk", flat=True))
    if any(indicator.pk not in due for indicator in reasons):
        raise Refused(_("Có chỉ tiêu không thuộc báo cáo này."))
    stored.move(Status.RETURNED, by=by, note=note.strip())
    version = last_sent(stored)
    version.values.exclude(returned_reason="").update(returned_reason="")
    for indicator, text in reasons.items():
        remark(version, indicator, text)
    report.refresh_from_db()


def remark(version, indicator, text):
    """Beside the figure, which stays what it was; one explained by nothing gets an empty row."""
    value, _made = ReportedValue.objects.get_or_create(version=version, indicator=indicator)
    value.returned_reason = text[:500]
    value.save(update_fields=["returned_reason"])


def last_sent(report):
    return report.versions.filter(frozen_at__isnull=False).order_by("number").last()


@transaction.atomic
def accept(report, *, by):
    """Submitted → accepted: from now on these are the body's figures. Not by who typed them on its behalf."""
    stored = held_for(report, Permission.RECEIVE_PROGRESS, report.committee, by)
    version = last_sent(stored)
    if version and typed_on_behalf(version, by):
        raise Refused(_("Đồng chí đã nhập thay báo cáo này; người khác trong Ban tiếp nhận."))
    stored.move(Status.ACCEPTED, by=by)
    ReportedValue.objects.filter(version__report=stored, is_current=True).update(is_current=False)
    version.values.update(is_current=True)
    report.refresh_from_db()
    order_summaries(report)


def typed_on_behalf(version, user):
    """Whether the user registered the paper's version, or typed a figure of it."""
    if not version.entered_by_id:
        return False
    return version.entered_by_id == user.pk or version.values.filter(typed_by=user).exists()


def order_summaries(report):
    transaction.on_commit(lambda: enqueue(SUMMARIES, report.pk))


@transaction.atomic
def lock(report, *, by):
    """Accepted → locked: the period is closed for this body."""
    held_for(report, Permission.RECEIVE_PROGRESS, report.committee, by).move(Status.LOCKED, by=by)
    report.refresh_from_db()


@transaction.atomic
def unlock(report, *, by, reason):
    """Accepted or locked → returned, by a leader: the body corrects; till then its figures stand."""
    stored = held_for(report, Permission.UNLOCK_PROGRESS, report.committee, by)
    if stored.status not in (Status.ACCEPTED, Status.LOCKED):
        raise Refused(_("Báo cáo %(status)s, không phải mở khóa.") % {"status": stored.get_status_display()})
    stored.move(Status.RETURNED, by=by, note=needed(reason, _("Ghi lý do mở lại báo cáo.")))
    report.refresh_from_db()
    order_summaries(report)
