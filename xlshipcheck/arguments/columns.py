"""The columns of an aggregate: which rows count, which are a header or blank, and which stop the answer.

A rate over the readable rows alone would look right and be wrong, so a single unreadable row refuses the
whole answer and is named.
"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from xlshipcheck import errors
from xlshipcheck.arguments.calls import unread_cell
from xlshipcheck.arguments.readers import reader_for
from xlshipcheck.headers.roles import is_known_header
from xlshipcheck.values.cells import MISSING, read_column
from xlshipcheck.values.ranges import Grid, common_shape, grid_of, single_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.arguments.form import Argument, Function
    from xlshipcheck.context import Context


class CountedRows(NamedTuple):
    """What an aggregate counts.

    Attributes:
        columns: the row-wise arguments in the order of the contract, one value per counted row.
        singles: the other arguments in the order of the contract.
        numbers: the row of the given range, from 1, that each counted row stands in.
    """

    columns: tuple[list[Any], ...]
    singles: list[Any]
    numbers: list[int]

    def named(self, problem: errors.PackageWithoutDay) -> errors.PackageWithoutDay:
        """Return a problem of a counted row with the row of the range, which the user sees."""
        row = self.numbers[int(str(problem.fields["row"])) - 1]
        return type(problem)(**{**problem.fields, "row": row})


def read_rows(function: Function, given: Sequence[object], context: Context) -> CountedRows:
    """Return the counted rows of an aggregate column by column, and its single arguments.

    Args:
        function: the aggregate.
        given: its arguments without `closed`.
        context: the day, settings and rules.

    Raises:
        UnreadableRows: naming how many rows cannot be read and the first of them.
        ShapeMismatch: for ranges of different lengths.
    """
    arguments = function.arguments[: len(given)]
    listed = [argument for argument in arguments if is_column(argument)]
    values = [value for argument, value in zip(arguments, given) if is_column(argument)]
    grids = [column_grid(argument, value) for argument, value in zip(listed, values)]
    shape = common_shape([(a.japanese, g) for a, g in zip(listed, grids) if g is not None])
    height, width = shape or (1, 1)
    raw = [_cells(grid, value, height * width) for grid, value in zip(grids, values)]
    header_cells = width if shape is not None and _is_header(raw[0][0], listed[0]) else 0
    columns = [
        read_column(cells[header_cells:], reader_for(argument, function, context))
        for argument, cells in zip(listed, raw)
    ]
    rows, numbers = _counted_rows(listed, columns, header_cells, width)
    singles = [
        _single(function, argument, value, context)
        for argument, value in zip(arguments, given)
        if not is_column(argument)
    ]
    absent = {argument.name for argument, value in zip(listed, values) if value is MISSING}
    for place, argument in enumerate(argument for argument in arguments if not is_column(argument)):
        if argument.chooses_from in absent:
            singles[place] = ""  # all rows count
    counted = tuple([list(column) for column in zip(*rows)] or [[] for _ in columns])
    return CountedRows(counted, singles, numbers)


def is_column(argument: Argument) -> bool:
    """Tell whether an aggregate's argument has a cell per row, and not one value for the whole call."""
    return argument.rowwise and argument.reader != "as_of"


def column_grid(argument: Argument, value: object) -> Grid | None:
    """Return the rectangle of a column argument, one cell per row that is counted.

    Raises:
        RaggedRange: what is given is no rectangle.
    """
    grid = grid_of(value, argument.japanese)
    if grid is not None and argument.reader == "package" and grid.columns > 1:
        # 注文番号 and 送り状番号 side by side: both together make the package.
        return Grid(grid.rows, 1, [tuple(line) for line in grid.lines()])
    return grid


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


def _counted_rows(
    arguments: Sequence[Argument], columns: Sequence[list[Any]], header_cells: int, width: int
) -> tuple[list[tuple[Any, ...]], list[int]]:
    rows = []
    numbers = []
    unreadable: list[tuple[int, str]] = []
    broken = any(isinstance(value, errors.ArgumentError) for column in columns for value in column)
    for position, row in enumerate(zip(*columns), header_cells):
        if row[0] is None or row[0] == "":
            continue
        if broken:
            problem = unread_cell(arguments, row)
            if problem is not None:
                unreadable.append((position // width + 1, str(problem)))
                continue
        rows.append(row)
        numbers.append(position // width + 1)
    if unreadable:
        first_row, first_problem = unreadable[0]
        count = len({row for row, _ in unreadable})
        raise errors.UnreadableRows(count=count, row=first_row, problem=errors.Whole(first_problem))
    return rows, numbers


def _single(function: Function, argument: Argument, value: object, context: Context) -> Any:  # noqa: ANN401  as its reader
    """Return an argument that is one value for the whole call; a single-cell range is that cell."""
    cell = single_value(value, argument.japanese)
    return reader_for(argument, function, context)(None if cell is MISSING else cell)
