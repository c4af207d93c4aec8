"""A worksheet open in Excel as a host: read in one block, written in a block per run of result columns.

It speaks to Excel's own objects (xlwings' `Sheet.api`), since every xlwings range costs a dozen calls into Excel
and each call a round trip between two processes. The number of calls does not grow with the rows.

Blocks are read and written whole, hidden and filtered rows with them: that is what `Range.Value2` of a plain
rectangle does, and every order has to be judged whether the seller looks at it or not. `SpecialCells` is not used:
it leaves those rows out, and of a single cell it tells the whole sheet. No row is shown or hidden by it, and a
filter stays as it is.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck.hosts.excel.sheets.colours import colour_stages
from xlshipcheck.hosts.excel.sheets.formulas import can_be_continued, continue_formula, empty_runs
from xlshipcheck.hosts.excel.sheets.marks import ColumnMarks
from xlshipcheck.hosts.excel.sheets.ranges import address, addresses, alike, corners, halves, items
from xlshipcheck.hosts.excel.sheets.undo import change, is_formula, remember, remember_cells, same_cells
from xlshipcheck.hosts.excel.sheets.values import rows_of, serial_of
from xlshipcheck.hosts.places import refuse_taken
from xlshipcheck.sheets.port import DATE, TEXT, Area, ResultColumn
from xlshipcheck.values.answers import plain_value
from xlshipcheck.xlsx.writing import theme

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xlshipcheck.hosts.excel.sheets.ranges import Com, Corners
    from xlshipcheck.hosts.excel.sheets.undo import Undo
    from xlshipcheck.sheets.port import CellUpdate, NewRows, ResultBlock

GENERAL: Final = "General"
FILL_FORMATS: Final = 3
"""xlFillFormats."""


class ExcelSheet:
    """One sheet of a book that is open in Excel.

    Args:
        api: Excel's `Worksheet`.
        date1904: whether its book counts dates from 1904.
        undo: where it is noted how to take back what is written.
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
        self._marks = ColumnMarks(api, self._name, undo)

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
        if (row, column) == (last_row, last_column):
            return [[block.Text]]
        one, other = (self._read(*half) for half in halves(row, column, last_row, last_column))
        if last_column == column:
            return one + other
        return [[*left, *right] for left, right in zip(one, other, strict=True)]

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
            row for row, (formula, value) in enumerate(pairs, first_row) if is_formula(formula[0], value[0])
        ]

    def continued_formulas(self, rows: Mapping[int, int], table: str) -> set[int]:  # noqa: ARG002  Excel fills tables
        """Return the columns in which a formula can be continued in new rows."""
        places = [(column, row) for column, row in rows.items() if row]
        return {column for column, row in places if can_be_continued(self._range(row, column, row, column))}

    def formula_texts(self, rows: Mapping[int, int]) -> dict[int, str]:
        """Return the formulas of some cells."""
        cells = {column: str(self._range(row, column, row, column).Formula) for column, row in rows.items()}
        return {column: text[1:] for column, text in cells.items() if text.startswith("=")}

    def areas(self) -> list[Area]:
        """Return the tables and pivot areas on the sheet."""
        tables = [
            Area(str(table.Name), *corners(table.Range), totals_rows=int(bool(table.ShowTotals)))
            for table in items(self.api.ListObjects)
        ]
        pivots = [
            Area(str(pivot.Name), *corners(pivot.TableRange2), is_table=False)
            for pivot in items(self.api.PivotTables())
        ]
        return tables + pivots

    def merged_areas(self) -> list[Area]:
        """Return the merged ranges of the sheet."""
        rows, columns = self.used_size()
        return self._merged_in((1, 1, rows, columns)) if rows else []

    def _merged_in(self, rectangle: Corners) -> list[Area]:
        found: dict[Corners, Area] = {}
        waiting = [rectangle]
        while waiting:
            part = waiting.pop()
            block = self._range(*part)
            if block.MergeCells is False:
                continue
            if part[:2] == part[2:]:
                place = corners(block.MergeArea)
                found[place] = Area("", *place, is_table=False)
            else:
                waiting += reversed(halves(*part))
        return list(found.values())

    def protected(self) -> bool:
        """Tell whether the sheet is protected against changes."""
        return bool(self.api.ProtectContents)

    def column_marks(self) -> dict[str, tuple[int, int] | None]:
        """Return result -> row and column of the cell that its mark stands for."""
        return self._marks.read()

    def mark_columns(self, places: Mapping[str, tuple[int, int]]) -> None:
        """Let these be the marks of the sheet and no others; where Excel refuses, the words of the cells do."""
        self._marks.write(places)

    def write_columns(self, block: ResultBlock) -> None:
        """Write result columns with their headers; nothing else in the sheet changes.

        Raises:
            PlaceTaken: a pivot table stands there, or a merged cell would swallow a result.
        """
        self._begin()
        if not block.columns:
            return
        known = self.used_size()[1]
        first, last = block.header_row, block.header_row + len(block.columns[0].values)
        runs = _runs(block.columns)
        for run in runs:
            self._refuse_taken(run, first, last)
        if block.table:
            self._grow(block.table, last_column=max(column.column for column in block.columns))
        for run in runs:
            left, right = run[0].column, run[-1].column
            for same in _same_kind(run) if last > first else ():
                self._give_format((first + 1, same[0].column, last, same[-1].column), same[0].kind)
            for column in run if last > first else ():
                self._give_words(column, first + 1, last)
            values = zip(*[[_text(c.title), *map(self._cell, c.values)] for c in run], strict=True)
            self._put(first, left, last, right, list(values))
        for column in block.columns:
            if column.column > known:
                self._give_width(column)
        title = next((c.title for c in block.columns if c.column == block.stage_column), "")
        if title and last > first:
            colour_stages(self._undo, self.api, block.stage_column, first + 1, last, title)

    def _refuse_taken(self, run: Sequence[ResultColumn], first: int, last: int) -> None:
        left, right = run[0].column, run[-1].column
        refuse_taken(self.name, run, (first, last), self.areas(), self._merged_in((first, left, last, right)))

    def _give_format(self, rectangle: Corners, kind: str) -> None:
        """Let days show as days, and numbers not as days; a format of the seller's that does so stays."""
        for part, before in alike(self.api, rectangle, "NumberFormat") if kind != TEXT else ():
            if kind == DATE:
                wanted = before if theme.shows_date(before) else theme.DATE_FORMAT
            else:
                wanted = GENERAL if theme.shows_date(before) or before == theme.TEXT_FORMAT else before
            if wanted != before:
                change(self._undo, self._range(*part), "NumberFormat", wanted, before)

    def _give_words(self, column: ResultColumn, first: int, last: int) -> None:
        """Show numbers in words by their format, unless the seller chose one."""
        business = theme.result_format(column.title)
        if not business:
            return
        calendar = theme.result_format(column.title, calendar_days=True)
        runs: dict[tuple[str, str], list[Corners]] = {}
        for part, before in alike(self.api, (first, column.column, last, column.column), "NumberFormat"):
            if before not in (GENERAL, business, calendar):
                continue
            for row in range(part[0], part[2] + 1):
                wanted = calendar if row - first in column.calendar_rows else business
                if wanted != before:
                    runs.setdefault((before, wanted), []).append((row, part[1], row, part[1]))
        for (before, wanted), rectangles in runs.items():
            for text in addresses(rectangles):
                change(self._undo, self.api.Range(text), "NumberFormat", wanted, before)

    def _give_width(self, column: ResultColumn) -> None:
        target = self._range(1, column.column, 1, column.column)
        member = "UseStandardWidth" if target.UseStandardWidth else "ColumnWidth"
        remember(self._undo, target, member, getattr(target, member))
        target.ColumnWidth = theme.result_width(column.title, column.kind)

    def write_cells(self, updates: Sequence[CellUpdate]) -> None:
        """Give cells new values; they keep their look, but a date gets a date format where it has none."""
        self._begin()
        for update in updates:
            place = (update.row, update.column, update.row, update.column)
            if update.kind == DATE:
                before = self._range(*place).NumberFormat
                if before in (GENERAL, theme.TEXT_FORMAT):
                    change(self._undo, self._range(*place), "NumberFormat", theme.DATE_FORMAT, before)
            self._put(*place, [(self._cell(update.value),)])

    def append_rows(self, rows: NewRows) -> None:
        """Write rows below the last one; the table they belong to grows, nothing that stands there moves."""
        self._begin()
        last = rows.first_row + rows.row_count - 1
        if rows.table:
            self._grow(rows.table, last_row=last)
        if rows.like_row and last >= rows.first_row:
            width = max([self.used_size()[1], *(column.column for column in rows.columns), *rows.formulas])
            self._remember((rows.first_row, 1, last, width))
            self._fill_formats(rows.like_row, rows.first_row, last, width)
        for column in rows.columns:
            for row, values in _filled_runs(column.values, rows.first_row):
                place = (row, column.column, row + len(values) - 1, column.column)
                self._put(*place, [(self._cell(value),) for value in values])
        self._continue_formulas(rows, last)

    def _fill_formats(self, like_row: int, first_row: int, last_row: int, width: int) -> None:
        """Give rows the formats of a row, without the clipboard: what the seller has copied stays there."""
        pattern = self._range(like_row, 1, like_row, width)
        if like_row == first_row - 1:
            pattern.AutoFill(self._range(like_row, 1, last_row, width), FILL_FORMATS)
            return
        # AutoFill takes only cells beside it; the copy brings values too, which are to be other ones anyway.
        target = self._range(first_row, 1, last_row, width)
        pattern.Copy(target)
        target.ClearContents()

    def _continue_formulas(self, rows: NewRows, last: int) -> None:
        """Fill the columns of formulas; those of a table are filled already, by Excel when the table grew."""
        for column, row in rows.formulas.items():
            if row:
                pattern = self._range(row, column, row, column)
                below = self._range(rows.first_row, column, last, column)
                for start, end in list(empty_runs(below, rows.first_row)):
                    continue_formula(self._undo, pattern, self._range(start, column, end, column))
        self._cells = None

    def _grow(self, name: str, *, last_row: int = 0, last_column: int = 0) -> None:
        table = self.api.ListObjects.Item(name)
        row, column, bottom, right = corners(table.Range)
        new_bottom, new_right = max(bottom, last_row), max(right, last_column)
        # Excel fills what a table grows over: with headers, formulas of its columns, formats.
        for place in ((row, right + 1, new_bottom, new_right), (bottom + 1, column, new_bottom, right)):
            if place[0] <= place[2] and place[1] <= place[3]:
                self._remember(place)
        if (new_bottom, new_right) != (bottom, right):
            self._undo.append(partial(_shrink, table, self._range(row, column, bottom, right)))
            table.Resize(self._range(row, column, new_bottom, new_right))

    def _remember(self, rectangle: Corners) -> None:
        """Note what cells hold and how they show it, whatever is going to change it."""
        for part, before in alike(self.api, rectangle, "NumberFormat"):
            remember(self._undo, self._range(*part), "NumberFormat", before)
        remember_cells(self._undo, self._range(*rectangle))

    def _put(self, row: int, column: int, last_row: int, last_column: int, values: list[Any]) -> None:
        target = self._range(row, column, last_row, last_column)
        if same_cells(remember_cells(self._undo, target), values):
            return
        target.Value2 = values
        self._cells = None

    def _cell(self, value: Com) -> object:
        value = plain_value(value)
        if isinstance(value, dt.date):
            return serial_of(value, date1904=self._date1904)
        if isinstance(value, str):
            return _text(value)
        return value if value is None or isinstance(value, bool) else float(value)


