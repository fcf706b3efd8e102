"""What waits for a person, why and since when: derived from the records at each look, never stored."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Exists, F, OuterRef, Q, When
from django.utils import timezone
from django.utils.translation import gettext as _

from cds_portal.accounts.grants import Permission, Role
from cds_portal.clock import today
from oversight.models import Assignment, Document, OversightSession, Proposal, SessionStep, Visit

LIMIT = 50


@dataclass(frozen=True)
class Waiting:
    """One thing to do. `due` sorts it; without one it comes after those that have."""

    icon: str
    label: str
    why: str
    url: str
    since: date | None = None
    due: date | None = None

    @property
    def days_late(self):
        return max(0, (today() - self.due).days) if self.due else 0

    @property
    def order(self):
        return (self.due or date.max, self.since or date.max)


def work_of(user):
    """Everything that waits for the person's present posts, worst first."""
    found = []
    if Role.STAFF in user.roles:
        found += [*draft_visits(user), *late_steps(user), *new_proposals(user), *sent_back(user)]
    if user.can(Permission.APPROVE_DOCUMENT):
        found += documents_waiting(user, Document.Status.SUBMITTED, _("chờ đồng chí duyệt"), "signature")
    if user.can(Permission.ISSUE_DOCUMENT):
        found += documents_waiting(user, Document.Status.APPROVED, _("đã duyệt, chờ cấp số"), "stamp")
        found += documents_waiting(user, Document.Status.NUMBERED, _("đã cấp số, chờ bản ký"), "stamp")
    if user.own_body_ids:
        found += own_assignments(user)
    return sorted(found, key=lambda item: item.order)


def draft_visits(user):
    visits = Visit.objects.filter(status=Visit.Status.DRAFT, created_by=user).select_related("session")
    return [
        Waiting(
            "map-pin",
            visit.place or _("Chuyến khảo sát chưa đặt tên"),
            _("bản nháp của đồng chí, %(code)s") % {"code": visit.session.code},
            visit.get_absolute_url(),
            since=timezone.localdate(visit.created_at),
        )
        for visit in visits[:LIMIT]
    ]


def late_steps(user):
    steps = SessionStep.objects.filter(
        session__in=OversightSession.objects.of_committees(user).in_progress(),
        done_on=None,
        due_on__isnull=False,
    ).select_related("session")
    return [
        Waiting("clock", step.name, step.session.title, step.session.get_absolute_url(), due=step.due_on)
        for step in steps[:LIMIT]
    ]


def new_proposals(user):
    waiting = Proposal.objects.filter(
        committee__in=user.committee_ids, status=Proposal.Status.RAISED
    ).select_related("raised_by")
    return [
        Waiting(
            "inbox",
            str(proposal),
            _("%(body)s mới nêu, chờ ghi nhận") % {"body": proposal.raised_by},
            proposal.get_absolute_url(),
            since=timezone.localdate(proposal.at),
        )
        for proposal in waiting[:LIMIT]
    ]


def sent_back(user):
    """Papers sent back and not made again since."""
    newer = Document.objects.filter(session=OuterRef("session"), requested_at__gt=OuterRef("requested_at"))
    return documents_waiting(
        user, Document.Status.SENT_BACK, _("lãnh đạo trả lại để sửa"), "corner-up-left", without=newer
    )


def documents_waiting(user, status, why, icon, without=None):
    documents = Document.objects.filter(committee__in=user.committee_ids, status=status).defer("snapshot")
    if without is not None:
        documents = documents.filter(~Exists(without))
    return [
        Waiting(icon, d.title, why, d.get_absolute_url(), since=timezone.localdate(d.requested_at))
        for d in documents[:LIMIT]
    ]


def own_assignments(user):
    duties = (
        Assignment.objects.issued()
        .open()
        .filter(body__in=user.own_body_ids)
        .select_related("recommendation", "proposal", "body")
    )
    return [
        Waiting(
            "flag",
            str(duty.recommendation or duty.proposal),
            _("giao %(body)s thực hiện") % {"body": duty.body},
            (duty.recommendation or duty.proposal).get_absolute_url(),
            since=duty.issued_on,
            due=duty.due_on,
        )
        for duty in duties[:LIMIT]
    ]


@dataclass(frozen=True)
class FigureCard:
    label: str
    number: int
    of: str
    note: str
    url: str
    tone: str = ""


def figures(user):
    """The figures of the person's scope; each opens the records behind it."""
    cards = []
    if user.can(Permission.READ_SESSIONS):
        cards.append(session_card(user))
    if user.can(Permission.READ_RECOMMENDATIONS):
        cards += recommendation_cards(user)
    if user.can(Permission.READ_PROPOSALS):
        cards.append(proposal_card(user))
    return cards


def session_card(user):
    closed = [OversightSession.Status.CLOSED, OversightSession.Status.CANCELLED]
    counts = OversightSession.objects.visible_to(user).aggregate(
        every=Count("pk"), live=Count("pk", filter=~Q(status__in=closed))
    )
    return FigureCard(
        _("Cuộc giám sát chưa kết thúc"), counts["live"], f"/{counts['every']}", "", "/sessions/"
    )


def recommendation_cards(user):
    leads = Assignment.objects.visible_to(user).lead().filter(recommendation__isnull=False)
    counts = leads.aggregate(
        every=Count("pk"),
        issued=Count("pk", filter=~Q(status="draft")),
        undated=Count("pk", filter=Q(due_on=None)),
        overdue=Count("pk", filter=Q(due_on__lt=today()) & ~Q(status__in=["draft", *Assignment.CLOSED])),
    )
    issued = _("%(n)d đã ban hành") % {"n": counts["issued"]}
    cards = [
        FigureCard(_("Nội dung kiến nghị đã giao"), counts["every"], "", issued, "/recommendations/"),
        FigureCard(
            _("Chưa ấn định thời hạn"),
            counts["undated"],
            f"/{counts['every']}",
            "",
            "/recommendations/?gap=due",
        ),
    ]
    if counts["overdue"]:
        cards.append(
            FigureCard(_("Quá hạn"), counts["overdue"], "", "", "/recommendations/?overdue=1", tone="bad")
        )
    return cards


def proposal_card(user):
    counts = Proposal.objects.visible_to(user).aggregate(
        every=Count("pk"), waiting=Count("pk", filter=Q(status__in=["raised", "recorded", "compiled"]))
    )
    return FigureCard(
        _("Đề xuất của địa phương chờ chuyển"), counts["waiting"], f"/{counts['every']}", "", "/proposals/"
    )


def recent_sessions(user):
    """Sessions of the person's scope that are not over, the latest first, then the others."""
    over = Q(status__in=[OversightSession.Status.CLOSED, OversightSession.Status.CANCELLED])
    return (
        OversightSession.objects.visible_to(user)
        .select_related("committee")
        .annotate(is_over=Case(When(over, then=1), default=0))
        .order_by("is_over", "-works_from", "pk")
    )


def ready_documents(user):
    """Papers one can download now; issued ones first, then the newest."""
    return (
        Document.objects.visible_to(user)
        .downloadable()
        .exclude(status__in=[Document.Status.SUPERSEDED, Document.Status.RECALLED, Document.Status.SENT_BACK])
        .defer("snapshot")
        .select_related("series", "file", "signed_copy", "session")
        .order_by(F("issued_on").desc(nulls_last=True), "-requested_at")
    )
