"""Known orders compared with an export cell by cell, and the cells of new orders.

The export is streamed: a row is compared or collected and then let go.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Callable, NamedTuple

from xlshipcheck.exports.columns import AMOUNT, COUNT, converter
from xlshipcheck.exports.newest import state_rank
from xlshipcheck.importing.comparison import comparison, is_empty, is_later, moment_of, text_of
from xlshipcheck.importing.matching import SHARE_ROLES, TAKEN, UNTOUCHED
from xlshipcheck.importing.report import HIDDEN, Difference
from xlshipcheck.values.cells import is_blank
from xlshipcheck.values.roles import ORDER_STATUS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.exports.columns import Cell
    from xlshipcheck.importing.book_rows import BookRows
    from xlshipcheck.importing.columns import SharedColumn
    from xlshipcheck.importing.comparison import Comparison
    from xlshipcheck.importing.fitness import ExportRows
    from xlshipcheck.importing.matching import Matches, Place


class Change(NamedTuple):
    """A cell of a known order that gets another value.

    Attributes:
        row: its row in the sheet.
        order: the order number.
        column: the column it stands in.
        old: what it holds.
        new: what it gets.
    """

    row: int
    order: str
    column: SharedColumn
    old: object
    new: Cell

    def difference(self) -> Difference:
        """Return what changes as texts, without what is about a person."""
        old, new = HIDDEN, HIDDEN
        if not self.column.is_personal:
            old, new = text_of(self.old), text_of(self.new)
        return Difference(self.row, self.order, self.column.header, old, new)


class _ComparedColumn(NamedTuple):
    """A column of the marketplace's with all that comparing its cells needs."""

    column: SharedColumn
    cells: Sequence[object]
    make: Callable[[str], Cell]
    same: Comparison
    is_computed: bool


def _maker(kind: str) -> Callable[[str], Cell]:
    """Return the converter of a column; amounts and counts repeat, so that each is read and kept once."""
    make = converter(kind)
    return lru_cache(maxsize=4096)(make) if kind in (AMOUNT, COUNT) else make


class Compared(NamedTuple):
    """What the rows of an export mean for the cells of a sheet.

    Attributes:
        changes: cells of known orders to be written, in the order of the export.
        new: the cells of new orders, a list for each shared column.
        known: how many rows of the sheet the export speaks of.
        computed: columns that the seller computes with formulas; blank cells in them are not filled.
        unfilled: those of them in which a known order has a blank cell, and no formula either.
        conflicts: differences in what should never change.
        emptied: filled cells that the marketplace leaves empty.
        formulas: cells that hold a formula and differ.
        ahead: 配送状態 of orders that have come further in the book; what changes in the life of an order stays there.
    """

    changes: list[Change]
    new: list[list[Cell]]
    known: int
    computed: set[int]
    unfilled: set[int]
    conflicts: list[Difference]
    emptied: list[Difference]
    formulas: list[Difference]
    ahead: list[Difference]


def compare(
    book: BookRows, export: ExportRows, columns: Sequence[SharedColumn], matches: Matches
) -> Compared:
    """Compare the rows of an export with those of a sheet, cell by cell, in one pass over the export.

    Args:
        book: the sheet's rows.
        export: the export's keys.
        columns: what both share.
        matches: which row is which.
    """
    return _Comparing(book, export, columns, matches).run()


class _Comparing:
    """One comparison; see `compare`."""

    def __init__(
        self, book: BookRows, export: ExportRows, columns: Sequence[SharedColumn], matches: Matches
    ) -> None:
        self._book, self._export, self._columns, self._matches = book, export, columns, matches
        self._changes: list[Change] = []
        self._conflicts: list[Difference] = []
        self._emptied: list[Difference] = []
        self._ahead: list[Difference] = []
        self._blank: dict[int, set[int]] = {}
        self._computed = {column.column for column in columns if book.is_computed(column.column)}
        self._makers = [_maker(column.kind) for column in columns]
        self._compared = [
            _ComparedColumn(
                column,
                book.together(column),
                make,
                comparison(column.kind, column.role),
                column.column in self._computed,
            )
            for column, make in zip(columns, self._makers)
            if column.is_market
        ]
        self._state = next((one for one in self._compared if one.column.role == ORDER_STATUS), None)
        # Amazon's files each tell a part: what is empty in one of them was not taken back.
        self._reports_all = book.market == "Qoo10"

    def run(self) -> Compared:
        """Go over the export once."""
        matches = self._matches
        new_rows = set(matches.new)
        new: list[list[Cell]] = [[] for _ in self._columns]
        for number, row in enumerate(self._export.table.iterate_rows()):
            if number in new_rows:
                for column, make, cells in zip(self._columns, self._makers, new):
                    cells.append(make(column.text(row)))
            else:
                for place in matches.places.get(number, ()):
                    self._compare(number, row, place)
        changed = {change.column.column for change in self._changes}
        formulas = {column: self._formula_rows(column) for column in changed}
        kept = [change for change in self._changes if change.row in formulas[change.column.column]]
        return Compared(
            [change for change in self._changes if change.row not in formulas[change.column.column]],
            new,
            sum(map(len, matches.places.values())),
            self._computed,
            # A formula that nothing has computed yet reads as a blank.
            {column for column, rows in self._blank.items() if rows - self._formula_rows(column)},
            self._conflicts,
            self._emptied,
            [change.difference() for change in kept],
            self._ahead,
        )

    def _formula_rows(self, column: int) -> set[int]:
        return set(self._book.sheet.formula_rows(column, self._book.first_row, self._book.layout.last_row))

    def _compare(self, number: int, row: Sequence[str], place: Place) -> None:
        """Compare a known order; most of its cells are what the export says, and are passed over at once."""
        at = place.row
        is_ahead = self._is_ahead(number, row, at)
        for column, cells, make, same, is_computed in self._compared:
            cell = cells[at]
            text = column.text(row)
            if text == cell or (cell is None and not text):
                continue
            new = make(text)
            if new == cell:
                continue
            blank = is_empty(cell, column.kind)
            change = Change(self._book.first_row + at, self._export.numbers[number], column, cell, new)
            if not text:
                if self._reports_all and column.changes and not blank:
                    self._emptied.append(change.difference())
            elif blank and is_computed:
                self._blank.setdefault(column.column, set()).add(change.row)
            elif blank or (not (is_ahead and column.changes) and not same(cell, text)):
                self._differ(change, place, is_blank=blank)

    def _is_ahead(self, number: int, row: Sequence[str], at: int) -> bool:
        """Tell whether an order has come further in the book than in the export; the later state wins."""
        if self._state is None:
            return False
        cell, text = self._state.cells[at], self._state.column.text(row)
        if cell == text or is_blank(cell) or not text:
            return False
        known, new = state_rank(text_of(cell)), state_rank(text)
        if known is None or new is None or known <= new:
            return False
        change = Change(
            self._book.first_row + at, self._export.numbers[number], self._state.column, cell, text
        )
        self._ahead.append(change.difference())
        return True

    def _differ(self, change: Change, place: Place, *, is_blank: bool) -> None:
        column = change.column
        is_share = column.role in SHARE_ROLES
        if is_share and place.shares == UNTOUCHED:
            return
        if is_blank or column.changes or (is_share and place.shares == TAKEN):
            self._changes.append(change)
        elif not column.takes_latest:
            self._conflicts.append(change.difference())
        else:
            # Two files promise two days; the later one counts, whichever file came first.
            known, new = moment_of(change.old), moment_of(change.new)
            if known is None or new is None or is_later(new, known):
                self._changes.append(change)
