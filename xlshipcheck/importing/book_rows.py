"""The seller's side of an import: what its rows say, and where new ones can go.

New orders go below the last one. Rows that hold nothing but formulas filled down beforehand are as good as
empty; whatever else stands there stays where it is, and the new rows go below it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.headers.other_rows import is_total_word
from xlshipcheck.headers.roles import MARKET_ROLE, MIXED, combined_values, market_of
from xlshipcheck.importing.comparison import text_of
from xlshipcheck.importing.matching import KEY_ROLES, Keys, read_keys
from xlshipcheck.values.cells import is_blank
from xlshipcheck.values.ranges import column_letters
from xlshipcheck.values.roles import ORDER_DATE, ORDER_NUMBER, ORDER_STATUS, PAYMENT_DATE, SHIP_DATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlshipcheck.importing.columns import SharedColumn
    from xlshipcheck.sheets.layout import Layout
    from xlshipcheck.sheets.port import Area, SheetPort

ORDER_ROLE = ORDER_NUMBER
# Besides the columns shared with the export: what tells rows apart, which are open and how new they are.
_READ_ROLES = (*KEY_ROLES, ORDER_DATE, PAYMENT_DATE, ORDER_STATUS, SHIP_DATE, MARKET_ROLE)


class BookRows:
    """The data rows of a sheet, those columns of them that an import needs.

    Args:
        sheet: the sheet.
        layout: where it has what.
        columns: what the sheet and the export share.
        market: the export's marketplace; in a mixed sheet rows of another one are passed over.
    """

    def __init__(
        self, sheet: SheetPort, layout: Layout, columns: Iterable[SharedColumn], market: str
    ) -> None:
        self.sheet = sheet
        self.layout = layout
        self.first_row = layout.header_row + 1
        self.market = market
        roles = layout.header.columns
        wanted = {place for column in columns for place in column.places}
        wanted.update(column + 1 for role in _READ_ROLES for column in roles.get(role, ()))
        ordered = sorted(wanted)
        read = sheet.read_columns(ordered, self.first_row, layout.last_row) if layout.row_count else []
        self._cells: dict[int, list[object]] = dict(zip(ordered, read))

    def cells(self, column: int) -> list[object]:
        """Return the cells of a column, from 1."""
        return self._cells.get(column, [])

    def together(self, column: SharedColumn) -> list[object]:
        """Return what a shared column says, from all the columns in which the sheet says it."""
        if len(column.places) == 1:
            return self.cells(column.column)
        return combined_values(column.role, [self.cells(place) for place in column.places])

    def role(self, role: str) -> list[object] | None:
        """Return the cells of a role, None where the sheet does not have it."""
        columns = self.layout.header.columns.get(role)
        if columns is None:
            return None
        return combined_values(role, [self.cells(column + 1) for column in columns])

    def is_computed(self, column: int) -> bool:
        """Tell whether the seller computes a column: in most orders that are not blank there it is a formula."""
        formulas = set(self.sheet.formula_rows(column, self.first_row, self.last_order_row))
        if not formulas:
            return False
        cells = zip(range(self.first_row, self.last_order_row + 1), self.numbers, self.cells(column))
        filled = [
            row in formulas
            for row, number, cell in cells
            if number and (row in formulas or not is_blank(cell))
        ]
        return bool(filled) and 2 * sum(filled) >= len(filled)

    @cached_property
    def keys(self) -> Keys:
        """What tells the rows apart; rows of another marketplace have no order number here."""
        columns = {role: cells for role in KEY_ROLES for cells in [self.role(role)] if cells is not None}
        keys = read_keys(columns, self.layout.row_count)
        if self.layout.kind != MIXED:
            return keys
        markets = [market_of("" if word is None else str(word)) for word in self.role(MARKET_ROLE) or ()]
        own = [order if market in ("", self.market) else "" for order, market in zip(keys.orders, markets)]
        return keys._replace(orders=own)

    @cached_property
    def numbers(self) -> list[str]:
        """The order numbers as they are written, "" for a blank and for the word of a row of totals."""
        texts = map(text_of, self.role(ORDER_ROLE) or ())
        return ["" if is_total_word(text) else text for text in texts]

    @cached_property
    def last_order_row(self) -> int:
        """The last row of the sheet with an order number, of whatever marketplace; the header's for none."""
        positions = (place for place in range(len(self.numbers) - 1, -1, -1) if self.numbers[place])
        return self.first_row + next(positions, -1)

    def market_word(self) -> str:
        """Return how the sheet spells the export's marketplace."""
        words = [str(word) for word in self.role(MARKET_ROLE) or () if not is_blank(word)]
        return next((word for word in reversed(words) if market_of(word) == self.market), self.market)


