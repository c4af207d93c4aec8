"""An open Calc document as the book port, and its 集計 sheet."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck import errors
from xlshipcheck.hosts.calc.rows import Book
from xlshipcheck.hosts.calc.sheets import cells as calc_cells
from xlshipcheck.hosts.calc.sheets.additions import sellers_additions
from xlshipcheck.hosts.calc.sheets.cells import null_date, used_size
from xlshipcheck.hosts.calc.sheets.charts import note_charts, renew_charts
from xlshipcheck.hosts.calc.sheets.own_sheet import fill
from xlshipcheck.hosts.calc.sheets.pages import set_pages
from xlshipcheck.hosts.calc.sheets.sheet import (
    CalcSheet,
)
from xlshipcheck.hosts.log import log_traceback
from xlshipcheck.hosts.own_sheets.content import (
    EXAMINED_COLUMNS,
    EXAMINED_ROWS,
    additions_note,
    has_our_content,
)
from xlshipcheck.hosts.own_sheets.summary import summary_layout
from xlshipcheck.hosts.own_sheets.today import today_content
from xlshipcheck.settings.book import book_context
from xlshipcheck.settings.book import settings_rows as rows_of_book
from xlshipcheck.settings.sheet import AS_OF, ITEM_HEADERS
from xlshipcheck.settings.sheet import SHEET_NAME as SETTINGS_SHEET
from xlshipcheck.settings.user_file import load_users
from xlshipcheck.values import cells
from xlshipcheck.values.results import (
    OWN_SHEET_NAME,
    OWN_TODAY_NAME,
    REFRESHED_DAY_NAME,
    SHEET_NAME,
    TODAY_NAMES,
    WORDS_SHEET_NAME,
)
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.hosts.calc.sheets.cells import Document
    from xlshipcheck.hosts.own_sheets.content import SheetContent
    from xlshipcheck.today.plan import Plan
    from xlshipcheck.values.results import Summary


FIRST_YEAR_1904: Final = 1904


class CalcBook:
    """An open document.

    Args:
        document: the document.
        show: told how far a long work is: what is done, how much there is, a text.
        can_be_undone: as for `CalcSheet`.

    Attributes:
        notes: what was not done, in words.
    """

    def __init__(
        self,
        document: Document,
        show: Callable[[int, int, str], None] | None = None,
        *,
        can_be_undone: bool = False,
    ) -> None:
        self.document = document
        self._show = show
        self._can_be_undone = can_be_undone
        self.notes: list[str] = []

    def sheet_names(self) -> list[str]:
        """Return the names of its worksheets, in order, without those of ours."""
        own = {self._own_sheet(mark) for mark in (OWN_SHEET_NAME, OWN_TODAY_NAME)}
        return [name for name in self.document.Sheets.ElementNames if name not in own]

    def sheet(self, name: str) -> CalcSheet:
        """Return a sheet by name."""
        return CalcSheet(
            self.document, self.document.Sheets.getByName(name), can_be_undone=self._can_be_undone
        )

    def date1904(self) -> bool:
        """Tell whether the book counts dates from 1904."""
        return calc_cells.null_date(self.document).year == FIRST_YEAR_1904

    def note_refreshed_day(self, day: int) -> None:
        """Write the day into the cell of our template that keeps it; a cell of the seller's is none of ours."""
        cell = refreshed_day_cell(self.document)
        serial = calc_cells.serial_of_day(day, null_date(self.document))
        if cell is not None and cell.Value != serial:
            cell.Value = serial

    def write_summary(self, summary: Summary) -> bool:
        """Make our own 集計 sheet or make it show this; False where a sheet of the user's has that name."""
        return self._write(summary_layout(summary), (SHEET_NAME,), OWN_SHEET_NAME)

    def kept_record(self) -> list[str]:
        """Return the texts of our own 集計 sheet."""
        own = self._own_sheet(OWN_SHEET_NAME)
        if own is None:
            return []
        sheet = self.document.Sheets.getByName(own)
        rows, columns = used_size(sheet)
        if not rows:
            return []
        cells_of_rows = sheet.getCellRangeByPosition(0, 0, columns - 1, rows - 1).getDataArray()
        return [cell for row in cells_of_rows for cell in row if isinstance(cell, str)]

    def write_today(self, plan: Plan, context: Context) -> bool:
        """Make our own 今日 sheet or make it show this; False where sheets of the user's have both of its names."""
        content = today_content(plan, str(self.document.Title), context)
        return self._write(content, TODAY_NAMES, OWN_TODAY_NAME)

    def _write(self, content: SheetContent, names: Sequence[str], mark: str) -> bool:
        """Put a content into our sheet, or into a new one under the first name that is free."""
        sheets = self.document.Sheets
        own = self._own_sheet(mark)
        is_new = own is None
        if own is None:
            taken = {name.casefold() for name in sheets.ElementNames}
            own = next((name for name in names if name.casefold() not in taken), None)
            if own is None:
                return False
            self._insert_sheet(own)
            corner = sheets.getByName(own).getCellByPosition(0, 0).CellAddress
            known = self.document.NamedRanges
            if known.hasByName(mark):
                known.removeByName(mark)
            known.addNewByName(mark, f"$'{own}'.$A$1", corner, 0)
        sheet = sheets.getByName(own)
        if not is_new:
            if added := sellers_additions(sheet, content.last_column):
                self.notes.append(additions_note(own, added))
                return True
            note_charts(self.document, sheet)
        fill(self.document, sheet, content)
        try:
            set_pages(self.document, sheet, content)
        except Exception as problem:  # noqa: BLE001  whatever LibreOffice says: the figures stand, on other pages
            log_traceback(f"{own}: pages", problem)
        try:
            renew_charts(self.document, sheet, content, is_new=is_new)
        except Exception as problem:  # noqa: BLE001  whatever LibreOffice says: the figures stand, charts show them once more
            log_traceback(f"{own}: charts", problem)
            self.notes.append(f"シート「{own}」のグラフを描けませんでした。数字は新しくなっています")
        return True

    def _insert_sheet(self, name: str) -> None:
        """Add a sheet; in a document without a window the step is not kept for undo: 7.4 crashes undoing it."""
        sheets, undo = self.document.Sheets, self.document.UndoManager
        if is_shown(self.document):
            sheets.insertNewByName(name, sheets.Count)
            return
        undo.lock()
        try:
            sheets.insertNewByName(name, sheets.Count)
        finally:
            undo.unlock()

    def progress(self, done: int, total: int, text: str) -> None:
        """Show how far a long work is."""
        if self._show is not None:
            self._show(done, total, text)

    def _own_sheet(self, mark: str) -> str | None:
        names = self.document.NamedRanges
        if not names.hasByName(mark):
            return None
        cells = names.getByName(mark).ReferredCells
        if cells is None:
            return None
        sheet = CalcSheet(self.document, cells.Spreadsheet)
        top = cells.Spreadsheet.getCellRangeByPosition(
            0, 0, EXAMINED_COLUMNS - 1, EXAMINED_ROWS - 1
        ).DataArray
        return sheet.name if has_our_content(top) and not sheet.areas() else None


