"""Which clock a row of a Qoo10 sheet runs on: 入金日 for 一般, 予約日 for 予約, none for unpaid and cancelled.

The decision looks at what a row has, never at a date itself, so it is made on a handful of states: a cell
asks for one row, and a DataFrame asks once for every combination and looks its rows up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from xlshipcheck import errors
from xlshipcheck.context import GENERAL, PREORDER, Context
from xlshipcheck.qoo10.penalty import NOT_JUDGED, UNPAID

if TYPE_CHECKING:
    from collections.abc import Mapping

KNOWN_STATES = OPEN_STATE, SHIPPED_STATE, CANCELLED_STATE = "", "発送済み", "キャンセル"

# What a cell holds.
BLANK, READ, UNREADABLE = range(3)
# What is known of a row's kind.
KINDS = (GENERAL, PREORDER)
KIND_UNREADABLE = len(KINDS)

# What a row's clock runs from, or why none runs.
(
    FROM_PAYMENT,
    FROM_RESERVATION,
    NOT_PAID,
    EMPTY_ROW,
    CANCELLED,
    BAD_KIND,
    BAD_PAYMENT,
    BAD_RESERVATION,
    NO_RESERVATION,
) = CLOCK_CODES = range(9)
STAGE_WITHOUT_CLOCK = {NOT_PAID: UNPAID, CANCELLED: NOT_JUDGED}


class OrderRow(NamedTuple):
    """A row of the sheet as read: day numbers, words, or the `ArgumentError` of a cell.

    Attributes:
        payment: 入金日; None where blank.
        reservation: 予約日; None where blank.
        shipped: 発送日.
        planned: 発送予定日.
        kind: 一般, 予約, or None where the row does not tell.
        state: `OPEN_STATE`, `SHIPPED_STATE`, `CANCELLED_STATE`, or the word itself where it is not known.
        item: 商品番号, kept only where the settings list it as a preorder item.
        numbered: whether an order number stands in the row.
    """

    payment: Any
    reservation: Any
    shipped: Any
    planned: Any
    kind: Any
    state: str
    item: str
    numbered: bool


class Clock(NamedTuple):
    """What a row's clock runs from, or why none runs.

    Attributes:
        base: base day; None where no clock runs.
        kind: 一般 or 予約.
        code: `FROM_PAYMENT`, `FROM_RESERVATION` or why none runs.
        problem: the sentence where the row cannot be judged.
    """

    base: int | None
    kind: str
    code: int
    problem: str = ""


def clock_code(
    kind: int, payment: int, reservation: int, *, cancelled: bool, numbered: bool, has_payment_column: bool
) -> int:
    """Return what the clock of a row runs from, or why none runs: the first that applies.

    Args:
        kind: index into `KINDS`, or `KIND_UNREADABLE`.
        payment: what the cell 入金日 holds: `BLANK`, `READ` or `UNREADABLE`.
        reservation: the same of 予約日, or of the date that the settings give for the item.
        cancelled: whether the order is cancelled.
        numbered: whether an order number stands in the row.
        has_payment_column: whether the sheet has 入金日 at all; without it a preorder row counts as paid.
    """
    general = kind == KINDS.index(GENERAL)
    if cancelled:
        return CANCELLED
    if kind == KIND_UNREADABLE:
        return BAD_KIND
    if payment == UNREADABLE:
        return BAD_PAYMENT
    if payment == BLANK and (has_payment_column or general):
        return NOT_PAID if numbered else EMPTY_ROW
    if general:
        return FROM_PAYMENT
    if reservation == UNREADABLE:
        return BAD_RESERVATION
    return NO_RESERVATION if reservation == BLANK else FROM_RESERVATION


def kind_in_force(given: str | None, default: str, *, listed: bool) -> str:
    """Return a row's kind: the one given, else 予約 for an item listed as such, else the shop's default."""
    return given or (PREORDER if listed else default)


def reservation_in_force(given: Any, item: str, listed: Mapping[str, int | None]) -> Any:  # noqa: ANN401  as read
    """Return 予約日 of a row as read: the one given, else the one listed for the item."""
    return listed.get(item) if given is None else given


def clock_of(row: OrderRow, context: Context, *, has_payment_column: bool) -> Clock:
    """Return the clock of a row.

    Args:
        row: the row as read.
        context: settings with the list of preorder items and the default kind.
        has_payment_column: whether the sheet has 入金日 at all.
    """
    settings = context.settings
    reservation = reservation_in_force(row.reservation, row.item, settings.preorder_items)
    unreadable = isinstance(row.kind, errors.ArgumentError)
    kind = GENERAL if unreadable else kind_in_force(row.kind, settings.default_kind, listed=bool(row.item))
    code = clock_code(
        KIND_UNREADABLE if unreadable else KINDS.index(kind),
        _held(row.payment),
        _held(reservation),
        cancelled=row.state == CANCELLED_STATE,
        numbered=row.numbered,
        has_payment_column=has_payment_column,
    )
    if code == FROM_PAYMENT:
        return Clock(row.payment, kind, code)
    if code == FROM_RESERVATION:
        return Clock(reservation, kind, code)
    return Clock(None, kind, code, _problem(code, row, reservation))


def _held(cell: object) -> int:
    if cell is None:
        return BLANK
    return UNREADABLE if isinstance(cell, errors.ArgumentError) else READ


def _problem(code: int, row: OrderRow, reservation: object) -> str:
    if code == NO_RESERVATION:
        return str(errors.ReservationMissing())
    unreadable = {BAD_KIND: row.kind, BAD_PAYMENT: row.payment, BAD_RESERVATION: reservation}
    return str(unreadable.get(code, ""))
