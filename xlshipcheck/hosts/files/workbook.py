"""A seller's own .xlsx or .xlsm as a host: the refresh reads it, and only our cells are written into it.

Reading goes through calamine behind the package guard, writing through `WorkbookEdit`, which splices the changed
cells into the package and copies every other part as it is. Nothing is written before `save`.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import xlsxwriter

from xlshipcheck.errors import FileRefused, RowFarAway, TableFarTooLong, Whole
from xlshipcheck.headers.header_row import find_header
from xlshipcheck.hosts.files import summary as own_sheet
from xlshipcheck.hosts.files.drawn_sheet import DrawnSheet
from xlshipcheck.hosts.files.stored_results import fill_results
from xlshipcheck.hosts.own_sheets.content import EXAMINED_ROWS, OUR_CHART, additions_note, has_our_content
from xlshipcheck.hosts.own_sheets.own_cells import typed_over
from xlshipcheck.hosts.own_sheets.summary import summary_layout
from xlshipcheck.hosts.own_sheets.today import today_content
from xlshipcheck.sheets.layout import TOP_ROWS
from xlshipcheck.sheets.own_columns import PREFIX, mark_name, marked_cell, marked_title
from xlshipcheck.sheets.port import WRITING, Area
from xlshipcheck.values.answers import plain_value
from xlshipcheck.values.days import date_of
from xlshipcheck.values.ranges import Rectangle
from xlshipcheck.values.results import (
    DATE,
    OWN_SHEET_NAME,
    OWN_TODAY_NAME,
    REFRESHED_DAY_NAME,
    SHEET_NAME,
    TEXT,
    TODAY_NAMES,
    WORDS_SHEET_NAME,
)
from xlshipcheck.xlsx.editing.cells import KEEP
from xlshipcheck.xlsx.editing.styles import TextColour, Worded
from xlshipcheck.xlsx.editing.workbook import WorkbookEdit, edit_book
from xlshipcheck.xlsx.parts import reference
from xlshipcheck.xlsx.reading.scan import FAR
from xlshipcheck.xlsx.writing import theme
from xlshipcheck.xlsx.writing.workbook import SHELL_CREATED, SHELL_OPTIONS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from xlshipcheck.context import Context
    from xlshipcheck.hosts.own_sheets.content import SheetContent
    from xlshipcheck.sheets.port import CellUpdate, NewRows, ResultBlock
    from xlshipcheck.today.plan import Plan
    from xlshipcheck.values.answers import Value
    from xlshipcheck.values.results import Summary
    from xlshipcheck.xlsx.editing.cells import Keep
    from xlshipcheck.xlsx.reading.workbook import Sheet
    from xlshipcheck.xlsx.replace import Saved
    from xlshipcheck.xlsx.writing.rows import CellValue

_MOST_SPARSE: Final = 8_000_000
"""Cells of a hardly filled area that are read all the same: 250 MB."""
ERROR_BEGINNING: Final = "エラー"
CAN_CANCEL: Final = "購入者キャンセル可"


@contextmanager
def open_file(path: Path, progress: Callable[[str, int, int], None]) -> Iterator[FileBook]:
    """Open a seller's workbook.

    Args:
        path: of an .xlsx or .xlsm file.
        progress: told a text, what is done and how much there is.

    Yields:
        The book; nothing is written before its `save`.

    Raises:
        FileRefused: a book that is left alone: damaged, encrypted, hostile, of another format.
    """
    with edit_book(path) as edit:
        yield FileBook(edit, progress)


class FileSheet:
    """A worksheet of the file.

    Args:
        edit: the edit that collects what is written.
        sheet: the worksheet as it stands in the file.
    """

    def __init__(self, edit: WorkbookEdit, sheet: Sheet) -> None:
        self._edit = edit
        self._sheet = sheet

    @property
    def name(self) -> str:
        """The sheet's name."""
        return self._sheet.name

    def used_size(self) -> tuple[int, int]:
        """Return the last row and the last column that hold a value; (0, 0) for an empty sheet."""
        return self._sheet.used_size

    def read_block(self, first_row: int, last_row: int) -> list[list[object]]:
        """Return rows of the sheet, each as wide as the used size."""
        return [list(row) for row in self._sheet.rows(first_row, last_row)]

    def read_columns(self, columns: Sequence[int], first_row: int, last_row: int) -> list[list[object]]:
        """Return columns of the sheet, each with one value per row."""
        return [list(values) for values in self._sheet.read_columns(columns, first_row, last_row)]

    def formula_columns(self, columns: Sequence[int], first_row: int, last_row: int) -> set[int]:
        """Return those of the columns that hold a formula in any of the rows."""
        return {column for column in columns if self.formula_rows(column, first_row, last_row)}

    def formula_rows(self, column: int, first_row: int, last_row: int) -> Sequence[int]:
        """Return the rows of a column that hold a formula."""
        return [row for row in self._sheet.formula_rows(column) if first_row <= row <= last_row]

    def continued_formulas(self, rows: Mapping[int, int], table: str) -> set[int]:
        """Return the columns in which a formula can be continued in new rows."""
        return set(self._edit.continued_formulas(self.name, rows, table))

    def formula_texts(self, rows: Mapping[int, int]) -> dict[int, str]:
        """Return the formulas of some cells, without those of arrays."""
        found = self._edit.continued_formulas(self.name, rows)
        return {column: pattern.text for column, pattern in found.items()}

    def uncalculated(self, column: int, first_row: int, last_row: int) -> Sequence[int]:
        """Return the rows of a column whose formulas have no stored result, so that they read as blanks."""
        return [row for row in self._sheet.uncached(column) if first_row <= row <= last_row]

    def areas(self) -> list[Area]:
        """Return the tables and pivot areas on the sheet."""
        tables = [
            Area(table.name, *table.area, totals_rows=table.totals_rows) for table in self._sheet.tables
        ]
        pivots = [Area(name, *area, is_table=False) for name, area in self._sheet.pivot_areas]
        return tables + pivots

    def merged_areas(self) -> list[Area]:
        """Return the merged ranges of the sheet."""
        return [Area("", *area, is_table=False) for area in self._sheet.merged]

    def protected(self) -> bool:
        """Tell whether the sheet is protected against changes."""
        return self._sheet.protected

    def column_marks(self) -> dict[str, tuple[int, int] | None]:
        """Return result -> row and column of the cell that its mark stands for."""
        names = self._edit.sheet_names_with(PREFIX, self.name)
        return {marked_title(name): marked_cell(text, self.name) for name, text in names.items()}

    def mark_columns(self, places: Mapping[str, tuple[int, int]]) -> None:
        """Let these be the marks of the sheet and no others."""
        names = {
            mark_name(title): reference(self.name, Rectangle(row, column, row, column))
            for title, (row, column) in places.items()
        }
        self._edit.put_sheet_names(PREFIX, self.name, names)

    def write_columns(self, block: ResultBlock) -> None:
        """Write result columns with their headers; nothing else in the sheet changes."""
        columns = {column.column: [_cell(value) for value in column.values] for column in block.columns}
        self._edit.write_columns(
            self.name,
            block.header_row + 1,
            columns,
            kinds={column.column: column.kind for column in block.columns},
            headers={column.column: column.title for column in block.columns},
            header_row=block.header_row,
            widths={column.column: _width(column.title, column.kind) for column in block.columns},
            table=block.table,
            in_place_of_formulas={column.column for column in block.columns if column.replaces_formulas},
            worded={
                column.column: Worded(
                    theme.result_format(column.title),
                    theme.result_format(column.title, calendar_days=True),
                    column.calendar_rows,
                )
                for column in block.columns
                if theme.result_format(column.title)
            },
        )
        title = next((c.title for c in block.columns if c.column == block.stage_column), "")
        rows = max(map(len, columns.values()), default=0)
        if title and rows:
            first = block.header_row + 1
            self._edit.colour_texts(self.name, block.stage_column, first, first + rows - 1, _colours(title))

    def write_cells(self, updates: Sequence[CellUpdate]) -> None:
        """Give cells new values; they keep their look, but a date gets a date format where it has none."""
        by_column: dict[int, list[CellUpdate]] = {}
        for update in updates:
            by_column.setdefault(update.column, []).append(update)
        for column, changed in by_column.items():
            first = min(update.row for update in changed)
            values: list[CellValue | Keep] = [KEEP] * (max(update.row for update in changed) - first + 1)
            for update in changed:
                values[update.row - first] = _cell(update.value)
            kind = DATE if any(update.kind == DATE for update in changed) else changed[0].kind
            self._edit.write_columns(self.name, first, {column: values}, kinds={column: kind})

    def append_rows(self, rows: NewRows) -> None:
        """Write rows below the last one; the table they belong to grows, nothing that stands there moves."""
        width = max((column.column for column in rows.columns), default=0)
        cells: list[list[CellValue | Keep]] = [[KEEP] * width for _ in range(rows.row_count)]
        for column in rows.columns:
            for row, value in zip(cells, column.values, strict=True):
                if value is not None:
                    row[column.column - 1] = _cell(value)
        self._edit.append_rows(
            self.name,
            rows.first_row,
            cells,
            like_row=rows.like_row,
            table=rows.table,
            formulas=rows.formulas,
            top_row=rows.top_row,
        )


