"""A book in xlwings Lite, read once: its values, formulas, tables and merged cells.

Lite answers only to `await`, the refresh does not wait: so everything is read first, and what is written goes to
Excel when all is judged. Each await is a round trip between Python and Excel, hence blocks.

Source of the members' behaviour: the docstrings of xlwings' public classes, "Requires xlwings Lite".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlshipcheck import errors
from xlshipcheck.hosts.excel.sheets.ranges import halves
from xlshipcheck.hosts.excel.sheets.values import cell_value
from xlshipcheck.hosts.lite.sheet import LiteSheet
from xlshipcheck.sheets.port import Area

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.hosts.excel.sheets.ranges import Corners

Lite = Any
"""An object of xlwings: which kinds there are is known at run time only."""
ROWS_AT_ONCE: Final = 2_000
"""Excel on the web gives no answer of more than 5 MB, and sheets have long remarks."""
PROBE: Final = "xlshipcheck_確認用"
FIRST_DAY_1904: Final = 1462
"""1904-01-01 in a book that counts from 1900."""


async def refuse_1904(book: Lite) -> None:
    """Refuse a book that counts its dates from 1904, which Lite has no member to tell: all of them would be 4 years off.

    Args:
        book: xlwings' `Book`.

    Raises:
        LiteBook1904: it does.
        LiteRefused: it cannot be told, because no sheet can be added for a moment.
    """
    in_front = await book.sheets.get_active()
    try:
        sheet = book.sheets.add(PROBE)
        cell = sheet.range((1, 1), (1, 1))
        cell.formula = "=N(DATE(1904,1,1))"
        serial = await cell.get_value()
        sheet.delete()
        in_front.activate()
        await book.flush()
    except Exception as problem:
        raise errors.LiteRefused(what=errors.Whole("ブック")) from problem
    if serial != FIRST_DAY_1904:
        raise errors.LiteBook1904(book=str(book.name))


async def read_sheet(api: Lite) -> LiteSheet:
    """Return a sheet as it is now.

    Args:
        api: xlwings' `Sheet`.
    """
    used = await api.get_used_range(values_only=True)
    areas = await _areas(api)
    if used is None:
        return LiteSheet(api, [], {}, areas, [], [])
    last_row = used.row + used.shape[0] - 1
    last_column = used.column + used.shape[1] - 1
    rows: list[list[object]] = []
    formulas: dict[tuple[int, int], str] = {}
    for first in range(1, last_row + 1, ROWS_AT_ONCE):
        last = min(last_row, first + ROWS_AT_ONCE - 1)
        block = api.range((first, 1), (last, last_column))
        # Without err_to_str an error would come as a blank, and hide an order.
        values = await block.options(ndim=2, err_to_str=True).get_value()
        texts = await block.options(ndim=2).get_formula()
        rows += [[cell_value(value) for value in row] for row in values]
        for row, line in enumerate(texts, first):
            for column, text in enumerate(line, 1):
                # A text that begins with = is no formula: it shows itself.
                if isinstance(text, str) and text.startswith("=") and rows[row - 1][column - 1] != text:
                    formulas[row, column] = text[1:]
    merged = await _merged(api, (1, 1, last_row, last_column))
    arrays = await _arrays(api, formulas, areas)
    return LiteSheet(api, rows, formulas, areas, merged, arrays)


async def _areas(api: Lite) -> list[Area]:
    found = [
        Area(str(table.name), *_corners(table.range), totals_rows=int(bool(table.show_totals)))
        for table in api.tables
    ]
    for pivot in api.pivot_tables:
        place = await pivot.get_range()
        found.append(Area(str(pivot.name), *_corners(place), is_table=False))
    return found


def _corners(block: Lite) -> Corners:
    height, width = block.shape
    return block.row, block.column, block.row + height - 1, block.column + width - 1


async def _merged(api: Lite, rectangle: Corners) -> list[Area]:
    """Return the merged ranges, found by halving: a range tells only whether all, some or none of it is merged."""
    found: dict[Corners, Area] = {}
    waiting = [rectangle]
    while waiting:
        part = waiting.pop()
        block = api.range(part[:2], part[2:])
        if await block.get_merge_cells() is False:
            continue
        if part[:2] == part[2:]:
            place = _corners(await block.get_merge_area())
            found[place] = Area("", *place, is_table=False)
        else:
            waiting += reversed(halves(*part))
    return list(found.values())


async def _arrays(
    api: Lite, formulas: Mapping[tuple[int, int], str], areas: Sequence[Area]
) -> list[tuple[int, int]]:
    """Return those of the formulas that new rows could continue, and that are array formulas, which they cannot."""
    ends = [area.last_row - area.totals_rows for area in areas if area.is_table]
    last: dict[tuple[int, int], int] = {}
    for row, column in formulas:
        for end in [*(end for end in ends if row <= end), 0]:
            last[column, end] = max(row, last.get((column, end), 0))
    places = sorted({(row, column) for (column, _), row in last.items()})
    return [place for place in places if await api.range(place, place).get_formula_array() is not None]
