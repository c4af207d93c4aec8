"""The rows of a Qoo10 frame as the readers of their cells gave them, and which of them hold the same.

A million orders of half a year are some thousand different ones. They are put together before anything is worked out,
so that what follows is done for each of these alone, however long it takes.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from xlshipcheck.frames.arrays import BLOCK, grouped, marked, part, sample
from xlshipcheck.frames.columns import DayColumn
from xlshipcheck.frames.distinct import NO_CELLS, Distinct
from xlshipcheck.qoo10.rate_words import read_judged_rate
from xlshipcheck.qoo10.states import state_reader
from xlshipcheck.sheets.markets import qoo10
from xlshipcheck.values.days import NEVER
from xlshipcheck.values.roles import (
    ITEM_NUMBER,
    JUDGED_RATE,
    KIND,
    ORDER_NUMBER,
    ORDER_STATUS,
    PAYMENT_DATE,
    PLANNED_SHIP_DATE,
    PREORDER_DATE,
    SHIP_DATE,
    TRACKING_NUMBER,
    WISHED_DATE,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from xlshipcheck.context import Context
    from xlshipcheck.frames.arrays import Groups, Numbers
    from xlshipcheck.frames.columns import RoleColumns


class OrderCells(NamedTuple):
    """All that an order's results hang on, row by row.

    Attributes:
        size: number of rows.
        payment: 入金日.
        shipped: 発送日.
        planned: 発送予定日.
        reservation: 予約日.
        kinds: 区分 as read.
        states: 配送状態 as its code and the word where it is not known.
        items: 商品番号 where the settings list it, else "".
        kept: 判定の率 as read.
        wished: 1 where the row has an お届け希望日.
        numbered: 1 where an order number stands in a row without 入金日; no other's matters.
        labelled: 1 where a 送り状番号 stands in a row without 発送日, likewise.
        excluded: 1 where the row is no order and makes no rate.
    """

    size: int
    payment: DayColumn
    shipped: DayColumn
    planned: DayColumn
    reservation: DayColumn
    kinds: Distinct
    states: Distinct
    items: Distinct
    kept: Distinct
    wished: Numbers
    numbered: Numbers
    labelled: Numbers
    excluded: Numbers

    def alike(self) -> Groups | None:
        """Number the rows by all that they hold; None where too few are alike for that to save anything."""
        if self.size <= BLOCK:
            return None
        some = self.at(sample(self.size, BLOCK))
        if len(some.grouped().rows) * 2 > some.size:
            return None
        return self.grouped()

    def grouped(self) -> Groups:
        """Number the rows by all that they hold, whatever fields there are."""
        return grouped(self._numbers(), self.size)

    def _numbers(self) -> Iterator[Numbers]:
        for field in self:
            if isinstance(field, DayColumn):
                yield field.days
                if field.problems:
                    yield marked(field.problems, self.size)
            else:
                yield field.codes if isinstance(field, Distinct) else field

    def at(self, rows: NDArray[np.intp]) -> OrderCells:
        """Return some rows."""
        columns: Iterable[Any] = (
            field.rows(rows) if isinstance(field, (DayColumn, Distinct)) else part(field, rows)
            for field in self
        )
        return OrderCells(*columns)._replace(size=len(rows))


def read_cells(columns: RoleColumns, context: Context, excluded: Iterable[int]) -> OrderCells:
    """Return the rows of a frame.

    Args:
        columns: the frame by roles.
        context: settings with the list of preorder items.
        excluded: the rows that are no orders and make no rate.
    """
    payment, shipped = columns.days(PAYMENT_DATE), columns.days(SHIP_DATE)
    no_orders = list(excluded)
    no_order: Numbers = np.zeros(columns.count, np.int8) if no_orders else 0
    if no_orders:
        no_order[no_orders] = 1
    return OrderCells(
        columns.count,
        payment,
        shipped,
        columns.days(PLANNED_SHIP_DATE),
        columns.days(PREORDER_DATE),
        columns.distinct(KIND).read(qoo10.read_row_kind).merged(),
        columns.distinct(ORDER_STATUS).read(state_reader(columns)).merged(),
        _listed_items(columns, context),
        columns.distinct(JUDGED_RATE).read(partial(read_judged_rate, argument=JUDGED_RATE)).merged(),
        np.less(columns.days(WISHED_DATE).days, NEVER) * 1 if WISHED_DATE in columns else 0,
        _numbered(columns, payment),
        _labelled(columns, shipped),
        no_order,
    )


def _listed_items(columns: RoleColumns, context: Context) -> Distinct:
    listed = context.settings.preorder_items
    items = columns.distinct(ITEM_NUMBER) if listed else NO_CELLS
    names = qoo10.texts({ITEM_NUMBER: items.cells}, ITEM_NUMBER, len(items.cells))
    return Distinct(items.codes, [name if name in listed else "" for name in names]).merged()


def _labelled(columns: RoleColumns, shipped: DayColumn) -> Numbers:
    if TRACKING_NUMBER not in columns:
        return 0
    rows = np.flatnonzero(np.broadcast_to(np.equal(shipped.days, NEVER), columns.count))
    labelled = np.zeros(columns.count, np.int32)
    labelled[rows] = list(map(qoo10.is_label, columns.some_cells(TRACKING_NUMBER, rows)))
    return labelled


def _numbered(columns: RoleColumns, payment: DayColumn) -> Numbers:
    if ORDER_NUMBER not in columns:
        return 0
    rows = np.flatnonzero(np.broadcast_to(np.equal(payment.days, NEVER), columns.count))
    numbered = np.zeros(columns.count, np.int8)
    numbered[rows] = list(map(bool, columns.texts_at(ORDER_NUMBER, rows)))
    return numbered
