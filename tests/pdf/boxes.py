"""Millimetres and points of the laid out boxes: what the paper shows, not what a style says."""

from dataclasses import dataclass
from itertools import groupby

from weasyprint.formatting_structure.boxes import BlockContainerBox, LineBox, MarginBox, TextBox

MM = 25.4 / 96


@dataclass(frozen=True)
class Line:
    text: str
    size: float
    bold: bool
    italic: bool
    left: float
    top: float
    width: float
    baseline: float

    @property
    def face(self):
        return self.size, self.bold, self.italic

    @property
    def right(self):
        return round(self.left + self.width, 1)

    @property
    def centre(self):
        return self.left + self.width / 2


class Page:
    def __init__(self, page):
        self.box = page._page_box
        self.size = round(self.box.margin_width() * MM, 1), round(self.box.margin_height() * MM, 1)
        sides = ("top", "right", "bottom", "left")
        self.margins = tuple(round(getattr(self.box, f"margin_{side}") * MM, 1) for side in sides)
        body, margin = _split(self.box)
        self.lines = [line for line in body if line.text]
        self.margin_lines = [line for line in margin if line.text]

    @property
    def text(self):
        return " ".join(line.text for line in self.lines)

    @property
    def watermarked(self):
        return any(layer.image for layer in self.box.background.layers) if self.box.background else False

    def line(self, start):
        return next(line for line in self.lines if line.text.startswith(start))

    def rules(self):
        """(left, width, top) of the drawn lines under issuer, motto and title, from the top."""
        return [
            (round(box.position_x * MM, 1), box.width * MM, box.position_y * MM)
            for box in self.box.descendants()
            if box.element_tag and box.element_tag.endswith("::after") and not isinstance(box, LineBox)
        ]


def _split(page_box):
    body, margin = [], []
    for child in page_box.children:
        (margin if isinstance(child, MarginBox) else body).extend(_lines(child))
    return body, margin


def _lines(box):
    """A printed line falls into pieces where the face changes; the mark of a list item joins its text."""
    if isinstance(box, LineBox):
        for face, run in groupby(_texts(box), key=_face):
            yield _line(face, list(run))
        for inner in _blocks_in(box):
            yield from _lines(inner)
    else:
        for child in getattr(box, "children", ()):
            yield from _lines(child)


def _texts(box):
    for child in getattr(box, "children", ()):
        if isinstance(child, TextBox):
            yield child
        elif not isinstance(child, BlockContainerBox):
            yield from _texts(child)


def _blocks_in(box):
    for child in getattr(box, "children", ()):
        if isinstance(child, BlockContainerBox):
            yield child
        else:
            yield from _blocks_in(child)


def _face(box):
    style = box.style
    return round(style["font_size"] * 0.75, 1), style["font_weight"] >= 700, style["font_style"] == "italic"


def _line(face, run):
    first, last = run[0], run[-1]
    return Line(
        "".join(box.text for box in run).strip(),
        *face,
        left=round(first.position_x * MM, 1),
        top=round(first.position_y * MM, 1),
        width=(last.position_x + last.width - first.position_x) * MM,
        baseline=round((first.position_y + first.baseline) * MM, 1),
    )
