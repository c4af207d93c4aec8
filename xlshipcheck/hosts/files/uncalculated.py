"""Formulas of a file without a stored result: they read as blanks, and an order must not be judged by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlshipcheck.errors import FormulasNotCalculated, Whole
from xlshipcheck.headers.other_rows import number_role, rows_without_order
from xlshipcheck.headers.roles import MARKET_ROLE, MIXED, market_of
from xlshipcheck.sheets.assessment import KINDS
from xlshipcheck.sheets.layout import other_columns, role_columns
from xlshipcheck.values.cells import is_blank
from xlshipcheck.values.ranges import column_letters

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from xlshipcheck.sheets.layout import Layout
    from xlshipcheck.sheets.port import SheetPort

    Formulas = Mapping[tuple[str, int], set[int]]
MOST_LISTED: Final = 4


def refuse_uncalculated(
    sheet: SheetPort,
    uncalculated: Callable[[int, int, int], Sequence[int]],
    layout: Layout,
    path: Path,
    *,
    every_role: bool = False,
) -> None:
    """Refuse a sheet on which an order's cell that the judgement reads has no stored result.

    Args:
        sheet: the sheet.
        uncalculated: gives the rows of a column, between two rows, whose formulas have no stored result.
        layout: where it has what.
        path: of the book, for the sentence.
        every_role: what is read is more than the judgement reads, such as the quantity of an upload file.

    Raises:
        FormulasNotCalculated: with the columns and their first cells.
    """
    first = layout.header_row + 1
    formulas: Formulas = {
        (role, column + 1): {row - first for row in found}
        for role, columns in layout.header.columns.items()
        for column in columns
        if (found := uncalculated(column + 1, first, layout.last_row))
    }
    if not formulas:
        return
    lists = []
    columns = role_columns(sheet, layout)
    totals = rows_without_order(columns, layout.row_count, lambda: other_columns(sheet, layout))
    orders = _orders(formulas, columns, totals)
    for (role, column), rows in formulas.items():
        places = sorted(
            row for row in rows & orders if every_role or role in _roles_read(layout.kind, columns, row)
        )
        if places:
            letters = column_letters(column)
            lists.append(f"{letters}列 ({role}) に{len(places):,}個、最初は {letters}{first + places[0]}")
    if lists:
        more = f"、ほか{len(lists) - MOST_LISTED}列" if len(lists) > MOST_LISTED else ""
        raise FormulasNotCalculated(
            path=Whole(path), sheet=sheet.name, columns=Whole("、".join(lists[:MOST_LISTED]) + more)
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
