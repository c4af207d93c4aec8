"""Ranges as hosts hand them over: a scalar, a flat list (a column) or a list of rows."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

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


def in_rows(cells: Sequence[Any], columns: int) -> list[list[Any]]:
    """Return cells as rows of a width."""
    if columns == 1:
        return [[cell] for cell in cells]
    return [list(cells[start : start + columns]) for start in range(0, len(cells), columns)]
