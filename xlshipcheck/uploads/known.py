"""The orders that an upload file is compared with, from exports, earlier confirmations or a book."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.headers.roles import CANCELLED, order_state
from xlshipcheck.labels.matching import order_key
from xlshipcheck.qoo10.states import ON_ITS_WAY
from xlshipcheck.values import cells
from xlshipcheck.values.roles import (
    ITEM_ID,
    ORDER_NUMBER,
    ORDER_STATUS,
    PLANNED_SHIP_DATE,
    QUANTITY,
    TRACKING_NUMBER,
)
from xlshipcheck.values.text import number_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ROLES = (ORDER_NUMBER, ITEM_ID, QUANTITY, ORDER_STATUS, TRACKING_NUMBER, PLANNED_SHIP_DATE)


UNKNOWN_NUMBER = "?"


class KnownOrder(NamedTuple):
    """A row of an order.

    Attributes:
        item: 明細番号; "" where it is not known.
        quantity: pieces ordered; 0 where it is not known.
        cancelled: whether it is cancelled.
        confirmed: the number under which its shipment was confirmed; "" where it was not, `?` where the marketplace
            says that it was sent and no number is known.
        planned: 発送予定日 as it is written; "" for none.
    """

    item: str
    quantity: int
    cancelled: bool
    confirmed: str
    planned: str


class KnownOrders:
    """Orders by their number.

    Args:
        path: where they stand, for sentences.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._orders: dict[str, list[KnownOrder]] = {}

    def find(self, order: str) -> list[KnownOrder]:
        """Return the rows of an order; none where it is not known."""
        return self._orders.get(order_key(order), [])

    def add(self, columns: Mapping[str, Sequence[object]], *, confirmed: bool = False) -> None:
        """Add rows given as role columns.

        Args:
            columns: role -> one cell per row.
            confirmed: whether a 送り状番号 means that the shipment was confirmed, as in a 出荷通知.
        """
        count = len(columns.get(ORDER_NUMBER, ()))
        texts = {role: _texts(columns.get(role, [None] * count)) for role in ROLES}
        for order, item, quantity, state, number, planned in zip(*(texts[role] for role in ROLES)):
            key = order_key(order)
            if not key:
                continue
            word = order_state(state)
            sent = confirmed or word in ON_ITS_WAY
            found = (number_key(number) or UNKNOWN_NUMBER) if sent else ""
            pieces = int(quantity) if quantity.isascii() and quantity.isdecimal() else 0
            self._orders.setdefault(key, []).append(
                KnownOrder(item, pieces, word == CANCELLED, found, planned)
            )

    def confirm(self, pairs: Iterable[tuple[str, str, str]]) -> None:
        """Note confirmations sent before.

        Args:
            pairs: order, item ("" for the whole order) and number.
        """
        for order, item, number in pairs:
            key = order_key(order)
            rows = self._orders.get(key, [])
            self._orders[key] = [
                row._replace(confirmed=number_key(number) or UNKNOWN_NUMBER)
                if not item or not row.item or row.item == item
                else row
                for row in rows
            ] or [
                KnownOrder(
                    item, 0, cancelled=False, confirmed=number_key(number) or UNKNOWN_NUMBER, planned=""
                )
            ]


def _texts(column: Sequence[object]) -> list[str]:
    found = []
    for cell in column:
        if cells.is_blank(cell):
            found.append("")
        elif isinstance(cell, float) and cell.is_integer():
            found.append(str(int(cell)))
        else:
            found.append(str(cell).strip())
    return found
