"""A body's indicators over time, beside the target of the year and the whole province."""

from dataclasses import dataclass, replace
from decimal import Decimal

from districts.models import Indicator
from districts.reading.changes import change_since_last
from districts.reading.facts import facts_of, lineage_of
from districts.reading.flags import outliers
from districts.reading.province import province_figures
from districts.reading.targets import is_reached, target_in, targets_of


@dataclass(frozen=True)
class IndicatorSeries:
    """One entry a period in `facts`, `targets`, `province`; None is a gap and stays one."""

    indicator: Indicator
    periods: tuple
    facts: tuple
    targets: tuple
    province: tuple

    def until(self, count):
        """The same without what came after the first `count` periods."""
        fields = ("periods", "facts", "targets", "province")
        return replace(self, **{name: getattr(self, name)[:count] for name in fields})

    @property
    def values(self):
        return tuple(fact.value if fact else None for fact in self.facts)

    @property
    def province_values(self):
        return tuple(figure.value if figure else None for figure in self.province)

    @property
    def last(self):
        """The figure of the last period, None when it is missing."""
        return self.facts[-1] if self.facts else None

    @property
    def target(self) -> Decimal | None:
        return self.targets[-1] if self.targets else None

    @property
    def change(self):
        return change_since_last(self.indicator, *reversed(self.facts[-2:])) if len(self.facts) > 1 else None

    @property
    def is_reached(self):
        return is_reached(self.indicator, self.last.value if self.last else None, self.target)

    @property
    def flags(self):
        return outliers(self.indicator, self.facts)

    @property
    def is_empty(self):
        return all(fact is None for fact in self.facts)

    @property
    def illustrative(self):
        return any(fact.illustrative for fact in self.facts if fact)


def unit_series(body, indicators, periods, *, committee=None, compared=None, least=0, reports=None):
    """[IndicatorSeries] in the order of `indicators`, the periods oldest first.

    `committee`: whose province is compared with, for the `compared` indicators only (all by default);
    `least`: how many bodies must have reported for that.
    """
    indicators, periods = list(indicators), tuple(periods)
    root = lineage_of(indicators)
    facts = facts_of([body], indicators, periods, reports, root)
    targets = targets_of(indicators, {period.year for period in periods}, [body.unit_id], root)
    level = body.unit.level if body.unit_id else None
    compared = indicators if compared is None else compared
    whole = province_figures(committee, level, compared, periods, root) if committee and level else {}
    whole = {key: figure for key, figure in whole.items() if figure.bodies >= least}
    return [
        IndicatorSeries(
            indicator,
            periods,
            tuple(facts.get((body.pk, indicator.pk, period.pk)) for period in periods),
            tuple(target_in(targets, indicator, period.year, body.unit_id) for period in periods),
            tuple(whole.get((indicator.pk, period.pk)) for period in periods),
        )
        for indicator in indicators
    ]
