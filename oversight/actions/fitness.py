"""What keeps a paper from going on: flaws, records that changed since, a rival on its way, no file yet."""

from django.utils import timezone
from django.utils.translation import gettext as _

from cds_portal.lifecycle import Refused
from cds_portal.text import day_text
from oversight.documents import duty_rows, gather
from oversight.documents.check import check_report
from oversight.documents.gather_reminder import printed_due
from oversight.documents.kinds import paper_of
from oversight.documents.outline import Records
from oversight.models import Assignment, Document, Proposal
from oversight.models.document import Kind


def refuse_if_unfit(document):
    """Before submitting, approving and numbering: whole, as the records are, printed, the only one."""
    refuse_working_paper(document)
    refuse_if_flawed(document)
    refuse_if_outdated(document)
    refuse_if_rival(document)
    if document.rendering != Document.Rendering.READY:
        raise Refused(_("Tệp PDF chưa lập xong, chưa ai xem được văn bản. Chờ tệp sẵn sàng rồi làm tiếp."))


def refuse_working_paper(document):
    if document.is_working_paper:
        raise Refused(_("Tài liệu phục vụ họp không trình ký, không cấp số và không ban hành."))


def blocking_problems(document):
    return [problem for problem in check_report(paper_of(document)) if problem.blocking]


def refuse_if_flawed(document):
    problems = blocking_problems(document)
    if problems:
        raise Refused(
            _("Còn %(count)d điểm chưa đạt kiểm tra, trước hết: %(first)s (%(where)s).")
            % {
                "count": len(problems),
                "first": problems[0].message_vi.rstrip("."),
                "where": problems[0].where,
            }
        )


def refuse_if_outdated(document):
    """What is issued is what the paper says: what changed since must be printed anew."""
    if check := UP_TO_DATE.get(document.kind):
        check(document)


def report_is_current(document):
    printed = [group for section in paper_of(document).sections for group in section.groups]
    if printed != list(gather.groups(Records(document.session))):
        raise Refused(_("Kiến nghị trong hồ sơ đã thay đổi sau khi lập văn bản này. Xin lập lại báo cáo."))


def reminder_is_current(document):
    paper = paper_of(document)
    about = Assignment.objects.filter(pk__in=paper.about)
    closed = set(Assignment.CLOSED)
    if document.escalation_steps.exists():
        # The letter of a step is the very answer to what was found not done.
        closed.remove(Assignment.Status.NOT_DONE)
    done = about.filter(status__in=closed).select_related("body").first()
    if done:
        raise Refused(
            _("Nội dung giao %(body)s đã %(status)s sau khi soạn công văn này. Xin lập lại công văn.")
            % {"body": done.body, "status": done.get_status_display()}
        )
    now = about.select_related("body").in_bulk()
    for key, due in printed_due(paper):
        if duty_rows.due_of(now[key]) != due:
            raise Refused(
                _("Thời hạn giao %(body)s nay là %(new)s, không còn là %(old)s. Xin lập lại công văn.")
                % {"body": now[key].body, "old": due, "new": duty_rows.due_of(now[key])}
            )


def forwarding_is_current(document):
    about = Proposal.objects.filter(pk__in=paper_of(document).about)
    if about.filter(status=Proposal.Status.NOT_TAKEN_UP).exists():
        raise Refused(
            _("Có đề xuất không còn được tiếp nhận sau khi soạn công văn này. Xin lập lại công văn.")
        )


UP_TO_DATE = {
    Kind.RESULT_REPORT: report_is_current,
    Kind.REMINDER_LETTER: reminder_is_current,
    Kind.FORWARDING_LETTER: forwarding_is_current,
}


def refuse_if_rival(document):
    """One result report goes its way in a session; another must be sent back or recalled first.

    Letters and later reports may be several.
    """
    if document.kind != Kind.RESULT_REPORT:
        return
    states = Document.Status
    rival = (
        Document.objects.filter(session=document.session, kind=document.kind)
        .filter(status__in=[states.SUBMITTED, states.APPROVED, states.NUMBERED, states.ISSUED])
        .exclude(pk=document.pk)
        .select_related("series")
        .first()
    )
    if rival:
        raise Refused(
            _("Cuộc giám sát này đã có một bản %(status)s (%(name)s). Xử lý bản đó trước.")
            % {
                "status": rival.get_status_display(),
                "name": rival.symbol_line or day_text(timezone.localtime(rival.requested_at)),
            }
        )
