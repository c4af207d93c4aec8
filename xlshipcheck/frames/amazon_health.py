"""出荷遅延率 and 出荷前キャンセル率 of the orders of a DataFrame, made by the code of a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from xlshipcheck.amazon.health import (
    AT_LIMIT,
    BELOW_LIMIT,
    CANCEL_NAME,
    LATE_NAME,
    NOT_APPLICABLE,
    UNDECIDED,
)
from xlshipcheck.frames import arrays
from xlshipcheck.frames.remarks import passed_over_of
from xlshipcheck.sheets.amazon_health import HealthRows, own_orders, readers_of, state_words
from xlshipcheck.values.days import date_of
from xlshipcheck.values.results import REMARKS, joined_remarks
from xlshipcheck.values.roles import CARRIER, FULFILLMENT, ORDER_NUMBER, TRACKING_NUMBER

if TYPE_CHECKING:
    from collections.abc import Collection

    from xlshipcheck.context import Context
    from xlshipcheck.frames.columns import RoleColumns

NAMES = (LATE_NAME, CANCEL_NAME)
VERDICTS = (BELOW_LIMIT, AT_LIMIT, UNDECIDED, NOT_APPLICABLE)


def health_table(columns: RoleColumns, context: Context) -> pd.DataFrame:
    """Return a row for each rate that the frame has the columns for.

    Args:
        columns: the orders by roles.
        context: the as-of day and rules.
    """
    passed_over = passed_over_of(columns)
    roles = [ORDER_NUMBER, FULFILLMENT, CARRIER, TRACKING_NUMBER, *readers_of(columns)]
    cells = {role: columns.distinct(role).listed() for role in roles if role in columns}
    for column in cells.values():
        for row in passed_over:
            column[row] = None
    rows = HealthRows(cells, columns.count)
    measures = rows.measures(context)
    shares = [measure.share for measure in measures]
    unread = len(rows.problems)
    return pd.DataFrame(
        {
            "指標": arrays.texts([measure.name for measure in measures], NAMES),
            "期間開始": np.array([date_of(max(share.first, 0)) for share in shares], "datetime64[s]"),
            "期間終了": np.array([date_of(share.last) for share in shares], "datetime64[s]"),
            "対象": pd.array([share.counted for share in shares], "Int64"),
            "該当": pd.array([share.bad for share in shares], "Int64"),
            "率": np.array(
                [share.bad / share.counted if share.counted else np.nan for share in shares], float
            ),
            "判定": arrays.texts([share.verdict() for share in shares], VERDICTS),
            "あと何件": pd.array([share.allowance() if share.counted else None for share in shares], "Int64"),
            "数えられない": pd.array([share.unknown for share in shares], "Int64"),
            REMARKS: arrays.texts(
                [
                    joined_remarks([state_words(share), f"読めない行が{unread}行あります" if unread else ""])
                    for share in shares
                ]
            ),
        }
    )


def unread_rows(columns: RoleColumns, passed_over: Collection[int]) -> dict[int, str]:
    """Return row -> what cannot be read in it, for the cells on which the rates and the list of today rest."""
    found: dict[int, str] = {}
    for role, reader in readers_of(columns).items():
        for row, text in columns.distinct(role).read(reader).problems().items():
            found[row] = joined_remarks([found.get(row, ""), text])
    rows = np.array(sorted(found.keys() - set(passed_over)), np.intp)
    if not len(rows) or ORDER_NUMBER not in columns:
        return {}
    numbers = columns.texts_at(ORDER_NUMBER, rows)
    channels = columns.texts_at(FULFILLMENT, rows) if FULFILLMENT in columns else [""] * len(rows)
    own = own_orders(numbers, channels)
    return {row: found[row] for row, counts in zip(rows.tolist(), own, strict=True) if counts}
