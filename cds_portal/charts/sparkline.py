"""A line as small as a word: where a figure comes from and where it stands."""

from cds_portal.charts.numbers import number_of, scale_for
from cds_portal.charts.svg import PAGE, Canvas
from cds_portal.charts.trend import Series, describe, runs


def sparkline(title, periods, values, *, name, target=None, unit="", width=140, height=36, theme=PAGE):
    """No axis and no number: both stand beside it. Gaps stay open; the last value is marked."""
    numbers = [number_of(value) for value in values]
    target = number_of(target)
    canvas = Canvas(width, height, theme)
    scale = scale_for([*numbers, target], height - 6.0, 6.0)
    places = [_place(index, len(numbers), width) for index in range(len(numbers))]
    if target is not None:
        y = scale.at(target)
        canvas.line(2, y, width - 2, y, theme.ink, 1.0, "1.5 3")
    for index, value in enumerate(numbers):
        if value is None:
            canvas.line(places[index] - 2, height - 2, places[index] + 2, height - 2, theme.control, 1.5)
    known = [(places[index], scale.at(value)) for run in runs(numbers) for index, value in run]
    for run in runs(numbers):
        _run(canvas, [(places[index], scale.at(value)) for index, value in run])
    if known:
        canvas.mark(*known[-1], 0, theme.series[0])
    return canvas.picture(name, title, describe(periods, [Series(title, tuple(values))], (target,), unit))


def _place(index, count, width):
    return width / 2 if count < 2 else 6 + (width - 12) * index / (count - 1)


def _run(canvas, points):
    colour = canvas.theme.series[0]
    if len(points) == 1:
        (x, y) = points[0]
        canvas.add("circle", cx=float(x), cy=float(y), r=1.75, fill=colour)
        return
    joined = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
    canvas.add("polyline", points=joined, fill="none", stroke=colour, stroke_width=1.75)
