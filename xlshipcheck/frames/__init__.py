"""DataFrame in, DataFrame out: what an order sheet shows, for orders held in pandas.

A frame's columns are named as the roles of an order sheet (入金日, 発送日, 区分, ...) or by any header that a
sheet's header could have (決済日, Payment Date, 입금일); `columns` maps the caller's own names. Other columns are
ignored, and the frame itself is never changed. A cell is read as a cell of a sheet: dates as datetime64,
date, Excel serial or text, moments with a time zone in JST; a missing value (NaN, NaT, NA, None) is a blank.

The result has the index of the frame, whatever it is, and the result columns of the sheet:

- words such as 段階 and 追跡判定 as Categorical, with all the words that can stand there in their order;
- dates as datetime64[s], the coarsest that pandas has;
- whole numbers as Int64, which knows missing values and does not overflow in a sum;
- 購入者キャンセル可 as Categorical of "" and 可; sentences such as 確認 as Categorical of those that occur.

A row that cannot be judged has missing values (NA, NaT), and why in 確認; where a sheet shows a blank there
is a missing value too, or "" in a column of sentences. The answers are those of the functions in a cell and of
a refreshed sheet, made by the same code.

`as_of` is needed: no clock is read here. It may be a date, a moment, text such as `2026-11-21`; where the
context holds an as-of day, None takes that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from xlshipcheck import errors
from xlshipcheck.context import PLAIN, Context
from xlshipcheck.frames import branch_hold, health, qoo10
from xlshipcheck.frames.amazon import frame as amazon_frame
from xlshipcheck.frames.amazon.judged import JudgedRows
from xlshipcheck.frames.columns import RoleColumns
from xlshipcheck.frames.distinct import plain_cell
from xlshipcheck.frames.remarks import damages_of, passed_over_of, with_remarks
from xlshipcheck.values import cells
from xlshipcheck.values.roles import (
    ARRIVAL_DATE,
    CATEGORY,
    ORDER_DATE,
    ORDER_NUMBER,
    ORDER_STATUS,
    PAYMENT_DATE,
    PREORDER_DATE,
    SHIP_BY,
    SHIP_DATE,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from xlshipcheck.frames.arrays import ResultColumn

__all__ = [
    "account_health",
    "assess_amazon",
    "assess_holds",
    "assess_qoo10",
    "qoo10_cancel_rate",
    "valid_tracking_rate",
]

QOO10_ROLES = ((PAYMENT_DATE, PREORDER_DATE), (SHIP_DATE,))
HEALTH_ROLES = ((ORDER_NUMBER,), (SHIP_BY, ORDER_DATE), (SHIP_DATE, ORDER_STATUS))
CANCEL_ROLES = ((ORDER_NUMBER,), (PAYMENT_DATE,), (ORDER_STATUS,))
HOLD_ROLES = ((SHIP_DATE, ARRIVAL_DATE),)


def assess_qoo10(
    frame: pd.DataFrame,
    *,
    as_of: object,
    columns: Mapping[Hashable, str] | None = None,
    context: Context | None = None,
    own_rate: bool = False,
) -> pd.DataFrame:
    """Return the result columns of Qoo10 orders.

    Args:
        frame: one order a row, with 入金日 or 予約日 and 発送日; also understood are 発送予定日, 区分, 配送状態,
            注文番号, カート番号, 商品番号 and 判定の率, whose rate of an order's restriction day decides as in a sheet.
        as_of: the as-of day.
        columns: the frame's column name -> role.
        context: settings (preorder items, on-time rates, closed days) and rules.
        own_rate: where the settings give no on-time rate of a kind, take that of the frame's own rows, as
            the refresh of a sheet does. Without it, a row past its restriction day is 制限候補.

    Returns:
        段階, 最終発送日, 減点日, 制限日, 残り日数, 減点, 購入者キャンセル可, 確認; see the module for their types.

    Raises:
        MissingArgument: no as-of day.
        FrameColumnsMissing, FrameColumnMissing, FrameColumnTwice, UnknownRole: the columns are not as needed.
        WrongObject: `frame` is no DataFrame, or another argument is not what it should be.
    """
    asked = _asked(as_of, context)
    orders = _needed(frame, columns, asked, QOO10_ROLES)
    passed_over = passed_over_of(orders)
    results = qoo10.assess(orders, asked, own_rate=own_rate, excluded=passed_over)
    return _framed(results, orders, frame, passed_over)


def assess_amazon(
    frame: pd.DataFrame,
    *,
    as_of: object,
    columns: Mapping[Hashable, str] | None = None,
    context: Context | None = None,
) -> pd.DataFrame:
    """Return the result columns of Amazon.co.jp packages.

    Rows with the same 注文番号 and 送り状番号 are one package, whose amounts are summed before it is judged.

    Args:
        frame: one order item a row, with 配送会社, 送り状番号, 注文金額 (without tax, with shipping) and
            お届け予定日; also understood are スキャン回数, 配達完了, 出品者, 注文番号 and フルフィルメント.
        as_of: the as-of day.
        columns: the frame's column name -> role.
        context: settings (where the seller is) and rules.

    Returns:
        追跡判定, 判定理由, 確認; see the module for their types.

    Raises:
        MissingArgument: no as-of day.
        FrameColumnsMissing, FrameColumnMissing, FrameColumnTwice, UnknownRole: the columns are not as needed.
        WrongObject: `frame` is no DataFrame, or another argument is not what it should be.
    """
    asked = _asked(as_of, context)
    packages = _needed(frame, columns, asked, amazon_frame.PACKAGE_ROLES)
    results = JudgedRows(packages, asked).results()
    passed_over = passed_over_of(packages)
    # Amazon's rule judges the numbers itself.
    unread = health.unread_rows(packages, passed_over)
    return _framed(results, packages, frame, passed_over, unread)


def assess_holds(
    frame: pd.DataFrame,
    *,
    as_of: object,
    columns: Mapping[Hashable, str] | None = None,
    context: Context | None = None,
) -> pd.DataFrame:
    """Return the result columns of parcels held at a branch (営業所止め).

    Args:
        frame: one parcel a row, with 発送日 or 到着日; also understood are 配送状態, 連絡日, 受取場所, サービス
            and 返信.
        as_of: the as-of day.
        columns: the frame's column name -> role.
        context: settings and rules.

    Returns:
        保管期限, 対応段階, 次の対応, 確認; see the module for their types.

    Raises:
        MissingArgument: no as-of day.
        FrameColumnsMissing, FrameColumnMissing, FrameColumnTwice, UnknownRole: the columns are not as needed.
        WrongObject: `frame` is no DataFrame, or another argument is not what it should be.
    """
    asked = _asked(as_of, context)
    parcels = _needed(frame, columns, asked, HOLD_ROLES)
    return _framed(branch_hold.assess(parcels, asked), parcels, frame, passed_over_of(parcels))


def valid_tracking_rate(
    frame: pd.DataFrame,
    *,
    as_of: object,
    by: Any = CATEGORY,  # noqa: ANN401  a column's name can be anything
    columns: Mapping[Hashable, str] | None = None,
    context: Context | None = None,
) -> pd.DataFrame:
    """Return Amazon's 追跡可能率 of the 30-day window that belongs to an as-of day.

    Args:
        frame: as for `assess_amazon`; a frame that has 追跡判定 already is not judged again and needs
            お届け予定日 alone. 注文番号 and 送り状番号 make rows one package, which counts once.
        as_of: the as-of day; the window ends 10 days before it.
        by: the role or the column that tells a package's category, a row of the result each; None for the
            total alone, and so is a frame without カテゴリー.
        columns: the frame's column name -> role.
        context: settings (where the seller is) and rules.

    Returns:
        A row per category in the order of first appearance and the row 全体, with カテゴリー, 期間開始, 期間終了
        (datetime64[s]), 対象, 有効, あと何件 (Int64), 追跡可能率 (float, 0 to 1; NaN where no package is in
        scope), 判定 (Categorical) and 確認. 判定 compares whole numbers, never the rounded rate.

    Raises:
        MissingArgument: no as-of day.
        UnreadableRows: a row cannot be judged; a rate over the others would look right and be wrong.
        PackageWithoutDay: a package in scope has no お届け予定日.
        FrameColumnsMissing, FrameColumnMissing, FrameColumnTwice, UnknownRole: the columns are not as needed.
        WrongObject: `frame` is no DataFrame, or another argument is not what it should be.
    """
    asked = _asked(as_of, context)
    return amazon_frame.rate_table(RoleColumns(frame, columns, asked.settings.columns), by, asked)


def account_health(
    frame: pd.DataFrame,
    *,
    as_of: object,
    columns: Mapping[Hashable, str] | None = None,
    context: Context | None = None,
) -> pd.DataFrame:
    """Return Amazon's 出荷遅延率 and 出荷前キャンセル率 in the windows that end with an as-of day.

    Args:
        frame: one order item a row, with 注文番号; 出荷期限 and 発送日 for 出荷遅延率, 注文日 and 配送状態 for
            出荷前キャンセル率. Orders that Amazon ships (フルフィルメント) and rows without 注文番号 are left out.
        as_of: the as-of day.
        columns: the frame's column name -> role.
        context: rules.

    Returns:
        A row per rate and window, of the rates that the frame has the columns for: 指標 (Categorical), 期間開始, 期間終了
        (datetime64[s]), 対象, 該当, あと何件, 数えられない (Int64), 率 (float, 0 to 1; NaN where no order counts),
        判定 (Categorical of 基準内, 基準以上, 未確定 and 対象なし) and 確認. A row that cannot be read moves no rate:
        it is counted in 数えられない, and 判定 is 未確定 where it decides. Whole numbers are compared, never the
        rounded rate.

    Raises:
        MissingArgument: no as-of day.
        FrameColumnsMissing, FrameColumnMissing, FrameColumnTwice, UnknownRole: the columns are not as needed.
        WrongObject: `frame` is no DataFrame, or another argument is not what it should be.
    """
    asked = _asked(as_of, context)
    return health.health_table(_needed(frame, columns, asked, HEALTH_ROLES), asked)


def qoo10_cancel_rate(
    frame: pd.DataFrame,
    *,
    as_of: object,
    columns: Mapping[Hashable, str] | None = None,
    context: Context | None = None,
) -> pd.DataFrame:
    """Return Qoo10's キャンセル率 of the quarters that end with an as-of day, as second-hand sources give it.

    Args:
        frame: one order a row, with 注文番号, 入金日 and 配送状態.
        as_of: the as-of day.
        columns: the frame's column name -> role.
        context: rules.

    Returns:
        One row with the columns of `account_health`. A cancel may have come within the hours that do not count, which
        no export tells: 判定 is 未確定 where that decides.

    Raises:
        MissingArgument: no as-of day.
        FrameColumnsMissing, FrameColumnMissing, FrameColumnTwice, UnknownRole: the columns are not as needed.
        WrongObject: `frame` is no DataFrame, or another argument is not what it should be.
    """
    asked = _asked(as_of, context)
    return health.cancel_table(_needed(frame, columns, asked, CANCEL_ROLES), asked)


def _asked(as_of: object, context: Context | None) -> Context:
    """Return the context with the as-of day that was given.

    Raises:
        WrongObject: no context.
        MissingArgument, ArgumentError: no as-of day, or none that can be read.
    """
    given = PLAIN if context is None else context
    if not isinstance(given, Context):
        raise errors.WrongObject(
            argument=errors.Whole("context"),
            wanted=errors.Whole("Context"),
            given=errors.Whole(type(given).__name__),
        )
    day = cells.read_day(plain_cell(as_of), "基準日")
    if day is None:
        day = given.as_of
    if day is None:
        raise errors.MissingArgument(argument="基準日")
    return given.replaced(as_of=day)


def _needed(
    frame: pd.DataFrame,
    columns: Mapping[Hashable, str] | None,
    context: Context,
    groups: tuple[tuple[str, ...], ...],
) -> RoleColumns:
    """Return a frame by roles, refusing one that lacks a column."""
    found = RoleColumns(frame, columns, context.settings.columns)
    found.need(groups)
    return found


def _framed(
    results: Mapping[str, ResultColumn],
    columns: RoleColumns,
    frame: pd.DataFrame,
    passed_over: Mapping[int, str],
    unread: Mapping[int, str] | None = None,
) -> pd.DataFrame:
    """Return the result columns with what a sheet says beside them: `unread`, or else the damaged numbers."""
    damages = damages_of(columns, passed_over) if unread is None else unread
    return pd.DataFrame(with_remarks(results, passed_over, damages), index=frame.index.copy(), copy=False)
