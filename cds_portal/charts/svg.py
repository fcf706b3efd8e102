"""The few shapes charts are drawn with. Only SVG attributes: no style for the policy, none lost on paper."""

import re
from dataclasses import dataclass, field

from django.utils.html import escape
from django.utils.safestring import mark_safe

from cds_portal.charts import measure
from cds_portal.text import without_controls

LEADING = 16
NAME = re.compile(r"[A-Za-z][\w-]*")


@dataclass(frozen=True)
class Theme:
    """Colours of the design and the font; the sizes are those of the picture's own pixels."""

    font: str = "Be Vietnam Pro, sans-serif"
    factor: float = 1.0
    size: int = 14
    ink: str = "#17202C"
    muted: str = "#55606E"
    line: str = "#DCE2E9"
    soft: str = "#EDF0F4"
    paper: str = "#FFFFFF"
    control: str = "#8592A0"
    bad: str = "#A8201A"
    series: tuple = ("#0B4F8A", "#1B6B4A", "#8A5A00", "#55606E")
    heat: tuple = ("#EAF1F8", "#C3D9EC", "#8FB8DA", "#4F8DBF", "#1A5F99")


PAGE = Theme()
# Square, triangle, diamond; the first series has a disc.
CORNERS = {
    1: ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    2: ((0, -1.3), (1.3, 1), (-1.3, 1)),
    3: ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
}
# Liberation Serif is narrower; pure black and a darker rule stand the office printer.
PAPER = Theme(font="Liberation Serif", factor=0.92, ink="#000000", muted="#333333", line="#B5BDC7")


def attribute(name, value):
    text = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    return f' {name.rstrip("_").replace("_", "-")}="{escape(without_controls(text))}"'


def element(tag, content=None, **attributes):
    """`content` is markup already, or None; attributes that are None are left out."""
    inside = "".join(attribute(name, value) for name, value in attributes.items() if value is not None)
    return f"<{tag}{inside}/>" if content is None else f"<{tag}{inside}>{content}</{tag}>"


@dataclass
class Canvas:
    width: float
    height: float
    theme: Theme = PAGE
    shapes: list = field(default_factory=list)

    def add(self, tag, **attributes):
        self.shapes.append(element(tag, **attributes))

    def line(self, x1, y1, x2, y2, stroke, width=1.0, dash=None):
        self.add(
            "line", x1=float(x1), y1=float(y1), x2=float(x2), y2=float(y2),
            stroke=stroke, stroke_width=width, stroke_dasharray=dash,
        )  # fmt: skip

    def rect(self, x, y, width, height, fill, radius=2, **more):
        self.add(
            "rect", x=float(x), y=float(y), width=max(0.0, float(width)), height=max(0.0, float(height)),
            rx=radius, fill=fill, **more,
        )  # fmt: skip

    def text(self, x, y, words, *, fill=None, anchor="start", bold=False, size=None):
        """`y` is the middle of the line: what `dominant-baseline` means differs between renderers."""
        size = size or self.theme.size
        self.shapes.append(
            element(
                "text",
                escape(without_controls(words)),
                x=float(x),
                y=float(y + size * 0.35),
                fill=fill or self.theme.ink,
                font_size=size,
                font_weight=600 if bold else 400,
                text_anchor=None if anchor == "start" else anchor,
            )
        )

    def lines(self, x, y, words, room, **more):
        """One or two lines round the middle `y`; returns how many it took."""
        found = measure.wrap(
            words, room / (1.04 if more.get("bold") else 1), self.theme.size, self.theme.factor
        )
        for place, line in enumerate(found):
            self.text(x, y + LEADING * (place - (len(found) - 1) / 2), line, **more)
        return len(found)

    def wraps(self, words, room):
        return self.width_of(words) * 1.04 > room

    def width_of(self, words, size=None):
        return measure.text_width(words, size or self.theme.size, self.theme.factor)

    def cut(self, words, room, size=None):
        return measure.cut(words, room, size or self.theme.size, self.theme.factor)

    def mark(self, x, y, shape, colour, *, radius=3.5):
        """One form a series, so that they are told apart without colour."""
        points = " ".join(f"{x + dx * radius:.2f},{y + dy * radius:.2f}" for dx, dy in CORNERS.get(shape, ()))
        outline = {"fill": colour, "stroke": self.theme.paper, "stroke_width": 1}
        if points:
            self.add("polygon", points=points, **outline)
        else:
            self.add("circle", cx=float(x), cy=float(y), r=radius, **outline)

    def picture(self, name, title, description):
        """The whole <svg>. `name` makes its ids and must be the only one of the page."""
        if not NAME.fullmatch(name):
            raise ValueError(f"not a name for ids: {name!r}")
        titles = element("title", escape(without_controls(title)), id=f"{name}-title")
        described = element("desc", escape(without_controls(description)), id=f"{name}-desc")
        return mark_safe(
            element(
                "svg",
                titles + described + "".join(self.shapes),
                xmlns="http://www.w3.org/2000/svg",
                class_="chart-svg",
                viewBox=f"0 0 {self.width:g} {self.height:g}",
                width=f"{self.width:g}",
                height=f"{self.height:g}",
                role="img",
                aria_labelledby=f"{name}-title {name}-desc",
                font_family=self.theme.font,
            )
        )
