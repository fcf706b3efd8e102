"""One period: bodies × indicators, with every gap seen."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cds_portal.charts import heat_step, number_text
from districts.models import Indicator, ProgressReport
from districts.reading.changes import Change, change_since_last
from districts.reading.facts import facts_of, lineage_of
from districts.reading.flags import Thresholds, outliers
from districts.reading.late import LateReport, late_of
from districts.reading.targets import is_reached, nearness, target_in, targets_of

# Shares of the target at which the next shade begins: the darkest is the target reached.
NEAR = (0.5, 0.7, 0.9, 1.0)


@dataclass(frozen=True)
class Cell:
    """`is_due` without a fact is a gap; what is not asked of the body is no gap. `step` is the shade 1–5."""

    indicator: Indicator
    fact: object = None
    is_due: bool = True
    target: object = None
    step: int | None = None
    change: Change | None = None
    flags: tuple = ()

    @property
    def is_gap(self):
        return self.is_due and self.fact is None

    @property
    def text(self):
        return figure_text(self.indicator, self.fact.value if self.fact else None)

    @property
    def is_reached(self):
        return is_reached(self.indicator, self.fact.value if self.fact else None, self.target)


@dataclass(frozen=True)
class Row:
    report: ProgressReport
    cells: list
    late: LateReport | None

    @property
    def gaps(self):
        return sum(cell.is_gap for cell in self.cells)

    @property
    def flags(self):
        return [flag for cell in self.cells for flag in cell.flags]


@dataclass(frozen=True)
class Matrix:
    period: object
    indicators: list
    rows: list = field(default_factory=list)


def figure_text(indicator, value):
    """As a cell prints it, its unit in the head: “81,5”, “có”, “1.204”; "" for nothing."""
    if value is None:
        return ""
    if indicator.kind == Indicator.Kind.YES_NO:
        return _("có") if value else _("không")
    return number_text(value)


def period_matrix(period, reports, indicators, *, earlier=(), readable=None):
    """`reports` are ProgressReports of the period with body and unit loaded; at most one a body.

    `earlier` are periods before this one, oldest first: changes and flags need them; `readable` are the
    reports that the reader may see. Four queries, however many bodies.
    """
    reports, indicators = list(reports), list(indicators)
    periods = [*earlier, period]
    bodies = [report.body_id for report in reports]
    root = lineage_of(indicators)
    facts = facts_of(bodies, indicators, periods, readable, root)
    targets = targets_of(indicators, [period.year], [report.body.unit_id for report in reports], root)
    due = _due(reports, indicators)
    keys = [one.pk for one in periods]
    thresholds, rows = Thresholds.of_settings(), []
    for report in reports:
        cells = []
        for indicator in indicators:
            history = [facts.get((report.body_id, indicator.pk, key)) for key in keys]
            target = target_in(targets, indicator, period.year, report.body.unit_id)
            is_due = (report.pk, indicator.pk) in due
            cells.append(_cell(indicator, history, is_due, target, thresholds))
        rows.append(Row(report, cells, late_of(report)))
    return Matrix(period, indicators, rows)


def _due(reports, indicators):
    through = ProgressReport.indicators.through.objects.filter(
        progressreport__in=[report.pk for report in reports],
        indicator__in=[indicator.pk for indicator in indicators],
    )
    return set(through.values_list("progressreport", "indicator"))


def _cell(indicator, history, is_due, target, thresholds):
    fact = history[-1]
    if fact is None:
        return Cell(indicator, None, is_due, target)
    before = history[-2] if len(history) > 1 else None
    return Cell(
        indicator,
        fact,
        is_due,
        target,
        heat_step(nearness(indicator, fact.value, target), NEAR),
        change_since_last(indicator, fact, before),
        tuple(outliers(indicator, history, thresholds)),
    )
