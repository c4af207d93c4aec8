"""A whole Qoo10 order sheet: every row's record judged, its result columns, and the sheet's own rates.

Rows repeat: a hundred thousand orders have a few thousand different records. Each is judged once; the record with
the words that its sentences name is the key, so nothing that an answer depends on is listed a second time.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from itertools import repeat
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.context import BY_CART, GENERAL, PREORDER, THE_EVENING_BEFORE, Context
from xlshipcheck.qoo10.history import NO_RATES, Counted, KindRates, OnTime, kind_rates
from xlshipcheck.qoo10.judging import Judge, Judged, rate_state_of
from xlshipcheck.qoo10.kernel import (
    SENT,
    STAGE_WITHOUT_CLOCK,
    STAGES,
    is_beyond_calendar,
    notes_without_clock,
    penalty_rules,
    rate_days,
    tables_of,
)
from xlshipcheck.qoo10.notes import NO_SHIP_DATE, RATE_DIFFERS, RATE_RECOMPUTED, RATE_UNSURE, note_text
from xlshipcheck.qoo10.outlook import outlooks_of
from xlshipcheck.qoo10.rate import rate_window
from xlshipcheck.qoo10.rate_words import counted_text, given_text, kept_text
from xlshipcheck.qoo10.record import (
    BASE_ROLES,
    FROM_RESERVATION,
    KINDS,
    NO_RATE,
    NOT_PAID,
    RATE_UNKNOWN,
    UNREAD,
    KeptRate,
    Order,
    ReadRow,
)
from xlshipcheck.values.answers import Value, error_text
from xlshipcheck.values.days import date_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
    from fractions import Fraction

    from xlshipcheck.qoo10.history import Outlook
    from xlshipcheck.qoo10.outlook import Tally

RESULT_COLUMNS = (
    "段階",
    "最終発送日",
    "減点日",
    "制限日",
    "残り日数",
    "減点",
    "購入者キャンセル可",
    "発送率期限",
    "判定の率",
    "確認",
)
CAN_CANCEL_MARK = "可"
THIS_SHEET, THIS_BOOK = "この表", "このブック"
# What cannot be told of an order whose 発送日, or 発送予定日, cannot be read; its deadlines stand.
WITHOUT_SHIPPED = ("段階", "残り日数", "減点", "購入者キャンセル可", "判定の率")
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
    def unknown(self) -> bool:
        """Tell whether the row is 状態不明: its 配送状態 cannot be read, and no 発送日 settles it."""
        return self.judged is not None and bool(self.judged.outcome.unknown)

    @property
    def stopped_until(self) -> int:
        """Return the release day of the row's item, 0 where it is not stopped."""
        return self.judged.stopped_until if self.judged else 0


class _SheetFields(NamedTuple):
    """All rows of a sheet with the rates they were judged by.

    Attributes:
        rows: one per row of the sheet.
        own_rates: kind -> on-time count of today over the rows that make the rate.
        rates: kind -> the rate of today that is used for 制限.
        rates_from: kind -> 設定, この表 or このブック.
        outlooks: kind -> its rate at the end of the month.
        unknown: kind -> how many 状態不明 orders its rate leaves out.
    """

    rows: list[JudgedRow]
    own_rates: dict[str, OnTime]
    rates: dict[str, Fraction | None]
    rates_from: dict[str, str]
    outlooks: Mapping[str, Outlook] = MappingProxyType({})
    unknown: Mapping[str, int] = MappingProxyType({})


class JudgedSheet(_SheetFields):
    """All rows of a sheet with the rates they were judged by, and what can be asked of them."""

    @cached_property
    def counted(self) -> list[tuple[JudgedRow, int]]:
        """Return each row that differs, with how many rows are judged as it; such rows are one and the same object."""
        times = Counter(map(id, self.rows))
        by_identity = dict(zip(map(id, self.rows), self.rows))
        return [(by_identity[identity], count) for identity, count in times.items()]

    def positions(self, holds: Callable[[JudgedRow], bool]) -> list[int]:
        """Return where the rows stand of which something holds; of those that are one object one is asked.

        Args:
            holds: tells it of a row.
        """
        wanted = {id(row) for row, _ in self.counted if holds(row)}
        if not wanted:
            return []
        return [position for position, identity in enumerate(map(id, self.rows)) if identity in wanted]


