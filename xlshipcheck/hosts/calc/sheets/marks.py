"""The marks of our columns on a Calc sheet: hidden names that belong to the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlshipcheck.sheets.own_columns import mark_name, marked_title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlshipcheck.hosts.calc.sheets.cells import Cells

HIDDEN: Final = 16
"""com.sun.star.sheet.NamedRangeFlag.HIDDEN: a name that no list of names shows. 7.4 forgets it when it saves."""


def read_marks(sheet: Cells) -> dict[str, tuple[int, int] | None]:
    """Return result -> row and column of the cell that its mark stands for."""
    names = sheet.NamedRanges
    marks = {title: name for name in names.ElementNames if (title := marked_title(name))}
    return {title: _cell(sheet, names.getByName(name).ReferredCells) for title, name in marks.items()}


def _cell(sheet: Cells, cells: Cells | None) -> tuple[int, int] | None:
    address = cells and cells.RangeAddress
    if not address or address.Sheet != sheet.RangeAddress.Sheet:
        return None
    return address.StartRow + 1, address.StartColumn + 1


def write_marks(sheet: Cells, places: Mapping[str, tuple[int, int]]) -> None:
    """Let these be the marks of the sheet and no others."""
    names, known = sheet.NamedRanges, read_marks(sheet)
    for title, place in known.items():
        if places.get(title) != place:
            names.removeByName(mark_name(title))
    for title, (row, column) in places.items():
        if known.get(title) != (row, column):
            cell = sheet.getCellByPosition(column - 1, row - 1)
            names.addNewByName(mark_name(title), cell.AbsoluteName, cell.CellAddress, HIDDEN)
