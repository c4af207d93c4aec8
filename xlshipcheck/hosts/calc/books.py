"""Which book a call belongs to, and what its 設定 sheet says.

Calc does not tell an add-in which document asks; handing the document with every call would make a cell four
times as dear (20 against 5 microseconds). So the open documents are asked for their settings: where all of
them say the same, it does not matter which one asks, else it is the one in front.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck import errors
from xlshipcheck.hosts.calc.cells import null_date
from xlshipcheck.hosts.calc.document import CalcBook
from xlshipcheck.hosts.calc.rows import Book
from xlshipcheck.hosts.log import log_traceback
from xlshipcheck.settings.book import book_context
from xlshipcheck.settings.book import settings_rows as rows_of_book
from xlshipcheck.settings.sheet import AS_OF, ITEM_HEADERS, SHEET_NAME
from xlshipcheck.settings.user_file import load_users
from xlshipcheck.values import cells
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from xlshipcheck.hosts.calc.cells import Document

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
    cell = document.Sheets.getByName(SHEET_NAME).getCellByPosition(place[1] - 1, place[0] - 1)
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
    def told(book: Book) -> tuple[object, ...]:
        context = book.context
        overrides = context.overridden.overrides if context.overridden else {}
        return book.day_offset, context.as_of, context.settings, overrides

    return told(one) == told(other)
