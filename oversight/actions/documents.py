"""Acts on papers: request, submit, approve, number, issue. Effects on the queue come after the commit."""

import hashlib
import json
from dataclasses import replace

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
from oversight.actions.sections import fill_from_records
from oversight.documents import gather
from oversight.documents.check import check_report
from oversight.documents.outline import Records
from oversight.documents.result_report import ResultReport, Signature
from oversight.models import Assignment, Document, NumberSeries
from oversight.models.document import Kind, make_short_code

RENDER_TASK = "oversight.tasks.render_document"
# What differs between two clicks on the same records, and therefore is no part of the key.
PASSING = ("created_at", "short_code", "verify_url")


def snapshot_key(session, snapshot):
    """The key of “the same click”: the hash of what would be printed, without its moment and code."""
    lasting = {name: value for name, value in snapshot.items() if name not in PASSING}
    text = json.dumps([session.code, lasting], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def request_result_report(session, *, by):
    """The session's report with a frozen snapshot, queued. The same records give the same row."""
    ensure_open_for_writing(session=session)
    # What nobody edited is brought up to the records; edited text stays, so nothing is overwritten here.
    fill_from_records(session)
    code = make_short_code()
    report = gather.result_report(session, short_code=code)
    snapshot = report.to_snapshot()
    key = snapshot_key(session, snapshot)
    try:
        with transaction.atomic():
            document = Document.objects.create(
                kind=Kind.RESULT_REPORT,
                committee=session.committee,
                session=session,
                title=report.title,
                snapshot=snapshot,
                snapshot_hash=key,
                template_version=report.template_version,
                illustrative=report.is_demo,
                short_code=code,
                requested_by=by,
            )
            record_move(document, "", document.status, by=by)
            queue_rendering(document)
    except IntegrityError:
        document = (
            Document.objects.of_snapshot(key)
            .exclude(status__in=["superseded", "recalled", "sent_back"])
            .get()
        )
        retry_rendering(document)
    return document


def queue_rendering(document):
    transaction.on_commit(lambda: enqueue(RENDER_TASK, str(document.pk), queue="documents"))


def retry_rendering(document):
    if document.requeue_for_retry():
        queue_rendering(document)
        return True
    return False


def report_of(document):
    return ResultReport.from_snapshot(document.snapshot)


def blocking_problems(document):
    return [problem for problem in check_report(report_of(document)) if problem.blocking]


def refuse_if_unfit(document):
    """Before submitting, approving and numbering: whole, as the records are, printed, the only one."""
    refuse_if_flawed(document)
    refuse_if_outdated(document)
    refuse_if_rival(document)
    if document.rendering != Document.Rendering.READY:
        raise Refused(_("Tệp PDF chưa lập xong, chưa ai xem được văn bản. Chờ tệp sẵn sàng rồi làm tiếp."))


def refuse_if_outdated(document):
    """What is issued is what the paper says: recommendations changed since must be printed anew."""
    printed = [group for section in report_of(document).sections for group in section.groups]
    if printed != list(gather.groups(Records(document.session))):
        raise Refused(_("Kiến nghị trong hồ sơ đã thay đổi sau khi lập văn bản này. Xin lập lại báo cáo."))


def refuse_if_rival(document):
    """One paper of a kind goes its way in a session; another must be sent back or recalled first."""
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
    and not before the session's last working day.
    """
    check_date(document, issued_on)
    letterhead = document.committee.letterhead
    series, _created = NumberSeries.objects.get_or_create(
        body=document.committee, symbol=letterhead.symbols[document.kind], year=issued_on.year
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
                snapshot_hash=snapshot_key(document.session, snapshot),
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


def check_date(document, issued_on):
    if issued_on > today():
        raise Refused(_("Ngày ban hành ở tương lai. Xin ghi ngày trên văn bản đã ký."))
    last = document.session.works_to
    if issued_on < last:
        raise Refused(
            _("Ngày ban hành trước ngày làm việc cuối của cuộc giám sát (%(day)s).") % {"day": day_text(last)}
        )


def final_snapshot(document, number, issued_on, signer, letterhead):
    """The frozen content with number, date and signature block in place of the draft's blanks."""
    name, position, authority = signer
    lines = (letterhead.authority_line, position.upper())
    if authority == "KT.":
        lines = (letterhead.authority_line, "KT. TRƯỞNG BAN", position.upper())
    report = replace(
        report_of(document),
        number=str(number),
        issued_on=issued_on,
        is_draft=False,
        signature=Signature(authority_lines=lines, signer=name),
        created_at=timezone.now(),
    )
    return report.to_snapshot()


@transaction.atomic
def issue(document, *, by, signed_copy=None, paper_signed=False):
    """Issued with the signed scan, or the recorded reason “ký giấy”. With it the recommendations are issued,
    the reviewed and assigned bodies may read the paper, and the session is concluded.
    """
    if signed_copy is None and not paper_signed:
        raise Refused(_("Cần tải lên bản đã ký, hoặc đánh dấu “ký giấy” nếu chỉ có bản giấy."))
    refuse_if_outdated(document)
    document.move(Document.Status.ISSUED, by=by, signed_copy=signed_copy, paper_signed=paper_signed)
    session = document.session
    duties = Assignment.objects.filter(
        recommendation__session=session, status=Assignment.Status.DRAFT
    ).select_related("body")
    addressed = set(session.reviewed_bodies.values_list("body", flat=True))
    for duty in duties:
        duty.issue(on=document.issued_on, by=by)
        addressed.add(duty.body_id)
    document.addressed_to.set(Body.objects.filter(pk__in=addressed))
    if session.status == session.Status.REPORTING:
        session.conclude(by=by)


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
    session = document.session
    if session.status not in (session.Status.REPORTING, session.Status.CONCLUDED, session.Status.FOLLOW_UP):
        raise Refused(
            _("Cuộc giám sát %(status)s; chỉ ban hành báo cáo khi đã chuyển sang xây dựng báo cáo.")
            % {"status": session.get_status_display()}
        )
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
