"""Which rows of a book are sent and not yet confirmed, and what the upload files say of them.

A row is sent where 発送日 (not after the as-of day) and 送り状番号 stand. It is left out, and counted with the reason,
where it is cancelled, where the marketplace says already that it was sent, where an earlier confirmation has its number,
or where Amazon ships it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.headers.markets import AMAZON as AMAZON_MARKET
from xlshipcheck.headers.markets import QOO10, market_of_row
from xlshipcheck.headers.other_rows import is_example
from xlshipcheck.headers.roles import BY_AMAZON, CANCELLED, MARKET_ROLE, MIXED, fulfilled_by, order_state
from xlshipcheck.qoo10.states import ON_ITS_WAY
from xlshipcheck.uploads.forms import AMAZON, QSM, code_of, qsm_carrier
from xlshipcheck.values import cells
from xlshipcheck.values.days import date_of
from xlshipcheck.values.results import RowProblem
from xlshipcheck.values.roles import (
    CARRIER,
    FULFILLMENT,
    ITEM_ID,
    ORDER_NUMBER,
    ORDER_STATUS,
    PLANNED_SHIP_DATE,
    QUANTITY,
    SERVICE,
    SHIP_DATE,
    TRACKING_NUMBER,
)
from xlshipcheck.values.text import number_key

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

UNSENT, UNNUMBERED, FUTURE = "未発送", "送り状番号なし", "発送日が基準日より後"
CANCELLED_ORDER, CONFIRMED, BY_AMAZON_ROW, EXAMPLE = ("キャンセル", "通知済み", "Amazon が発送 (FBA)", "見本")
UNREAD = "{role}を読めない"
KINDS = {AMAZON_MARKET: AMAZON, QOO10: QSM}


class Confirmations(NamedTuple):
    """What is to be confirmed.

    Attributes:
        rows: kind of file -> its rows, header -> text.
        passed_over: reason -> how many rows.
        problems: the rows that are left out as a cell of theirs cannot be read.
    """

    rows: dict[str, list[dict[str, str]]]
    passed_over: Counter[str]
    problems: list[RowProblem]


def confirmations(
    market: str,
    columns: Mapping[str, Sequence[object]],
    as_of: int,
    earlier: Collection[tuple[str, str]],
) -> Confirmations:
    """Return what is to be confirmed of a sheet.

    Args:
        market: Qoo10, Amazon or 混在.
        columns: role -> one cell per row.
        as_of: the as-of day.
        earlier: (order, number) of the confirmations sent before, as `number_key` gives them.
    """
    rows: dict[str, list[dict[str, str]]] = {}
    passed: Counter[str] = Counter()
    problems: list[RowProblem] = []
    roles = list(columns)
    for position, values in enumerate(zip(*columns.values())):
        row = dict(zip(roles, values))
        order = row.get(ORDER_NUMBER)
        if cells.is_blank(order):
            continue
        try:
            kind = KINDS.get(_market(market, row), "")
            if not kind:
                continue
            reason = _passed_over(row, as_of, earlier)
            if not reason:
                rows.setdefault(kind, []).append(_amazon(row) if kind == AMAZON else _qsm(row))
        except errors.ArgumentError as problem:
            # This row alone: what cannot be read keeps no other from being confirmed.
            reason = UNREAD.format(role=problem.fields.get("argument", "セル"))
            known = "" if cells.is_error_value(order) else cells.shown_text(order)
            problems.append(RowProblem(position, str(problem), known))
        if reason:
            passed[reason] += 1
    return Confirmations(rows, passed, problems)


def _market(market: str, row: Mapping[str, object]) -> str:
    if market != MIXED:
        return market
    cells.refuse_error_value(row.get(MARKET_ROLE), MARKET_ROLE)
    try:
        found = market_of_row({MARKET_ROLE: row.get(MARKET_ROLE)}).kinds
    except errors.UnknownMarket:
        return ""
    return found[0] if found else ""


def _passed_over(row: Mapping[str, object], as_of: int, earlier: Collection[tuple[str, str]]) -> str:
    """Return why a row is not confirmed now, "" where it is.

    Raises:
        ArgumentError: a cell cannot be read.
    """
    state = order_state(_text(row, ORDER_STATUS))
    number = number_key(_text(row, TRACKING_NUMBER))
    shipped = cells.read_day(row.get(SHIP_DATE), SHIP_DATE)
    reasons = (
        (is_example(_text(row, ORDER_NUMBER)), EXAMPLE),
        (state == CANCELLED, CANCELLED_ORDER),
        (fulfilled_by(_text(row, FULFILLMENT)) == BY_AMAZON, BY_AMAZON_ROW),
        (state in ON_ITS_WAY or (number_key(_text(row, ORDER_NUMBER)), number) in earlier, CONFIRMED),
        (shipped is None, UNSENT),
        (shipped is not None and shipped > as_of, FUTURE),
        (not number, UNNUMBERED),
    )
    return next((reason for holds, reason in reasons if holds), "")


def _amazon(row: Mapping[str, object]) -> dict[str, str]:
    code, name = code_of(_text(row, CARRIER)) if _text(row, CARRIER) else ("", "")
    return {
        "order-id": _text(row, ORDER_NUMBER),
        "order-item-id": _text(row, ITEM_ID),
        "quantity": _text(row, QUANTITY),
        "ship-date": _day(row, "%Y-%m-%d"),
        "carrier-code": code,
        "carrier-name": name,
        "tracking-number": number_key(_text(row, TRACKING_NUMBER)),
        "ship-method": _text(row, SERVICE),
    }


def _qsm(row: Mapping[str, object]) -> dict[str, str]:
    planned = row.get(PLANNED_SHIP_DATE)
    # It cannot be changed once it is set, so that only a blank one is filled.
    cells.refuse_error_value(planned, PLANNED_SHIP_DATE)
    is_set = not cells.is_blank(planned) and planned != 0
    carrier = _text(row, CARRIER)
    return {
        "注文番号": number_key(_text(row, ORDER_NUMBER)),
        "配送会社": qsm_carrier(carrier)[0] if carrier else "",
        "送り状番号": number_key(_text(row, TRACKING_NUMBER)),
        "発送予定日": "" if is_set else _day(row, "%Y/%m/%d"),
    }


def _day(row: Mapping[str, object], form: str) -> str:
    day = cells.read_day(row.get(SHIP_DATE), SHIP_DATE)
    return "" if day is None else format(date_of(day), form)


def _text(row: Mapping[str, object], role: str) -> str:
    cell = row.get(role)
    cells.refuse_error_value(cell, role)
    return cells.shown_text(cell)
