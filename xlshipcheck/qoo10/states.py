"""配送状態 of a Qoo10 order: what its words mean for the clock. The words themselves are in `rules/headers.toml`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from xlshipcheck import errors
from xlshipcheck.headers.roles import CANCEL_REQUESTED as REQUEST_WORD
from xlshipcheck.headers.roles import CANCELLED as CANCEL_WORD
from xlshipcheck.headers.roles import order_state
from xlshipcheck.qoo10.record import CANCEL_REQUESTED, CANCELLED, OPEN, SHIPPED, UNPLANNED, UNREAD
from xlshipcheck.values import cells
from xlshipcheck.values.roles import ORDER_STATUS, PLANNED_SHIP_DATE

if TYPE_CHECKING:
    from collections.abc import Callable, Container

ON_ITS_WAY = ("配送中", "配送完了")
ON_REQUEST = "配送要請"


def state_reader(roles: Container[str]) -> Callable[[object], tuple[int, str]]:
    """Return the reader of 配送状態 on a sheet with these roles.

    That 発送予定日 has not been entered can be seen only where the sheet has such a column.
    """
    return partial(read_state, unplanned=UNPLANNED if PLANNED_SHIP_DATE in roles else OPEN)


def read_state(value: object, *, unplanned: int = OPEN) -> tuple[int, str]:
    """Return what a 配送状態 cell means, and the word itself where it is not known.

    Args:
        value: the cell. A word that is not known is returned as it is shown, so that 確認 can name it.
        unplanned: what 配送要請 means.
    """
    if cells.is_blank(value):
        return OPEN, ""
    state = order_state(str(value))
    if not state:
        return UNREAD, errors.shown(value)
    codes = {CANCEL_WORD: CANCELLED, REQUEST_WORD: CANCEL_REQUESTED, ON_REQUEST: unplanned}
    return codes.get(state, SHIPPED if state in ON_ITS_WAY else OPEN), ""


def refuse_apology(value: object) -> None:
    """Refuse an apology for an order that may be sent, or is, or of which the buyer asks for a cancel.

    Nobody is told that a parcel on its way is late, and no day is promised to whom waits for another answer.

    Args:
        value: the cell of 配送状態.

    Raises:
        UnreadOrderState: a word that is not known.
        SentWithoutDate: the word says that the order is sent.
        CancelToAnswer: the word says that the buyer asks for a cancel.
    """
    state, word = read_state(value)
    if state == CANCEL_REQUESTED:
        raise errors.CancelToAnswer(argument=ORDER_STATUS)
    if state == UNREAD:
        raise errors.UnreadOrderState(argument=ORDER_STATUS, value=word)
    if state == SHIPPED:
        raise errors.SentWithoutDate(argument=ORDER_STATUS, value=value)


def read_state_argument(value: object, argument: str) -> int | None:
    """Return what 配送状態 means as an argument of a function; None for a blank."""
    if cells.is_blank(value):
        return None
    cells.refuse_error_value(value, argument)
    return read_state(value, unplanned=UNPLANNED)[0]