def judge_sheet(
    rows: Sequence[ReadRow],
    context: Context,
    *,
    carts: Sequence[str] | None = None,
    own_rate: bool = True,
    book: Mapping[str, KindRates] | None = None,
    excluded: Collection[int] = (),
) -> JudgedSheet:
    """Judge every row of an order sheet.

    Args:
        rows: the rows as read, in the sheet's order.
        context: the as-of day, settings and rules.
        carts: カート番号 per row, for a rate counted by cart.
        own_rate: use the orders' own rate where the settings give none.
        book: kind -> the rates of a whole book; None to count this sheet's own.
        excluded: positions of the rows that are not in the sheet's own rate.
    """
    as_of = as_of_day(context)
    judge = Judge(context, as_of)
    own = book or rates_of([RateRows(rows, carts, excluded)], context)
    rater = Rater(context, own if own_rate else None)
    # By identity: to hash a record takes longer than anything else that is done to most rows.
    distinct = dict(zip(map(id, rows), rows))
    known = {row: _judged_row(row, judge, rater) for row in dict.fromkeys(distinct.values())}
    judged = {identity: known[row] for identity, row in distinct.items()}
    counts = {kind: own[kind].known.on(as_of) for kind in KINDS}
    given = context.settings.rates
    source = THIS_BOOK if book else THIS_SHEET
    return JudgedSheet(
        list(map(judged.__getitem__, map(id, rows))),
        counts,
        rates_in_force(context, counts if own_rate else {}),
        {kind: "設定" if kind in given else source for kind in counts},
        {kind: outlook for kind in KINDS if (outlook := own[kind].outlook) is not None},
        {kind: own[kind].unknown for kind in KINDS},
    )


class RateRows(NamedTuple):
    """The orders of one sheet, for the rate.

    Attributes:
        rows: as read.
        carts: カート番号 per row; None where the sheet has none.
        excluded: positions of the rows that do not count: on another sheet they do, or they are examples.
    """

    rows: Sequence[ReadRow]
    carts: Sequence[str] | None = None
    excluded: Collection[int] = ()


def rates_of(sheets: Sequence[RateRows], context: Context) -> dict[str, KindRates]:
    """Return kind -> its on-time rate on any day, over the rows of one or more sheets.

    Left out are rows without a clock (unpaid, cancelled, unreadable) and rows whose 発送日 cannot be read.
    """
    as_of = as_of_day(context)
    rules, tables = penalty_rules(context.rulebook), tables_of(context.calendar)
    tally = _tally(sheets, context)
    orders: dict[str, list[Counted]] = {kind: [] for kind in KINDS}
    for (order, unit), times in tally.items():
        on_time = rules.limits(order.base, order.preorder).on_time
        days = rate_days(tables, order.base, order.shipped, order.preorder, on_time)
        unknown = order.state == UNREAD and order.shipped > as_of
        # A preorder that nobody can read may have been sent early, on any day.
        start = 0 if order.preorder else order.base
        orders[KINDS[order.preorder]].append(Counted(*days, start, unknown, unit, times))
    outlooks = outlooks_of(tally, as_of, rules, tables)
    return {kind: kind_rates(listed)._replace(outlook=outlooks[kind]) for kind, listed in orders.items()}


def _tally(sheets: Sequence[RateRows], context: Context) -> Tally:
    """Return how many rows have which order, each with its cart where that counts once."""
    first, last = rate_window(context)
    by_cart = context.settings.rate_unit == BY_CART
    found: Counter[tuple[Order, Hashable]] = Counter()
    for sheet in sheets:
        units: Iterable[Hashable] = repeat(None)
        if by_cart and sheet.carts:
            units = [cart or None for cart in sheet.carts]
        # By identity: a hundred thousand rows are a few thousand objects, whose hashes take their time.
        orders = {id(row): row.order for row in sheet.rows}
        pairs = zip(map(id, sheet.rows), units)
        times_of = Counter(
            (pair for position, pair in enumerate(pairs) if position not in sheet.excluded)
            if sheet.excluded
            else pairs
        )
        for (identity, unit), times in times_of.items():
            found[orders[identity], unit] += times
    return {
        (order, unit): times
        for (order, unit), times in found.items()
        if order.clock <= FROM_RESERVATION and not order.shipped_unread and first <= order.base <= last
    }


class DayRate(NamedTuple):
    """The rate that decides 制限 of an order.

    Attributes:
        state: what it means.
        notes: mask of what is to be said of it.
        text: 判定の率.
        difference: what the rows give now where the text was kept; "" where they give the same.
    """

    state: int = RATE_UNKNOWN
    notes: int = 0
    text: str = ""
    difference: str = ""


def decided_on(restriction_day: int, as_of: int, context: Context) -> tuple[int, bool]:
    """Return the day whose rate decides 制限, and whether its evening has passed; today while it is to come."""
    day = restriction_day - (context.settings.rate_day == THE_EVENING_BEFORE)
    return min(day, as_of), day < as_of


