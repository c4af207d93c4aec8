"""SHIPCHECK_EXPLAIN: the answer of any function of the catalogue, with every step that leads to it.

The last row is the answer of the function itself, asked for in the same way as from a cell; the steps
before it are those that the function yields on its way, put into words.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Callable

from xlshipcheck import errors
from xlshipcheck.arguments.calls import own_calendar, resolved
from xlshipcheck.arguments.form import AGGREGATE, CONSTANT, EXPLANATION
from xlshipcheck.explain import advice, amazon, branch_hold, days, health, packages, qoo10_order, qoo10_orders
from xlshipcheck.explain.arguments import is_blank_row, raw_steps, read_call, read_counted_rows, read_row
from xlshipcheck.explain.steps import HEADER, MOST_LISTED, Step, note_steps
from xlshipcheck.values.answers import Reason, cell_value, error_text, plain_value, steps_of
from xlshipcheck.values.cells import MISSING, read_text
from xlshipcheck.values.ranges import grid_of, in_rows, spilled_value
from xlshipcheck.values.text import normal_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xlshipcheck.arguments.calls import Lookup, Result
    from xlshipcheck.arguments.form import Function
    from xlshipcheck.context import Context
    from xlshipcheck.explain.arguments import ExplainedCall
    from xlshipcheck.explain.steps import Question
    from xlshipcheck.values.answers import Table, Value

# What the functions yield, in words.
WORDS: dict[str, Callable[..., Iterable[Step]]] = {
    **days.WORDS,
    **qoo10_order.WORDS,
    **qoo10_orders.WORDS,
    **advice.WORDS,
    **amazon.WORDS,
    **packages.WORDS,
    **health.WORDS,
    **branch_hold.WORDS,
}
RESULT = "結果"
CELL_SEPARATOR = " | "


def explain(context: Context, lookup: Lookup, function_name: object = MISSING, *arguments: object) -> Table:
    """Return why a function answers what it answers.

    Args:
        context: the day, settings and rules.
        lookup: the functions there are, and how one is asked.
        function_name: a function of the catalogue, in any case and width; a cell or a range of one cell.
        *arguments: its arguments, as in its own call. Of ranges a row-wise function is explained for the
            first row that is neither blank nor a header.

    Returns:
        Rows of 手順, 内容, 値, 根拠 under that header. The last row is the function's answer, which is its
        error text for arguments it cannot take; a table's rows stand there as text, its last row last. To
        explain SHIPCHECK_EXPLAIN itself is to give the explanation it gives.

    Raises:
        MissingArgument: no function name.
        UnknownFunction: no such function.
        ArgumentCount: more arguments than the function takes.
    """
    grid = grid_of(function_name, "関数名")
    name = normal_form(read_text(grid.cells[0] if grid else function_name, "関数名"))
    if not name:
        raise errors.MissingArgument(argument="関数名")
    function = lookup.find(name)
    if function.shape == EXPLANATION:
        return explain(context, lookup, *arguments)
    steps = list(_steps(context, lookup, function, arguments))
    return in_rows(
        [spilled_value(plain_value(cell)) for row in (HEADER, *steps) for cell in row], len(HEADER)
    )


def _steps(
    context: Context, lookup: Lookup, function: Function, arguments: Sequence[object]
) -> Iterator[Step]:
    yield Step("関数", function.help, function.name, function.order)
    try:
        result = lookup.evaluate(function.name, arguments, context)
    except errors.ArgumentError as problem:
        yield from raw_steps(function, arguments)
        yield Step(RESULT, function.name, error_text(str(problem)))
        return
    call = read_call(function, arguments, context)
    if function.shape == CONSTANT:
        yield from _reasons(call.question(()))
        yield from _answer_steps(function, result, 0, "")
    elif function.shape == AGGREGATE:
        yield from _aggregate(call, result)
    else:
        yield from _row(call, result)


def _aggregate(call: ExplainedCall, result: Result) -> Iterator[Step]:
    rows = read_counted_rows(call)
    yield from rows.steps
    yield from _reasons(rows.question)
    yield from _answer_steps(call.function, result, 0, "")


def _row(call: ExplainedCall, result: Result) -> Iterator[Step]:
    row = read_row(call)
    yield from row.steps()
    yield from call.closed_steps()
    if is_blank_row(call.function, row):
        yield Step("判定", "判定のもとになる欄が空白のため、答えも空白です")
    elif not any(reading.unusable for reading in row.readings):
        yield from _reasons(call.question(row.readings))
    yield from _answer_steps(call.function, result, row.position, row.place)


def _reasons(question: Question) -> Iterator[Step]:
    """Yield the steps of the function, up to the point where it refuses the row."""
    try:
        yield from _yielded(question)
    except errors.ShipcheckError:
        # The function refuses the row for the same reason, and its sentence stands in the last step.
        return


def _yielded(question: Question) -> Iterator[Step]:
    """Yield what the function itself yields on its way to the answer, put into words."""
    function, context, calendar = question.function, question.context, question.calendar
    target = resolved(function.target)
    subject = []
    if function.record:
        subject = [resolved(function.record)(context, calendar)(question.values)]
        reasoned = target(*subject, question.values)
    else:
        reasoned = steps_of(target)(context, *question.given, *own_calendar(function, calendar))
    for reason in reasoned:
        if isinstance(reason, Reason):
            yield from WORDS[reason.what](question, *subject, *reason.details)


def _answer_steps(function: Function, result: Result, position: int, place: str) -> Iterator[Step]:
    answer = result.answers[position]
    yield from note_steps(answer.notes)
    if result.table is None:
        yield Step(RESULT, function.name + place, cell_value(answer))
        return
    yield Step("表", "見出し", _joined(result.table[0]))
    first = max(1, len(result.table) - MOST_LISTED)
    if first > 1:
        yield Step("表", f"途中の {first - 1} 行は省きます")
    for number, row in list(enumerate(result.table))[first:]:
        yield Step(RESULT, f"{function.name} の表の {number} 行目", _joined(row))


def _joined(row: Sequence[Value]) -> str:
    return CELL_SEPARATOR.join(map(_cell_words, row))


def _cell_words(value: Value) -> str:
    plain = plain_value(value)
    return plain.isoformat() if isinstance(plain, date) else str(plain)
