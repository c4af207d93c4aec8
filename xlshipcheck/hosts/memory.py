"""A book in memory: the host for tests and for programs that have their cells in lists already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck.values.results import SHEET_NAME, TODAY_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.sheets.port import Area, CellUpdate, NewRows, ResultBlock
    from xlshipcheck.today.plan import Plan
    from xlshipcheck.values.results import Summary


class MemorySheet:
    """A sheet whose cells are a list of rows.

    Args:
        name: its name.
        rows: its cells from A1 on; rows may differ in length.
        areas: tables and pivot areas on it.
        formulas: (row, column) of the cells that hold a formula.
        merged: merged ranges.
        arrays: (row, column) of those formulas that are array formulas.
        texts: (row, column) -> what the formula there says, without `=`.
        is_protected: whether it refuses changes.
    """

    def __init__(
        self,
        name: str,
        rows: Sequence[Sequence[object]],
        areas: Sequence[Area] = (),
        formulas: Sequence[tuple[int, int]] = (),
        merged: Sequence[Area] = (),
        *,
        arrays: Sequence[tuple[int, int]] = (),
        texts: Mapping[tuple[int, int], str] | None = None,
        is_protected: bool = False,
    ) -> None:
        self._name = name
        self.rows: list[list[object]] = [list(row) for row in rows]
        self._areas = list(areas)
        self._formulas = set(formulas)
        self._merged = list(merged)
        self._arrays = set(arrays)
        self._texts = dict(texts or {})
        self._protected = is_protected
        self.marks: dict[str, tuple[int, int] | None] = {}

    @property
    def name(self) -> str:
        """The sheet's name."""
        return self._name

    def used_size(self) -> tuple[int, int]:
        """Return the last row and the last column that hold a value; (0, 0) for an empty sheet."""
        last_row = last_column = 0
        for row, cells in enumerate(self.rows, 1):
            width = next((column for column in range(len(cells), 0, -1) if _is_filled(cells[column - 1])), 0)
            if width:
                last_row, last_column = row, max(last_column, width)
        return last_row, last_column

    def value(self, row: int, column: int) -> object:
        """Return the value of a cell, None where there is none."""
        cells = self.rows[row - 1] if row <= len(self.rows) else []
        value = cells[column - 1] if column <= len(cells) else None
        return None if value == "" else value

    def read_block(self, first_row: int, last_row: int) -> list[list[object]]:
        """Return rows of the sheet, each as wide as the used size."""
        width = self.used_size()[1]
        return [
            [self.value(row, column) for column in range(1, width + 1)]
            for row in range(first_row, last_row + 1)
        ]

    def read_columns(self, columns: Sequence[int], first_row: int, last_row: int) -> list[list[object]]:
        """Return columns of the sheet, each with one value per row."""
        return [[self.value(row, column) for row in range(first_row, last_row + 1)] for column in columns]

    def formula_columns(self, columns: Sequence[int], first_row: int, last_row: int) -> set[int]:
        """Return those of the columns that hold a formula in any of the rows."""
        return {
            column for row, column in self._formulas if column in columns and first_row <= row <= last_row
        }

    def formula_rows(self, column: int, first_row: int, last_row: int) -> list[int]:
        """Return the rows of a column that hold a formula."""
        return sorted(row for row, at in self._formulas if at == column and first_row <= row <= last_row)

    def continued_formulas(self, rows: Mapping[int, int], table: str) -> set[int]:  # noqa: ARG002  no table computes here
        """Return the columns in which a formula can be continued in new rows; what it says is not kept here."""
        places = {(row, column) for column, row in rows.items()}
        return {column for _, column in places & (self._formulas - self._arrays)}

    def formula_texts(self, rows: Mapping[int, int]) -> dict[int, str]:
        """Return the formulas of some cells, as far as they were given."""
        places = {column: (row, column) for column, row in rows.items()}
        return {column: self._texts[place] for column, place in places.items() if place in self._texts}

    def areas(self) -> list[Area]:
        """Return the tables and pivot areas on the sheet."""
        return self._areas

    def merged_areas(self) -> list[Area]:
        """Return the merged ranges of the sheet."""
        return self._merged

    def protected(self) -> bool:
        """Tell whether the sheet is protected against changes."""
        return self._protected

    def column_marks(self) -> dict[str, tuple[int, int] | None]:
        """Return result -> row and column of the cell that its mark stands for."""
        return dict(self.marks)

    def mark_columns(self, places: Mapping[str, tuple[int, int]]) -> None:
        """Let these be the marks of the sheet and no others."""
        self.marks = dict(places)

    def write_columns(self, block: ResultBlock) -> None:
        """Write result columns with their headers; nothing else in the sheet changes."""
        for column in block.columns:
            for row, value in enumerate([column.title, *column.values], block.header_row):
                self._set(row, column.column, value)
                if column.replaces_formulas:
                    self._formulas.discard((row, column.column))
            if block.table:
                self._areas = [
                    area._replace(last_column=max(area.last_column, column.column))
                    if area.name == block.table
                    else area
                    for area in self._areas
                ]

    def write_cells(self, updates: Sequence[CellUpdate]) -> None:
        """Give cells new values."""
        for update in updates:
            self._set(update.row, update.column, update.value)

    def append_rows(self, rows: NewRows) -> None:
        """Write rows below the last one; the table they belong to grows."""
        for column in rows.columns:
            for row, value in enumerate(column.values, rows.first_row):
                if value is not None:
                    self._set(row, column.column, value)
        last_row = rows.first_row + rows.row_count - 1
        self._formulas.update(
            (row, column)
            for column in rows.formulas
            for row in range(rows.first_row, last_row + 1)
            if self.value(row, column) is None
        )
        self._areas = [
            area._replace(last_row=max(area.last_row, last_row)) if area.name == rows.table else area
            for area in self._areas
        ]

    def _set(self, row: int, column: int, value: object) -> None:
        while len(self.rows) < row:
            self.rows.append([])
        cells = self.rows[row - 1]
        cells.extend([None] * (column - len(cells)))
        cells[column - 1] = value


