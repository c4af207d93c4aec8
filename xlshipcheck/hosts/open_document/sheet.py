"""A sheet of an .ods as the sheet port."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from xlshipcheck.ods.addresses import moved_formula, place_of, plain_formula, without_prefix
from xlshipcheck.ods.cells import Write
from xlshipcheck.ods.styles import CellFormat
from xlshipcheck.sheets.own_columns import PREFIX, mark_name, marked_title
from xlshipcheck.sheets.port import DATE, NUMBER, Area
from xlshipcheck.values.answers import plain_value
from xlshipcheck.xlsx.writing import theme

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlshipcheck.ods.content import Cell, Row
    from xlshipcheck.ods.edit import DocumentEdit
    from xlshipcheck.sheets.port import CellUpdate, NewRows, ResultBlock, ResultColumn
    from xlshipcheck.values.answers import Value

ERROR_BEGINNING: Final = "エラー"
UNNAMED: Final = "__Anonymous"
"""A filter without a name makes such a range; it is no table of the seller's."""


class DocumentSheet:
    """A sheet of the file.

    Args:
        edit: the edit that collects what is written.
        name: its name.
    """

    def __init__(self, edit: DocumentEdit, name: str) -> None:
        self._edit = edit
        self._table = edit.content.table(name)

    @property
    def name(self) -> str:
        """The sheet's name."""
        return self._table.name

    def used_size(self) -> tuple[int, int]:
        """Return the last row and the last column that hold a value; (0, 0) for an empty sheet."""
        return self._table.used_size()

    def read_block(self, first_row: int, last_row: int) -> list[list[object]]:
        """Return rows of the sheet, each as wide as the used size."""
        width = self.used_size()[1]
        block: list[list[object]] = [[None] * width for _ in range(first_row, last_row + 1)]
        for first, last, row in self._table.filled_rows(first_row, last_row):
            values = _values(row, width)
            for number in range(first, last + 1):
                block[number - first_row] = list(values)
        return block

    def read_columns(self, columns: Sequence[int], first_row: int, last_row: int) -> list[list[object]]:
        """Return columns of the sheet, each with one value per row."""
        found: list[list[object]] = [[None] * max(last_row - first_row + 1, 0) for _ in columns]
        for first, last, row in self._table.filled_rows(first_row, last_row):
            for column, into in zip(columns, found, strict=True):
                cell = row.cell(column)
                if cell is not None and cell.value is not None and not cell.is_covered:
                    for number in range(first, last + 1):
                        into[number - first_row] = cell.value
        return found

    def formula_columns(self, columns: Sequence[int], first_row: int, last_row: int) -> set[int]:
        """Return those of the columns that hold a formula in any of the rows."""
        return {
            column
            for column in columns
            if next(self._formulas(column, first_row, last_row), None) is not None
        }

    def formula_rows(self, column: int, first_row: int, last_row: int) -> list[int]:
        """Return the rows of a column that hold a formula."""
        return [row for row, _ in self._formulas(column, first_row, last_row)]

    def uncalculated(self, column: int, first_row: int, last_row: int) -> list[int]:
        """Return the rows of a column whose formulas have no stored result, so that they read as blanks."""
        return [row for row, cell in self._formulas(column, first_row, last_row) if not cell.is_calculated]

    def _formulas(self, column: int, first_row: int, last_row: int) -> Iterator[tuple[int, Cell]]:
        for first, last, row in self._table.filled_rows(first_row, last_row):
            cell = row.cell(column)
            if cell is not None and cell.formula:
                for number in range(first, last + 1):
                    yield number, cell

    def continued_formulas(self, rows: Mapping[int, int], table: str) -> set[int]:  # noqa: ARG002  tables have none
        """Return the columns in which a formula can be continued in new rows."""
        return {column for column, _ in self._plain_formulas(rows)}

    def formula_texts(self, rows: Mapping[int, int]) -> dict[int, str]:
        """Return the formulas of some cells, without those of arrays."""
        return {
            column: plain_formula(without_prefix(cell.formula)) for column, cell in self._plain_formulas(rows)
        }

    def _plain_formulas(self, rows: Mapping[int, int]) -> Iterator[tuple[int, Cell]]:
        for column, row in rows.items():
            cell = self._table.cell(row, column) if row else None
            if cell is not None and cell.formula and not cell.is_array:
                yield column, cell

    def areas(self) -> list[Area]:
        """Return the tables and pivot areas on the sheet."""
        tables = [
            Area(name, *area)
            for name, area in self._edit.database_ranges(self.name)
            if not name.startswith(UNNAMED)
        ]
        places = [(name, place_of(address)) for name, address in self._edit.content.pivots]
        pivots = [
            Area(name, *place[1], is_table=False) for name, place in places if place and place[0] == self.name
        ]
        return tables + pivots

    def merged_areas(self) -> list[Area]:
        """Return the merged ranges of the sheet."""
        return [Area("", *area, is_table=False) for area in self._table.merged]

    def protected(self) -> bool:
        """Tell whether the sheet is protected against changes."""
        return self._table.is_protected

    def column_marks(self) -> dict[str, tuple[int, int] | None]:
        """Return result -> row and column of the cell that its mark stands for."""
        marks: dict[str, tuple[int, int] | None] = {}
        for name, address in self._edit.sheet_names_with(PREFIX, self.name).items():
            sheet, area = place_of(address) or ("", None)
            is_cell = sheet == self.name and area is not None and area[:2] == area[2:]
            marks[marked_title(name)] = (area[0], area[1]) if area is not None and is_cell else None
        return marks

    def mark_columns(self, places: Mapping[str, tuple[int, int]]) -> None:
        """Let these be the marks of the sheet and no others."""
        names = {mark_name(title): place for title, place in places.items()}
        self._edit.put_sheet_names(PREFIX, self.name, names)

    def write_columns(self, block: ResultBlock) -> None:
        """Write result columns with their headers; nothing else in the sheet changes."""
        for column in block.columns:
            header = self._table.cell(block.header_row, column.column)
            if header is None or header.value != column.title:
                heading = CellFormat(fill=theme.RESULT_FILL, colour="#FFFFFF", bold=True)
                style = self._edit.styles.cell(heading) if header is None or header.value is None else None
                self._write(block.header_row, column.column, Write(column.title, style))
                if style and not self._is_used_above(column.column, block.header_row):
                    width = theme.result_width(column.title, column.kind)
                    self._edit.set_width(self.name, column.column, width)
            is_stage = column.column == block.stage_column
            for position, value in enumerate(column.values):
                row = block.header_row + 1 + position
                self._write(row, column.column, self._result(column, position, value, row, is_stage=is_stage))
        last_row = block.header_row + max((len(column.values) for column in block.columns), default=0)
        self._grow_right(block, last_row)

    def _is_used_above(self, column: int, row: int) -> bool:
        cells = (self._table.cell(above, column) for above in range(1, row))
        return any(cell is not None and cell.value is not None for cell in cells)

    def _result(
        self, column: ResultColumn, position: int, value: Value, row: int, *, is_stage: bool
    ) -> Write:
        plain = _plain(value)
        old = self._table.cell(row, column.column)
        style = old.style if old else ""
        if is_stage:
            style = self._stage_style(column.title, plain)
        elif plain is not None and column.kind == DATE:
            style = self._dated(style, plain)
        elif plain is not None and column.kind == NUMBER:
            code = theme.result_format(column.title, calendar_days=position in column.calendar_rows)
            if code:
                style = self._edit.styles.cell(CellFormat(code))
            elif self._edit.content.shows_date(style):
                style = ""
        return Write(plain, style, replaces_formula=column.replaces_formulas)

    def _stage_style(self, title: str, text: object) -> str:
        """Return the look of a stage: colours of a format that depends on the text would be a common style."""
        if not isinstance(text, str):
            return ""
        is_error = text.startswith(ERROR_BEGINNING)
        colour = theme.ERROR_COLOUR if is_error else theme.COLOURS_OF[title].get(text)
        if colour is None:
            return ""
        return self._edit.styles.cell(CellFormat(colour.number_format, colour.fill, colour.text))

    def _dated(self, style: str, value: object) -> str:
        is_timed = isinstance(value, dt.datetime) and value.time() != dt.time()
        if is_timed and not self._edit.content.shows_date(style):
            return self._edit.styles.cell(CellFormat(theme.MOMENT_FORMAT))
        return self._edit.styles.dated(style)

    def _grow_right(self, block: ResultBlock, last_row: int) -> None:
        """Let the table of the results, or a filter beside them, reach over them: sorting takes whole rows then."""
        columns = sorted(column.column for column in block.columns)
        for name, area in self._edit.database_ranges(self.name):
            is_ours = name == block.table or (not block.table and name.startswith(UNNAMED))
            if not is_ours or area.first_row != block.header_row or area.last_row > last_row:
                continue
            last = area.last_column
            for column in columns:
                last = column if column == last + 1 else last
            if last != area.last_column:
                self._edit.set_database_range(self.name, name, area._replace(last_column=last))

    def write_cells(self, updates: Sequence[CellUpdate]) -> None:
        """Give cells new values; they keep their look, but a date gets a date format where it has none."""
        for update in updates:
            plain = _plain(update.value)
            old = self._table.cell(update.row, update.column)
            style = self._dated(old.style if old else "", plain) if _is_day(plain) else None
            self._write(update.row, update.column, Write(plain, style))

    def append_rows(self, rows: NewRows) -> None:
        """Write rows below the last one; the table they belong to grows, nothing that stands there moves."""
        last = rows.first_row + rows.row_count - 1
        for number in range(rows.first_row, last + 1):
            row = self._table.row_at(number)
            for cell in row.cells if row else ():
                if cell.formula:
                    # Filled down beforehand: it stays, but not what it came to over blank cells.
                    again = Write(None, None, cell.formula, replaces_formula=True)
                    self._write(number, cell.column, again)
        for column in rows.columns:
            like = self._table.cell(rows.like_row, column.column) if rows.like_row else None
            for number, value in enumerate(column.values, rows.first_row):
                plain = _plain(value)
                if plain is not None:
                    style = like.style if like else ""
                    style = self._dated(style, plain) if _is_day(plain) else style
                    self._write(
                        number, column.column, Write(plain, style, check=like.check if like else None)
                    )
        written = self._edit.writes_of(self.name)
        for place, source in rows.formulas.items():
            like = self._table.cell(source, place) if source else None
            for number in range(rows.first_row, last + 1):
                old = self._table.cell(number, place)
                is_free = place not in written.get(number, {}) and (old is None or old.value is None)
                if like is not None and is_free:
                    text = moved_formula(without_prefix(like.formula), number - source)
                    prefix = like.formula[: len(like.formula) - len(without_prefix(like.formula))]
                    self._write(number, place, Write(None, like.style, prefix + text, like.check))
        self._grow_down(rows, last)

    def _grow_down(self, rows: NewRows, last: int) -> None:
        for name, area in self._edit.database_ranges(self.name):
            is_filter = name.startswith(UNNAMED) and area.last_row == rows.first_row - 1
            if (name == rows.table or is_filter) and area.last_row < last:
                self._edit.set_database_range(self.name, name, area._replace(last_row=last))

    def _write(self, row: int, column: int, write: Write) -> None:
        self._edit.write(self.name, row, column, write)


def _plain(value: Value) -> object:
    """Return a result as a cell holds it; "" leaves a cell empty."""
    plain = plain_value(value)
    return None if plain == "" else plain


def _is_day(value: object) -> bool:
    return isinstance(value, dt.date)


def _values(row: Row, width: int) -> list[object]:
    values: list[object] = [None] * width
    for cell in row.cells:
        if cell.value is not None and not cell.is_covered:
            for column in range(cell.column, min(cell.column + cell.repeat - 1, width) + 1):
                values[column - 1] = cell.value
    return values
