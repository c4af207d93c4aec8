"""One call of a catalogue function: shapes, blanks and errors are settled here, for every host alike.

Bad input never raises out of a cell: it becomes a text that begins with `エラー: `, in its own cell only.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, Callable, NamedTuple

from xlshipcheck import cells, errors
from xlshipcheck.answers import Answer, Note, Value, cell_value, error_text, plain_value
from xlshipcheck.argument_readers import read_column, reader_for
from xlshipcheck.catalogue import (
    AGGREGATE,
    CONSTANT,
    EXPLANATION,
    Argument,
    Function,
    find_function,
    resolved,
)
from xlshipcheck.cells import MISSING
from xlshipcheck.ranges import Grid, common_shape, grid_of, in_rows, single_value, spilled_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.business_days import Calendar
    from xlshipcheck.context import Context


class Result(NamedTuple):
    """What a call answers, before a host renders it.

    Attributes:
        answers: one answer per cell, row after row.
        shape: (rows, columns) of a range; None for a single cell.
        table: the cells of a spilled table, which has no answers of its own.
    """

    answers: list[Answer]
    shape: tuple[int, int] | None = None
    table: list[list[Value]] | None = None

    def render(self) -> Any:  # noqa: ANN401  a cell value or rows of them
        """Return what goes into cells: a value, or a list of rows."""
        if self.table is not None:
            flat = [spilled_value(plain_value(cell)) for row in self.table for cell in row]
            return in_rows(flat, len(self.table[0]))
        if self.shape is None:
            return cell_value(self.answers[0])
        # Equal rows share one answer object, so each is rendered once.
        distinct = {id(answer): answer for answer in self.answers}
        rendered = {key: spilled_value(cell_value(answer)) for key, answer in distinct.items()}
        return in_rows([rendered[id(answer)] for answer in self.answers], self.shape[1])

    def problems(self) -> list[str]:
        """Return the problem of every answer that has one."""
        return [answer.problem for answer in self.answers if answer.problem]

    def notes(self) -> list[Note]:
        """Return the notes of all answers, each once, in order."""
        return list(dict.fromkeys(note for answer in self.answers for note in answer.notes))


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
        return Result([], None, target(context, *arguments))
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


def arranged(function: Function, arguments: Sequence[object]) -> list[object]:
    """Return the arguments of a call in the places of the contract, `MISSING` where one was left out.

    An event may stand where the kind was left out, `QOO10_DEADLINE(H2,"警告")`: the words are disjoint.

    Raises:
        ArgumentCount: more arguments than the function takes.
        RaggedRange: a range that is no rectangle.
    """
    most = len(function.arguments)
    if len(arguments) > most and not function.variadic:
        raise errors.ArgumentCount(
            name=function.name, most=most, given=len(arguments), order=errors.Whole(function.order)
        )
    given = [*arguments, *[MISSING] * (most - len(arguments))]
    names = [argument.name for argument in function.arguments]
    if "kind" in names and "event" in names:
        kind, event = names.index("kind"), names.index("event")
        if given[event] is MISSING and _names_events(given[kind], function.arguments[kind]):
            given[kind], given[event] = MISSING, given[kind]
    return given


def _names_events(value: object, argument: Argument) -> bool:
    """Tell whether a cell names an event, or a range nothing but events and blanks."""
    from xlshipcheck.qoo10 import EVENTS  # noqa: PLC0415  needed by one function only
    from xlshipcheck.text import name_key  # noqa: PLC0415  as above

    grid = grid_of(value, argument.japanese)
    words = [word for word in (grid.cells if grid else [value]) if not cells.is_blank(word)]
    return bool(words) and all(isinstance(word, str) and name_key(word) in EVENTS for word in words)


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


def calendar_of(
    function: Function, given: list[object], context: Context
) -> tuple[Calendar | None, list[object]]:
    """Return the calendar of a given `closed` argument, and the arguments without it.

    Args:
        function: what was asked.
        given: its arguments, complete.
        context: settings, whose closed days hold where none are given.

    Returns:
        None for the calendar of the settings: the argument was left out, or is a blank that is no range. A
        blank range is a list without a day in it: then nothing is closed.
    """
    if function.arguments[-1].reader != "closed":
        return None, given
    name = function.arguments[-1].japanese
    grid = grid_of(given[-1], name)
    days = {cells.read_day(cell, name) for cell in (grid.cells if grid else [given[-1]])}
    if grid is None and days == {None}:
        return None, given[:-1]
    return context.calendar_with(day for day in days if day is not None), given[:-1]


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
    if function.arguments[-1].reader == "closed":
        columns.append([calendar])
    _refuse_mixed_rate(function, grids, columns, count)
    target = resolved(function.target)
    blank_positions = [function.position(name) for name in function.blank_when]
    required = [(k, a) for k, a in enumerate(arguments) if a.required]

    def answered(row: Sequence[Any]) -> Answer:
        return _answer(target, row, context, blank_positions, required)

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
) -> list[Any]:
    """Return an argument's values read: one per cell of the result, or the single one for all of them."""
    reader = reader_for(argument, function, context)
    if grid is None or (grid.shape == (1, 1) and count > 1):
        single = value if grid is None else grid.cells[0]
        return read_column([None if single is MISSING else single], reader)
    return read_column(grid.cells, reader)


