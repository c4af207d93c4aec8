"""The settings of a call from Excel: the cells of the book's 設定 sheet, which the macros hand over with the call.

What they say is read where every host has it read; here are the clock, and what was read before: a recalculation
asks with the same cells thousands of times.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck.errors import SettingsSheetTooLong
from xlshipcheck.hosts.excel.values import rows_of
from xlshipcheck.settings.book import book_context
from xlshipcheck.settings.user_file import changed_at, load_users
from xlshipcheck.values import cells

if TYPE_CHECKING:
    from xlshipcheck.context import Context

    _Rows = tuple[tuple[Any, ...], ...]

MOST_ROWS: Final = 2000
"""Rows that the macros hand over, however long the sheet is."""


def context_of(table: object) -> Context:
    """Return the context of a call.

    Args:
        table: the 設定 sheet from its first row and column on as a block of cells, or None where the workbook has
            none.

    Raises:
        FileRefused, SettingRefused, RulesError: what stands in the settings cannot be used.
    """
    today = cells.day_today(dt.datetime.now(cells.JST))
    rows = tuple(tuple(row) for row in rows_of(table)) if isinstance(table, (tuple, list)) else ()
    # 1 and TRUE are equal to Python and no one setting: the types belong to the key of the cache.
    types = tuple(type(cell) for row in rows for cell in row)
    return _context(rows, types, changed_at(), today)


@lru_cache(maxsize=16)
def _context(rows: _Rows, _types: tuple[type, ...], _changed: int, today: int) -> Context:
    if len(rows) >= MOST_ROWS and not all(map(cells.is_blank, rows[-1])):
        # A list that goes on there was cut off, and nobody would see it.
        raise SettingsSheetTooLong(most=MOST_ROWS - 1)
    return book_context(rows, load_users(), today)
