"""How wide a text will be, so that labels neither touch nor leave the picture: SVG itself cannot say."""

import unicodedata

# Widths in thousandths of the size, of Be Vietnam Pro in weight 600; digits as wide as tabular ones.
CLASSES = (
    (270, " "),
    (345, "ijlI.,:;!'|`·"),
    (455, "frt()[]1-{}"),
    (545, 'sz"^~/\\*'),
    (630, "cvxykuhnFLEJ?<>eư–+_×"),
    (700, "adbgopqđơ023456789PTYZSBR=≥≤$"),
    (765, "ADHNUVXK&"),
    (850, "CGOQƠƯĐw#…"),
    (930, "mM%"),
    (1050, "W@"),
)
WIDTHS = {char: width for width, chars in CLASSES for char in chars}
UNKNOWN = 1050
ELLIPSIS = "…"


def text_width(text, size, factor=1.0):
    """Pixels, rather too many than too few. `factor` is that of the theme's font."""
    return sum(char_width(char) for char in unicodedata.normalize("NFC", text)) * size * factor / 1000


def char_width(char):
    if char in WIDTHS:
        return WIDTHS[char]
    marks = unicodedata.normalize("NFD", char)
    # ế is as wide as e; the horn of ơ and ư is not a mark above and stands in the table by itself.
    return WIDTHS.get(marks[0], UNKNOWN) + (60 if "\u031b" in marks else 0)


def cut(text, room, size, factor=1.0):
    """The text, or as much of it as there is room for, with “…”; the whole stands in the description."""
    if text_width(text, size, factor) <= room:
        return text
    kept = text
    while kept and text_width(kept.rstrip() + ELLIPSIS, size, factor) > room:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS if kept else ""


def wrap(text, room, size, factor=1.0, lines=2):
    """At most `lines` lines of whole words; what is too long is cut in the last."""
    words, found = text.split(), [""]
    while words:
        longer = f"{found[-1]} {words[0]}".strip()
        if not found[-1] or text_width(longer, size, factor) <= room:
            found[-1] = longer
            words.pop(0)
        elif len(found) == lines:
            found[-1] = f"{found[-1]} {' '.join(words)}"
            break
        else:
            found.append("")
    return [cut(line, room, size, factor) for line in found]


def spread(places, gap, low, high):
    """The places moved apart by at least `gap`, in their order, within low–high as far as there is room."""
    order = sorted(range(len(places)), key=lambda index: places[index])
    gap = min(gap, (high - low) / max(1, len(places) - 1)) if len(places) > 1 else gap
    moved = [min(max(places[index], low), high) for index in order]
    for n in range(1, len(moved)):
        moved[n] = max(moved[n], moved[n - 1] + gap)
    if moved and moved[-1] > high:
        moved[-1] = high
        for n in range(len(moved) - 2, -1, -1):
            moved[n] = min(moved[n], moved[n + 1] - gap)
    return [place for _index, place in sorted(zip(order, moved, strict=True))]
