"""Figures to be looked at again. A flag asks, it refuses nothing: each says in a sentence what it saw."""

from dataclasses import dataclass, fields
from decimal import Decimal
from itertools import pairwise

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cds_portal.charts import number_text
from districts.figures import Figures, problems_of
from districts.models import Indicator
from districts.reading.changes import change_since_last

HUNDRED = Decimal(100)
KINDS = {
    "jump": gettext_lazy("tăng giảm bất thường"),
    "shrunken": gettext_lazy("mẫu số giảm"),
    "copied": gettext_lazy("giống kỳ trước"),
    "out_of_range": gettext_lazy("ngoài khoảng"),
}
RANGE_CODES = {"negative", "exceeds", "not_yes_no", "too_small", "too_big", "zero_denominator"}


@dataclass(frozen=True)
class Thresholds:
    """The jump is the indicator's own (`jump_limit`); OUTLIER_THRESHOLDS in settings sets the rest."""

    # A denominator that falls by more than this share makes the percentage rise by itself.
    shrunken_share: Decimal = Decimal("0.2")
    # An indicator moves that changed in this share of the earlier steps; without a past it is taken for one.
    moving_share: Decimal = Decimal("0.5")
    # Small numbers stand still by themselves: 14 of 16 villages twice tells nothing.
    copied_from: Decimal = Decimal(30)

    @classmethod
    def of_settings(cls):
        chosen = getattr(settings, "OUTLIER_THRESHOLDS", {})
        return cls(**{field.name: chosen[field.name] for field in fields(cls) if field.name in chosen})


@dataclass(frozen=True)
class Flag:
    kind: str
    indicator: Indicator
    sentence: str

    @property
    def label(self):
        return KINDS[self.kind]


def outliers(indicator, history, thresholds=None):
    """Flags of the last figure of `history`: Facts or None, the oldest first, one a period.

    No query. Compared is with the period right before; a gap there leaves only the range to check.
    """
    if not history or history[-1] is None:
        return []
    thresholds = thresholds or Thresholds.of_settings()
    now, before = history[-1], history[-2] if len(history) > 1 else None
    found = [out_of_range(indicator, now)]
    if before is not None:
        found += [
            jump(indicator, now, before),
            shrunken(indicator, now, before, thresholds),
            copied(indicator, history, thresholds),
        ]
    return [Flag(kind, indicator, sentence) for kind, sentence in filter(None, found)]


def out_of_range(indicator, now):
    typed = Figures(now.numerator, now.denominator, now.value)
    problem = next((one for one in problems_of(indicator, typed) if one.code in RANGE_CODES), None)
    if problem:
        return "out_of_range", str(problem.message)
    if indicator.is_percent and not indicator.may_exceed and now.value is not None and now.value > HUNDRED:
        return "out_of_range", _("Giá trị %(n)s lớn hơn 100%%.") % {"n": number_text(now.value, "%")}
    return None


def jump(indicator, now, before):
    """Beyond the indicator's limit: points of a percentage, percent of anything else."""
    change = change_since_last(indicator, now, before)
    if change is None or indicator.kind == Indicator.Kind.YES_NO:
        return None
    size = abs(change.by) if indicator.is_percent else abs(change.share or 0)
    if size <= indicator.jump_limit:
        return None
    unit = _("điểm") if indicator.is_percent else "%"
    sentence = _("Từ %(before)s thành %(now)s, %(change)s; ngưỡng xem lại là %(limit)s.")
    return "jump", sentence % {
        "before": number_text(before.value, indicator.unit_name),
        "now": number_text(now.value, indicator.unit_name),
        "change": change.text,
        "limit": number_text(indicator.jump_limit, unit),
    }


def shrunken(indicator, now, before, thresholds):
    if indicator.kind != Indicator.Kind.RATIO or not before.denominator or now.denominator is None:
        return None
    fall = (before.denominator - now.denominator) / before.denominator
    if fall <= thresholds.shrunken_share:
        return None
    sentence = _("Mẫu số (%(name)s) giảm từ %(before)s còn %(now)s, tức %(fall)s.")
    return "shrunken", sentence % {
        "name": indicator.denominator_name,
        "before": number_text(before.denominator),
        "now": number_text(now.denominator),
        "fall": number_text(fall * HUNDRED, "%"),
    }


def copied(indicator, history, thresholds):
    """The same figures as last period, though they moved before; what is complete may well stand still."""
    now, before = history[-1], history[-2]
    if now.parts != before.parts or is_settled(indicator, now):
        return None
    if (now.denominator or now.value) < thresholds.copied_from:
        return None
    if not moves(history[:-1], thresholds.moving_share):
        return None
    if indicator.kind == Indicator.Kind.RATIO:
        parts = {"n": number_text(now.numerator), "d": number_text(now.denominator)}
        return "copied", _("Tử số %(n)s và mẫu số %(d)s giống hệt kỳ trước.") % parts
    return "copied", _("Giá trị %s giống hệt kỳ trước.") % number_text(now.value, indicator.unit_name)


def is_settled(indicator, fact):
    """Yes/no, all or nothing: nobody expects these to move every period."""
    if indicator.kind == Indicator.Kind.YES_NO or not fact.value:
        return True
    return indicator.kind == Indicator.Kind.RATIO and fact.numerator == fact.denominator


def moves(earlier, share):
    """Whether the figure used to change; a single earlier period tells nothing against it."""
    steps = [one != other for one, other in pairwise(fact.parts for fact in earlier if fact is not None)]
    return not steps or sum(steps) >= share * len(steps)
