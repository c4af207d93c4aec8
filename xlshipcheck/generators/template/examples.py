"""The example rows of the template: one for each case that staff will meet, marked so that nobody ships them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from xlshipcheck.generators.template.holds import HOLDS
from xlshipcheck.generators.template.orders import ORDERS
from xlshipcheck.generators.template.packages import PACKAGES
from xlshipcheck.headers.other_rows import MARK
from xlshipcheck.headers.roles import BY_AMAZON
from xlshipcheck.values.days import day_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.generators.template.form import CellValue, TemplateSheet

AS_OF: Final = dt.date(2026, 11, 21)
"""The 基準日 in the template as delivered; the examples are written around it."""
PREORDER_ITEM: Final = f"{MARK}予約商品A"
PREORDER_DAY: Final = dt.date(2026, 11, 20)
PREORDER_ITEMS: Final = {PREORDER_ITEM: day_of(PREORDER_DAY)}
EMPTY_ROWS: Final = 10


def _day(text: str) -> dt.date | None:
    month, _, day = text.partition("/")
    return dt.date(AS_OF.year, int(month), int(day)) if text else None


def _orders() -> list[list[CellValue]]:
    # 商品番号, 商品名, 区分, 入金日, 予約日, 発送予定日, 配送状態, 発送日; a parcel that has gone has its label
    rows = [
        ("商品A", "ハンドクリーム", "", "11/19", "", "11/24", "配送準備", ""),
        ("商品A", "ハンドクリーム", "", "11/16", "", "11/20", "配送準備", ""),
        ("商品B", "リップ 3本セット", "一般", "11/13", "", "11/18", "配送準備", ""),
        ("商品B", "リップ 3本セット", "一般", "11/12", "", "11/17", "配送要請", ""),
        ("予約商品A", "新作パレット (予約)", "", "11/2", "", "11/20", "配送準備", ""),
        ("商品C", "冬限定セット", "予約", "11/10", "12/20", "12/20", "配送準備", ""),
        ("商品A", "ハンドクリーム", "", "11/16", "", "11/19", "配送中", "11/18"),
        ("商品B", "リップ 3本セット", "", "11/9", "", "11/12", "配送完了", "11/13"),
        ("商品A", "ハンドクリーム", "", "", "", "", "入金待ち", ""),
        ("商品C", "冬限定セット", "予約", "11/18", "", "11/30", "配送要請", ""),
        ("商品B", "リップ 3本セット", "", "11/17", "", "11/20", "キャンセル", ""),
    ]
    labels = {
        1: ("ヤマト運輸", "444413758714"),
        6: ("ヤマト運輸", "444413758703"),
        7: ("佐川急便", "512547514334"),
    }
    return [
        [
            *(f"{MARK}{1001 + number}", f"{MARK}{item}", name, kind),
            *(*map(_day, days[:3]), state, _day(shipped)),
            *labels.get(number, ("", "")),
        ]
        for number, (item, name, kind, *days, state, shipped) in enumerate(rows)
    ]


def _packages() -> list[list[CellValue]]:
    # 商品名, カテゴリー, お届け予定日, 配送会社, 送り状番号, 発送日, 注文金額, フルフィルメント, スキャン回数, 配達完了, 出品者
    beauty, kitchen, paper = "ビューティー", "ホーム&キッチン", "文房具"
    rows = [
        (
            "保湿クリーム",
            beauty,
            "11/5",
            "ヤマト運輸",
            "444413758703",
            "11/2",
            3600,
            "",
            None,
            "配達完了",
            "",
        ),
        ("化粧水", beauty, "11/6", "宅急便", "4444-1375-8703", "11/3", 1500, "", None, "", ""),
        ("美容液", beauty, "11/7", "ヤマト運輸", "123456789012", "11/4", 2400, "", None, "", ""),
        ("フライパン", kitchen, "11/8", "佐川急便", "512547514334", "11/5", 5200, "", 3, "配達完了", ""),
        ("計量スプーン", kitchen, "11/8", "ゆうパック", "405548424886", "11/5", 980, "", None, "", ""),
        ("棚", kitchen, "11/9", "西濃運輸", "", "11/6", 8800, "", None, "", ""),
        ("ノート 5冊", paper, "11/10", "自社配送", "A-100", "11/7", 1800, "", None, "", ""),
        ("ボールペン", paper, "11/10", "日本郵便", "4.44414E+11", "11/7", 1800, "", None, "", ""),
        ("付箋", paper, "11/11", "日本郵便", "EE876543216JP", "11/4", 1600, "", 1, "", "中国"),
        ("インク", paper, "11/11", "ヤマト運輸", "444413758714", "11/8", 600, "", None, "", ""),
        ("替芯", paper, "11/11", "ヤマト運輸", "444413758714", "11/8", 700, "", None, "", ""),
        ("手帳", paper, "11/11", "", "", "", 2200, BY_AMAZON, None, "", ""),
    ]
    # The last but one is a second item of the order before it.
    orders = [*range(10), 9, 10]
    return [
        [
            f"{MARK}250-{1000001 + order}",
            f"{MARK}{40000000001 + number}",
            f"{MARK}SKU-{number + 1:02}",
            name,
            category,
            _day(day),
            *(carrier, label, _day(shipped)),
            *rest,
        ]
        for number, (order, (name, category, day, carrier, label, shipped, *rest)) in enumerate(
            zip(orders, rows, strict=True)
        )
    ]


def _holds() -> list[list[CellValue]]:
    # サービス, 発送日, 配送状態, 到着日, 連絡日, 返信, 受取場所
    rows = [
        ("宅急便", "", "", "", "", "", ""),
        ("ネコポス", "11/19", "発送", "", "", "", "営業所"),
        ("ネコポス", "11/16", "発送", "11/17", "", "", "営業所"),
        ("宅急便", "11/17", "保管中", "11/18", "11/20", "", ""),
        ("宅急便", "11/17", "保管中", "11/18", "11/18", "", ""),
        ("宅急便", "11/14", "保管中", "11/15", "11/18", "11/19", ""),
        ("宅急便", "11/10", "保管中", "11/11", "11/16", "", ""),
        ("宅急便", "11/9", "返品", "11/10", "11/15", "", ""),
        ("ネコポス", "11/12", "投函完了", "", "", "", ""),
    ]
    return [
        [
            *(f"{MARK}{4000 + number}", f"{MARK}b{2001 + number}", service, _day(shipped), state),
            *map(_day, days),
            place,
        ]
        for number, (service, shipped, state, *days, place) in enumerate(rows)
    ]


_ROWS: Final = {ORDERS.name: _orders, PACKAGES.name: _packages, HOLDS.name: _holds}


def example_rows(sheet: TemplateSheet) -> list[dict[str, CellValue]]:
    """Return the example rows of a sheet: title -> value for the columns that the user fills, None for a blank."""
    titles = [column.title for column in sheet.columns if not column.is_result]
    return [_row(titles, values) for values in _ROWS[sheet.name]()]


def _row(titles: Sequence[str], values: Sequence[CellValue]) -> dict[str, CellValue]:
    return {title: None if value == "" else value for title, value in zip(titles, values, strict=True)}
