"""The items and packages of an Amazon order: which row of the book is which row of an export.

An item is told by 明細番号 or else by 商品番号, a package by its tracking number. The shipment confirmation may name
the order alone; an item may be sent in several packages, each on a day of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck.importing.keys import AS_IS, LEFT, TAKEN, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.importing.keys import Keys, Matches


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
        # The package may stand in the book as one of an item that is not told.
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
            shares = AS_IS if self._is_item(row) else LEFT
            self._found.places[row] = tuple(Place(other, shares) for other in same)
        return True

    def _is_item(self, row: int) -> bool:
        return bool(self._export.items[row] or self._export.codes[row])

    def _place_item(self, row: int, candidates: Sequence[int]) -> None:
        """Place an item without a package: what it says holds for every package of the item."""
        book = self._book
        told = {(book.items[other], book.packages[other]) for other in candidates}
        if len(told) < len(candidates) and self._is_item(row):
            self._found.twice_in_book[self._order] = candidates
            return
        whole = len(candidates) == 1 and self._is_item(row)
        self._found.places[row] = tuple(
            Place(other, AS_IS if whole and not book.packages[other] else LEFT) for other in candidates
        )

    def _place_package(self, row: int, candidates: Sequence[int]) -> None:
        """Place a package whose number is new: into the item's row that has none yet, else below all others."""
        free = [
            other for other in candidates if not self._book.packages[other] and other not in self._claimed
        ]
        if not self._is_item(row) and free:
            self._claimed.update(free)
            self._found.places[row] = tuple(Place(other, LEFT) for other in free)
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
