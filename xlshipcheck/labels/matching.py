"""Which label belongs to which row of orders, and what it fills there.

Nothing that stands in a row is ever replaced: a blank cell is filled, a cell that says the same agrees, and one that
says something else is a conflict to look at. An order with several numbers is filled only where the file itself says
that they are the parcels of one shipment; else one of them may be a label that was made again, and nobody can tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.headers.roles import CANCELLED, order_state
from xlshipcheck.labels.kinds import separators
from xlshipcheck.tracking.carriers import canonical_name
from xlshipcheck.values import cells
from xlshipcheck.values.days import date_of
from xlshipcheck.values.exponents import is_exponent
from xlshipcheck.values.roles import CARRIER, ORDER_NUMBER, ORDER_STATUS, SHIP_DATE, TRACKING_NUMBER
from xlshipcheck.values.text import number_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from xlshipcheck.labels.reading import Label


class Fill(NamedTuple):
    """A blank cell of a row that gets a value.

    Attributes:
        row: position of the row, from 0.
        order: its order number.
        role: the column.
        value: a text or a date.
    """

    row: int
    order: str
    role: str
    value: str | date


class Conflict(NamedTuple):
    """A cell that says something else than the label.

    Attributes:
        row: position of the row, from 0.
        order: its order number.
        role: the column.
        there: what stands there.
        label: what the label says.
    """

    row: int
    order: str
    role: str
    there: str
    label: str


class Several(NamedTuple):
    """An order with labels of several numbers: which one is right cannot be told.

    Attributes:
        order: the order number.
        numbers: the numbers.
    """

    order: str
    numbers: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.order} ({'・'.join(self.numbers)})"


class Matched(NamedTuple):
    """What labels mean for some rows.

    Attributes:
        fills: the cells that get a value.
        agreeing: how many rows have the number already.
        conflicts: cells that say something else; they stay.
        several: orders with several numbers, not filled.
        parcels: orders of several parcels, of which the first number was filled.
        cancelled: order numbers of labels whose order is cancelled.
        ahead: order numbers whose day of dispatch is still to come, so that it was not filled.
        waiting: how many rows have a number and no day of dispatch: the label is printed, the parcel is here.
        matched: the labels that belong to a row.
    """

    fills: list[Fill]
    agreeing: int
    conflicts: list[Conflict]
    several: list[Several]
    parcels: list[Several]
    cancelled: list[str]
    ahead: list[str]
    waiting: int
    matched: list[Label]


def order_key(value: object) -> str:
    """Return the form in which order numbers are compared, "" for a blank and for one that a spreadsheet has damaged."""
    if cells.is_blank(value) or isinstance(value, bool) or is_exponent(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return number_key(value)


def orders_of(label: Label, known: Mapping[str, Sequence[int]]) -> list[str]:
    """Return the keys of the orders a label belongs to: the cell as a whole, else the numbers in it.

    Args:
        label: the label.
        known: order key -> its rows.
    """
    whole = order_key(label.order)
    if whole in known:
        return [whole]
    parts = [label.order]
    for separator in separators():
        parts = [piece for part in parts for piece in part.split(separator)]
    keys = [order_key(piece) for part in parts for piece in ([part] if len(parts) > 1 else part.split())]
    found = list(dict.fromkeys(key for key in keys if key in known))
    # Of two orders in one parcel both must be known; else the cell may be something else altogether.
    return found if len(found) == len([key for key in keys if key]) else []


def match_labels(
    labels: Iterable[Label], columns: Mapping[str, Sequence[object]], as_of: int | None
) -> Matched:
    """Return what labels fill in rows given as role columns.

    Args:
        labels: the labels, in the order of the files.
        columns: role -> one cell per row, for 注文番号, 送り状番号, 配送会社, 発送日 and 配送状態 where they are there.
        as_of: the as-of day; a parcel that goes later has not gone.
    """
    return _Matching(columns, as_of).run(labels)


class _Matching:
    def __init__(self, columns: Mapping[str, Sequence[object]], as_of: int | None) -> None:
        self._columns, self._as_of = columns, as_of
        self._known: dict[str, list[int]] = {}
        for row, cell in enumerate(columns.get(ORDER_NUMBER, ())):
            key = order_key(cell)
            if key:
                self._known.setdefault(key, []).append(row)
        self._found = Matched([], 0, [], [], [], [], [], 0, [])
        self._agreeing = self._waiting = 0

    def run(self, labels: Iterable[Label]) -> Matched:
        by_order: dict[str, dict[str, Label]] = {}
        for label in labels:
            keys = orders_of(label, self._known)
            if keys:
                self._found.matched.append(label)
            for key in keys:
                by_order.setdefault(key, {})[number_key(label.number)] = label
        for key, numbers in by_order.items():
            self._order(self._known[key], list(numbers.values()))
        return self._found._replace(agreeing=self._agreeing, waiting=self._waiting)

    def _order(self, rows: Sequence[int], labels: Sequence[Label]) -> None:
        name = self._text(ORDER_NUMBER, rows[0])
        if any(order_state(self._text(ORDER_STATUS, row)) == CANCELLED for row in rows):
            self._found.cancelled.append(name)
            return
        there = {number_key(self._text(TRACKING_NUMBER, row)) for row in rows} - {""}
        if len(labels) > 1:
            numbers = tuple(label.number for label in labels)
            known = [label for label in labels if number_key(label.number) in there]
            one_shipment = len({label.together for label in labels}) == 1 and bool(labels[0].together)
            if known:
                self._found.parcels.append(Several(name, numbers))
            elif one_shipment and len(rows) == 1:
                self._found.parcels.append(Several(name, numbers))
                known = [labels[0]]
            else:
                self._found.several.append(Several(name, numbers))
                return
            labels = known
        for row in rows:
            number = number_key(self._text(TRACKING_NUMBER, row))
            fitting = next((label for label in labels if number_key(label.number) == number), labels[0])
            if len(labels) > 1 and not number:
                continue
            self._row(row, name, fitting)

    def _row(self, row: int, order: str, label: Label) -> None:
        number = self._text(TRACKING_NUMBER, row)
        if number and number_key(number) != number_key(label.number):
            self._found.conflicts.append(Conflict(row, order, TRACKING_NUMBER, number, label.number))
            return
        if number:
            self._agreeing += 1
        else:
            self._found.fills.append(Fill(row, order, TRACKING_NUMBER, label.number))
        carrier = self._text(CARRIER, row)
        if not carrier:
            self._fill(row, order, CARRIER, label.carrier)
        elif (canonical_name(carrier) or carrier) != label.carrier:
            self._found.conflicts.append(Conflict(row, order, CARRIER, carrier, label.carrier))
        self._dispatch(row, order, label)

    def _dispatch(self, row: int, order: str, label: Label) -> None:
        cell = self._cell(SHIP_DATE, row)
        if not cells.is_blank(cell) and cell != 0:
            if label.dispatched is not None and _day(cell) not in (None, _day(label.dispatched)):
                self._found.conflicts.append(
                    Conflict(row, order, SHIP_DATE, _shown(cell), label.dispatched.isoformat())
                )
            return
        day = _day(label.dispatched)
        if day is None or label.dispatched is None:
            self._waiting += 1
        elif self._as_of is not None and day > self._as_of:
            self._found.ahead.append(order)
        else:
            self._fill(row, order, SHIP_DATE, label.dispatched)

    def _fill(self, row: int, order: str, role: str, value: str | date) -> None:
        if role in self._columns:
            self._found.fills.append(Fill(row, order, role, value))

    def _cell(self, role: str, row: int) -> object:
        return self._columns[role][row] if role in self._columns else None

    def _text(self, role: str, row: int) -> str:
        return cells.shown_text(self._cell(role, row))


def _day(value: object) -> int | None:
    if value is None:
        return None
    try:
        return cells.read_day(value, SHIP_DATE)
    except errors.ArgumentError:
        return None


def _shown(value: object) -> str:
    day = _day(value)
    return str(value) if day is None else date_of(day).isoformat()
