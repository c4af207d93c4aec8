"""The on-time rates of a frame: its own on any day, and the one that decides 制限 of each row.

Nearly always that depends on a row's slot alone; where 判定の率 stands in the frame, on what stands there too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from xlshipcheck.context import BY_CART
from xlshipcheck.frames.arrays import blocks, grouped, part
from xlshipcheck.frames.qoo10_orders import SLOTS, WITHOUT_CLOCK
from xlshipcheck.qoo10.history import Counted, History, KindRates, kind_rates
from xlshipcheck.qoo10.kernel import Tables, penalty_rules, rate_days
from xlshipcheck.qoo10.rate import rate_window
from xlshipcheck.qoo10.record import KINDS, NO_RATE, UNREAD, KeptRate
from xlshipcheck.qoo10.rows import DayRate, Rater, as_of_day
from xlshipcheck.values.days import NEVER
from xlshipcheck.values.roles import CART_NUMBER, SHIP_DATE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from xlshipcheck.context import Context
    from xlshipcheck.frames.arrays import Numbers
    from xlshipcheck.frames.columns import RoleColumns
    from xlshipcheck.frames.qoo10_orders import FrameOrders, SlotTables
    from xlshipcheck.qoo10.record import Order


def own_rates(
    orders: FrameOrders,
    tables: Tables,
    columns: RoleColumns,
    context: Context,
    times: NDArray[np.int64] | None = None,
) -> dict[str, KindRates]:
    """Return kind -> its on-time rate on any day, over the rows whose clock runs and whose 発送日 can be read.

    Args:
        orders: the rows as read.
        tables: the platform's calendar.
        columns: the frame by roles.
        context: settings and rules.
        times: how many rows of the frame each stands for; None where they are its rows, as for carts they must be.
    """
    first, last = rate_window(context)
    readable = np.broadcast_to(np.equal(orders.excluded, 0), orders.slots.shape).copy()
    readable[[*orders.problems[SHIP_DATE]]] = False
    rules, as_of = penalty_rules(context.rulebook), as_of_day(context)
    weights = np.ones(len(orders.slots), np.int64) if times is None else times
    rates = {}
    for preorder, kind in enumerate(KINDS):
        bases = orders.slots - preorder * NEVER
        counts = (bases >= first) & (bases <= last) & readable
        rows: Any = slice(None) if counts.all() else np.flatnonzero(counts)
        base, weight = bases[rows], weights[rows]
        shipped = np.broadcast_to(orders.shipped, readable.shape)[rows]
        on_time = rules.limits(base, preorder).on_time
        entered, late = rate_days(tables, base, shipped, preorder, on_time)
        states = np.broadcast_to(orders.states, readable.shape)[rows]
        unknown = (states == UNREAD) & (shipped > as_of)
        if counts_carts(columns, context):
            units = columns.texts_at(CART_NUMBER, np.arange(len(readable))[rows])
            days = (array.tolist() for array in (entered, late, base * (1 - preorder), unknown))
            rates[kind] = kind_rates(
                Counted(enters, late_from, start, is_unknown, cart or None)
                for enters, late_from, start, is_unknown, cart in zip(*days, units, strict=True)
            )
            continue
        known = _history(entered, late, weight * ~unknown)
        if not unknown.any():
            rates[kind] = KindRates(known)
            continue
        starts = np.where(unknown, base * (1 - preorder), entered)
        never = np.where(unknown, NEVER, late)
        bounds = (_history(starts, never, weight), _history(entered, late, weight))
        rates[kind] = KindRates(known, bounds, int(weight[unknown].sum()))
    return rates


def counts_carts(columns: RoleColumns, context: Context) -> bool:
    """Tell whether carts are what counts once, and not rows."""
    return context.settings.rate_unit == BY_CART and CART_NUMBER in columns


def _history(entered: NDArray[np.int64], late: NDArray[np.int64], times: NDArray[np.int64]) -> History:
    """Return how a count grew, each row as often as it says; sums of whole numbers this small are exact."""
    counts = [
        np.bincount(np.minimum(days, NEVER), times, NEVER + 1)[:NEVER].astype(np.int64)
        for days in (entered, late)
    ]
    days = np.flatnonzero(counts[0] | counts[1])
    counted, late_counts = (np.cumsum(count[days]).tolist() for count in counts)
    return History(days.tolist(), counted, late_counts)


class KeptRows(NamedTuple):
    """The rows in which 判定の率 stands.

    Attributes:
        rows: which.
        codes: the place of the rate of each in `rates`.
        rates: the rates that occur.
        state: what the rate of every row of the frame means.
        notes: mask of what is to be said of it, for every row of the frame.
    """

    rows: NDArray[np.intp]
    codes: NDArray[np.intp]
    rates: Sequence[DayRate]
    state: NDArray[np.int32]
    notes: NDArray[np.int32]


class FrameRates(NamedTuple):
    """What the rate that decides 制限 means, per slot or one number for all.

    Attributes:
        rater: gives the rates.
        state: `RATE_UNKNOWN`, `RATE_LOW` or `RATE_HIGH`.
        today: the same of today's rate.
        notes: mask of what is to be said of it.
        restriction_days: slot -> 制限日.
        kept: the rows in which 判定の率 stands; None for none.
    """

    rater: Rater
    state: Numbers
    today: Numbers
    notes: Numbers
    restriction_days: NDArray[np.int64]
    kept: KeptRows | None = None

    def of_rows(self, what: str, rows: slice | NDArray[np.intp], slots: NDArray[np.int64]) -> Numbers:
        """Return one of the numbers, by its name, for some rows with their slots."""
        if self.kept is not None and what in KeptRows._fields:
            return part(getattr(self.kept, what), rows)
        numbers: Numbers = getattr(self, what)
        return numbers.take(slots) if np.ndim(numbers) else numbers

    def on(self, order: Order, rows: slice | NDArray[np.intp], slots: NDArray[np.int64]) -> Order:
        """Return the record of some rows with what their rates mean."""
        return order._replace(
            rate=self.of_rows("state", rows, slots),
            rate_today=self.of_rows("today", rows, slots),
            rate_notes=self.of_rows("notes", rows, slots),
        )

    def of_slot(self, slot: int, kept: KeptRate = NO_RATE) -> DayRate:
        """Return the rate of a slot whose clock runs."""
        return self.rater.of_day(KINDS[slot // NEVER], int(self.restriction_days[slot]), kept)

    def texts(self, slots: NDArray[np.int64], rated: NDArray[np.bool_]) -> tuple[Numbers, list[str]]:
        """Return 判定の率: the place of its text for every row, and the texts; each that occurs is worded once.

        Args:
            slots: of every row.
            rated: whether a row hangs on the rate.
        """
        occurs = np.zeros(SLOTS, bool)
        for rows in blocks(len(slots)):
            occurs[slots[rows][rated[rows]]] = True
        by_slot = {int(slot): self.of_slot(int(slot)).text for slot in np.flatnonzero(occurs)}
        kept = [] if self.kept is None else [rate.text for rate in self.kept.rates]
        words = list(dict.fromkeys(["", *by_slot.values(), *kept]))
        places = {text: place for place, text in enumerate(words)}
        table = np.zeros(SLOTS, np.min_scalar_type(-len(words) - 1))
        table[list(by_slot)] = [places[text] for text in by_slot.values()]
        codes = table.take(slots)
        if self.kept is not None:
            codes[self.kept.rows] = np.array([places[text] for text in kept], table.dtype).take(
                self.kept.codes
            )
        return codes * rated, words

    def differences(self) -> dict[int, str]:
        """Return row -> what the rows give now, where the rate that was kept is another one."""
        if self.kept is None:
            return {}
        rows, codes = self.kept.rows.tolist(), self.kept.codes.tolist()
        found = ((row, self.kept.rates[code].difference) for row, code in zip(rows, codes, strict=True))
        return {row: difference for row, difference in found if difference}


def frame_rates(
    orders: FrameOrders,
    context: Context,
    tables: SlotTables,
    own: Mapping[str, KindRates] | None,
) -> FrameRates:
    """Return what the rate means for each row: the settings', the one kept, or that of its day, as `qoo10.rows` has it.

    Args:
        orders: the rows as read.
        context: the as-of day, settings and rules.
        tables: what each slot settles.
        own: kind -> the frame's own rates; None where they are not to be used.
    """
    rater = Rater(context, own)
    days = tables.restriction_day
    if own is None and not context.settings.rates:
        rates = FrameRates(rater, rater.today[0], rater.today[0], 0, days)
    else:
        state, today, notes = (np.zeros(SLOTS, np.int32) for _ in range(3))
        for preorder, kind in enumerate(KINDS):
            slots = slice(preorder * NEVER, (preorder + 1) * NEVER)
            starts = rater.change_days(kind)
            found = [rater.of_day(kind, day) for day in starts]
            place = np.searchsorted(starts, days[slots], side="right") - 1
            state[slots] = np.array([rate.state for rate in found])[place]
            notes[slots] = np.array([rate.notes for rate in found])[place]
            today[slots] = rater.today[preorder]
        rates = FrameRates(rater, state, today, notes, days)
    return rates._replace(kept=_kept_rows(orders, rates)) if np.ndim(orders.kept) else rates


def _kept_rows(orders: FrameOrders, rates: FrameRates) -> KeptRows | None:
    """Return the rows in which 判定の率 stands."""
    read, codes, slots = orders.kept_rates, orders.kept, orders.slots
    stated = np.array([rate != NO_RATE for rate in read])
    rows = np.flatnonzero(stated.take(codes) & (slots < WITHOUT_CLOCK))
    if not len(rows):
        return None
    alike = grouped([codes[rows], slots[rows]], len(rows))
    found = [
        rates.of_slot(int(slots[rows[place]]), read[codes[rows[place]]]) for place in alike.rows.tolist()
    ]
    numbers = []
    for what in ("state", "notes"):
        every = np.zeros(len(slots), np.int32)
        every += rates.of_rows(what, slice(None), slots)
        every[rows] = np.array([getattr(rate, what) for rate in found], np.int32).take(alike.codes)
        numbers.append(every)
    return KeptRows(rows, alike.codes, found, *numbers)
