"""The three figures of follow-up (DESIGN 7): one function for screen, PDF and export."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import CharField, Count, F, Q
from django.db.models.functions import Cast, Coalesce, ExtractYear

from oversight.models import Assignment

A = Assignment.Acceptance
S = Assignment.Status
# What the committee changed at the body's wish is taken in too; what it upheld against it is not.
ACCEPTED = (A.ACCEPTED, A.CHANGED)
LONG_MONTHS = 18
UNDATED_DAYS = 90


@dataclass(frozen=True)
class ThreeFigures:
    """Counts of lead assignments of recommendations that were not withdrawn.

    `issued` ⊇ `accepted`, `partly_accepted`, `asked_again`; `due` (due date on or before the day) ⊇ `done`,
    `partly_done`; `undated` of the issued ones, `undated_draft` of those not issued yet. `open`, `overdue`,
    `long_open` (open more than 18 months after issue) and `inherited` (from an ended body) beside them.
    """

    issued: int = 0
    accepted: int = 0
    partly_accepted: int = 0
    asked_again: int = 0
    due: int = 0
    done: int = 0
    partly_done: int = 0
    undated: int = 0
    undated_open: int = 0
    undated_draft: int = 0
    open: int = 0
    overdue: int = 0
    long_open: int = 0
    inherited: int = 0

    @property
    def accepted_percent(self):
        return percent(self.accepted, self.issued)

    @property
    def done_percent(self):
        return percent(self.done, self.due)


def percent(part, whole):
    """0–100 rounded to one decimal place; None without a whole: “chưa có”, never 0 %."""
    return round(100 * part / whole, 1) if whole else None


def counted(assignments):
    """What the figures are about: leads of the committee's recommendations, not withdrawn.

    What a department was asked to answer a local proposal is no recommendation that it could accept.
    """
    return assignments.lead().filter(recommendation__isnull=False).exclude(status=S.WITHDRAWN)


def three_figures(assignments, day):
    """Of a queryset of assignments (scope it first), on `day`."""
    return ThreeFigures(**counted(assignments).order_by().aggregate(**counts(day)))


def counts(day):
    return {name: Count("pk", filter=condition) for name, condition in conditions(day).items()}


def conditions(day):
    """What each figure counts, as conditions of the database: the number and its list are one thing."""
    issued = ~Q(status=S.DRAFT)
    still_open = issued & ~Q(status__in=Assignment.CLOSED)
    due = issued & Q(due_on__lte=day)
    return {
        "issued": issued,
        "accepted": issued & Q(acceptance__in=ACCEPTED),
        "partly_accepted": issued & Q(acceptance=A.PARTLY),
        "asked_again": issued & Q(acceptance=A.RECONSIDERATION_REQUESTED),
        "due": due,
        "done": due & Q(status=S.DONE),
        "partly_done": due & Q(status=S.PARTLY_DONE),
        "undated": issued & Q(due_on=None),
        "undated_open": still_open & Q(due_on=None),
        "undated_draft": ~issued & Q(due_on=None),
        "open": still_open,
        "overdue": still_open & Q(due_on__lt=day),
        "long_open": still_open & Q(issued_on__lt=months_before(day, LONG_MONTHS)),
        "inherited": issued & inherited(),
    }


def behind(assignments, name, day):
    """The records that the figure `name` counted."""
    return counted(assignments).filter(conditions(day)[name])


def inherited():
    """Taken over from another body, which ended."""
    return Q(replaces__isnull=False) & ~Q(replaces__body=F("body"))


def months_before(day, months):
    """The same day of an earlier month, or that month's last day: 31/8/2026 − 18 → 28/2/2025."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(day)


# What the figures may be grouped by: the key that the list of assignments filters by, and its words.
TOPIC = "recommendation__session__topic"
GROUPS = {
    "body": ("body_id", "body__name", "body__sort_key"),
    "unit": (
        Coalesce("about_unit_id", "body__unit_id"),
        Coalesce("about_unit__name", "body__unit__name"),
        Coalesce("about_unit__sort_key", "body__unit__sort_key"),
    ),
    "topic": (TOPIC, TOPIC, TOPIC),
    "year": (ExtractYear("issued_on"), Cast(ExtractYear("issued_on"), CharField()), ExtractYear("issued_on")),
}


@dataclass(frozen=True)
class FigureRow:
    key: object
    label: str
    figures: ThreeFigures

    def renamed(self, label):
        return replace(self, label=str(label))


def figures_by(assignments, group, day):
    """A row per body, unit, topic or year of issue, in Vietnamese order: one query whatever their number."""
    key, label, order = (F(part) if isinstance(part, str) else part for part in GROUPS[group])
    rows = (
        counted(assignments)
        .order_by()
        .annotate(group_key=key, group_label=label, group_order=order)
        .values("group_key", "group_label", "group_order")
        .annotate(**{f"n_{name}": count for name, count in counts(day).items()})
        .order_by("group_order", "group_key")
    )
    return [FigureRow(row["group_key"], row["group_label"] or "", figures_of(row)) for row in rows]


def figures_of(row):
    return ThreeFigures(**{name[2:]: value for name, value in row.items() if name.startswith("n_")})


def undated_too_long(assignments, day):
    """Open without a due date for more than 90 days after issue, oldest first: the leader's list."""
    limit = day - timedelta(days=UNDATED_DAYS)
    return (
        counted(assignments)
        .issued()
        .open()
        .filter(due_on=None, issued_on__lt=limit)
        .order_by("issued_on", "pk")
    )
