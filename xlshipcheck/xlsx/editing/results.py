"""The formulas of a book in an edit: what they are by now, and what they come to, stored behind them.

Excel stores behind each formula what it came to. Whoever cannot calculate (Protected View, a phone, a Mac, a viewer)
shows that; so where we know what a formula of a written book comes to, it is stored, and Excel need not calculate
when it opens the book.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlshipcheck.xlsx.editing.cells import FORGET, KEEP, ColumnEdit, StoredResult
from xlshipcheck.xlsx.editing.formulas import formula_cells
from xlshipcheck.xlsx.editing.frame import halved, split_rows
from xlshipcheck.xlsx.writing.rows import Formula

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.xlsx.editing.sheet import SheetChanges
    from xlshipcheck.xlsx.package import Package
    from xlshipcheck.xlsx.reading.workbook import Sheet

    Cell = tuple[int, int]

NOT_TO_CALCULATE: Final = ""
"""Stands for a formula that is one of an array, or of a kind that is not known here."""


def formulas_by_cell(package: Package, sheet: Sheet, edits: Sequence[ColumnEdit]) -> dict[Cell, str]:
    """Return (row, column) -> formula of a sheet as an edit will leave it; "" for one that is not to be calculated.

    Args:
        package: where the sheet lies.
        sheet: the sheet.
        edits: what is to be written into it.
    """
    found: dict[Cell, str] = {}
    if sheet.facts.formula_rows:
        halves = halved(package.blocks(sheet.part), sheet.part)
        found = formula_cells(split_rows(halves, []), halves.prefix.encode())
        for column, rows in sheet.facts.formula_rows.items():
            for row in rows:
                found.setdefault((row, column), NOT_TO_CALCULATE)
    for change in edits:
        for row, value in enumerate(change.values, change.first_row):
            if isinstance(value, Formula):
                found[row, change.column] = value.text
            elif change.replaces_formulas and value is not KEEP:
                found.pop((row, change.column), None)
    return found


def written_cells(edits: Sequence[ColumnEdit], formulas: Mapping[Cell, str]) -> dict[Cell, object]:
    """Return (row, column) -> value of the cells that get one in an edit, formulas not among them."""
    found: dict[Cell, object] = {}
    for change in edits:
        for row, value in enumerate(change.values, change.first_row):
            place = row, change.column
            if value is not KEEP and value is not FORGET and place not in formulas:
                found[place] = value
    return found


def without_result(sheet: Sheet, edits: Sequence[ColumnEdit]) -> set[Cell]:
    """Return (row, column) of the formulas of a sheet that have no stored result, or lose it in an edit."""
    found = {(row, column) for column, rows in sheet.facts.uncached.items() for row in rows}
    for change in edits:
        for row, value in enumerate(change.values, change.first_row):
            if value is FORGET or isinstance(value, Formula):
                found.add((row, change.column))
    return found


def store_results(changes: SheetChanges, results: Mapping[Cell, float | str | bool]) -> None:
    """Store what formulas of a sheet come to.

    Args:
        changes: of the sheet.
        results: by row and column of the formula.
    """
    left = dict(results)
    for index, change in enumerate(changes.edits):
        values = list(change.values)
        for position, value in enumerate(values):
            place = change.first_row + position, change.column
            if isinstance(value, Formula) and place in left:
                values[position] = value._replace(result=left.pop(place))
        changes.edits[index] = change._replace(values=values)
    columns: dict[int, dict[int, float | str | bool]] = {}
    for (row, column), value in left.items():
        columns.setdefault(column, {})[row] = value
    for column, cells in columns.items():
        first, last = min(cells), max(cells)
        rows = [StoredResult(cells[row]) if row in cells else KEEP for row in range(first, last + 1)]
        changes.add(ColumnEdit(column, first, rows, lambda style: style))
