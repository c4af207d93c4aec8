"""Importing export files into a seller's own workbook: which sheet takes which export, then one save."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.exports.reading import joined_tables, table_remarks
from xlshipcheck.hosts.book_import import import_tables
from xlshipcheck.hosts.files.workbook import open_file

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from xlshipcheck.context import Context
    from xlshipcheck.hosts.files.workbook import FileBook
    from xlshipcheck.importing.plan import ImportPlan


class Imported(NamedTuple):
    """What an import did.

    Attributes:
        plans: what was planned for each sheet.
        notes: what was joined, collapsed or is missing in the exports.
        written: the file written; None for a dry run or where nothing changed.
        backup: the backup of the book.
    """

    plans: list[ImportPlan]
    notes: list[str]
    written: Path | None
    backup: Path | None


class ImportOptions(NamedTuple):
    """How to import.

    Attributes:
        book: the workbook.
        sheet: its sheet; "" for the one that fits the export.
        force: import an export that is older than what the book knows.
        dry_run: compare and report, write nothing.
    """

    book: Path
    sheet: str = ""
    force: bool = False
    dry_run: bool = False


def import_files(
    paths: Sequence[Path],
    settled: Callable[[FileBook], Context],
    options: ImportOptions,
    now: dt.datetime,
    progress: Callable[[str, int, int], None],
) -> Imported:
    """Add new orders to a workbook and update what the marketplace knows better.

    Args:
        paths: the exports, oldest first.
        settled: gives the context for the book, its own 設定 sheet included.
        options: into what and how.
        now: local time, for the backup's name.
        progress: told what is done and how much there is.

    Raises:
        FileRefused: an export or a book that is left alone; nothing is written.
    """
    with open_file(options.book, progress) as book:
        context = settled(book)
        tables = joined_tables(paths, context)
        notes = [note for table in tables for note in table_remarks(table)]
        plans = import_tables(book, tables, context, options.book, options.sheet, force=options.force)
        if options.dry_run or all(plan.is_empty for plan in plans):
            return Imported(plans, notes, None, None)
        saved = book.save(now)
    return Imported(plans, notes, options.book, saved.backup)
