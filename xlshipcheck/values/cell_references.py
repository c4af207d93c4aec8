"""Names of cells and ranges (`AB12`, `$A$1:C9`) and the numbers behind them, counted from 1."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384

_RANGE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")


class Rectangle(NamedTuple):
    """A range of cells, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def holds(self, row: int, column: int) -> bool:
        """Tell whether a cell lies inside."""
        return self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column

    def meets(self, other: Rectangle) -> bool:
        """Tell whether two ranges have a cell in common."""
        rows = self.first_row <= other.last_row and other.first_row <= self.last_row
        return rows and self.first_column <= other.last_column and other.first_column <= self.last_column

    def __str__(self) -> str:
        first = f"{column_letters(self.first_column)}{self.first_row}"
        last = f"{column_letters(self.last_column)}{self.last_row}"
        return first if first == last else f"{first}:{last}"


def column_letters(column: int) -> str:
    """Return the letters of a column number.

    Args:
        column: from 1 (A) to 16,384 (XFD).

    >>> column_letters(28)
    'AB'
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the number of a column from its letters, A = 1.

    >>> column_number("AB")
    28
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def parse_range(text: str) -> Rectangle | None:
    """Return the range that a reference names; None for what is no plain range of one sheet.

    >>> parse_range("B2:$C$9")
    Rectangle(first_row=2, first_column=2, last_row=9, last_column=3)
    """
    match = _RANGE.fullmatch(text)
    if match is None:
        return None
    first_column, first_row, last_column, last_row = match.groups()
    first = int(first_row), column_number(first_column)
    last = (int(last_row), column_number(last_column)) if last_row else first
    return Rectangle(
        min(first[0], last[0]), min(first[1], last[1]), max(first[0], last[0]), max(first[1], last[1])
    )


def around(areas: Sequence[Rectangle]) -> Rectangle | None:
    """Return the smallest range that holds all of the ranges, None for none of them."""
    if not areas:
        return None
    first_rows, first_columns, last_rows, last_columns = zip(*areas)
    return Rectangle(min(first_rows), min(first_columns), max(last_rows), max(last_columns))
