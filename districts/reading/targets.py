"""What is aimed at: a unit's own target of the year before the one for all, and how near a figure comes."""

from decimal import Decimal

from django.db.models import Q

from districts.models import Indicator, Target
from districts.reading.facts import lineage_of

HUNDRED = Decimal(100)


def targets_of(indicators, years, units=(), root=None):
    """{(indicator id, year, unit id or None): value}; targets that only name a direction are left out."""
    root = root or lineage_of(indicators)
    rows = Target.objects.filter(indicator__in=root, year__in=years, value__isnull=False).filter(
        Q(unit=None) | Q(unit__in=units)
    )
    found = {}
    for indicator, year, unit, value in rows.values_list("indicator", "year", "unit", "value"):
        # Where an old and a new set both name one, that of the new set holds.
        if indicator == root[indicator] or (root[indicator], year, unit) not in found:
            found[root[indicator], year, unit] = value
    return found


def target_in(targets, indicator, year, unit_id):
    """The unit's own, else the one for all, else None."""
    own = targets.get((indicator.pk, year, unit_id))
    return own if own is not None else targets.get((indicator.pk, year, None))


def is_reached(indicator, value, target):
    """None where there is nothing to compare."""
    if value is None or target is None:
        return None
    return value <= target if indicator.direction == Indicator.Direction.DOWN else value >= target


def nearness(indicator, value, target):
    """0–1 for the shade of a cell: the share of the target, of 100 % for a percentage without one.

    None where there is no figure, or nothing that it could be compared with.
    """
    if value is None:
        return None
    if indicator.kind == Indicator.Kind.YES_NO:
        return float(value)
    if indicator.direction == Indicator.Direction.DOWN:
        return None if target is None else _down(value, target)
    goal = HUNDRED if target is None and indicator.is_percent else target
    return None if goal is None else _share(value, goal)


def _down(value, goal):
    """At or below the goal is all of it; twice the goal is half of it."""
    return 1.0 if value <= goal else _share(goal, value)


def _share(part, whole):
    return min(1.0, max(0.0, float(part / whole))) if whole else 1.0
