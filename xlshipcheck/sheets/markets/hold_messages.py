"""The message that a row of a sheet of branch holds asks for: on 今日 and in bulk it is the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck.branch_hold.messages import KIND, hold_message, read_message_kind, refuse_unregistered
from xlshipcheck.branch_hold.parcel import read_place
from xlshipcheck.values.cells import read_text
from xlshipcheck.values.roles import ORDER_STATUS, PICKUP_PLACE, SERVICE, TRACKING_NUMBER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.context import Context


def message_of(
    columns: Mapping[str, Sequence[object]], row: int, stage: str, last_day: int | None, context: Context
) -> str:
    """Return the message of a row, in the words of its own place and with that place's days.

    Args:
        columns: role -> one cell per row, `with_status`.
        row: position of the row.
        stage: its 対応段階.
        last_day: its last day of storage.
        context: the as-of day, settings and rules.

    Raises:
        ArgumentError: there is none, such as for a number that the carrier's page does not know.
    """

    def cell(role: str) -> object:
        return columns[role][row] if role in columns else None

    refuse_unregistered(stage, cell(ORDER_STATUS))
    kind = read_message_kind(stage, KIND)
    place, service = read_place(cell(PICKUP_PLACE), PICKUP_PLACE), read_text(cell(SERVICE), SERVICE)
    message = hold_message(context, kind, cell(TRACKING_NUMBER), last_day, "", place, service)
    return str(message.value)
