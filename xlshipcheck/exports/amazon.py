"""Amazon's files as one table: what one file lacks is taken from another, or said.

The key is order-id + order-item-id. Carrier and number come from the shipment confirmation, amounts from
the order or all-orders report, お届け予定日 from the unshipped or order report, the category from a column
of the user's or the SKU list in the settings. The all-orders report has no item id; there the SKU tells the
item. A row of the result is an item in a package: an item sent in two packages is two rows, which share its
amount by quantity; an item not yet sent is one row without carrier and number.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.context import PLAIN, Context
from xlshipcheck.exports.amazon_items import Amount, Item, Shipment, amount_text, collect
from xlshipcheck.exports.joining import JoinedExport, join_qsm, refuse_mixed
from xlshipcheck.exports.table import Export, Kind, Table
from xlshipcheck.headers.header_row import HeaderRow
from xlshipcheck.headers.roles import BY_AMAZON, CANCELLED, all_roles, fulfilled_by, order_state
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.roles import (
    AMOUNT,
    CARRIER,
    CATEGORY,
    DELIVERY_DATE,
    FULFILLMENT,
    ITEM_ID,
    ITEM_NUMBER,
    ORDER_NUMBER,
    ORDER_STATUS,
    QUANTITY,
    TRACKING_NUMBER,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

JOINED = Kind("amazon_joined", "Amazon のファイルをまとめた表", "Amazon", frozenset(), (), frozenset())

_SHIPMENT_FILE = "出荷通知のファイル (TemplateType=OrderFulfillment)"


def join_exports(exports: Sequence[Export], context: Context = PLAIN) -> Table:
    """Return the table of the files given together.

    Args:
        exports: the files, oldest first.
        context: settings and rules, for Amazon's amounts and categories.

    Returns:
        The one file itself, the union of QSM files, or Amazon's files joined. A single file of Amazon's is
        joined too: that brings its amounts to the form the rule asks for and says what it lacks.

    Raises:
        ExportsMixed: the files are not of one marketplace.
        RowTooLong, BrokenQuotes, CellTooLong: a file cannot be read to its end.
    """
    if exports[0].market == "Amazon" and exports[0].kind.name:
        return join_amazon(exports, context)
    return exports[0] if len(exports) == 1 else join_qsm(exports, context.as_of)


def join_amazon(exports: Sequence[Export], context: Context = PLAIN) -> JoinedExport:
    """Join Amazon's order, unshipped, all-orders and shipment files.

    Args:
        exports: the files, oldest first; of two files of one kind the later wins.
        context: settings (the categories of SKUs) and rules (how tax stands in the reports).

    Returns:
        One row per item and package, columns named by role, 注文金額 without tax and with shipping. `missing`
        says which file to add for what is not there; `conflicts` what the files disagree about. Rows that
        Amazon ships say so under フルフィルメント.

    Raises:
        ExportsMixed: files of another marketplace, or the seller's own, among them.
        RowTooLong, BrokenQuotes, CellTooLong: a file cannot be read to its end.
    """
    refuse_mixed(exports)
    found = collect(exports, context.rulebook)
    first = group_table("headers")["joined"]["columns"]
    roles = [*first, *(role for role in all_roles() if role in found.roles and role not in first)]
    rows = []
    loose = 0
    for order, items, shipments in found.orders():
        packed, left_over = _packed(items, shipments)
        packed += [Packed(Item(order, shipment.item, ""), shipment, None) for shipment in left_over]
        loose += len(left_over)
        rows += [_row(part, roles, list(found.other_headers), context.settings.categories) for part in packed]
    header_row = HeaderRow(
        (*roles, *found.other_headers.values()),
        {role: (index,) for index, role in enumerate(roles)},
        tuple(range(len(roles), len(roles) + len(found.other_headers))),
    )
    joined = JoinedExport(exports, JOINED, header_row, rows)
    joined.conflicts = found.conflicts
    if found.repeated:
        joined.notes.append(f"同じ内容の行が{found.repeated}行あり、1件にまとめました")
    joined.missing = list(_missing(joined))
    if 0 < loose < len(rows):
        joined.missing.append(
            f"出荷通知の{loose}行は、どの明細の出荷か分からないため金額なしで並べました。"
            "order-item-id の入った出荷通知か、その注文を含む注文レポートも指定してください"
        )
    return joined


class Packed(NamedTuple):
    """An item in a package.

    Attributes:
        item: the item.
        shipment: what the confirmation says of the package; None for an item not yet sent.
        amount: the part of the item's amount that lies in the package; None where it cannot be told.
    """

    item: Item
    shipment: Shipment | None
    amount: Amount


def _packed(items: list[Item], shipments: list[Shipment]) -> tuple[list[Packed], list[Shipment]]:
    """Return the items of one order with their packages, and the shipments whose item cannot be told."""
    packages: list[list[Shipment]] = [[] for _ in items]
    left_over = []
    one_package = len({shipment.number for shipment in shipments}) == 1
    for shipment in shipments:
        targets = _targets(items, shipment, one_package=one_package)
        for index in targets:
            _add(packages[index], shipment, whole=len(targets) > 1)
        if not targets:
            left_over.append(shipment)
    packed = []
    for item, own in zip(items, packages):
        packed += [Packed(item, shipment, _share(item, shipment, own)) for shipment in own]
        if not own:
            packed.append(Packed(item, None, item.amount))
    return packed, left_over


def _targets(items: list[Item], shipment: Shipment, *, one_package: bool) -> list[int]:
    """Return which items of the order a shipment holds; none where that cannot be told."""
    named = [index for index, item in enumerate(items) if shipment.item and item.item == shipment.item]
    if named:
        return named
    if shipment.item and any(item.item for item in items):
        return []
    # No item id on one of the two sides: Amazon reads that as the whole order.
    return list(range(len(items))) if one_package or len(items) == 1 else []


def _add(packages: list[Shipment], shipment: Shipment, *, whole: bool) -> None:
    """Add a shipment to an item's packages; lines with the number of a package already there are part of it."""
    quantity = None if whole else shipment.quantity
    for index, other in enumerate(packages):
        if other.number == shipment.number:
            both = None if quantity is None or other.quantity is None else other.quantity + quantity
            packages[index] = other._replace(quantity=both)
            return
    packages.append(shipment._replace(quantity=quantity))


