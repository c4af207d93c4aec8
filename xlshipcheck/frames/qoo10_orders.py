"""Qoo10 orders of a DataFrame read into arrays: the clock of every row, and the frame's own on-time rates.

A row's clock is its slot, by which it looks up what `frame_tables` has worked out.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from xlshipcheck import errors
from xlshipcheck.frames.arrays import blocks, dates, grouped, part
from xlshipcheck.frames.columns import DayColumn
from xlshipcheck.qoo10.kernel import Tables, Terms, is_beyond_calendar, penalty_rules, terms_of
from xlshipcheck.qoo10.record import (
    BLANK,
    CANCELLED,
    CLOCK_CODES,
    FROM_RESERVATION,
    KIND_UNREADABLE,
    KINDS,
    NO_RATE,
    READ,
    UNREADABLE,
    Order,
    Reserved,
    base_notes,
    clock_code,
    day_or_never,
    kind_in_force,
    reserved_day,
)
from xlshipcheck.values.days import NEVER
from xlshipcheck.values.roles import (
    KIND,
    PAYMENT_DATE,
    PLANNED_SHIP_DATE,
    PREORDER_DATE,
    SHIP_DATE,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from xlshipcheck.calendars.business_days import Calendar
    from xlshipcheck.context import Context, PreorderDays
    from xlshipcheck.frames.arrays import Numbers
    from xlshipcheck.frames.distinct import Distinct
    from xlshipcheck.frames.qoo10_cells import OrderCells
    from xlshipcheck.qoo10.record import KeptRate
    from xlshipcheck.rulebook.rules import Rulebook


WITHOUT_CLOCK = len(KINDS) * NEVER
SLOTS = WITHOUT_CLOCK + len(CLOCK_CODES)
# The terms that an outcome hangs on; the others are result columns as they are.
SETTLING = ("stage", "points", "notes", "notes_unsent")


class SlotTables(NamedTuple):
    """What each slot settles.

    Attributes:
        bases: the base day; any day where no clock runs.
        settling: name of a field of `Terms` -> its values.
        restriction_day: 制限日 as a day number.
        days_left: 残り日数 while unsent.
        dates: 最終発送日, 減点日, 制限日 and 発送率期限 as datetime64[s].
        without_dates: whether a row has no deadlines: no clock runs, or one lies beyond the calendar.
    """

    bases: NDArray[np.int64]
    settling: dict[str, NDArray[np.int16]]
    restriction_day: NDArray[np.int64]
    days_left: NDArray[np.int64]
    dates: list[NDArray[np.datetime64]]
    without_dates: NDArray[np.bool_]

    def terms(self, slots: NDArray[np.int64]) -> Terms:
        """Return the terms of some rows, as far as an outcome hangs on them."""
        return _NO_TERMS._replace(**{name: table.take(slots) for name, table in self.settling.items()})


_NO_TERMS = Terms(*[0] * len(Terms._fields))


class _Lookup:
    """A table that answers an array of indices, faster than numpy's own brackets."""

    def __init__(self, table: NDArray[np.int32]) -> None:
        self._table = table

    def __getitem__(self, index: Numbers) -> Numbers:
        return self._table.take(index)


def array_tables(calendar: Calendar, until: int) -> Tables:
    """Return a calendar for counting with arrays, its holidays asked about up to a day."""
    ordinals, days = calendar.arrays(until)
    lookups: tuple[Any, Any] = _Lookup(ordinals), _Lookup(days)
    return Tables(*lookups, calendar.payment_day)


@lru_cache(maxsize=4)
def slot_tables(calendar: Calendar, settled: int, rulebook: Rulebook, as_of: int) -> SlotTables:
    """Return what each slot settles; kept for the next frame, since it takes longer than a small one.

    Args:
        calendar: the platform's calendar.
        settled: how far its holidays are known by now; what is kept for less does not serve for more.
        rulebook: the rules.
        as_of: the as-of day.
    """
    del settled
    tables, rules = array_tables(calendar, as_of), penalty_rules(rulebook)
    days, idle = np.arange(NEVER), np.full(len(CLOCK_CODES), NEVER)
    halves = [
        terms_of(tables, rules, days, preorder, as_of, calendar.first_estimated_day)
        for preorder in range(len(KINDS))
    ]
    terms = Terms(
        *(
            np.concatenate([*(np.broadcast_to(half, NEVER) for half in both), idle])
            for both in zip(*halves, strict=True)
        )
    )
    beyond = is_beyond_calendar(terms)
    return SlotTables(
        np.arange(SLOTS) % NEVER,
        # Narrow tables: the narrower one is, the more of it stays in the processor's cache.
        {name: getattr(terms, name).astype(np.int16) for name in SETTLING},
        terms.restriction_day,
        terms.days_left.astype(np.int64),
        [
            dates(np.where(beyond, NEVER, day))
            for day in (terms.last_safe_day, terms.points_day, terms.restriction_day, terms.on_time_day)
        ],
        beyond,
    )


