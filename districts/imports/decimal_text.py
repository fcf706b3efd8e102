"""Numbers as officials write them, read exactly or refused with the readings named; never guessed.

1.234       count: 1234          other units: refused (1234 or 1,234?)
1,234       count: refused       other units: 1,234 (the Vietnamese decimal comma)
1.234,5  1,234.5  1 234,5        the last sign is the decimal one
1.234.567  1,234,567             thousands
45,6  45.6  1.5                  decimal: no group of three figures follows
45,6%                            45,6 when the unit is %; refused for any other unit
"""

import re
from decimal import Decimal

GROUPED = {sign: re.compile(rf"[1-9][0-9]{{0,2}}(?:{re.escape(sign)}[0-9]{{3}})+") for sign in ".,_"}
AMBIGUOUS = re.compile(r"([1-9][0-9]{0,2})([.,])([0-9]{3})")


class Unclear(Exception):
    """`readings` are the numbers that a text may mean, in words."""

    def __init__(self, *readings):
        self.readings = readings


def decimal_of(text, is_count):
    """The Decimal of unsigned figures and signs; None when no writing allows it, Unclear when two do."""
    text = re.sub(r" ?([.,]) ?", r"\1", text)
    if " " in text:
        return with_spaces(text)
    if found := AMBIGUOUS.fullmatch(text):
        return one_group(found, is_count)
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return Decimal(text)
    sign, other = text[last], "." if text[last] == "," else ","
    whole, fraction = text[:last], text[last + 1 :]
    if sign in whole:
        return Decimal(text.replace(sign, "")) if GROUPED[sign].fullmatch(text) else None
    if other in whole and not GROUPED[other].fullmatch(whole):
        return None
    if not fraction or re.match("0[0-9]", whole):
        return None
    return Decimal(f"{whole.replace(other, '') or 0}.{fraction}")


def one_group(found, is_count):
    """1.234 and 1,234: two readings, of which the Vietnamese writing of the unit allows one or both."""
    as_thousands = Decimal(found[1] + found[3])
    as_fraction = Decimal(f"{found[1]}.{found[3]}")
    if is_count and found[2] == ".":
        return as_thousands
    if not is_count and found[2] == ",":
        return as_fraction
    raise Unclear(as_thousands, as_fraction)


def with_spaces(text):
    """1 234 567 and 1 234,5: spaces between groups of three; a point behind them may be either sign."""
    whole, sign, fraction = text.partition("," if "," in text else ".")
    if not GROUPED["_"].fullmatch(whole.replace(" ", "_")) or not re.fullmatch(r"[0-9]*", fraction):
        return None
    if sign == "." and len(fraction) == 3:
        bare = whole.replace(" ", "")
        raise Unclear(Decimal(bare + fraction), Decimal(f"{bare}.{fraction}"))
    if sign and not fraction:
        return None
    return Decimal(f"{whole.replace(' ', '')}{sign and '.'}{fraction}")


def plain(value):
    """Without trailing zeros and without an exponent; -0 is 0."""
    if value == value.to_integral_value():
        return value.quantize(Decimal(1)) + 0
    return value.normalize()
