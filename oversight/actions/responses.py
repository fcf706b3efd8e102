"""A body's answers: drafted, signed by its leader, or typed by the committee from the paper that came in."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cds_portal.clock import today
from cds_portal.files import store
from cds_portal.lifecycle import Refused, record_move
from cds_portal.text import day_text
from districts.models import IncomingPaper
from oversight.models import Assignment, Response

Claim, Status = Response.Claim, Response.Status
S = Assignment.Status


def answerable(body, committee):
    """What a body may answer now; in one response the duties of one committee."""
    return Assignment.objects.filter(body=body).answerable().of_committees([committee.pk])


@transaction.atomic
def add_response(*, form, by):
    """`form` is a valid ResponseForm of a new response; `form.instance` knows body and, on behalf, paper."""
    ensure_draft_fits(form)
    form.instance.by = by
    response = form.save()
    record_move(response, "", response.status, by=by)
    return response


@transaction.atomic
def change_response(*, form, by):
    """False when somebody saved before (the form then shows both texts); drafts only."""
    stored = locked(form.instance)
    ensure_draft(stored)
    ensure_draft_fits(form)
    return form.save_guarded()


@transaction.atomic
def delete_response(*, response, by):
    """A draft that was never sent; its files stay unreadable."""
    stored = locked(response)
    ensure_draft(stored)
    stored.delete()


def locked(response):
    rows = Response.objects.select_for_update(of=("self",)).select_related("body", "paper")
    return rows.get(pk=response.pk)


def ensure_draft_fits(form):
    """What is wrong already in a draft; what is only missing is asked for when it goes to be signed."""
    duties, day = form.cleaned_data["assignments"], form.cleaned_data["completed_on"]
    ensure_answerable(duties)
    ensure_day_fits(Claim.PROGRESS, day, duties)
    ensure_paper_fits(form.instance.paper, duties)


def ensure_draft(response):
    if response.status != Status.DRAFT:
        raise Refused(
            _("Trả lời %(status)s, không sửa được nữa.") % {"status": response.get_status_display()}
        )


def ensure_answerable(assignments):
    assignments = list(assignments)
    if not assignments:
        raise Refused(_("Chọn ít nhất một nội dung được giao để trả lời."))
    if len({one.committee_id for one in assignments}) > 1:
        raise Refused(_("Nội dung do hai Ban giao: xin trả lời riêng từng Ban."))
    for one in assignments:
        if one.status not in Assignment.ANSWERABLE:
            raise Refused(
                _("“%(duty)s” %(status)s, không trả lời được nữa. Bỏ chọn nội dung này.")
                % {"duty": one.subject, "status": one.get_status_display()}
            )


@transaction.atomic
def submit_for_signature(*, response, by):
    stored = locked(response)
    ensure_whole(stored)
    stored.move(Status.AWAITING_SIGNATURE, by=by)
    return stored


def ensure_whole(response):
    """Before it is signed: it says something, and the day it claims fits its duties."""
    if not response.text.strip():
        raise Refused(_("Chưa ghi nội dung đã thực hiện."))
    duties = duties_of(response)
    ensure_answerable(duties)
    ensure_day_fits(response.claim, response.completed_on, duties)
    ensure_paper_fits(response.paper, duties)


def duties_of(response):
    return list(response.assignments.select_related("committee", "recommendation__session", "proposal"))


def ensure_day_fits(claim, completed_on, duties):
    if claim == Claim.DONE and completed_on is None:
        raise Refused(_("Báo đã hoàn thành thì xin ghi ngày hoàn thành."))
    if completed_on is None:
        return
    if completed_on > today():
        raise Refused(_("Ngày hoàn thành %(day)s ở tương lai.") % {"day": day_text(completed_on)})
    issued = last_issued(duties)
    if issued and completed_on < issued:
        raise Refused(
            _("Ngày hoàn thành %(day)s trước ngày ban hành %(issued)s.")
            % {"day": day_text(completed_on), "issued": day_text(issued)}
        )


def last_issued(duties):
    return max((one.issued_on for one in duties if one.issued_on), default=None)


def ensure_paper_fits(paper, duties):
    """No paper answers a recommendation that was not issued yet on its day. To a local proposal a sở may have
    given its answer in writing before.
    """
    issued = last_issued([one for one in duties if one.recommendation_id])
    if paper and issued and paper.dated < issued:
        raise Refused(
            _("Văn bản số %(number)s ngày %(day)s có trước ngày ban hành %(issued)s, không phải trả lời.")
            % {"number": paper.number, "day": day_text(paper.dated), "issued": day_text(issued)}
        )


@transaction.atomic
def refuse_to_sign(*, response, reason, by):
    if not reason.strip():
        raise Refused(_("Xin ghi lý do chưa ký để người soạn biết cần sửa gì."))
    stored = locked(response)
    stored.move(Status.DRAFT, by=by, note=reason.strip())
    return stored


@transaction.atomic
def sign(*, response, by, paper=None):
    """The body's leader signs and the response is sent. An officer of a sở signs with its signed paper."""
    stored = locked(response)
    if stored.is_on_behalf:
        raise Refused(_("Trả lời này do Ban nhập thay theo văn bản đến, không ký ở đây."))
    if needs_paper(stored, by):
        if paper is None:
            raise Refused(_("Cần đính kèm văn bản đã ký của cơ quan (PDF)."))
        if stored.status == Status.DRAFT:
            stored.move(Status.AWAITING_SIGNATURE, by=by)
    ensure_whole(stored)
    ensure_paper_fits(paper, duties_of(stored))
    send(
        stored,
        by=by,
        signed_by=by,
        signer_line=f"{by.get_full_name()}, {by.post_line_in([stored.body_id])}",
        paper=paper,
    )
    return stored