def _is_filled(value: object) -> bool:
    return value is not None and value != ""


class MemoryBook:
    """A book of `MemorySheet`s.

    Args:
        sheets: the sheets in order.
    """

    def __init__(self, sheets: Sequence[MemorySheet]) -> None:
        self._sheets: Mapping[str, MemorySheet] = {sheet.name: sheet for sheet in sheets}
        self.summary: Summary | None = None
        self.plan: Plan | None = None

    def sheet_names(self) -> list[str]:
        """Return the names of its worksheets, in order."""
        return list(self._sheets)

    def sheet(self, name: str) -> MemorySheet:
        """Return a sheet by name."""
        return self._sheets[name]

    def date1904(self) -> bool:
        """Tell whether the book counts dates from 1904."""
        return False

    def write_summary(self, summary: Summary) -> bool:
        """Keep the summary; False where a sheet of the user's is called 集計."""
        if SHEET_NAME in self._sheets:
            return False
        self.summary = summary
        return True

    def note_refreshed_day(self, day: int) -> None:
        """Keep the day."""
        self.refreshed_day: int | None = day

    def kept_record(self) -> list[str]:
        """Return the texts of the summary that was written last."""
        rows = [row for section in self.summary.sections for row in section.rows] if self.summary else []
        return [cell for row in rows for cell in row if isinstance(cell, str)]

    def write_today(self, plan: Plan, context: Context) -> bool:  # noqa: ARG002  a book in memory shows no words
        """Keep the plan; False where sheets of the user's have both names."""
        if all(name in self._sheets for name in TODAY_NAMES):
            return False
        self.plan = plan
        return True

    def progress(self, done: int, total: int, text: str) -> None:
        """Show nothing: a book in memory has no screen."""
