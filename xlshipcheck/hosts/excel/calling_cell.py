"""What the cell that asks tells of itself: its book's settings, the header row and its own row, read through COM.

Our own VBA hands these over. The stock xlwings add-in hands over the cell alone (its reserved argument `caller`), so
here they are read, by the same rules: a table's own headers, or the header row among the first rows of the sheet.
Its references are read here too, as our VBA reads them.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, Protocol

from xlshipcheck.hosts.excel.sheets.ranges import address, corners, if_there, items
from xlshipcheck.hosts.excel.sheets.values import MOST_ROWS, rows_of
from xlshipcheck.settings.sheet import SHEET_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xlshipcheck.hosts.excel.sheets.ranges import Com

    class WrappedRange(Protocol):
        """xlwings' range, as far as it is asked."""

        api: Com

    class Conversion(Protocol):
        """What xlwings has while it converts an argument: its range, if it is one, and the value that stands for it."""

        range: WrappedRange | None
        value: object


FIRST_ROWS: Final = 20
MOST_COLUMNS: Final = 500
PAUSE: Final = 0.05
"""Seconds. Calls of one recalculation follow each other at once; after a pause the settings are read anew."""

SEVERAL_AREAS: Final = object()
"""What stands for a reference whose areas stand apart; an exception while xlwings reads would be a traceback."""

_kept: dict[str, tuple[float, object]] = {}


def settings_of(cell: Com) -> object:
    """Return the 設定 sheet of a cell's book as a block of cells; None where it has none.

    Args:
        cell: Excel's `Range` of the cell that asks.
    """
    book = cell.Worksheet.Parent
    name = str(book.FullName)
    now = time.monotonic()
    read_at, block = _kept.get(name, (0.0, None))
    if now - read_at > PAUSE:
        block = settings_block(book)
        _kept.clear()
    _kept[name] = (time.monotonic(), block)
    return block


def settings_block(book: Com) -> object:
    """Return the 設定 sheet of a book as a block of cells; None where it has none.

    Args:
        book: Excel's `Workbook`.
    """
    for sheet in items(book.Worksheets):
        if str(sheet.Name) == SHEET_NAME:
            last, width = _used(sheet)
            return _values(sheet, 1, min(last, MOST_ROWS), width)
    return None


def row_of(cell: Com) -> tuple[list[list[object]], Sequence[object]]:
    """Return the header row, or the first rows of which it is one, and the cell's own row.

    Args:
        cell: as in `settings_of`.
    """
    sheet, row = cell.Worksheet, int(cell.Row)
    table = if_there(cell, "ListObject")
    if table is not None and table.ShowHeaders:
        block = table.Range
        first, left = int(block.Row), int(block.Column)
        right = left + int(block.Columns.Count) - 1
        return (
            _values(sheet, first, first, right, left),
            _values(sheet, row, row, right, left)[0],
        )
    width = _used(sheet)[1]
    headers = _values(sheet, 1, max(1, min(FIRST_ROWS, row - 1)), width)
    return headers, _values(sheet, row, row, width)[0]


def cells_of(block: Com) -> object:
    """Return what a reference refers to, no further down than its sheet is used.

    Args:
        block: Excel's `Range`.

    Returns:
        Values as COM hands them over; `SEVERAL_AREAS` for areas that stand apart: their `Value` is that of the first.
    """
    if int(block.Areas.Count) > 1:
        return SEVERAL_AREAS
    sheet = block.Worksheet
    first, left, last, right = corners(block)
    last = max(first, min(last, _used(sheet)[0]))
    whole = sheet.Range(address(first, left, last, right))
    # Numbers stand where dates do: one impossible date would be an error of the whole block.
    return whole.Value if sheet.Parent.Date1904 else whole.Value2


class References:
    """How xlwings reads an argument of ours (an accessor of its conversions): through `cells_of`."""

    @staticmethod
    def reader(_options: object) -> Callable[[Conversion], None]:
        """Return what puts the value of a conversion's range in its place; other values stand there already."""

        def read(conversion: Conversion) -> None:
            if conversion.range is not None:
                conversion.value = cells_of(conversion.range.api)

        return read


def _used(sheet: Com) -> tuple[int, int]:
    used = sheet.UsedRange
    last = int(used.Row) + int(used.Rows.Count) - 1
    return last, min(MOST_COLUMNS, int(used.Column) + int(used.Columns.Count) - 1)


def _values(sheet: Com, first: int, last: int, right: int, left: int = 1) -> list[list[object]]:
    block = sheet.Range(address(first, left, last, right))
    # Numbers stand where dates do; only a book that counts from 1904 needs the dates themselves.
    return rows_of(block.Value if sheet.Parent.Date1904 else block.Value2)
