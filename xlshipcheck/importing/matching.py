"""Which row of a seller's book is which row of an export.

Qoo10: the order number. Amazon: an item of an order in a package. What cannot be told apart is not guessed: it
is left alone and reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from xlshipcheck.importing.comparison import code_key, text_of
from xlshipcheck.values.exponents import is_exponent
from xlshipcheck.values.roles import AMOUNT, ITEM_ID, ITEM_NUMBER, ORDER_NUMBER, QUANTITY, TRACKING_NUMBER
from xlshipcheck.values.text import normal_form

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence


class OrderItems:
    """The items and packages of one order that stands in the book already.

    Args:
        book: keys of the book's rows.
        export: keys of the export's rows.
        found: takes the matches.
        there: the order's rows in the book.
        rows: its rows in the export.
    """

    def __init__(
        self, book: Keys, export: Keys, found: Matches, there: Sequence[int], rows: Sequence[int]
    ) -> None:
        self._book, self._export, self._found = book, export, found
        self._there, self._rows = there, rows
        self._order = export.orders[rows[0]]
        self._claimed: set[int] = set()

    def match(self) -> None:
        """Add the order's rows to the matches."""
        targets = {row: self._targets(row) for row in self._rows}
        packed = [row for row in self._rows if self._export.packages[row]]
        # A package that stands in the book under its number claims its row before one without a number does.
        open_rows = [row for row in packed if not self._claim_same_package(row, targets[row])]
        for row in self._rows:
            candidates = targets[row]
            if candidates is None:
                self._found.unclear[self._order] = self._there
            elif not candidates:
                self._found.new.append(row)
            elif not self._export.packages[row]:
                self._place_item(row, candidates)
            elif row in open_rows:
                self._place_package(row, candidates)

    def _targets(self, row: int) -> list[int] | None:
        """Return the rows of the book with the item of a row; None where that cannot be told."""
        book, export = self._book, self._export
        item, code = export.items[row], export.codes[row]
        same: list[int] = []
        same_code: list[int] = []
        unknown: list[int] = []
        for other in self._there:
            if item and book.items[other]:
                if book.items[other] == item:
                    same.append(other)
            elif code and book.codes[other]:
                if book.codes[other] == code:
                    same_code.append(other)
            else:
                unknown.append(other)
        if same:
            unknown += same_code
        same = same or same_code
        package = export.packages[row]
        # The package may stand in the book as one of an item that is not known.
        packed = [other for other in [*same, *unknown] if package and book.packages[other] == package]
        if not unknown or (same and set(packed) <= set(same)):
            return None if self._is_one_of_several(row, same) else same
        if self._is_alone(row):
            return unknown
        in_package = sum(export.packages[other] == package for other in self._rows)
        return packed if len(packed) == in_package == 1 else None

    def _is_one_of_several(self, row: int, same: Sequence[int]) -> bool:
        """Tell whether rows found by the item code alone may as well be another item of that code."""
        export = self._export
        return any(not self._book.items[other] for other in same) and any(
            export.codes[other] == export.codes[row] and export.items[other] not in ("", export.items[row])
            for other in self._rows
        )

    def _is_alone(self, row: int) -> bool:
        """Tell whether the order has no item beside that of a row."""
        export = self._export
        if self._is_item(row):
            return len({(export.items[other], export.codes[other]) for other in self._rows}) == 1
        # A confirmation without an item is the whole order's, if the order went out in one package.
        return len({export.packages[other] for other in self._rows if export.packages[other]}) <= 1

    def _claim_same_package(self, row: int, candidates: Sequence[int] | None) -> bool:
        package = self._export.packages[row]
        same = [other for other in candidates or () if self._book.packages[other] == package]
        if not same:
            return False
        self._claimed.update(same)
        if len(same) > 1 and self._is_item(row):
            self._found.twice_in_book[self._order] = same
            self._found.places[row] = ()
        else:
            shares = AS_IS if self._is_item(row) else UNTOUCHED
            self._found.places[row] = tuple(Place(other, shares) for other in same)
        return True

    def _is_item(self, row: int) -> bool:
        return bool(self._export.items[row] or self._export.codes[row])

    def _place_item(self, row: int, candidates: Sequence[int]) -> None:
        """Place an item without a package: what it says holds for every package of the item."""
        book = self._book
        distinct = {(book.items[other], book.packages[other]) for other in candidates}
        if len(distinct) < len(candidates) and self._is_item(row):
            self._found.twice_in_book[self._order] = candidates
            return
        whole = len(candidates) == 1 and self._is_item(row)
        self._found.places[row] = tuple(
            Place(other, AS_IS if whole and not book.packages[other] else UNTOUCHED) for other in candidates
        )

    def _place_package(self, row: int, candidates: Sequence[int]) -> None:
        """Place a package whose number is new: into the item's row that has none yet, else below all others."""
        free = [
            other for other in candidates if not self._book.packages[other] and other not in self._claimed
        ]
        if not self._is_item(row) and free:
            self._claimed.update(free)
            self._found.places[row] = tuple(Place(other, UNTOUCHED) for other in free)
        elif len(free) > 1:
            distinct = len({self._book.items[other] for other in free}) == len(free)
            (self._found.unclear if distinct else self._found.twice_in_book)[self._order] = free
        elif free:
            self._claimed.add(free[0])
            siblings = sum(self._same_item(row, other) for other in self._rows)
            split = siblings > 1 or len(candidates) > 1
            self._found.places[row] = (Place(free[0], TAKEN if split else AS_IS),)
        else:
            self._found.new.append(row)
            self._found.more_packages[row] = list(candidates)

    def _same_item(self, row: int, other: int) -> bool:
        export = self._export
        return (export.items[row], export.codes[row]) == (export.items[other], export.codes[other])


KEY_ROLES = (ORDER_NUMBER, ITEM_ID, ITEM_NUMBER, TRACKING_NUMBER)
# Quantity and amount of a row belong to the package it stands for.
SHARE_ROLES = frozenset([QUANTITY, AMOUNT])
AS_IS, TAKEN, UNTOUCHED = range(3)


class Keys(NamedTuple):
    """What tells the rows of one side apart; one text per row, "" for a blank.

    Attributes:
        orders: order numbers; "" also for one that a spreadsheet has damaged, which may be that of several orders.
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
            into packages and the export's are taken, `UNTOUCHED` the export does not speak of this package.
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
        ["" if is_exponent(order) else code_key(order) for order in orders],
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
