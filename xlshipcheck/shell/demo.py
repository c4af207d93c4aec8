"""Sample files as the marketplaces write them: what `xlshipcheck demo` judges on the spot.

Everything is invented and comes from one seeded generator, so two runs for one day give equal files. The
orders lie around the as-of day so that every stage occurs, the Amazon packages so that one of six categories
stands just below the limit, and the branch holds so that every follow-up occurs.
"""

from __future__ import annotations

import csv
import io
import random
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.days import date_of
from xlshipcheck.exports import AMAZON_ORDERS, AMAZON_SHIPMENT, QSM_DETAIL, all_kinds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlshipcheck.context import Context

FOLDER = "xlshipcheck-demo"
ORDERS, PACKAGES, HOLDS = 300, 500, 40
SEED = 20261121
ITEMS = (
    ("880012345", "保湿クリーム 50g", 2480),
    ("880012346", "リップティント 3.5g", 1280),
    ("880012347", "シートマスク 10枚入", 1980),
    ("880012348", "予約 クリスマスコフレ 2026", 6800),
    ("880012349", "美容液 30ml", 3980),
)
PREORDER_ITEM = "880012348"
CATEGORIES = (
    "ビューティー",
    "ホーム&キッチン",
    "文房具・オフィス用品",
    "ペット用品",
    "おもちゃ",
    "スポーツ&アウトドア",
)
LOW_CATEGORY = "ペット用品"
# 85 of 90 packages valid: 94.4 %, below the limit; every other category has two invalid ones of 82.
LOW_PACKAGES, LOW_INVALID, OTHER_INVALID = 90, 5, 2
SURNAMES = ("佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤", "吉田", "山田")
GIVEN_NAMES = ("陽菜", "結衣", "さくら", "葵", "凛", "美咲", "翔太", "蓮", "大和", "悠真")
TOWNS = ("東京都渋谷区見本町", "大阪府大阪市北区例示", "北海道札幌市中央区見本通", "福岡県福岡市博多区例町")


class Sample(NamedTuple):
    """A set of files that are refreshed together."""

    paths: list[Path]
    context: Context


def make_samples(folder: Path | None, context: Context) -> Iterator[tuple[list[Path], Context]]:
    """Write the sample files and yield each set with the context to judge it by.

    Args:
        folder: where; None for `xlshipcheck-demo` in the current folder.
        context: the as-of day, settings and rules.
    """
    place = folder or Path(FOLDER)
    place.mkdir(parents=True, exist_ok=True)
    today = date_of(context.as_of or 0)
    chance = random.Random(SEED)  # noqa: S311  sample data, nothing secret
    qoo10 = place / "DeliveryManagement_detail_見本.csv"
    qoo10.write_bytes(_csv_bytes(_kind_columns(QSM_DETAIL), _orders(today, chance), ","))
    settings = context.settings._replace(preorder_items={PREORDER_ITEM: _day(context, 3)})
    yield [qoo10], context.replaced(settings=settings)
    shipments, reports, categories = _packages(today, chance)
    confirmation = place / "Amazon_出荷通知_見本.txt"
    report = place / "Amazon_注文レポート_見本.txt"
    confirmation.write_bytes(_confirmation_bytes(shipments))
    report.write_bytes(_csv_bytes(_report_columns(), reports, "\t"))
    settings = context.settings._replace(categories=categories)
    yield [report, confirmation], context.replaced(settings=settings)
    holds = place / "営業所止め_見本.csv"
    columns = (
        "受付番号",
        "落札者ニックネーム",
        "サービス",
        "送り状番号",
        "発送日",
        "到着日",
        "連絡日",
        "返信",
        "受取場所",
        "配送状態",
    )
    holds.write_bytes(_csv_bytes(columns, _holds(today, chance), ","))
    yield [holds], context


def _day(context: Context, later: int) -> int:
    return (context.as_of or 0) + later


def _kind_columns(name: str) -> tuple[str, ...]:
    return next(kind.columns for kind in all_kinds() if kind.name == name)


