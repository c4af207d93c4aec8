"""A worksheet open in Excel as a host: read in one block, written in a block per run of result columns.

It speaks to Excel's own objects (xlwings' `Sheet.api`), since every xlwings range costs a dozen calls into Excel
and each call a round trip between two processes. The number of calls does not grow with the rows.
"""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck.answers import plain_value
from xlshipcheck.cell_references import column_letters
from xlshipcheck.hosts import look
from xlshipcheck.hosts.excel_values import rows_of, serial_of
from xlshipcheck.sheet_port import DATE, TEXT, Area, ResultColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from xlshipcheck.sheet_port import CellUpdate, NewRows, ResultBlock

# Arguments go by place: an object whose type pywin32 has not been taught takes none by name.
LEFT_OUT: Final = import_module("pythoncom").ArgNotFound if find_spec("pythoncom") else None
GENERAL: Final = "General"
CELL_VALUE, EQUAL, BEGINS_WITH, TEXT_STRING = 1, 3, 2, 9
PASTE_FORMATS: Final = -4122
ERROR_BEGINNING: Final = "エラー"
Com = Any
"""An object of Excel's: which kinds there are is known at run time only."""
Undo = list[tuple[Com, tuple[tuple[object, ...], ...]]]


def address(row: int, column: int, last_row: int, last_column: int) -> str:
    """Return a range as Excel takes it; rows and columns from 1."""
    return f"{column_letters(column)}{row}:{column_letters(last_column)}{last_row}"


