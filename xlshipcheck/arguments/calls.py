"""A call before and after its answer: arguments in their places, the calendar they ask for, and the result."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Callable, NamedTuple

from xlshipcheck import errors
from xlshipcheck.context import PREORDER
from xlshipcheck.values import cells
from xlshipcheck.values.answers import Answer, Note, ReadCell, Value, cell_value, concluded, plain_value
from xlshipcheck.values.cells import MISSING
from xlshipcheck.values.ranges import grid_of, in_rows, spilled_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.arguments.form import Argument, Function
    from xlshipcheck.calendars.business_days import Calendar
    from xlshipcheck.context import Context


Target = Any
"""What the catalogue names: a function, whose arguments its entry there says and tests hold, or a list of words."""


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
        keys = list(map(id, self.answers))
        distinct = dict(zip(keys, self.answers))
        rendered = {key: spilled_value(cell_value(answer)) for key, answer in distinct.items()}
        return in_rows(list(map(rendered.__getitem__, keys)), self.shape[1])

    def problems(self) -> list[str]:
        """Return the problem of every answer that has one."""
        return [answer.problem for answer in self.answers if answer.problem]

    def notes(self) -> list[Note]:
        """Return the notes of all answers, each once, in order."""
        return list(dict.fromkeys(note for answer in self.answers for note in answer.notes))


class Lookup(NamedTuple):
    """What a function that speaks of other functions is given, so that it need not know the catalogue above it.

    Attributes:
        find: name -> function, as it is typed.
        evaluate: answers a call: name, arguments and context.
    """

    find: Callable[[str], Function]
    evaluate: Callable[[str, Sequence[object], Context], Result]


@cache
def resolved(target: str) -> Target:
    """Return what `module:name` names, most often a function; its module is loaded only when it is needed."""
    module, _, name = target.partition(":")
    found: Target = getattr(import_module(f"xlshipcheck.{module}"), name)
    return found


def concluding_for(
    function: Function, context: Context, calendar: Calendar | None
) -> Callable[[Sequence[ReadCell]], Answer]:
    """Return what answers a row-wise function: the arguments of a row, all readable -> the answer.

    Args:
        function: what is asked.
        context: as-of day, settings and rules.
        calendar: the platform's calendar where `closed` was given.
    """
    target = resolved(function.target)
    if not function.record:
        last = own_calendar(function, calendar)
        return lambda row: target(context, *row, *last)
    record_of = resolved(function.record)(context, calendar)
    names = [argument.name for argument in function.arguments]

    def concluding(row: Sequence[ReadCell]) -> Answer:
        values = dict(zip(names, row))
        return concluded(target(record_of(values), values))

    return concluding


def own_calendar(function: Function, calendar: Calendar | None) -> list[Calendar | None]:
    """Return the last argument of a function that takes the days on which a platform is closed; nothing for others."""
    takes_it = bool(function.arguments) and function.arguments[-1].reader == "closed"
    return [calendar] if takes_it else []


def unread_cell(arguments: Sequence[Argument], row: Sequence[ReadCell]) -> errors.ArgumentError | None:
    """Return the first cell of a row that cannot be read, named as its column is: of a preorder the base is 予約日.

    Args:
        arguments: what the cells stand for.
        row: the cells, as their readers gave them.
    """
    for argument, value in zip(arguments, row):
        if isinstance(value, errors.ArgumentError):
            kinds = [cell for other, cell in zip(arguments, row) if other.reader == "kind"]
            if argument.of_preorder and PREORDER in kinds:
                return type(value)(**{**value.fields, "argument": argument.of_preorder})
            return value
    return None


def arranged(function: Function, arguments: Sequence[object]) -> list[object]:
    """Return the arguments of a call in the places of the contract, `MISSING` where one was left out.

    An argument may give way to a later one, `QOO10_DEADLINE(H2,"警告")`: their words are disjoint.

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
    for place, argument in enumerate(function.arguments):
        if argument.gives_way_to:
            later = function.position(argument.gives_way_to)
            if given[later] is MISSING and _is_of(function.arguments[later], given[place], argument.japanese):
                given[place], given[later] = MISSING, given[place]
    return given


def _is_of(argument: Argument, value: object, given_as: str) -> bool:
    """Tell whether a cell is a word of an argument, or a range nothing but its words and blanks."""
    from xlshipcheck.values.text import name_key  # noqa: PLC0415  needed by one function only

    grid = grid_of(value, given_as)
    words = [word for word in (grid.cells if grid else [value]) if not cells.is_blank(word)]
    known = resolved(argument.words)
    return bool(words) and all(isinstance(word, str) and name_key(word) in known for word in words)


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
    days = {day for cell in (grid.cells if grid else [given[-1]]) for day in cells.read_days(cell, name)}
    if grid is None and not days:
        return None, given[:-1]
    return context.calendar_with(days), given[:-1]
