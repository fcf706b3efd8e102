"""What changed since the period before."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from cds_portal.charts import number_text
from districts.models import Indicator

HUNDRED, ZERO = Decimal(100), Decimal(0)
NONE = number_text(0)


@dataclass(frozen=True)
class Change:
    """`by` in points of a percentage, else the plain difference; `share` in percent of before, or None.

    A difference too small to be written is none: “giảm 0 điểm” is neither a figure nor a setback.
    """

    indicator: Indicator
    now: Decimal
    before: Decimal

    @property
    def by(self):
        by = self.now - self.before
        return by if number_text(abs(by)) != NONE else ZERO

    @property
    def share(self):
        return self.by / abs(self.before) * HUNDRED if self.before else None

    @property
    def is_better(self):
        """None when nothing changed."""
        if not self.by:
            return None
        return (self.by > 0) == (self.indicator.direction == Indicator.Direction.UP)

    @property
    def text(self):
        return words(self.indicator, self.by)


def change_since_last(indicator, now, before):
    """The Change between two Facts; None where one of them has no value."""
    if now is None or before is None or now.value is None or before.value is None:
        return None
    return Change(indicator, now.value, before.value)


def words(indicator, by):
    """“tăng 9 điểm”, “giảm 12 hộ”, “không đổi”; a yes/no that turned says to what."""
    if by == 0:
        return _("không đổi")
    if indicator.kind == Indicator.Kind.YES_NO:
        return _("chuyển sang có") if by > 0 else _("chuyển sang không")
    unit = _("điểm") if indicator.is_percent else indicator.unit_name
    amount = {"amount": number_text(abs(by), unit if unit != "%" else "")}
    return _("tăng %(amount)s") % amount if by > 0 else _("giảm %(amount)s") % amount
