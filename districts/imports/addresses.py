"""Cell addresses as people read them: row 1, column 1 is A1."""

import re

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
A1 = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


def column_letters(column):
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row, column):
    return f"{column_letters(column)}{row}"


def position(text):
    """(row, column) of “B7”; None for what is no address of a sheet."""
    found = A1.fullmatch(text)
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


def area(text):
    """(first row, first column, last row, last column) of “B7:D9” or “B7”; None for anything else."""
    first, _colon, last = text.partition(":")
    ends = position(first), position(last or first)
    return None if None in ends else (*ends[0], *ends[1])
