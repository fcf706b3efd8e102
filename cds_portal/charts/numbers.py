"""Numbers as charts write them, and the scale they are drawn on."""

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cds_portal.text import vietnamese_number

BILLION, MILLION = 10**9, 10**6
# Beyond it sums and margins of floats are no longer finite.
LARGEST = 1e300


def number_of(value):
    """A float that can be drawn, or None for what is missing or is no number."""
    if value is None:
        return None
    number = float(value)
    return number if abs(number) <= LARGEST else None


def number_text(value, unit=""):
    """“81,5%”, “1.234 hộ”, “1,2 triệu”: one decimal at most, none from a thousand on."""
    number = number_of(value)
    if number is None:
        return ""
    size, digits = abs(number), _digits(number)
    space = "" if unit in ("", "%") else " "
    return f"{digits if size < 10**15 else _power(number)}{space}{unit}"


def _digits(number):
    size = abs(number)
    if size >= 10**15:
        return ""
    if size >= BILLION:
        return _("%s tỷ") % _rounded(number / BILLION)
    if size >= MILLION:
        return _("%s triệu") % _rounded(number / MILLION)
    return _rounded(number)


def _rounded(number):
    places = 0 if abs(number) >= 1000 else 2 if 0 < abs(number) < 0.1 else 1
    return vietnamese_number(number, most=places)


def _power(number):
    mantissa, exponent = f"{number:.1e}".split("e")
    return f"{mantissa.replace('.', ',')}×10^{int(exponent)}"


@dataclass(frozen=True)
class Scale:
    """From values to pixels; `at` never leaves start–end, whatever it is asked."""

    low: float
    high: float
    start: float
    end: float
    step: float = 0.0

    def at(self, value):
        # Divided first: the span of two huge numbers would not be finite.
        size = max(abs(self.low), abs(self.high)) or 1.0
        span = self.high / size - self.low / size
        share = (float(value) / size - self.low / size) / span if span else 0.5
        return self.start + min(1.0, max(0.0, share)) * (self.end - self.start)


def scale_for(values, start, end, *, bounds=None, from_zero=False, least_step=0):
    """Rounded outwards to the steps of `ticks`. `bounds` are those of the matter: 0–100 for a percentage.

    `least_step` is 1 where there are no halves.
    """
    known = [number for number in map(number_of, values) if number is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if bounds and bounds[0] <= low and high <= bounds[1]:
        low, high = _within(low, high, bounds)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        room = max(abs(low) * 0.1, 1.0)
        low, high = (low - room, high + room) if not from_zero else (low, high or 1.0)
    step = max(_step(low, high), least_step)
    if math.isfinite(step) and step > 0 and abs(high / step) < 10**9:
        low, high = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return Scale(low, high, start, end, step)


def _within(low, high, bounds):
    """A tenth of room round the values, but never past what a value can be."""
    room = (high - low) * 0.1
    return max(bounds[0], low - room), min(bounds[1], high + room)


def _step(low, high, wanted=4):
    raw = high / wanted - low / wanted
    if not math.isfinite(raw) or raw <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(raw))
    # Quarters only from one on: 0,25 would need a digit more than its neighbours.
    nice = (1, 2, 2.5, 5, 10) if power >= 1 else (1, 2, 5, 10)
    return next((power * factor for factor in nice if power * factor >= raw), raw)


def ticks(scale):
    """[(value, text)]: three to six round values from the lowest to the highest of the scale."""
    step = scale.step
    count = round(scale.high / step - scale.low / step) if step else 0
    if not 0 < count <= 8:
        return [(value, number_text(value)) for value in (scale.low, scale.high)]
    return [(value, _tick_text(value, step)) for value in (scale.low + step * n for n in range(count + 1))]


def _tick_text(value, step):
    """As many decimals as the step has, so that neighbours do not read alike."""
    if step >= 0.1 or step < 1e-6:
        return number_text(value)
    return vietnamese_number(value, most=-math.floor(math.log10(step)))
