"""A whole Qoo10 order sheet: which clock each row runs on, its result columns, and the sheet's own rates.

Rows repeat: a hundred thousand orders have a few thousand different combinations of dates and states. Each
combination is judged once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from xlshipcheck import errors
from xlshipcheck.answers import Value, error_text
from xlshipcheck.context import GENERAL, PREORDER, Context
from xlshipcheck.days import NEVER, date_of
from xlshipcheck.qoo10 import (
    NOT_JUDGED,
    SENT,
    STAGES,
    UNPAID,
    elapsed,
    penalty_rules,
    rate_state_of,
    release_day,
    tables_of,
)
from xlshipcheck.qoo10_assessment import Assessment, OrderDays, assess, remark_text
from xlshipcheck.qoo10_rate import OnTime, on_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

RESULT_COLUMNS = ("段階", "最終発送日", "減点日", "制限日", "残り日数", "減点", "購入者キャンセル可", "確認")
CAN_CANCEL_MARK = "可"
OPEN_STATE, SHIPPED_STATE, CANCELLED_STATE = "", "発送済み", "キャンセル"


class OrderRow(NamedTuple):
    """A row of the sheet as read: day numbers, words, or the `ArgumentError` of a cell.

    Attributes:
        payment: 入金日; None where blank.
        reservation: 予約日; None where blank.
        shipped: 発送日.
        planned: 発送予定日.
        kind: 一般, 予約, or None where the row does not tell.
        state: `OPEN_STATE`, `SHIPPED_STATE` or `CANCELLED_STATE`.
        item: 商品番号, kept only where the settings list it as a preorder item.
        numbered: whether an order number stands in the row.
    """

    payment: Any
    reservation: Any
    shipped: Any
    planned: Any
    kind: Any
    state: str
    item: str
    numbered: bool


class Clock(NamedTuple):
    """What a row's clock runs from, or why none runs.

    Attributes:
        base: base day; None where no clock runs.
        kind: 一般 or 予約.
        stage: index into `STAGES` where it is settled without a clock, else -1; -2 for an empty row.
        problem: the sentence where the row cannot be judged.
    """

    base: int | None
    kind: str
    stage: int = -1
    problem: str = ""


RUNNING, EMPTY = -1, -2


def clock_of(row: OrderRow, context: Context, *, has_payment_column: bool) -> Clock:
    """Return the clock of a row: from 入金日 for 一般, from 予約日 for 予約, none for unpaid and cancelled.

    Args:
        row: the row as read.
        context: settings with the list of preorder items and the default kind.
        has_payment_column: whether the sheet has 入金日 at all; without it a preorder row counts as paid.
    """
    settings = context.settings
    if row.state == CANCELLED_STATE:
        return Clock(None, GENERAL, NOT_JUDGED)
    if isinstance(row.kind, errors.ArgumentError):
        return Clock(None, GENERAL, problem=str(row.kind))
    kind = row.kind or (PREORDER if row.item else settings.default_kind)
    if isinstance(row.payment, errors.ArgumentError):
        return Clock(None, kind, problem=str(row.payment))
    if row.payment is None and (has_payment_column or kind == GENERAL):
        return Clock(None, kind, UNPAID if row.numbered else EMPTY)
    if kind == GENERAL:
        return Clock(row.payment, kind)
    reservation = row.reservation if row.reservation is not None else settings.preorder_items.get(row.item)
    if isinstance(reservation, errors.ArgumentError):
        return Clock(None, kind, problem=str(reservation))
    if reservation is None:
        return Clock(None, kind, problem=str(errors.ReservationMissing()))
    return Clock(reservation, kind)


class JudgedRow(NamedTuple):
    """The result of a row.

    Attributes:
        cells: the result columns in the order of `RESULT_COLUMNS`; None stands for "cannot be told".
        problem: the sentence of what cannot be read; "" for a clean row.
        clock: what the row's clock runs from.
        assessment: the numbers behind the cells; None where no clock runs.
        stopped_until: release day of the row's item, 0 where it is not stopped.
    """

    cells: tuple[Value, ...]
    problem: str
    clock: Clock
    assessment: Assessment | None = None
    stopped_until: int = 0


class JudgedSheet(NamedTuple):
    """All rows of a sheet with the rates they were judged by.

    Attributes:
        rows: one per row of the sheet.
        own_rates: kind -> on-time count over the sheet's rows.
        rates: kind -> the rate used for 制限.
        rate_states: kind -> what that rate means for 制限.
        rates_from: kind -> 設定 or この表.
    """

    rows: list[JudgedRow]
    own_rates: dict[str, OnTime]
    rates: dict[str, Fraction | None]
    rate_states: dict[str, int]
    rates_from: dict[str, str]


def judge_sheet(
    rows: Sequence[OrderRow],
    context: Context,
    *,
    has_payment_column: bool = True,
    carts: Sequence[str] | None = None,
    own_rate: bool = True,
) -> JudgedSheet:
    """Judge every row of an order sheet.

    Args:
        rows: the rows as read, in the sheet's order.
        context: the as-of day, settings and rules.
        has_payment_column: whether the sheet has 入金日.
        carts: カート番号 per row, for a rate counted by cart.
        own_rate: use the sheet's own rate where the settings give none.
    """
    clocks: dict[OrderRow, Clock] = {}
    for row in rows:
        if row not in clocks:
            clocks[row] = clock_of(row, context, has_payment_column=has_payment_column)
    counts = {kind: _own_rate(rows, clocks, kind, context, carts) for kind in (GENERAL, PREORDER)}
    given = context.settings.rates
    rates = {kind: given.get(kind, count.rate if own_rate else None) for kind, count in counts.items()}
    limit = penalty_rules(context.rulebook).rate_limit.over(_as_of(context))
    states = {kind: rate_state_of(rate, limit) for kind, rate in rates.items()}
    judged: dict[OrderRow, JudgedRow] = {}
    for row, clock in clocks.items():
        judged[row] = _judge(row, clock, states[clock.kind], context)
    return JudgedSheet(
        [judged[row] for row in rows],
        counts,
        rates,
        states,
        {kind: "設定" if kind in given else "この表" for kind in counts},
    )


def _own_rate(
    rows: Sequence[OrderRow],
    clocks: Mapping[OrderRow, Clock],
    kind: str,
    context: Context,
    carts: Sequence[str] | None,
) -> OnTime:
    as_of = _as_of(context)
    counted = [
        (clocks[row].base, row.shipped, position)
        for position, row in enumerate(rows)
        if clocks[row].kind == kind
        and clocks[row].base is not None
        and not isinstance(row.shipped, errors.ArgumentError)
    ]
    by_cart = [carts[position] for _, _, position in counted] if carts else None
    bases = [base for base, _, _ in counted if base is not None]
    return on_time(
        context,
        bases,
        [shipped for _, shipped, _ in counted],
        [kind] * len(bases),
        as_of,
        kind,
        None,
        by_cart,
    )


def _as_of(context: Context) -> int:
    if context.as_of is None:
        raise errors.MissingArgument(argument="基準日")
    return context.as_of


def _judge(row: OrderRow, clock: Clock, state: int, context: Context) -> JudgedRow:
    blank: tuple[Value, ...] = ("",) * len(RESULT_COLUMNS)
    if clock.problem:
        return JudgedRow((error_text(clock.problem), *[None] * 6, clock.problem), clock.problem, clock)
    if clock.base is None:
        stage = "" if clock.stage == EMPTY else STAGES[clock.stage]
        return JudgedRow((stage, *blank[1:]), "", clock)
    as_of = _as_of(context)
    shipped = None if isinstance(row.shipped, errors.ArgumentError) else row.shipped
    planned = None if isinstance(row.planned, errors.ArgumentError) else row.planned
    preorder = int(clock.kind == PREORDER)
    rules = penalty_rules(context.rulebook)
    limits = rules.limits(clock.base, preorder)
    tables = tables_of(context.calendar)
    days = OrderDays(
        clock.base,
        NEVER if shipped is None else shipped,
        NEVER if planned is None else planned,
        preorder,
        int(row.state == SHIPPED_STATE),
    )
    result = assess(tables, rules, days, as_of, state, context.calendar.first_estimated_day)
    if result.restriction_day >= NEVER:
        problem = str(errors.ResultOutOfRange(argument="入金日・予約日", value=date_of(clock.base)))
        return JudgedRow((error_text(problem), *[None] * 6, problem), problem, clock)
    stopped = release_day(
        result.restriction_day,
        elapsed(tables, clock.base, days.shipped, preorder),
        as_of,
        state,
        limits,
        rules.restriction_days(result.restriction_day),
    )
    return _rendered(row, clock, result, stopped)


def _rendered(row: OrderRow, clock: Clock, result: Assessment, stopped: int) -> JudgedRow:
    cells: list[Value] = [
        STAGES[result.stage],
        date_of(result.last_safe_day),
        date_of(result.points_day),
        date_of(result.restriction_day),
        "" if result.sent else result.days_left,
        result.points,
        CAN_CANCEL_MARK if result.can_cancel else "",
        remark_text(result.remarks),
    ]
    problems = []
    if isinstance(row.shipped, errors.ArgumentError):
        # Whether it was sent cannot be told, so neither can what hangs on it; the deadlines stand.
        problems.append(str(row.shipped))
        cells[0] = error_text(str(row.shipped))
        cells[4] = cells[5] = cells[6] = None
    if isinstance(row.planned, errors.ArgumentError):
        problems.append(str(row.planned))
        cells[6] = None
    if problems:
        cells[7] = " / ".join(problems)
    return JudgedRow(tuple(cells), " / ".join(problems), clock, result, stopped)


def is_open(judged: JudgedRow) -> bool:
    """Tell whether a row is an unsent order with a running clock that could be read."""
    return judged.assessment is not None and not judged.problem and judged.assessment.stage != SENT
