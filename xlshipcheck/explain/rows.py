"""The first steps of an aggregate's explanation: which rows of its ranges count, and which are left aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.arguments.columns import column_grid, is_column, read_rows
from xlshipcheck.arguments.readers import read_column, reader_for
from xlshipcheck.explain.arguments import Call, Reading, read_argument
from xlshipcheck.explain.steps import GIVEN, Question, Step, listed
from xlshipcheck.values.ranges import grid_of, single_value

if TYPE_CHECKING:
    from xlshipcheck.arguments.form import Argument


class Rows(NamedTuple):
    """The rows of an aggregate.

    Attributes:
        question: its columns and single arguments by Python name.
        steps: what was read, and what was left aside.
    """

    question: Question
    steps: list[Step]


def read_counted_rows(call: Call) -> Rows:
    """Return the counted rows of an aggregate with the steps that say which rows these are.

    Raises:
        ArgumentError: what makes the aggregate itself refuse.
    """
    columns, singles, numbers = read_rows(call.function, call.given, call.context)
    arguments = call.function.arguments[: len(call.given)]
    named_columns = dict(zip((a.name for a in arguments if is_column(a)), columns))
    single_arguments = [(a, v) for a, v in zip(arguments, call.given) if not is_column(a)]
    named_singles = {a.name: value for (a, _), value in zip(single_arguments, singles)}
    counted = len(columns[0])
    filled, total = _filled_rows(call)
    steps = [
        _column_step(call, argument, value, counted)
        for argument, value in zip(arguments, call.given)
        if is_column(argument)
    ]
    steps += [
        Reading(a, single_value(v, a.japanese), named_singles[a.name]).step() for a, v in single_arguments
    ]
    steps += call.closed_steps()
    steps.append(Step("数える行", "範囲の行のうち、読んだ行", counted, f"全 {total} 行"))
    if len(filled) > counted:
        steps.append(Step("除く行", "見出しの行", len(filled) - counted, listed(filled[:1])))
    if total > len(filled):
        steps.append(Step("除く行", f"{arguments[0].japanese}が空白の行", total - len(filled)))
    values = {**named_columns, **named_singles}
    return Rows(Question(call.context, call.function, values, call.calendar, numbers), steps)


def _filled_rows(call: Call) -> tuple[list[int], int]:
    """Return the numbers of the rows whose first argument is not blank, and how many rows there are."""
    argument = call.function.arguments[0]
    grids = [column_grid(a, value) for a, value in zip(call.function.arguments, call.given) if is_column(a)]
    total = max(len(grid.cells) if grid else 1 for grid in grids)
    cells = grids[0].cells if grids[0] else [call.given[0]]
    read = read_column(cells, reader_for(argument, call.function, call.context))
    if len(read) == 1:
        read *= total
    return [number for number, value in enumerate(read, 1) if value is not None and value != ""], total


def _column_step(call: Call, argument: Argument, value: object, counted: int) -> Step:
    grid = grid_of(value, argument.japanese)
    if grid is None:
        return read_argument(call, argument, value).step()
    return Step(GIVEN, argument.japanese, f"{grid.rows} 行 × {grid.columns} 列", f"数える行 {counted}")
