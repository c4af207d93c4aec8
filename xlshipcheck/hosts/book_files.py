"""A seller's book on the disk, of whichever kind: .xlsx and .xlsm as packages of Excel, .ods as LibreOffice's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlshipcheck.errors import OtherOpenDocument, Whole
from xlshipcheck.hosts.files.shipment_template import BOOK_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from xlshipcheck.context import Context
    from xlshipcheck.hosts.files.workbook import FileBook
    from xlshipcheck.hosts.open_document.workbook import DocumentBook
    from xlshipcheck.sheets.refresh import RefreshedBook

    Book = FileBook | DocumentBook
    Progress = Callable[[str, int, int], None]

OPEN_DOCUMENT: Final = ".ods"
OTHER_KINDS: Final = {
    ".ots": "LibreOffice のテンプレート (.ots)",
    ".fods": "LibreOffice のフラット XML の表計算ドキュメント (.fods)",
}


def is_open_document(path: Path) -> bool:
    """Tell by its ending whether a file is a spreadsheet of LibreOffice's."""
    return path.suffix.lower() == OPEN_DOCUMENT


def is_book(path: Path) -> bool:
    """Tell by its ending whether a file is a book of Excel's or LibreOffice's, and no text."""
    return path.suffix.lower() in BOOK_SUFFIXES or is_open_document(path)


def refuse_other_kinds(path: Path) -> None:
    """Refuse LibreOffice's other kinds of spreadsheets by their ending.

    Raises:
        OtherOpenDocument: a template, or a file that is no package.
    """
    kind = OTHER_KINDS.get(path.suffix.lower())
    if kind is not None:
        raise OtherOpenDocument(path=Whole(path), kind=Whole(kind))


def open_book_file(path: Path, progress: Progress) -> AbstractContextManager[Book]:
    """Open a seller's book of any kind.

    Args:
        path: of an .xlsx, .xlsm or .ods file.
        progress: told a text, what is done and how much there is.

    Returns:
        The book, open within a `with`; nothing is written before its `save`.

    Raises:
        FileRefused: a book that is left alone.
    """
    refuse_other_kinds(path)
    # What reads the one kind is not loaded for the other.
    if is_open_document(path):
        from xlshipcheck.hosts.open_document.workbook import open_document_file  # noqa: PLC0415

        return open_document_file(path, progress)
    from xlshipcheck.hosts.files.workbook import open_file  # noqa: PLC0415

    return open_file(path, progress)


def refresh_book_file(book: Book, context: Context, sheet_name: str, path: Path) -> RefreshedBook:
    """Judge the order sheets of a book and note what is to be written; nothing is written before its `save`.

    Args:
        book: the open book.
        context: the as-of day, settings and rules.
        sheet_name: this sheet only; "" for every order sheet.
        path: of the book, for sentences.

    Raises:
        FormulasNotCalculated: an order's cell that the judgement reads has no stored result.
        FileRefused: every reason of `sheets.refresh.refresh_book`.
    """
    # Who only asks for the kind of a file by its name loads nothing that judges.
    from xlshipcheck.hosts.files.uncalculated import refuse_uncalculated  # noqa: PLC0415
    from xlshipcheck.sheets.refresh import refresh_book  # noqa: PLC0415

    book.refuse_rows_far_away(context, path, sheet_name)
    book.context = context
    refreshed = refresh_book(book, context, sheet_name, path.name)
    layouts = {sheet.sheet: sheet.layout for sheet in refreshed.sheets}
    # What reads as rows without a number, and so as examples alone, may be orders that nobody has calculated.
    for name, layout in {**layouts, **refreshed.examples}.items():
        one = book.sheet(name)
        refuse_uncalculated(one, one.uncalculated, layout, path)
    return refreshed
