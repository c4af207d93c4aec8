"""Sheets in memory, refreshed, and their columns."""

from __future__ import annotations

import datetime as dt

from xlshipcheck.context import Context
from xlshipcheck.hosts.memory import MemorySheet
from xlshipcheck.sheets.refresh import refresh_sheet
from xlshipcheck.values.days import day_of

AS_OF = dt.date(2026, 11, 21)
CONTEXT = Context(day_of(AS_OF))


def refreshed(rows, *areas, name="受注", context=CONTEXT, **settings):
    """Return a sheet after a refresh, and what the refresh says."""
    sheet = MemorySheet(name, rows, areas, **settings)
    return sheet, refresh_sheet(sheet, context)


def column(sheet: MemorySheet, title: str, header_row: int = 1) -> list[object]:
    """Return the values under a header."""
    width = len(sheet.rows[header_row - 1])
    at = next(c for c in range(1, width + 1) if sheet.value(header_row, c) == title)
    return sheet.read_columns([at], header_row + 1, sheet.used_size()[0])[0]
