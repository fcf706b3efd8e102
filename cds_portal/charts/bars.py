"""Horizontal bars, longest first, and bars of parts; each number stands beside or in its bar."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cds_portal.charts.numbers import number_of, number_text, scale_for
from cds_portal.charts.svg import PAGE, Canvas

NARROW = 480
ROW, THICK = 30, 16


@dataclass(frozen=True)
class Bar:
    """`strong` is the one the page is about. A `value` of None is told as missing and stands last."""

    label: str
    value: object
    strong: bool = False


def bars(title, items, *, name, unit="", target=None, bounds=None, is_sorted=True, width=640, theme=PAGE):
    """From zero, so that length is the number; `bounds` fixes the end of the scale (100 for %)."""
    if is_sorted:
        items = sorted(items, key=_order)
    target = number_of(target)
    stacked_labels = width < NARROW
    top = 26 if target is not None else 4
    canvas = Canvas(width, 0, theme)
    left, right = _margins(canvas, items, unit, stacked_labels)
    row = ROW + _more_for_labels(canvas, items, left, stacked_labels)
    canvas.height = top + row * max(1, len(items)) + 4
    values = [item.value for item in items] + [target, *(bounds or ())]
    scale = scale_for(values, left, width - right, from_zero=True)
    if target is not None:
        _target(canvas, scale.at(target), target, unit, top)
    for place, item in enumerate(items):
        _row(canvas, scale, item, top + row * place, row, unit, left, stacked_labels)
    return canvas.picture(name, title, describe(items, target, unit))


def _more_for_labels(canvas, items, left, stacked_labels):
    if stacked_labels:
        return 18
    return 8 if any(canvas.wraps(item.label, left - 12) for item in items) else 0


def _order(item):
    value = number_of(item.value)
    return (value is None, -(value or 0), item.label)


def _margins(canvas, items, unit, stacked_labels):
    numbers = max((canvas.width_of(number_text(item.value, unit)) for item in items), default=0) * 1.04
    numbers = min(numbers + 12, canvas.width * 0.45)
    # A label left of zero needs its own room.
    is_negative = any((number_of(item.value) or 0) < 0 for item in items)
    if stacked_labels:
        return (numbers if is_negative else 1), numbers
    widest = max((canvas.width_of(item.label) * 1.04 for item in items), default=0)
    return min(widest + 12, canvas.width * 0.42) + (numbers if is_negative else 0), numbers


def _row(canvas, scale, item, y, height, unit, left, stacked_labels):
    theme, value = canvas.theme, number_of(item.value)
    middle, zero = y + height / 2, scale.at(0)
    if stacked_labels:
        words = canvas.cut(item.label, canvas.width - 8)
        canvas.rect(0, y + 1, canvas.width_of(words) + 4, 16, theme.paper)
        canvas.text(0, y + 9, words, bold=item.strong)
        middle = y + 18 + ROW / 2
    else:
        canvas.lines(0, middle, item.label, left - 12, bold=item.strong)
    if value is None:
        words = canvas.cut(_("chưa có số liệu"), canvas.width - zero - 8)
        canvas.text(zero + 6, middle, words, fill=theme.muted)
        canvas.line(zero, middle - THICK / 2, zero, middle + THICK / 2, theme.control, 1.0, "2 2")
        return
    end = scale.at(value)
    fill = theme.series[0] if item.strong else theme.heat[2]
    canvas.rect(min(zero, end), middle - THICK / 2, abs(end - zero), THICK, fill)
    canvas.line(zero, middle - THICK / 2, zero, middle + THICK / 2, theme.ink)
    anchor, x = ("end", end - 6) if value < 0 else ("start", end + 6)
    words = number_text(value, unit)
    needed = canvas.width_of(words) + 4
    # The line of the target runs behind the numbers, not through them.
    canvas.rect(max(0, x - needed + 2) if value < 0 else x - 2, middle - 8, needed, 16, theme.paper)
    canvas.text(x, middle, words, anchor=anchor, bold=item.strong)


def _target(canvas, x, target, unit, top):
    words = f"{_('Mục tiêu')} {number_text(target, unit)}"
    half = canvas.width_of(words) / 2
    canvas.line(x, top - 4, x, canvas.height, canvas.theme.ink, 1.25, "1.5 4")
    canvas.text(min(max(x, half), canvas.width - half), 9, words, anchor="middle")


def describe(items, target, unit):
    missing = _("chưa có số liệu")
    told = "; ".join(f"{item.label} {number_text(item.value, unit) or missing}" for item in items)
    return f"{told}. {_('Mục tiêu: %s.') % number_text(target, unit)}" if target is not None else f"{told}."


# Bars of parts


@dataclass(frozen=True)
class Stack:
    """One bar; `values` has one entry for each of the chart's parts, None as 0."""

    label: str
    values: tuple


