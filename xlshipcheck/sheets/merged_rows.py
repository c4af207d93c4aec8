"""Cells merged down over several orders: only the first of them has the value, the others read as blank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck import errors
from xlshipcheck.values.cell_references import column_letters
from xlshipcheck.values.cells import is_blank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.headers.header_row import HeaderRow
    from xlshipcheck.sheets.port import Area, SheetPort


def refuse_merged_rows(sheet: SheetPort, header_row: int, last_row: int, header: HeaderRow) -> None:
    """Refuse a sheet on which orders share a merged cell of a column that is judged.

    An order without its 入金日 would be called 入金待ち. Merged titles and headers, cells merged sideways, blank
    ones and merged notes below the orders take nothing from an order.

    Args:
        sheet: the sheet.
        header_row: the row of the headers.
        last_row: the last data row.
        header: the named columns.

    Raises:
        MergedRows: with the range.
    """
    roles = {column + 1 for columns in header.columns.values() for column in columns}
    areas = [
        area
        for area in sheet.merged_areas()
        if header_row < area.first_row < min(area.last_row, last_row) and roles.intersection(_columns(area))
    ]
    if not areas:
        return
    wanted = sorted(roles)
    cells = dict(zip(wanted, sheet.read_columns(wanted, header_row + 1, last_row)))
    for area in sorted(areas, key=lambda area: (area.first_row, area.first_column)):
        column = next((column for column in _columns(area) if column in roles), 0)
        first = area.first_row - header_row - 1
        if not is_blank(cells[column][first]) and _holds_orders(area, cells, first):
            raise errors.MergedRows(
                sheet=sheet.name,
                range=errors.Whole(
                    f"{column_letters(area.first_column)}{area.first_row}:"
                    f"{column_letters(area.last_column)}{area.last_row}"
                ),
                header=header.headers[column - 1],
                row=area.first_row,
            )


def _columns(area: Area) -> range:
    return range(area.first_column, area.last_column + 1)


def _holds_orders(area: Area, cells: Mapping[int, Sequence[object]], first: int) -> bool:
    """Tell whether a row below the first of a merged range holds something beside it."""
    below = slice(first + 1, first + 1 + area.last_row - area.first_row)
    return any(
        not is_blank(cell)
        for column, values in cells.items()
        if column not in _columns(area)
        for cell in values[below]
    )
