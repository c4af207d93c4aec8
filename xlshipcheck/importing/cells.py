"""Known orders compared with an export cell by cell, and the cells of new orders.

The export is streamed: a row is compared or collected and then let go.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Callable, NamedTuple

from xlshipcheck.exports.columns import AMOUNT, COUNT, converter
from xlshipcheck.importing.comparison import comparison, is_empty, is_later, moment_of, text_of
from xlshipcheck.importing.matching import LEFT, SHARE_ROLES, TAKEN
from xlshipcheck.importing.report import HIDDEN, Difference

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from xlshipcheck.exports.columns import Cell
    from xlshipcheck.importing.book_rows import BookRows
    from xlshipcheck.importing.columns import SharedColumn
    from xlshipcheck.importing.comparison import Comparison
    from xlshipcheck.importing.fitness import ExportRows
    from xlshipcheck.importing.matching import Matches, Place
    from xlshipcheck.importing.report import Findings


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


class _Compared(NamedTuple):
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


class CellPlan:
    """What the rows of an export mean for the cells of a sheet.

    Args:
        book: the sheet's rows.
        export: the export's keys.
        columns: what both share.
        matches: which row is which.
        findings: takes what is reported and not written.

    Attributes:
        changes: cells of known orders to be written, in the order of the export.
        new: the cells of new orders, a list for each shared column.
        known: how many rows of the sheet the export speaks of.
        computed: columns that the seller computes with formulas; blank cells in them are not filled.
        left_blank: those of them in which a known order has a blank cell, and no formula either.
    """

    def __init__(
        self,
        book: BookRows,
        export: ExportRows,
        columns: Sequence[SharedColumn],
        matches: Matches,
        findings: Findings,
    ) -> None:
        self.changes: list[Change] = []
        self.new: list[list[Cell]] = [[] for _ in columns]
        self.left_blank: set[int] = set()
        self._blank: dict[int, set[int]] = {}
        self.known = sum(map(len, matches.places.values()))
        self._book, self._export, self._columns, self._findings = book, export, columns, findings
        self.computed = {column.column for column in columns if book.is_computed(column.column)}
        self._makers = [_maker(column.kind) for column in columns]
        self._compared = [
            _Compared(
                column,
                book.together(column),
                make,
                comparison(column.kind, column.role),
                column.column in self.computed,
            )
            for column, make in zip(columns, self._makers)
            if column.is_market
        ]
        # Amazon's files each tell a part: what is empty in one of them was not taken back.
        self._tells_all = book.market == "Qoo10"
        self._run(matches)
        self._keep_formulas()

    def _run(self, matches: Matches) -> None:
        new = set(matches.new)
        for number, row in enumerate(self._export.table.iterate_rows()):
            if number in new:
                for column, make, cells in zip(self._columns, self._makers, self.new):
                    cells.append(make(column.text(row)))
            else:
                for place in matches.places.get(number, ()):
                    self._compare(number, row, place)

    def _compare(self, number: int, row: Sequence[str], place: Place) -> None:
        """Compare a known order; most of its cells are what the export says, and are passed over at once."""
        at = place.row
        for column, cells, make, same, is_computed in self._compared:
            cell = cells[at]
            text = column.text(row)
            if text == cell or (cell is None and not text):
                continue
            new = make(text)
            if new == cell:
                continue
            is_blank = is_empty(cell, column.kind)
            change = Change(self._book.first_row + at, self._export.numbers[number], column, cell, new)
            if not text:
                if self._tells_all and column.changes and not is_blank:
                    self._findings.emptied.append(change.difference())
            elif is_blank and is_computed:
                self._blank.setdefault(column.column, set()).add(change.row)
            elif is_blank or not same(cell, text):
                self._differ(change, place, is_blank=is_blank)

    def _differ(self, change: Change, place: Place, *, is_blank: bool) -> None:
        column = change.column
        is_share = column.role in SHARE_ROLES
        if is_share and place.shares == LEFT:
            return
        if is_blank or column.changes or (is_share and place.shares == TAKEN):
            self.changes.append(change)
        elif not column.takes_latest:
            self._findings.conflicts.append(change.difference())
        else:
            # Two files promise two days; the later one counts, whichever file came first.
            known, new = moment_of(change.old), moment_of(change.new)
            if known is None or new is None or is_later(new, known):
                self.changes.append(change)

    def _keep_formulas(self) -> None:
        """Take the cells that hold a formula out of the changes, and report them."""
        sheet, layout = self._book.sheet, self._book.layout
        for column, rows in self._blank.items():
            # A formula that nothing has computed yet reads as a blank.
            if rows.difference(sheet.formula_rows(column, self._book.first_row, layout.last_row)):
                self.left_blank.add(column)
        formulas: dict[int, Container[int]] = {
            column: set(sheet.formula_rows(column, self._book.first_row, layout.last_row))
            for column in {change.column.column for change in self.changes}
        }
        kept = [change for change in self.changes if change.row in formulas[change.column.column]]
        if kept:
            self._findings.formulas += [change.difference() for change in kept]
            self.changes = [c for c in self.changes if c.row not in formulas[c.column.column]]
