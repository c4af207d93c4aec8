"""A seller's book on the disk, of whichever kind: .xlsx and .xlsm as packages of Excel, .ods as LibreOffice's."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, cast

from xlshipcheck.errors import OtherOpenDocument, Whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from xlshipcheck.context import Context
    from xlshipcheck.hosts.files.workbook import FileBook
    from xlshipcheck.hosts.open_document.workbook import DocumentBook

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


def refuse_other_kinds(path: Path) -> None:
    """Refuse LibreOffice's other kinds of spreadsheets by their ending.

    Raises:
        OtherOpenDocument: a template, or a file that is no package.
    """
    kind = OTHER_KINDS.get(path.suffix.lower())
    if kind is not None:
        raise OtherOpenDocument(path=Whole(path), kind=Whole(kind))


@contextmanager
def open_book_file(path: Path, progress: Progress) -> Iterator[Book]:
    """Open a seller's book of any kind.

    Args:
        path: of an .xlsx, .xlsm or .ods file.
        progress: told a text, what is done and how much there is.

    Yields:
        The book; nothing is written before its `save`.

    Raises:
        FileRefused: a book that is left alone.
    """
    refuse_other_kinds(path)
    # What reads the one kind is not loaded for the other.
    if is_open_document(path):
        from xlshipcheck.hosts.open_document.workbook import open_document_file  # noqa: PLC0415

        with open_document_file(path, progress) as document:
            yield document
        return
    from xlshipcheck.hosts.files.workbook import open_file  # noqa: PLC0415

    with open_file(path, progress) as book:
        yield book


def refuse_rows_far_away(book: Book, context: Context, path: Path, sheet: str = "") -> None:
    """Refuse an order sheet with something in a row far below all others.

    Args:
        book: the open book.
        context: settings with the user's own column names.
        path: of the book, for sentences.
        sheet: this sheet only; "" for every order sheet.

    Raises:
        RowFarAway, TableFarTooLong: with what stands there.
    """
    if is_open_document(path):
        from xlshipcheck.hosts.open_document.workbook import refuse_stray_rows  # noqa: PLC0415

        refuse_stray_rows(cast("DocumentBook", book), context, path, sheet)
        return
    from xlshipcheck.hosts.files.workbook import refuse_far_rows  # noqa: PLC0415

    refuse_far_rows(cast("FileBook", book), context, path, sheet)


def prepare_to_save(book: Book, context: Context, path: Path) -> list[str]:
    """Let the formulas of a book that is about to be written say what they come to, as far as its kind lets us.

    Args:
        book: the open book, into which everything is written.
        context: what formulas of ours are answered with.
        path: of the book.

    Returns:
        What the seller has to do about those that still show the result from before.
    """
    if is_open_document(path):
        from xlshipcheck.hosts.open_document.workbook import RECALCULATE  # noqa: PLC0415

        return [RECALCULATE] if cast("DocumentBook", book).uses_written_columns() else []
    cast("FileBook", book).context = context
    return []
