"""Changing a seller's workbook and nothing else in it.

Why no library: openpyxl, exceljs and others load a book and save it anew, and drop or rewrite most of what they
do not model (of 24,544 parts of 1,868 public books, openpyxl lost 3,451 and changed 18,905: cached results,
shapes, form buttons, sparklines, threaded comments). The few that edit in place are young, of a licence we
cannot ship, or refuse half of the books. So only the parts that must change are written here, by splicing
bytes, and every other part is copied as its packed bytes.

An edit collects what shall be written; `save` streams the package to a temporary file, opens that again and
compares (`edit_check`), and puts it in place (`safe_replace`). What it may change:

- the sheet: our cells, the hint of its dimension, widths of our columns, its filter, colours of our columns
- the style sheet: appended styles
- a table that the columns belong to: its range and columns
- our own sheet, its entry in the workbook, the relationships and the content types
- formulas of the seller's, continued in new rows
- `fullCalcOnLoad` in the workbook, only where a formula of the seller's is new or depends on our columns
- the calculation chain, removed only when formulas are new, or a replaced sheet of ours held some; Excel makes it anew
"""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from xlshipcheck.values.ranges import Rectangle
from xlshipcheck.values.results import OWN_SHEET_NAME
from xlshipcheck.xlsx.editing.cells import ColumnEdit, Keep
from xlshipcheck.xlsx.editing.collected import CollectedEdit
from xlshipcheck.xlsx.editing.own_parts import place_parts, replace_parts
from xlshipcheck.xlsx.editing.own_sheet import moved_sheet
from xlshipcheck.xlsx.editing.results import store_results
from xlshipcheck.xlsx.editing.saving import save
from xlshipcheck.xlsx.editing.sheet import AddedRows, add_rows, continued_formulas
from xlshipcheck.xlsx.editing.styles import DATE_FORMAT, MOMENT_FORMAT, TextColour, Worded
from xlshipcheck.xlsx.parts import WORKSHEET_TYPE, reference
from xlshipcheck.xlsx.reading.guard import open_book

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from xlshipcheck.xlsx.editing.formulas import Pattern
    from xlshipcheck.xlsx.reading.workbook import Table
    from xlshipcheck.xlsx.replace import Disk, Saved
    from xlshipcheck.xlsx.writing.rows import CellValue
DATE, NUMBER, TEXT = "date", "number", "text"


@contextmanager
def edit_book(path: Path) -> Iterator[WorkbookEdit]:
    """Open a workbook to be changed.

    Args:
        path: of an .xlsx or .xlsm file.

    Yields:
        The edit; nothing is written before its `save`.

    Raises:
        FileRefused: every reason of `package_guard.open_book`.
    """
    with ExitStack() as stack:
        yield WorkbookEdit(stack.enter_context(open_book(path)), stack)


