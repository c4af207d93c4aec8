"""The refresh of a seller's workbook up to the point where it is written, for all who need to know what it would do.

A formula whose result was never stored reads as a blank: in a book that a script made, or in rows just imported. An
order judged by such a blank is judged wrong (unsent, though it was sent), so the book is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlshipcheck.errors import FormulasNotCalculated, Whole
from xlshipcheck.headers.order_words import market_of
from xlshipcheck.headers.other_rows import number_role, rows_without_order
from xlshipcheck.headers.roles import MARKET_ROLE, MIXED
from xlshipcheck.sheets.assessment import KINDS
from xlshipcheck.sheets.refresh import other_columns, refresh_book, role_columns
from xlshipcheck.values.cell_references import column_letters
from xlshipcheck.values.cells import is_blank

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from xlshipcheck.context import Context
    from xlshipcheck.hosts.files.workbook import FileBook, FileSheet
    from xlshipcheck.sheets.refresh import Layout, RefreshedBook

    Formulas = dict[tuple[str, int], set[int]]
    """Role and column -> positions of the rows whose formula has no stored result."""
MOST_LISTED: Final = 4


def refresh_file(book: FileBook, context: Context, sheet_name: str, path: Path) -> RefreshedBook:
    """Judge the order sheets of a book and note what is to be written; nothing is written before its `save`.

    Args:
        book: the open book.
        context: the as-of day, settings and rules.
        sheet_name: this sheet only; "" for every order sheet.
        path: of the book, for sentences.

    Raises:
        FormulasNotCalculated: an order's cell that the judgement reads has no stored result.
        FileRefused: every reason of `refresh_book`.
    """
    refreshed = refresh_book(book, context, sheet_name, path.name)
    for sheet in refreshed.sheets:
        _refuse_uncalculated(book.sheet(sheet.sheet), sheet.layout, path)
    return refreshed


def _refuse_uncalculated(sheet: FileSheet, layout: Layout, path: Path) -> None:
    first = layout.header_row + 1
    formulas: Formulas = {
        (role, column + 1): {row - first for row in found}
        for role, columns in layout.header.columns.items()
        for column in columns
        if (found := sheet.uncalculated(column + 1, first, layout.last_row))
    }
    if not formulas:
        return
    told = []
    columns = role_columns(sheet, layout)
    totals = rows_without_order(columns, layout.row_count, lambda: other_columns(sheet, layout))
    orders = _orders(formulas, columns, totals)
    for (role, column), rows in formulas.items():
        places = sorted(row for row in rows & orders if role in _roles_read(layout.kind, columns, row))
        if places:
            letters = column_letters(column)
            told.append(f"{letters}列 ({role}) に{len(places):,}個、最初は {letters}{first + places[0]}")
    if told:
        more = f"、ほか{len(told) - MOST_LISTED}列" if len(told) > MOST_LISTED else ""
        raise FormulasNotCalculated(
            path=Whole(path), sheet=sheet.name, columns=Whole("、".join(told[:MOST_LISTED]) + more)
        )


def _orders(formulas: Formulas, columns: Mapping[str, Sequence[object]], totals: Collection[int]) -> set[int]:
    """Return those of the rows with such formulas that are orders; formulas filled down beforehand are none."""
    number = number_role(columns)
    # Where the number itself is not known, the row may well be an order.
    unknown = {row for (role, _), rows in formulas.items() if role == number for row in rows}
    asked = set().union(*formulas.values()).difference(totals)
    return {
        row
        for row in asked
        if row in unknown or any(not is_blank(column[row]) for column in columns.values())
    }


def _roles_read(kind: str, columns: Mapping[str, Sequence[object]], row: int) -> Collection[str]:
    """Return the roles that the judgement of a row reads."""
    if kind != MIXED:
        return _roles_of(kind)
    market = market_of(str(columns[MARKET_ROLE][row] or ""))
    return (MARKET_ROLE, *_roles_of(market)) if market else (MARKET_ROLE,)


def _roles_of(kind: str) -> Sequence[str]:
    roles: Sequence[str] = KINDS[kind].ROLES
    return roles
