"""The items and shipments that Amazon's files tell of, each gathered from every file that knows it."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, Union

from xlshipcheck import errors
from xlshipcheck.exports.joining import Conflict, Differences
from xlshipcheck.exports.kinds import AMAZON_SHIPMENT
from xlshipcheck.exports.table import Export, unguarded
from xlshipcheck.headers.roles import combined_values
from xlshipcheck.tracking.carriers import canonical_name, carrier_key
from xlshipcheck.values import cells
from xlshipcheck.values.days import LAST_DAY
from xlshipcheck.values.roles import (
    AMOUNT,
    CARRIER,
    DELIVERY_DATE,
    ITEM_ID,
    ITEM_NUMBER,
    ORDER_DATE,
    ORDER_NUMBER,
    QUANTITY,
    SHIP_DATE,
    TRACKING_NUMBER,
)
from xlshipcheck.values.text import name_key, number_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xlshipcheck.rulebook.rules import Rulebook

# The text of the cell stands where it is no number; None where no file tells the amount.
Amount = Union[None, Fraction, str]

_ORDER = ORDER_NUMBER
_ITEM = ITEM_ID
_SKU = ITEM_NUMBER
_NUMBER = TRACKING_NUMBER
_AMOUNT = AMOUNT
_DELIVERY = DELIVERY_DATE


class Item:
    """One item of an order.

    Attributes:
        order: order-id.
        item: order-item-id; "" where only the all-orders report knows the item.
        sku: the seller's SKU; "" where no file tells it.
        texts: role -> text.
        others: header key -> text of the columns that are no role.
        amount: tax excluded, shipping included.
        amount_file: the file that told the amount.
        quantity: pieces ordered; None where no file tells it.
    """

    __slots__ = ("amount", "amount_file", "item", "order", "others", "quantity", "sku", "texts")

    def __init__(self, order: str, item: str, sku: str) -> None:
        self.order = order
        self.item = item
        self.sku = sku
        self.texts: dict[str, str] = {}
        self.others: dict[str, str] = {}
        self.amount: Amount = None
        self.amount_file = ""
        self.quantity: int | None = None


class Shipment(NamedTuple):
    """One line of a shipment confirmation.

    Attributes:
        item: order-item-id; "" means every item of the order.
        number: the tracking number in the form in which numbers are compared.
        quantity: pieces sent; None where it is not given.
        texts: role -> text.
        cells: header key -> text.
        day: the ship date as a day number, -1 where it cannot be read.
        place: where it stands among all lines of all files, the later the greater.
        carrier: the carrier in the form in which carriers are compared.
        ruined: whether a spreadsheet has changed its order-item-id, so that it names an item that nobody can tell.
    """

    item: str
    number: str
    quantity: int | None
    texts: Mapping[str, str]
    cells: Mapping[str, str]
    day: int = -1
    place: int = 0
    carrier: str = ""
    ruined: bool = False


class Collected:
    """What all files together tell.

    Attributes:
        roles: the roles that any file has.
        other_headers: header key -> header of the columns that are no role, in order of appearance.
        conflicts: what the files disagree about.
        repeated: how many rows were there before with the same content.
        ruined: texts of order-item-id that a spreadsheet has changed -> rows that have them.
    """

    def __init__(self) -> None:
        self.roles: set[str] = set()
        self.other_headers: dict[str, str] = {}
        self.conflicts: list[Conflict] = []
        self.repeated = 0
        self.ruined: dict[str, int] = {}
        self._ruined_rows: Counter[tuple[str, str]] = Counter()
        self._items: dict[str, list[Item]] = {}
        self._shipments: dict[str, list[Shipment]] = {}

    def orders(self) -> Iterator[tuple[str, list[Item], list[Shipment]]]:
        """Yield every order with its items and shipments: orders of the reports first, as they came."""
        for order in dict.fromkeys([*self._items, *self._shipments]):
            yield order, self._items.get(order, []), self._shipments.get(order, [])

    def add_ruined(self, path: str, order: str, item: str) -> None:
        """Count a row whose order-item-id a spreadsheet has changed."""
        self.ruined[item] = self.ruined.get(item, 0) + 1
        self._ruined_rows[path, order] += 1

    def items_alike(self) -> frozenset[str]:
        """Return the orders of several items whose ids came out alike: which of them was sent nobody can tell."""
        return frozenset(
            order
            for (_, order), rows in self._ruined_rows.items()
            if rows > 1 or len(self._items.get(order, ())) > 1
        )

    def item(self, order: str, item: str, sku: str) -> Item:
        """Return the item of these keys, made where it is new; where one side has no id, the SKU tells it."""
        known = self._items.setdefault(order, [])
        for candidate in known:
            both_ids = bool(item and candidate.item)
            if candidate.item == item if both_ids else bool(sku) and candidate.sku == sku:
                candidate.item = candidate.item or item
                candidate.sku = candidate.sku or sku
                return candidate
        known.append(Item(order, item, sku))
        return known[-1]

    def add_shipment(self, order: str, shipment: Shipment) -> None:
        """Add one line of a shipment confirmation."""
        self._shipments.setdefault(order, []).append(shipment)


def amount_text(amount: Amount) -> str:
    """Return an amount as a cell's text, to the hundredth of a yen.

    It is cut, not rounded: 999.996 yen must not come out as the 1,000 that a limit asks for.
    """
    if amount is None or isinstance(amount, str):
        return amount or ""
    whole, part = divmod(int(amount * 100 // 1), 100)
    return f"{whole}.{part:02}".rstrip("0") if part else str(whole)


def collect(exports: Sequence[Export], rulebook: Rulebook) -> Collected:
    """Gather items and shipments from Amazon's files.

    Args:
        exports: the files, oldest first; of two files of one kind the later wins.
        rulebook: for the rules on tax in the reports.

    Returns:
        Every item and shipment.
    """
    found = Collected()
    price = _PriceReader(rulebook)
    for export in exports:
        found.roles.update(export.header_row.columns)
        for index in export.header_row.unnamed:
            header = export.headers[index]
            found.other_headers.setdefault(name_key(header), header)
    for kind in dict.fromkeys(export.kind for export in exports):
        files = [export for export in exports if export.kind == kind]
        if kind.name == AMAZON_SHIPMENT:
            for place, record in enumerate(_different_records(files, found)):
                found.add_shipment(record.texts[_ORDER], _shipment(record, place))
        else:
            for record in _latest_records(files, found):
                _add_order_row(found, record, price)
    return found


# What a spreadsheet makes of fourteen digits: 2E+13, 1.23457E+13, or the digits with a decimal zero.
_RUINED = re.compile(r"[0-9](?:[.,][0-9]+)?E[+-]?[0-9]+\Z|[0-9]+[.]0+\Z", re.IGNORECASE)


class _Record(NamedTuple):
    path: str
    texts: dict[str, str]
    cells: dict[str, str]
    ruined: bool = False


def _different_records(files: Sequence[Export], found: Collected) -> Iterator[_Record]:
    """Yield the rows of confirmations, each content once; which of them count is told by the order's pieces."""
    seen: set[frozenset[tuple[str, str]]] = set()
    for export in files:
        for record in _records(export, [name_key(header) for header in export.headers], found):
            content = frozenset((name, text) for name, text in record.cells.items() if text)
            if content in seen:
                found.repeated += 1
                continue
            seen.add(content)
            yield record


