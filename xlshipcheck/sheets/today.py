"""The facts of a sheet with where it stands and what its orders are called, for the list of today."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from xlshipcheck.headers.roles import header_key, role_names
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.today.plan import SheetFacts
from xlshipcheck.values.roles import WISHED_DATE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xlshipcheck.values.results import Assessed


@cache
def _shown_headers() -> dict[str, str]:
    """Return key of a header -> what it shows, `name` or `wished`."""
    shown = {
        header_key(header): field
        for field, headers in group_table("headers")["shown"].items()
        for header in headers
    }
    return {**shown, **{key: "wished" for key, (role, _) in role_names().items() if role == WISHED_DATE}}


def shown_columns(headers: Sequence[str]) -> dict[str, int]:
    """Return what is shown of an order, `name` or `wished`, -> its column, counted from 0."""
    columns: dict[str, int] = {}
    for column, header in enumerate(headers):
        field = _shown_headers().get(header_key(header)) if header else None
        if field:
            columns.setdefault(field, column)
    return columns


def sheet_facts(
    name: str,
    first_row: int,
    assessed: Assessed,
    headers: Sequence[str],
    read: Callable[[Sequence[int]], Sequence[Sequence[object]]],
    order_column: int = 0,
    stored: Sequence[object] = (),
) -> SheetFacts:
    """Return the facts of a judged sheet, its orders with 商品名 and お届け希望日.

    Args:
        name: the sheet.
        first_row: number of its first data row, from 1.
        assessed: the judged rows.
        headers: texts of its header row.
        read: gives columns, counted from 0, each with one cell per data row.
        order_column: the column in which its order numbers stand, from 1; 0 for none.
        stored: the order numbers as their cells hold them.
    """
    facts = assessed.facts
    columns = shown_columns(headers)
    if facts.orders and columns:
        cells = dict(zip(columns, read(list(columns.values()))))
        blank: Sequence[object] = ()
        names, wished = cells.get("name", blank), cells.get("wished", blank)
        orders = [
            fact._replace(
                name=_text(names[fact.row]) if names else "", wished=_text(wished[fact.row]) if wished else ""
            )
            for fact in facts.orders
        ]
        facts = facts._replace(orders=orders)
    problems = [(first_row + problem.row, problem.order, problem.text) for problem in assessed.problems]
    numbers = frozenset(
        first_row + fact.row
        for fact in facts.orders
        if stored and isinstance(stored[fact.row], (int, float)) and not isinstance(stored[fact.row], bool)
    )
    return SheetFacts(name, first_row, facts, problems, order_column, numbers)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell.year}/{cell.month}/{cell.day}"
    return str(cell).strip().lstrip("'")
