"""The four faces of Liberation Serif that travel with the code, and which letters they have."""

import functools
import re
from html import unescape
from pathlib import Path

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).resolve().parents[2] / "static" / "fonts" / "liberation-serif"
FACES = ("Regular", "Bold", "Italic", "BoldItalic")
# As WeasyPrint writes them into the file, without the prefix of the subset.
EMBEDDED_NAMES = frozenset(
    ("Liberation-Serif", "Liberation-Serif-Bold", "Liberation-Serif-Italic", "Liberation-Serif-Bold-Italic")
)


@functools.cache
def letters():
    """Code points that all four faces have."""
    return frozenset.intersection(*(_letters_of(FOLDER / f"LiberationSerif-{face}.ttf") for face in FACES))


def _letters_of(path):
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def missing_glyphs(text):
    """Characters of `text` (HTML or plain) that no face can print."""
    words = unescape(re.sub(r"<[^>]+>", "", text))
    return {letter for letter in words if letter not in "\n\r\t" and ord(letter) not in letters()}
