"""A Qoo10 order sheet from its cells: role columns in, result columns and summary out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from xlshipcheck import errors
from xlshipcheck.arguments.readers import read_column
from xlshipcheck.headers.order_words import CANCELLED, order_state
from xlshipcheck.qoo10.clock import CANCELLED_STATE, OPEN_STATE, SHIPPED_STATE, OrderRow
from xlshipcheck.qoo10.penalty import KINDS
from xlshipcheck.qoo10.rows import RESULT_COLUMNS, JudgedSheet, judge_sheet
from xlshipcheck.sheets.qoo10_summary import OrderNames, sections
from xlshipcheck.values import cells
from xlshipcheck.values.results import DATE, NUMBER, TEXT, Assessed, Column, RowProblem
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.context import Context

COLUMN_KINDS = (TEXT, DATE, DATE, DATE, NUMBER, NUMBER, TEXT, TEXT)
ROLES = ("入金日", "予約日", "発送日", "発送予定日", "区分", "配送状態", "注文番号", "カート番号", "商品番号")
ON_ITS_WAY = ("配送中", "配送完了")


def assess(columns: Mapping[str, Sequence[object]], count: int, context: Context) -> Assessed:
    """Return the result columns of a Qoo10 sheet.

    Args:
        columns: role -> one cell per row, for the roles that the sheet has.
        count: number of rows.
        context: the as-of day, settings and rules.
    """
    rows = order_rows(columns, count, context)
    carts = texts(columns, "カート番号", count) if "カート番号" in columns else None
    sheet = judge_sheet(rows, context, has_payment_column="入金日" in columns, carts=carts)
    names = OrderNames(texts(columns, "注文番号", count), texts(columns, "商品番号", count))
    return Assessed(result_columns(sheet), problems_of(sheet), sections(sheet, names, context))


def order_rows(columns: Mapping[str, Sequence[object]], count: int, context: Context) -> list[OrderRow]:
    """Return the rows of a sheet as read."""
    items = texts(columns, "商品番号", count)
    listed = context.settings.preorder_items
    return list(
        map(
            OrderRow._make,
            zip(
                days(columns, "入金日", count),
                days(columns, "予約日", count),
                days(columns, "発送日", count),
                days(columns, "発送予定日", count),
                read_column(columns.get("区分", [None] * count), read_row_kind),
                read_column(columns.get("配送状態", [None] * count), read_state),
                [item if item in listed else "" for item in items] if listed else [""] * count,
                map(bool, texts(columns, "注文番号", count)),
            ),
        )
    )


def days(columns: Mapping[str, Sequence[object]], role: str, count: int) -> list[Any]:
    """Return a date column read: day numbers, None for blanks, or the error of a cell."""
    if role not in columns:
        return [None] * count
    return read_column(columns[role], partial(cells.read_day, argument=role))


def texts(columns: Mapping[str, Sequence[object]], role: str, count: int) -> list[str]:
    """Return a column as the texts the user sees; a cell that cannot be read is ""."""
    if role not in columns:
        return [""] * count
    read = read_column(columns[role], partial(cells.read_text, argument=role))
    return [value if isinstance(value, str) else "" for value in read]


def read_row_kind(value: object) -> str | None:
    """Return 一般 or 予約 of a 区分 cell, None for a blank.

    Raises:
        UnknownChoice: for any other word: taking it for 一般 would move its deadline.
    """
    if cells.is_blank(value):
        return None
    cells.refuse_error_value(value, "区分")
    kind = KINDS.get(name_key(value))
    if kind is None:
        raise errors.UnknownChoice(argument="区分", value=value, choices=errors.Whole("一般・予約"))
    return kind


def read_state(value: object) -> str:
    """Return what a 配送状態 cell means for the clock.

    A word that is not known means nothing, and is returned as it is shown, so that 確認 can name it.
    """
    if cells.is_blank(value):
        return OPEN_STATE
    state = order_state(str(value))
    if not state:
        return errors.shown(value)
    if state == CANCELLED:
        return CANCELLED_STATE
    return SHIPPED_STATE if state in ON_ITS_WAY else OPEN_STATE


def result_columns(sheet: JudgedSheet) -> list[Column]:
    """Return the result columns of a judged sheet."""
    values = zip(*(judged.cells for judged in sheet.rows)) if sheet.rows else ([] for _ in RESULT_COLUMNS)
    return [
        Column(title, kind, list(cells_of_column))
        for title, kind, cells_of_column in zip(RESULT_COLUMNS, COLUMN_KINDS, values)
    ]


def problems_of(sheet: JudgedSheet) -> list[RowProblem]:
    """Return the rows that could not be read."""
    return [RowProblem(row, judged.problem) for row, judged in enumerate(sheet.rows) if judged.problem]
