"""The seller's own formulas in new rows: without them a new order has no stage, and nobody sees that it is late.

A column continues the formula of its last order, as filling it down in a spreadsheet program does. What cannot be
continued stays blank and is reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.headers.roles import MARKET_ROLE, MIXED
from xlshipcheck.importing.book_rows import headed_columns
from xlshipcheck.sheets.refusals import STAGE_WORDS
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from xlshipcheck.importing.book_rows import BookRows


LAST_ROWS = 5
FORMULAS_AT_END = 3
"""Excel continues formulas that stand in three of the last five rows above ("Extend data range formats and formulas")."""


class RowFormulas(NamedTuple):
    """The formulas of new rows.

    Attributes:
        rows: by column, the row whose formula the new rows continue; 0 where only their table has one.
        filled: those of the columns in which new rows have no formula yet.
        left_blank: columns of formulas in which new rows have none and get none.
    """

    rows: Mapping[int, int]
    filled: frozenset[int]
    left_blank: frozenset[int]


NO_FORMULAS = RowFormulas({}, frozenset(), frozenset())


def formulas_below(
    book: BookRows, written: Collection[int], first_row: int, last_row: int, table: str
) -> RowFormulas:
    """Return the formulas that new rows get.

    Args:
        book: the rows of the sheet.
        written: columns that get values.
        first_row: the first new row.
        last_row: the last new row; none are new where it stands before the first.
        table: name of the table that includes them; "" for none.
    """
    if last_row < first_row:
        return NO_FORMULAS
    sheet, layout = book.sheet, book.layout
    market = layout.header.roles[MARKET_ROLE] + 1 if layout.kind == MIXED else 0
    columns = [column for column in headed_columns(layout) if column not in written and column != market]
    sources = {column: _source_row(book, column, first_row, last_row) for column in columns}
    continued = sheet.continued_formulas(sources, table)
    with_formula = {column for column, row in sources.items() if row} | continued
    if book.last_order_row >= book.first_row:
        # An array formula stands in its first row alone, and one order may have a formula of its own.
        for row in {book.first_row, book.last_order_row}:
            with_formula |= sheet.formula_columns(columns, row, row)
    count = last_row - first_row + 1
    waiting = frozenset(
        column for column in with_formula if len(sheet.formula_rows(column, first_row, last_row)) < count
    )
    rows = {column: sources[column] for column in sorted(continued)}
    return RowFormulas(rows, waiting & continued, waiting - continued)


def has_result_formulas(book: BookRows, formulas: RowFormulas) -> bool:
    """Tell whether the stage of the orders is a formula: a refresh leaves it alone, the spreadsheet computes it."""
    titles = set(map(name_key, STAGE_WORDS))
    headers = book.layout.header.headers
    columns = [column for column, text in enumerate(headers, 1) if text and name_key(text) in titles]
    standing = book.sheet.formula_columns(columns, book.first_row, book.layout.last_row) if columns else set()
    return bool(standing or formulas.rows.keys() & set(columns))


def fills_roles(book: BookRows, formulas: RowFormulas) -> bool:
    """Tell whether new rows get formulas that a refresh reads: they have no value before the book was opened."""
    roles = {column + 1 for columns in book.layout.header.columns.values() for column in columns}
    return bool(formulas.filled & roles)


def _source_row(book: BookRows, column: int, first_row: int, last_row: int) -> int:
    """Return the row whose formula new rows continue in a column; 0 for none.

    That is the last order with a formula, if the formulas are those of the column: a single one typed into an order
    says nothing about the others. Without any order it is the last of the rows filled down beforehand.
    """
    last_order = book.last_order_row
    if last_order < book.first_row:
        return max(book.sheet.formula_rows(column, first_row, last_row), default=0)
    orders = [row for row, number in enumerate(book.numbers, book.first_row) if number]
    formulas = set(book.sheet.formula_rows(column, book.first_row, last_order))
    there = [row for row in orders if row in formulas]
    at_end = sum(row in formulas for row in orders[-LAST_ROWS:])
    return there[-1] if at_end >= FORMULAS_AT_END or 2 * len(there) > len(orders) else 0
