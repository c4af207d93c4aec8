"""The seller's own formulas in new rows: without them a new order has no stage, and nobody sees that it is late.

A column continues the formula of its last order, as filling it down in a spreadsheet program does. What cannot be
continued stays blank and is reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.exports.columns import AMOUNT
from xlshipcheck.headers.roles import MARKET_ROLE, MIXED
from xlshipcheck.importing.book_rows import headed_columns
from xlshipcheck.sheets.refusals import STAGE_WORDS
from xlshipcheck.values.cells import is_blank
from xlshipcheck.values.formula_text import own_row_titles, references
from xlshipcheck.values.ranges import column_letters
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from xlshipcheck.exports.columns import Cell
    from xlshipcheck.importing.book_rows import BookRows
    from xlshipcheck.importing.columns import SharedColumn


LAST_ROWS = 5
FORMULAS_AT_END = 3
"""Excel continues formulas that stand in three of the last five rows above ("Extend data range formats and formulas")."""


class RowFormulas(NamedTuple):
    """The formulas of new rows.

    Attributes:
        rows: by column, the row whose formula the new rows continue; 0 where only their table has one.
        filled: those of the columns in which new rows have no formula yet.
        unfilled: columns of formulas in which new rows have none and get none.
    """

    rows: Mapping[int, int]
    filled: frozenset[int]
    unfilled: frozenset[int]


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
    existing = book.sheet.formula_columns(columns, book.first_row, book.layout.last_row) if columns else set()
    return bool(existing or formulas.rows.keys() & set(columns))


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


class NotEntered(NamedTuple):
    """A column of which the export's values are not entered.

    Attributes:
        header: its header.
        role: its role; "" for none.
        is_amount: whether it holds amounts.
        inputs: the columns that its formula uses and that are blank in the new rows, letters and header.
    """

    header: str
    role: str
    is_amount: bool
    inputs: tuple[str, ...]


def own_row_columns(formula: str, row: int, headers: Sequence[str]) -> set[int]:
    """Return the columns from which a formula reads cells of its own row.

    Args:
        formula: without `=`, in the English spelling.
        row: the row it stands in.
        headers: of the columns, from A on, which a formula of a table may name.

    >>> sorted(own_row_columns("ROUND((D5+E5)/$H$1,0)", 5, []))
    [4, 5]
    """
    found = {headers.index(title) + 1 for title in own_row_titles(formula) if title and title in headers}
    for cells in references(formula):
        is_own_row = cells.goes_down and cells.first_row == cells.last_row == row
        if is_own_row and not cells.sheet and cells.first_column:
            found.update(range(cells.first_column, cells.last_column + 1))
    return found


def not_entered(
    book: BookRows,
    columns: Sequence[SharedColumn],
    values: Sequence[Sequence[Cell]],
    entered: Mapping[int, Sequence[object]],
    formulas: RowFormulas,
    new_rows: tuple[int, int],
) -> list[NotEntered]:
    """Return the columns of formulas that lose values of the export in new rows.

    Args:
        book: the rows of the sheet.
        columns: what the sheet and the export share.
        values: what the export says of each of them in the new rows.
        entered: by column, what the new rows get.
        formulas: the formulas that they continue.
        new_rows: the first and the last of them.
    """
    lost = [
        column
        for column, said in zip(columns, values)
        if any(
            not is_blank(value) and is_blank(got) for value, got in _beside(said, entered.get(column.column))
        )
    ]
    if not lost:
        return []
    sources = {column: row for column, row in formulas.rows.items() if row}
    sources.update(
        (column.column, _formula_row(book, column.column, new_rows))
        for column in lost
        if column.column not in sources
    )
    headers = book.layout.header.headers
    texts = book.sheet.formula_texts({column: row for column, row in sources.items() if row})
    used = {column: own_row_columns(text, sources[column], headers) for column, text in texts.items()}
    filled = {column for column, got in entered.items() if not all(map(is_blank, got))}
    filled.update(column for column in formulas.rows if column not in used)
    return [
        NotEntered(
            column.header,
            column.role,
            column.kind == AMOUNT,
            tuple(
                _named(headers, place)
                for place in _blank_inputs(column.column, used, filled)
                if not book.sheet.formula_rows(place, *new_rows)
            ),
        )
        for column in lost
    ]


def _beside(said: Sequence[Cell], got: Sequence[object] | None) -> zip[tuple[Cell, object]]:
    return zip(said, [None] * len(said) if got is None else got)


def _formula_row(book: BookRows, column: int, new_rows: tuple[int, int]) -> int:
    existing = book.sheet.formula_rows(column, book.first_row, max(book.last_order_row, new_rows[1]))
    return max(existing, default=0)


def _blank_inputs(column: int, used: Mapping[int, set[int]], filled: set[int]) -> list[int]:
    """Return the columns without a value that a column is computed from, through other columns of formulas too."""
    blank: set[int] = set()
    seen = {column}
    waiting = [column]
    while waiting:
        for place in used.get(waiting.pop(), set()) - seen:
            seen.add(place)
            if place in used:
                waiting.append(place)
            elif place not in filled:
                blank.add(place)
    return sorted(blank)


def _named(headers: Sequence[str], column: int) -> str:
    header = headers[column - 1] if column <= len(headers) else ""
    return f"{column_letters(column)}列「{header}」" if header else f"{column_letters(column)}列"
