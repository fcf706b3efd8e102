"""Acts on papers: request, submit, approve, number, issue. Effects on the queue come after the commit."""

import hashlib
import json

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cds_portal.clock import today
from cds_portal.files import store
from cds_portal.lifecycle import Refused, record_move
from cds_portal.queue import enqueue
from cds_portal.text import day_text
from districts.models import Body
from oversight.actions.cases import ensure_open_for_writing
from oversight.actions.fitness import refuse_if_outdated, refuse_if_unfit, refuse_working_paper
from oversight.actions.issuing import earliest_day, refuse_before_its_moment, take_effect
from oversight.actions.sections import fill_from_records
from oversight.documents import gather
from oversight.documents.heads import letterhead_of, symbol_of
from oversight.documents.kinds import paper_of
from oversight.models import Document, NumberSeries
from oversight.models.document import make_short_code

RENDER_TASK = "oversight.tasks.render_document"
# What differs between two clicks on the same records, and therefore is no part of the key.
PASSING = ("created_at", "short_code", "verify_url")
# A paper that went one of these ways is no answer to a new request.
GONE = (Document.Status.SUPERSEDED, Document.Status.RECALLED, Document.Status.SENT_BACK)

report_of = paper_of


def snapshot_key(about, snapshot):
    """The key of “the same click”: the hash of what would be printed, without its moment and code.

    `about` names the subject: a session's code, a body's, a period's, joined.
    """
    lasting = {name: value for name, value in snapshot.items() if name not in PASSING}
    text = json.dumps([about, lasting], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def subject_code(*records):
    return "/".join(record.code for record in records if record)


def request_result_report(session, *, by):
    """The session's report with a frozen snapshot, queued. The same records give the same row."""
    ensure_open_for_writing(session=session)
    # What nobody edited is brought up to the records; edited text stays, so nothing is overwritten here.
    fill_from_records(session)
    paper = gather.result_report(session, short_code=make_short_code())
    return keep_paper(paper, by=by, committee=session.committee, session=session)


def keep_paper(
    paper, *, by, committee, session=None, body=None, period=None, batch=None, addressed=(), queue="documents"
):
    """The row of a frozen paper, queued for rendering. The same records give the same row."""
    snapshot = paper.to_snapshot()
    key = snapshot_key(subject_code(session, body, period), snapshot)
    try:
        with transaction.atomic():
            document = Document.objects.create(
                kind=paper.kind,
                committee=committee,
                session=session,
                body=body,
                period=period,
                batch=batch,
                title=paper.title[:400],
                snapshot=snapshot,
                snapshot_hash=key,
                template_version=paper.template_version,
                illustrative=paper.is_demo or (not paper.is_official and paper.illustrative),
                short_code=paper.short_code or make_short_code(),
                requested_by=by,
            )
            document.addressed_to.set(addressed)
            record_move(document, "", document.status, by=by)
            queue_rendering(document, queue)
    except IntegrityError:
        document = Document.objects.of_snapshot(key).exclude(status__in=GONE).get()
        if batch:
            Document.objects.filter(pk=document.pk).update(batch=batch)
        if not retry_rendering(document, queue) and document.rendering == Document.Rendering.QUEUED:
            # It may wait in the queue of what nobody asked for; a second message does no harm.
            queue_rendering(document, queue)
    return document


def queue_rendering(document, queue="documents"):
    transaction.on_commit(lambda: enqueue(RENDER_TASK, str(document.pk), queue=queue))


def retry_rendering(document, queue="documents"):
    if document.requeue_for_retry():
        queue_rendering(document, queue)
        return True
    return False


def submit(document, *, by):
    refuse_if_unfit(document)
    document.move(Document.Status.SUBMITTED, by=by)


def approve(document, *, by):
    refuse_if_unfit(document)
    document.move(Document.Status.APPROVED, by=by)


def send_back(document, *, by, reason):
    if not reason.strip():
        raise Refused(_("Xin ghi lý do trả lại để người soạn biết cần sửa gì."))
    document.move(Document.Status.SENT_BACK, by=by, note=reason.strip())


@transaction.atomic
def number(document, *, number, issued_on, signer, by):
    """Gives number, date and signer, and orders the last rendering. Doubles in the office's book are refused.

    `signer` is (name, position, authority), the authority “TM.” or “KT.”; `issued_on` is not in the future
    and not before what the paper speaks of.
    """
    refuse_working_paper(document)
    check_date(document, issued_on)
    letterhead = letterhead_of(document.committee)
    series, _created = NumberSeries.objects.get_or_create(
        body=document.committee, symbol=symbol_of(letterhead, document.kind), year=issued_on.year
    )
    taken = series.documents.filter(number=number).exclude(pk=document.pk).first()
    if taken:
        raise Refused(
            _("Số %(symbol)s năm %(year)s đã cấp cho “%(title)s”. Xin xem lại sổ văn bản.")
            % {"symbol": taken.symbol_line, "year": series.year, "title": taken.title}
        )
    name, position, authority = signer
    snapshot = final_snapshot(document, number, issued_on, signer, letterhead)
    try:
        with transaction.atomic():
            document.move(
                Document.Status.NUMBERED,
                by=by,
                series=series,
                number=number,
                issued_on=issued_on,
                signer_name=name,
                signer_position=position,
                authority=authority,
                snapshot=snapshot,
                snapshot_hash=snapshot_key(key_subject(document), snapshot),
                rendering=Document.Rendering.QUEUED,
                attempt=None,
                failures=0,
                failure_reason="",
                file=None,
                pages=None,
            )
    except IntegrityError as error:
        raise Refused(_("Số này vừa được cấp cho văn bản khác. Xin chọn số tiếp theo.")) from error
    document.save(update_fields=["fold"])
    queue_rendering(document)


def key_subject(document):
    return subject_code(document.session, document.body, document.period)


def check_date(document, issued_on):
    if issued_on > today():
        raise Refused(_("Ngày ban hành ở tương lai. Xin ghi ngày trên văn bản đã ký."))
    earliest = earliest_day(document)
    if earliest and issued_on < earliest[0]:
        raise Refused(
            _("Ngày ban hành trước %(what)s (%(day)s).") % {"what": earliest[1], "day": day_text(earliest[0])}
        )


def final_snapshot(document, number, issued_on, signer, letterhead):
    """The frozen content with number, date and signature block in place of the draft's blanks."""
    name, position, authority = signer
    lines = (letterhead.authority_line, position.upper())
    if authority == "KT.":
        lines = (letterhead.authority_line, "KT. TRƯỞNG BAN", position.upper())
    final = paper_of(document).numbered(
        number=number, issued_on=issued_on, authority_lines=lines, signer=name, created_at=timezone.now()
    )
    return final.to_snapshot()


@transaction.atomic
def issue(document, *, by, signed_copy=None, paper_signed=False):
    """Issued with the signed scan, or the recorded reason “ký giấy”. What it brings about: `issuing.py`."""
    if signed_copy is None and not paper_signed:
        raise Refused(_("Cần tải lên bản đã ký, hoặc đánh dấu “ký giấy” nếu chỉ có bản giấy."))
    refuse_if_outdated(document)
    document.move(Document.Status.ISSUED, by=by, signed_copy=signed_copy, paper_signed=paper_signed)
    addressed = take_effect(document, by=by)
    document.addressed_to.set(Body.objects.filter(pk__in=addressed))


@transaction.atomic
def issue_by_hand(document, *, by, numbering=None, signed=None, paper_signed=False):
    """The clerk's one form: number, date, signer and, when it is there already, the signed copy.

    A paper that was signed by hand carries the leader's decision on it: with the signed copy (or “ký giấy”)
    the steps before are recorded as taken on paper; without it only an approved document gets a number.
    `numbering` is {number, issued_on, signer} for a document without a number, `signed` (name, PDF bytes).
    """
    signed_copy = keep_signed_copy(*signed, by=by) if signed else None
    if document.number:
        issue(document, by=by, signed_copy=signed_copy, paper_signed=paper_signed)
        return
    refuse_before_its_moment(document)
    refuse_if_unfit(document)
    is_signed = signed_copy is not None or paper_signed
    note = _("Lãnh đạo đã ký trên bản giấy")
    if is_signed and document.status == Document.Status.DRAFT:
        document.move(Document.Status.SUBMITTED, by=by, note=note)
    if is_signed and document.status == Document.Status.SUBMITTED:
        document.move(Document.Status.APPROVED, by=by, note=note)
    if document.status in (Document.Status.DRAFT, Document.Status.SUBMITTED):
        raise Refused(_("Văn bản chưa được duyệt. Chờ lãnh đạo duyệt, hoặc tải lên bản đã ký."))
    if document.status == Document.Status.APPROVED:
        number(document, **numbering, by=by)
    if is_signed:
        issue(document, by=by, signed_copy=signed_copy, paper_signed=paper_signed)


def keep_signed_copy(name, content, *, by):
    return store(content, name=name, content_type="application/pdf", by=by, folder="signed")
