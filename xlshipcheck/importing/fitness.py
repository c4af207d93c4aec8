"""Is an export fit for a seller's sheet: of the same marketplace, no older, and with nothing gone from it?"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from xlshipcheck import errors
from xlshipcheck.headers.other_rows import is_example
from xlshipcheck.headers.roles import CANCELLED, MIXED, order_state
from xlshipcheck.importing.book_rows import ORDER_ROLE
from xlshipcheck.importing.comparison import Moment, is_later, moment_of, text_of
from xlshipcheck.importing.matching import KEY_ROLES, Keys, order_without_item, read_keys
from xlshipcheck.qoo10.states import ON_ITS_WAY
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.days import LAST_DAY, date_of
from xlshipcheck.values.exponents import is_exponent
from xlshipcheck.values.roles import ITEM_ID, ITEM_NUMBER, ORDER_DATE, ORDER_STATUS, PAYMENT_DATE, SHIP_DATE
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlshipcheck.exports.table import Table
    from xlshipcheck.importing.book_rows import BookRows
    from xlshipcheck.sheets.layout import Layout
    from xlshipcheck.sheets.port import SheetPort

DATE_ROLES = (ORDER_DATE, PAYMENT_DATE)
_DONE = frozenset([*ON_ITS_WAY, CANCELLED])


class ExportRows:
    """What tells the rows of an export apart, and when they are from; read in one pass.

    Args:
        table: the export.

    Attributes:
        damaged: order numbers that a spreadsheet has damaged -> rows that have them.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self._roles = table.read_roles([*KEY_ROLES, *DATE_ROLES])
        self.keys: Keys = read_keys(self._roles, len(self._roles[ORDER_ROLE]))
        self.numbers = [text_of(number) for number in self._roles[ORDER_ROLE]]
        self.damaged = Counter(filter(is_exponent, self.numbers))

    def role(self, role: str) -> list[object] | None:
        """Return the texts of a role, None where the export does not have it."""
        return self._roles.get(role)

    def report_columns(self) -> dict[str, list[str]]:
        """Return the columns that tell how new the report is, by header key."""
        wanted = set(map(name_key, group_table("headers")["import"]["report_dates"]))
        found = {
            name_key(text): index for index, text in enumerate(self.table.headers) if name_key(text) in wanted
        }
        return dict(zip(found, self.table.read_columns(list(found.values()))))


def refuse_unfit(sheet: SheetPort, layout: Layout, table: Table) -> None:
    """Refuse an export that a sheet cannot take, or a sheet that cannot take an export.

    Raises:
        SheetProtected: the sheet is protected.
        ImportNotExport, ImportMarketDiffers: the file is of no marketplace, or of another one.
        OrderColumnMissing, OrderColumnOfFormulas: there are no order numbers to go by.
    """
    if sheet.protected():
        raise errors.SheetProtected(sheet=sheet.name)
    if not table.kind.name:
        raise errors.ImportNotExport(path=errors.Whole(table.path))
    if layout.kind not in (table.market, MIXED):
        raise errors.ImportMarketDiffers(
            path=errors.Whole(table.path), market=table.market, sheet=sheet.name, kind=layout.kind
        )
    for place, header in ((f"シート「{sheet.name}」", layout.header), (table.path, table.header_row)):
        if ORDER_ROLE not in header.columns:
            raise errors.OrderColumnMissing(place=errors.Whole(place))
    column = layout.header.roles[ORDER_ROLE] + 1
    formulas = sheet.formula_rows(column, layout.header_row + 1, layout.last_row)
    if formulas:
        raise errors.OrderColumnOfFormulas(sheet=sheet.name, row=formulas[0])


def refuse_unclear_items(book: BookRows, export: ExportRows) -> None:
    """Refuse orders of several items for a sheet that has no column to tell them apart.

    Raises:
        ItemColumnMissing: naming the first such order.
    """
    there = book.layout.header.columns
    if export.table.market != "Amazon" or ITEM_ID in there:
        return
    row = order_without_item(export.keys, by_code=ITEM_NUMBER in there)
    if row is not None:
        raise errors.ItemColumnMissing(order=export.numbers[row], sheet=book.sheet.name)


def stale_problem(book: BookRows, export: ExportRows, as_of: int | None) -> errors.StaleExport | None:
    """Return why an export is older than what the sheet knows, None where it is not.

    The export is as new as its newest 注文日, 入金日, or date that tells the age of the report. The sheet is only
    asked for dates that the export has too. Days after the as-of day were typed, and tell nothing, as do those of
    the template's examples.
    """
    last = LAST_DAY if as_of is None else as_of
    keys = ["" if is_example(number) else key for number, key in zip(book.numbers, book.keys.orders)]
    newest = known = None
    row = 0
    for role in DATE_ROLES:
        ours, theirs = book.role(role), export.role(role)
        if theirs is not None:
            newest, _ = _newest(theirs, export.keys.orders, newest, 0, last)
            known, row = _newest(ours or (), keys, known, row, last)
    headers = {name_key(text): column for column, text in enumerate(book.layout.header.headers, 1) if text}
    for key, texts in export.report_columns().items():
        newest, _ = _newest(texts, export.keys.orders, newest, 0, last)
        if key in headers:
            known, row = _newest(book.cells(headers[key]), keys, known, row, last)
    if newest is None or known is None or not is_later(known, newest):
        return None
    return errors.StaleExport(
        path=errors.Whole(export.table.path),
        newest=_shown(newest),
        sheet=book.sheet.name,
        known=_shown(known),
        row=book.first_row + row,
    )


def _newest(
    values: Iterable[object], orders: Sequence[str], newest: Moment | None, at: int, last: int
) -> tuple[Moment | None, int]:
    """Return the newest of a moment and those of orders until a last day, and the row it stands in."""
    for row, (value, order) in enumerate(zip(values, orders)):
        moment = moment_of(value) if value and order else None
        if moment is not None and moment.day <= last and (newest is None or moment > newest):
            newest, at = moment, row
    return newest, at


def _shown(moment: Moment) -> str:
    day = datetime.combine(date_of(moment.day), time())
    return str(day + timedelta(seconds=moment.second) if moment.second else day.date())


def vanished_rows(book: BookRows, export: ExportRows) -> list[int]:
    """Return the rows of open orders from the export's period that the export does not have.

    The template's examples are no orders, so that no export can have them.
    Open is what is neither shipped nor cancelled as far as the sheet knows. Without a common date there is no
    period, and nothing is said.
    """
    role = next((name for name in DATE_ROLES if book.role(name) and export.role(name)), "")
    days = [moment.day for moment in map(moment_of, export.role(role) or ()) if moment is not None]
    states, shipped = book.role(ORDER_STATUS), book.role(SHIP_DATE)
    if not days or (states is None and shipped is None):
        return []
    first, last = min(days), max(days)
    there = set(export.keys.orders)
    gone = []
    for row, (order, value) in enumerate(zip(book.keys.orders, book.role(role) or ())):
        if not order or order in there or is_example(book.numbers[row]):
            continue
        moment = moment_of(value)
        if moment is None or not first <= moment.day <= last:
            continue
        state = order_state(text_of(states[row])) if states else ""
        if state not in _DONE and not (shipped and text_of(shipped[row])):
            gone.append(row)
    return gone
