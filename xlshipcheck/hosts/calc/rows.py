"""Calls by row: `SHIPCHECK_ROW(name; header; cell; ...; "=argument"; value; ...)`.

Each row of a sheet has an order number of its own, so no call is like another; but what counts of the number
is only that there is one. Rows that say the same are therefore answered once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xlshipcheck.arguments.form import QOO10
from xlshipcheck.catalogue.calling import call
from xlshipcheck.headers.header_row import roles_of
from xlshipcheck.headers.roles import all_roles
from xlshipcheck.hosts.function_names import ADDED, GIVEN, calc_functions
from xlshipcheck.sheets import own_row
from xlshipcheck.values.cells import MISSING, is_blank
from xlshipcheck.values.roles import ITEM_NUMBER, ORDER_NUMBER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.context import Context

DAY_READERS: Final = frozenset(["day", "ship_day", "as_of", "closed", "month"])


class Book(NamedTuple):
    """What the calls in one book are answered with.

    Attributes:
        context: the day, settings and rules.
        day_offset: days between the book's serials and those of the 1900 system: 1462 in a book of 1904.
    """

    context: Context
    day_offset: int = 0


class RowCalls:
    """Answers the calls by row of one book.

    Args:
        book: what to answer with.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._roles: dict[tuple[Any, ...], list[str]] = {}
        self._known: dict[tuple[Any, ...], Any] = {}

    def answered(self, arguments: Sequence[Any]) -> Any:  # noqa: ANN401  a cell value
        """Return the answer to a call.

        Args:
            arguments: the name of a function, then in turn a header or `=` and an argument's name, and a cell.
        """
        name = str(alone(arguments[0])).upper()
        headers = tuple(arguments[1::2])
        if headers not in self._roles:
            self._roles[headers] = [self._role(header) for header in headers]
        listed = self._book.context.settings.preorder_items
        cells = [alone(value) for value in arguments[2::2]]
        by_order = name in calc_functions() and calc_functions()[name].group == QOO10
        for place, role in enumerate(self._roles[headers]):
            if by_order and role == ORDER_NUMBER:
                cells[place] = "" if is_blank(cells[place]) else ORDER_NUMBER
            elif by_order and role == ITEM_NUMBER and not listed:
                cells[place] = ""
        key = (name, headers, tuple(cells))
        if key not in self._known:
            self._known[key] = self._answered(name, headers, cells)
        return self._known[key]

    def _answered(self, name: str, headers: Sequence[Any], cells: Sequence[Any]) -> Any:  # noqa: ANN401  as above
        function = calc_functions().get(name)
        context, offset = self._book
        if function is None or not function.row_aware:
            return call(name, [], context)
        pairs = [(str(alone(header)), cell) for header, cell in zip(headers, cells)]
        given = {
            key[len(ADDED if key.startswith(ADDED) else GIVEN) :]: value
            for key, value in pairs
            if key.startswith(GIVEN)
        }
        values = [
            dated(given.get(argument.japanese, MISSING), offset if argument.reader in DAY_READERS else 0)
            for argument in function.arguments
        ]
        row = [(key, value) for key, value in pairs if not key.startswith(GIVEN)]
        dates = {
            key: all_roles()[role].type == "date"
            for key, role in zip(headers, self._roles[tuple(headers)])
            if role
        }
        return own_row.call(
            name,
            [key for key, _ in row],
            [dated(value, offset if dates.get(key) else 0) for key, value in row],
            values,
            context,
        )

    def _role(self, header: Any) -> str:  # noqa: ANN401  as above
        """Return the role of a header, "" where it has none."""
        if not isinstance(header, str) or header.startswith(GIVEN):
            return ""
        return next(iter(roles_of([header], self._book.context.settings.columns).roles), "")


def alone(value: Any) -> Any:  # noqa: ANN401  as above
    """Return the one cell of a range of one cell, anything else as it is."""
    return value[0][0] if isinstance(value, tuple) and len(value) == 1 and len(value[0]) == 1 else value


def dated(cell: Any, offset: int) -> Any:  # noqa: ANN401  as above
    """Return the serial of a date in the 1900 system."""
    return cell + offset if offset and isinstance(cell, float) and cell else cell
