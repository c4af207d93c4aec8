"""One call of a catalogue function: shapes, blanks and errors are settled here, for every host alike.

Bad input never raises out of a cell: it becomes a text that begins with `エラー: `, in its own cell only.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, Callable

from xlshipcheck import errors
from xlshipcheck.arguments.calls import (
    Lookup,
    Result,
    arranged,
    calendar_of,
    concluding_for,
    own_calendar,
    resolved,
    unread_cell,
)
from xlshipcheck.arguments.form import AGGREGATE, CONSTANT, EXPLANATION, Argument, Function
from xlshipcheck.arguments.readers import reader_for
from xlshipcheck.catalogue.registry import find_function
from xlshipcheck.values.answers import Answer, ReadCell, error_text
from xlshipcheck.values.cells import MISSING, read_column
from xlshipcheck.values.ranges import Grid, common_shape, grid_of, single_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.calendars.business_days import Calendar
    from xlshipcheck.context import Context


def call(name: str, arguments: Sequence[object], context: Context) -> Any:  # noqa: ANN401  a value or rows
    """Return what the cells show for a call.

    Args:
        name: a function of the catalogue.
        arguments: in the order of the contract; `MISSING` for one that was left out.
        context: the day, settings and rules.

    Returns:
        A value, or a list of rows where a range was given; an `エラー: ` text for what cannot be answered.
    """
    try:
        return evaluate(name, arguments, context).render()
    except errors.ShipcheckError as problem:
        return error_text(str(problem))


def evaluate(
    name: str, arguments: Sequence[object], context: Context, row: Mapping[str, object] | None = None
) -> Result:
    """Answer a call with its notes and problems.

    Args:
        name: a function of the catalogue.
        arguments: in the order of the contract; `MISSING` for one that was left out.
        context: the day, settings and rules.
        row: role -> value of the caller's own row, for a row-aware call.

    Raises:
        ShipcheckError: what concerns the call as a whole; a single cell's problem stands in its answer.
    """
    function = find_function(name)
    target = resolved(function.target)
    given = arranged(function, arguments)
    if function.shape == EXPLANATION:
        return Result([], None, target(context, Lookup(find_function, evaluate), *arguments))
    if function.shape == CONSTANT:
        return Result([target(context)])
    if row is not None and function.row_aware and given[0] is MISSING:
        given = [
            row.get(argument.role, MISSING) if value is MISSING and argument.role else value
            for value, argument in zip(given, function.arguments)
        ]
    _refuse_missing(function, given)
    calendar, given = calendar_of(function, given, context)
    if function.shape == AGGREGATE:
        return _aggregate(function, given, context, calendar)
    return _row_wise(function, given, context, calendar)


def _refuse_missing(function: Function, given: Sequence[object]) -> None:
    needed = function.optional_from
    if function.row_aware:
        # Called without its own row there is nothing to take the values from: say which to give.
        needed = 1
    absent = [
        argument.japanese for argument, value in zip(function.arguments[:needed], given) if value is MISSING
    ]
    if absent:
        raise errors.CallIncomplete(
            argument=errors.Whole("・".join(absent)), order=errors.Whole(function.order)
        )


def _row_wise(
    function: Function, given: Sequence[object], context: Context, calendar: Calendar | None
) -> Result:
    arguments = function.arguments[: len(given)]
    given = [
        value if argument.rowwise else single_value(value, argument.japanese)
        for argument, value in zip(arguments, given)
    ]
    grids = [grid_of(value, argument.japanese) for argument, value in zip(arguments, given)]
    shape = common_shape([(a.japanese, g) for a, g in zip(arguments, grids) if g is not None])
    count = shape[0] * shape[1] if shape else 1
    columns = [
        _column(function, argument, value, grid, count, context)
        for argument, value, grid in zip(arguments, given, grids)
    ]
    _refuse_mixed_rate(function, grids, columns, count)
    if function.column and count > 1:
        named = dict(zip((argument.name for argument in arguments), columns))
        found = resolved(function.column)(context, calendar, named)
        if found is not None:
            return Result(found, shape)
    answered = _answerer(function, context, calendar)
    varying = [position for position, column in enumerate(columns) if len(column) > 1]
    if not varying:
        return Result([answered([column[0] for column in columns])] * count, shape)
    # Only what differs from row to row tells rows apart; the rest is the same single value in all of them.
    keys: Sequence[tuple[Any, ...]] = list(zip(*(columns[position] for position in varying)))
    if any(arguments[position].reader == "raw" for position in varying if position < len(arguments)):
        # 1 and 1.0 are equal to Python, and as a tracking number they are not.
        keys = [(*key, *map(type, key)) for key in keys]
    known: dict[tuple[Any, ...], Answer] = {}
    row = [column[0] for column in columns]
    for key in dict.fromkeys(keys):
        for position, value in zip(varying, key):
            row[position] = value
        known[key] = answered(row)
    return Result(list(map(known.__getitem__, keys)), shape)


def _column(
    function: Function, argument: Argument, value: object, grid: Grid | None, count: int, context: Context
) -> list[ReadCell]:
    """Return an argument's values read: one per cell of the result, or the single one for all of them."""
    reader = reader_for(argument, function, context)
    if grid is None or (grid.shape == (1, 1) and count > 1):
        single = value if grid is None else grid.cells[0]
        return read_column([None if single is MISSING else single], reader)
    return read_column(grid.cells, reader)


