"""Exports and issued labels imported into a book through its port: which sheet takes which, all planned before one is applied."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.exports.reading import joined_tables, table_remarks
from xlshipcheck.importing.labels import apply_labels, plan_labels
from xlshipcheck.importing.plan import ImportPlan, apply_plan, plan_import
from xlshipcheck.labels.reading import parted, read_labels
from xlshipcheck.sheets.layout import Layout, order_sheets, read_layout

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xlshipcheck.context import Context
    from xlshipcheck.exports.table import Table
    from xlshipcheck.labels.reading import LabelFile
    from xlshipcheck.sheets.port import BookPort


class Given(NamedTuple):
    """Files to import, as read.

    Attributes:
        tables: the exports, joined.
        labels: the files of issued labels.
    """

    tables: list[Table]
    labels: list[LabelFile]


def read_given(paths: Sequence[Path], context: Context) -> Given:
    """Read files that were chosen together, in any order.

    Raises:
        FileRefused: one of them is left alone.
    """
    labels, exports = parted(paths)
    files = [read_labels(path, context.settings) for path in labels]
    return Given(joined_tables(exports, context), files)


def import_given(
    book: BookPort, given: Given, context: Context, where: object
) -> tuple[list[str], list[str]]:
    """Import exports, then the labels: one may belong to an order that has just come.

    Args:
        book: an open book, in which what was written is read again at once.
        given: the files as read.
        context: the as-of day and settings.
        where: the book's name, for sentences.

    Returns:
        What was done, a line for each sheet, and what is to be known besides.

    Raises:
        FileRefused: a file or a book that is left alone; the host takes back what was written.
    """
    reports = [plan.report() for plan in import_tables(book, given.tables, context, where)]
    done = [lines[0] for lines in reports]
    said = [line for lines in reports for line in lines[1:]]
    said += [note for table in given.tables for note in [*table_remarks(table), *table.skipped_rows()]]
    if given.labels:
        plan = plan_labels(book, given.labels, context, where)
        apply_labels(book, plan)
        count = len(plan.sheets) + (plan.holds is not None)
        report = plan.report()
        done += report[:count]
        said += [*report[count:], *plan.problems]
    return done, said


def import_tables(
    book: BookPort,
    tables: Sequence[Table],
    context: Context,
    where: object,
    sheet: str = "",
    *,
    force: bool = False,
) -> list[ImportPlan]:
    """Add new orders to a book and update what the marketplace knows better; see `plan_tables`.

    Raises:
        FileRefused: an export or a book that is left alone; nothing is written.
    """
    plans = plan_tables(book, tables, context, where, sheet, force=force)
    # All of them are planned before the first is applied: a book is changed as a whole or not at all.
    for plan in plans:
        apply_plan(book.sheet(plan.sheet), plan)
    return plans


def plan_tables(
    book: BookPort,
    tables: Sequence[Table],
    context: Context,
    where: object,
    sheet: str = "",
    *,
    force: bool = False,
) -> list[ImportPlan]:
    """Say what exports will write into a book.

    Args:
        book: the book; it is only read.
        tables: the exports, joined.
        context: settings with the user's own column names.
        where: the book's path or name, for the sentence.
        sheet: the sheet that takes them; "" for the one that fits each.
        force: import an export that is older than what the book knows.

    Returns:
        What is to be done, per export.

    Raises:
        FileRefused: an export or a book that is left alone.
    """
    plans = []
    for table in tables:
        name, layout = sheet_for(book, table, context, where, sheet)
        plans.append(plan_import(book.sheet(name), layout, table, context, force=force))
    names = [plan.sheet for plan in plans]
    if len(set(names)) < len(names):
        # Both plans would put their new rows into the same place.
        raise errors.OneImportPerSheet(sheet=names[0])
    return plans


def sheet_for(
    book: BookPort, table: Table, context: Context, where: object, sheet: str = ""
) -> tuple[str, Layout]:
    """Return the sheet that takes an export: the one named, else the only one of its marketplace.

    Raises:
        SheetMissing, ImportSheetUnclear: no sheet, or more than one, could take it.
    """
    names = book.sheet_names()
    if sheet:
        if sheet not in names:
            raise errors.SheetMissing(sheet=sheet, sheets=errors.Whole("・".join(names)))
        return sheet, read_layout(book.sheet(sheet), context)
    layouts, _ = order_sheets(book, context)
    found = [(name, layout) for name, layout in layouts.items() if layout.kind == table.market]
    if len(found) != 1:
        listed = "・".join(name for name, _ in found) or "なし"
        raise errors.ImportSheetUnclear(
            path=errors.Whole(where), market=table.market, sheets=errors.Whole(listed)
        )
    return found[0]