# From dark to light: told apart in black and white too.
SHADES = (4, 2, 1, 3, 0)


def stacked_bar(title, parts, stacks, *, name, unit="", width=640, theme=PAGE):
    """Each bar is the whole; `parts` are the names of its pieces, five at most. Negatives are refused."""
    if len(parts) > len(SHADES):
        raise ValueError(f"a stacked bar shows {len(SHADES)} parts at most")
    rows = [[_amount(value) for value in stack.values] for stack in stacks]
    canvas = Canvas(width, 0, theme)
    top = _legend(canvas, parts)
    is_narrow = width < NARROW
    left = 0 if is_narrow else _label_width(canvas, stacks)
    row = 34 + (18 if is_narrow and any(stack.label for stack in stacks) else 0)
    canvas.height = top + row * max(1, len(stacks)) + 2
    for place, (stack, values) in enumerate(zip(stacks, rows, strict=True)):
        bottom = top + row * (place + 1)
        if stack.label:
            y = bottom - row + 9 if is_narrow else bottom - 19
            canvas.text(0, y, canvas.cut(stack.label, width if is_narrow else left - 12))
        _pieces(canvas, values, left, bottom - 32, unit)
    return canvas.picture(name, title, describe_parts(parts, stacks, unit))


def _amount(value):
    number = number_of(value) or 0.0
    if number < 0:
        raise ValueError("a part of a whole is not negative")
    return number


def _label_width(canvas, stacks):
    widest = max((canvas.width_of(stack.label) * 1.04 for stack in stacks), default=0)
    return min(widest + 12, canvas.width * 0.42) if widest else 0


def _legend(canvas, parts):
    """Swatches and words in as many lines as they need; returns where the bars begin."""
    x, y, theme = 0.0, 10.0, canvas.theme
    for index, part in enumerate(parts):
        words = canvas.cut(part, canvas.width - 24)
        needed = 22 + canvas.width_of(words)
        if x and x + needed > canvas.width:
            x, y = 0.0, y + 22
        fill = theme.heat[SHADES[index]]
        canvas.rect(x + 0.5, y - 7, 14, 14, fill, stroke=theme.control, stroke_width=1)
        canvas.text(x + 20, y, words)
        x += needed + 16
    return y + 16 if parts else 2


def _pieces(canvas, values, left, y, unit):
    theme, total, x = canvas.theme, max(values, default=0) and sum(v / max(values) for v in values), left
    room, most = canvas.width - left, max(values, default=0)
    if not most:
        canvas.rect(left + 0.5, y, room - 1, 26, "none", stroke=theme.control, stroke_dasharray="3 3")
        canvas.text(left + 10, y + 13, canvas.cut(_("chưa có số liệu"), room - 12), fill=theme.muted)
        return
    for index, value in enumerate(values):
        width = room * (value / most) / total
        shade = SHADES[index]
        if width > 0:
            canvas.rect(x, y, width, 26, theme.heat[shade], radius=0, stroke=theme.paper, stroke_width=1.5)
        words = number_text(value, unit)
        if value and canvas.width_of(words) + 8 <= width:
            fill = theme.paper if shade == 4 else theme.ink
            canvas.text(x + width / 2, y + 13, words, fill=fill, anchor="middle")
        x += width


def describe_parts(parts, stacks, unit):
    rows = []
    for stack in stacks:
        pieces = ", ".join(
            f"{part} {number_text(value or 0, unit)}" for part, value in zip(parts, stack.values, strict=True)
        )
        rows.append(f"{stack.label}: {pieces}" if stack.label else pieces)
    return "; ".join(rows) + "."
