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
import re
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.errors import LayoutRefused, WorkbookRefused
from xlshipcheck.values.formula_text import one_cell, sheet_of
from xlshipcheck.values.ranges import Rectangle
from xlshipcheck.values.results import OWN_NAMES, OWN_SHEET_NAME
from xlshipcheck.xlsx.editing.cells import ColumnEdit, Keep
from xlshipcheck.xlsx.editing.check import WrittenCells, check_edit
from xlshipcheck.xlsx.editing.formulas import Target, is_used
from xlshipcheck.xlsx.editing.own_parts import place_parts, replace_parts, sellers_additions
from xlshipcheck.xlsx.editing.own_sheet import moved_sheet
from xlshipcheck.xlsx.editing.results import store_results
from xlshipcheck.xlsx.editing.sheet import AddedRows, SheetChanges, add_rows, continued_formulas
from xlshipcheck.xlsx.editing.styles import DATE_FORMAT, MOMENT_FORMAT, StyleBook, TextColour, Worded
from xlshipcheck.xlsx.editing.tables import TableEdits
from xlshipcheck.xlsx.locks import refuse_unless_writable
from xlshipcheck.xlsx.order import out_of_order
from xlshipcheck.xlsx.package_edit import PackageEdit
from xlshipcheck.xlsx.parts import WORKSHEET_TYPE, WorkbookPart, reference
from xlshipcheck.xlsx.reading.guard import open_book
from xlshipcheck.xlsx.reading.workbook import Workbook
from xlshipcheck.xlsx.replace import Disk, replace_file

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from xlshipcheck.xlsx.editing.formulas import Pattern
    from xlshipcheck.xlsx.reading.guard import OpenBook
    from xlshipcheck.xlsx.reading.workbook import Sheet, Table
    from xlshipcheck.xlsx.writing.rows import CellValue
DATE, NUMBER, TEXT = "date", "number", "text"


class Saved(NamedTuple):
    """What a save did.

    Attributes:
        changed: whether the file is another one now; False: it had everything already and was left alone.
        backup: the copy of the old file, if there was one.
        formulas_kept: (row, column) of formulas that were left alone, by sheet.
        recalculates: whether the spreadsheet program will compute all formulas when it opens the book.
    """

    changed: bool
    backup: Path | None
    formulas_kept: dict[str, list[tuple[int, int]]]
    recalculates: bool


class _NothingChangedError(Exception):
    """Ends a save whose result is the old file."""


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


