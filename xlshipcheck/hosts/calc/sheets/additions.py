"""What the seller has put on a sheet of ours in an open document: nothing of it may be lost without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck.hosts.calc.sheets import cells as calc_cells
from xlshipcheck.hosts.own_sheets.content import (
    ADDED_CHARTS,
    ADDED_FORMULAS,
    ADDED_NOTES,
    ADDED_VALUES,
    OUR_CHART,
    is_own_formula,
)
from xlshipcheck.hosts.own_sheets.own_cells import typed_over

if TYPE_CHECKING:
    from xlshipcheck.hosts.calc.sheets.cells import Cells


def sellers_additions(sheet: Cells, width: int) -> list[str]:
    """Return what the seller has put on a sheet of ours, in words.

    Args:
        sheet: the sheet.
        width: the columns that are ours.
    """
    found = []
    if sheet.Annotations.Count:
        found.append(ADDED_NOTES)
    page = sheet.DrawPage
    shapes = [page.getByIndex(place) for place in range(page.Count)]
    # The box of a note is a shape, too.
    if any(
        not str(shape.Name).startswith(OUR_CHART) and shape.ShapeType != "com.sun.star.drawing.CaptionShape"
        for shape in shapes
    ):
        found.append(ADDED_CHARTS)
    rows, columns = calc_cells.used_size(sheet)
    if rows:
        formulas = calc_cells.addresses(sheet.queryFormulaCells(calc_cells.ANY_RESULT))
        texts = (
            text
            for area in formulas
            for row in sheet.getCellRangeByPosition(
                area.StartColumn, area.StartRow, area.EndColumn, area.EndRow
            ).getFormulaArray()
            for text in row
        )
        if not all(is_own_formula(text) for text in texts):
            found.append(ADDED_FORMULAS)
        if columns > width and any(
            value != ""
            for row in sheet.getCellRangeByPosition(width, 0, columns - 1, rows - 1).DataArray
            for value in row
        ):
            found.append(ADDED_VALUES)
        whole = sheet.getCellRangeByPosition(0, 0, columns - 1, rows - 1)
        if not found and (typed := typed_over(whole.DataArray)):
            found.append(typed)
    return found
