"""The facts of a sheet with where it stands and what its orders are called, for the list of today."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

from xlshipcheck.headers.roles import header_key, role_names
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.today.plan import OrderColumn, SheetFacts
from xlshipcheck.values.results import joined_remarks
from xlshipcheck.values.roles import WISHED_DATE
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xlshipcheck.values.facts import Facts, OrderFact, PackageFact, ParcelFact
    from xlshipcheck.values.results import Assessed


@cache
def _shown_headers() -> dict[str, str]:
    """Return key of a header -> what it tells, see `shown_columns`."""
    shown = {
        header_key(header): field
        for field, headers in group_table("headers")["shown"].items()
        for header in headers
    }
    return {**shown, **{key: "wished" for key, (role, _) in role_names().items() if role == WISHED_DATE}}


def shown_columns(headers: Sequence[str]) -> dict[str, int]:
    """Return what the list of today wants of an order -> its column, counted from 0.

    `name` and `wished` are shown, `recipient` and `address` tell what can be packed together.
    """
    columns: dict[str, int] = {}
    for column, header in enumerate(headers):
        field = _shown_headers().get(header_key(header)) if header else None
        if field:
            columns.setdefault(field, column)
    if not columns.keys() >= set(_TOGETHER):
        # One of the two alone says too little: families share a name, houses an address.
        columns = {field: column for field, column in columns.items() if field not in _TOGETHER}
    return columns


_TOGETHER: Final = ("recipient", "address")


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
    unread, to_correct, ahead = _to_check(assessed, first_row)
    if (facts.orders or facts.bookings or facts.cancels) and columns:
        table = dict(zip(columns, read(list(columns.values()))))
        blank = [None] * (max((fact.row for fact in facts.orders), default=0) + 1)
        names, wishes = table.get("name"), table.get("wished", blank)
        recipients, addresses = (table.get(field, blank) for field in _TOGETHER)
        orders = [
            fact._replace(
                name=_text((names or blank)[fact.row]),
                wished=_text(wishes[fact.row]),
                buyer=_buyer(recipients[fact.row], addresses[fact.row]),
            )
            for fact in facts.orders
        ]
        facts = facts._replace(orders=orders)
        if names is not None:
            facts = facts._replace(
                bookings=[fact._replace(name=_text(names[fact.row])) for fact in facts.bookings],
                cancels=[fact._replace(name=_text(names[fact.row])) for fact in facts.cancels],
            )
    place = _order_column(facts, first_row, order_column, stored) if stored else OrderColumn(order_column)
    return SheetFacts(name, first_row, facts, unread, place, to_correct, ahead)


_Rows = list[tuple[int, str, str]]


def _to_check(assessed: Assessed, first_row: int) -> tuple[_Rows, _Rows, _Rows]:
    """Return the rows that are not judged, those that have something to correct, those with a date ahead; each once."""
    doubtful = {one.row: one for one in assessed.doubtful}
    unread: _Rows = []
    to_correct: _Rows = []
    for problem in assessed.problems:
        doubt = doubtful.pop(problem.row, None)
        text = joined_remarks([problem.text, doubt.text if doubt else ""])
        found = to_correct if problem.is_judged else unread
        found.append((first_row + problem.row, problem.order, text))
    return unread, to_correct, [(first_row + one.row, one.order, one.text) for one in doubtful.values()]


def _order_column(facts: Facts, first_row: int, column: int, stored: Sequence[object]) -> OrderColumn:
    """Return how the numbers of orders are found in their column, each as its cell holds it."""
    numbers, others = set(), {}
    listed: list[OrderFact | PackageFact | ParcelFact] = [*facts.orders, *facts.packages, *facts.parcels]
    for fact in listed:
        cell, row = stored[fact.row], first_row + fact.row
        if isinstance(cell, str):
            if cell != fact.order:
                others[row] = cell
            continue
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            numbers.add(row)
            if fact.order.isdecimal():
                continue
        others[row] = ""
    counts = Counter(stored) if listed else {}
    shared = frozenset(first_row + fact.row for fact in listed if counts[stored[fact.row]] > 1)
    return OrderColumn(column, frozenset(numbers), others, shared)


def _buyer(recipient: object, address: object) -> str:
    """Return what orders to one recipient at one address have in common; "" where that is not known."""
    if not recipient or not address:
        return ""
    parts = name_key(_text(recipient)), name_key(_text(address))
    return "\n".join(parts) if all(parts) else ""


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell.year}/{cell.month}/{cell.day}"
    return str(cell).strip().lstrip("'")
