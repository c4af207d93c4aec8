"""出荷遅延率, 出荷前キャンセル率 and Qoo10's キャンセル率 of the orders of a DataFrame, made by the code of a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from xlshipcheck.amazon.health import (
    CANCEL_NAME,
    LATE_NAME,
)
from xlshipcheck.frames import arrays
from xlshipcheck.frames.remarks import passed_over_of
from xlshipcheck.qoo10 import cancels
from xlshipcheck.sheets.markets.amazon_health import HealthRows, own_orders, readers_of, state_words
from xlshipcheck.sheets.markets.qoo10 import days, texts
from xlshipcheck.sheets.markets.qoo10_cancels import paid_orders
from xlshipcheck.sheets.markets.qoo10_cancels import state_words as qoo10_words
from xlshipcheck.values.days import date_of
from xlshipcheck.values.results import REMARKS, joined_remarks
from xlshipcheck.values.roles import (
    CARRIER,
    FULFILLMENT,
    ORDER_NUMBER,
    ORDER_STATUS,
    PAYMENT_DATE,
    TRACKING_NUMBER,
)
from xlshipcheck.values.shares import AT_LIMIT, BELOW_LIMIT, NOT_APPLICABLE, UNDECIDED

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.frames.columns import RoleColumns
    from xlshipcheck.values.shares import Share

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
    found = [(measure.name, measure.share, state_words(measure.share)) for measure in rows.measures(context)]
    return _table(found, NAMES, len(rows.problems))


def cancel_table(columns: RoleColumns, context: Context) -> pd.DataFrame:
    """Return Qoo10's キャンセル率 as a table of one row.

    Args:
        columns: the orders by roles.
        context: the as-of day and rules.
    """
    cells = {role: columns.distinct(role).listed() for role in (ORDER_NUMBER, PAYMENT_DATE, ORDER_STATUS)}
    numbers = texts(cells, ORDER_NUMBER, columns.count)
    orders = paid_orders(cells, numbers, days(cells, PAYMENT_DATE, columns.count))
    as_of = context.as_of or 0
    share = cancels.share_of_orders(context, orders, as_of)
    return _table([(cancels.NAME, share, qoo10_words(context, share, as_of))], (cancels.NAME,), 0)


def _table(found: Sequence[tuple[str, Share, str]], names: Sequence[str], unread: int) -> pd.DataFrame:
    """Return shares as a table: name, share and what is said of it; and how many rows cannot be read."""
    shares = [share for _, share, _ in found]
    return pd.DataFrame(
        {
            "指標": arrays.texts([name for name, _, _ in found], names),
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
                    joined_remarks([words, f"読めない行が{unread}行あります" if unread else ""])
                    for _, _, words in found
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
