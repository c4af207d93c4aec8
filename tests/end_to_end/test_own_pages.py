"""今日 and 集計 in a real LibreOffice are printed as those of a file: landscape, one page wide, cut at the same rows."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest
from office import close
from test_own_sheets import book_of_orders, refreshed

from xlshipcheck.values.cells import JST

pytestmark = pytest.mark.end_to_end
COUNT = 60


def pages(document):
    """Return how our sheets are printed: page style, rows that begin a page, rows that are repeated."""
    found = {}
    for name in ("今日", "集計"):
        if not document.Sheets.hasByName(name):
            continue
        sheet = document.Sheets.getByName(name)
        breaks = [one.Position + 1 for one in sheet.getRowPageBreaks() if one.ManualBreak]
        found[name] = breaks, sheet.PrintTitleRows and sheet.TitleRows.StartRow + 1
    return found


def test_pages_of_our_sheets(office, tmp_path):
    """Both are landscape and one page wide, cut as the same book refreshed as a file is; undo and redo keep step."""
    path = book_of_orders(tmp_path / "orders.xlsx", COUNT)
    document = office.open(path, hidden=False)
    try:
        before = pages(document)
        office.service("jp.xlshipcheck.Refresh").trigger("refresh")
        first = pages(document)
        styles = document.StyleFamilies.getByName("PageStyles")
        for name in ("今日", "集計"):
            style = styles.getByName(document.Sheets.getByName(name).PageStyle)
            assert style.IsLandscape
            assert style.Width > style.Height
            assert (style.ScaleToPagesX, style.ScaleToPagesY) == (1, 0)
        assert not document.Sheets.getByName("受注").PageStyle.startswith("出荷チェック")
        as_file = book_of_orders(tmp_path / "file" / "orders.xlsx", COUNT)
        refreshed(as_file, dt.datetime.now(JST).date())
        book = openpyxl.load_workbook(as_file)
        for name, (breaks, _) in first.items():
            assert breaks == [one.id + 1 for one in book[name].row_breaks.brk], name
        assert first["今日"][0]
        assert f"${first['今日'][1]}" in book["今日"].print_title_rows
        document.UndoManager.undo()
        assert pages(document) == before
        document.UndoManager.redo()
        assert pages(document) == first
    finally:
        close(document)
