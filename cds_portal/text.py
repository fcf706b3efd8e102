"""Vietnamese text: the folded form that search compares, the keys that lists are ordered by, days, numbers.

Forms and keys are stored columns, so that SQLite and PostgreSQL give the same answer. The sort keys are made
of the digits 0-9 only: every collation (C, en_US, vi) orders such strings alike, so their column needs none.
"""

import re
import unicodedata
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

# Nobody types these: PostgreSQL takes no NUL, XML (Excel, the metadata of a PDF) none of them.
# Marks that are not seen come along when text is pasted: a field of them alone looks empty and is not, and
# those that turn the direction print the words of others backwards.
CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff"
    r"\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)

# The length of the columns. 120 Vietnamese letters need 500 digits at most; a letter of another script needs
# nine and more, and only texts alike in so many of these are not told apart.
LONGEST_KEY = 1500

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
LETTER_MARKS = {
    "a\u0306": "ă",
    "a\u0302": "â",
    "e\u0302": "ê",
    "o\u0302": "ô",
    "o\u031b": "ơ",
    "u\u031b": "ư",
}
TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}
LEVEL_TONE = LOWER = "1"
UPPER = "2"

# Two digits a character: 00 ends the word list, then space, punctuation, figures, letters, anything else.
END = "00"
RANKS = {" ": "01"}
RANKS |= {mark: f"{rank:02}" for rank, mark in enumerate("-,;:.()/", start=2)}
RANKS |= {figure: f"{rank:02}" for rank, figure in enumerate("0123456789", start=10)}
RANKS |= {letter: f"{rank:02}" for rank, letter in enumerate(LETTERS, start=20)}


def without_controls(text):
    return CONTROLS.sub("", text)


def fold(text):
    """The form search compares: no accents, đ as d, lower case, single spaces (hoà = hòa = HOA)."""
    # Lowering can bring back marks (İ) and decomposing can bring back capitals (the Kelvin sign).
    bare = _without_marks(_without_marks(text).lower())
    return " ".join(bare.replace("đ", "d").split())


def sort_key(text):
    """Digits whose order is Vietnamese order: letters first, then tones by syllable, then case."""
    primary, tones, cases = [], [LEVEL_TONE], []
    for letter, tone, is_upper in _letters(" ".join(text.split())):
        primary.append(RANKS.get(letter) or f"99{ord(letter):07}")
        cases.append(UPPER if is_upper else LOWER)
        if letter == " ":
            tones.append(LEVEL_TONE)
        elif tone:
            # One tone per syllable, so that hoà and hòa are the same place in the list.
            tones[-1] = tone
    key = "".join(primary) + END + _closed(tones, LEVEL_TONE) + _closed(cases, LOWER)
    return key[:LONGEST_KEY]


def person_sort_key(full_name):
    """People are listed by given name, then by family and middle name."""
    *family, given = full_name.split() or [""]
    return (sort_key(given) + sort_key(" ".join(family)))[:LONGEST_KEY]


def day_text(day):
    """13/9/2023, as screens and refusals write a day; papers write it as NĐ30 has it."""
    return f"{day.day}/{day.month}/{day.year}"


def vietnamese_number(value, places=None, *, most=None, rounding=ROUND_HALF_EVEN):
    """1234.5 → 1.234,5; "" for None. A zero has no sign, a float is the number that it prints as.

    `places` decimals are written even when they are zeros. Without it idle zeros fall away and at most `most`
    decimals are left, or all. What is cut is rounded, a half to the even figure unless told otherwise.
    """
    if value is None:
        return ""
    exact = Decimal(value) if isinstance(value, int | Decimal) else Decimal(str(value))
    kept = most if places is None else places
    # Formatting rounds at any size; quantize refuses more than 28 figures.
    with localcontext(rounding=rounding):
        text = f"{exact:,f}" if kept is None else f"{exact:,.{kept}f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if text.startswith("-") and not text.strip("-0.,"):
        text = text[1:]
    return text.translate(str.maketrans(",.", ".,"))


def _without_marks(text):
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(char for char in decomposed if unicodedata.category(char) not in ("Mn", "Cf"))


def _letters(text):
    """(letter in lower case with its own mark, tone digit or "", is upper) for each letter of the text."""
    found = []
    for char in unicodedata.normalize("NFD", text):
        if char in TONES and found:
            found[-1][1] = TONES[char]
        elif unicodedata.combining(char):
            if found:
                found[-1][0] = LETTER_MARKS.get(found[-1][0] + char, found[-1][0])
        elif unicodedata.category(char) != "Cf":
            lower = char.lower()
            found.append([lower[0], "", lower != char])
    return found


def _closed(digits, usual):
    """Trailing usual digits say nothing; 0 is smaller than every digit, so a shorter list comes first."""
    return "".join(digits).rstrip(usual) + "0"