def refreshed_day_cell(document: Document) -> Any:  # noqa: ANN401  UNO
    """Return the cell of our template that keeps the day of the last refresh; None in other books."""
    names = document.NamedRanges
    place = names.getByName(REFRESHED_DAY_NAME).ReferredCells if names.hasByName(REFRESHED_DAY_NAME) else None
    if place is None or place.Spreadsheet.Name != WORDS_SHEET_NAME or place.Spreadsheet.isProtected():
        return None
    cell = place.getCellByPosition(0, 0)
    return None if str(cell.getFormula()).startswith("=") else cell


def is_shown(document: Document) -> bool:
    """Tell whether a document has a window that the seller sees."""
    controller = document.getCurrentController()
    return controller is not None and bool(controller.Frame.ContainerWindow.isVisible())


SPREADSHEET: Final = "com.sun.star.sheet.SpreadsheetDocument"
_FIRST_1900: Final = dt.date(1899, 12, 30)


def today() -> int:
    """Return today's day number in Japan."""
    return cells.day_today(dt.datetime.now(cells.JST))


def settings_rows(document: Document) -> Sequence[Sequence[object]]:
    """Return the cells of the book's 設定 sheet, none where it has no such sheet."""
    return rows_of_book(CalcBook(document))


def book_of(document: Document) -> Book:
    """Return what calls in a document are answered with.

    Raises:
        ShipcheckError: a setting that cannot be used.
    """
    offset = (null_date(document) - _FIRST_1900).days
    return Book(book_context(settings_rows(document), load_users(), today()), offset)