class WorkbookEdit:
    """Collects what shall be written into a workbook, then writes it.

    Args:
        book: the open book.
        stack: closes the book; done by `save`, because Windows does not replace an open file.

    Attributes:
        is_ours: looks at the sheet that the hidden name stands for; set by who knows what ours looks like.
    """

    def __init__(self, book: OpenBook, stack: ExitStack) -> None:
        self.book = book
        self.workbook = Workbook(book)
        self._stack = stack
        self._sheets: dict[str, SheetChanges] = {}
        self._package = PackageEdit(book.package)
        self._styles: StyleBook | None = None
        self._main = WorkbookPart(book.package.read(book.main), book.main)
        self._tables = TableEdits(book.package)
        self._ours_by_name: dict[str, bool] = {}
        self.is_ours: Callable[[Sheet], bool] = lambda _: True

    def styles(self) -> StyleBook:
        """Return the book's style sheet.

        Raises:
            LayoutRefused: the book has none.
        """
        if self._styles is None:
            part = self.workbook.part_of_kind("/styles")
            if part is None:
                raise LayoutRefused(part="styles")
            used_dxfs = (
                element.count("dxfId") + 1
                for facts in self.book.sheets.values()
                for element in facts.frame
                if element.name == "cfRule" and "dxfId" in element.attributes
            )
            self._styles = StyleBook(self.book.package.read(part), part, max(used_dxfs, default=0))
        return self._styles

    def _changes(self, sheet: str) -> SheetChanges:
        if sheet not in self._sheets:
            part = self.workbook.sheet(sheet).part
            if out_of_order(self.book.sheets[part].frame):
                raise LayoutRefused(part=part)
            self._sheets[sheet] = SheetChanges(self.workbook.sheet(sheet), self.book.package, self.styles)
        return self._sheets[sheet]

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
        changes = self._changes(sheet)
        header_row = header_row or first_row - 1
        length = max(map(len, columns.values()), default=0)
        for column in sorted({*columns, *(headers or {})}):
            area = Rectangle(
                header_row if headers else first_row, column, first_row + max(length, 1) - 1, column
            )
            changes.refuse_taken(area, table if headers else None)
        if table:
            self._tables.grow_right(changes.sheet, table, columns, headers or {})
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
            add_rows(self._changes(sheet), self._tables, added, self._style_change)

    def continued_formulas(self, sheet: str, rows: Mapping[int, int], table: str = "") -> dict[int, Pattern]:
        """Return the formulas that rows below get; see `added_rows.continued_formulas`."""
        return continued_formulas(self.book.package, self._tables, self.workbook.sheet(sheet), rows, table)

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
        self._changes(sheet).colour(Rectangle(first_row, column, last_row, column), colours)

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
            if replace_parts(self._package, sheet.part, moved) and sheet.facts.formula_rows:
                self._drop_calculation_chain()
            return True
        part = self._package.free_name("xl/worksheets/sheet{}.xml")
        identifier = self._package.add(part, moved.xml, WORKSHEET_TYPE, self.book.main, "worksheet")
        place_parts(self._package, part, moved)
        self._main.add_sheet(name, identifier)
        self._main.set_name(mark, reference(name, Rectangle(1, 1, 1, 1)))
        return True

    def edits_of(self, sheet: str) -> Sequence[ColumnEdit]:
        """Return what is to be written into a sheet."""
        return self._sheets[sheet].edits if sheet in self._sheets else ()

    def store_results(self, sheet: str, results: Mapping[tuple[int, int], float | str | bool]) -> None:
        """Store what formulas of a sheet come to, by row and column; see `results`."""
        store_results(self._changes(sheet), results)

    def tables(self) -> dict[str, tuple[str, Table]]:
        """Return name -> sheet and table, as the edit leaves them."""
        sheets = [self.workbook.sheet(name) for name in self.workbook.sheet_names]
        return {
            table.name: (sheet.name, self._tables.table(sheet, table.name))
            for sheet in sheets
            for table in sheet.tables
        }

    def name_text(self, name: str) -> str | None:
        """Return what a defined name of the whole book stands for; None when there is none."""
        return self._main.name_text(name)

    def targets(self, more: Mapping[str, Collection[int]]) -> list[Target]:
        """Return the columns that are written, and more of them by sheet, as formulas may name them."""
        sheets = {*self._sheets, *more}
        found = [
            self._target(self._changes(sheet), more.get(sheet, ()))
            for sheet in sorted(sheets)
            if self.edits_of(sheet) or more.get(sheet)
        ]
        for name, text in self._main.names():
            for target in found:
                if target.in_formula(text, ""):
                    target.add_name(name)
        return found

    def named_cell(self, name: str) -> tuple[str, int, int] | None:
        """Return sheet, row and column of the one cell that a defined name stands for; None for anything else."""
        place = one_cell(self._main.name_text(name) or "")
        return place if place and place[0] in self.workbook.sheet_names else None

    def sheet_names_with(self, prefix: str, sheet: str) -> dict[str, str]:
        """Return the defined names of a sheet that begin so, with what they stand for."""
        return self._main.names_with(prefix, self._main.sheet_names.index(sheet))

    def put_sheet_names(self, prefix: str, sheet: str, names: Mapping[str, str]) -> None:
        """Let these be the hidden names of a sheet that begin so, and no others; see `sheet_names_with`."""
        self._main.put_names_with(prefix, self._main.sheet_names.index(sheet), names)

    def has_sheet(self, name: str) -> bool:
        """Tell whether a sheet has a name, whatever the case of its letters; chart sheets included."""
        return name.casefold() in (other.casefold() for other in self._main.sheet_names)

    def sellers_additions(self, mark: str, our_shapes: str, width: int) -> list[str]:
        """Return what the seller has put on a sheet of ours, in words; none where there is no such sheet."""
        ours = self.own_sheet(mark)
        if ours is None:
            return []
        return sellers_additions(self.book.package, self.workbook.sheet(ours).part, our_shapes, width)

    def _drop_calculation_chain(self) -> None:
        part = self.workbook.part_of_kind("/calcChain")
        if part is not None and part not in self._package.removed:
            self._package.remove(part, self.book.main)

    def own_sheet(self, mark: str = OWN_SHEET_NAME) -> str | None:
        """Return the name of a sheet that we made in this book; None when it has none.

        The hidden name alone does not tell: it goes with its cell where a seller cuts that and pastes it elsewhere,
        and then it stands for a sheet of his. Ours has no table and no pivot table, and `is_ours` looks at it.

        Args:
            mark: the defined name by which the sheet is known for ours.
        """
        text = self._main.name_text(mark)
        name = sheet_of(text) if text else None
        if name is None or name not in self.workbook.sheet_names:
            return None
        if name not in self._ours_by_name:
            # Once: calamine holds one sheet at a time, and that is to be the orders.
            sheet = self.workbook.sheet(name)
            self._ours_by_name[name] = not (sheet.tables or sheet.pivot_areas) and self.is_ours(sheet)
        return name if self._ours_by_name[name] else None

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
        target = target or self.book.path
        try:
            refuse_unless_writable(target)
            if self._main.is_out_of_order:
                raise LayoutRefused(part=self.book.main)
            self.workbook.release()
            self._prepare(progress)
            has_new_formulas = any(changes.has_new_formulas for changes in self._sheets.values())
            if has_new_formulas or any(changes.has_fewer_formulas for changes in self._sheets.values()):
                self._drop_calculation_chain()
            if recalculate or (recalculate is None and (has_new_formulas or self._is_used_by_formulas())):
                self._main.recalculate_on_load()
            path = self.book.path
            in_place = target == path or (target.exists() and target.samefile(path))

            def verify(path: Path) -> None:
                if in_place and not self._is_changed():
                    raise _NothingChangedError
                self._check(path)
                self._stack.close()

            backup = None
            with suppress(_NothingChangedError):
                backup = replace_file(
                    target,
                    self._package.write,
                    verify,
                    now,
                    disk,
                    before=self.book.identity if in_place else None,
                )
            kept = {name: found.formulas_kept for name, found in self._sheets.items() if found.formulas_kept}
            recalculates = self.book.main in self._package.changed and _asks_to_calculate(self._main.data)
            return Saved(self._is_changed() or not in_place, backup, kept, recalculates)
        except WorkbookRefused as refusal:
            refusal.locate(target)
            raise
        finally:
            self._stack.close()

    def _is_changed(self) -> bool:
        return bool(self._package.changed or self._package.added or self._package.removed)

    def _prepare(self, progress: Callable[[int, int], None] | None) -> None:
        """Tell the package what its parts shall be."""
        package = self._package
        total = sum(found.sheet.facts.last_row for found in self._sheets.values())
        before = 0
        for changes in self._sheets.values():
            report = None if progress is None else partial(_report, progress, before, total)
            package.streams[changes.sheet.part] = partial(changes.stream, report)
            before += changes.sheet.facts.last_row
        for part, data in self._tables.parts.items():
            package.put(part, data)
        styles = self.workbook.part_of_kind("/styles")
        if styles is not None:
            package.late[styles] = self._late_styles
        package.late[self.book.main] = self._late_main

    def _late_styles(self) -> bytes | None:
        return self._styles.result() if self._styles is not None and self._styles.changed else None

    def _late_main(self) -> bytes:
        """The workbook, in which the hidden name of a sheet's filter says the same as the filter."""
        for changes in self._sheets.values():
            if changes.filter_moved is not None:
                self._main.move_filter(changes.sheet.name, *changes.filter_moved)
        return self._main.data

    def _is_used_by_formulas(self) -> bool:
        targets = [self._target(changes) for changes in self._sheets.values() if changes.edits]
        # Our own names stand for our own columns; no formula reads them.
        names = [pair for pair in self._main.names() if not pair[0].startswith(OWN_NAMES)]
        return is_used(self.workbook, names, targets)

    def _target(self, changes: SheetChanges, more: Collection[int] = ()) -> Target:
        columns = {*(edit.column for edit in changes.edits), *more}
        tables = {}
        for table in changes.sheet.tables:
            first = table.area.first_column
            titles = self._tables.table(changes.sheet, table.name).columns
            tables[table.name] = [title for n, title in enumerate(titles, first) if n in columns]
        return Target(
            changes.sheet.name, columns, {name: titles for name, titles in tables.items() if titles}
        )

    def _check(self, path: Path) -> None:
        cells = {
            name: WrittenCells(
                changes.sheet.part, changes.edits, changes.formulas_kept, changes.has_new_formulas
            )
            for name, changes in self._sheets.items()
            if changes.edits
        }
        package = self._package
        check_edit(
            path, self.book.package, package.changed, package.removed, package.added, cells, self.book,
            date1904=self.workbook.date1904,
        )  # fmt: skip


def _asks_to_calculate(data: bytes) -> bool:
    return re.search(rb"""\sfullCalcOnLoad\s*=\s*["'](?:1|true)["']""", data) is not None


def _same_style(style: int) -> int:
    return style


def _report(progress: Callable[[int, int], None], before: int, total: int, done: int) -> None:
    progress(before + done, total)