class WorkbookEdit(CollectedEdit):
    """Collects what shall be written into a workbook, then writes it; see `CollectedEdit` for its arguments."""

    def write_columns(
        self,
        sheet: str,
        first_row: int,
        columns: Mapping[int, Sequence[CellValue | Keep]],
        *,
        kinds: Mapping[int, str] | None = None,
        headers: Mapping[int, str] | None = None,
        header_row: int = 0,
        widths: Mapping[int, float] | None = None,
        table: str = "",
        in_place_of_formulas: Collection[int] = (),
        worded: Mapping[int, Worded] | None = None,
    ) -> None:
        """Write columns into a sheet: rows that exist get cells, rows that lack are made.

        Columns with headers are ours and may not stand in a table that they do not belong to; columns without
        are the seller's own, which get new values wherever they stand.

        Args:
            sheet: its name.
            first_row: row of the first value.
            columns: values by column; None makes a cell blank, `KEEP` leaves it as it is.
            kinds: `DATE`, `NUMBER` or `TEXT` by column, for the look of the cells; TEXT when not given.
            headers: header texts by column.
            header_row: their row; the one above `first_row` when not given.
            widths: of columns in characters; a column whose width is set already keeps it.
            table: name of the table the columns belong to; those right of it are added to it.
            in_place_of_formulas: columns in which a value takes the place of a formula; elsewhere that stays.
            worded: number formats that put the numbers of a column into words, by column.

        Raises:
            PlaceTaken: a cell of a pivot table or of another table, or a table that cannot grow.
        """
        changes = self.changes(sheet)
        header_row = header_row or first_row - 1
        length = max(map(len, columns.values()), default=0)
        for column in sorted({*columns, *(headers or {})}):
            area = Rectangle(
                header_row if headers else first_row, column, first_row + max(length, 1) - 1, column
            )
            changes.refuse_taken(area, table if headers else None)
        if table:
            self.tables_edited.grow_right(changes.sheet, table, columns, headers or {})
        known = changes.texts(header_row, headers or {})
        for column, title in (headers or {}).items():
            if known.get(column) != title:
                changes.add(ColumnEdit(column, header_row, [title], _same_style, like_neighbour=True))
        for column, values in columns.items():
            kind = (kinds or {}).get(column, TEXT)
            replaces = column in in_place_of_formulas
            edit = ColumnEdit(
                column, first_row, values, self._style_change(kind, values), replaces_formulas=replaces
            )
            if worded and column in worded and self.workbook.part_of_kind("/styles"):
                found = worded[column]
                change, other = self._worded(found.code, found), self._worded(found.other_code, found)
                rows = frozenset(first_row + row for row in found.other_rows)
                edit = edit._replace(change_style=change, other_rows=rows, other_change=other)
            changes.add(edit)
            changes.has_fewer_formulas |= replaces
        changes.widths.update(widths or {})
        if headers and not table:
            reach = Rectangle(header_row, min(headers), first_row + max(length, 1) - 1, max(headers))
            changes.filters.append(reach)

    def append_rows(
        self,
        sheet: str,
        first_row: int,
        rows: Sequence[Sequence[CellValue | Keep]],
        *,
        like_row: int = 0,
        table: str = "",
        formulas: Mapping[int, int] | None = None,
        top_row: int = 0,
    ) -> None:
        """Write whole rows, beginning in column A, below the data.

        Args:
            sheet: its name.
            first_row: row of the first of them.
            rows: values by column; `KEEP` leaves a cell as it is, or makes none.
            like_row: a row whose cells they look like, column by column.
            table: name of the table that is to include them.
            formulas: by column, a row whose formula is continued, as `continued_formulas` takes them.
            top_row: the first row of the data; the formats and checks that begin there grow with the rows.

        Raises:
            PlaceTaken: a table with a totals row, or cells of a pivot table or another table.
        """
        if rows:
            found = self.continued_formulas(sheet, formulas or {}, table)
            added = AddedRows(first_row, rows, like_row, table, found, top_row)
            add_rows(self.changes(sheet), self.tables_edited, added, self._style_change)

    def continued_formulas(self, sheet: str, rows: Mapping[int, int], table: str = "") -> dict[int, Pattern]:
        """Return the formulas that rows below get; see `added_rows.continued_formulas`."""
        return continued_formulas(
            self.book.package, self.tables_edited, self.workbook.sheet(sheet), rows, table
        )

    def colour_texts(
        self, sheet: str, column: int, first_row: int, last_row: int, colours: Sequence[TextColour]
    ) -> None:
        """Colour the cells of a column by their text, through conditional formats of the book.

        Args:
            sheet: its name.
            column: the column.
            first_row: first row with data.
            last_row: last row with data.
            colours: by text.
        """
        self.changes(sheet).colour(Rectangle(first_row, column, last_row, column), colours)

    def _style_change(self, kind: str, values: Sequence[CellValue | Keep]) -> Callable[[int], int]:
        if kind == DATE:
            timed = any(isinstance(value, dt.datetime) and value.time() != dt.time() for value in values)
            code = MOMENT_FORMAT if timed else DATE_FORMAT
            return lambda style: self.styles().for_date(style, code)
        if kind == NUMBER and self.workbook.part_of_kind("/styles"):
            return lambda style: self.styles().for_number(style)
        return _same_style

    def _worded(self, code: str, worded: Worded) -> Callable[[int], int]:
        ours = {worded.code, worded.other_code}
        return lambda style: self.styles().in_words(style, code, ours)

    def put_sheet(self, name: str, shell: BinaryIO, mark: str = OWN_SHEET_NAME) -> bool:
        """Make our own sheet, or replace the one that we made before.

        Args:
            name: of the sheet, in the shell and in the book; for a standing sheet of ours the name that the seller
                gave it may stand in the shell too.
            shell: a workbook that XlsxWriter made, closed; only this sheet of it is used.
            mark: the defined name by which the sheet is known for ours.

        Returns:
            False when a sheet of the seller's has that name; it is not touched.
        """
        ours = self.own_sheet(mark)
        if ours is None and self.has_sheet(name):
            return False
        moved = moved_sheet(shell, name, self.styles())
        if ours is not None:
            sheet = self.workbook.sheet(ours)
            if replace_parts(self.package, sheet.part, moved) and sheet.facts.formula_rows:
                self.drop_calculation_chain()
            return True
        part = self.package.free_name("xl/worksheets/sheet{}.xml")
        identifier = self.package.add(part, moved.xml, WORKSHEET_TYPE, self.book.main, "worksheet")
        place_parts(self.package, part, moved)
        self.main.add_sheet(name, identifier)
        self.main.set_name(mark, reference(name, Rectangle(1, 1, 1, 1)))
        return True

    def store_results(self, sheet: str, results: Mapping[tuple[int, int], float | str | bool]) -> None:
        """Store what formulas of a sheet come to, by row and column; see `results`."""
        store_results(self.changes(sheet), results)

    def tables(self) -> dict[str, tuple[str, Table]]:
        """Return name -> sheet and table, as the edit leaves them."""
        sheets = [self.workbook.sheet(name) for name in self.workbook.sheet_names]
        return {
            table.name: (sheet.name, self.tables_edited.table(sheet, table.name))
            for sheet in sheets
            for table in sheet.tables
        }

    def save(
        self,
        now: dt.datetime,
        target: Path | None = None,
        *,
        recalculate: bool | None = None,
        progress: Callable[[int, int], None] | None = None,
        disk: Disk | None = None,
    ) -> Saved:
        """Write the book; the edit is over then.

        Args:
            now: the seller's local time, for the name of the backup.
            target: where to; the book itself when not given.
            recalculate: whether the spreadsheet program shall compute all formulas on opening; by default only
                where a formula depends on columns that were written.
            progress: told the rows of the sheets gone through, and how many there are.
            disk: the file operations; given by tests.

        Returns:
            What was done.

        Raises:
            FileRefused: the target cannot be written, or the edit does not fit; the old file stands.
        """
        return save(self, now, target, recalculate=recalculate, progress=progress, disk=disk)


def _same_style(style: int) -> int:
    return style