# How many things a row can hold as: cancelled or not, kind, 入金日, 予約日, numbered or not.
HELD = (2, KIND_UNREADABLE + 1, UNREADABLE + 1, UNREADABLE + 1, 2)


class FrameOrders(NamedTuple):
    """The rows of a frame as read: the fields of their record, with clock, base and kind packed in a slot.

    Attributes:
        slots: the slot of each row.
        shipped: 発送日 as day numbers, `NEVER` where blank or unreadable.
        planned: 発送予定日, likewise.
        states: the code of 配送状態.
        base_notes: mask of what is to be said of the day that a clock runs from.
        wished: 1 where the row has an お届け希望日.
        labelled: 1 where the row has a 送り状番号.
        words: place in `state_words` of the word in 配送状態, 0 where it is known.
        state_words: "" and the words that are not known.
        kept: place in `kept_rates` of what stands in 判定の率.
        kept_rates: what stands there anywhere; one that cannot be read counts as none, as in a sheet.
        excluded: 1 where the row is no order and makes no rate.
        problems: role -> row -> sentence of the cells that cannot be read.
    """

    slots: NDArray[np.int64]
    shipped: Numbers
    planned: Numbers
    states: Numbers
    base_notes: Numbers
    wished: Numbers
    labelled: Numbers
    words: Numbers
    state_words: list[str]
    kept: Numbers
    kept_rates: list[KeptRate]
    excluded: Numbers
    problems: dict[str, dict[int, str]]

    @property
    def has_preorders(self) -> bool:
        """Tell whether a clock runs from 予約日 in any row."""
        return bool(((self.slots >= NEVER) & (self.slots < WITHOUT_CLOCK)).any())

    def record(
        self,
        rows: slice | NDArray[np.intp],
        tables: SlotTables,
        *,
        has_preorders: bool = True,
    ) -> Order:
        """Return the record of some rows, but for the rates.

        Args:
            rows: which.
            tables: what each slot settles.
            has_preorders: False where the kind of every row is known to be 一般.
        """
        slots = self.slots[rows]
        return Order(
            base=tables.bases.take(slots),
            preorder=(slots >= NEVER) * 1 if has_preorders else 0,
            shipped=part(self.shipped, rows),
            planned=part(self.planned, rows),
            state=part(self.states, rows),
            base_notes=part(self.base_notes, rows),
            wished=part(self.wished, rows),
            labelled=part(self.labelled, rows),
        )

    def at(self, rows: NDArray[np.intp]) -> FrameOrders:
        """Return some rows."""
        places = list(enumerate(rows.tolist())) if any(self.problems.values()) else []
        problems = {
            role: {place: found[row] for place, row in places if row in found}
            for role, found in self.problems.items()
        }
        fields: Iterable[Any] = (field[rows] if isinstance(field, np.ndarray) else field for field in self)
        return FrameOrders(*fields)._replace(problems=problems)


def orders_of(cells: OrderCells, context: Context) -> FrameOrders:
    """Return the orders of a frame.

    Args:
        cells: the rows as read.
        context: settings with the list of preorder items and the default kind.
    """
    count, payment, shipped, reservation = cells.size, cells.payment, cells.shipped, cells.reservation
    names = cells.items.cells
    listed = [context.settings.preorder_items.get(name) for name in names]
    reserved = _reserved(reservation, cells.items, listed, payment, count)
    default = context.settings.default_kind

    def kinds(*, listed: bool, sells_on: bool) -> Numbers:
        return cells.kinds.lookup(
            _kind_code(cell, default, listed=listed, sells_on=sells_on) for cell in cells.kinds.cells
        )

    kind = kinds(listed=False, sells_on=False)
    if any(names):
        kind = _chosen(
            cells.items.lookup(bool(name) for name in names), kinds(listed=True, sells_on=False), kind
        )
        kind = _chosen(reserved.sells_on, kinds(listed=True, sells_on=True), kind)
    words = list(dict.fromkeys(["", *(word for _, word in cells.states.cells)]))
    places = {word: place for place, word in enumerate(words)}
    kept_rates = [NO_RATE if isinstance(rate, errors.ArgumentError) else rate for rate in cells.kept.cells]
    held = (
        cells.states.lookup(code == CANCELLED for code, _ in cells.states.cells),
        kind,
        _held(payment),
        _held(DayColumn(reserved.day, reservation.problems)),
        cells.numbered,
    )
    slots = np.empty(count, np.int64)
    clocks = _clock_table(bool(np.ndim(payment.days)))
    said: Numbers = np.zeros(count, np.int32) if np.ndim(reserved.day) else 0
    for rows in blocks(count):
        code = clocks.take(_combination(part(numbers, rows) for numbers in held)).astype(np.int64)
        base = _chosen(code == FROM_RESERVATION, part(reserved.day, rows) + NEVER, part(payment.days, rows))
        slots[rows] = np.where(code > FROM_RESERVATION, WITHOUT_CLOCK + code, base)
        if np.ndim(said):
            here = Reserved(*(part(numbers, rows) for numbers in reserved))
            said[rows] = base_notes(code, here, part(payment.days, rows), part(shipped.days, rows))
    return FrameOrders(
        slots,
        shipped.days,
        cells.planned.days,
        cells.states.lookup(code for code, _ in cells.states.cells),
        said,
        cells.wished,
        cells.labelled,
        cells.states.lookup(places[word] for _, word in cells.states.cells),
        words,
        0 if cells.kept.codes is None else cells.kept.lookup(range(len(kept_rates))),
        kept_rates,
        cells.excluded,
        {
            KIND: cells.kinds.problems(),
            PAYMENT_DATE: payment.problems,
            PREORDER_DATE: reservation.problems,
            SHIP_DATE: shipped.problems,
            PLANNED_SHIP_DATE: cells.planned.problems,
        },
    )


