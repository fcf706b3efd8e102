"""Lines over time: one to four series, a target, and every missing period seen as a gap."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cds_portal.charts.measure import spread
from cds_portal.charts.numbers import number_of, number_text, scale_for, ticks
from cds_portal.charts.svg import PAGE, Canvas

DASHES = (None, "7 4", "2 3", "10 3 2 3")
WIDTHS = (2.5, 2.0, 2.0, 2.0)
MOST_SERIES = len(DASHES)
ROW = 18
# Below this width the labels stand above the lines, each with a piece of its line.
NARROW = 420
ROW_OF_KEY = 22


@dataclass(frozen=True)
class Series:
    """`values` has one entry a period, None where there is none. `short` is the label beside the line."""

    label: str
    values: tuple
    short: str = ""

    @property
    def name(self):
        return self.short or self.label

    def numbers(self):
        return [number_of(value) for value in self.values]


def trend(
    title,
    periods,
    series,
    *,
    name,
    target=None,
    unit="",
    bounds=None,
    is_whole=False,
    width=640,
    height=260,
    theme=PAGE,
):
    """`target` is one value or one a period (the target of its year); `bounds` what a value can be at most;
    `is_whole` gives counts an axis without halves.

    ValueError: more than four series, or a series as long as another number of periods.
    """
    targets = _targets(target, periods)
    _check(periods, series)
    values = [value for one in series for value in one.values] + [t for t in targets if t is not None]
    labels = [*series, *([Series(_("Mục tiêu"), targets)] if any(t is not None for t in targets) else [])]
    is_narrow = width < NARROW
    top = 12 + ROW_OF_KEY * len(labels) if is_narrow else 16
    height = max(height + (top if is_narrow else 0), 70 + ROW * len(labels))
    canvas = Canvas(width, height, theme)
    scale = scale_for(values, height - 34.0, float(top), bounds=bounds, least_step=int(is_whole))
    left = 10 + max(canvas.width_of(words) for _tick, words in ticks(scale))
    right = 8 if is_narrow else _label_room(canvas, labels, unit)
    plot = _Plot(canvas, scale, left, width - right, len(periods))
    plot.grid()
    plot.gaps(series)
    plot.periods(periods)
    plot.target(targets)
    for index in range(len(series) - 1, -1, -1):
        plot.series(index, series[index])
    if is_narrow:
        key(canvas, series, targets, unit)
    else:
        plot.labels(series, targets, unit, right - 12)
    return canvas.picture(name, title, describe(periods, series, targets, unit))


def _targets(target, periods):
    if isinstance(target, list | tuple):
        return tuple(number_of(value) for value in target)
    return (number_of(target),) * len(periods)


def _check(periods, series):
    if len(series) > MOST_SERIES:
        raise ValueError(f"a trend shows {MOST_SERIES} series at most")
    for one in series:
        if len(one.values) != len(periods):
            raise ValueError(f"{one.label}: {len(one.values)} values for {len(periods)} periods")


def _label_room(canvas, labels, unit):
    """Beside the lines, as wide as the longest label but no more than two fifths of the picture."""
    widest = max((canvas.width_of(_label(one, unit)) * 1.04 for one in labels), default=0)
    return 14 + min(widest + 4, canvas.width * 0.42)


def _label(one, unit):
    return f"{one.name} {_last(one, unit)}"


def _last(one, unit):
    known = [value for value in one.values if number_of(value) is not None]
    return number_text(known[-1], unit) if known else "–"


def _fitted(canvas, one, unit, room):
    """The label with its name cut where there is no room, never its number."""
    number = _last(one, unit)
    name = canvas.cut(one.name, max(20, room - canvas.width_of(f" {number}") * 1.04))
    return f"{name} {number}"


@dataclass
class _Plot:
    canvas: Canvas
    scale: object
    left: float
    right: float
    count: int

    def x(self, index):
        if self.count < 2:
            return (self.left + self.right) / 2
        inset = min(12.0, (self.right - self.left) / (2 * self.count))
        return self.left + inset + (self.right - self.left - 2 * inset) * index / (self.count - 1)

    def grid(self):
        theme = self.canvas.theme
        for tick, words in ticks(self.scale):
            y = self.scale.at(tick)
            self.canvas.line(self.left, y, self.right, y, theme.line)
            self.canvas.text(self.left - 6, y, words, fill=theme.muted, anchor="end")

    def gaps(self, series):
        """A band over each period in which the first series has nothing."""
        missing = (
            [index for index, value in enumerate(series[0].numbers()) if value is None] if series else []
        )
        half = min(12.0, (self.right - self.left) / (2 * max(1, self.count)))
        for index in missing:
            x, top, bottom = self.x(index), self.scale.end, self.scale.start
            self.canvas.rect(x - half, top, 2 * half, bottom - top, self.canvas.theme.soft, radius=0)
            self.canvas.text(x, bottom - 10, "?", fill=self.canvas.theme.muted, anchor="middle")

    def periods(self, periods):
        """As many labels as stand side by side, the last always."""
        theme, y = self.canvas.theme, self.canvas.height - 12
        free = float("inf")
        for index in range(len(periods) - 1, -1, -1):
            words = self.canvas.cut(periods[index], self.canvas.width / 2)
            half = self.canvas.width_of(words) / 2
            x = min(max(self.x(index), half), self.canvas.width - half)
            if x + half + 8 <= free:
                self.canvas.text(x, y, words, fill=theme.muted, anchor="middle")
                free = x - half

    def target(self, targets):
        """Steps, for each year has its own; dotted, so that no series is taken for it."""
        ink = self.canvas.theme.ink
        for index, value in enumerate(targets):
            if value is not None:
                start = self.left if index == 0 else (self.x(index - 1) + self.x(index)) / 2
                end = self.right if index == self.count - 1 else (self.x(index) + self.x(index + 1)) / 2
                y = self.scale.at(value)
                self.canvas.line(start, y, end, y, ink, 1.25, "1.5 4")

    def series(self, index, one):
        colour = self.canvas.theme.series[index]
        for run in runs(one.numbers()):
            points = [(self.x(place), self.scale.at(value)) for place, value in run]
            if len(points) > 1:
                self.canvas.add(
                    "polyline", points=" ".join(f"{x:.2f},{y:.2f}" for x, y in points), fill="none",
                    stroke=colour, stroke_width=WIDTHS[index], stroke_dasharray=DASHES[index],
                    stroke_linejoin="round",
                )  # fmt: skip
            for x, y in points:
                self.canvas.mark(x, y, index, colour)

    def labels(self, series, targets, unit, room):
        ends = [self._end(index, one, unit, room) for index, one in enumerate(series)]
        if known := [value for value in targets if value is not None]:
            words = f"{_('Mục tiêu')} {number_text(known[-1], unit)}"
            ends.append((self.scale.at(known[-1]), self.right, words, self.canvas.theme.ink, False))
        places = spread([end[0] for end in ends], ROW, self.scale.end, self.scale.start)
        for (y, x, words, colour, bold), place in zip(ends, places, strict=True):
            if abs(place - y) > 3 or self.right - x > 20:
                self.canvas.line(x + 6, y, self.right + 8, place, self.canvas.theme.control, 0.75)
            self.canvas.text(self.right + 10, place, words, fill=colour, bold=bold)

    def _end(self, index, one, unit, room):
        colour, bold = self.canvas.theme.series[index], index == 0
        words = _fitted(self.canvas, one, unit, room)
        for place in range(len(one.values) - 1, -1, -1):
            value = number_of(one.values[place])
            if value is not None:
                return self.scale.at(value), self.x(place), words, colour, bold
        return (self.scale.start + self.scale.end) / 2, self.right, words, colour, bold


def key(canvas, series, targets, unit):
    """The labels of a narrow picture, above it: a piece of the line, its name, its last value."""
    y = 10
    for index, one in enumerate(series):
        colour = canvas.theme.series[index]
        canvas.line(0, y, 30, y, colour, WIDTHS[index], DASHES[index])
        canvas.mark(15, y, index, colour)
        canvas.text(38, y, _fitted(canvas, one, unit, canvas.width - 40), bold=index == 0)
        y += ROW_OF_KEY
    if known := [value for value in targets if value is not None]:
        canvas.line(0, y, 30, y, canvas.theme.ink, 1.25, "1.5 4")
        canvas.text(38, y, f"{_('Mục tiêu')} {number_text(known[-1], unit)}")


def runs(numbers):
    """[[(index, value), …], …] of neighbours without a gap between them."""
    found, open_run = [], []
    for index, value in enumerate(numbers):
        if value is not None:
            open_run.append((index, value))
        elif open_run:
            found.append(open_run)
            open_run = []
    return [*found, open_run] if open_run else found


def describe(periods, series, targets, unit):
    """The same in words, for who does not see the picture."""
    told = [f"{one.label}: {_values(periods, one, unit)}." for one in series]
    if known := [value for value in targets if value is not None]:
        told.append(_("Mục tiêu: %s.") % number_text(known[-1], unit))
    return " ".join(told)


def _values(periods, one, unit):
    missing = _("chưa có số liệu")
    pairs = zip(periods, one.values, strict=True)
    return "; ".join(f"{period} {number_text(value, unit) or missing}" for period, value in pairs)