def answer_of(function: Function, row: Sequence[Any], context: Context) -> Answer:
    """Return the answer of a row-wise function for one row whose cells are read already.

    Args:
        function: what is asked.
        row: its arguments as their readers gave them, all of them; an `ArgumentError` for one that cannot be read.
        context: as-of day, settings and rules.
    """
    return _answer(resolved(function.target), row, context, *_looked_at(function.name))


@cache
def _looked_at(name: str) -> tuple[list[int], list[tuple[int, Argument]]]:
    """Return which arguments of a function make a row blank together, and which it cannot do without."""
    function = find_function(name)
    required = [(place, argument) for place, argument in enumerate(function.arguments) if argument.required]
    return [function.position(argument) for argument in function.blank_when], required


def _answer(
    target: Callable[..., Answer],
    row: Sequence[Any],
    context: Context,
    blank_positions: Sequence[int],
    required: Sequence[tuple[int, Argument]],
) -> Answer:
    if blank_positions and all(row[k] is None or row[k] == "" for k in blank_positions):
        return Answer("")
    for value in row:
        if isinstance(value, errors.ArgumentError):
            return Answer(problem=str(value))
    for position, argument in required:
        if row[position] is None or row[position] == "":
            return Answer(problem=str(errors.MissingArgument(argument=argument.japanese)))
    try:
        return target(context, *row)
    except errors.ShipcheckError as problem:
        return Answer(problem=str(problem))


def _refuse_mixed_rate(
    function: Function, grids: Sequence[Grid | None], columns: Sequence[Sequence[Any]], count: int
) -> None:
    """Refuse one rate over rows of both kinds: 一般 and 予約 each have a rate of their own."""
    names = [argument.name for argument in function.arguments]
    if count == 1 or "rate" not in names or "kind" not in names:
        return
    position = names.index("rate")
    grid, rate = grids[position], columns[position][0]
    if (grid is not None and grid.shape != (1, 1)) or not isinstance(rate, Fraction):
        return
    bases, kinds = columns[0], columns[names.index("kind")]
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
    from xlshipcheck.aggregates import read_rows  # noqa: PLC0415  only ranges need it

    rows = read_rows(function, given, context)
    scalars = [*rows.singles, calendar] if function.arguments[-1].reader == "closed" else rows.singles
    try:
        answer: Answer = resolved(function.target)(context, rows.columns, *scalars)
    except errors.PackageWithoutDay as problem:
        raise rows.named(problem) from None
    return Result([answer], None, answer.table)
