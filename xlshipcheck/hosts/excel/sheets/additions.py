"""What the seller has put on a sheet of ours in an open book: nothing of it may be lost without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlshipcheck.hosts.excel.sheets.ranges import address, corners, items
from xlshipcheck.hosts.excel.sheets.undo import is_formula, plain_rows
from xlshipcheck.hosts.own_sheets.content import (
    ADDED_CHARTS,
    ADDED_FORMULAS,
    ADDED_NOTES,
    ADDED_TABLES,
    ADDED_VALUES,
    OUR_CHART,
    is_own_formula,
)
from xlshipcheck.hosts.own_sheets.own_cells import typed_over

if TYPE_CHECKING:
    from xlshipcheck.hosts.excel.sheets.ranges import Com

COMMENT_SHAPE: Final = 4
"""msoComment: the box of a note is a shape, too."""


def sellers_additions(sheet: Com, width: int) -> list[str]:
    """Return what the seller has put on a sheet of ours, in words.

    Args:
        sheet: Excel's `Worksheet`.
        width: the columns that are ours.
    """
    found = []
    if sheet.Comments.Count:
        found.append(ADDED_NOTES)
    shapes = [shape for shape in items(sheet.Shapes) if shape.Type != COMMENT_SHAPE]
    if not all(str(shape.Name).startswith(OUR_CHART) for shape in shapes):
        found.append(ADDED_CHARTS)
    _, _, last_row, last_column = corners(sheet.UsedRange)
    used = sheet.Range(address(1, 1, last_row, last_column))
    rows = [
        list(zip(formulas, values, strict=True))
        for formulas, values in zip(plain_rows(used.Formula), plain_rows(used.Value2), strict=True)
    ]
    if any(
        is_formula(formula, value) and not is_own_formula(str(formula))
        for row in rows
        for formula, value in row
    ):
        found.append(ADDED_FORMULAS)
    if any(value is not None for row in rows for _, value in row[width:]):
        found.append(ADDED_VALUES)
    if sheet.ListObjects.Count or sheet.PivotTables().Count:
        found.append(ADDED_TABLES)
    if not found and (typed := typed_over(plain_rows(used.Value2))):
        found.append(typed)
    return found