def as_of_place(rows: Sequence[Sequence[object]]) -> tuple[int, int] | None:
    """Return row and column, from 1, of the cell that holds 基準日 in a 設定 sheet; None where there is none."""
    label, value = map(name_key, ITEM_HEADERS)
    below: int | None = None
    for number, row in enumerate(rows, 1):
        words = [name_key(cell) if isinstance(cell, str) else "" for cell in row]
        below = next((k for k in range(1, len(words)) if words[k - 1 : k + 1] == [label, value]), below)
        if below is not None and words[below - 1] == name_key(AS_OF):
            return number, below + 1
    return None


def as_of_reference(document: Document) -> str:
    """Return a reference to a filled 基準日 in the book's settings as Calc writes it, "" where there is none."""
    rows = settings_rows(document)
    place = as_of_place(rows)
    if place is None or cells.is_blank(rows[place[0] - 1][place[1] - 1]):
        return ""
    cell = document.Sheets.getByName(SETTINGS_SHEET).getCellByPosition(place[1] - 1, place[0] - 1)
    return str(cell.AbsoluteName)


class Books:
    """The open documents.

    Args:
        desktop: the `com.sun.star.frame.Desktop`.
        forgotten: called when another document came in front, or settings changed.
    """

    def __init__(self, desktop: Any, forgotten: Callable[[], None] | None = None) -> None:  # noqa: ANN401  UNO
        self._desktop = desktop
        self._forgotten = forgotten
        self._at_work: Document | None = None
        self._heard_of: list[Document] = []

    def opened(self, document: Document) -> None:
        """Take note of a document: hidden ones are not among those that the desktop lists."""
        if is_spreadsheet(document) and document not in self._heard_of:
            self._heard_of.append(document)

    def closed(self, document: Document) -> None:
        """Let a document go."""
        self._heard_of = [known for known in self._heard_of if known != document]

    def at_work(self, document: Document | None) -> None:
        """Say which document is being linked or refreshed, whatever is in front; None when that is done."""
        self._at_work = document
        if self._forgotten is not None:
            self._forgotten()

    def current(self) -> Book:
        """Return what the call that is being calculated is answered with.

        Raises:
            ShipcheckError: a setting of that document cannot be used.
        """
        if self._at_work is not None:
            return book_of(self._at_work)
        found: list[Book] = []
        for document in self.documents():
            try:
                found.append(book_of(document))
            except errors.ShipcheckError as problem:
                log_traceback("設定", problem)
                return book_of(self._in_front() or document)
        if found and all(_same(book, found[0]) for book in found):
            return found[0]
        front = self._in_front()
        if front is not None:
            return book_of(front)
        return found[-1] if found else Book(book_context([], load_users(), today()))

    def documents(self) -> Iterator[Document]:
        """Yield the open spreadsheets."""
        yield from self._heard_of
        components = self._desktop.Components.createEnumeration()
        while components.hasMoreElements():
            component = components.nextElement()
            if is_spreadsheet(component) and component not in self._heard_of:
                yield component

    def _in_front(self) -> Document | None:
        component = self._desktop.getCurrentComponent()
        return component if component is not None and is_spreadsheet(component) else None


def is_spreadsheet(component: Any) -> bool:  # noqa: ANN401  a UNO component, or None
    """Tell whether a component is a spreadsheet."""
    return (
        component is not None
        and hasattr(component, "supportsService")
        and component.supportsService(SPREADSHEET)
    )


def _same(one: Book, other: Book) -> bool:
    def identity(book: Book) -> tuple[object, ...]:
        context = book.context
        overrides = context.overridden.overrides if context.overridden else {}
        return book.day_offset, context.as_of, context.settings, overrides

    return identity(one) == identity(other)
