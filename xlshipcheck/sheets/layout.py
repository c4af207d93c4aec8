"""Where an order sheet has what: its header row, the roles of its columns, its last row."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.headers.header_row import HeaderRow, find_header, kind_of_header
from xlshipcheck.headers.phones import phone_columns, with_phones_marked
from xlshipcheck.headers.roles import combined_values
from xlshipcheck.sheets.refusals import (
    refuse_merged_rows,
)
from xlshipcheck.values.cells import is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xlshipcheck.context import Context
    from xlshipcheck.sheets.port import Area, BookPort, SheetPort

TOP_ROWS = 20
LEAST_CELLS_OF_AN_ORDER = 2


class Layout(NamedTuple):
    """Where an order sheet has what; rows and columns from 1.

    Attributes:
        header_row: the row of the headers.
        last_row: the last data row.
        header: the named columns.
        kind: Qoo10, Amazon, 営業所止め or 混在.
        table: the table that the orders are in, if they are in one; those directly below it count as well.
    """

    header_row: int
    last_row: int
    header: HeaderRow
    kind: str
    table: Area | None = None

    @property
    def rows_below(self) -> int:
        """Return the number of orders that were entered below the table: LibreOffice does not grow it by itself."""
        return max(0, self.last_row - self.table.last_row) if self.table else 0

    @property
    def row_count(self) -> int:
        """Return the number of data rows."""
        return max(0, self.last_row - self.header_row)


def read_layout(sheet: SheetPort, context: Context, path: object = "") -> Layout:
    """Find the header row, the roles and the extent of an order sheet.

    Args:
        sheet: the sheet.
        context: settings with the user's own column names.
        path: the file, for the sentence.

    Raises:
        HeaderMissing, HeaderTwice, SheetKindUnknown: where the sheet is no order sheet we know.
    """
    rows, _ = sheet.used_size()
    where = path or f"シート「{sheet.name}」"
    top = sheet.read_block(1, min(TOP_ROWS, rows)) if rows else []
    position, header = find_header(top, context.settings.columns, where)
    kind = kind_of_header(header, where)
    header_row = position + 1
    table = next(
        (
            area
            for area in sheet.areas()
            if area.is_table and area.first_row == header_row and _covers(area, header)
        ),
        None,
    )
    last_row = table.last_row - table.totals_rows if table else rows
    if table and not table.totals_rows:
        last_row += _orders_below(sheet, table, header, rows)
    return Layout(header_row, last_row, header, kind, table)


def order_sheets(
    book: BookPort, context: Context, names: Iterable[str] | None = None
) -> tuple[dict[str, Layout], errors.FileRefused | None]:
    """Return the order sheets of a book with what they have where, and why the first other sheet is none.

    Args:
        book: the book.
        context: settings with the user's own column names.
        names: these sheets only; None for all of them.

    Raises:
        HeaderTwice: two columns of an order sheet have one role.
    """
    found: dict[str, Layout] = {}
    refusal: errors.FileRefused | None = None
    for name in book.sheet_names() if names is None else names:
        try:
            found[name] = read_layout(book.sheet(name), context)
        except (errors.HeaderMissing, errors.SheetKindUnknown) as problem:
            refusal = first_reason(refusal, problem)
    return found, refusal


def first_reason(found: errors.FileRefused | None, problem: errors.FileRefused) -> errors.FileRefused:
    """Return why a book has no order sheet: the first reason, but not that of an empty sheet if there is another."""
    return problem if found is None or isinstance(found, errors.NothingOnSheet) else found


def _orders_below(sheet: SheetPort, table: Area, header: HeaderRow, used_rows: int) -> int:
    """Return the number of rows directly below a table that say as much as an order: a cell alone is a remark."""
    first = table.last_row + 1
    others = [area.first_row for area in sheet.areas() if area != table and area.last_row >= first]
    last = min([used_rows, *(row - 1 for row in others)])
    if last < first:
        return 0
    places = sorted({column + 1 for columns in header.columns.values() for column in columns})
    count = 0
    for row in zip(*sheet.read_columns(places, first, last)):
        if sum(not is_blank(cell) for cell in row) < LEAST_CELLS_OF_AN_ORDER:
            break
        count += 1
    return count


def _covers(area: Area, header: HeaderRow) -> bool:
    return any(
        area.first_column <= column + 1 <= area.last_column
        for columns in header.columns.values()
        for column in columns
    )


def role_columns(sheet: SheetPort, layout: Layout) -> dict[str, list[object]]:
    """Return role -> one cell per data row."""
    header = layout.header
    phones = phone_columns(header)
    wanted = sorted({column + 1 for columns in (*header.columns.values(), phones) for column in columns})
    values = dict(zip(wanted, sheet.read_columns(wanted, layout.header_row + 1, layout.last_row)))
    found = {
        role: combined_values(role, [values[column + 1] for column in columns])
        for role, columns in header.columns.items()
    }
    return with_phones_marked(found, [values[column + 1] for column in phones])


def other_columns(sheet: SheetPort, layout: Layout) -> list[list[object]]:
    """Return the columns under a header that are no roles, each with one cell per data row."""
    roles = {column for columns in layout.header.columns.values() for column in columns}
    headed = [column for column, text in enumerate(layout.header.headers) if text and column not in roles]
    return sheet.read_columns([column + 1 for column in headed], layout.header_row + 1, layout.last_row)


class ReadSheet(NamedTuple):
    """An order sheet as read.

    Attributes:
        layout: where it has what.
        columns: role -> one cell per data row.
    """

    layout: Layout
    columns: dict[str, list[object]]


def read_sheet(sheet: SheetPort, context: Context, path: object = "", *, writable: bool = True) -> ReadSheet:
    """Read an order sheet.

    Args:
        sheet: the sheet.
        context: settings with the user's own column names.
        path: the file, for the sentence.
        writable: whether it must be possible to write on it.

    Raises:
        SheetProtected, MergedRows, FileRefused: as `refresh_sheet`.
    """
    layout = read_layout(sheet, context, path)
    if writable and sheet.protected():
        raise errors.SheetProtected(sheet=sheet.name)
    refuse_merged_rows(sheet, layout.header_row, layout.last_row, layout.header)
    return ReadSheet(layout, role_columns(sheet, layout))
