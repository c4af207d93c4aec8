"""Telephone numbers that stand where another number belongs."""

from __future__ import annotations

import re
from operator import itemgetter
from typing import TYPE_CHECKING, Final, cast

from xlshipcheck.values.text import normal_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LEAST_DIGITS: Final = 9
"""A telephone number of Japan without the 0 in front has at least so many; a shorter text is a remark."""
_JAPAN = "+81"
_NO_DIGIT = re.compile(r"[^0-9]")
_LAST_DIGITS = "023456789"
"""In which both numbers must end; behind a 1 may stand nothing of the number, where it is that of +81."""
_LAST_CHARACTER = itemgetter(slice(-1, None))
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


def same_phone_rows(numbers: Sequence[object], phones: Sequence[object]) -> list[int]:
    """Return the positions at which two columns hold one telephone number.

    Args:
        numbers: cells of one column.
        phones: as many of the other.
    """
    found = []
    for row in _alike(numbers, phones):
        key = phone_key(numbers[row])
        if key and key == phone_key(phones[row]):
            found.append(row)
    return found


def _alike(numbers: Sequence[object], phones: Sequence[object]) -> Iterable[int]:
    """Return the positions at which two cells may be one telephone number.

    Nearly all pairs of a hundred thousand rows of texts are told apart by their last digit, without a question for each.
    """
    if not any(phones):
        return ()
    if {*map(type, numbers), *map(type, phones)} != {str}:
        return range(len(numbers))
    texts, others = cast("Sequence[str]", numbers), cast("Sequence[str]", phones)
    ends = list(zip(map(_LAST_CHARACTER, texts), map(_LAST_CHARACTER, others)))
    # A few dozen pairs of characters are all there are.
    alike = {pair for pair in set(ends) if all(pair) and not _differ(*pair)}
    return [row for row, pair in enumerate(ends) if pair in alike]


def _differ(end: str, other: str) -> bool:
    """Tell whether two numbers that end so are surely two."""
    return end != other and end in _LAST_DIGITS and other in _LAST_DIGITS


def phone_of_the_row(cell: object) -> PhoneOfTheRow:
    """Return a cell as one that a phone column of its row holds too."""
    return PhoneOfTheRow(int(cell) if isinstance(cell, float) else cell)
