"""Cells merged over several orders: refused where an order would be judged without its date."""

from __future__ import annotations

import datetime as dt

import pytest

from xlshipcheck import errors
from xlshipcheck.context import Context
from xlshipcheck.hosts.memory import MemorySheet
from xlshipcheck.sheets.port import Area
from xlshipcheck.sheets.refresh import refresh_sheet
from xlshipcheck.values.days import day_of

TODAY = Context(day_of(dt.date(2026, 11, 21)))
PAID = dt.date(2026, 11, 13)
ORDERS = [
    ["11月の注文", None, None, None],
    ["注文番号", "入金日", "発送日", "メモ"],
    ["A-1", PAID, None, "まとめて"],
    ["A-2", None, None, None],
    ["A-3", None, None, None],
    ["A-4", PAID, None, None],
    ["※ 未発送は赤", None, None, None],
    [None, None, None, None],
]


def merged(*corners):
    """Return a sheet with one merged range."""
    return MemorySheet("受注", ORDERS, merged=[Area("", *corners, is_table=False)])


def test_dates_merged_over_orders_refuse_the_sheet():
    """The refusal names the range, its heading and the row that has the value; nothing is written."""
    sheet = merged(3, 2, 5, 2)
    with pytest.raises(
        errors.MergedRows, match=r"シート「受注」の B3:B5 \(列「入金日」\).*3行目だけ"
    ) as refusal:
        refresh_sheet(sheet, TODAY)
    assert "結合を解除" in str(refusal.value)
    assert sheet.rows == ORDERS


@pytest.mark.parametrize(
    "corners",
    [
        pytest.param((1, 1, 1, 4), id="title"),
        pytest.param((1, 2, 2, 2), id="header of two rows"),
        pytest.param((2, 2, 3, 2), id="header and first row"),
        pytest.param((3, 4, 5, 4), id="a column that is not judged"),
        pytest.param((6, 3, 6, 4), id="sideways"),
        pytest.param((3, 3, 5, 3), id="blank"),
        pytest.param((7, 1, 8, 4), id="a note below"),
        pytest.param((7, 1, 8, 1), id="a narrow note below"),
    ],
)
def test_merged_cells_that_take_nothing_from_an_order(corners):
    """Titles, headers, notes and cells of other columns may be merged as the user likes."""
    sheet = merged(*corners)
    refresh_sheet(sheet, TODAY)
    assert sheet.rows[2][4] == "警告"
