"""What tells the rows of a book and of an export apart, and what matching them finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from xlshipcheck.importing.comparison import code_key, text_of
from xlshipcheck.values.text import normal_form

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KEY_ROLES = ("注文番号", "明細番号", "商品番号", "送り状番号")
# Quantity and amount of a row hang on the package it stands for.
SHARE_ROLES = frozenset(["数量", "注文金額"])
AS_IS, TAKEN, LEFT = range(3)


class Keys(NamedTuple):
    """What tells the rows of one side apart; one text per row, "" for a blank.

    Attributes:
        orders: order numbers.
        items: item numbers.
        codes: the seller's item codes (SKU).
        packages: tracking numbers.
    """

    orders: Sequence[str]
    items: Sequence[str]
    codes: Sequence[str]
    packages: Sequence[str]


class Place(NamedTuple):
    """A row of the book that a row of the export speaks of.

    Attributes:
        row: its position among the data rows, from 0.
        shares: what becomes of quantity and amount: `AS_IS` they should be equal, `TAKEN` the item was split
            into packages and the export's are taken, `LEFT` the export does not speak of this package.
    """

    row: int
    shares: int = AS_IS


class Matches(NamedTuple):
    """Rows of an export with their rows of the book; rows from 0 on both sides.

    Attributes:
        places: row of the export -> rows of the book.
        new: rows of the export that the book lacks, in their order.
        twice_in_book: order -> rows of the book that cannot be told apart; none of them is updated.
        twice_in_export: order -> rows of the export that contradict each other; known orders are not updated.
        unclear: order -> rows of the book, where the item cannot be told.
        more_packages: row of the export that is added although its item stands in the book with another
            tracking number -> those rows.
        unnumbered: how many rows of the export have no order number.
    """

    places: dict[int, tuple[Place, ...]]
    new: list[int]
    twice_in_book: dict[str, Sequence[int]]
    twice_in_export: dict[str, Sequence[int]]
    unclear: dict[str, Sequence[int]]
    more_packages: dict[int, Sequence[int]]
    unnumbered: int


def read_keys(columns: Mapping[str, Sequence[object]], count: int) -> Keys:
    """Return the keys of rows given as role columns.

    Args:
        columns: role -> one cell per row, for the roles of `KEY_ROLES` that are there.
        count: number of rows.
    """
    blank: Sequence[Any] = [None] * count
    orders, items, codes, packages = (columns.get(role, blank) for role in KEY_ROLES)
    return Keys(
        list(map(code_key, orders)),
        list(map(code_key, items)),
        [normal_form(text_of(code)) for code in codes],
        list(map(code_key, packages)),
    )


def rows_by_order(orders: Sequence[str]) -> dict[str, Sequence[int]]:
    """Return order -> its rows, in order of first appearance; rows without a number are left out."""
    # Nearly every order has one row; a tuple of numbers, unlike a list, is nothing for the garbage collector.
    alone: dict[str, Sequence[int]] = {}
    several: dict[str, list[int]] = {}
    for row, order in enumerate(orders):
        if order in several:
            several[order].append(row)
        elif order in alone:
            alone[order] = several[order] = [*alone[order], row]
        elif order:
            alone[order] = (row,)
    return alone