def answer_of(function: Function, row: Sequence[ReadCell], context: Context) -> Answer:
    """Return the answer of a row-wise function for one row whose cells are read already.

    Args:
        function: what is asked.
        row: its arguments but for `closed`, as their readers gave them; an `ArgumentError` for one that cannot be read.
        context: as-of day, settings and rules.
    """
    return _answerer(function, context, None)(row)


def _answerer(
    function: Function, context: Context, calendar: Calendar | None
) -> Callable[[Sequence[ReadCell]], Answer]:
    """Return what answers a row of arguments as their readers gave them."""
    concluding = concluding_for(function, context, calendar)
    blank_positions, required = _needed_places(function.name)

    def answered(row: Sequence[ReadCell]) -> Answer:
        for position in blank_positions:
            if row[position] is not None and row[position] != "":
                break
        else:
            if blank_positions:
                return Answer("")
        for value in row:
            if isinstance(value, errors.ArgumentError):
                return Answer(problem=str(unread_cell(function.arguments, row)))
        for position, argument in required:
            if row[position] is None or row[position] == "":
                return Answer(problem=str(errors.MissingArgument(argument=argument.japanese)))
        try:
            return concluding(row)
        except errors.ShipcheckError as problem:
            return Answer(problem=str(problem))

    return answered


@cache
def _needed_places(name: str) -> tuple[list[int], list[tuple[int, Argument]]]:
    """Return which arguments of a function make a row blank together, and which it cannot do without."""
    function = find_function(name)
    required = [(place, argument) for place, argument in enumerate(function.arguments) if argument.required]
    return [function.position(argument) for argument in function.blank_when], required


def _refuse_mixed_rate(
    function: Function, grids: Sequence[Grid | None], columns: Sequence[Sequence[ReadCell]], count: int
) -> None:
    """Refuse one rate over rows of both kinds: 一般 and 予約 each have a rate of their own."""
    position = next((place for place, argument in enumerate(function.arguments) if argument.one_for), None)
    if count == 1 or position is None:
        return
    grid, rate = grids[position], columns[position][0]
    if (grid is not None and grid.shape != (1, 1)) or not isinstance(rate, Fraction):
        return
    bases, kinds = columns[0], columns[function.position(function.arguments[position].one_for)]
    if len(kinds) == 1:
        return
    if len(bases) == 1:
        bases = list(bases) * count
    if len({kind for base, kind in zip(bases, kinds) if base is not None and isinstance(kind, str)}) > 1:
        name = function.arguments[position].japanese
        raise errors.OneRateForBothKinds(argument=name, value=f"{float(rate):g}")


def _aggregate(
    function: Function, given: Sequence[object], context: Context, calendar: Calendar | None
) -> Result:
    from xlshipcheck.arguments.columns import read_rows  # noqa: PLC0415  only ranges need it

    rows = read_rows(function, given, context)
    last = own_calendar(function, calendar)
    try:
        answer: Answer = resolved(function.target)(context, rows.columns, *rows.singles, *last)
    except errors.PackageWithoutDay as problem:
        raise rows.named(problem) from None
    return Result([answer], None, answer.table)
