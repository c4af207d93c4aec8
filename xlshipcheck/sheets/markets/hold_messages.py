"""The message that a row of a sheet of branch holds asks for: on 今日 and in bulk it is the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck import errors
from xlshipcheck.branch_hold.messages import KIND, hold_message, read_message_kind, refuse_unregistered
from xlshipcheck.branch_hold.parcel import read_place
from xlshipcheck.values.cells import read_text
from xlshipcheck.values.roles import ORDER_STATUS, PICKUP_PLACE, SERVICE, TRACKING_NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xlshipcheck.context import Context


# All that a row brings to its message; `_message` takes these cells and sees no other.
MADE_OF = (ORDER_STATUS, TRACKING_NUMBER, PICKUP_PLACE, SERVICE)


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
    cells = (columns[role][row] if role in columns else None for role in MADE_OF)
    return _message(context, stage, last_day, *cells)


def messages_of(
    columns: Mapping[str, Sequence[object]], rows: Iterable[tuple[int, str, int | None]], context: Context
) -> Iterator[str]:
    """Yield the message of each row, "" where there is none; rows that say the same share theirs.

    Args:
        columns: as for `message_of`.
        rows: position, 対応段階 and last day of storage of each.
        context: as for `message_of`.
    """
    given = [columns.get(role) for role in MADE_OF]
    known: dict[tuple[object, ...], str] = {}
    for row, stage, last_day in rows:
        asked = (stage, last_day, *(None if column is None else column[row] for column in given))
        if asked not in known:
            try:
                known[asked] = _message(context, *asked)  # type: ignore[arg-type]  # as they stand there
            except errors.ArgumentError:
                known[asked] = ""
        yield known[asked]


def _message(
    context: Context,
    stage: str,
    last_day: int | None,
    status: object,
    number: object,
    place: object,
    service: object,
) -> str:
    refuse_unregistered(stage, status)
    message = hold_message(
        context,
        read_message_kind(stage, KIND),
        number,
        last_day,
        "",
        read_place(place, PICKUP_PLACE),
        read_text(service, SERVICE),
    )
    return str(message.value)