class Room(NamedTuple):
    """Where new rows go.

    Attributes:
        first_row: the first of them.
        like_row: the last order, which they look like; 0 for none.
        table: name of the table that has to include them; "" for none.
        rows_below: the first row that stands between the orders and the new rows; 0 for none.
    """

    first_row: int
    like_row: int
    table: str
    rows_below: int


def room_for(book: BookRows, columns: Sequence[int], count: int) -> Room:
    """Find the place for new rows.

    Args:
        book: the rows of the sheet.
        columns: columns that new rows fill, from 1.
        count: number of new rows.

    Raises:
        TotalsRowBelow: a row of totals stands below the orders.
        OrderRowsTaken: something else stands where the new rows belong.
        MergedOrderCells: merged cells among the orders or where the new rows belong.
    """
    last_order = book.last_order_row
    fixed = _fixed_rows(book, columns) if count else []
    first = (fixed[-1] if fixed else last_order) + 1
    last = first + count - 1
    if count:
        _refuse_taken(book, columns, first, last)
    spans = [(book.first_row, last_order), (first, last)]
    _refuse_merged(book.sheet, columns, [(start, end) for start, end in spans if start <= end])
    like = last_order if last_order >= book.first_row else 0
    table = book.layout.table
    return Room(first, like, table.name if table else "", fixed[0] if fixed else 0)


def headed_columns(layout: Layout) -> range:
    """Return the columns of the orders: those of their table, else from the first header to the last."""
    if layout.table:
        return range(layout.table.first_column, layout.table.last_column + 1)
    headed = [column for column, text in enumerate(layout.header.headers, 1) if text]
    return range(headed[0], headed[-1] + 1)


def _fixed_rows(book: BookRows, shared: Sequence[int]) -> list[int]:
    """Return the rows below the last order that hold more than formulas filled down beforehand.

    A formula in a column that new orders fill counts as something that stands there, unless it shows nothing.
    """
    sheet, first, last = book.sheet, book.last_order_row + 1, book.layout.last_row
    if first > last:
        return []
    formulas: dict[int, set[int]] = {}
    fixed: list[int] = []
    for number, cells in enumerate(sheet.read_block(first, last), first):
        for column in headed_columns(book.layout):
            value = cells[column - 1] if column <= len(cells) else None
            if is_blank(value):
                continue
            if isinstance(value, str) and is_total_word(value):
                raise errors.TotalsRowBelow(sheet=sheet.name, row=number)
            if column not in formulas:
                formulas[column] = set(sheet.formula_rows(column, first, last))
            if (column in shared or number not in formulas[column]) and number not in fixed[-1:]:
                fixed.append(number)
    return fixed


def _refuse_taken(book: BookRows, columns: Sequence[int], first: int, last: int) -> None:
    sheet, layout = book.sheet, book.layout
    table = layout.table
    if table and last > layout.last_row:
        if table.totals_rows:
            raise errors.TotalsRowBelow(sheet=sheet.name, row=layout.last_row + 1)
        row = _first_filled(sheet, headed_columns(layout), layout.last_row + 1, last)
        if row:
            raise errors.OrderRowsTaken(sheet=sheet.name, row=first, owner=f"{row}行目にテーブルの外の値")
    for area in sheet.areas():
        if area != table and _meets(area, columns, first, last):
            raise errors.OrderRowsTaken(sheet=sheet.name, row=first, owner=f"「{area.name}」")


def _first_filled(sheet: SheetPort, columns: Sequence[int], first: int, last: int) -> int:
    last = min(last, sheet.used_size()[0])
    if first > last:
        return 0
    read = sheet.read_columns(columns, first, last)
    rows = (row for row, cells in enumerate(zip(*read), first) if not all(map(is_blank, cells)))
    return next(rows, 0)


def _meets(area: Area, columns: Sequence[int], first: int, last: int) -> bool:
    return (
        area.first_row <= last
        and area.last_row >= first
        and any(area.first_column <= column <= area.last_column for column in columns)
    )


def _refuse_merged(sheet: SheetPort, columns: Sequence[int], spans: Sequence[tuple[int, int]]) -> None:
    for area in sheet.merged_areas():
        if any(_meets(area, columns, first, last) for first, last in spans):
            start = f"{column_letters(area.first_column)}{area.first_row}"
            end = f"{column_letters(area.last_column)}{area.last_row}"
            raise errors.MergedOrderCells(sheet=sheet.name, cells=f"{start}:{end}")
