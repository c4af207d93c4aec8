"""A whole Qoo10 order sheet: every row's record judged, its result columns, and the sheet's own rates.

Rows repeat: a hundred thousand orders have a few thousand different records. Each is judged once; the record with
the words that its sentences name is the key, so nothing that an answer depends on is listed a second time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.context import GENERAL, PREORDER, Context
from xlshipcheck.qoo10.judging import Judge, Judged
from xlshipcheck.qoo10.kernel import SENT, STAGE_WITHOUT_CLOCK, STAGES, notes_without_clock
from xlshipcheck.qoo10.limits import penalty_rules
from xlshipcheck.qoo10.notes import note_text
from xlshipcheck.qoo10.penalty import rate_state_of
from xlshipcheck.qoo10.rate import OnTime, on_time
from xlshipcheck.qoo10.record import BAD_SHIPPED, FROM_RESERVATION, KINDS, NOT_PAID, ReadRow
from xlshipcheck.values.answers import Value, error_text
from xlshipcheck.values.days import NEVER, date_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

RESULT_COLUMNS = ("段階", "最終発送日", "減点日", "制限日", "残り日数", "減点", "購入者キャンセル可", "確認")
CAN_CANCEL_MARK = "可"
# What cannot be told of an order whose 発送日, or 発送予定日, cannot be read; its deadlines stand.
WITHOUT_SHIPPED = ("段階", "残り日数", "減点", "購入者キャンセル可")
WITHOUT_PLANNED = ("購入者キャンセル可",)


class JudgedRow(NamedTuple):
    """The result of a row.

    Attributes:
        cells: the result columns in the order of `RESULT_COLUMNS`; None stands for "cannot be told".
        problem: the sentence of what cannot be read; "" for a clean row.
        judged: what is behind the cells; None where no clock runs.
    """

    cells: tuple[Value, ...]
    problem: str
    judged: Judged | None = None

    @property
    def kind(self) -> str:
        """Return 一般 or 予約 of a row whose clock runs."""
        return KINDS[self.judged.order.preorder] if self.judged else ""

    @property
    def stopped_until(self) -> int:
        """Return the release day of the row's item, 0 where it is not stopped."""
        return self.judged.stopped_until if self.judged else 0


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
    rows: Sequence[ReadRow],
    context: Context,
    *,
    carts: Sequence[str] | None = None,
    own_rate: bool = True,
) -> JudgedSheet:
    """Judge every row of an order sheet.

    Args:
        rows: the rows as read, in the sheet's order.
        context: the as-of day, settings and rules.
        carts: カート番号 per row, for a rate counted by cart.
        own_rate: use the sheet's own rate where the settings give none.
    """
    counts = {kind: _own_rate(rows, kind, context, carts) for kind in KINDS}
    rates = rates_in_force(context, counts if own_rate else {})
    states = rate_states(context, rates)
    judge = Judge(context, as_of_day(context))
    rate_codes = [states[kind] for kind in KINDS]
    judged = {
        row: _judged_row(row._replace(order=row.order._replace(rate=rate_codes[row.order.preorder])), judge)
        for row in dict.fromkeys(rows)
    }
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


def _own_rate(rows: Sequence[ReadRow], kind: str, context: Context, carts: Sequence[str] | None) -> OnTime:
    preorder = KINDS.index(kind)
    counted = [
        (row.order.base, row.order.shipped, position)
        for position, row in enumerate(rows)
        if row.order.preorder == preorder
        and row.order.clock <= FROM_RESERVATION
        and not row.order.unreadable & BAD_SHIPPED
    ]
    return on_time(
        context,
        [base for base, _, _ in counted],
        [None if shipped >= NEVER else shipped for _, shipped, _ in counted],
        [kind] * len(counted),
        as_of_day(context),
        kind,
        None,
        [carts[position] for _, _, position in counted] if carts else None,
    )


def beyond_calendar(base: int) -> str:
    """Return the sentence of an order whose deadlines do not all lie in the calendar."""
    return str(errors.ResultOutOfRange(argument="入金日・予約日", value=date_of(base)))


def _judged_row(row: ReadRow, judge: Judge) -> JudgedRow:
    order = row.order
    if row.problem:
        return _unreadable(row.problem)
    if order.clock > FROM_RESERVATION:
        code = STAGE_WITHOUT_CLOCK.get(order.clock)
        stage = "" if code is None else STAGES[code]
        mask = notes_without_clock(order) if order.clock == NOT_PAID else 0
        return JudgedRow((stage, *[""] * (len(RESULT_COLUMNS) - 2), note_text(mask)), "")
    judged = judge.order(order)
    return _unreadable(beyond_calendar(order.base)) if judged.beyond_calendar else _worded(row, judged)


def _unreadable(problem: str) -> JudgedRow:
    return JudgedRow((error_text(problem), *[None] * (len(RESULT_COLUMNS) - 2), problem), problem)


def _worded(row: ReadRow, judged: Judged) -> JudgedRow:
    terms, outcome = judged.terms, judged.outcome
    cells: list[Value] = [
        STAGES[outcome.stage],
        date_of(terms.last_safe_day),
        date_of(terms.points_day),
        date_of(terms.restriction_day),
        "" if outcome.sent else terms.days_left,
        outcome.points,
        CAN_CANCEL_MARK if outcome.can_cancel else "",
        note_text(outcome.notes, row.state_word),
    ]
    for problem, without in ((row.shipped_problem, WITHOUT_SHIPPED), (row.planned_problem, WITHOUT_PLANNED)):
        if problem:
            for title in without:
                column = RESULT_COLUMNS.index(title)
                cells[column] = None if column else error_text(problem)
    problem = " / ".join(filter(None, [row.shipped_problem, row.planned_problem]))
    if problem:
        cells[-1] = problem
    return JudgedRow(tuple(cells), problem, judged)


def is_open(row: JudgedRow) -> bool:
    """Tell whether a row is an unsent order with a running clock that could be read."""
    return row.judged is not None and not row.problem and row.judged.outcome.stage != SENT
