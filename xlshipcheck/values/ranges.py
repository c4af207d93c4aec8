"""Ranges as hosts hand them over: a scalar, a flat list (a column) or a list of rows."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from xlshipcheck import errors

if TYPE_CHECKING:
    from collections.abc import Sequence


SPILLED_TEXT_LENGTH = 255


class Grid(NamedTuple):
    """A rectangle of cells.

    Attributes:
        rows: number of rows.
        columns: number of columns.
        cells: all cells, row after row.
    """

    rows: int
    columns: int
    cells: list[object]

    @property
    def shape(self) -> tuple[int, int]:
        """Return (rows, columns)."""
        return self.rows, self.columns

    def lines(self) -> list[list[object]]:
        """Return the cells as a list of rows."""
        width = self.columns
        return [self.cells[start : start + width] for start in range(0, len(self.cells), width)]


def grid_of(value: object, argument: str) -> Grid | None:
    """Return the rectangle an argument stands for, or None for a single value.

    Args:
        value: a scalar, a flat list (one column), or a list of rows.
        argument: the Japanese name of the argument, for the sentence.

    Raises:
        RaggedRange: rows of different lengths, an empty range, or lists nested deeper.
    """
    if not isinstance(value, (list, tuple)):
        return None
    problem = errors.RaggedRange(argument=argument)
    kinds = {issubclass(kind, (list, tuple)) for kind in set(map(type, value))}
    if len(kinds) != 1:
        raise problem
    nested = kinds.pop()
    if not nested:
        return Grid(len(value), 1, list(value))
    width = len(value[0])
    if not width or set(map(len, value)) != {width}:
        raise problem
    flat = list(chain.from_iterable(value))
    if any(issubclass(kind, (list, tuple)) for kind in set(map(type, flat))):
        raise problem
    return Grid(len(value), width, flat)


def common_shape(grids: Sequence[tuple[str, Grid]]) -> tuple[int, int] | None:
    """Return the shape that all ranges share; None where there is no range.

    A single-cell range is repeated along the others, as a scalar is.

    Args:
        grids: (Japanese name of the argument, its range).

    Raises:
        ShapeMismatch: naming each range with its size.
    """
    if not grids:
        return None
    shapes = {grid.shape for _, grid in grids if grid.shape != (1, 1)}
    if len(shapes) > 1:
        sizes = ", ".join(f"{name} {grid.rows}×{grid.columns}" for name, grid in grids)
        raise errors.ShapeMismatch(shapes=errors.Whole(sizes))
    return shapes.pop() if shapes else (1, 1)


def spilled_value(value: Any) -> Any:  # noqa: ANN401  a cell value of any type
    """Return a value as a spilled array can carry it into Excel: a long text is cut with an ellipsis."""
    if isinstance(value, str) and len(value) > SPILLED_TEXT_LENGTH:
        return value[: SPILLED_TEXT_LENGTH - 1] + "…"
    return value


def single_value(value: object, argument: str) -> object:
    """Return the one cell that an argument stands for, be it given as a range of that cell.

    Args:
        value: a scalar, or a range.
        argument: the Japanese name of the argument, for the sentence.

    Raises:
        SingleCellWanted: for a range of more than one cell.
        RaggedRange: for what is no rectangle.
    """
    grid = grid_of(value, argument)
    if grid is None:
        return value
    if grid.shape != (1, 1):
        raise errors.SingleCellWanted(argument=argument, rows=grid.rows, columns=grid.columns)
    return grid.cells[0]


Item = TypeVar("Item")


def in_rows(cells: Sequence[Item], columns: int) -> list[list[Item]]:
    """Return cells as rows of a width."""
    if columns == 1:
        return [[cell] for cell in cells]
    return [list(cells[start : start + columns]) for start in range(0, len(cells), columns)]


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
