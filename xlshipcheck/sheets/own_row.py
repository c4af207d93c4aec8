"""A call that leaves its first argument out: `=QOO10_STAGE()` takes what it needs from its own row.

The host hands the header row and the row; here the headers become roles and the row's cells arguments. What
the caller did give wins. The same clock decides here and in a whole-sheet refresh, so both answer alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from xlshipcheck import errors
from xlshipcheck.amazon.grouping import OUT_OF_SCOPE, whole_package
from xlshipcheck.amazon.notes import FULFILLED_BY_AMAZON
from xlshipcheck.arguments.calls import Result, arranged, calendar_of, resolved
from xlshipcheck.arguments.form import AMAZON, HOLD, QOO10, Function
from xlshipcheck.arguments.readers import reader_for
from xlshipcheck.catalogue.calling import evaluate
from xlshipcheck.catalogue.registry import find_function
from xlshipcheck.headers.header_row import roles_of
from xlshipcheck.headers.markets import market_of_row
from xlshipcheck.headers.other_rows import Row, misplaced_date, why_no_order
from xlshipcheck.headers.phones import phone_columns, with_phones_marked
from xlshipcheck.headers.roles import (
    BY_AMAZON,
    MARKET_ROLE,
    MIXED,
    combined_values,
    fulfilled_by,
    sheet_kind,
)
from xlshipcheck.qoo10.judging import Judge, rate_state
from xlshipcheck.qoo10.kernel import STAGE_WITHOUT_CLOCK, STAGES
from xlshipcheck.qoo10.record import FROM_RESERVATION, RATE_UNKNOWN
from xlshipcheck.qoo10.record import KINDS as ORDER_KINDS
from xlshipcheck.sheets.markets.branch_hold import ROLES as HOLD_ROLES
from xlshipcheck.sheets.markets.branch_hold import last_day_needed, with_status
from xlshipcheck.sheets.markets.qoo10 import order_rows
from xlshipcheck.values.answers import Answer, concluded, error_text
from xlshipcheck.values.cells import MISSING, read_column
from xlshipcheck.values.ranges import common_shape, grid_of
from xlshipcheck.values.roles import (
    FULFILLMENT,
    JUDGED_RATE,
    PAYMENT_DATE,
    PLANNED_SHIP_DATE,
    PREORDER_DATE,
    SHIP_DATE,
    TRACKING_NUMBER,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.headers.header_row import HeaderRow
    from xlshipcheck.qoo10.record import ReadRow

CLOCK_ROLES = (PAYMENT_DATE, PREORDER_DATE)
# Group of functions -> the kind of sheet whose rows they answer for.
KINDS = {QOO10: "Qoo10", AMAZON: "Amazon", HOLD: "営業所止め"}


def call(
    name: str,
    headers: Sequence[object],
    cells: Sequence[object],
    arguments: Sequence[object],
    context: Context,
) -> Any:  # noqa: ANN401  a cell value
    """Return what a cell shows for a row-aware call.

    Args:
        name: a function of the catalogue.
        headers: the cells of the header row of the caller's sheet or table.
        cells: the caller's own row, as wide as the headers.
        arguments: in the order of the contract; `MISSING` for one that was left out.
        context: the day, settings and rules.
    """
    try:
        return evaluate_in_row(name, headers, cells, arguments, context).render()
    except errors.ShipcheckError as problem:
        return error_text(str(problem))


def evaluate_in_row(
    name: str,
    headers: Sequence[object],
    cells: Sequence[object],
    arguments: Sequence[object],
    context: Context,
) -> Result:
    """Answer a row-aware call with its notes; see `call`.

    Raises:
        ShipcheckError: what concerns the call as a whole, such as two columns of one role.
    """
    function = find_function(name)
    given_arguments = arranged(function, arguments)
    if not (function.row_aware and given_arguments[0] is MISSING):
        return evaluate(name, arguments, context)
    header = roles_of(headers, context.settings.columns)
    row = _row_of(header, headers, cells, function)
    given = {
        argument.role: value
        for argument, value in zip(function.arguments, given_arguments)
        if argument.role and value is not MISSING
    }
    named = {column for columns in header.columns.values() for column in columns}
    if why_no_order(Row(row, [cell for column, cell in enumerate(cells) if column not in named])):
        return Result([Answer("")])
    misplaced = misplaced_date(row)
    if misplaced:
        raise misplaced
    kinds = _kinds(header.columns, row)
    belongs = kinds is not None and KINDS[function.group] in kinds
    if kinds is not None and not belongs and MARKET_ROLE in row:
        # On a mixed sheet the columns of one kind stay blank in the rows of another.
        return Result([Answer("")])
    row.update(given)
    if function.group == HOLD:
        row = dict(with_status(row))
    if function.group == QOO10 and (belongs or any(role in row for role in CLOCK_ROLES)):
        return _qoo10(function, given_arguments, row, context)
    settled = _fulfilled_elsewhere(function, row) if function.group == AMAZON else None
    if settled:
        return settled
    if belongs:
        # A column that a sheet of this kind may lack is blank in every row.
        row.update({a.role: None for a in function.arguments if a.role and a.role not in row})
    result = evaluate(name, arguments, context, row)
    if function.name == "HOLD_LAST_DAY" and result.answers[0].problem:
        stage = evaluate("HOLD_STAGE", [], context, {**dict.fromkeys(HOLD_ROLES), **row})
        return Result([last_day_needed(result.answers[0], stage.answers[0])])
    return result


def _row_of(
    header: HeaderRow, headers: Sequence[object], cells: Sequence[object], function: Function
) -> dict[str, object]:
    """Return role -> cell of a row, with the amount of the whole package where the function asks about one."""
    row = {
        role: combined_values(role, [[cells[column]] for column in columns])[0]
        for role, columns in header.columns.items()
    }
    if function.group == AMAZON:
        row.update(whole_package(headers, cells))
        phones = [[cells[column]] for column in phone_columns(header)]
        if phones:
            found = {TRACKING_NUMBER: [row[TRACKING_NUMBER]]}
            row[TRACKING_NUMBER] = with_phones_marked(found, phones)[TRACKING_NUMBER][0]
    return row


def _kinds(roles: Iterable[str], row: Mapping[str, object]) -> tuple[str, ...] | None:
    """Return the kinds of sheet whose rules judge a row, None where the sheet is of no kind.

    Raises:
        UnknownMarket: on a mixed sheet the row does not tell its kind.
    """
    try:
        kind = sheet_kind(roles)
    except errors.SheetKindUnknown:
        return None
    return market_of_row(row).kinds if kind == MIXED else (kind,)


def _qoo10(function: Function, given: list[object], row: Mapping[str, object], context: Context) -> Result:
    """Answer for an order from the record of its row, which is read once.

    Args:
        function: what is asked.
        given: the arguments in their places; one that is a range is answered cell by cell.
        row: role -> cell, with the given arguments above the row's own.
        context: the day, settings and rules.
    """
    calendar, given = calendar_of(function, given, context)
    arguments = [argument for argument, _ in zip(function.arguments, given)]
    grids = [grid_of(value, argument.japanese) for argument, value in zip(arguments, given)]
    shape = common_shape([(a.japanese, grid) for a, grid in zip(arguments, grids) if grid is not None])
    count = shape[0] * shape[1] if shape else 1

    def spread(value: object, name: str) -> list[object]:
        grid = grid_of(value, name)
        cells = [None if value is MISSING else value] if grid is None else grid.cells
        return cells * count if len(cells) == 1 else cells

    rows = order_rows({role: spread(cell, role) for role, cell in row.items()}, count, context)
    asked = {
        argument.name: read_column(spread(value, argument.japanese), reader_for(argument, function, context))
        for argument, value in zip(arguments, given)
        if not argument.role
    }
    judges: dict[int, Judge] = {}

    def judge_of(as_of: int) -> Judge:
        if as_of not in judges:
            judges[as_of] = Judge(context, as_of, calendar)
        return judges[as_of]

    answers = [
        _answer(function, read, {name: values[place] for name, values in asked.items()}, judge_of, context)
        for place, read in enumerate(rows)
    ]
    return Result(answers, shape)


def _answer(
    function: Function,
    read: ReadRow,
    asked: Mapping[str, Any],
    judge_of: Callable[[int], Judge],
    context: Context,
) -> Answer:
    order = read.order
    if read.problem:
        return Answer(problem=read.problem)
    if order.clock > FROM_RESERVATION:
        stage = STAGE_WITHOUT_CLOCK.get(order.clock)
        return Answer(STAGES[stage] if function.name == "QOO10_STAGE" and stage is not None else "")
    roles = {argument.role for argument in function.arguments}
    unreadable = {
        SHIP_DATE: read.shipped_problem,
        PLANNED_SHIP_DATE: read.planned_problem,
        JUDGED_RATE: read.rate_problem,
    }
    problems = [text for role, text in unreadable.items() if role in roles]
    problems += [str(value) for value in asked.values() if isinstance(value, errors.ArgumentError)]
    problem = next(filter(None, problems), "")
    if problem:
        return Answer(problem=problem)
    as_of = asked.get("as_of", order.base)
    rate = rate_state(context, read.kept.rate, ORDER_KINDS[order.preorder], as_of)
    if read.kept.day and read.kept.rate is None:
        # The rate of its day hangs on words that cannot be read, or there was none: no other one stands in for it.
        rate = RATE_UNKNOWN
    judged = judge_of(as_of).order(order._replace(rate=rate))
    try:
        return concluded(resolved(function.target)(judged, asked))
    except errors.ShipcheckError as refusal:
        return Answer(problem=str(refusal))


def _fulfilled_elsewhere(function: Function, row: Mapping[str, object]) -> Result | None:
    """Answer for a package that Amazon ships: it is not the seller's."""
    if fulfilled_by(str(row.get(FULFILLMENT) or "")) != BY_AMAZON:
        return None
    return Result([Answer(OUT_OF_SCOPE if function.name == "AMAZON_SCAN_VALID" else FULFILLED_BY_AMAZON)])
