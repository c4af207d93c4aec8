"""Reading cells of a Calc sheet in blocks, as the Python values that the sheet port promises.

A data array knows floats and texts only: what is a date, a moment or TRUE stands in the number format, and
an error cell comes as nothing. Both are looked up for whole runs of cells, never cell by cell.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck.values.days import date_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VALUE, DATETIME, STRING, FORMULA = 1, 2, 4, 16
ANNOTATION: Final = 8
"""A comment, which writing a block of cells removes."""
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

    def anything_in_rows(first: int, last: int) -> bool:
        return bool(
            sheet.getCellRangeByPosition(0, first, end.EndColumn, last).queryContentCells(CONTENT).Count
        )

    rows = _reach(anything_in_rows, end.EndRow + 1)
    if not rows:
        return 0, 0

    def anything_in_columns(first: int, last: int) -> bool:
        return bool(sheet.getCellRangeByPosition(first, 0, last, rows - 1).queryContentCells(CONTENT).Count)

    return rows, _reach(anything_in_columns, end.EndColumn + 1)


def _reach(anything_in: Callable[[int, int], bool], count: int) -> int:
    """Return how many of the lines reach to the last one that holds something.

    The used area ends with cells that only have a look, so the search begins at its end, in steps that
    double: asking for the cells of a whole sheet takes 0.2 s.
    """
    step, last = 1, count
    while last > 0:
        first = max(0, last - step)
        if not anything_in(first, last - 1):
            last, step = first, step * 2
        elif last - first == 1:
            return last
        else:
            step = (last - first) // 2
    return 0


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
    key = one_format(cells)
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


def one_format(cells: Cells) -> int | None:
    """Return the number format that all cells of a range have, None where they differ."""
    return (
        None if cells.getPropertyState("NumberFormat").value == "AMBIGUOUS_VALUE" else int(cells.NumberFormat)
    )


def format_parts(cells: Cells) -> list[tuple[Cells, int]]:
    """Return the parts of a range whose cells share a number format, with its key."""
    key = one_format(cells)
    if key is not None:
        return [(cells, key)]
    parts = []
    runs = cells.CellFormatRanges.createEnumeration()
    while runs.hasMoreElements():
        run = runs.nextElement()
        found = one_format(run)
        if found is not None:
            parts.append((run, found))
    return parts


def is_general(document: Document, key: int) -> bool:
    """Tell whether a number format is the one that cells have of themselves."""
    return bool(document.NumberFormats.getByKey(key).StandardFormat)


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
