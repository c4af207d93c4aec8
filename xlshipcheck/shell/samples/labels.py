"""Issued labels for some of the sample orders, as two programs of carriers write them.

e飛伝's history says on which day a parcel went. B2 says only that a label was printed; among its labels are one that
is held at a branch, one of an order that went under another number, and one of an order that is not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlshipcheck.shell.samples.text import TOWNS, tracking_number

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence
    from datetime import date

SENT_TODAY, PRINTED = 6, 8
UNKNOWN_ORDER: Final = "809999999"
EHIDEN_COLUMNS: Final = (
    "お問い合せ送り状No. 出荷日 お客様管理番号 お届け先名称１ お届け先住所１ 荷物状況 到着日 営業所受取 受取場所"
).split()
B2_COLUMNS: Final = (
    "お客様管理番号 送り状種類 クール区分 伝票番号 出荷予定日 お届け先住所 お届け先名 敬称 品名１ 止置き 営業所コード "
    "複数口くくりキー"
).split()


def sample_labels(
    orders: Sequence[Mapping[str, object]], today: date, chance: random.Random
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Return the rows of e飛伝's history and of B2's issued data.

    Args:
        orders: the rows of the sample export.
        today: the day on which e飛伝's parcels went, and for which B2's labels were printed.
        chance: the source of everything that may vary.
    """
    waiting = [order for order in orders if order["配送状態"] == "配送準備"]
    gone, printed = waiting[:SENT_TODAY], waiting[SENT_TODAY : SENT_TODAY + PRINTED]
    sent = next(order for order in orders if order["発送日"])
    unknown = {**sent, "注文番号": UNKNOWN_ORDER}
    history = [
        {
            "お問い合せ送り状No.": tracking_number(chance),
            "出荷日": f"{today:%Y/%m/%d}",
            "お客様管理番号": order["注文番号"],
            "お届け先名称１": order["受取人名"],
            "お届け先住所１": chance.choice(TOWNS),
            "営業所受取": "0",
        }
        for order in gone
    ]
    issued = [
        {
            "お客様管理番号": order["注文番号"],
            "送り状種類": "0",
            "クール区分": "0",
            "伝票番号": tracking_number(chance),
            "出荷予定日": f"{today:%Y/%m/%d}",
            "お届け先住所": chance.choice(TOWNS),
            "お届け先名": order["受取人名"],
            "敬称": "様",
            "品名１": order["商品名"],
            "止置き": "1" if order is printed[-1] else "0",
            "営業所コード": "031300" if order is printed[-1] else "",
        }
        for order in (*printed, sent, unknown)
    ]
    return history, issued
