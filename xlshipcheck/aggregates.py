"""The columns of an aggregate: which rows count, which are a header or blank, and which stop the answer.

A rate over the readable rows alone would look right and be wrong, so a single unreadable row refuses the
whole answer and is named.
"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any

from xlshipcheck import errors
from xlshipcheck.argument_readers import read_column, reader_for
from xlshipcheck.cells import MISSING, is_blank
from xlshipcheck.headers import is_known_header
from xlshipcheck.ranges import Grid, common_shape, grid_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.catalogue import Argument, Function
    from xlshipcheck.context import Context


def read_rows(
    function: Function, given: Sequence[object], context: Context
) -> tuple[tuple[list[Any], ...], list[Any]]:
    """Return the counted rows of an aggregate column by column, and its single arguments.

    Args:
        function: the aggregate.
        given: its arguments without `closed`.
        context: the day, settings and rules.

    Returns:
        The columns of the row-wise arguments, of equal length, and the other arguments, each in the order
        of the contract.

    Raises:
        UnreadableRows: naming how many rows cannot be read and the first of them.
        ShapeMismatch: for ranges of different lengths.
    """
    arguments = function.arguments[: len(given)]
    listed = [argument for argument in arguments if _is_column(argument)]
    values = [value for argument, value in zip(arguments, given) if _is_column(argument)]
    grids = [_grid(argument, value) for argument, value in zip(listed, values)]
    shape = common_shape([(a.japanese, g) for a, g in zip(listed, grids) if g is not None])
    count = shape[0] * shape[1] if shape else 1
    raw = [_cells(grid, value, count) for grid, value in zip(grids, values)]
    start = 1 if count > 1 and _is_header(raw[0][0], listed[0]) else 0
    columns = [
        read_column(cells[start:], reader_for(argument, function, context))
        for argument, cells in zip(listed, raw)
    ]
    rows = _counted_rows(columns, start)
    singles = [
        _single(function, argument, value, context)
        for argument, value in zip(arguments, given)
        if not _is_column(argument)
    ]
    return tuple([list(column) for column in zip(*rows)] or [[] for _ in columns]), singles


def _is_column(argument: Argument) -> bool:
    return argument.rowwise and argument.reader != "as_of"


def _grid(argument: Argument, value: object) -> Grid | None:
    grid = grid_of(value, argument.japanese)
    if grid is not None and argument.reader == "package" and grid.columns > 1:
        # 注文番号 and 送り状番号 side by side: both together make the package.
        return Grid(grid.rows, 1, [_package_key(line) for line in grid.lines()])
    return grid


def _package_key(line: Sequence[object]) -> object:
    return None if all(is_blank(cell) for cell in line) else "\t".join(map(str, line))


def _cells(grid: Grid | None, value: object, count: int) -> list[object]:
    if grid is not None and (grid.shape != (1, 1) or count == 1):
        return grid.cells
    single = value if grid is None else grid.cells[0]
    return list(repeat(None if single is MISSING else single, count))


def _is_header(cell: object, argument: Argument) -> bool:
    return (
        isinstance(cell, str)
        and bool(cell.strip())
        and (cell.strip() == argument.japanese or is_known_header(cell))
    )


def _counted_rows(columns: Sequence[list[Any]], start: int) -> list[tuple[Any, ...]]:
    rows = []
    unreadable: list[tuple[int, str]] = []
    broken = any(isinstance(value, errors.ArgumentError) for column in columns for value in column)
    for number, row in enumerate(zip(*columns), start + 1):
        if row[0] is None or row[0] == "":
            continue
        if broken:
            problem = next((value for value in row if isinstance(value, errors.ArgumentError)), None)
            if problem is not None:
                unreadable.append((number, str(problem)))
                continue
        rows.append(row)
    if unreadable:
        first_row, first_problem = unreadable[0]
        raise errors.UnreadableRows(count=len(unreadable), row=first_row, problem=errors.Whole(first_problem))
    return rows


def _single(function: Function, argument: Argument, value: object, context: Context) -> Any:  # noqa: ANN401
    """Return an argument that is one value for the whole call; a single-cell range is that cell."""
    grid = grid_of(value, argument.japanese)
    if grid is not None:
        if grid.shape != (1, 1):
            raise errors.ShapeMismatch(shapes=f"{argument.japanese} {grid.rows}×{grid.columns}")
        value = grid.cells[0]
    result = reader_for(argument, function, context)(None if value is MISSING else value)
    if argument.required and (result is None or result == ""):
        raise errors.MissingArgument(argument=argument.japanese)
    return result
