"""Letters and reports of follow-up, drafted from the records; each then goes the way of every paper."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cds_portal.lifecycle import Refused
from oversight.actions.documents import GONE, keep_paper
from oversight.documents import duty_rows
from oversight.documents.gather_follow_up import follow_up_report
from oversight.documents.gather_letters import forwarding_letter
from oversight.documents.gather_reminder import addressee_of, reminder_letter
from oversight.models import Assignment, EscalationStep, Proposal
from oversight.models.document import make_short_code


@transaction.atomic
def request_reminder(assignments, *, by, step=None):
    """A draft letter to one body about `assignments` of its own that are issued and open; the Document.

    `step` (EscalationStep, proposed or decided) gives the legal source and carries the letter. Without it,
    decided reminders of these assignments that have no letter yet carry it. Refused: a step that has no
    letter here, no duty, of two bodies or two committees, one not issued or closed (what was found not done
    still gets the letter of its step).
    """
    refuse_step_without_letter(step)
    chosen = Assignment.objects.filter(pk__in=[row.pk for row in assignments])
    duties = list(duty_rows.read_duties(duty_rows.in_session_order(chosen)))
    refuse_unfit_duties(duties, step)
    first = duties[0]
    committee = first.committee
    paper = reminder_letter(committee, first.body, duties, step=step, short_code=make_short_code())
    document = keep_paper(
        paper,
        by=by,
        committee=committee,
        session=common_session(duties),
        body=first.body,
        addressed=[addressee_of(first.body, step)],
    )
    steps_of(duties, step).update(document=document)
    return document


def refuse_step_without_letter(step):
    """From the fourth on the paper is not a letter of the committee: made and numbered elsewhere."""
    if step and step.step > EscalationStep.Step.HIGHER_LEVEL:
        raise Refused(
            _(
                "Bước “%(step)s” không có công văn đôn đốc. Văn bản lập ngoài hệ thống; ghi số, ngày văn bản "
                "khi ghi đã thực hiện."
            )
            % {"step": step.get_step_display()}
        )


def refuse_unfit_duties(duties, step=None):
    if not duties:
        raise Refused(_("Chưa chọn nội dung nào để đôn đốc."))
    if len({(duty.committee_id, duty.body_id) for duty in duties}) > 1:
        raise Refused(_("Một công văn đôn đốc chỉ gửi một cơ quan, về kiến nghị của một Ban."))
    over = (*Assignment.CLOSED, Assignment.Status.DRAFT)
    for duty in duties:
        if duty.status in over and not (step and duty.status == Assignment.Status.NOT_DONE):
            raise Refused(
                _("Nội dung “%(text)s” %(status)s, không đôn đốc.")
                % {
                    "text": str(duty.recommendation or duty.proposal),
                    "status": duty.get_status_display(),
                }
            )


def common_session(duties):
    """The one session of all of them, or None."""
    sessions = {(duty.recommendation or duty.proposal).session for duty in duties}
    return sessions.pop() if len(sessions) == 1 else None


def steps_of(duties, step):
    if step:
        return EscalationStep.objects.filter(pk=step.pk)
    reminders = (EscalationStep.Step.REMINDER, EscalationStep.Step.REMINDER_AGAIN)
    without_letter = Q(document=None) | Q(document__status__in=GONE)
    return EscalationStep.objects.filter(
        without_letter, assignment__in=duties, status=EscalationStep.Status.DECIDED, step__in=reminders
    )


@transaction.atomic
def request_forwarding(proposals, *, to, by):
    """A draft letter that sends compiled `proposals` of one committee to the bodies `to`; the first leads.

    Issuing it forwards them. Refused: none, no addressee, of two committees, one not compiled yet.
    """
    records = list(
        Proposal.objects.filter(pk__in=[record.pk for record in proposals])
        .select_related("raised_by", "committee", "session")
        .order_by("raised_by__sort_key", "pk")
    )
    bodies = list(to)
    refuse_unfit_proposals(records, bodies)
    sessions = {record.session for record in records}
    session = sessions.pop() if len(sessions) == 1 else None
    committee = records[0].committee
    paper = forwarding_letter(committee, records, bodies, session=session, short_code=make_short_code())
    return keep_paper(paper, by=by, committee=committee, session=session, body=bodies[0], addressed=bodies)


def refuse_unfit_proposals(records, bodies):
    if not records or not bodies:
        raise Refused(_("Xin chọn đề xuất cần chuyển và cơ quan nhận."))
    if len({record.committee_id for record in records}) > 1:
        raise Refused(_("Một công văn chỉ chuyển đề xuất gửi tới một Ban."))
    early = [record for record in records if record.status in ("raised", "recorded", "not_taken_up")]
    if early:
        raise Refused(
            _("Đề xuất “%(text)s” %(status)s; tổng hợp trước khi chuyển.")
            % {"text": early[0], "status": early[0].get_status_display()}
        )


def request_follow_up_report(committee, *, by, session=None, year=None):
    """The report on a session's recommendations, or on all that the committee issued in a year."""
    paper = follow_up_report(committee, session=session, year=year, short_code=make_short_code())
    if not paper.about:
        raise Refused(_("Chưa có nội dung nào được giao thực hiện để báo cáo."))
    return keep_paper(paper, by=by, committee=committee, session=session)
