"""New exports of a marketplace into the seller's own book: new orders below, known orders brought up to date.

A plan is made first and can be looked at; nothing is written before it is applied. It changes cells only in
columns that the marketplace writes, never the seller's own columns, a formula, or the order of rows, and it
never empties a cell or removes a row. What it does not act on, it reports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.exports.columns import AMOUNT, COUNT, DATE
from xlshipcheck.headers.other_rows import example_note
from xlshipcheck.headers.roles import MARKET_ROLE, MIXED
from xlshipcheck.importing.book_rows import BookRows, Room, room_for
from xlshipcheck.importing.cells import CellPlan, Change
from xlshipcheck.importing.columns import SharedColumn, shared_columns
from xlshipcheck.importing.fitness import (
    ExportRows,
    refuse_unclear_items,
    refuse_unfit,
    stale_problem,
    vanished_rows,
)
from xlshipcheck.importing.formulas import fills_roles, formulas_below, has_result_formulas, not_entered
from xlshipcheck.importing.matching import Matches, match_orders, rows_by_order
from xlshipcheck.importing.report import Difference, Findings, Rows
from xlshipcheck.sheets.port import DATE as DATE_LOOK
from xlshipcheck.sheets.port import NUMBER, TEXT, CellUpdate, NewRows, ResultColumn
from xlshipcheck.values.ranges import column_letters
from xlshipcheck.values.roles import ORDER_NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.exports.table import Table
    from xlshipcheck.sheets.port import SheetPort
    from xlshipcheck.sheets.refresh import Layout

CHANGE_HEADER = ("行", ORDER_NUMBER, "列", "前", "後")
NEW_ORDER = "(新しい注文)"
_LOOKS = {DATE: DATE_LOOK, AMOUNT: NUMBER, COUNT: NUMBER}


class Counts(NamedTuple):
    """How much an import changes.

    Attributes:
        new_rows: rows that are added.
        updated_rows: rows of the sheet that get a value.
        updated_cells: cells that do.
        unchanged_rows: rows that the export speaks of and that have everything already.
    """

    new_rows: int
    updated_rows: int
    updated_cells: int
    unchanged_rows: int


class ImportPlan(NamedTuple):
    """What an import will write into one sheet, and what it found.

    Attributes:
        sheet: the sheet's name.
        updates: cells of known orders, in the order of the export.
        new_rows: the rows of new orders.
        new_orders: their order numbers.
        known_rows: how many rows of the sheet the export speaks of.
        findings: what is reported and not acted on.
        has_result_formulas: whether the sheet's results are formulas, which a refresh leaves alone.
        fills_roles: whether new rows get formulas in columns that the results are made of.
    """

    sheet: str
    updates: Sequence[Change]
    new_rows: NewRows
    new_orders: Sequence[str]
    known_rows: int
    findings: Findings
    has_result_formulas: bool = False
    fills_roles: bool = False

    @property
    def is_empty(self) -> bool:
        """Tell whether the sheet has everything already."""
        return not self.updates and not self.new_rows.row_count

    def counts(self) -> Counts:
        """Return how much changes."""
        updated = len({change.row for change in self.updates})
        return Counts(self.new_rows.row_count, updated, len(self.updates), self.known_rows - updated)

    def report(self) -> list[str]:
        """Return what is done and what was found, as sentences."""
        counts = self.counts()
        first, last = self.new_rows.first_row, self.new_rows.first_row + counts.new_rows - 1
        place = (
            "" if not counts.new_rows else f" ({first}行目)" if first == last else f" ({first}〜{last}行目)"
        )
        summary = (
            f"シート「{self.sheet}」: 新しい注文 {counts.new_rows}行{place}、"
            f"更新 {counts.updated_rows}行 ({counts.updated_cells}セル)、変更なし {counts.unchanged_rows}行"
        )
        return [summary, *self.findings.sentences()]

    def changes(self) -> list[Difference]:
        """Return what is written, a row for each updated cell and each new order.

        Returns:
            Rows under `CHANGE_HEADER`: row in the sheet, order number, column, before, after. What is about a
            person is not shown.
        """
        changed = [change.difference() for change in sorted(self.updates, key=_place)]
        new = [
            Difference(row, order, NEW_ORDER, "", "")
            for row, order in enumerate(self.new_orders, self.new_rows.first_row)
        ]
        return [*changed, *new]


def plan_import(
    sheet: SheetPort, layout: Layout, table: Table, context: Context, *, force: bool = False
) -> ImportPlan:
    """Compare a sheet with an export and say what is to be written.

    Args:
        sheet: the sheet; it is only read.
        layout: where it has what.
        table: the export, or several joined (`amazon_exports.join_exports`).
        context: settings with the user's own column names.
        force: import an export that is older than what the sheet knows.

    Returns:
        The plan.

    Raises:
        SheetProtected, MergedOrderCells, TotalsRowBelow, OrderRowsTaken: the sheet has no room for it.
        ImportNotExport, ImportMarketDiffers, StaleExport: the export does not fit.
        OrderColumnMissing, OrderColumnOfFormulas, ItemColumnMissing: orders cannot be told apart.
        RowTooLong, BrokenQuotes, CellTooLong: the export cannot be read to its end.
    """
    refuse_unfit(sheet, layout, table)
    shared = shared_columns(layout.header, table, context.settings.columns)
    book = BookRows(sheet, layout, shared.columns, table.market)
    export = ExportRows(table)
    refuse_unclear_items(book, export)
    findings = Findings()
    findings.only_in_sheet, findings.only_in_export = shared.only_in_sheet, shared.only_in_export
    stale = stale_problem(book, export)
    if stale is not None:
        if not force:
            raise stale
        findings.stale = f"{stale} (--force のため取り込みます)"
    repeated = _repeated_rows(table, export)
    matches = match_orders(book.keys, export.keys, repeated, by_item=table.market == "Amazon")
    _report_matches(findings, matches, book, export)
    findings.vanished = [
        Rows(book.numbers[row], (book.first_row + row,)) for row in vanished_rows(book, export)
    ]
    cells = CellPlan(book, export, shared.columns, matches, findings)
    columns = [column.column for column in shared.columns]
    room = room_for(book, columns, len(matches.new))
    last_row = room.first_row + len(matches.new) - 1
    written = set(columns) - cells.computed
    formulas = formulas_below(book, written, room.first_row, last_row, room.table)
    findings.rows_below = room.rows_below
    headers = layout.header.headers
    blank = cells.left_blank | formulas.left_blank
    findings.filled_columns = _named(headers, formulas.filled)
    findings.columns_of_formulas = _named(headers, blank)
    new_rows = _new_rows(book, room, shared.columns, cells, len(matches.new))
    entered = {column.column: column.values for column in new_rows.columns}
    span = (room.first_row, last_row)
    findings.not_entered = not_entered(book, shared.columns, cells.new, entered, formulas, span)
    new_orders = [export.numbers[row] for row in matches.new]
    findings.examples = example_note(sheet.name, [*book.numbers, *new_orders])
    return ImportPlan(
        sheet.name,
        cells.changes,
        new_rows._replace(formulas=formulas.rows),
        new_orders,
        cells.known,
        findings,
        has_result_formulas(book, formulas),
        fills_roles(book, formulas),
    )


def apply_plan(sheet: SheetPort, plan: ImportPlan) -> None:
    """Write what a plan says into the sheet it was made for."""
    if plan.updates:
        sheet.write_cells(
            [
                CellUpdate(change.row, change.column.column, _look(change.column), change.new)
                for change in plan.updates
            ]
        )
    if plan.new_rows.row_count:
        sheet.append_rows(plan.new_rows)


def _place(change: Change) -> tuple[int, int]:
    return change.row, change.column.column


def _named(headers: Sequence[str], columns: Iterable[int]) -> list[str]:
    """Return the headers of some columns; the column's letters where it has none."""
    return [
        headers[column - 1]
        if column <= len(headers) and headers[column - 1]
        else f"{column_letters(column)}列"
        for column in sorted(columns)
    ]


