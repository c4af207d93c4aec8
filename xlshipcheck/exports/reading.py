"""Export files as the tables they make together, one per marketplace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck.exports.amazon import join_exports
from xlshipcheck.exports.newest import oldest_first
from xlshipcheck.exports.table import Table, read_export
from xlshipcheck.headers.header_row import displaced_notes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xlshipcheck.context import Context


def joined_tables(paths: Sequence[Path], context: Context) -> list[Table]:
    """Return the exports as one table per marketplace, and each of the seller's own files by itself.

    Args:
        paths: the files, in any order; the newest of them counts, see `newest`.
        context: settings with the user's own column names and Amazon's categories.

    Raises:
        FileRefused: a file that cannot be read or joined.
    """
    exports = [read_export(path, path.name, context.settings.columns) for path in paths]
    tables: list[Table] = []
    for market in dict.fromkeys(export.market for export in exports):
        group = [export for export in exports if export.market == market]
        known = [export for export in group if export.kind.name]
        tables += [export for export in group if not export.kind.name]
        if known:
            # Qoo10's are put in order where they are joined: there the age of each file counts a second time.
            in_order = known if market == "Qoo10" else oldest_first(known, context.as_of)
            tables.append(join_exports(in_order, context))
    return tables


def table_remarks(table: Table) -> list[str]:
    """Return what a table lacks, what was joined or passed over, and what its files disagree about."""
    notes = [*displaced_notes(table.header_row), *table.missing, *table.notes, *table.passing_notes()]
    return [*notes, *map(str, getattr(table, "conflicts", []))]