def needs_paper(response, user):
    """A sở has one post here: its officer answers, so the paper of the sở is the signature."""
    return response.body_id in user.department_ids


@transaction.atomic
def send_on_behalf(*, response, by):
    """What the committee typed from a body's signed paper: the paper is the signature."""
    stored = locked(response)
    if not stored.is_on_behalf:
        raise Refused(_("Trả lời này chờ lãnh đạo cơ quan ký, không nhập thay."))
    ensure_whole(stored)
    note = on_behalf_words(stored.paper)
    stored.move(Status.AWAITING_SIGNATURE, by=by, note=note)
    send(stored, by=by, note=note)
    return stored


def on_behalf_words(paper):
    return _("nhập thay theo văn bản số %(number)s ngày %(day)s") % {
        "number": paper.number,
        "day": day_text(paper.dated),
    }


def send(response, *, by, note="", **changes):
    changes = {name: value for name, value in changes.items() if value is not None}
    response.move(Status.SUBMITTED, by=by, note=note, submitted_at=timezone.now(), **changes)
    claims_result = response.claim in (Claim.DONE, Claim.PARTLY)
    rows = Assignment.objects.select_for_update().order_by("pk")
    for duty in rows.filter(responses=response):
        take_answer(duty, claims_result, by=by)


def take_answer(duty, claims_result, *, by):
    """The first answer sets the duty in progress; a claimed result waits for the committee."""
    # A duty done in part is still open: its body answers on without asking for leave.
    if duty.status == S.ISSUED or (duty.status == S.PARTLY_DONE and claims_result):
        duty.move(S.IN_PROGRESS, by=by)
    if duty.status == S.IN_PROGRESS and claims_result:
        duty.move(S.REPORTED_DONE, by=by)


# Papers that came in


@transaction.atomic
def register_paper(*, form, by):
    """`form` is a valid PaperForm; the committee receives the paper."""
    form.instance.by = by
    form.instance.file = keep_paper(form.cleaned_data["pdf"], by=by)
    paper = form.save()
    return paper


def keep_paper(pdf, *, by):
    """`pdf` is (name, bytes) as checked by the form, or None."""
    if pdf is None:
        return None
    name, content = pdf
    return store(content, name=name, content_type="application/pdf", by=by, folder="papers")


@transaction.atomic
def paper_of_body(*, response, number, dated, subject="", pdf, by):
    """The signed paper of the answering body itself; the one the committee registered before is kept."""
    known = {
        "committee": response.assignments.first().committee,
        "from_body": response.body,
        "number": number.strip(),
        "dated": dated,
    }
    details = {"received_on": today(), "subject": subject, "file": keep_paper(pdf, by=by), "by": by}
    paper, _created = IncomingPaper.objects.get_or_create(**known, defaults=details)
    return paper