class ExcelSheet:
    """One sheet of a book that is open in Excel.

    Args:
        api: Excel's `Worksheet`.
        date1904: whether its book counts dates from 1904.
        undo: where what is written over is kept, range by range.
        before_writing: called before anything is written; it may refuse.
    """

    def __init__(
        self,
        api: Com,
        undo: Undo,
        *,
        date1904: bool = False,
        before_writing: Callable[[], None] | None = None,
    ) -> None:
        self.api = api
        self._name = str(api.Name)
        self._date1904 = date1904
        self._undo = undo
        self._before_writing = before_writing
        self._cells: list[list[object]] | None = None

    @property
    def name(self) -> str:
        """The sheet's name."""
        return self._name

    def _begin(self) -> None:
        if self._before_writing:
            self._before_writing()

    def _range(self, row: int, column: int, last_row: int, last_column: int) -> Com:
        return self.api.Range(address(row, column, last_row, last_column))

    @property
    def cells(self) -> list[list[object]]:
        """All cells from A1 to the last value, read once and again after writing."""
        if self._cells is None:
            used = self.api.UsedRange
            last_row = used.Row + used.Rows.Count - 1
            last_column = used.Column + used.Columns.Count - 1
            self._cells = _trimmed(self._read(1, 1, last_row, last_column))
        return self._cells

    def _read(self, row: int, column: int, last_row: int, last_column: int) -> list[list[object]]:
        """Read a block; a cell whose date Python does not know must not take the others with it."""
        block = self._range(row, column, last_row, last_column)
        try:
            return rows_of(block.Value)
        except (ValueError, OverflowError):
            pass
        if last_column > column:
            columns = [self._read(row, c, last_row, c) for c in range(column, last_column + 1)]
            return [[cells[place][0] for cells in columns] for place in range(last_row - row + 1)]
        if last_row > row:
            middle = (row + last_row) // 2
            return [
                *self._read(row, column, middle, column),
                *self._read(middle + 1, column, last_row, column),
            ]
        return [[block.Text]]

    def used_size(self) -> tuple[int, int]:
        """Return the last row and the last column that hold a value; (0, 0) for an empty sheet."""
        return (len(self.cells), len(self.cells[0])) if self.cells else (0, 0)

    def read_block(self, first_row: int, last_row: int) -> list[list[object]]:
        """Return rows of the sheet, each as wide as the used size."""
        width = self.used_size()[1]
        rows = [list(row) for row in self.cells[first_row - 1 : last_row]]
        return rows + [[None] * width for _ in range(max(0, last_row - first_row + 1 - len(rows)))]

    def read_columns(self, columns: Sequence[int], first_row: int, last_row: int) -> list[list[object]]:
        """Return columns of the sheet, each with one value per row; beyond the used size there is None."""
        rows = self.read_block(first_row, last_row)
        width = self.used_size()[1]
        return [[row[column - 1] if column <= width else None for row in rows] for column in columns]

    def formula_columns(self, columns: Sequence[int], first_row: int, last_row: int) -> set[int]:
        """Return those of the columns that hold a formula in any of the rows."""
        # HasFormula of a range is True, False, or None where only some cells have one.
        return {
            column
            for column in (columns if last_row >= first_row else ())
            if self._range(first_row, column, last_row, column).HasFormula is not False
        }

    def formula_rows(self, column: int, first_row: int, last_row: int) -> Sequence[int]:
        """Return the rows of a column that hold a formula."""
        if not self.formula_columns([column], first_row, last_row):
            return []
        block = self._range(first_row, column, last_row, column)
        pairs = zip(rows_of(block.Formula), rows_of(block.Value2), strict=True)
        return [
            row for row, (formula, value) in enumerate(pairs, first_row) if _is_formula(formula[0], value[0])
        ]

    def areas(self) -> list[Area]:
        """Return the tables and pivot areas on the sheet."""
        tables = [
            Area(str(table.Name), *_corners(table.Range), totals_rows=int(bool(table.ShowTotals)))
            for table in _items(self.api.ListObjects)
        ]
        pivots = [
            Area(str(pivot.Name), *_corners(pivot.TableRange2), is_table=False)
            for pivot in _items(self.api.PivotTables())
        ]
        return tables + pivots

    def merged_areas(self) -> list[Area]:
        """Return the merged ranges of the sheet."""
        found: dict[tuple[int, int, int, int], Area] = {}
        rows, columns = self.used_size()
        waiting = [(1, 1, rows, columns)] if rows else []
        while waiting:
            row, column, last_row, last_column = waiting.pop()
            block = self._range(row, column, last_row, last_column)
            if block.MergeCells is False:
                continue
            if (row, column) == (last_row, last_column):
                corners = _corners(block.MergeArea)
                found[corners] = Area("", *corners, is_table=False)
            elif last_row > row:
                middle = (row + last_row) // 2
                waiting += [
                    (middle + 1, column, last_row, last_column),
                    (row, column, middle, last_column),
                ]
            else:
                middle = (column + last_column) // 2
                waiting += [(row, middle + 1, row, last_column), (row, column, row, middle)]
        return list(found.values())

    def protected(self) -> bool:
        """Tell whether the sheet is protected against changes."""
        return bool(self.api.ProtectContents)

    def write_columns(self, block: ResultBlock) -> None:
        """Write result columns with their headers; nothing else in the sheet changes."""
        self._begin()
        if not block.columns:
            return
        known = self.used_size()[1]
        first, last = block.header_row, block.header_row + len(block.columns[0].values)
        if block.table:
            self._grow(block.table, last_column=max(column.column for column in block.columns))
        for run in _runs(block.columns):
            left, right = run[0].column, run[-1].column
            for same in _same_format(run):
                target = self._range(first + 1, same[0].column, max(last, first + 1), same[-1].column)
                target.NumberFormat = look.DATE_FORMAT if same[0].kind == DATE else GENERAL
            values = zip(*[[_text(c.title), *map(self._cell, c.values)] for c in run], strict=True)
            self._put(first, left, last, right, list(values))
        for column in block.columns:
            if column.column > known:
                self._range(first, column.column, first, column.column).ColumnWidth = _width(column)
        title = next((c.title for c in block.columns if c.column == block.stage_column), "")
        if title and last > first:
            self._colour(self._range(first + 1, block.stage_column, last, block.stage_column), title)

    def write_cells(self, updates: Sequence[CellUpdate]) -> None:
        """Give cells new values; they keep their look, but a date gets a date format where it has none."""
        self._begin()
        for update in updates:
            place = (update.row, update.column, update.row, update.column)
            if update.kind == DATE and self._range(*place).NumberFormat in (GENERAL, look.TEXT_FORMAT):
                self._range(*place).NumberFormat = look.DATE_FORMAT
            self._put(*place, [(self._cell(update.value),)])

    def append_rows(self, rows: NewRows) -> None:
        """Write rows below the last one; the table they belong to grows, nothing that stands there moves."""
        self._begin()
        last = rows.first_row + max((len(column.values) for column in rows.columns), default=0) - 1
        if rows.table:
            self._grow(rows.table, last_row=last)
        if rows.like_row and last >= rows.first_row:
            width = max([self.used_size()[1], *(column.column for column in rows.columns)])
            self._range(rows.like_row, 1, rows.like_row, width).Copy()
            self._range(rows.first_row, 1, last, width).PasteSpecial(PASTE_FORMATS)
            self.api.Application.CutCopyMode = False
        for column in rows.columns:
            for row, values in _filled_runs(column.values, rows.first_row):
                place = (row, column.column, row + len(values) - 1, column.column)
                self._put(*place, [(self._cell(value),) for value in values])

    def _grow(self, name: str, *, last_row: int = 0, last_column: int = 0) -> None:
        table = self.api.ListObjects.Item(name)
        row, column, bottom, right = _corners(table.Range)
        if last_row > bottom or last_column > right:
            table.Resize(self._range(row, column, max(bottom, last_row), max(right, last_column)))

    def _put(self, row: int, column: int, last_row: int, last_column: int, values: list[Any]) -> None:
        target = self._range(row, column, last_row, last_column)
        self._undo.append((target, _restorable(target)))
        target.Value2 = values
        self._cells = None

    def _cell(self, value: Com) -> object:
        value = plain_value(value)
        if isinstance(value, dt.date):
            return serial_of(value, date1904=self._date1904)
        if isinstance(value, str):
            return _text(value)
        return value if value is None or isinstance(value, bool) else float(value)

    @staticmethod
    def _colour(target: Com, title: str) -> None:
        """Colour the stages, once: conditions that stand there already are ours, or the seller's own wish."""
        if target.FormatConditions.Count:
            return
        for text, colour in look.COLOURS_OF[title].items():
            condition = target.FormatConditions.Add(CELL_VALUE, EQUAL, f'="{text}"')
            _paint(condition, colour)
        condition = target.FormatConditions.Add(
            TEXT_STRING, LEFT_OUT, LEFT_OUT, LEFT_OUT, ERROR_BEGINNING, BEGINS_WITH
        )
        _paint(condition, look.ERROR_COLOUR)


