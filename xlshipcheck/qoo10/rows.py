"""A whole Qoo10 order sheet: which clock each row runs on, its result columns, and the sheet's own rates.

Rows repeat: a hundred thousand orders have a few thousand different combinations of dates and states. Each
combination is judged once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from xlshipcheck import errors
from xlshipcheck.context import GENERAL, PREORDER, Context
from xlshipcheck.qoo10.assessment import (
    Assessment,
    OrderDays,
    Terms,
    assessment_of,
    is_beyond_calendar,
    outcome_of,
    remark_text,
    terms_of,
    unpaid_remarks,
)
from xlshipcheck.qoo10.clock import (
    KNOWN_STATES,
    NOT_PAID,
    SHIPPED_STATE,
    STAGE_WITHOUT_CLOCK,
    Clock,
    OrderRow,
    clock_of,
)
from xlshipcheck.qoo10.penalty import (
    SENT,
    STAGES,
    elapsed,
    penalty_rules,
    rate_state_of,
    release_day,
    tables_of,
)
from xlshipcheck.qoo10.rate import OnTime, on_time
from xlshipcheck.values.answers import Value, error_text
from xlshipcheck.values.days import NEVER, date_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

RESULT_COLUMNS = ("段階", "最終発送日", "減点日", "制限日", "残り日数", "減点", "購入者キャンセル可", "確認")
CAN_CANCEL_MARK = "可"
# What cannot be told of an order whose 発送日, or 発送予定日, cannot be read; its deadlines stand.
HANGS_ON_SHIPPED = ("段階", "残り日数", "減点", "購入者キャンセル可")
HANGS_ON_PLANNED = ("購入者キャンセル可",)


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
    rates = rates_in_force(context, counts if own_rate else {})
    states = rate_states(context, rates)
    judge = _Judge(context, states)
    judged = {row: judge.row(row, clock) for row, clock in clocks.items()}
    given = context.settings.rates
    return JudgedSheet(
        [judged[row] for row in rows],
        counts,
        rates,
        states,
        {kind: "設定" if kind in given else "この表" for kind in counts},
    )


def as_of_day(context: Context) -> int:
    """Return the as-of day, without which no sheet can be judged.

    Raises:
        MissingArgument: the context has none.
    """
    if context.as_of is None:
        raise errors.MissingArgument(argument="基準日")
    return context.as_of


def rates_in_force(context: Context, own: Mapping[str, OnTime]) -> dict[str, Fraction | None]:
    """Return the rate of each kind: the one in the settings, else the sheet's own, else none.

    Args:
        context: settings.
        own: kind -> on-time count over the rows, where that is to be used.
    """
    given = context.settings.rates
    return {kind: given.get(kind, own[kind].rate if kind in own else None) for kind in (GENERAL, PREORDER)}


def rate_states(context: Context, rates: Mapping[str, Fraction | None]) -> dict[str, int]:
    """Return what the rate of each kind means for 制限 on the as-of day."""
    limit = penalty_rules(context.rulebook).rate_limit.over(as_of_day(context))
    return {kind: rate_state_of(rate, limit) for kind, rate in rates.items()}


def _own_rate(
    rows: Sequence[OrderRow],
    clocks: Mapping[OrderRow, Clock],
    kind: str,
    context: Context,
    carts: Sequence[str] | None,
) -> OnTime:
    as_of = as_of_day(context)
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


def beyond_calendar(base: int) -> str:
    """Return the sentence of an order whose deadlines do not all lie in the calendar."""
    return str(errors.ResultOutOfRange(argument="入金日・予約日", value=date_of(base)))


class _Judge:
    """Judges rows; what a base day settles is worked out once per base day and kind."""

    def __init__(self, context: Context, states: Mapping[str, int]) -> None:
        self._as_of = as_of_day(context)
        self._rules = penalty_rules(context.rulebook)
        self._tables = tables_of(context.calendar)
        self._first_estimated_day = context.calendar.first_estimated_day
        self._states = states
        self._terms: dict[tuple[int, str], Terms] = {}

    def row(self, row: OrderRow, clock: Clock) -> JudgedRow:
        """Return the result of a row."""
        if clock.problem:
            return _unreadable(clock, clock.problem)
        if clock.base is None:
            code = STAGE_WITHOUT_CLOCK.get(clock.code)
            stage = "" if code is None else STAGES[code]
            told = clock.code == NOT_PAID and unpaid_remarks(_day(row.shipped), row.state == SHIPPED_STATE)
            return JudgedRow((stage, *[""] * (len(RESULT_COLUMNS) - 2), remark_text(told)), "", clock)
        terms = self._terms_of(clock.base, clock.kind)
        if is_beyond_calendar(terms):
            return _unreadable(clock, beyond_calendar(clock.base))
        preorder = int(clock.kind == PREORDER)
        order = OrderDays(
            clock.base,
            _day(row.shipped),
            _day(row.planned),
            preorder,
            int(row.state == SHIPPED_STATE),
            int(row.state not in KNOWN_STATES),
        )
        limits = self._rules.limits(clock.base, preorder)
        sent_after = elapsed(self._tables, clock.base, order.shipped, preorder)
        outcome = outcome_of(terms, limits, order, sent_after, self._as_of)
        stopped = release_day(
            terms.restriction_day,
            sent_after,
            self._as_of,
            self._states[clock.kind],
            limits,
            self._rules.restriction_days(terms.restriction_day),
        )
        return _rendered(row, clock, assessment_of(terms, outcome), stopped)

    def _terms_of(self, base: int, kind: str) -> Terms:
        key = (base, kind)
        if key not in self._terms:
            self._terms[key] = terms_of(
                self._tables,
                self._rules,
                base,
                int(kind == PREORDER),
                self._as_of,
                self._states[kind],
                self._first_estimated_day,
            )
        return self._terms[key]


def _day(read: Any) -> int:  # noqa: ANN401  a day number, None or the error of a cell
    return NEVER if read is None or isinstance(read, errors.ArgumentError) else read


def _unreadable(clock: Clock, problem: str) -> JudgedRow:
    return JudgedRow((error_text(problem), *[None] * (len(RESULT_COLUMNS) - 2), problem), problem, clock)


def _rendered(row: OrderRow, clock: Clock, result: Assessment, stopped: int) -> JudgedRow:
    cells: list[Value] = [
        STAGES[result.stage],
        date_of(result.last_safe_day),
        date_of(result.points_day),
        date_of(result.restriction_day),
        "" if result.sent else result.days_left,
        result.points,
        CAN_CANCEL_MARK if result.can_cancel else "",
        remark_text(result.remarks, row.state),
    ]
    problems = []
    for read, hanging in ((row.shipped, HANGS_ON_SHIPPED), (row.planned, HANGS_ON_PLANNED)):
        if isinstance(read, errors.ArgumentError):
            problems.append(str(read))
            for title in hanging:
                column = RESULT_COLUMNS.index(title)
                cells[column] = error_text(str(read)) if column == 0 else None
    problem = " / ".join(problems)
    if problem:
        cells[-1] = problem
    return JudgedRow(tuple(cells), problem, clock, result, stopped)


def is_open(judged: JudgedRow) -> bool:
    """Tell whether a row is an unsent order with a running clock that could be read."""
    return judged.assessment is not None and not judged.problem and judged.assessment.stage != SENT
