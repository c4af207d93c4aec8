"""Exports imported into a book through its port: which sheet takes which export, all planned before one is applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck import errors
from xlshipcheck.importing.plan import ImportPlan, apply_plan, plan_import
from xlshipcheck.sheets.layout import Layout, read_layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.exports.table import Table
    from xlshipcheck.sheets.port import BookPort


def import_tables(
    book: BookPort,
    tables: Sequence[Table],
    context: Context,
    where: object,
    sheet: str = "",
    *,
    force: bool = False,
) -> list[ImportPlan]:
    """Add new orders to a book and update what the marketplace knows better.

    Args:
        book: the book; nothing of it is saved here.
        tables: the exports, joined.
        context: settings with the user's own column names.
        where: the book's path or name, for the sentence.
        sheet: the sheet that takes them; "" for the one that fits each.
        force: import an export that is older than what the book knows.

    Returns:
        What was done, per export.

    Raises:
        FileRefused: an export or a book that is left alone; nothing is written.
    """
    plans = []
    for table in tables:
        name, layout = sheet_for(book, table, context, where, sheet)
        plans.append(plan_import(book.sheet(name), layout, table, context, force=force))
    names = [plan.sheet for plan in plans]
    if len(set(names)) < len(names):
        # Both plans would put their new rows into the same place.
        raise errors.OneImportPerSheet(sheet=names[0])
    # All of them are planned before the first is applied: a book is changed as a whole or not at all.
    for plan in plans:
        apply_plan(book.sheet(plan.sheet), plan)
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
            path=errors.Whole(where), market=table.market, sheets=errors.Whole(listed)
        )
    return found[0]