def put_back(undo: Undo) -> None:
    """Write back what stood in the cells before, the last one first."""
    while undo:
        target, formulas = undo.pop()
        target.Formula = formulas


def bgr(colour: str) -> int:
    """Return a colour such as `#FFF2CC` as Excel's objects take it."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red + green * 256 + blue * 65_536


def _paint(condition: Com, colour: look.Colour) -> None:
    condition.Interior.Color = bgr(colour.fill)
    condition.Font.Color = bgr(colour.text)


def _text(text: str) -> str | None:
    """Return a text as Excel keeps it: the apostrophe stops it from reading `=1`, `007` or `1-2` as typed input."""
    return f"'{text}" if text else None


def _restorable(target: Com) -> tuple[tuple[object, ...], ...]:
    formulas, values = rows_of(target.Formula), rows_of(target.Value2)
    return tuple(
        tuple(
            formula
            if value is None or _is_formula(formula, value) or not isinstance(value, str)
            else _text(value)
            for formula, value in zip(*rows, strict=True)
        )
        for rows in zip(formulas, values, strict=True)
    )


def _is_formula(formula: object, value: object) -> bool:
    # A text that begins with = is its own formula text; a formula's value never is.
    return isinstance(formula, str) and formula.startswith("=") and formula != value


def _trimmed(rows: list[list[object]]) -> list[list[object]]:
    """Return rows without what only looks used, such as formatted blanks below and beside the values."""
    height = max((place for place, row in enumerate(rows, 1) if any(c is not None for c in row)), default=0)
    width = max(
        (place for row in rows[:height] for place, cell in enumerate(row, 1) if cell is not None), default=0
    )
    return [row[:width] for row in rows[:height]]


def _corners(block: Com) -> tuple[int, int, int, int]:
    row, column = int(block.Row), int(block.Column)
    return row, column, row + int(block.Rows.Count) - 1, column + int(block.Columns.Count) - 1


def _items(collection: Com) -> Iterable[Any]:
    return [collection.Item(place) for place in range(1, int(collection.Count) + 1)]


def _runs(columns: Sequence[ResultColumn]) -> list[list[ResultColumn]]:
    """Return the columns in runs that stand side by side."""
    runs: list[list[ResultColumn]] = []
    for column in sorted(columns, key=lambda column: column.column):
        if runs and runs[-1][-1].column + 1 == column.column:
            runs[-1].append(column)
        else:
            runs.append([column])
    return runs


def _same_format(run: Sequence[ResultColumn]) -> list[list[ResultColumn]]:
    groups: list[list[ResultColumn]] = []
    for column in run:
        if groups and (groups[-1][-1].kind == DATE) == (column.kind == DATE):
            groups[-1].append(column)
        else:
            groups.append([column])
    return groups


def _filled_runs(values: Sequence[Any], first_row: int) -> list[tuple[int, list[Any]]]:
    """Return the values in runs without None, each with its first row."""
    runs: list[tuple[int, list[Any]]] = []
    for row, value in enumerate(values, first_row):
        if value is None:
            continue
        if runs and runs[-1][0] + len(runs[-1][1]) == row:
            runs[-1][1].append(value)
        else:
            runs.append((row, [value]))
    return runs


def _width(column: ResultColumn) -> float:
    if column.title in look.COLOURS_OF:
        return look.WIDTHS["stage"]
    return look.WIDTHS["remarks" if column.kind == TEXT else column.kind]