def _shrink(table: Com, before: Com) -> None:
    if corners(table.Range) != corners(before):
        table.Resize(before)


def _text(text: str) -> str | None:
    """Return a text as Excel keeps it: the apostrophe stops it from reading `=1`, `007` or `1-2` as typed input."""
    return f"'{text}" if text else None


def _trimmed(rows: list[list[object]]) -> list[list[object]]:
    """Return rows without what only looks used, such as formatted blanks below and beside the values."""
    height = max((place for place, row in enumerate(rows, 1) if any(c is not None for c in row)), default=0)
    width = max(
        (place for row in rows[:height] for place, cell in enumerate(row, 1) if cell is not None), default=0
    )
    return [row[:width] for row in rows[:height]]


def _runs(columns: Sequence[ResultColumn]) -> list[list[ResultColumn]]:
    """Return the columns in runs that stand side by side."""
    runs: list[list[ResultColumn]] = []
    for column in sorted(columns, key=lambda column: column.column):
        if runs and runs[-1][-1].column + 1 == column.column:
            runs[-1].append(column)
        else:
            runs.append([column])
    return runs


def _same_kind(run: Sequence[ResultColumn]) -> list[list[ResultColumn]]:
    groups: list[list[ResultColumn]] = []
    for column in run:
        if groups and groups[-1][-1].kind == column.kind:
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