def _csv_bytes(columns: Sequence[str], rows: Sequence[dict[str, object]], separator: str) -> bytes:
    """Return a file as QSM and Amazon write it: CP932, CRLF."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(
        text, columns, delimiter=separator, lineterminator="\r\n", restval="", extrasaction="raise"
    )
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("cp932")


def _moment(day: date, chance: random.Random) -> datetime:
    return datetime.combine(day, time(chance.randrange(24), chance.randrange(60), chance.randrange(60)))


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y/%m/%d %H:%M:%S")


def _tracking_number(chance: random.Random) -> str:
    """Return an invented Yamato number with a right check digit (first eleven digits mod 7)."""
    digits = chance.randrange(40_000_000_000, 49_999_999_999)
    return f"{digits}{digits % 7}"


def _orders(today: date, chance: random.Random) -> list[dict[str, object]]:
    rows = [_order(number, today, chance) for number in range(ORDERS)]
    return sorted(rows, key=lambda row: str(row["注文日"]))


def _order(number: int, today: date, chance: random.Random) -> dict[str, object]:
    """Return one QSM row; most orders are sent in time, a few are late, unpaid or cancelled."""
    # The square root crowds the orders towards today, as a growing shop's are.
    age = int(24 * (1 - chance.random() ** 0.5))
    item, name, price = ITEMS[chance.choices(range(len(ITEMS)), (5, 5, 5, 2, 4))[0]]
    ordered = _moment(today - timedelta(days=age), chance)
    paid = ordered + timedelta(minutes=chance.randrange(1, 600))
    shipped = paid.date() + timedelta(days=chance.choices(range(1, 6), (6, 5, 3, 1, 1))[0])
    sent = shipped < today and chance.random() < 0.975  # noqa: PLR2004  a share of the sample
    state = "配送完了" if sent and age > 8 else "配送中" if sent else "配送準備" if age > 1 else "配送要請"  # noqa: PLR2004
    unpaid = not sent and chance.random() < 0.05  # noqa: PLR2004
    if not sent and not unpaid and chance.random() < 0.03:  # noqa: PLR2004
        state = "キャンセル"
    buyer = chance.choice(SURNAMES) + chance.choice(GIVEN_NAMES)
    quantity = chance.choices((1, 2, 3), (8, 2, 1))[0]
    return {
        "配送状態": "入金待ち" if unpaid else state,
        "注文番号": str(810_000_000 + number),
        "カート番号": str(410_000_000 + number // 2),
        "配送会社": "ヤマト運輸" if sent else "",
        "送り状番号": _tracking_number(chance) if sent else "",
        "発送日": f"{shipped:%Y/%m/%d}" if sent else "",
        "注文日": _stamp(ordered),
        "入金日": "" if unpaid else _stamp(paid),
        "発送予定日": f"{paid.date() + timedelta(days=3):%Y/%m/%d}",
        "配送完了日": f"{shipped + timedelta(days=2):%Y/%m/%d}" if state == "配送完了" else "",
        "配送方法": "宅配便",
        "商品番号": item,
        "商品名": name,
        "数量": quantity,
        "受取人名": buyer,
        "受取人携帯電話番号": f"-090-0000-{number:04}",
        "住所": f"{chance.choice(TOWNS)}{number % 9 + 1}-{number % 20 + 1}",
        "郵便番号": f"'{number % 1000:03}-{number:04}",
        "国家": "JP",
        "通貨": "JPY",
        "購入者決済金額": f"{price * quantity:,}",
        "販売価格": f"{price:,}",
        "注文金額の合計": f"{price * quantity:,}",
        "購入者名": buyer,
        "販売者商品コード": f"00{item[-4:]}",
    }


def _report_columns() -> tuple[str, ...]:
    return _kind_columns(AMAZON_ORDERS)


def _packages(
    today: date, chance: random.Random
) -> tuple[list[dict[str, object]], list[dict[str, object]], dict[str, str]]:
    """Return shipment rows, order rows and the SKU list; one category is just below the limit."""
    shipments: list[dict[str, object]] = []
    reports: list[dict[str, object]] = []
    skus = {
        f"SKU-{position:02}-{variant}": category
        for position, category in enumerate(CATEGORIES)
        for variant in "ABC"
    }
    others = [category for category in CATEGORIES if category != LOW_CATEGORY]
    rest = PACKAGES - LOW_PACKAGES
    plan = [LOW_CATEGORY] * LOW_PACKAGES + [others[number % len(others)] for number in range(rest)]
    left = dict.fromkeys(others, OTHER_INVALID) | {LOW_CATEGORY: LOW_INVALID}
    for number, category in enumerate(plan):
        invalid = left[category] > 0
        left[category] -= invalid
        # Inside the 30-day window, which ends ten days before today.
        promised = today - timedelta(days=chance.randrange(11, 39))
        order = f"250-{7_000_000 + number}-{1_000_000 + number * 7}"
        item = f"{40_000_000_000 + number}"
        sku = chance.choice([name for name, value in skus.items() if value == category])
        shipments.append(_shipment(order, item, promised, chance, invalid=invalid))
        reports.append(_report(order, item, sku, promised, chance))
    return shipments, reports, skus


def _shipment(
    order: str, item: str, promised: date, chance: random.Random, *, invalid: bool
) -> dict[str, object]:
    number = _tracking_number(chance)
    broken = number[:-1] + str((int(number[-1]) + 1) % 7)
    return {
        "order-id": order,
        "order-item-id": item,
        "quantity": 1,
        "ship-date": f"{promised - timedelta(days=2):%Y-%m-%d}",
        "carrier-code": "YAMATO",
        "carrier-name": "",
        "tracking-number": broken if invalid else number,
        "ship-method": "宅急便",
    }


def _report(order: str, item: str, sku: str, promised: date, chance: random.Random) -> dict[str, object]:
    price = chance.choice((1650, 2200, 2970, 3980, 5500))
    ordered = _moment(promised - timedelta(days=4), chance)
    buyer = chance.choice(SURNAMES) + chance.choice(GIVEN_NAMES)
    return {
        "order-id": order,
        "order-item-id": item,
        "purchase-date": f"{ordered:%Y-%m-%dT%H:%M:%S}+09:00",
        "payments-date": f"{ordered:%Y-%m-%dT%H:%M:%S}+09:00",
        "buyer-name": buyer,
        "sku": sku,
        "product-name": "見本の商品",
        "quantity-purchased": 1,
        "currency": "JPY",
        "item-price": price,
        "item-tax": price - price * 10 // 11,
        "shipping-price": 0,
        "shipping-tax": 0,
        "ship-service-level": "Standard",
        "recipient-name": buyer,
        "delivery-end-date": f"{promised:%Y-%m-%dT23:59:59}+09:00",
    }


def _confirmation_bytes(rows: Sequence[dict[str, object]]) -> bytes:
    """Return the shipment confirmation: its template row, the Japanese names, then the file proper."""
    columns = _kind_columns(AMAZON_SHIPMENT)
    head = "TemplateType=OrderFulfillment\tVersion=2011.1102\r\n注文番号\t注文商品番号\r\n"
    return head.encode("cp932") + _csv_bytes(columns, rows, "\t")


def _holds(today: date, chance: random.Random) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for number in range(HOLDS):
        age = chance.randrange(14)
        shipped = today - timedelta(days=age)
        arrived = shipped + timedelta(days=1) if chance.random() < 0.4 and age else None  # noqa: PLR2004
        contacted = today - timedelta(days=chance.randrange(4)) if age > 6 and chance.random() < 0.5 else None  # noqa: PLR2004
        status = chance.choices(
            ("発送", "ご来店予定(保管中)", "投函完了", "返品", "調査中"), (9, 4, 4, 1, 1)
        )[0]
        unsent = number % 13 == 0
        rows.append(
            {
                "受付番号": f"Y{number + 1:03}",
                "落札者ニックネーム": f"nick_{number:02}",
                "サービス": chance.choice(("宅急便", "宅急便コンパクト", "ネコポス")),
                "送り状番号": "" if unsent else _tracking_number(chance),
                "発送日": "" if unsent else f"{shipped:%Y/%m/%d}",
                "到着日": f"{arrived:%Y/%m/%d}" if arrived and not unsent else "",
                "連絡日": f"{contacted:%Y/%m/%d}" if contacted and not unsent else "",
                "返信": "あり" if contacted and not unsent and chance.random() < 0.3 else "",  # noqa: PLR2004
                "受取場所": chance.choices(("営業所", "コンビニ"), (4, 1))[0],
                "配送状態": "" if unsent else status,
            }
        )
    return rows
