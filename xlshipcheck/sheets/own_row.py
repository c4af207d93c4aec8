"""A call that leaves its first argument out: `=QOO10_STAGE()` takes what it needs from its own row.

The host hands the header row and the row; here the headers become roles and the row's cells arguments. What
the caller did give wins. The same clock decides here and in a whole-sheet refresh, so both answer alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlshipcheck import errors
from xlshipcheck.amazon.grouping import OUT_OF_SCOPE
from xlshipcheck.amazon.notes import FULFILLED_BY_AMAZON
from xlshipcheck.arguments.calls import Result, arranged
from xlshipcheck.arguments.form import AMAZON, HOLD, QOO10, Function
from xlshipcheck.catalogue.calling import evaluate
from xlshipcheck.catalogue.registry import find_function
from xlshipcheck.headers.header_row import roles_of
from xlshipcheck.headers.other_rows import Row, why_no_order
from xlshipcheck.headers.roles import (
    BY_AMAZON,
    MARKET_ROLE,
    MIXED,
    combined_values,
    fulfilled_by,
    market_of,
    sheet_kind,
)
from xlshipcheck.qoo10.clock import SHIPPED_STATE, STAGE_WITHOUT_CLOCK, clock_of
from xlshipcheck.qoo10.penalty import STAGES
from xlshipcheck.sheets.branch_hold import ROLES as HOLD_ROLES
from xlshipcheck.sheets.branch_hold import last_day_needed
from xlshipcheck.sheets.qoo10 import order_rows
from xlshipcheck.values.answers import Answer, error_text
from xlshipcheck.values.cells import MISSING, is_blank
from xlshipcheck.values.days import date_of
from xlshipcheck.values.roles import FULFILLMENT, KIND, PAYMENT_DATE, PREORDER_DATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlshipcheck.context import Context

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
    row = {
        role: combined_values(role, [[cells[column]] for column in columns])[0]
        for role, columns in header.columns.items()
    }
    given = {
        argument.role: value
        for argument, value in zip(function.arguments, given_arguments)
        if argument.role and value is not MISSING
    }
    named = {column for columns in header.columns.values() for column in columns}
    if why_no_order(Row(row, [cell for column, cell in enumerate(cells) if column not in named])):
        return Result([Answer("")])
    kind = _kind(header.columns, row)
    belongs = kind == KINDS[function.group]
    if kind and not belongs and MARKET_ROLE in row:
        # On a mixed sheet the columns of one kind stay blank in the rows of another.
        return Result([Answer("")])
    row.update(given)
    settled: Result | None = None
    if function.group == QOO10 and (belongs or any(role in row for role in CLOCK_ROLES)):
        settled = _clock(function, row, context)
    elif function.group == AMAZON:
        settled = _fulfilled_elsewhere(function, row)
    if settled:
        return settled
    if belongs:
        # A column that a sheet of this kind may lack is blank in every row.
        row.update({a.role: None for a in function.arguments if a.role and a.role not in row})
    result = evaluate(name, arguments, context, row)
    if function.name == "HOLD_LAST_DAY":
        stage = evaluate("HOLD_STAGE", [], context, {**dict.fromkeys(HOLD_ROLES), **row})
        return Result([last_day_needed(result.answers[0], stage.answers[0])])
    return result


def _kind(roles: Iterable[str], row: Mapping[str, object]) -> str:
    """Return the kind of sheet that a row belongs to, "" where the sheet is of no kind.

    Raises:
        UnknownMarket: on a mixed sheet the row does not tell its kind.
    """
    try:
        kind = sheet_kind(roles)
    except errors.SheetKindUnknown:
        return ""
    if kind != MIXED:
        return kind
    word = row[MARKET_ROLE]
    market = market_of("" if word is None else str(word))
    if not market and not all(map(is_blank, row.values())):
        choices = errors.Whole("・".join(KINDS.values()))
        raise errors.UnknownMarket(value=word or "(空白)", choices=choices)
    return market or MIXED


def _clock(function: Function, row: dict[str, object], context: Context) -> Result | None:
    """Put the base and the kind of the row's clock into the row, or answer where no clock runs."""
    order = order_rows({role: [cell] for role, cell in row.items()}, 1, context)[0]
    clock = clock_of(order, context, has_payment_column=PAYMENT_DATE in row)
    if clock.problem:
        return Result([Answer(problem=clock.problem)])
    if clock.base is None:
        stage = STAGE_WITHOUT_CLOCK.get(clock.code)
        tells = function.name == "QOO10_STAGE" and stage is not None
        return Result([Answer(STAGES[stage] if tells and stage is not None else "")])
    if function.name == "QOO10_CAN_CANCEL" and order.state == SHIPPED_STATE and order.shipped is None:
        return Result([Answer(value=False)])
    row[PAYMENT_DATE] = date_of(clock.base)
    row[KIND] = clock.kind
    return None


def _fulfilled_elsewhere(function: Function, row: Mapping[str, object]) -> Result | None:
    """Answer for a package that Amazon ships: it is not the seller's."""
    if fulfilled_by(str(row.get(FULFILLMENT) or "")) != BY_AMAZON:
        return None
    return Result([Answer(OUT_OF_SCOPE if function.name == "AMAZON_SCAN_VALID" else FULFILLED_BY_AMAZON)])
