"""Cell values as COM hands them over, and back: the one place that knows what Excel means by them.

A range's `Value2` comes as floats, text, booleans and None; its `Value` also as dates and as `Decimal` for
currency. A block of one row may come as a flat tuple, since that is what a one-dimensional array is to Excel.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck.errors import SettingsSheetTooLong
from xlshipcheck.settings.book import book_context
from xlshipcheck.settings.user_file import changed_at, load_users
from xlshipcheck.values import cells
from xlshipcheck.values.answers import plain_value
from xlshipcheck.values.cells import MISSING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.context import Context

    _Rows = tuple[tuple[Any, ...], ...]


OMITTED: Final = -2147352572
"""DISP_E_PARAMNOTFOUND: what an omitted optional argument of VBA is to COM."""
ERROR_TEXTS: Final = {
    -2146826288: "#NULL!",
    -2146826281: "#DIV/0!",
    -2146826273: "#VALUE!",
    -2146826265: "#REF!",
    -2146826259: "#NAME?",
    -2146826252: "#NUM!",
    -2146826246: "#N/A",
    -2146826245: "#GETTING_DATA",
    -2146826243: "#SPILL!",
    -2146826242: "#CONNECT!",
    -2146826241: "#BLOCKED!",
    -2146826240: "#UNKNOWN!",
    -2146826239: "#FIELD!",
    -2146826238: "#CALC!",
}
"""An error cell as COM hands it over -> what the seller sees in it."""
LONGEST_TEXT: Final = 32_767
_ZERO: Final = dt.datetime(1899, 12, 30)  # noqa: DTZ001  a cell's moment has no zone


def argument_value(value: object) -> object:
    """Return an argument as the catalogue takes it: a value, a list of rows, or `MISSING`."""
    if type(value) is int and value == OMITTED:
        return MISSING
    if isinstance(value, (tuple, list)):
        return rows_of(value)
    return cell_value(value)


def rows_of(block: object) -> list[list[object]]:
    """Return a block of cells as rows, whatever shape it came in.

    Args:
        block: a tuple of tuples, a flat tuple (one row), or the value of a single cell.
    """
    if not isinstance(block, (tuple, list)):
        return [[cell_value(block)]]
    if not any(isinstance(row, (tuple, list)) for row in block):
        block = [block]
    return [[cell_value(cell) for cell in row] for row in block]


def cell_value(value: object) -> object:
    """Return one cell: a moment without the zone that pywin32 invents, an error as the text seen in it."""
    if value == "":
        return None
    if type(value) is int:
        return ERROR_TEXTS.get(value, value)
    if isinstance(value, dt.datetime):
        moment = dt.datetime(*value.timetuple()[:6])  # noqa: DTZ001  as above
        # Zero formatted as a date is a blank date, not the year 1899.
        return 0.0 if moment == _ZERO else moment
    return value


def result_value(answer: object) -> object:
    """Return an answer as a cell can take it: a value, or a list of rows."""
    if isinstance(answer, list):
        return [[_result_cell(cell) for cell in row] for row in answer]
    return _result_cell(answer)


def _result_cell(value: Any) -> object:  # noqa: ANN401  a cell value of any type
    value = plain_value(value)
    if isinstance(value, str):
        return value[:LONGEST_TEXT]
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001  as above
    return "" if value is None else value


def serial_of(day: dt.date, *, date1904: bool = False) -> float:
    """Return the serial number of a day or a moment, as `Value2` takes it."""
    origin = dt.date(1904, 1, 1) if date1904 else _ZERO.date()
    whole = dt.date(day.year, day.month, day.day)
    serial = float((whole - origin).days)
    if isinstance(day, dt.datetime):
        serial += (day.hour * 3600 + day.minute * 60 + day.second) / 86_400
    return serial


def flat_row(block: object) -> Sequence[object]:
    """Return a block of one row, or one column, as a flat list."""
    rows = rows_of(block)
    return [row[0] for row in rows] if len(rows) > 1 and len(rows[0]) == 1 else rows[0]


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
