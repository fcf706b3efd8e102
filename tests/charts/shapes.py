"""Reading a chart back: its numbers, its texts, what leaves the picture."""

import math
import re
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
PLACES = ("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "width", "height")


def parse(svg):
    return ElementTree.fromstring(svg)


def size_of(root):
    return tuple(float(part) for part in root.get("viewBox").split()[2:])


def texts(svg):
    return [element.text for element in parse(svg).iter(f"{SVG}text")]


def points(element):
    """Every corner of a shape as (x, y)."""
    get = lambda name, default=0.0: float(element.get(name, default))  # noqa: E731
    tag = element.tag.removeprefix(SVG)
    if tag in ("polyline", "polygon"):
        pairs = re.findall(r"(\S+),(\S+)", element.get("points"))
        return [(float(x), float(y)) for x, y in pairs]
    if tag == "line":
        return [(get("x1"), get("y1")), (get("x2"), get("y2"))]
    if tag == "rect":
        return [(get("x"), get("y")), (get("x") + get("width"), get("y") + get("height"))]
    if tag == "circle":
        return [(get("cx") - get("r"), get("cy") - get("r")), (get("cx") + get("r"), get("cy") + get("r"))]
    return [(get("x"), get("y"))] if tag == "text" else []


def outside(svg):
    """Points that are not finite or not within the picture (half a pixel is let pass)."""
    root = parse(svg)
    width, height = size_of(root)
    wrong = []
    for element in root.iter():
        for x, y in points(element):
            inside = -0.5 <= x <= width + 0.5 and -0.5 <= y <= height + 0.5
            if not (math.isfinite(x) and math.isfinite(y) and inside):
                wrong.append((element.tag, x, y))
    return wrong


def box(element, measure):
    """(left, top, right, bottom) of a text by the estimate that the chart itself used."""
    x, y, size = (float(element.get(name)) for name in ("x", "y", "font-size"))
    width = measure(element.text or "", size)
    left = x - {"middle": width / 2, "end": width}.get(element.get("text-anchor"), 0)
    return left, y - size * 0.7, left + width, y + size * 0.15


def overlaps(svg, measure):
    boxes = [(t.text, box(t, measure)) for t in parse(svg).iter(f"{SVG}text")]
    return [
        (one, other)
        for place, (one, a) in enumerate(boxes)
        for other, b in boxes[place + 1 :]
        if a[0] < b[2] - 1 and b[0] < a[2] - 1 and a[1] < b[3] - 1 and b[1] < a[3] - 1
    ]
