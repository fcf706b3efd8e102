"""A report that came on paper, typed by the committee: the paper is the authority, every screen says so."""

from datetime import datetime, time

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission
from cds_portal.files import check_pdf, store
from cds_portal.lifecycle import Refused
from cds_portal.text import day_text
from districts.actions.drafting import open_draft
from districts.actions.progress import Status, ensure_complete, freeze, held_for


def register_paper(paper, *, content=None, name="", by):
    """Keeps an IncomingPaper (unsaved, complete) with its PDF; Refused when it is registered already."""
    if content is not None:
        check_pdf(content, name)
    try:
        with transaction.atomic():
            if content is not None:
                paper.file = store(content, name=name, content_type="application/pdf", by=by, folder="papers")
            paper.by = by
            paper.save()
    except IntegrityError as error:
        raise Refused(
            _("Văn bản số %(number)s ngày %(day)s của đơn vị này đã có trong sổ; chọn ở danh sách trên.")
            % {"number": paper.number, "day": day_text(paper.dated)}
        ) from error
    return paper


@transaction.atomic
def enter_on_behalf(report, paper, *, by):
    """Opens a version that stands for `paper`; the committee's officer then types its figures.

    Refused while the body itself is at work here: what it has not sent is nobody else's to read.
    """
    stored = held_for(report, Permission.RECEIVE_PROGRESS, report.committee, by)
    if paper.from_body_id != report.body_id or paper.committee_id != report.committee_id:
        raise Refused(_("Văn bản này không phải của đơn vị báo cáo gửi tới Ban."))
    if stored.status == Status.DRAFT and not is_on_behalf(stored) and has_figures(stored):
        raise Refused(
            _("Đơn vị đang nhập dở báo cáo này trên cổng. Đề nghị đơn vị gửi trên cổng; không nhập thay.")
        )
    version = open_draft(stored, by=by)
    version.paper, version.entered_by = paper, by
    version.save(update_fields=["paper", "entered_by"])
    report.refresh_from_db()
    return version


@transaction.atomic
def enter_with_new_paper(report, paper, *, content=None, name="", by):
    """Registers the paper and opens its version, or neither."""
    return enter_on_behalf(report, register_paper(paper, content=content, name=name, by=by), by=by)


def is_on_behalf(report):
    return report.versions.filter(frozen_at=None, entered_by__isnull=False).exists()


def has_figures(report):
    return report.versions.filter(frozen_at=None, values__isnull=False).exists()


@transaction.atomic
def stop_on_behalf(report, *, by):
    """The body goes on by itself, with what has been typed."""
    stored = held_for(report, Permission.RECEIVE_PROGRESS, report.committee, by)
    if not stored.versions.filter(frozen_at=None, entered_by__isnull=False).update(
        paper=None, entered_by=None
    ):
        raise Refused(_("Không có lần nhập thay nào đang mở."))


@transaction.atomic
def send_on_behalf(report, *, by):
    """Draft → submitted in one act: the paper was signed. It counts as sent on the day the paper came."""
    stored = held_for(report, Permission.RECEIVE_PROGRESS, report.committee, by)
    version = stored.versions.select_related("paper").filter(frozen_at=None, paper__isnull=False).first()
    if version is None:
        raise Refused(_("Không có lần nhập thay nào đang mở."))
    ensure_complete(stored, version)
    paper = version.paper
    note = _("nhập thay theo %(paper)s") % {"paper": f"văn bản số {paper}"}
    came = timezone.make_aware(datetime.combine(paper.received_on, time(8)))
    stored.move(Status.AWAITING_SIGNATURE, by=by, note=note)
    sent = {"first_sent_at": stored.first_sent_at or came, "sent_by": stored.sent_by or by}
    stored.move(Status.SUBMITTED, by=by, note=note, **sent)
    freeze(stored, signer_line=str(_("Văn bản số %(paper)s") % {"paper": paper})[:300])
    report.refresh_from_db()
