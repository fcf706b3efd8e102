"""One figure beside what it is compared with: the last accepted one, the target, what was said about it."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from districts.figures import HUNDRED, Figures, shown
from districts.imports.last_values import last_values
from districts.models import Indicator, ReportedValue, Target

# What counts as reported: a figure, or the explanation why there is none. As `Row.is_filled`.
FILLED = Q(value__isnull=False) | Q(numerator__isnull=False) | Q(denominator__isnull=False) | ~Q(note="")


@dataclass
class Row:
    """An indicator of a report. `value` is the stored figure, `last` the accepted one of a period before."""

    indicator: Indicator
    figures: Figures
    value: ReportedValue | None = None
    last: ReportedValue | None = None
    target: Decimal | None = None

    @property
    def is_yes_no(self):
        return self.indicator.kind == Indicator.Kind.YES_NO

    @property
    def is_filled(self):
        return not self.figures.is_empty or bool(self.figures.note)

    @property
    def change(self):
        """Percentage points of a share, else units; None without both figures."""
        if self.last is None or self.last.value is None or self.figures.value is None:
            return None
        return self.figures.value - self.last.value

    @property
    def change_words(self):
        if self.change is None or self.is_yes_no:
            return ""
        written = round(abs(self.change), 2)
        if not written:
            return _("không đổi")
        number = shown(written)
        sign = "+" if self.change > 0 else "−"
        unit = _("điểm %") if self.indicator.is_percent else ""
        return f"{sign}{number} {unit}".strip()

    @property
    def is_jump(self):
        """More than the indicator's limit: points of a share, percent of the last figure otherwise."""
        if not self.change or self.is_yes_no:
            return False
        limit = self.indicator.jump_limit
        if self.indicator.is_percent:
            return abs(self.change) > limit
        return bool(self.last.value) and abs(self.change / self.last.value) * HUNDRED > limit

    @property
    def is_as_last(self):
        """Every figure is the last one's: copied, or really unchanged; a person looks again."""
        if self.last is None or self.figures.is_empty or self.is_yes_no:
            return False
        return numbers_of(self.figures) == numbers_of(self.last)

    @property
    def target_tone(self):
        if self.target is None or self.figures.value is None:
            return ""
        if self.indicator.direction == Indicator.Direction.UP:
            return "ok" if self.figures.value >= self.target else "warn"
        return "ok" if self.figures.value <= self.target else "warn"

    @property
    def value_words(self):
        return in_words(self.indicator, self.figures.value)

    @property
    def last_words(self):
        return in_words(self.indicator, self.last.value) if self.last else ""

    @property
    def target_words(self):
        return in_words(self.indicator, self.target)

    @property
    def returned_reason(self):
        return self.value.returned_reason if self.value else ""


def numbers_of(figures):
    return figures.numerator, figures.denominator, figures.value


def in_words(indicator, value):
    """“45,6%”, “1.234”, “có”; nothing for nothing."""
    if value is None:
        return ""
    if indicator.kind == Indicator.Kind.YES_NO:
        return _("có") if value else _("không")
    return f"{shown(round(value, 2))}%" if indicator.is_percent else shown(value)


def rows_of(report, indicators, values):
    """A Row for each indicator; `values` are the ReportedValues of one version."""
    indicators = list(indicators)
    stored = {value.indicator_id: value for value in values}
    last = last_values(report.period, bodies=[report.body_id], indicators=indicators)
    aims = targets(report, indicators)
    return [
        Row(
            indicator,
            as_figures(stored.get(indicator.pk)),
            stored.get(indicator.pk),
            last.get((report.body_id, indicator.pk)),
            aims.get(indicator.pk),
        )
        for indicator in indicators
    ]


def as_figures(value):
    if value is None:
        return Figures()
    return Figures(value.numerator, value.denominator, value.value, value.note)


def targets(report, indicators):
    """{indicator pk: what is aimed at in the period's year}; the unit's own before that of all."""
    of_unit = Q(unit=None) | Q(unit=report.body.unit_id)
    rows = Target.objects.filter(of_unit, indicator__in=indicators, year=report.period.year)
    found = {}
    for target in sorted(rows, key=lambda row: row.unit_id is not None):
        found[target.indicator_id] = target.value
    return found
