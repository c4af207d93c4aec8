"""Order sheets of books and exports as role columns, and the orders that an upload file is compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.exports.kinds import AMAZON_SHIPMENT
from xlshipcheck.exports.table import read_export
from xlshipcheck.hosts.book_files import is_book, open_book_file
from xlshipcheck.hosts.files.uncalculated import refuse_uncalculated
from xlshipcheck.settings.shop import with_columns
from xlshipcheck.sheets.layout import order_sheets, role_columns
from xlshipcheck.shell.commands import book_settled
from xlshipcheck.shell.terminal.output import Progress
from xlshipcheck.uploads.known import KnownOrders
from xlshipcheck.uploads.reading import read_upload
from xlshipcheck.values.roles import ORDER_NUMBER
from xlshipcheck.values.text import number_key

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from xlshipcheck.context import Context


class OrderColumns(NamedTuple):
    """The rows of an order sheet.

    Attributes:
        name: of the sheet or the file.
        market: Qoo10, Amazon, 営業所止め or 混在.
        columns: role -> one cell per row.
        headers: the headers, in order.
        confirmed: whether its numbers are those of confirmations.
        context: what it is judged by, the settings of its book included.
        first_row: number of the sheet's first data row, from 1; 0 for an export.
    """

    name: str
    market: str
    columns: dict[str, list[object]]
    headers: Sequence[str]
    confirmed: bool
    context: Context
    first_row: int = 0


def order_columns(path: Path, options: argparse.Namespace, context: Context) -> list[OrderColumns]:
    """Return the order sheets of a book, or the one of an export.

    Raises:
        FormulasNotCalculated: an order's cell in a column of a role has no stored result.
        FileRefused: it holds no orders.
    """
    if not is_book(path):
        settled = with_columns(context, options.map)
        export = read_export(path, path.name, settled.settings.columns)
        confirmed = export.kind.name == AMAZON_SHIPMENT
        return [
            OrderColumns(path.name, export.market, export.read_roles(), export.headers, confirmed, settled)
        ]
    with open_book_file(path, Progress(options.lang)) as book:
        settled = book_settled(options, context)(book)
        names = book.sheet_names()
        asked = getattr(options, "sheet", "")
        if asked and asked not in names:
            raise errors.SheetMissing(sheet=asked, sheets=errors.Whole("・".join(names)))
        layouts, refusal = order_sheets(book, settled, [asked] if asked else names)
        if not layouts and refusal:
            raise refusal
        for name, layout in layouts.items():
            one = book.sheet(name)
            refuse_uncalculated(one, one.uncalculated, layout, path, every_role=True)
        return [
            OrderColumns(
                name,
                layout.kind,
                role_columns(book.sheet(name), layout),
                layout.header.headers,
                confirmed=False,
                context=settled,
                first_row=layout.header_row + 1,
            )
            for name, layout in layouts.items()
        ]


def known_orders(paths: Sequence[Path], options: argparse.Namespace, context: Context) -> KnownOrders | None:
    """Return the orders of some files; None where none were given."""
    if not paths:
        return None
    known = KnownOrders("・".join(path.name for path in paths))
    sheets = [sheet for path in paths for sheet in order_columns(path, options, context)]
    for sheet in sheets:
        if not sheet.confirmed and ORDER_NUMBER in sheet.columns:
            known.add(sheet.columns)
    # Last, so that a confirmation meets the order that it confirms.
    for sheet in sheets:
        if sheet.confirmed:
            known.confirm(confirmed_pairs(sheet.columns))
    return known


def confirmed_pairs(columns: dict[str, list[object]]) -> list[tuple[str, str, str]]:
    """Return order, item and number of each row of a shipment confirmation."""
    count = len(columns.get(ORDER_NUMBER, []))
    blank: list[object] = [""] * count
    texts = [
        ["" if cell is None else str(cell).strip() for cell in columns.get(role, blank)]
        for role in (ORDER_NUMBER, "明細番号", "送り状番号")
    ]
    return list(zip(*texts, strict=True))


def confirmed_before(paths: Sequence[Path]) -> set[tuple[str, str]]:
    """Return (order, number) of upload files that were sent before.

    Raises:
        NotAnUpload: a file is none.
    """
    found = set()
    for path in paths:
        upload = read_upload(path.read_bytes(), path.name)
        for row in upload.rows:
            order = row.cells.get("order-id") or row.cells.get("注文番号", "")
            number = row.cells.get("tracking-number") or row.cells.get("送り状番号", "")
            found.add((number_key(order), number_key(number)))
    return found
