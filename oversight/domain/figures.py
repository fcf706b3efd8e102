"""The three figures of follow-up (DESIGN 7): one function for screen, PDF and export."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Coalesce, ExtractYear

from districts.models import AdministrativeUnit, Body
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
    `partly_done`; `undated`, among them `undated_draft` of those not issued yet. `open`, `overdue`,
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
    return leads(assignments).exclude(status=S.WITHDRAWN)


def looked_up(assignments):
    """The same rows, to ask of each body or unit whether it has one. The role is told the other way round:
    named as in the index of the figures, the whole of that would be read for each.
    """
    others = assignments.exclude(role=Assignment.Role.COORDINATING)
    return others.filter(recommendation__isnull=False).exclude(status=S.WITHDRAWN).order_by()


def leads(assignments):
    return assignments.lead().filter(recommendation__isnull=False)


@dataclass(frozen=True)
class Counting:
    """Which rows a figure counts: their statuses, their acceptance (all if empty), and a word of `parts`."""

    statuses: tuple
    part: str = "all"
    acceptances: tuple = ()

    def takes(self, row):
        return row["status"] in self.statuses and (
            not self.acceptances or row["acceptance"] in self.acceptances
        )

    def condition(self, day):
        found = Q(status__in=self.statuses)
        if self.acceptances:
            found &= Q(acceptance__in=self.acceptances)
        return found & parts(day)[self.part]

    @property
    def over(self):
        """{False}: it counts what is open; {True}: what is over or not issued; both: either."""
        return {status in Assignment.OVER for status in self.statuses}

    def listed(self, day):
        """The same in words of the index that keeps the lists in order. Statuses are left out rather than
        asked for: to ask for them leads the database to another index, and then it has to sort.
        """
        others = [s for s in S if (s in Assignment.OVER) in self.over and s not in self.statuses]
        found = Q(is_over__in=sorted(map(int, self.over)))
        if others:
            found &= ~Q(status__in=others)
        if self.acceptances:
            found &= Q(acceptance__in=self.acceptances)
        return found & (parts(day) | ranked_parts(day))[self.part]


ISSUED = tuple(status for status in S if status not in (S.DRAFT, S.WITHDRAWN))
OPEN = tuple(status for status in ISSUED if status not in Assignment.CLOSED)
# One table for the numbers and for the lists behind them.
COUNTED = {
    "issued": Counting(ISSUED),
    "accepted": Counting(ISSUED, acceptances=ACCEPTED),
    "partly_accepted": Counting(ISSUED, acceptances=(A.PARTLY,)),
    # While it is open: to find a duty done settles what its body asked of it.
    "asked_again": Counting(OPEN, acceptances=(A.RECONSIDERATION_REQUESTED,)),
    "due": Counting(ISSUED, "due"),
    "done": Counting((S.DONE,), "due"),
    "partly_done": Counting((S.PARTLY_DONE,), "due"),
    # Also what is not issued yet: a sentence without a date stands here from the first day.
    "undated": Counting((S.DRAFT, *ISSUED), "undated"),
    "undated_open": Counting(OPEN, "undated"),
    "undated_draft": Counting((S.DRAFT,), "undated"),
    "open": Counting(OPEN),
    "overdue": Counting(OPEN, "late"),
    "long_open": Counting(OPEN, "long"),
    "inherited": Counting(ISSUED, "inherited"),
}


def parts(day):
    return {
        "all": Q(),
        "due": Q(due_on__lte=day),
        "undated": Q(due_on=None),
        "late": Q(due_on__lt=day),
        "long": Q(issued_on__lt=months_before(day, LONG_MONTHS)),
        "inherited": inherited(),
    }


def ranked_parts(day):
    """The same of due dates by `due_rank`, in which the last day of all stands for none."""
    return {
        "due": Q(due_rank__lte=day),
        "undated": Q(due_rank=date.max, due_on=None),
        "late": Q(due_rank__lt=day),
    }


# The order of the index: the database counts as it reads, and sorts nothing.
BY_STATUS = ("committee_id", "status", "acceptance")


def three_figures(assignments, day):
    """Of a queryset of assignments (scope it first), on `day`.

    The database counts the few parts of each status and acceptance; to add them up is left to us, for
    fourteen conditions on each of 100,000 rows would take five times as long.
    """
    rows = list(counted(assignments).order_by().values(*BY_STATUS).annotate(**part_counts(day)))
    return ThreeFigures(
        **{
            name: sum(row[f"n_{figure.part}"] for row in rows if figure.takes(row))
            for name, figure in COUNTED.items()
        }
    )


def part_counts(day):
    found = {f"n_{name}": Count(Value(1), filter=part) for name, part in parts(day).items() if part}
    return {"n_all": Count("*")} | found


def counts(day):
    return {name: Count(Value(1), filter=condition) for name, condition in conditions(day).items()}


def conditions(day):
    """What each figure counts, as conditions of the database: the number and its list are one thing."""
    return {name: figure.condition(day) for name, figure in COUNTED.items()}


def behind(assignments, name, day):
    """The records that the figure `name` counted."""
    return leads(assignments).filter(COUNTED[name].listed(day))


def inherited():
    """Taken over from another body, which ended; the other row is looked up only where there is one."""
    ended = Assignment.objects.filter(pk=OuterRef("replaces"), body__valid_to__isnull=False)
    return Q(replaces__isnull=False) & Q(Exists(ended.exclude(body=OuterRef("body"))))


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


# In an address: the rows that have no such key (not issued yet, of no unit).
NONE = "none"


@dataclass(frozen=True)
class FigureRow:
    key: object
    label: str
    figures: ThreeFigures

    def renamed(self, label):
        return replace(self, label=str(label))


def figures_by(assignments, group, day):
    """A row per body, unit, topic or year of issue, in Vietnamese order: one query whatever their number."""
    return [
        FigureRow(row["group_key"], row["group_label"] or "", figures_of(row))
        for row in grouped(assignments, group, day)
    ]


def grouped(assignments, group, day):
    key, label, order = (F(part) if isinstance(part, str) else part for part in GROUPS[group])
    return (
        counted(assignments)
        .order_by()
        .annotate(group_key=key, group_label=label, group_order=order)
        .values("group_key", "group_label", "group_order")
        .annotate(**{f"n_{name}": count for name, count in counts(day).items()})
        .order_by("group_order", "group_key")
    )


def bodies_in(assignments):
    """The bodies that have a row in `figures_by`, in Vietnamese order; each is looked up in an index."""
    given = looked_up(assignments).filter(body=OuterRef("pk"))
    return Body.objects.filter(Exists(given)).in_vietnamese_order()


def units_in(assignments):
    """The units that have a row in `figures_by`, in Vietnamese order."""
    rows = looked_up(assignments)
    about = rows.filter(about_unit=OuterRef("pk"))
    at_home = Body.objects.filter(
        Exists(rows.filter(body=OuterRef("pk"), about_unit=None)), unit=OuterRef("pk")
    )
    return AdministrativeUnit.objects.filter(Exists(about) | Exists(at_home)).in_vietnamese_order()


def figures_of(row):
    return ThreeFigures(**{name[2:]: value for name, value in row.items() if name.startswith("n_")})


def undated_too_long(assignments, day):
    """Open without a due date for more than 90 days after issue, oldest first: the leader's list."""
    limit = day - timedelta(days=UNDATED_DAYS)
    return (
        assignments.lead()
        .filter(is_over=0, due_rank=date.max, due_on=None, recommendation__isnull=False, issued_on__lt=limit)
        .order_by("issued_on", "pk")
    )
