"""The first steps of an explanation: the arguments as they were read, with every default named as one.

Of a range, a row-wise function is explained for its first row that is neither blank nor a header.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from xlshipcheck import errors
from xlshipcheck.arguments.calls import arranged, calendar_of
from xlshipcheck.arguments.columns import column_grid, is_column, read_rows
from xlshipcheck.arguments.readers import reader_for
from xlshipcheck.explain.steps import GIVEN, OWN_DEFAULT, Question, Step, listed
from xlshipcheck.headers.roles import is_known_header
from xlshipcheck.values.cells import MISSING, is_blank, read_column
from xlshipcheck.values.days import date_of
from xlshipcheck.values.ranges import Grid, common_shape, grid_of, single_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlshipcheck.arguments.form import Argument, Function
    from xlshipcheck.calendars.business_days import Calendar
    from xlshipcheck.context import Context
    from xlshipcheck.values.answers import Value


DAY_READERS = ("day", "ship_day", "as_of")
DEFAULTS = {
    "as_of": f"{OWN_DEFAULT} (設定の基準日、なければ今日)",
    "kind": f"{OWN_DEFAULT} (設定の既定の区分)",
    "seller": f"{OWN_DEFAULT} (設定の出品者の所在地)",
}


class Reading(NamedTuple):
    """An argument as given and as read.

    Attributes:
        argument: which one.
        cell: the cell, `MISSING` where it was left out.
        value: what the rule function gets; an `ArgumentError` where the cell cannot be read.
    """

    argument: Argument
    cell: object
    value: Any

    @property
    def unusable(self) -> bool:
        """Tell whether the row cannot be answered because of this argument."""
        return isinstance(self.value, errors.ArgumentError) or (self.argument.required and self.blank)

    @property
    def blank(self) -> bool:
        """Tell whether nothing was given and nothing stands in for it."""
        return self.value is None or self.value == ""

    def step(self) -> Step:
        """Return the step that says what was read."""
        name = self.argument.japanese
        if isinstance(self.value, errors.ArgumentError):
            return Step(GIVEN, name, "" if self.cell is MISSING else errors.shown(self.cell), "読めません")
        if not (is_blank(self.cell) or self.blank or self._zero_date):
            return Step(GIVEN, name, self._shown(), "指定した値")
        if self.blank:
            return Step(GIVEN, name, "", "省略" if self.cell is MISSING else "空白")
        return Step(GIVEN, name, self._shown(), DEFAULTS.get(self.argument.reader, OWN_DEFAULT))

    @property
    def _zero_date(self) -> bool:
        return self.argument.reader in DAY_READERS and self.cell == 0

    def _shown(self) -> Value:
        if self.argument.reader in DAY_READERS and isinstance(self.value, int):
            return date_of(self.value)
        if self.argument.reader == "month":
            return f"{date_of(self.value[0])}～{date_of(self.value[1])}"
        value: Value = self.value
        if isinstance(value, Fraction):
            return int(value) if value.denominator == 1 else value
        # A tracking number is read as the cell holds it, and that may be what no other cell can show.
        return value if type(value) in {str, int, bool} else errors.shown(value)


class ExplainedCall(NamedTuple):
    """A call with its arguments where they belong.

    Attributes:
        function: what was asked.
        given: its arguments without `closed`.
        calendar: the platform's calendar where `closed` was given, else None.
        context: the day, settings and rules.
    """

    function: Function
    given: Sequence[object]
    calendar: Calendar | None
    context: Context

    def closed_steps(self) -> Iterator[Step]:
        """Yield how many closed days the function was given, where it takes any."""
        argument = self.function.arguments[-1] if self.function.arguments else None
        if argument is not None and argument.reader == "closed":
            used = self.calendar or self.context.calendar
            source = "指定した値" if self.calendar else f"{OWN_DEFAULT} (設定の一覧)"
            yield Step(GIVEN, argument.japanese, f"{len(used.closed)} 日", source)

    def question(self, readings: Sequence[Reading]) -> Question:
        """Return the question about one row."""
        values = {reading.argument.name: reading.value for reading in readings}
        return Question(self.context, self.function, values, self.calendar, given=[*values.values()])


def read_call(function: Function, arguments: Sequence[object], context: Context) -> ExplainedCall:
    """Return a call whose arguments are complete and in their places.

    Args:
        function: what was asked.
        arguments: as given; not more than the function takes.
        context: the day, settings and rules.
    """
    given = arranged(function, arguments)
    if not given:
        return ExplainedCall(function, given, None, context)
    calendar, given = calendar_of(function, given, context)
    return ExplainedCall(function, given, calendar, context)


class ExplainedRow(NamedTuple):
    """The row of a row-wise call that is explained.

    Attributes:
        position: its position among the cells of the answer, from 0.
        total: how many cells the answer has.
        readings: its arguments.
    """

    position: int
    total: int
    readings: list[Reading]

    @property
    def place(self) -> str:
        """Return which row of the range it is, "" for a single cell."""
        return f" (範囲の {self.position + 1} 行目)" if self.total > 1 else ""

    def steps(self) -> Iterator[Step]:
        """Yield which row it is, and its arguments as read."""
        if self.total > 1:
            content = "範囲のうち、空白でない最初の行を説明します"
            yield Step("行", content, self.position + 1, f"全 {self.total} 行")
        for reading in self.readings:
            yield reading.step()


def read_row(call: ExplainedCall) -> ExplainedRow:
    """Return the first row that is neither blank nor a header; the very first where there is none."""
    arguments = call.function.arguments[: len(call.given)]
    given = [
        value if argument.rowwise else single_value(value, argument.japanese)
        for argument, value in zip(arguments, call.given)
    ]
    grids = [grid_of(value, argument.japanese) for argument, value in zip(arguments, given)]
    shape = common_shape([(a.japanese, grid) for a, grid in zip(arguments, grids) if grid is not None])
    count = shape[0] * shape[1] if shape else 1

    def readings(position: int) -> list[Reading]:
        cells = (_cell(value, grid, position) for value, grid in zip(given, grids))
        return [read_argument(call, argument, cell) for argument, cell in zip(arguments, cells)]

    rows = (ExplainedRow(position, count, readings(position)) for position in range(count))
    first = next(rows)
    return next((row for row in chain([first], rows) if not _passed_over(call.function, row)), first)


def _cell(value: object, grid: Grid | None, position: int) -> object:
    if grid is None:
        return value
    return grid.cells[position if len(grid.cells) > 1 else 0]


def read_argument(call: ExplainedCall, argument: Argument, cell: object) -> Reading:
    """Return an argument of a call as read from one cell."""
    reader = reader_for(argument, call.function, call.context)
    return Reading(argument, cell, read_column([None if cell is MISSING else cell], reader)[0])


def is_blank_row(function: Function, row: ExplainedRow) -> bool:
    """Tell whether a row is answered "" because what it starts from is blank."""
    bases = [reading.blank for reading in row.readings if reading.argument.name in function.blank_when]
    return bool(bases) and all(bases)


def _passed_over(function: Function, row: ExplainedRow) -> bool:
    is_header = row.position == 0 and row.total > 1 and any(is_known_header(r.cell) for r in row.readings)
    return is_header or is_blank_row(function, row)


def raw_steps(function: Function, arguments: Sequence[object]) -> Iterator[Step]:
    """Yield the arguments as given, for a call that cannot be answered as a whole."""
    for argument, value in zip(function.arguments, arguments):
        if isinstance(value, (list, tuple)):
            yield Step(GIVEN, argument.japanese, "範囲", f"{len(value)} 行")
        elif value is not MISSING:
            yield Step(GIVEN, argument.japanese, errors.shown("" if value is None else value), "指定した値")


class ExplainedRows(NamedTuple):
    """The rows of an aggregate.

    Attributes:
        question: its columns and single arguments by Python name.
        steps: what was read, and what was left aside.
    """

    question: Question
    steps: list[Step]


def read_counted_rows(call: ExplainedCall) -> ExplainedRows:
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
    question = Question(call.context, call.function, values, call.calendar, numbers, [columns, *singles])
    return ExplainedRows(question, steps)


def _filled_rows(call: ExplainedCall) -> tuple[list[int], int]:
    """Return the numbers of the rows whose first argument is not blank, and how many rows there are."""
    argument = call.function.arguments[0]
    grids = [column_grid(a, value) for a, value in zip(call.function.arguments, call.given) if is_column(a)]
    total = max(len(grid.cells) if grid else 1 for grid in grids)
    cells = grids[0].cells if grids[0] else [call.given[0]]
    read = read_column(cells, reader_for(argument, call.function, call.context))
    if len(read) == 1:
        read *= total
    return [number for number, value in enumerate(read, 1) if value is not None and value != ""], total


def _column_step(call: ExplainedCall, argument: Argument, value: object, counted: int) -> Step:
    grid = grid_of(value, argument.japanese)
    if grid is None:
        return read_argument(call, argument, value).step()
    return Step(GIVEN, argument.japanese, f"{grid.rows} 行 × {grid.columns} 列", f"数える行 {counted}")
