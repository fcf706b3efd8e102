"""The first page: figures of the person's scope, running sessions, papers one can download."""

from dataclasses import dataclass

from django.db.models import Case, Count, F, Q, When, Window
from django.urls import reverse
from django.utils.translation import gettext as _

from cds_portal.accounts.grants import Permission
from cds_portal.clock import today
from oversight.domain.figures import three_figures
from oversight.models import Assignment, Document, OversightSession, Proposal
from oversight.models.assignment import joined_once
from oversight.models.document import WORKING_PAPERS


@dataclass(frozen=True)
class FigureCard:
    label: str
    number: int | str
    of: str
    note: str
    url: str
    tone: str = ""


def figures(user, sessions):
    """The figures of the person's scope; each opens the records behind it. `sessions`: of recent_sessions."""
    cards = []
    if user.can(Permission.READ_SESSIONS):
        cards.append(session_card(sessions))
    if user.can(Permission.READ_RECOMMENDATIONS):
        cards += recommendation_cards(user, sessions)
    if user.can(Permission.READ_PROPOSALS):
        cards.append(proposal_card(user))
    return cards


def session_card(sessions):
    live, every = (sessions[0].live, sessions[0].every) if sessions else (0, 0)
    return FigureCard(_("Cuộc giám sát chưa kết thúc"), live, f"/{every}", "", "/sessions/")


def recommendation_cards(user, sessions):
    """The three figures, and what is late when anything is."""
    # Who sees no session of another committee has joined none there.
    joined = joined_once(user) if not sessions or sessions[0].elsewhere else []
    found = three_figures(Assignment.objects.visible_to(user, joined), today())
    drafts = _("trong đó %(n)d dự thảo") % {"n": found.undated_draft} if found.undated_draft else ""
    cards = [
        share_card(_("Tiếp thu"), found.accepted, found.issued, found.accepted_percent, "accepted"),
        share_card(_("Thực hiện"), found.done, found.due, found.done_percent, "done"),
        FigureCard(
            _("Chưa ấn định thời hạn"),
            found.undated,
            "",
            drafts,
            behind_url("undated"),
        ),
    ]
    if found.overdue:
        long_open = _("%(n)d mở trên 18 tháng") % {"n": found.long_open} if found.long_open else ""
        cards.append(
            FigureCard(_("Quá hạn"), found.overdue, "", long_open, behind_url("overdue"), tone="bad")
        )
    return cards


def share_card(label, part, whole, percent, figure):
    """A share in percent with what it is of; without a whole there is no share to show."""
    if percent is None:
        words = _("chưa có nội dung nào") if figure == "accepted" else _("chưa có nội dung đến hạn")
        return FigureCard(label, "–", "", words, behind_url("issued"))
    of = _("%(part)d/%(whole)d nội dung") % {"part": part, "whole": whole}
    return FigureCard(label, f"{percent:g}".replace(".", ","), "%", of, behind_url(figure))


def behind_url(figure):
    return f"{reverse('assignment_list')}?figure={figure}"


def proposal_card(user):
    counts = Proposal.objects.visible_to(user).aggregate(
        every=Count("pk"), waiting=Count("pk", filter=Q(status__in=["raised", "recorded", "compiled"]))
    )
    return FigureCard(
        _("Đề xuất của địa phương chờ chuyển"), counts["waiting"], f"/{counts['every']}", "", "/proposals/"
    )


def recent_sessions(user):
    """Sessions of the person's scope that are not over, the latest first, then the others.

    Each row knows how many there are, `every`, `live` and `elsewhere` (of other committees than the own):
    the list and its figure are one reading.
    """
    own = Q(committee__in=user.committee_ids)
    over = Q(status__in=[OversightSession.Status.CLOSED, OversightSession.Status.CANCELLED])
    return (
        OversightSession.objects.visible_to(user)
        .select_related("committee")
        .annotate(
            is_over=Case(When(over, then=1), default=0),
            every=Window(Count("pk")),
            live=Window(Count(Case(When(~over, then=1)))),
            elsewhere=Window(Count(Case(When(~own, then=1)))),
        )
        .order_by("is_over", "-works_from", "pk")
    )


def ready_documents(user):
    """Papers one can download now; issued ones first, then the newest."""
    return (
        Document.objects.visible_to(user)
        .downloadable()
        .exclude(kind__in=WORKING_PAPERS)
        .exclude(status__in=[Document.Status.SUPERSEDED, Document.Status.RECALLED, Document.Status.SENT_BACK])
        .defer("snapshot")
        .select_related("series", "file", "signed_copy", "session")
        .order_by(F("issued_on").desc(nulls_last=True), "-requested_at")
    )
