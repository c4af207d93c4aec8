"""文面 in Excel: the message that a row of an order sheet asks for now, to its buyer or to a branch."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from xlshipcheck import errors
from xlshipcheck.branch_hold.messages import apology_causes, read_message_kind, refuse_unregistered
from xlshipcheck.catalogue import calling
from xlshipcheck.headers.header_row import kind_of_header, roles_of
from xlshipcheck.headers.roles import MARKET_ROLE, MIXED, combined_values, market_of
from xlshipcheck.qoo10.kernel import STAGES
from xlshipcheck.qoo10.states import refuse_apology
from xlshipcheck.sheets import own_row
from xlshipcheck.sheets.bulk_messages import MessageRow, recipient_column
from xlshipcheck.sheets.markets.branch_hold import with_status
from xlshipcheck.values.answers import error_text
from xlshipcheck.values.cells import is_error_value, shown_text
from xlshipcheck.values.roles import (
    CART_NUMBER,
    ORDER_NUMBER,
    ORDER_STATUS,
    PICKUP_PLACE,
    PLANNED_SHIP_DATE,
    SERVICE,
    TRACKING_NUMBER,
)
from xlshipcheck.values.text import normal_form

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.context import Context


HOLD, QOO10 = "営業所止め", "Qoo10"
ORDINARY: Final = STAGES[0]
LATE: Final = frozenset(STAGES[1:5])
"""注意, 警告, 制限候補, 制限: the stages of an order whose buyer waits."""
APOLOGY: Final = "お詫びの文を作るには、原因と発送見込み日を決め、その行を選んで「文面」を押してください"
NO_KIND: Final = "文面を作れるのは Qoo10 の注文と営業所止めの行です"
NOTHING: Final = "今送る文面はありません"
NO_CAUSE: Final = "お詫びの原因が選ばれていません。もう一度「文面」を押して、原因を選んでください"
WHICH_CAUSE: Final = "お詫びの原因を選んでください"
"""Asks whoever calls for a cause, without which there is no apology."""


def message_in_row(
    headers: Sequence[object], row: Sequence[object], context: Context, cause: str | None = None
) -> str:
    """Return the text for a row's stage of follow-up, or a sentence that says why there is none.

    Args:
        headers: the cells of the header row.
        row: the row's cells.
        context: the as-of day, settings and rules.
        cause: why a Qoo10 order is late: the number of a choice, or words; "" where the seller has not been
            asked yet; None for a caller that cannot ask.

    Raises:
        ShipcheckError: headers that are no order sheet's.
    """
    header = roles_of(headers, context.settings.columns)
    kind = kind_of_header(header)
    cells = {
        role: combined_values(role, [[row[column]] for column in columns])[0]
        for role, columns in header.columns.items()
    }
    if kind == MIXED:
        kind = market_of(str(cells.get(MARKET_ROLE) or ""))
    if kind == HOLD:
        return _about_a_hold(headers, row, cells, context)
    if kind == QOO10:
        return _apology(headers, row, cells, context, cause)
    return error_text(NO_KIND)


def order_in_row(headers: Sequence[object], row: Sequence[object], context: Context) -> str:
    """Return what a row is about, such as `注文番号 A-1`: the first of 注文番号, カート番号, 送り状番号 that it has.

    Args:
        headers: the cells of the header row.
        row: the row's cells.
        context: the settings, which may name columns.
    """
    role, number = _number_in(headers, row, context)
    return f"{role} {errors.shown(number)}" if number else ""


def _number_in(headers: Sequence[object], row: Sequence[object], context: Context) -> tuple[str, str]:
    """Return the role and the whole number of what a row is about; "" twice where it has none."""
    columns = roles_of(headers, context.settings.columns).columns
    for role in (ORDER_NUMBER, CART_NUMBER, TRACKING_NUMBER):
        for column in columns.get(role, ()):
            number = _text_in(row, column)
            if number:
                return role, number
    return "", ""


def _text_in(row: Sequence[object], column: int) -> str:
    """Return the whole text of a cell; "" for one that is not there, or holds an error."""
    return "" if column >= len(row) or is_error_value(row[column]) else shown_text(row[column])


def message_row(headers: Sequence[object], row: Sequence[object], context: Context, text: str) -> MessageRow:
    """Return a line of a sheet of messages: whom to write to, what, or why it cannot be written.

    The names of buyers are taken along: the sheet is made from the seller's own book, on his own screen.

    Args:
        headers: as for `message_in_row`.
        row: as for `message_in_row`.
        context: as for `message_in_row`.
        text: what `message_in_row` returned for the row.
    """
    column = recipient_column(headers, keep_personal=True)
    recipient = "" if column is None else _text_in(row, column)
    order = _number_in(headers, row, context)[1]
    stage = _stage_of(headers, row, context)
    if text == WHICH_CAUSE:
        return MessageRow(order, recipient, stage, "", NO_CAUSE)
    if text.startswith(NOTHING):
        # Whoever copies the column of messages must not send this sentence to a buyer.
        return MessageRow(order, recipient, stage, "", text)
    if _is_error(text):
        return MessageRow(order, recipient, stage, "", text[len(error_text("")) :])
    return MessageRow(order, recipient, stage, text, "")


def _stage_of(headers: Sequence[object], row: Sequence[object], context: Context) -> str:
    """Return the stage that calls for a row's message; "" where it has none."""
    for name in ("QOO10_STAGE", "HOLD_STAGE"):
        stage = own_row.call(name, headers, row, [], context)
        if isinstance(stage, str) and stage and not _is_error(stage):
            return stage
    return ""


