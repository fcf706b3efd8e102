"""What all bodies of a committee come to: recomputed from the parts, never the mean of percentages."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Q, Sum

from districts.models import Indicator, ReportedValue
from districts.reading.facts import lineage_of

STEP = Decimal("0.0001")
HUNDRED = Decimal(100)
NOTHING = (Decimal(0), Decimal(0), Decimal(0), 0)
WHOLE = Q(numerator__isnull=False, denominator__isnull=False)


@dataclass(frozen=True)
class ProvinceFigure:
    """`value` is None for a measure: times and scores cannot be added. `bodies` is how many reported."""

    value: Decimal | None
    bodies: int


def province_figures(committee, level, indicators, periods, root=None):
    """{(indicator id, period id): ProvinceFigure} over the bodies of one level that report to `committee`.

    Ratio: Σ numerator ÷ Σ denominator; count: Σ; yes/no: share of “có” in percent.
    """
    by_pk = {indicator.pk: indicator for indicator in indicators}
    root = {old: new for old, new in (root or lineage_of(indicators)).items() if new in by_pk}
    rows = ReportedValue.objects.current().filter(
        version__report__committee=committee,
        version__report__period__in=periods,
        version__report__body__unit__level=level,
        indicator__in=root,
    )
    rows = (
        rows.order_by()
        .values_list("indicator", "version__report__period")
        .annotate(
            numerators=Sum("numerator", filter=WHOLE),
            denominators=Sum("denominator", filter=WHOLE),
            values=Sum("value"),
            count=Count("value"),
        )
    )
    sums = {}
    for indicator, period, *parts in rows:
        # In the period in which a new set begins some bodies may still report by the old one.
        key = (root[indicator], period)
        sums[key] = [one + (part or 0) for one, part in zip(sums.get(key, NOTHING), parts, strict=True)]
    return {key: ProvinceFigure(together(by_pk[key[0]], *parts), parts[-1]) for key, parts in sums.items()}


def together(indicator, numerators, denominators, values, count):
    """One figure from the sums of the parts."""
    if indicator.kind == Indicator.Kind.RATIO:
        if not denominators:
            return None
        share = numerators / denominators
        return _rounded(share * HUNDRED if indicator.is_percent else share)
    if not count or indicator.kind == Indicator.Kind.MEASURE:
        return None
    return _rounded(values * HUNDRED / count if indicator.kind == Indicator.Kind.YES_NO else values)


def _rounded(value):
    return Decimal(value).quantize(STEP, ROUND_HALF_UP)