def _look(column: SharedColumn) -> str:
    return _LOOKS.get(column.kind, TEXT)


def _repeated_rows(table: Table, export: ExportRows) -> set[int]:
    """Return the rows that say the same as an earlier one of their order."""
    groups = rows_by_order(export.keys.orders)
    suspects = {row for rows in groups.values() if len(rows) > 1 for row in rows}
    if not suspects:
        return set()
    seen: set[tuple[str, ...]] = set()
    repeated = set()
    for number, cells in enumerate(table.iterate_rows()):
        if number in suspects:
            content = tuple(cells)
            if content in seen:
                repeated.add(number)
            seen.add(content)
    return repeated


def _report_matches(findings: Findings, matches: Matches, book: BookRows, export: ExportRows) -> None:
    def orders(found: Mapping[str, Sequence[int]], rows_of: Mapping[str, Sequence[int]]) -> list[Rows]:
        return [
            Rows(names.get(order, order), tuple(book.first_row + row for row in rows_of.get(order, ())))
            for order in found
        ]

    names = dict(zip(reversed(export.keys.orders), reversed(export.numbers)))
    findings.unnumbered = matches.unnumbered
    findings.twice_in_book = orders(matches.twice_in_book, matches.twice_in_book)
    findings.twice_in_export = orders(matches.twice_in_export, rows_by_order(book.keys.orders))
    findings.unclear = orders(matches.unclear, matches.unclear)
    findings.more_packages = [
        Rows(export.numbers[number], tuple(book.first_row + row for row in rows))
        for number, rows in matches.more_packages.items()
    ]


def _new_rows(
    book: BookRows, room: Room, columns: Sequence[SharedColumn], cells: CellPlan, count: int
) -> NewRows:
    layout, sheet = book.layout, book.sheet
    last = room.first_row + count - 1
    filled = []
    for column, values in zip(columns, cells.new):
        if count and column.column not in cells.computed:
            # Formulas that were filled down beforehand are the seller's way of computing this column.
            standing = set(sheet.formula_rows(column.column, room.first_row, last))
            entered = [None if row in standing else value for row, value in enumerate(values, room.first_row)]
            filled.append(ResultColumn(column.header, column.column, _look(column), entered))
    if count and layout.kind == MIXED:
        place = layout.header.roles[MARKET_ROLE]
        if place + 1 not in {column.column for column in columns}:
            words = [book.market_word()] * count
            filled.append(ResultColumn(layout.header.headers[place], place + 1, TEXT, words))
    return NewRows(room.first_row, count, filled, room.like_row, room.table, top_row=book.first_row)
