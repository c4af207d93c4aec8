"""Telephone numbers that stand where another number belongs."""

from __future__ import annotations

import re
from typing import Final

from xlshipcheck.values.text import normal_form

LEAST_DIGITS: Final = 9
"""A telephone number of Japan without the 0 in front has at least so many; a shorter text is a remark."""
_JAPAN = "+81"
_NO_DIGIT = re.compile(r"[^0-9]")
_LAST_DIGITS = "023456789"
"""In which both numbers must end; behind a 1 may stand nothing of the number, where it is that of +81."""
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
    if text.isdecimal() and text.isascii():
        digits = text.lstrip("0")
    elif _LETTER.search(text):
        # Letters make it another number, such as S10 or a remark.
        return ""
    else:
        digits = _NO_DIGIT.sub("", text).lstrip("0")
    return digits if len(digits) >= LEAST_DIGITS else ""


def are_same_phone(number: object, phone: object) -> bool:
    """Tell whether two cells are one telephone number.

    Args:
        number: the cell's own value.
        phone: the other's.
    """
    if not number or not phone:
        return False
    if (
        isinstance(number, str)
        and isinstance(phone, str)
        and number[-1] != phone[-1]
        and number[-1] in _LAST_DIGITS
        and phone[-1] in _LAST_DIGITS
    ):
        # Seen at a glance of nearly all pairs of a hundred thousand rows.
        return False
    key = phone_key(number)
    return bool(key) and key == phone_key(phone)


def phone_of_the_row(cell: object) -> PhoneOfTheRow:
    """Return a cell as one that a phone column of its row holds too."""
    return PhoneOfTheRow(int(cell) if isinstance(cell, float) else cell)