def _chosen(condition: Numbers, this: Numbers, other: Numbers) -> Numbers:
    """Return one number or the other, for one row or an array of rows."""
    if not np.ndim(condition):
        return this if condition else other
    return np.where(condition, this, other)


def _reserved(
    reservation: DayColumn,
    items: Distinct,
    listed: Sequence[int | PreorderDays | None],
    payment: DayColumn,
    count: int,
) -> Reserved:
    """Return 予約日 of every row; what the list says is worked out once for each item and 入金日.

    Args:
        reservation: 予約日 as read.
        items: 商品番号.
        listed: what the list says of each distinct item.
        payment: 入金日 as read.
        count: number of rows.
    """
    if items.codes is None or not any(day is not None for day in listed):
        return Reserved(reservation.days, 0, 0)
    blank = np.equal(reservation.days, NEVER) & (items.lookup(day is not None for day in listed) > 0)
    blank = np.broadcast_to(blank, count).copy()
    blank[list(reservation.problems)] = False
    rows = np.flatnonzero(blank)
    paid = np.broadcast_to(payment.days, count)[rows]
    alike = grouped([items.codes[rows], paid], len(rows))
    found = [
        reserved_day(
            None, listed[items.codes[rows[place]]], None if paid[place] == NEVER else int(paid[place])
        )
        for place in alike.rows
    ]
    reserved = Reserved(
        np.array(np.broadcast_to(reservation.days, count)), *(np.zeros(count, np.int32) for _ in range(2))
    )
    for column, values in zip(reserved, zip(*found, strict=True)):  # noqa: B905  nothing was looked up for no row
        column[rows] = np.array(list(map(day_or_never, values)), np.int64).take(alike.codes)
    return reserved


def _kind_code(kind: Any, default: str, *, listed: bool, sells_on: bool) -> int:  # noqa: ANN401  一般, 予約, None or an error
    if isinstance(kind, errors.ArgumentError):
        return KIND_UNREADABLE
    return KINDS.index(kind_in_force(kind, default, listed=listed, sells_on=sells_on))


@lru_cache(maxsize=2)
def _clock_table(has_payment_column: bool) -> NDArray[np.int8]:
    """Return the clock for every combination of what a row can hold."""
    codes = [
        clock_code(
            kind,
            payment,
            reservation,
            cancelled=bool(cancelled),
            numbered=bool(numbered),
            has_payment_column=has_payment_column,
        )
        for cancelled, kind, payment, reservation, numbered in product(*map(range, HELD))
    ]
    return np.array(codes, np.int8)


def _combination(held: Iterable[Numbers]) -> Numbers:
    """Return where a combination stands in `_clock_table`."""
    place: Numbers = 0
    for size, number in zip(HELD, held, strict=True):
        place = place * size + number
    return place


def _held(column: DayColumn) -> Numbers:
    if not np.ndim(column.days):
        return BLANK
    held = np.where(column.days < NEVER, np.int8(READ), np.int8(BLANK))
    held[list(column.problems)] = UNREADABLE
    return held


def latest_day(orders: FrameOrders) -> int:
    """Return the last day that the orders count from or to."""
    bases = orders.slots[orders.slots < WITHOUT_CLOCK] % NEVER
    shipped = np.atleast_1d(orders.shipped)
    return max(int(days[days < NEVER].max(initial=0)) for days in (bases, shipped))
