"""New rows below the orders of a worksheet: their values, the formulas they continue, and what grows with them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.values.cell_references import Rectangle
from xlshipcheck.values.results import DATE, TEXT
from xlshipcheck.xlsx.editing.cells import FORGET, KEEP, ColumnEdit
from xlshipcheck.xlsx.editing.formulas import Pattern, read_patterns
from xlshipcheck.xlsx.editing.grown_ranges import Growth

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xlshipcheck.xlsx.editing.cells import Keep
    from xlshipcheck.xlsx.editing.sheet import SheetChanges
    from xlshipcheck.xlsx.editing.tables import TableEdits
    from xlshipcheck.xlsx.package import Package
    from xlshipcheck.xlsx.reading.workbook import Sheet
    from xlshipcheck.xlsx.writing.rows import CellValue, Formula

    Look = Callable[[str, Sequence[CellValue | Keep]], Callable[[int], int]]


class AddedRows(NamedTuple):
    """Rows to be added, beginning in column A.

    Attributes:
        first_row: row of the first of them.
        rows: values by column; `KEEP` leaves a cell as it is, or makes a blank one.
        like_row: a row whose cells they look like, column by column; 0: as the first of them looks already.
        table: name of the table that is to include them; "" for none.
        formulas: by column, the formula that a row gets where it has none.
        top_row: the first order, from which a format reaches down that grows with the rows; 0 for none.
    """

    first_row: int
    rows: Sequence[Sequence[CellValue | Keep]]
    like_row: int = 0
    table: str = ""
    formulas: Mapping[int, Pattern] = {}
    top_row: int = 0

    @property
    def last_row(self) -> int:
        """The last of them."""
        return self.first_row + len(self.rows) - 1


def continued_formulas(
    package: Package, tables: TableEdits, sheet: Sheet, rows: Mapping[int, int], table: str = ""
) -> dict[int, Pattern]:
    """Return the formulas that new rows get as Excel would give them.

    Args:
        package: where the sheet lies.
        tables: the book's tables.
        sheet: the sheet.
        rows: by column, a row whose formula is to be continued; 0 where there is none.
        table: the table that the new rows belong to, whose own formula for a column comes first.

    Returns:
        Column -> formula, of those columns that have one that can be continued.
    """
    own = tables.formulas(sheet, table) if table else {}
    found = {column: own[column] for column in rows if column in own}
    read = read_patterns(package, sheet, {c: row for c, row in rows.items() if row and c not in found})
    return {**found, **read}


def add_rows(changes: SheetChanges, tables: TableEdits, added: AddedRows, look_of: Look) -> None:
    """Note everything that new rows change in a sheet.

    Args:
        changes: of the sheet.
        tables: the book's tables.
        added: the rows.
        look_of: gives the look for the values of a column of a kind.

    Raises:
        PlaceTaken: a table with a totals row, or cells of a pivot table or another table.
    """
    first, last = added.first_row, added.last_row
    width = max(*map(len, added.rows), *added.formulas, 1)
    changes.refuse_taken(Rectangle(first, 1, last, width), added.table)
    if added.table:
        tables.grow_down(changes.sheet, added.table, last)
    looks = changes.row_styles(added.like_row or first)
    for column in range(1, width + 1):
        if column in added.formulas:
            continue
        values = [row[column - 1] if column <= len(row) else KEEP for row in added.rows]
        filled = [value for value in values if value is not KEEP]
        look = look_of(DATE if any(isinstance(value, dt.date) for value in filled) else TEXT, values)
        standing = set(changes.sheet.formula_rows(column)) if filled else set()
        values = [
            FORGET if value is KEEP and row in standing else value for row, value in enumerate(values, first)
        ]
        changes.has_new_formulas |= FORGET in values
        style = looks.get(column)
        changes.add(ColumnEdit(column, first, values, look, style, dresses_blanks=bool(added.like_row)))
    changes.has_new_formulas |= bool(added.formulas)
    for column, pattern in added.formulas.items():
        standing = set(changes.sheet.formula_rows(column))
        formulas = [
            FORGET if row in standing else formula
            for row, formula in enumerate(_filled_down(pattern, first, last, column), first)
        ]
        changes.add(ColumnEdit(column, first, formulas, lambda style: style, looks.get(column)))
    filtered = changes.sheet.auto_filter
    if filtered and not added.table and filtered.last_row == first - 1:
        changes.filter_last_row = last
    if added.top_row:
        changes.growths.append(Growth(added.top_row, first, last))


def _filled_down(pattern: Pattern, first: int, last: int, column: int) -> list[Formula]:
    top, bottom = pattern.at(first, column), pattern.at(last, column)
    if top == bottom:  # as most formulas of tables: they name columns, no cells
        return [top] * (last - first + 1)
    return [pattern.at(row, column) for row in range(first, last + 1)]
