"""Reading cells of a Calc sheet in blocks, as the Python values that the sheet port promises.

A data array knows floats and texts only: what is a date, a moment or TRUE stands in the number format, and
an error cell comes as nothing. Both are looked up for whole runs of cells, never cell by cell.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck.days import date_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VALUE, DATETIME, STRING, FORMULA = 1, 2, 4, 16
CONTENT: Final = VALUE | DATETIME | STRING | FORMULA
"""com.sun.star.sheet.CellFlags."""
RESULT_VALUE, RESULT_STRING, RESULT_ERROR = 1, 2, 4
ANY_RESULT: Final = RESULT_VALUE | RESULT_STRING | RESULT_ERROR
"""com.sun.star.sheet.FormulaResult."""
DATE_FORMAT, TIME_FORMAT, LOGICAL_FORMAT = 2, 4, 1024
"""com.sun.star.util.NumberFormat."""
DAY_SECONDS: Final = 24 * 60 * 60

Cells = Any  # a com.sun.star.table.XCellRange; LibreOffice ships no types
Document = Any  # a com.sun.star.sheet.SpreadsheetDocument


def null_date(document: Document) -> dt.date:
    """Return the day that the document's serial 0 stands for."""
    day = document.NullDate
    return dt.date(day.Year, day.Month, day.Day)


def addresses(ranges: Any) -> list[Any]:  # noqa: ANN401  a com.sun.star.sheet.XSheetCellRanges
    """Return the addresses of ranges, counted from 0."""
    return list(ranges.RangeAddresses)


def used_size(sheet: Cells) -> tuple[int, int]:
    """Return the last row and column that hold anything, (0, 0) for an empty sheet."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)  # noqa: FBT003  UNO takes it by position only
    end = cursor.RangeAddress

    def anything_from(row: int, column: int) -> bool:
        return bool(
            sheet.getCellRangeByPosition(column, row, end.EndColumn, end.EndRow)
            .queryContentCells(CONTENT)
            .Count
            > 0
        )

    rows = _last(lambda row: anything_from(row, 0), end.EndRow)
    if not rows:
        return 0, 0
    return rows, _last(lambda column: anything_from(0, column), end.EndColumn)


def _last(anything_from: Callable[[int], bool], end: int) -> int:
    """Return how many lines reach to the last one that holds something, by halving."""
    low, high = 0, end + 1
    if not anything_from(0):
        return 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if anything_from(middle) else (low, middle)
    return low + 1


def column_values(document: Document, cells: Cells) -> list[object]:
    """Return the values of cells that stand below each other.

    Args:
        document: their document, for its number formats and its serial 0.
        cells: a range one column wide.
    """
    values: list[object] = [row[0] for row in cells.DataArray]
    first = cells.RangeAddress.StartRow
    for start, end, kind in _kinds(document, cells):
        if kind & (DATE_FORMAT | LOGICAL_FORMAT):
            read = _moment_reader(null_date(document)) if kind & DATE_FORMAT else bool
            for place in range(start - first, end - first + 1):
                if isinstance(values[place], float):
                    values[place] = read(values[place])
    for place, value in enumerate(values):
        if value == "":
            values[place] = None
        elif value is None:
            values[place] = cells.getCellByPosition(0, place).String
    return values


def _kinds(document: Document, cells: Cells) -> Iterator[tuple[int, int, int]]:
    """Yield (first row, last row, kind of number format) of the runs of cells that share one."""
    formats = document.NumberFormats
    address = cells.RangeAddress
    key = cells.NumberFormat
    if key is not None:
        yield address.StartRow, address.EndRow, formats.getByKey(key).Type
        return
    known: dict[int, int] = {}
    runs = cells.CellFormatRanges.createEnumeration()
    while runs.hasMoreElements():
        run = runs.nextElement()
        key = run.NumberFormat
        if key not in known:
            known[key] = formats.getByKey(key).Type
        yield run.RangeAddress.StartRow, run.RangeAddress.EndRow, known[key]


def _moment_reader(zero: dt.date) -> Callable[[Any], object]:
    start = dt.datetime(zero.year, zero.month, zero.day)  # noqa: DTZ001  a cell has no offset

    def read(serial: float) -> object:
        try:
            moment = start + dt.timedelta(seconds=round(serial * DAY_SECONDS))
        except OverflowError:
            return serial
        return moment.date() if serial.is_integer() else moment

    return read


def serial_of_day(day: int, zero: dt.date) -> float:
    """Return the serial of a day number in a document whose serial 0 is `zero`."""
    return serial_of(date_of(day), zero)


def serial_of(value: dt.date, zero: dt.date) -> float:
    """Return the serial of a date or moment in a document whose serial 0 is `zero`."""
    if isinstance(value, dt.datetime):
        moment = value.replace(tzinfo=None) - dt.datetime(zero.year, zero.month, zero.day)  # noqa: DTZ001  as above
        return moment / dt.timedelta(days=1)
    return float((value - zero).days)
