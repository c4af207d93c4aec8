"""The messages that are due on a sheet, one a row, as plain data: whom to write to, what, or why it cannot be written.

A parcel held at a branch gets the message of its stage; a late Qoo10 order gets an apology with the cause and the day
that the caller gives, or with its own 発送予定日 where that still lies ahead. Nothing is promised that nobody gave.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.branch_hold import kernel as hold_kernel
from xlshipcheck.branch_hold.messages import apology, read_message_kind
from xlshipcheck.headers.roles import MIXED
from xlshipcheck.qoo10 import kernel
from xlshipcheck.qoo10.states import refuse_apology
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.sheets.markets.branch_hold import with_status
from xlshipcheck.sheets.markets.hold_messages import message_of
from xlshipcheck.sheets.markets.qoo10 import texts
from xlshipcheck.values import cells
from xlshipcheck.values.answers import ERROR_PREFIX
from xlshipcheck.values.days import day_of
from xlshipcheck.values.roles import (
    ORDER_NUMBER,
    ORDER_STATUS,
    PLANNED_SHIP_DATE,
    TRACKING_NUMBER,
)
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.sheets.markets.qoo10 import BookShare

HEADER = ("注文番号", "宛先", "段階", "文面", "書けない理由")
RECIPIENT = "宛先"
# Columns that name the buyer as a marketplace does; read only where personal columns are kept.
BUYERS = (
    *("購入者名", "受取人名", "注文者名", "お客様名", "落札者", "落札者名", "落札者ID", "購入者ID"),
    *("buyer-name", "recipient-name"),
)
HOLDS, QOO10 = "営業所止め", "Qoo10"
# The stages of a Qoo10 order that is late or will be today.
LATE = tuple(stage for stage in ("注意", "警告", "制限", "制限候補") if stage in kernel.STAGES)


class Wanted(NamedTuple):
    """What is asked for.

    Attributes:
        stage: rows of this stage only; "" for every stage that calls for a message.
        cause: why Qoo10 orders are late.
        ship_by: the day by which they will be sent; None for each row's own 発送予定日.
    """

    stage: str = ""
    cause: str = ""
    ship_by: int | None = None


class MessageRow(NamedTuple):
    """A message that is due.

    Attributes:
        order: order number, or the tracking number where there is none.
        recipient: whom to write to as the marketplace names them; "" where the file does not say, or is not asked.
        stage: what calls for the message.
        text: ready to paste; "" where it cannot be written.
        refused: why it cannot be written; "" where it can.
    """

    order: str
    recipient: str
    stage: str
    text: str
    refused: str


def recipient_column(headers: Sequence[object], *, keep_personal: bool) -> int | None:
    """Return the column that names whom to write to: one headed 宛先, else a buyer's name where that is kept.

    Args:
        headers: the cells of the header row.
        keep_personal: whether names of buyers may be copied.
    """
    keys = [name_key(header) for header in headers if header is not None]
    for name in (RECIPIENT, *(BUYERS if keep_personal else ())):
        if name_key(name) in keys:
            return keys.index(name_key(name))
    return None


def message_stages() -> list[str]:
    """Return the stages that call for a message."""
    return [*LATE, *(stage for stage in hold_kernel.STAGES if _calls_for_one(HOLDS, stage))]


def messages_due(
    kind: str,
    columns: Mapping[str, Sequence[object]],
    recipients: Sequence[object],
    count: int,
    context: Context,
    wanted: Wanted,
    others: Callable[[], Sequence[Sequence[object]]] | None = None,
    book: BookShare | None = None,
) -> list[MessageRow]:
    """Return the messages of a sheet, in the order of its rows.

    Args:
        kind: Qoo10, 営業所止め or 混在; other sheets have no messages.
        columns: role -> one cell per row.
        recipients: whom to write to, one per row; empty where nobody is named.
        count: number of rows.
        context: the as-of day, settings and rules.
        wanted: which, and what is to be said in them.
        others: gives the columns that are no roles, where 合計 may stand.
        book: what its orders share with other sheets: one that counts on another sheet is written to from there.
    """
    if kind not in {QOO10, HOLDS, MIXED}:
        return []
    names = [*map(_shown, recipients)] or [""] * count
    numbers, orders = texts(columns, TRACKING_NUMBER, count), texts(columns, ORDER_NUMBER, count)
    assessed = assess(kind, columns, count, context, others, book)
    found = {column.title: column.values for column in assessed.columns}
    blank = [""] * count
    late, held, last_days = (found.get(title, blank) for title in ("段階", "対応段階", "保管期限"))
    elsewhere = book.excluded if book is not None else frozenset()
    due = [
        (row, market, str(stage))
        for row, stages in enumerate(zip(late, held))
        for market, stage in zip((QOO10, HOLDS), stages)
        # A row that is not judged has no stage to write about; 今日 names it.
        if stage and not str(stage).startswith(ERROR_PREFIX) and not (market == QOO10 and row in elsewhere)
    ]
    rows = []
    for row, market, stage in due:
        if (wanted.stage and stage != wanted.stage) or not _calls_for_one(market, stage):
            continue
        text = refused = ""
        try:
            text = _text(market, stage, columns, row, _day(last_days[row]), context, wanted)
        except errors.ArgumentError as problem:
            refused = str(problem)
        rows.append(MessageRow(orders[row] or numbers[row], names[row], stage, text, refused))
    return rows


def _calls_for_one(kind: str, stage: str) -> bool:
    if kind == QOO10:
        return stage in LATE
    try:
        return bool(read_message_kind(stage, HEADER[2]))
    except errors.UnknownChoice:
        return False


def _text(
    kind: str,
    stage: str,
    columns: Mapping[str, Sequence[object]],
    row: int,
    last_day: int | None,
    context: Context,
    wanted: Wanted,
) -> str:
    def cell(role: str) -> object:
        return columns[role][row] if role in columns else None

    if kind == QOO10:
        refuse_apology(cell(ORDER_STATUS))
        as_of = context.as_of or 0
        planned = cells.read_day(cell(PLANNED_SHIP_DATE), PLANNED_SHIP_DATE)
        ahead = planned if planned is not None and planned >= as_of else None
        ship_by = wanted.ship_by if wanted.ship_by is not None else ahead
        return str(apology(context, wanted.cause, ship_by, as_of, "").value)
    return message_of(with_status(columns), row, stage, last_day, context)


def _day(value: object) -> int | None:
    return day_of(value) if isinstance(value, date) else None


def _shown(value: object) -> str:
    return "" if value is None else errors.shown(value)
