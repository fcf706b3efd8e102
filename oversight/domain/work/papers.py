"""Papers that wait for the leader, the clerk, or the officer who wrote them."""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cds_portal.accounts.grants import Permission
from oversight.domain.work.waiting import Waiting
from oversight.models import Document

S = Document.Status


def documents_by_state(user, most):
    """What a leader approves, what a clerk numbers and issues: one reading for both."""
    states = {}
    if user.can(Permission.APPROVE_DOCUMENT):
        states[S.SUBMITTED] = ("signature", _("chờ đồng chí duyệt"))
    if user.can(Permission.ISSUE_DOCUMENT):
        states[S.APPROVED] = ("stamp", _("đã duyệt, chờ cấp số"))
        states[S.NUMBERED] = ("stamp", _("đã cấp số, chờ bản ký"))
    waiting = of_committees(user).filter(status__in=states)
    return [paper(document, *states[document.status]) for document in waiting[:most]]


def sent_back(user, most):
    """Papers sent back and not made again since."""
    newer = Document.objects.filter(
        Q(session=OuterRef("session")) | Q(session=None, body=OuterRef("body")),
        kind=OuterRef("kind"),
        requested_at__gt=OuterRef("requested_at"),
    )
    waiting = of_committees(user).filter(~Exists(newer), status=S.SENT_BACK)
    return [paper(document, "corner-up-left", _("lãnh đạo trả lại để sửa")) for document in waiting[:most]]


def of_committees(user):
    return (
        Document.objects.filter(committee__in=user.committee_ids).defer("snapshot").order_by("requested_at")
    )


def paper(document, icon, why):
    since = timezone.localdate(document.requested_at)
    return Waiting(icon, document.title, why, document.get_absolute_url(), since=since)
