"""New rows below the orders: their look, the formulas they continue, and the formats that grow with them."""

from __future__ import annotations

import datetime as dt

import pytest
from difficult_workbooks import (
    HEADER_ROW,
    LAST_ROW,
    in_table,
    orders,
)
from edited_books import NOW, cells
from workbook_makers import book, parts

from xlshipcheck import errors
from xlshipcheck.hosts.sheet_edit import KEEP
from xlshipcheck.hosts.workbook_edit import edit_book


@pytest.fixture
def path(tmp_path):
    """Return where the book of a test lies."""
    return tmp_path / "注文.xlsx"


def test_orders_are_appended_below_and_look_like_those_above(path):
    """New rows take the look of the last order column by column, and the filter reaches them."""

    def fill(workbook, sheet):
        orders(workbook, sheet)
        sheet.autofilter(HEADER_ROW - 1, 1, LAST_ROW - 1, 4)

    path.write_bytes(book(fill))
    new = [[KEEP, f"B-{n}", dt.date(2026, 12, n + 1), 5, "配送要請"] for n in range(3)]
    with edit_book(path) as edit:
        edit.append_rows("注文", LAST_ROW + 1, new, like_row=LAST_ROW)
        edit.save(NOW)
    sheet = cells(path)
    values = [cell.value for cell in sheet[LAST_ROW + 3]]
    assert values == [None, "B-2", dt.datetime.fromisoformat("2026-12-03"), 5, "配送要請"]
    above, below = sheet.cell(LAST_ROW, 3), sheet.cell(LAST_ROW + 1, 3)
    assert (below.number_format, below.border.left.style) == (above.number_format, above.border.left.style)
    assert below.border.left.style == "thin"
    assert sheet.auto_filter.ref == f"B4:E{LAST_ROW + 3}"
    assert f"$B$4:$E${LAST_ROW + 3}" in parts(path.read_bytes())["xl/workbook.xml"].decode()


def test_orders_are_appended_to_a_table_that_ends_above(path):
    """A table grows down with its filter; below a totals row nothing can be added, so that is refused."""
    new = [["", f"B-{n}", dt.date(2026, 12, 1), 5, "配送要請"] for n in range(3)]
    path.write_bytes(book(lambda workbook, sheet: in_table(workbook, sheet, totals=False)))
    with edit_book(path) as edit:
        edit.append_rows("注文", LAST_ROW + 1, new, like_row=LAST_ROW, table="注文表")
        edit.save(NOW)
    (table,) = cells(path).tables.values()
    assert (table.ref, table.autoFilter.ref) == (f"B4:E{LAST_ROW + 3}",) * 2
    path.write_bytes(book(lambda workbook, sheet: in_table(workbook, sheet, totals=True)))
    with pytest.raises(errors.PlaceTaken, match="集計行"), edit_book(path) as edit:
        edit.append_rows("注文", LAST_ROW + 2, new, table="注文表")
