"""Telephone numbers that stand where another number belongs."""

from __future__ import annotations

import re
from typing import Final

from xlshipcheck.values.text import normal_form

LEAST_DIGITS: Final = 9
"""A telephone number of Japan without the 0 in front has at least so many; a shorter text is a remark."""
_JAPAN = "+81"
_NO_DIGIT = re.compile(r"[^0-9]")
_LETTER = re.compile(r"[A-Za-z]")


class PhoneOfTheRow(str):
    """A cell's text of which is known that a phone column of the same row holds it too."""

    __slots__ = ()


def phone_key(cell: object) -> str:
    """Return the digits by which telephone numbers are compared; "" where a cell can be none.

    Args:
        cell: the cell's own value; a number cell has lost the 0 in front, so no 0 there counts.
    """
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, bool) or not isinstance(cell, (str, int)):
        return ""
    plain = str(cell) if isinstance(cell, int) or cell.isascii() else normal_form(cell)
    text = plain.replace(_JAPAN, "")
    digits = (text if text.isdecimal() and text.isascii() else _NO_DIGIT.sub("", text)).lstrip("0")
    # Letters make it another number, such as S10 or a remark.
    return digits if len(digits) >= LEAST_DIGITS and not _LETTER.search(text) else ""


def phone_of_the_row(cell: object) -> PhoneOfTheRow:
    """Return a cell as one that a phone column of its row holds too."""
    return PhoneOfTheRow(int(cell) if isinstance(cell, float) else cell)
