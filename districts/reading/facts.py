"""Accepted figures as plain facts, with the indicators of earlier sets that mean the same."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q

from districts.models import IndicatorMapping, ProgressReport, ReportedValue, ReportingPeriod


@dataclass(frozen=True, slots=True)
class Fact:
    """One accepted figure. A yes/no has value 1 or 0; a ratio of 0 out of 0 has no value."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    note: str = ""
    illustrative: bool = False

    @property
    def parts(self):
        return (self.numerator, self.denominator, self.value)

    @property
    def is_reported(self):
        """Also 0 of 0, which is a figure though it makes no share."""
        return any(part is not None for part in self.parts)


def indicators_for(user, indicators):
    """Of these the ones whose figures the user may read: a sở only those it is responsible for."""
    if user.department_ids and not (user.committee_ids or user.supervised_unit_ids or user.local_body_ids):
        return indicators.filter(responsible__in=user.department_ids)
    return indicators


def lineage_of(indicators):
    """{indicator id: id of the one among `indicators` that it became}; comparable ones only.

    One query for two generations of sets, one more for each two further ones.
    """
    root = {indicator.pk: indicator.pk for indicator in indicators}
    frontier = set(root)
    while frontier:
        near = Q(new__in=frontier) | Q(new__became__new__in=frontier)
        pairs = set(IndicatorMapping.objects.filter(near, comparable=True).values_list("old", "new"))
        _follow(root, pairs)
        frontier = _follow(root, pairs)
    return root


def _follow(root, pairs):
    """Puts the next generation under its roots; returns it."""
    found = {old: root[new] for old, new in pairs if new in root and old not in root}
    root |= found
    return set(found)


def facts_of(bodies, indicators, periods, reports=None, root=None):
    """{(body id, indicator id, period id): Fact}. Figures of earlier sets stand under today's indicator.

    `reports` narrows what is read to the ProgressReports that the reader may see; `root` saves the query of
    `lineage_of`.
    """
    root = root or lineage_of(indicators)
    reports = ProgressReport.objects.all() if reports is None else reports
    chosen = reports.order_by().filter(body__in=bodies, period__in=periods).values("pk")
    # By way of the index on indicators the database would walk through the whole country: “+ 0” bars it.
    rows = ReportedValue.objects.current().alias(which=F("indicator_id") + 0).order_by()
    rows = rows.filter(version__report__in=chosen, which__in=root).values_list(
        "version__report__body", "indicator", "version__report__period", "numerator", "denominator", "value",
        "note", "version__report__illustrative",
    )  # fmt: skip
    return {(body, root[indicator], period): Fact(*figures) for body, indicator, period, *figures in rows}


def last_periods(period, count):
    """At most `count` periods of the same kind up to this one, the oldest first."""
    before = ReportingPeriod.objects.filter(kind=period.kind, cut_off__lte=period.cut_off)
    return list(before.order_by("-cut_off")[:count])[::-1]