def _share(item: Item, shipment: Shipment, packages: list[Shipment]) -> Amount:
    if not isinstance(item.amount, Fraction):
        return item.amount
    sent = [package.quantity for package in packages if package.quantity is not None]
    if len(packages) == 1 and (not sent or item.quantity is None):
        return item.amount
    if len(sent) < len(packages) or shipment.quantity is None:
        return None
    total = max(sum(sent), item.quantity or 0)
    return item.amount * shipment.quantity / total if total else None


def _row(
    part: Packed, roles: Sequence[str], others: Sequence[str], categories: Mapping[str, str]
) -> list[str]:
    item, shipment = part.item, part.shipment
    texts = dict(item.texts)
    if shipment is not None:
        of_shipment = group_table("headers")["joined"]["of_shipment"]
        texts.update((role, shipment.texts[role]) for role in of_shipment if shipment.texts.get(role))
        if shipment.quantity is not None:
            texts[QUANTITY] = str(shipment.quantity)
    channel = texts.get(FULFILLMENT, "")
    texts[ORDER_NUMBER] = item.order
    texts[ITEM_ID] = item.item
    texts[ITEM_NUMBER] = item.sku
    texts[AMOUNT] = amount_text(part.amount)
    texts[FULFILLMENT] = fulfilled_by(channel) or channel
    texts[CATEGORY] = texts.get(CATEGORY) or categories.get(item.sku, "")
    sent = {} if shipment is None else shipment.cells
    rest = [item.others.get(key) or sent.get(key, "") for key in others]
    return [texts.get(role, "") for role in roles] + rest


def _missing(joined: JoinedExport) -> Iterator[str]:
    """Yield what the files lack for judging the seller's own packages, each with the file that has it."""
    asked = (
        FULFILLMENT,
        ORDER_STATUS,
        TRACKING_NUMBER,
        CARRIER,
        AMOUNT,
        DELIVERY_DATE,
        CATEGORY,
    )
    indexes = [joined.header_row.roles[role] for role in asked]
    ours = [
        values
        for channel, state, *values in zip(*joined.read_columns(indexes))
        if channel != BY_AMAZON and order_state(state) != CANCELLED
    ]
    if not ours:
        return
    number, carrier, amount, delivery, category = ([not text for text in column] for column in zip(*ours))
    if all(number) and all(carrier):
        yield f"配送会社と送り状番号がありません。{_SHIPMENT_FILE} も指定してください"
    for role, blank, files in (
        (AMOUNT, amount, "注文レポートか全注文レポート"),
        (DELIVERY_DATE, delivery, "未出荷レポートか注文レポート"),
    ):
        if all(blank):
            yield f"{role}がありません。{files}も指定してください"
        elif any(blank):
            yield f"{role}の分からない行が{sum(blank)}行あります。その注文を含む{files}も指定してください"
    if all(category):
        yield (
            "カテゴリーがありません。設定に SKU とカテゴリーの一覧を書くか、ファイルにカテゴリーの列を加えてください。"
            "それまで追跡可能率は全体だけを出します"
        )
    elif any(category):
        yield f"カテゴリーの分からない行が{sum(category)}行あります。設定の SKU の一覧に加えてください"
