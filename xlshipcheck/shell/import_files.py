"""Importing export files into a seller's own workbook: which sheet takes which export, then one save."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.hosts.files import FileBook, open_file
from xlshipcheck.importing import ImportPlan, apply_plan, plan_import
from xlshipcheck.order_sheet import Layout, read_layout
from xlshipcheck.shell.refresh_files import joined_tables, table_remarks

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from xlshipcheck.context import Context
    from xlshipcheck.exports import Table


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
    context: Context,
    options: ImportOptions,
    now: dt.datetime,
    progress: Callable[[str, int, int], None],
) -> Imported:
    """Add new orders to a workbook and update what the marketplace knows better.

    Args:
        paths: the exports, oldest first.
        context: settings with the user's own column names.
        options: into what and how.
        now: local time, for the backup's name.
        progress: told what is done and how much there is.

    Raises:
        FileRefused: an export or a book that is left alone; nothing is written.
    """
    tables = joined_tables(paths, context)
    notes = [note for table in tables for note in table_remarks(table)]
    with open_file(options.book, progress) as book:
        plans = []
        for table in tables:
            name, layout = _sheet_for(book, table, options.sheet, context)
            plans.append(plan_import(book.sheet(name), layout, table, context, force=options.force))
        # All of them are planned before the first is applied: a book is changed as a whole or not at all.
        for plan in plans:
            apply_plan(book.sheet(plan.sheet), plan)
        if options.dry_run or all(plan.is_empty for plan in plans):
            return Imported(plans, notes, None, None)
        saved = book.save(now)
    return Imported(plans, notes, options.book, saved.backup)


def _sheet_for(book: FileBook, table: Table, sheet: str, context: Context) -> tuple[str, Layout]:
    """Return the sheet that takes an export: the one named, else the only one of its marketplace.

    Raises:
        SheetMissing, ImportSheetUnclear: no sheet, or more than one, could take it.
    """
    names = book.sheet_names()
    if sheet:
        if sheet not in names:
            raise errors.SheetMissing(sheet=sheet, sheets=errors.Whole("・".join(names)))
        return sheet, read_layout(book.sheet(sheet), context)
    found: list[tuple[str, Layout]] = []
    for name in names:
        try:
            layout = read_layout(book.sheet(name), context)
        except (errors.HeaderMissing, errors.SheetKindUnknown):
            continue
        if layout.kind == table.market:
            found.append((name, layout))
    if len(found) != 1:
        listed = "・".join(name for name, _ in found) or "なし"
        raise errors.ImportSheetUnclear(
            path=errors.Whole(book.edit.book.path), market=table.market, sheets=errors.Whole(listed)
        )
    return found[0]