def choices() -> str:
    """Return the causes to choose from, a numbered line each."""
    return "\n".join(f"{number}: {cause}" for number, cause in enumerate(apology_causes(), 1))


def chosen_cause(given: str) -> str:
    """Return the cause that a number stands for, or the words themselves."""
    word = normal_form(given).strip()
    numbered = {str(number): cause for number, cause in enumerate(apology_causes(), 1)}
    return numbered.get(word, given.strip())


def _about_a_hold(
    headers: Sequence[object], row: Sequence[object], cells: Mapping[str, object], context: Context
) -> str:
    stage = own_row.call("HOLD_STAGE", headers, row, [], context)
    if not stage:
        return NOTHING
    try:
        read_message_kind(stage, "対応段階")
    except errors.SpreadsheetErrorValue:
        return str(stage)
    except errors.UnknownChoice:
        return f"{NOTHING} ({stage})"
    try:
        refuse_unregistered(stage, with_status(cells).get(ORDER_STATUS))
    except errors.ArgumentError as problem:
        return error_text(str(problem))
    last_day = own_row.call("HOLD_LAST_DAY", headers, row, [], context)
    given = [
        stage,
        cells.get(TRACKING_NUMBER),
        "" if _is_error(last_day) else last_day,
        None,
        cells.get(PICKUP_PLACE),
        cells.get(SERVICE),
    ]
    return str(calling.call("HOLD_MESSAGE", given, context))


def _apology(
    headers: Sequence[object],
    row: Sequence[object],
    cells: Mapping[str, object],
    context: Context,
    cause: str | None,
) -> str:
    """Return the apology for a Qoo10 order that is late or whose 発送予定日 has passed."""
    stage = own_row.call("QOO10_STAGE", headers, row, [], context)
    if _is_error(stage):
        return str(stage)
    if stage == ORDINARY:
        passed = own_row.call("QOO10_CAN_CANCEL", headers, row, [], context)
        if _is_error(passed):
            return str(passed)
        is_late = passed is True
    else:
        is_late = stage in LATE
    if not is_late:
        return f"{NOTHING} ({stage})" if stage else NOTHING
    try:
        refuse_apology(cells.get(ORDER_STATUS))
    except errors.ArgumentError as problem:
        return error_text(str(problem))
    if cause is None:
        return error_text(APOLOGY)
    # Nobody is asked for the cause of an apology that could promise no day.
    given = [chosen_cause(cause) or WHICH_CAUSE, cells.get(PLANNED_SHIP_DATE)]
    text = str(calling.call("QOO10_APOLOGY", given, context))
    if _is_error(text):
        return f"{text} (「発送予定日」の列の日付です)"
    return text if cause.strip() else WHICH_CAUSE


def _is_error(value: object) -> bool:
    return isinstance(value, str) and value.startswith(error_text(""))


ATTEMPTS: Final = 10
WAIT: Final = 0.02
"""Seconds. Programs that watch the clipboard hold it for a moment after each change."""


def copy(text: str) -> bool:
    """Put a text on the clipboard, its lines as Windows ends them.

    Returns:
        Whether it is there; False where another program kept the clipboard for itself.
    """
    import pywintypes  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415  Windows only
    import win32clipboard  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415  as above

    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(WAIT)
        try:
            win32clipboard.OpenClipboard()
        except pywintypes.error:
            continue
        try:
            win32clipboard.EmptyClipboard()
            win32clipboard.SetClipboardData(win32clipboard.CF_UNICODETEXT, "\r\n".join(text.splitlines()))
        except pywintypes.error:
            return False
        finally:
            win32clipboard.CloseClipboard()
        return True
    return False