def _latest_records(files: Sequence[Export], found: Collected) -> Iterable[_Record]:
    """Return the rows of reports of one kind; where two speak of one item, the later completed by the earlier."""
    latest: dict[tuple[str, str, str], _Record] = {}
    for export in files:
        keys = [name_key(header) for header in export.headers]
        differences = Differences(export.headers, export.kind.changing)
        for record in _records(export, keys, found):
            texts = record.texts
            item = texts.get(_ITEM, "")
            key = (texts[_ORDER], item, "" if item else number_key(texts.get(_SKU, "")))
            before = latest.get(key)
            if before is None:
                latest[key] = record
            elif before.cells == record.cells:
                found.repeated += 1
            else:
                old, new = ([side.cells.get(name, "") for name in keys] for side in (before, record))
                found.conflicts += differences.between(key[0], old, new, (before.path, record.path))
                latest[key] = _Record(
                    record.path, _over(before.texts, record.texts), _over(before.cells, record.cells)
                )
    return latest.values()


def _over(earlier: dict[str, str], later: dict[str, str]) -> dict[str, str]:
    return {**earlier, **{name: text for name, text in later.items() if text or name not in earlier}}


def _records(export: Export, keys: Sequence[str], found: Collected) -> Iterator[_Record]:
    single = {role: indexes[0] for role, indexes in export.header_row.columns.items() if len(indexes) == 1}
    several = {role: indexes for role, indexes in export.header_row.columns.items() if len(indexes) > 1}
    for row in export.iterate_rows():
        texts = {role: unguarded(row[index]).strip() for role, index in single.items()}
        for role, indexes in several.items():
            values = [[unguarded(row[index]).strip()] for index in indexes]
            texts[role] = str(combined_values(role, values)[0])
        ruined = bool(_RUINED.match(texts.get(_ITEM, "")))
        if ruined:
            # Several ids come out alike, so none of them tells an item.
            found.add_ruined(export.path, texts[_ORDER], texts[_ITEM])
            texts[_ITEM] = ""
        yield _Record(export.path, texts, dict(zip(keys, row)), ruined)


