"""Qoo10 orders of a DataFrame: a million rows through the kernels that judge one row of a sheet.

Nearly everything hangs on base day and kind alone, so that half of the kernel is run once over every day
of the calendar and looked up by slot; the other half runs over the rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from xlshipcheck import errors, frame_results
from xlshipcheck.days import NEVER
from xlshipcheck.frame_orders import (
    SLOTS,
    WITHOUT_CLOCK,
    array_tables,
    blocks,
    own_rates,
    part,
    read_orders,
)
from xlshipcheck.qoo10 import STAGES, elapsed, penalty_rules
from xlshipcheck.qoo10_assessment import (
    REMARKS,
    OrderDays,
    Terms,
    is_beyond_calendar,
    outcome_of,
    remark_text,
    terms_of,
)
from xlshipcheck.qoo10_clock import (
    BAD_KIND,
    BAD_PAYMENT,
    BAD_RESERVATION,
    CLOCK_CODES,
    KINDS,
    NO_RESERVATION,
    STAGE_WITHOUT_CLOCK,
)
from xlshipcheck.qoo10_sheet import (
    CAN_CANCEL_MARK,
    HANGS_ON_PLANNED,
    HANGS_ON_SHIPPED,
    RESULT_COLUMNS,
    as_of_day,
    beyond_calendar,
    rate_states,
    rates_in_force,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from xlshipcheck.context import Context
    from xlshipcheck.frame_cells import RoleColumns
    from xlshipcheck.frame_orders import Orders
    from xlshipcheck.qoo10 import Tables

STAGE, SAFE_DAY, POINTS_DAY, RESTRICTION_DAY, DAYS_LEFT, POINTS, CAN_CANCEL, REMARK = RESULT_COLUMNS
CANCEL_WORDS = ("", CAN_CANCEL_MARK)
MISSING = -1
# The terms that an outcome hangs on; the others go straight into result columns.
SETTLED = ("stage", "points", "remarks", "remarks_unsent")
UNREADABLE_MASK = 1 << len(REMARKS)
UNREADABLE_ROLES = {BAD_KIND: "区分", BAD_PAYMENT: "入金日", BAD_RESERVATION: "予約日"}


def assess(columns: RoleColumns, context: Context, *, own_rate: bool) -> dict[str, Any]:
    """Return the result columns by their titles.

    Args:
        columns: the frame by roles.
        context: the as-of day, settings and rules.
        own_rate: use the frame's own on-time rate where the settings give none.
    """
    orders = read_orders(columns, context)
    tables = array_tables(orders, context)
    own = own_rates(orders, tables, columns, context) if own_rate else {}
    terms = _terms_by_slot(tables, context, rate_states(context, rates_in_force(context, own)))
    judged = _Judged(orders, terms, tables, context)
    return judged.columns()


def _terms_by_slot(tables: Tables, context: Context, states: Mapping[str, int]) -> Terms:
    """Return what each slot settles; the slots without a clock have `NEVER` everywhere."""
    rules, as_of = penalty_rules(context.rulebook), as_of_day(context)
    first_estimated_day = context.calendar.first_estimated_day
    days = np.arange(NEVER)
    halves = [
        terms_of(tables, rules, days, preorder, as_of, states[kind], first_estimated_day)
        for preorder, kind in enumerate(KINDS)
    ]
    idle = np.full(len(CLOCK_CODES), NEVER)
    return Terms(
        *(
            np.concatenate([*(np.broadcast_to(half, NEVER) for half in both), idle])
            for both in zip(*halves, strict=True)
        )
    )


class _Judged:
    """The results of all rows, as they stand after the kernels and after what cannot be told is taken out."""

    def __init__(self, orders: Orders, terms: Terms, tables: Tables, context: Context) -> None:
        count = len(orders.slots)
        self._orders, self._terms = orders, terms
        self._remarks = np.empty(count, np.int16)
        self._points = np.empty(count, np.int64)
        self._words = {STAGE: np.empty(count, np.int8), CAN_CANCEL: np.empty(count, np.int8)}
        self._missing = {DAYS_LEFT: np.empty(count, bool), POINTS: np.zeros(count, bool)}
        self._run_kernel(tables, context)
        self._sentences: dict[int, str] = {}
        dateless = is_beyond_calendar(terms)
        self._settle_rows_without_dates(np.flatnonzero(dateless.take(orders.slots)))
        for role, hanging in (("発送日", HANGS_ON_SHIPPED), ("発送予定日", HANGS_ON_PLANNED)):
            problems = orders.problems[role]
            rows = [row for row in problems if not dateless[orders.slots[row]]]
            self._take_out(np.array(rows, np.intp), hanging)
            for row in rows:
                self._sentences[row] = " / ".join(filter(None, [self._sentences.get(row), problems[row]]))

    def _run_kernel(self, tables: Tables, context: Context) -> None:
        orders, as_of = self._orders, as_of_day(context)
        rules = penalty_rules(context.rulebook)
        bases = np.arange(SLOTS) % NEVER
        # The narrower a table, the more of it stays in the cache.
        narrow = {name: getattr(self._terms, name).astype(np.int16) for name in SETTLED}
        mixed = bool(((orders.slots >= NEVER) & (orders.slots < WITHOUT_CLOCK)).any())
        for rows in blocks(len(orders.slots)):
            slots = orders.slots[rows]
            terms = self._terms._replace(**{name: table.take(slots) for name, table in narrow.items()})
            preorder = (slots >= NEVER) * 1 if mixed else 0
            order = OrderDays(
                bases.take(slots),
                part(orders.shipped, rows),
                part(orders.planned, rows),
                preorder,
                part(orders.shipped_by_status, rows),
            )
            sent_after = elapsed(tables, order.base, order.shipped, preorder)
            outcome = outcome_of(terms, rules.limits(order.base, preorder), order, sent_after, as_of)
            self._words[STAGE][rows] = outcome.stage
            self._words[CAN_CANCEL][rows] = outcome.can_cancel
            self._missing[DAYS_LEFT][rows] = outcome.sent
            self._points[rows] = outcome.points
            self._remarks[rows] = outcome.remarks

    def _settle_rows_without_dates(self, rows: NDArray[np.intp]) -> None:
        """Fill in the rows whose clock does not run, and those whose deadlines leave the calendar."""
        slots = self._orders.slots[rows]
        self._take_out(rows, (STAGE, DAYS_LEFT, POINTS, CAN_CANCEL))
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
        leaving = rows[slots < WITHOUT_CLOCK]
        bases = (slots[slots < WITHOUT_CLOCK] % NEVER).tolist()
        self._sentences.update(zip(leaving.tolist(), map(beyond_calendar, bases), strict=True))

    def _take_out(self, rows: NDArray[np.intp], titles: Iterable[str]) -> None:
        for title in titles:
            if title in self._words:
                self._words[title][rows] = MISSING
            else:
                self._missing[title][rows] = True

    def columns(self) -> dict[str, Any]:
        """Return the result columns by their titles."""
        slots, terms = self._orders.slots, self._terms
        leaving = is_beyond_calendar(terms)

        def dates(days: NDArray[np.int64]) -> NDArray[np.datetime64]:
            return frame_results.dates(np.where(leaving, NEVER, days)).take(slots)

        return {
            STAGE: frame_results.labels(self._words[STAGE], STAGES),
            SAFE_DAY: dates(terms.last_safe_day),
            POINTS_DAY: dates(terms.points_day),
            RESTRICTION_DAY: dates(terms.restriction_day),
            DAYS_LEFT: frame_results.whole_numbers(terms.days_left.take(slots), self._missing[DAYS_LEFT]),
            POINTS: frame_results.whole_numbers(self._points, self._missing[POINTS]),
            CAN_CANCEL: frame_results.labels(self._words[CAN_CANCEL], CANCEL_WORDS),
            REMARK: self._remark_column(),
        }

    def _remark_column(self) -> pd.Categorical:
        """Return 確認; only the combinations of remarks that occur are put into words."""
        self._remarks[list(self._sentences)] = UNREADABLE_MASK
        occurs = np.zeros(UNREADABLE_MASK + 1, bool)
        for rows in blocks(len(self._remarks)):
            occurs[self._remarks[rows]] = True
        masks = np.flatnonzero(occurs[:UNREADABLE_MASK])
        words = dict.fromkeys([*map(remark_text, masks.tolist()), *self._sentences.values()])
        places = {text: place for place, text in enumerate(words)}
        by_mask = np.zeros(len(occurs), np.min_scalar_type(-len(words) - 1))
        by_mask[masks] = range(len(masks))
        codes = by_mask.take(self._remarks)
        codes[list(self._sentences)] = [places[text] for text in self._sentences.values()]
        return frame_results.labels(codes, list(words))
