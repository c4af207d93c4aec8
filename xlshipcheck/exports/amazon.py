"""Amazon's files as one table: what one file lacks is taken from another, or said.

The key is order-id + order-item-id. Carrier and number come from the shipment confirmation, amounts from
the order or all-orders report, お届け予定日 from the unshipped or order report, the category from a column
of the user's or the SKU list in the settings. The all-orders report has no item id; there the SKU tells the
item. A row of the result is an item in a package: an item sent in two packages is two rows, which share its
amount by quantity; an item not yet sent is one row without carrier and number. A confirmation sent again
replaces the first (`amazon_shipments`).
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from xlshipcheck.context import PLAIN, Context
from xlshipcheck.exports.amazon_items import Item, amount_text, collect
from xlshipcheck.exports.amazon_shipments import Packed, confirmed
from xlshipcheck.exports.joining import JoinedExport, join_qsm, refuse_mixed
from xlshipcheck.exports.kinds import Kind
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

    from xlshipcheck.exports.table import Export, Table

YEN_DIGITS = 100
JOINED = Kind("amazon_joined", "Amazon のファイルをまとめた表", "Amazon", frozenset(), (), frozenset())
NO_CATEGORIES = (
    "カテゴリーがありません。設定に SKU とカテゴリーの一覧を書くか、ファイルにカテゴリーの列を加えてください。"
    "それまで追跡可能率は全体だけを出します"
)
"""What is said of files without any category, by `refresh` and by `plan`."""
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
        SecondHeader, BrokenQuotes, CellTooLong: a file cannot be read to its end.
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
        SecondHeader, BrokenQuotes, CellTooLong: a file cannot be read to its end.
    """
    refuse_mixed(exports)
    found = collect(exports, context.rulebook)
    first = group_table("headers")["joined"]["columns"]
    roles = [*first, *(role for role in all_roles() if role in found.roles and role not in first)]
    rows = []
    beyond: list[str] = []
    loose = replaced = 0
    alike = found.items_alike()
    for order, items, shipments in found.orders():
        paired = confirmed(items, shipments, alike=order in alike)
        packed = [
            *paired.packed,
            *(Packed(Item(order, shipment.item, ""), shipment, None) for shipment in paired.unmatched),
        ]
        loose += len(paired.unmatched)
        replaced += paired.replaced
        if paired.sent:
            beyond.append(
                f"注文 {order}: 出荷通知の数量が注文より多くなっています (出荷 {paired.sent} / 注文 {paired.ordered})。"
                "いちばん新しい送り状番号の1つの梱包として数えました。セラーセントラルで確認してください"
            )
        rows += [
            _row(part, text, roles, list(found.other_headers), context.settings.categories)
            for part, text in zip(packed, _texts_of_amounts(packed))
        ]
    header_row = HeaderRow(
        (*roles, *found.other_headers.values()),
        {role: (index,) for index, role in enumerate(roles)},
        tuple(range(len(roles), len(roles) + len(found.other_headers))),
    )
    joined = JoinedExport(exports, JOINED, header_row, rows)
    joined.conflicts = found.conflicts
    if found.repeated:
        joined.notes.append(f"同じ内容の行が{found.repeated}行あり、1件にまとめました")
    if replaced:
        joined.notes.append(f"出し直された出荷通知が{replaced}行あり、新しいほうだけを数えました")
    joined.notes += beyond
    joined.missing = [*_ruined(found.ruined), *_missing(joined)]
    if 0 < loose < len(rows):
        joined.missing.append(
            f"出荷通知の{loose}行は、どの明細の出荷か分からないため金額なしで並べました。"
            "order-item-id の入った出荷通知か、その注文を含む注文レポートも指定してください"
        )
    return joined


def _texts_of_amounts(parts: Sequence[Packed]) -> list[str]:
    """Return the amounts of an order as texts, to the hundredth of a yen.

    They are cut so that those of one package add up to its exact sum, cut: 333.333 and 666.666 yen are a
    thousand, and must not come out as 999.99.
    """
    amounts: dict[tuple[str, str], Fraction] = {}
    texts = []
    for part in parts:
        if part.shipment is None or not isinstance(part.amount, Fraction):
            texts.append(amount_text(part.amount))
            continue
        package = (part.shipment.number, "" if part.shipment.number else part.shipment.carrier)
        before = amounts.get(package, Fraction(0))
        amounts[package] = before + part.amount
        texts.append(amount_text(_cut(amounts[package]) - _cut(before)))
    return texts


def _cut(amount: Fraction) -> Fraction:
    return Fraction(amount * YEN_DIGITS // 1, YEN_DIGITS)


def _row(
    part: Packed, amount: str, roles: Sequence[str], others: Sequence[str], categories: Mapping[str, str]
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
    texts[AMOUNT] = amount
    texts[FULFILLMENT] = fulfilled_by(channel) or channel
    texts[CATEGORY] = texts.get(CATEGORY) or categories.get(item.sku, "")
    sent = {} if shipment is None else shipment.cells
    rest = [item.others.get(key) or sent.get(key, "") for key in others]
    return [texts.get(role, "") for role in roles] + rest


def _ruined(ids: Mapping[str, int]) -> Iterator[str]:
    """Yield what is said of files whose order-item-id a spreadsheet has changed."""
    if ids:
        yield (
            f"order-item-id が表計算ソフトで壊れている行が{sum(ids.values())}行あります (「{next(iter(ids))}」など)。"
            "ファイルを表計算ソフトで開いて保存せず、ダウンロードしたまま指定してください"
        )


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
        yield NO_CATEGORIES
    elif any(category):
        yield f"カテゴリーの分からない行が{sum(category)}行あります。設定の SKU の一覧に加えてください"