class Rater:
    """Gives the rate that decides 制限: the settings', the one kept in the row, or that of the restriction day.

    Args:
        context: the as-of day, settings and rules.
        own: kind -> the orders' own rates; None where they are not to be used.
    """

    def __init__(self, context: Context, own: Mapping[str, KindRates] | None) -> None:
        self._context, self._own = context, own
        self._as_of = as_of_day(context)
        self._limit = penalty_rules(context.rulebook).rate_limit
        self._known: dict[tuple[str, int, KeptRate], DayRate] = {}
        self.today = [self._state_today(kind) for kind in KINDS]

    def _state_today(self, kind: str) -> int:
        given = self._context.settings.rates.get(kind)
        limit = self._limit.over(self._as_of)
        if given is not None:
            return rate_state_of(given, limit)
        return self._own[kind].state_on(self._as_of, limit)[0] if self._own else RATE_UNKNOWN

    def rated(self, row: ReadRow, restriction_day: int) -> tuple[Order, DayRate]:
        """Return the record of a row with its rate, and the rate."""
        order = row.order
        rate = self.of_day(KINDS[order.preorder], restriction_day, row.kept)
        today = self.today[order.preorder]
        return order._replace(rate=rate.state, rate_today=today, rate_notes=rate.notes), rate

    def of_day(self, kind: str, restriction_day: int, kept: KeptRate = NO_RATE) -> DayRate:
        """Return the rate that decides 制限 of an order with a restriction day.

        Args:
            kind: 一般 or 予約.
            restriction_day: 制限日.
            kept: what stands in 判定の率.
        """
        key = (kind, restriction_day, kept)
        rate = self._known.get(key)
        if rate is None:
            rate = self._known[key] = self._rate(*key)
        return rate

    def change_days(self, kind: str) -> list[int]:
        """Return the restriction days from which on the rate that decides is another one, the first being 0."""
        before = self._context.settings.rate_day == THE_EVENING_BEFORE
        history = self._own[kind] if self._own else NO_RATES
        days = {day for counted in (history.known, *history.bounds) for day in counted.days}
        days.update(value.from_day for value in self._limit.values)
        return sorted({0, self._as_of + before, *(day + before for day in days if day <= self._as_of)})

    def _rate(self, kind: str, restriction_day: int, kept: KeptRate) -> DayRate:
        day, passed = decided_on(restriction_day, self._as_of, self._context)
        limit = self._limit.over(day)
        given = self._context.settings.rates.get(kind)
        counted = self._counted(kind, day, limit, kept, passed=passed)
        if given is None:
            return counted
        # The rate of the settings decides; what was counted is kept behind it for the day on which it is taken out.
        return DayRate(rate_state_of(given, limit), 0, given_text(given, counted.text))

    def _counted(self, kind: str, day: int, limit: int, kept: KeptRate, *, passed: bool) -> DayRate:
        if self._own is None:
            # Nothing to count: what was kept is all there is, as for a call that reads its own row.
            recomputed = kept.recomputed * RATE_RECOMPUTED
            return DayRate(rate_state_of(kept.rate, limit), recomputed, kept_text(kept))
        rates = self._own[kind]
        count = rates.known.on(day)
        date = date_of(day)
        if passed and kept.counts and kept.day == (date.month, date.day):
            was = OnTime(*kept.counts)
            notes = kept.recomputed * RATE_RECOMPUTED + (was != count) * RATE_DIFFERS
            text = counted_text(was, day, recomputed=kept.recomputed)
            now = f"今ある行で数え直すと {count.in_time}/{count.counted} です"
            return DayRate(rate_state_of(was.rate, limit), notes, text, now if was != count else "")
        state, unsure = rates.state_on(day, limit)
        notes = passed * RATE_RECOMPUTED + unsure * RATE_UNSURE
        text = counted_text(count, day, recomputed=passed, unknown=rates.unknown if unsure else 0)
        return DayRate(state, notes, text)


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


def beyond_calendar(base: int, preorder: int) -> str:
    """Return the sentence of an order whose deadlines do not all lie in the calendar."""
    return str(errors.ResultOutOfRange(argument=BASE_ROLES[preorder], value=date_of(base)))


def _judged_row(row: ReadRow, judge: Judge, rater: Rater) -> JudgedRow:
    order = row.order
    if row.problem:
        return _unreadable(row.problem)
    if order.clock > FROM_RESERVATION:
        code = STAGE_WITHOUT_CLOCK.get(order.clock)
        stage = "" if code is None else STAGES[code]
        mask = notes_without_clock(order) if order.clock == NOT_PAID else 0
        return JudgedRow((stage, *[""] * (len(RESULT_COLUMNS) - 2), note_text(mask)), "")
    terms = judge.terms(order.base, order.preorder)
    if is_beyond_calendar(terms):
        return _unreadable(beyond_calendar(order.base, order.preorder))
    order, rate = rater.rated(row, terms.restriction_day)
    return _worded(row, judge.order(order), rate)


def _unreadable(problem: str) -> JudgedRow:
    return JudgedRow((error_text(problem), *[None] * (len(RESULT_COLUMNS) - 2), problem), problem)


def _worded(row: ReadRow, judged: Judged, rate: DayRate) -> JudgedRow:
    terms, outcome = judged.terms, judged.outcome
    cells: list[Value] = [
        STAGES[outcome.stage],
        date_of(terms.last_safe_day),
        date_of(terms.points_day),
        date_of(terms.restriction_day),
        "" if outcome.sent else terms.days_left,
        "" if outcome.unknown else outcome.points,
        CAN_CANCEL_MARK if outcome.can_cancel else "",
        date_of(terms.on_time_day),
        rate.text if outcome.rated else "",
        note_text(outcome.notes, row.state_word, rate.difference),
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
    """Tell whether a row is for certain an unsent order with a running clock; 状態不明 may be anything.

    One that is on its way since a day that nobody wrote down is none: there is nothing left to pack.
    """
    judged = row.judged
    if judged is None or row.problem or row.unknown:
        return False
    return judged.outcome.stage != SENT and not judged.outcome.notes & NO_SHIP_DATE