def _shipment(record: _Record, place: int) -> Shipment:
    texts = record.texts
    number = number_key(texts.get(_NUMBER, ""))
    try:
        day = cells.read_day(texts.get(SHIP_DATE, ""), SHIP_DATE)
    except errors.ArgumentError:
        day = None
    return Shipment(
        texts.get(_ITEM, ""),
        number,
        _count(texts.get(QUANTITY, "")),
        texts,
        record.cells,
        -1 if day is None else day,
        place,
        carrier_key(canonical_name(texts.get(CARRIER, "")) or texts.get(CARRIER, "")),
        record.ruined,
    )


def _add_order_row(found: Collected, record: _Record, price: _PriceReader) -> None:
    texts = record.texts
    item = found.item(texts[_ORDER], texts.get(_ITEM, ""), texts.get(_SKU, ""))
    for role, text in texts.items():
        known = item.texts.get(role, "")
        if role == _DELIVERY and known and text:
            item.texts[role] = str(combined_values(role, [[known], [text]])[0])
        elif not known:
            item.texts[role] = text
    for key in found.other_headers:
        if not item.others.get(key):
            item.others[key] = record.cells.get(key, "")
    if item.quantity is None:
        item.quantity = _count(texts.get(QUANTITY, ""))
    amount = price.amount(record)
    if item.amount is None:
        item.amount = amount
        item.amount_file = record.path
    elif amount is not None and amount != item.amount:
        files = (item.amount_file, record.path)
        shown = (amount_text(item.amount), amount_text(amount))
        found.conflicts.append(Conflict(item.order, _AMOUNT, *shown, files))


def _count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() else None


_PRICES = ("item-price", "item-tax", "shipping-price", "shipping-tax")


class _PriceReader:
    """Reads the amount of a row as the rule on tracking asks for it: tax excluded, shipping included."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._includes_tax = rulebook.rule("headers.amazon_price_includes_tax")
        self._is_total = rulebook.rule("headers.amazon_price_is_line_total")
        self._rate = rulebook.rule("amazon.tax_rate")
        self._in_force: dict[int, tuple[bool, bool, int]] = {}
        self._known: dict[tuple[object, ...], Amount] = {}

    def amount(self, record: _Record) -> Amount:
        """Return the amount of an order row; a column of the user's own for it comes first."""
        own = record.texts.get(_AMOUNT, "")
        written = tuple([record.cells.get(key, "") for key in _PRICES])
        # Few items have many prices: what costs the same is reckoned once.
        rules = self._rules(record) if written[0] and not own else None
        quantity = record.texts.get(QUANTITY, "")
        key = (own, written, quantity, rules)
        if key not in self._known:
            self._known[key] = self._reckoned(own, written, quantity, rules)
        return self._known[key]

    def _reckoned(
        self, own: str, written: Iterable[str], quantity: str, rules: tuple[bool, bool, int] | None
    ) -> Amount:
        try:
            if own:
                return cells.read_number(own, _AMOUNT)
            price, tax, shipping, shipping_tax = [cells.read_number(text, _AMOUNT) for text in written]
        except errors.ArgumentError as problem:
            return str(problem.fields["value"])
        if price is None or rules is None:
            return None
        includes_tax, is_total, rate = rules
        if not is_total:
            price *= _count(quantity) or 1
        parts = [(price, tax), (shipping or Fraction(0), shipping_tax)]
        if not includes_tax:
            return sum((part for part, _ in parts), Fraction(0))
        # Without a tax column the standard rate is taken out; 0 in the column means there is none in it.
        nets = [
            part * 100 / (100 + rate) if part_tax is None else part - part_tax for part, part_tax in parts
        ]
        return sum(nets, Fraction(0))

    def _rules(self, record: _Record) -> tuple[bool, bool, int]:
        try:
            day = cells.read_day(record.texts.get(ORDER_DATE, ""), ORDER_DATE)
        except errors.ArgumentError:
            day = None
        day = LAST_DAY if day is None else day
        if day not in self._in_force:
            rules = (self._includes_tax, self._is_total, self._rate)
            includes_tax, is_total, rate = (rule.at(day).value for rule in rules)
            self._in_force[day] = (includes_tax, is_total, rate)
        return self._in_force[day]
