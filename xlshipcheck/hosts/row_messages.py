"""文面 in Excel: the message that a row of a sheet of branch holds asks for now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck import calling, errors, row_aware
from xlshipcheck.answers import error_text
from xlshipcheck.headers import combined_values, roles_of, sheet_kind
from xlshipcheck.messages import read_message_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.context import Context

HOLD = "営業所止め"
APOLOGY = "お詫びの文は、原因と発送見込み日を決めて =QOO10_APOLOGY(原因, 発送見込み日) で作ってください"
NOTHING = "今送る文面はありません"


def message_in_row(headers: Sequence[object], row: Sequence[object], context: Context) -> str:
    """Return the text for a row's stage of follow-up, or a sentence that says why there is none.

    Args:
        headers: the cells of the header row.
        row: the row's cells.
        context: the as-of day, settings and rules.

    Raises:
        ShipcheckError: headers that are no order sheet's.
    """
    header = roles_of(headers, context.settings.columns)
    if sheet_kind(header.columns, "表") != HOLD:
        return error_text(APOLOGY)
    stage = row_aware.call("HOLD_STAGE", headers, row, [], context)
    if not stage:
        return NOTHING
    try:
        read_message_kind(stage, "対応段階")
    except errors.SpreadsheetErrorValue:
        return str(stage)
    except errors.UnknownChoice:
        return f"{NOTHING} ({stage})"
    last_day = row_aware.call("HOLD_LAST_DAY", headers, row, [], context)
    columns = header.columns.get("送り状番号", ())
    number = combined_values("送り状番号", [[row[column]] for column in columns])[0] if columns else None
    return str(
        calling.call("HOLD_MESSAGE", [stage, number, "" if _is_error(last_day) else last_day], context)
    )


def _is_error(value: object) -> bool:
    return isinstance(value, str) and value.startswith(error_text(""))
