"""Which row of a seller's book is which row of an export.

Qoo10: the order number. Amazon: an item of an order in a package. What cannot be told apart is not guessed: it
is left alone and reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck.importing.items import OrderItems
from xlshipcheck.importing.keys import Keys, Matches, Place, rows_by_order

if TYPE_CHECKING:
    from collections.abc import Container


def order_without_item(export: Keys, *, by_code: bool) -> int | None:
    """Return the first row of an order whose items a sheet without 明細番号 could not tell apart, None for none.

    Args:
        export: the keys of the export.
        by_code: the sheet has a column of 商品番号.
    """
    for rows in rows_by_order(export.orders).values():
        items = {(export.items[row], export.codes[row]) for row in rows} - {("", "")}
        if len(items) > 1 and not (by_code and len({code for _, code in items if code}) == len(items)):
            return rows[0]
    return None


def match_orders(book: Keys, export: Keys, repeated: Container[int], *, by_item: bool) -> Matches:
    """Find the rows of the book for every row of an export.

    Args:
        book: keys of the book's rows.
        export: keys of the export's rows.
        repeated: rows of the export that say the same as an earlier one.
        by_item: an order has a row per item and package, as Amazon's do; else one row.
    """
    found = Matches({}, [], {}, {}, {}, {}, sum(not order for order in export.orders))
    known = rows_by_order(book.orders)
    for order, all_rows in rows_by_order(export.orders).items():
        rows = tuple(row for row in all_rows if row not in repeated) if len(all_rows) > 1 else all_rows
        there = known.get(order, ())
        if by_item and there:
            OrderItems(book, export, found, there, rows).match()
            continue
        if not there:
            found.new.extend(rows)
        elif len(there) == len(rows) == 1:
            found.places[rows[0]] = (Place(there[0]),)
        if len(rows) > 1 and not by_item:
            found.twice_in_export[order] = rows
        if len(there) > 1:
            found.twice_in_book[order] = there
    found.new.sort()
    return found
