"""取込 in Excel: exports that the seller chose, into the book that is open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xlshipcheck.exports.reading import joined_tables, table_remarks
from xlshipcheck.hosts.book_import import import_tables
from xlshipcheck.hosts.excel.book import ExcelBook
from xlshipcheck.hosts.excel.buttons import quiet
from xlshipcheck.hosts.excel.settings import context_of
from xlshipcheck.hosts.excel.undo import put_back
from xlshipcheck.hosts.excel.values import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.hosts.excel.ranges import Com


def import_into_workbook(workbook: Com, paths: object, settings: object = None) -> str:
    """Import exports into a `Workbook` handed over by VBA and return what was done, in Japanese.

    Args:
        workbook: Excel's `Workbook`.
        paths: the paths of the files, as `GetOpenFilename` gives them.
        settings: the book's settings as a block of cells, see `excel_settings`.

    Raises:
        FileRefused: an export or a book that is left alone; nothing is changed.
    """
    from win32com.client import Dispatch  # type: ignore[import-untyped,unused-ignore]  # noqa: PLC0415  Windows only

    files = [Path(str(path)) for row in rows_of(paths) for path in row if path]
    return import_into_open_book(Dispatch(workbook), files, settings)


def import_into_open_book(workbook: Com, paths: Sequence[Path], settings: object = None) -> str:
    """Import exports into a book by Excel's own objects; see `import_into_workbook`."""
    context = context_of(settings)
    tables = joined_tables(paths, context)
    lines = [note for table in tables for note in table_remarks(table)]
    with quiet(workbook.Application):
        book = ExcelBook(workbook)
        try:
            plans = import_tables(book, tables, context, str(workbook.Name))
        except BaseException:
            put_back(book.undo)
            raise
    return "\n".join([*(line for plan in plans for line in plan.report()), *lines])
