"""Books that are open in the stand-in for Excel, made as a test wants them."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "windows"))
from port_contract import ORDERS
from stand_in_model import ERRORS, Application, Area, Cell, Served, Workbook, Worksheet

from xlshipcheck.hosts.excel.buttons import refresh_open_book
from xlshipcheck.hosts.excel.sheets.values import serial_of

AS_OF = [["設定の項目", "値"], ["基準日", 46347.0]]
"""2026-11-21."""


def cell_of(value, *, date1904=False):
    """Return a cell as Excel keeps it."""
    if isinstance(value, dt.date):
        return Cell(serial_of(value, date1904=date1904), shown="yyyy/mm/dd")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Cell(float(value))
    return Cell(value)


def worksheet(book, spec):
    """Return a sheet of the stand-in as a test wants it."""
    date1904 = book.kept["Date1904"]
    cells = {
        (row, column): cell_of(value, date1904=date1904)
        for row, line in enumerate(spec.rows, 1)
        for column, value in enumerate(line, 1)
        if value is not None
    }
    sheet = Worksheet(book, spec.name, cells)
    for place, formula in spec.formulas.items():
        sheet.cell(*place).formula = f"={formula}"
        book.results[f"={formula}"] = sheet.cell(*place).value
    for place, formula in spec.arrays.items():
        cell = sheet.cell(*place)
        cell.formula, cell.array = f"={formula}", (*place, *place)
    for place, text in spec.error_values.items():
        sheet.cell(*place).value = ERRORS[text]
    sheet.tables = [Area(sheet, area.name, area[1:5], area.totals_rows) for area in spec.tables]
    sheet.pivots = [Area(sheet, area.name, area[1:5]) for area in spec.pivots]
    sheet.merged = [area[1:5] for area in spec.merged]
    sheet.kept["ProtectContents"] = spec.protected
    return sheet


def open_book(*specs, date1904=False):
    """Return a book that is open in the stand-in."""
    book = Workbook(Application(), date1904=date1904)
    book.sheets = [worksheet(book, spec) for spec in specs]
    for spec in specs:
        for mark in spec.marks:
            Served(book).Names.Add(mark, f"='{spec.name}'!$A$1", False)  # noqa: FBT003  as Excel takes it
    return book


def orders(*rows):
    """Return an order sheet's cells: the contract's headers, and rows of them or the contract's own."""
    return [list(row) for row in ([ORDERS[0], *rows] if rows else ORDERS)]


def refreshed(book, **options):
    """Refresh a book, and return what was done."""
    return refresh_open_book(Served(book), AS_OF, **options)
