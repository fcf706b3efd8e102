"""Cells that are darker the higher the share; the number is always printed in the cell."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cds_portal.charts.numbers import number_of
from cds_portal.charts.svg import PAGE, Canvas

STEPS = 5
FIFTHS = (0.2, 0.4, 0.6, 0.8)
GAP = 3
GONE = "–"
# Below this width a row's label stands above its cells.
NARROW = 480


@dataclass(frozen=True)
class HeatCell:
    """`text` is printed; `share` 0–1 chooses the shade; None is a gap. `mark` draws the red frame and *."""

    text: str = ""
    share: object = None
    mark: bool = False
    label: str = ""


def heat_step(share, edges=FIFTHS):
    """1 (lightest) to 5 (darkest), None for nothing to shade; `edges` are where 2, 3, 4, 5 begin."""
    number = number_of(share)
    return None if number is None else 1 + sum(number >= edge for edge in edges)


def heat_grid(title, columns, rows, *, name, width=640, legend=("thấp", "cao"), note="", theme=PAGE):
    """`rows` is [(label, [HeatCell, …])], one cell a column. The table beside has cut labels whole."""
    canvas = Canvas(width, 0, theme)
    is_narrow = width < NARROW
    left = 0 if is_narrow else _label_room(canvas, [label for label, _cells in rows])
    step = (width - left) / max(1, len(columns))
    height = 54 if is_narrow else 32
    top = _heads(canvas, columns, left, step)
    for place, (label, cells) in enumerate(rows):
        y = top + height * place
        if is_narrow:
            canvas.text(0, y + 11, canvas.cut(label, width))
        else:
            canvas.lines(0, y + 15, label, left - 10)
        for index, cell in enumerate(cells):
            _cell(canvas, cell, left + step * index, y + height - 32, step - GAP, 32 - GAP)
    _foot(canvas, top + height * len(rows) + 8, legend, note)
    return canvas.picture(name, title, describe(columns, rows))


def _label_room(canvas, labels):
    widest = max((canvas.width_of(label) * 1.04 for label in labels), default=0)
    return min(widest + 12, canvas.width * 0.38)


def _heads(canvas, columns, left, step):
    """Every second, third … head where they would touch."""
    widest = max((canvas.width_of(column) for column in columns), default=0)
    every = max(1, -(-int(min(widest, step * 4) + 6) // max(1, int(step))))
    for index, column in enumerate(columns):
        if index % every == 0:
            room = min(step * every, canvas.width - left - step * index) - 4
            middle = left + step * index + (step - GAP) / 2
            words = canvas.cut(column, room)
            half = canvas.width_of(words) / 2
            x = min(max(middle, left + half), canvas.width - half) if words else middle
            canvas.text(x, 10, words, fill=canvas.theme.muted, anchor="middle")
    return 24


def heat_tiles(title, cells, *, name, width=560, per_row=None, legend=("thấp", "cao"), note="", theme=PAGE):
    """Many units as tiles in their order, for a first look; `label` of a cell is only in words and table."""
    canvas = Canvas(width, 0, theme)
    per_row = per_row or max(1, int(width // 44))
    step = width / per_row
    for index, cell in enumerate(cells):
        row, column = divmod(index, per_row)
        _cell(canvas, cell, step * column, 2 + 36 * row, step - GAP, 36 - GAP)
    rows = -(-len(cells) // per_row)
    _foot(canvas, 2 + 36 * rows + 8, legend, note)
    told = "; ".join(f"{cell.label} {cell.text or _('chưa có số liệu')}" for cell in cells)
    return canvas.picture(name, title, f"{told}.")


def _cell(canvas, cell, x, y, width, height):
    theme, step = canvas.theme, heat_step(cell.share)
    edge = {"stroke": theme.bad, "stroke_width": 2} if cell.mark else {}
    if step:
        canvas.rect(x + 1, y + 1, width - 2, height - 2, theme.heat[step - 1], **edge)
    else:
        edge = edge or {"stroke": theme.control, "stroke_width": 1}
        canvas.rect(x + 1, y + 1, width - 2, height - 2, "none", stroke_dasharray="3 3", **edge)
    words = (cell.text or GONE) + ("*" if cell.mark else "")
    fill = theme.paper if step == STEPS else theme.ink if cell.text else theme.muted
    words = canvas.cut(words, width - 4)
    canvas.text(x + width / 2, y + height / 2, words, fill=fill, anchor="middle")


def _foot(canvas, y, legend, note):
    theme, (low, high) = canvas.theme, legend
    canvas.text(0, y + 8, low, fill=theme.muted)
    x = canvas.width_of(low) + 10
    for fill in theme.heat:
        canvas.rect(x, y + 2, 24, 12, fill, stroke=theme.control, stroke_width=0.5)
        x += 28
    canvas.text(x + 4, y + 8, high, fill=theme.muted)
    canvas.height = y + 20
    if note:
        canvas.text(0, y + 30, canvas.cut(note, canvas.width), fill=theme.muted)
        canvas.height += 22


def describe(columns, rows):
    missing = _("chưa có số liệu")
    told = []
    for label, cells in rows:
        pairs = zip(columns, cells, strict=True)
        told.append(f"{label}: " + ", ".join(f"{column} {cell.text or missing}" for column, cell in pairs))
    return "; ".join(told) + "."
