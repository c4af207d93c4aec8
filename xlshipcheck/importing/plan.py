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
from xlshipcheck.importing.book_rows import BookRows, room_for
from xlshipcheck.importing.cells import Change, compare
from xlshipcheck.importing.columns import shared_columns
from xlshipcheck.importing.fitness import (
    ExportRows,
    refuse_unclear_items,
    refuse_unfit,
    stale_problem,
    vanished_rows,
)
from xlshipcheck.importing.formulas import fills_roles, formulas_below, has_result_formulas, not_entered
from xlshipcheck.importing.matching import match_orders, rows_by_order
from xlshipcheck.importing.report import Difference, Findings, Rows
from xlshipcheck.sheets.port import DATE as DATE_STYLE
from xlshipcheck.sheets.port import NUMBER, TEXT, CellUpdate, NewRows, ResultColumn
from xlshipcheck.values.ranges import column_letters
from xlshipcheck.values.roles import ORDER_NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.exports.table import Table
    from xlshipcheck.importing.book_rows import Room
    from xlshipcheck.importing.cells import Compared
    from xlshipcheck.importing.columns import SharedColumn
    from xlshipcheck.importing.formulas import NotEntered, RowFormulas
    from xlshipcheck.importing.matching import Matches
    from xlshipcheck.sheets.layout import Layout
    from xlshipcheck.sheets.port import SheetPort

CHANGE_HEADER = ("行", ORDER_NUMBER, "列", "前", "後")
NEW_ORDER = "(新しい注文)"
_STYLES = {DATE: DATE_STYLE, AMOUNT: NUMBER, COUNT: NUMBER}


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
        SecondHeader, BrokenQuotes, CellTooLong: the export cannot be read to its end.
    """
    refuse_unfit(sheet, layout, table)
    shared = shared_columns(layout.header, table, context.settings.columns)
    book = BookRows(sheet, layout, shared.columns, table.market)
    export = ExportRows(table)
    refuse_unclear_items(book, export)
    stale = stale_problem(book, export, context.as_of)
    if stale is not None and not force:
        raise stale
    matches = match_orders(
        book.keys, export.keys, _repeated_rows(table, export), by_item=table.market == "Amazon"
    )
    compared = compare(book, export, shared.columns, matches)
    placed = place(book, shared.columns, compared, len(matches.new))
    headers = layout.header.headers
    formulas = placed.formulas
    new_orders = [export.numbers[row] for row in matches.new]
    findings = Findings(
        **_findings_of_matches(matches, book, export),
        vanished=[Rows(book.numbers[row], (book.first_row + row,)) for row in vanished_rows(book, export)],
        ahead=compared.ahead,
        conflicts=compared.conflicts,
        emptied=compared.emptied,
        formulas=compared.formulas,
        filled_columns=_named(headers, formulas.filled),
        columns_of_formulas=_named(headers, compared.unfilled | formulas.unfilled),
        not_entered=placed.not_entered,
        examples=example_note(sheet.name, [*book.numbers, *new_orders]),
        rows_below=placed.rows_below,
        unnumbered=matches.unnumbered - sum(export.damaged.values()),
        damaged=export.damaged,
        only_in_sheet=shared.only_in_sheet,
        only_in_export=shared.only_in_export,
        stale=stale,
    )
    return ImportPlan(
        sheet.name,
        compared.changes,
        placed.rows,
        new_orders,
        compared.known,
        findings,
        has_result_formulas(book, formulas),
        fills_roles(book, formulas),
    )


class Placed(NamedTuple):
    """Where the new orders go, and with what.

    Attributes:
        rows: the new rows, ready to be written.
        formulas: the formulas that they continue.
        rows_below: the first row that stands between the orders and the new rows; 0 for none.
        not_entered: columns of formulas that get no values of the export.
    """

    rows: NewRows
    formulas: RowFormulas
    rows_below: int
    not_entered: Sequence[NotEntered]


def place(book: BookRows, columns: Sequence[SharedColumn], compared: Compared, count: int) -> Placed:
    """Find the place of new orders and what their rows get.

    Args:
        book: the rows of the sheet.
        columns: what the sheet and the export share.
        compared: the cells of the new orders.
        count: how many there are.

    Raises:
        MergedOrderCells, TotalsRowBelow, OrderRowsTaken: the sheet has no room for them.
    """
    shared = [column.column for column in columns]
    room = room_for(book, shared, count)
    last_row = room.first_row + count - 1
    formulas = formulas_below(book, set(shared) - compared.computed, room.first_row, last_row, room.table)
    rows = _new_rows(book, room, columns, compared, count)
    entered = {column.column: column.values for column in rows.columns}
    lost = not_entered(book, columns, compared.new, entered, formulas, (room.first_row, last_row))
    return Placed(rows._replace(formulas=formulas.rows), formulas, room.rows_below, lost)


def apply_plan(sheet: SheetPort, plan: ImportPlan) -> None:
    """Write what a plan says into the sheet it was made for."""
    if plan.updates:
        sheet.write_cells(
            [
                CellUpdate(change.row, change.column.column, _style(change.column), change.new)
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


def _style(column: SharedColumn) -> str:
    return _STYLES.get(column.kind, TEXT)


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


def _findings_of_matches(matches: Matches, book: BookRows, export: ExportRows) -> dict[str, list[Rows]]:
    """Return the orders of which the rows could not be told apart, by attribute of `Findings`."""

    def orders(found: Iterable[str], rows_of: Mapping[str, Sequence[int]]) -> list[Rows]:
        return [Rows(names.get(order, order), in_book(rows_of.get(order, ()))) for order in found]

    def in_book(rows: Iterable[int]) -> tuple[int, ...]:
        return tuple(book.first_row + row for row in rows)

    names = dict(zip(reversed(export.keys.orders), reversed(export.numbers)))
    return {
        "twice_in_book": orders(matches.twice_in_book, matches.twice_in_book),
        "twice_in_export": orders(matches.twice_in_export, rows_by_order(book.keys.orders)),
        "unclear": orders(matches.unclear, matches.unclear),
        "more_packages": [
            Rows(export.numbers[number], in_book(rows)) for number, rows in matches.more_packages.items()
        ],
    }


def _new_rows(
    book: BookRows, room: Room, columns: Sequence[SharedColumn], compared: Compared, count: int
) -> NewRows:
    layout, sheet = book.layout, book.sheet
    last = room.first_row + count - 1
    filled = []
    for column, values in zip(columns, compared.new):
        if count and column.column not in compared.computed:
            # Formulas that were filled down beforehand are the seller's way of computing this column.
            existing = set(sheet.formula_rows(column.column, room.first_row, last))
            entered = [None if row in existing else value for row, value in enumerate(values, room.first_row)]
            filled.append(ResultColumn(column.header, column.column, _style(column), entered))
    if count and layout.kind == MIXED:
        place = layout.header.roles[MARKET_ROLE]
        if place + 1 not in {column.column for column in columns}:
            words = [book.market_word()] * count
            filled.append(ResultColumn(layout.header.headers[place], place + 1, TEXT, words))
    return NewRows(room.first_row, count, filled, room.like_row, room.table, top_row=book.first_row)
