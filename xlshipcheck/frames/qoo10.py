"""Qoo10 orders of a DataFrame: a million rows through the kernels that judge one row of a sheet.

Nearly everything hangs on base day and kind alone: that half of the kernel is run once over every day of the
calendar (`frame_tables`) and looked up; the other half runs over the rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from xlshipcheck import errors
from xlshipcheck.frames import arrays
from xlshipcheck.frames.arrays import blocks
from xlshipcheck.frames.qoo10_cells import read_cells
from xlshipcheck.frames.qoo10_orders import (
    WITHOUT_CLOCK,
    array_tables,
    latest_day,
    orders_of,
    slot_tables,
)
from xlshipcheck.frames.qoo10_rates import counts_carts, frame_rates, own_rates
from xlshipcheck.qoo10.kernel import (
    STAGE_WITHOUT_CLOCK,
    STAGES,
    elapsed,
    notes_without_clock,
    outcome_of,
    penalty_rules,
)
from xlshipcheck.qoo10.notes import NOTES, RATE_DIFFERS, UNREAD_STATE, note_text
from xlshipcheck.qoo10.record import (
    BAD_KIND,
    BAD_PAYMENT,
    BAD_RESERVATION,
    CLOCK_CODES,
    NO_RESERVATION,
    NOT_PAID,
)
from xlshipcheck.qoo10.rows import (
    CAN_CANCEL_MARK,
    RESULT_COLUMNS,
    WITHOUT_PLANNED,
    WITHOUT_SHIPPED,
    as_of_day,
    beyond_calendar,
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
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from xlshipcheck.context import Context
    from xlshipcheck.frames.arrays import Groups, Numbers, ResultColumn
    from xlshipcheck.frames.columns import RoleColumns
    from xlshipcheck.frames.qoo10_orders import FrameOrders, SlotTables
    from xlshipcheck.frames.qoo10_rates import FrameRates
    from xlshipcheck.qoo10.kernel import Tables

(
    STAGE,
    SAFE_DAY,
    POINTS_DAY,
    RESTRICTION_DAY,
    DAYS_LEFT,
    POINTS,
    CAN_CANCEL,
    ON_TIME_DAY,
    RATE,
    REMARK,
) = RESULT_COLUMNS
CANCEL_WORDS = ("", CAN_CANCEL_MARK)
MISSING = -1
UNREADABLE_MASK = 1 << len(NOTES)
UNREADABLE_ROLES = {BAD_KIND: KIND, BAD_PAYMENT: PAYMENT_DATE, BAD_RESERVATION: PREORDER_DATE}


def assess(
    columns: RoleColumns, context: Context, *, own_rate: bool, excluded: Iterable[int] = ()
) -> dict[str, ResultColumn]:
    """Return the result columns by their titles.

    Args:
        columns: the frame by roles.
        context: the as-of day, settings and rules.
        own_rate: use the frame's own on-time rate where the settings give none.
        excluded: the rows that are no orders and make no rate.
    """
    few, alike = _read(columns, context, excluded)
    calendar, as_of = context.calendar, as_of_day(context)
    known = calendar.tables.settled == NEVER
    tables = array_tables(calendar, as_of if known else max(as_of, latest_day(few)))
    own = None
    if own_rate:
        every = alike is None or counts_carts(columns, context)
        times = None if alike is None or every else np.bincount(alike.codes)
        counting = few.at(alike.codes) if every and alike is not None else few
        own = own_rates(counting, tables, columns, context, times)
    by_slot = slot_tables(calendar, calendar.tables.settled, context.rulebook, as_of)
    judged = _Judged(few, by_slot, tables, context, frame_rates(few, context, by_slot, own))
    return judged.columns(None if alike is None else alike.codes)


def _read(
    columns: RoleColumns, context: Context, excluded: Iterable[int]
) -> tuple[FrameOrders, Groups | None]:
    """Return the orders and, where they are only the different ones among those of the frame, its rows by them.

    A million orders of half a year are some thousand different ones: each is judged once.
    """
    cells = read_cells(columns, context, excluded)
    alike = cells.alike()
    return orders_of(cells if alike is None else cells.at(alike.rows), context), alike


class _Judged:
    """The results of all rows, as they stand after the kernels and after what cannot be told is taken out."""

    def __init__(
        self,
        orders: FrameOrders,
        by_slot: SlotTables,
        tables: Tables,
        context: Context,
        rates: FrameRates,
    ) -> None:
        count = len(orders.slots)
        self._orders, self._by_slot, self._rates = orders, by_slot, rates
        self._remarks = np.empty(count, np.int32)
        self._points = np.empty(count, np.int64)
        self._words = {STAGE: np.empty(count, np.int8), CAN_CANCEL: np.empty(count, np.int8)}
        self._missing = {DAYS_LEFT: np.empty(count, bool), POINTS: np.empty(count, bool)}
        self._rated = np.empty(count, bool)
        self._unrated = np.zeros(count, bool)
        self._run_kernel(tables, context, rates)
        self._sentences: dict[int, str] = {}
        self._settle_rows_without_dates(np.flatnonzero(by_slot.without_dates.take(orders.slots)))
        for role, hanging in ((SHIP_DATE, WITHOUT_SHIPPED), (PLANNED_SHIP_DATE, WITHOUT_PLANNED)):
            problems = orders.problems[role]
            rows = [row for row in problems if not by_slot.without_dates[orders.slots[row]]]
            self._take_out(np.array(rows, np.intp), hanging)
            for row in rows:
                self._sentences[row] = " / ".join(filter(None, [self._sentences.get(row), problems[row]]))

    def _run_kernel(self, tables: Tables, context: Context, rates: FrameRates) -> None:
        orders, as_of = self._orders, as_of_day(context)
        rules, mixed = penalty_rules(context.rulebook), orders.has_preorders
        for rows in blocks(len(orders.slots)):
            slots = orders.slots[rows]
            order = rates.on(orders.record(rows, self._by_slot, has_preorders=mixed), rows, slots)
            sent_after = elapsed(tables, order.base, order.shipped, order.preorder)
            limits = rules.limits(order.base, order.preorder)
            terms = self._by_slot.terms(slots)
            outcome = outcome_of(terms, limits, order, sent_after, as_of)
            self._words[STAGE][rows] = outcome.stage
            self._words[CAN_CANCEL][rows] = outcome.can_cancel
            self._missing[DAYS_LEFT][rows] = outcome.sent
            self._missing[POINTS][rows] = outcome.unknown
            self._points[rows] = outcome.points
            self._rated[rows] = outcome.rated
            self._remarks[rows] = outcome.notes

    def _settle_rows_without_dates(self, rows: NDArray[np.intp]) -> None:
        """Fill in the rows whose clock does not run, and those whose deadlines leave the calendar."""
        slots = self._orders.slots[rows]
        self._take_out(rows, (STAGE, DAYS_LEFT, POINTS, CAN_CANCEL, RATE))
        self._remarks[rows] = 0
        for code in CLOCK_CODES:
            stopped = rows[slots == WITHOUT_CLOCK + code]
            if code in UNREADABLE_ROLES:
                problems = self._orders.problems[UNREADABLE_ROLES[code]]
                self._sentences.update((row, problems[row]) for row in stopped.tolist())
            elif code == NO_RESERVATION:
                self._sentences.update(dict.fromkeys(stopped.tolist(), str(errors.ReservationMissing())))
            else:
                self._words[STAGE][stopped] = STAGE_WITHOUT_CLOCK.get(code, MISSING)
                self._words[CAN_CANCEL][stopped] = CANCEL_WORDS.index("")
                self._unrated[stopped] = self._rated[stopped] = False
                if code == NOT_PAID:
                    record = self._orders.record(stopped, self._by_slot)
                    self._remarks[stopped] = notes_without_clock(record)
        leaving = rows[slots < WITHOUT_CLOCK]
        preorder, bases = np.divmod(slots[slots < WITHOUT_CLOCK], NEVER)
        sentences = map(beyond_calendar, bases.tolist(), preorder.tolist())
        self._sentences.update(zip(leaving.tolist(), sentences, strict=True))

    def _take_out(self, rows: NDArray[np.intp], titles: Iterable[str]) -> None:
        for title in titles:
            if title in self._words:
                self._words[title][rows] = MISSING
            elif title == RATE:
                self._unrated[rows] = True
            else:
                self._missing[title][rows] = True

    def columns(self, codes: NDArray[np.intp] | None) -> dict[str, ResultColumn]:
        """Return the result columns by their titles.

        Args:
            codes: the row that was judged for each row of the frame; None where each was.
        """

        def each(values: NDArray[Any]) -> NDArray[Any]:
            return values if codes is None else values.take(codes)

        slots, by_slot = self._orders.slots, self._by_slot
        days_left = by_slot.days_left.take(slots)
        if codes is None:
            dates = arrays.side_by_side(by_slot.dates, slots)
        else:
            dates = arrays.side_by_side([table.take(slots) for table in by_slot.dates], codes)
        safe, points, restriction, on_time = dates
        rates, rate_words = self._rate_codes()
        remarks, sentences = self._remark_codes()
        return {
            STAGE: arrays.labels(each(self._words[STAGE]), STAGES),
            SAFE_DAY: safe,
            POINTS_DAY: points,
            RESTRICTION_DAY: restriction,
            DAYS_LEFT: arrays.whole_numbers(each(days_left), each(self._missing[DAYS_LEFT])),
            POINTS: arrays.whole_numbers(each(self._points), each(self._missing[POINTS])),
            CAN_CANCEL: arrays.labels(each(self._words[CAN_CANCEL]), CANCEL_WORDS),
            ON_TIME_DAY: on_time,
            RATE: arrays.labels(each(rates), rate_words),
            REMARK: arrays.labels(each(remarks), sentences),
        }

    def _rate_codes(self) -> tuple[NDArray[Any], list[str]]:
        """Return 判定の率 of each row as the place of its text, and the texts."""
        codes, words = self._rates.texts(self._orders.slots, self._rated)
        codes[self._unrated] = MISSING
        return codes, words

    def _name_words(self, rows: NDArray[np.intp]) -> None:
        """Put 確認 of the rows into words in which a 配送状態 that is not known, or another rate, is named."""
        orders, differences = self._orders, self._rates.differences()
        named = [
            (*pair, differences.get(row, ""))
            for row, *pair in zip(
                rows.tolist(), self._remarks[rows].tolist(), _at(orders.words, rows).tolist(), strict=True
            )
        ]
        texts = {
            (mask, word, rate): note_text(mask, orders.state_words[word], rate)
            for mask, word, rate in set(named)
        }
        self._sentences.update(zip(rows.tolist(), map(texts.__getitem__, named), strict=True))

    def _remark_codes(self) -> tuple[NDArray[Any], list[str]]:
        """Return 確認 of each row as the place of its text, and the texts; only the masks that occur are put into words."""
        naming = np.flatnonzero(self._remarks & (UNREAD_STATE | RATE_DIFFERS))
        self._name_words(naming[~np.isin(naming, list(self._sentences))])
        worded = [*self._sentences]
        self._remarks[worded] = UNREADABLE_MASK
        alike = arrays.grouped([self._remarks], len(self._remarks))
        masks = self._remarks[alike.rows].tolist()
        texts = {mask: note_text(mask) for mask in sorted(masks) if mask != UNREADABLE_MASK}
        words = dict.fromkeys([*texts.values(), *self._sentences.values()])
        places = {text: place for place, text in enumerate(words)}
        by_mask = [places[texts[mask]] if mask in texts else MISSING for mask in masks]
        codes = np.array(by_mask, np.min_scalar_type(-len(words) - 1)).take(alike.codes)
        codes[worded] = [places[text] for text in self._sentences.values()]
        return codes, list(words)


def _at(numbers: Numbers, rows: NDArray[np.intp]) -> NDArray[Any]:
    """Return the numbers of some rows; one number for all stands for each of them."""
    return numbers[rows] if np.ndim(numbers) else np.full(len(rows), numbers)
