"""A seller's own .ods as a host: the refresh reads it, and only our cells are written into its content.xml."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from xlshipcheck.errors import FileRefused, RowFarAway, Whole
from xlshipcheck.headers.header_row import find_header
from xlshipcheck.hosts.open_document.own_sheet import additions_to, sheet_xml
from xlshipcheck.hosts.open_document.sheet import DocumentSheet
from xlshipcheck.hosts.own_sheets.content import EXAMINED_ROWS, additions_note, has_our_content
from xlshipcheck.hosts.own_sheets.summary import summary_layout
from xlshipcheck.hosts.own_sheets.today import today_content
from xlshipcheck.ods.addresses import place_of, plain_formula, without_prefix
from xlshipcheck.ods.cells import Write
from xlshipcheck.ods.edit import edit_document
from xlshipcheck.sheets.layout import TOP_ROWS
from xlshipcheck.sheets.port import WRITING
from xlshipcheck.values.days import date_of
from xlshipcheck.values.formula_text import references
from xlshipcheck.values.results import (
    OWN_SHEET_NAME,
    OWN_TODAY_NAME,
    REFRESHED_DAY_NAME,
    SHEET_NAME,
    TODAY_NAMES,
    WORDS_SHEET_NAME,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from xlshipcheck.context import Context
    from xlshipcheck.hosts.own_sheets.content import SheetContent
    from xlshipcheck.ods.content import Table
    from xlshipcheck.ods.edit import DocumentEdit
    from xlshipcheck.today.plan import Plan
    from xlshipcheck.values.results import Summary
    from xlshipcheck.xlsx.replace import Saved

RECALCULATE: Final = (
    "書いた列を使う数式があります。LibreOffice で開いたら Ctrl+Shift+F9 を押してください "
    "(数式は、保存されている前の結果を表示したままです)"
)
_DIGITS: Final = re.compile(r"\d+")


@contextmanager
def open_document_file(path: Path, progress: Callable[[str, int, int], None]) -> Iterator[DocumentBook]:
    """Open a seller's .ods.

    Args:
        path: of the file.
        progress: told a text, what is done and how much there is.

    Yields:
        The book; nothing is written before its `save`.

    Raises:
        FileRefused: a file that is left alone: damaged, encrypted, hostile, of another format.
    """
    with edit_document(path) as edit:
        yield DocumentBook(edit, progress)


class DocumentBook:
    """A seller's .ods while it is refreshed.

    Args:
        edit: the edit that collects what is written.
        progress: told a text, what is done and how much there is.

    Attributes:
        notes: what was not done, in words.
        context: what it is judged with; None before.
    """

    def __init__(self, edit: DocumentEdit, progress: Callable[[str, int, int], None]) -> None:
        self.edit = edit
        self.notes: list[str] = []
        self.context: Context | None = None
        self._progress = progress

    def sheet_names(self) -> list[str]:
        """Return the names of its worksheets, in order, without those of ours."""
        own = {self._own_sheet(mark) for mark in (OWN_SHEET_NAME, OWN_TODAY_NAME)}
        return [table.name for table in self.edit.content.tables if table.name not in own]

    def sheet(self, name: str) -> DocumentSheet:
        """Return a sheet by name."""
        return DocumentSheet(self.edit, name)

    def date1904(self) -> bool:
        """Tell whether the book counts dates from 1904; its cells hold whole dates."""
        return self.edit.content.date1904

    def note_refreshed_day(self, day: int) -> None:
        """Write the day into the cell of our template that keeps it; a cell of the seller's is none of ours."""
        place = place_of(self.edit.name_address(REFRESHED_DAY_NAME) or "")
        if place is None or place[0] != WORDS_SHEET_NAME or not self._has_sheet(WORDS_SHEET_NAME):
            return
        row, column = place[1][:2]
        cell = self.edit.cell(WORDS_SHEET_NAME, row, column)
        style = self.edit.styles.dated(cell.style if cell else "")
        self.edit.write(WORDS_SHEET_NAME, row, column, Write(date_of(day), style))

    def write_summary(self, summary: Summary) -> bool:
        """Make or replace our own 集計 sheet; False where a sheet of the user's has that name."""
        # Without charts no room is kept for them.
        sections = [section._replace(chart=None) for section in summary.sections]
        return self._put(summary_layout(summary._replace(sections=sections)), (SHEET_NAME,), OWN_SHEET_NAME)

    def kept_record(self) -> list[str]:
        """Return the texts of our own 集計 sheet."""
        own = self._own_sheet(OWN_SHEET_NAME)
        if not own:
            return []
        sheet = self.sheet(own)
        rows = sheet.read_block(1, sheet.used_size()[0])
        return [cell for row in rows for cell in row if isinstance(cell, str)]

    def write_today(self, plan: Plan, context: Context) -> bool:
        """Make or replace our own 今日 sheet; False where sheets of the user's have both of its names."""
        content = today_content(plan, self.edit.document.path.name, context)
        return self._put(content, TODAY_NAMES, OWN_TODAY_NAME)

    def _put(self, content: SheetContent, names: Sequence[str], mark: str) -> bool:
        """Put a content into our sheet, or into a new one under the first name that is free."""
        own = self._own_sheet(mark)
        name = own or next((name for name in names if not self._has_sheet(name)), "")
        if not name:
            return False
        table: Table | None = None
        if own:
            table = self.edit.content.table(own)
            added = additions_to(self.edit, table, content.last_column)
            if added:
                self.notes.append(additions_note(own, added))
                return True
        self.edit.put_sheet(name, sheet_xml(self.edit, name, content, table), mark)
        return True

    def _has_sheet(self, name: str) -> bool:
        return name.casefold() in (table.name.casefold() for table in self.edit.content.tables)

    def _own_sheet(self, mark: str) -> str | None:
        """Return the name of a sheet that we made; the hidden name alone does not tell."""
        place = place_of(self.edit.name_address(mark) or "")
        if place is None or place[0] not in (table.name for table in self.edit.content.tables):
            return None
        sheet = self.sheet(place[0])
        rows = min(sheet.used_size()[0], EXAMINED_ROWS)
        is_ours = has_our_content(sheet.read_block(1, rows)) and not sheet.areas()
        return place[0] if is_ours else None

    def progress(self, done: int, total: int, text: str) -> None:
        """Show how far a long work is."""
        self._progress(text, done, total)

    def uses_written_columns(self) -> bool:
        """Tell whether a formula of the seller's reads a column that is written: it keeps the result from before."""
        written = {
            table.name: {column for cells in self.edit.writes_of(table.name).values() for column in cells}
            for table in self.edit.content.tables
        }
        seen: set[tuple[str, str]] = set()
        for table in self.edit.content.tables:
            for row in table.rows:
                for cell in row.cells if row.width else ():
                    key = table.name, _DIGITS.sub("1", cell.formula)
                    if cell.formula and key not in seen:
                        seen.add(key)
                        for found in references(plain_formula(without_prefix(cell.formula))):
                            columns = written.get(found.sheet or table.name, set())
                            last = found.last_column or max(columns, default=0)
                            if any(found.first_column <= column <= last for column in columns):
                                return True
        return False

    def refuse_rows_far_away(self, context: Context, path: Path, sheet_name: str = "") -> None:
        """Refuse an order sheet with something in a row far below all others.

        Args:
            context: settings with the user's own column names.
            path: of the book, for sentences.
            sheet_name: this sheet only; "" for every order sheet.

        Raises:
            RowFarAway: with the row.
        """
        for name in [sheet_name] if sheet_name in self.sheet_names() else self.sheet_names():
            row = self.edit.content.table(name).stray_row()
            if not row:
                continue
            try:
                find_header(self.sheet(name).read_block(1, TOP_ROWS), context.settings.columns, name)
            except FileRefused:
                continue
            raise RowFarAway(path=Whole(path), sheet=name, row=Whole(f"{row:,}"))

    def prepare_to_save(self, context: Context) -> list[str]:
        """Return what the seller has to do about formulas that still show the result from before.

        Args:
            context: not looked at; LibreOffice answers the formulas itself.
        """
        del context
        return [RECALCULATE] if self.uses_written_columns() else []

    def save(self, now: dt.datetime, target: Path | None = None) -> Saved:
        """Write the book: a dated backup, a checked temporary file, one step into place.

        Args:
            now: local time, for the backup's name.
            target: where to; the book itself when not given.
        """
        self._progress(WRITING, 0, 0)
        return self.edit.save(now, target)