def _cell(value: Value) -> CellValue:
    """Return a result as the writer takes it; "" leaves a cell empty."""
    plain = plain_value(value)
    return None if plain == "" else plain  # type: ignore[return-value]  # no fraction is left


def _width(title: str, kind: str) -> float:
    """Return the width of a result column; the seller's own width of it, if there is one, stays."""
    if title in theme.COLOURS_OF:
        return theme.WIDTHS["stage"]
    if kind == TEXT:
        return theme.WIDTHS["text" if title == CAN_CANCEL else "remarks"]
    return theme.WIDTHS[kind]


def _colours(title: str) -> list[TextColour]:
    colours = [
        TextColour(text, colour.fill, colour.text, number_format=colour.number_format)
        for text, colour in theme.COLOURS_OF[title].items()
    ]
    error = theme.ERROR_COLOUR
    return [*colours, TextColour(ERROR_BEGINNING, error.fill, error.text, begins=True)]


class FileBook:
    """A seller's workbook while it is refreshed.

    Args:
        edit: the edit that collects what is written.
        progress: told a text, what is done and how much there is.

    Attributes:
        notes: what was not done, in words.
        context: what the formulas of the book are answered with when it is written; None leaves them as they are.
    """

    def __init__(self, edit: WorkbookEdit, progress: Callable[[str, int, int], None]) -> None:
        self.edit = edit
        self.notes: list[str] = []
        self.context: Context | None = None
        edit.is_ours = _has_our_content
        self._progress = progress

    def sheet_names(self) -> list[str]:
        """Return the names of its worksheets, in order, without those of ours."""
        own = {self.edit.own_sheet(mark) for mark in (OWN_SHEET_NAME, OWN_TODAY_NAME)}
        return [name for name in self.edit.workbook.sheet_names if name not in own]

    def sheet(self, name: str) -> FileSheet:
        """Return a sheet by name."""
        return FileSheet(self.edit, self.edit.workbook.sheet(name))

    def date1904(self) -> bool:
        """Tell whether the book counts dates from 1904; its cells come converted."""
        return self.edit.workbook.date1904

    def note_refreshed_day(self, day: int) -> None:
        """Write the day into the cell of our template that keeps it; a cell of the seller's is none of ours."""
        place = self.edit.named_cell(REFRESHED_DAY_NAME)
        if place is None or place[0] != WORDS_SHEET_NAME:
            return
        sheet, row, column = place
        if not self.sheet(sheet).formula_rows(column, row, row):
            self.edit.write_columns(sheet, row, {column: [date_of(day)]}, kinds={column: DATE})

    def write_summary(self, summary: Summary) -> bool:
        """Make or replace our own 集計 sheet; False where a sheet of the user's has that name."""
        return self._put(summary_layout(summary), (SHEET_NAME,), OWN_SHEET_NAME)

    def kept_record(self) -> list[str]:
        """Return the texts of our own 集計 sheet."""
        own = self.edit.own_sheet(OWN_SHEET_NAME)
        if not own:
            return []
        return [cell for row in self._own_rows(own) for cell in row if isinstance(cell, str)]

    def _own_rows(self, name: str) -> list[list[object]]:
        """Return what a sheet of ours holds."""
        sheet = self.edit.workbook.sheet(name)
        return [list(row) for row in sheet.rows(1, sheet.used_size[0])] if sheet.used_size[0] else []

    def write_today(self, plan: Plan, context: Context) -> bool:
        """Make or replace our own 今日 sheet; False where sheets of the user's have both of its names."""
        content = today_content(plan, self.edit.book.path.name, context)
        return self._put(content, TODAY_NAMES, OWN_TODAY_NAME)

    def _put(self, content: SheetContent, names: Sequence[str], mark: str) -> bool:
        """Put a content into our sheet, or into a new one under the first name that is free."""
        own = self.edit.own_sheet(mark)
        free = [name for name in names if not self.edit.has_sheet(name)]
        name = own or next(iter(free), "")
        if not name:
            return False
        added = self.edit.sellers_additions(mark, OUR_CHART, content.last_column)
        if own and not added and (typed := typed_over(self._own_rows(own))):
            added = [typed]
        if added:
            self.notes.append(additions_note(str(own), added))
            return True
        shell = io.BytesIO()
        book = xlsxwriter.Workbook(shell, SHELL_OPTIONS | {"date_1904": self.date1904()})
        book.set_properties({"created": SHELL_CREATED})
        own_sheet.lay_out(book, book.add_worksheet(name, DrawnSheet), content)
        book.close()
        is_put = self.edit.put_sheet(name, shell, mark)
        if is_put and content.repeated is not None:
            # It stands in the workbook, not in the sheet that was moved.
            self.edit.main.put_title_row(name, content.repeated)
        return is_put

    def progress(self, done: int, total: int, text: str) -> None:
        """Show how far a long work is."""
        self._progress(text, done, total)

    def refuse_rows_far_away(self, context: Context, path: Path, sheet_name: str = "") -> None:
        """Refuse an order sheet of a million rows of which hardly any holds anything, before they are all judged.

        Args:
            context: settings with the user's own column names.
            path: of the book, for sentences.
            sheet_name: this sheet only; "" for every order sheet.

        Raises:
            RowFarAway: one row stands far below all others.
            TableFarTooLong: a table reaches far beyond its orders.
        """
        for name in [sheet_name] if sheet_name in self.sheet_names() else self.sheet_names():
            sheet = self.edit.workbook.sheet(name)
            row = sheet.facts.stray_row
            tables = [table for table in sheet.tables if table.area.last_row - sheet.facts.last_row > FAR]
            if not (row or tables):
                continue
            last = Whole(f"{row:,}")
            if row and sheet.facts.last_row * sheet.facts.last_column > _MOST_SPARSE:
                # Too much to be read for a look at its header.
                raise RowFarAway(path=Whole(path), sheet=name, row=last)
            try:
                find_header(self.sheet(name).read_block(1, TOP_ROWS), context.settings.columns, name)
            except FileRefused:
                continue
            if row:
                raise RowFarAway(path=Whole(path), sheet=name, row=last)
            last = Whole(f"{tables[0].area.last_row:,}")
            raise TableFarTooLong(path=Whole(path), sheet=name, table=tables[0].name, row=last)

    def prepare_to_save(self, context: Context) -> list[str]:
        """Let the formulas of the book say what they come to, once everything is written.

        Args:
            context: what formulas of ours are answered with.

        Returns:
            What the seller has to do about those that still show the result from before: nothing in a book of Excel's.
        """
        self.context = context
        return []

    def save(self, now: dt.datetime, target: Path | None = None) -> Saved:
        """Write the book: a dated backup, a checked temporary file, one step into place.

        Args:
            now: local time, for the backup's name.
            target: where to; the book itself when not given.
        """
        recalculate = fill_results(self.edit, self.context) if self.context else None
        return self.edit.save(
            now,
            target,
            recalculate=recalculate,
            progress=lambda done, total: self._progress(WRITING, done, total),
        )


def _has_our_content(sheet: Sheet) -> bool:
    rows, _ = sheet.used_size
    return bool(rows) and has_our_content(sheet.rows(1, min(rows, EXAMINED_ROWS)))
