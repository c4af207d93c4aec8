"""Makes the sample exports under `tests/data/exports`, byte for byte as the marketplaces write theirs.

Run it to write them anew. Every name, address and number of a person is invented. The headers stand here
once more, as they were read in published programs, so that the list in `rules/headers.toml` is held by them.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "exports"

QSM_DETAIL = (
    "配送状態,注文番号,カート番号,配送会社,送り状番号,発送日,注文日,入金日,お届け希望日,発送予定日,配送完了日,配送方法,商品番号,商品名,数量,"
    "オプション情報,オプションコード,おまけ,受取人名,受取人名(フリガナ),受取人電話番号,受取人携帯電話番号,住所,郵便番号,国家,送料の決済,決済サイト,"
    "通貨,購入者決済金額,販売価格,割引額,注文金額の合計,供給原価の合計,購入者名,購入者名(フリガナ),配送要請事項,購入者電話番号,購入者携帯電話番号,"
    "販売者商品コード,JANコード,規格番号,プレゼント贈り主,外部広告,素材"
).split(",")
QSM_BRIEF = (
    "配送状態,注文番号,カート番号,配送会社,送り状番号,発送日,発送予定日,商品名,数量,オプション情報,オプションコード,受取人名,販売者商品コード,"
    "外部広告,決済サイト"
).split(",")
QSM_DETAIL_KOREAN = (
    "배송상태,주문번호,장바구니번호,택배사,송장번호,발송일,주문일,입금일,배달희망일,발송예정일,배송완료일,배송방식,상품코드,상품명,수량,"
    "옵션정보,판매자옵션코드,사은품,수취인명,수취인명(음성표기),수취인전화번호,수취인핸드폰번호,주소,우편번호,국가,배송비결제,주문국가,"
    "통화,구매자결제금,판매가,할인액 ,총주문액,총공급원가,구매자명,구매자명(발음표기),배송요청사항,구매자전화번호,"
    "구매자핸드폰번호,판매자상품코드,JAN코드,규격번호,(선물)보내는사람,수화물 보관함 서비스,외부광고,소재,선물하기주문"
).split(",")
AMAZON_ORDERS = (
    "order-id order-item-id purchase-date payments-date buyer-email buyer-name buyer-phone-number sku product-name "
    "quantity-purchased currency item-price item-tax shipping-price shipping-tax ship-service-level recipient-name "
    "ship-address-1 ship-address-2 ship-address-3 ship-city ship-state ship-postal-code ship-country ship-phone-number "
    "delivery-start-date delivery-end-date delivery-time-zone delivery-Instructions"
).split()
AMAZON_UNSHIPPED = (
    "order-id order-item-id purchase-date payments-date reporting-date promise-date days-past-promise buyer-email "
    "buyer-name buyer-phone-number sku product-name quantity-purchased quantity-shipped quantity-to-ship "
    "ship-service-level recipient-name ship-address-1 ship-address-2 ship-address-3 ship-city ship-state "
    "ship-postal-code ship-country payment-method cod-collectible-amount already-paid payment-method-fee "
    "scheduled-delivery-start-date scheduled-delivery-end-date points-granted is-prime verge-of-cancellation "
    "verge-of-lateShipment"
).split()
AMAZON_ALL_ORDERS = (
    "amazon-order-id merchant-order-id purchase-date last-updated-date order-status fulfillment-channel sales-channel "
    "order-channel ship-service-level product-name sku asin item-status quantity currency item-price item-tax "
    "shipping-price shipping-tax gift-wrap-price gift-wrap-tax item-promotion-discount ship-promotion-discount ship-city "
    "ship-state ship-postal-code ship-country promotion-ids is-business-order purchase-order-number price-designation"
).split()
AMAZON_SHIPMENT_NOTE = "この行はAmazonが使用しますので変更や削除しないでください。"
AMAZON_SHIPMENT_JAPANESE = (
    "注文番号 注文商品番号 出荷数 出荷日 配送業者コード 配送業者名 お問い合わせ伝票番号 配送方法 代金引換"
).split()
AMAZON_SHIPMENT = (
    "order-id order-item-id quantity ship-date carrier-code carrier-name tracking-number ship-method "
    "cod-collection-method"
).split()

PERSON = {
    "受取人名": "架空　花子",
    "受取人名(フリガナ)": "カクウ　ハナコ",
    "受取人電話番号": "-",
    "受取人携帯電話番号": "+81-90-0000-0000",
    "住所": "東京都架空区見本町1-2-3 髙橋荘①",
    "郵便番号": "'050-0001",
    "国家": "JP",
    "送料の決済": "無料",
    "決済サイト": "日本",
    "通貨": "JPY",
    "購入者名": "見本　太郎",
    "購入者名(フリガナ)": "ミホン　タロウ",
    "配送要請事項": '玄関前に,置いてください\n("静かに"お願いします)',
    "購入者電話番号": "-",
    "購入者携帯電話番号": "+81-80-0000-0000",
}

PRODUCTS = {
    "700000001": ("綿毛布 シングル～ブラウン", "2,980"),
    "700000002": ("保湿クリーム 50g", "1,980"),
    "700000003": ("フェイスパック 30枚", "1,200"),
    "700000004": ("予約: 福袋 2027", "10,000"),
}


def orders(table: str) -> list[list[str]]:
    """Return the cells of a table written with white space; `-` is an empty cell, `_` a space in it."""
    return [
        ["" if c == "-" else c.replace("_", " ") for c in line.split()] for line in table.strip().splitlines()
    ]


# 配送状態, 注文番号, 送り状番号, 発送日, 注文日, 入金日, 発送予定日, 商品番号
ORDERS = orders("""
    配送中 812340001 444413758703 2026/11/12_10:20:00 2026/11/09_00:01:02 2026/11/09_00:02:10 2026/11/12 700000001
    配送完了 812340002 512547514334 2026/11/13_18:00:00 2026/11/09_12:00:00 2026/11/09_12:00:30 2026/11/12 700000002
    配送要請 812340003 - - 2026/11/13_09:00:00 2026/11/13_09:00:05 2026/11/18 700000001
    配送準備 812340004 - - 2026/11/20_23:50:00 2026/11/20_23:59:59 2026/11/26 700000003
    入金待ち 812340005 - - 2026/11/20_08:00:00 - - 700000002
    キャンセル 812340006 - - 2026/11/19_08:00:00 2026/11/19_08:10:00 2026/11/25 700000003
    配送要請 812340007 - - 2026/11/21_07:00:00 2026/11/21_07:00:00 2026/11/27 700000004
""")
# The next day: one order shipped meanwhile, one new.
NEXT_DAY = orders("""
    配送中 812340001 444413758703 2026/11/12_10:20:00 2026/11/09_00:01:02 2026/11/09_00:02:10 2026/11/12 700000001
    配送中 812340003 405548424886 2026/11/20_09:00:00 2026/11/13_09:00:00 2026/11/13_09:00:05 2026/11/18 700000001
    配送要請 812340008 - - 2026/11/22_07:00:00 2026/11/22_07:00:00 2026/11/27 700000004
""")


def qsm_row(order: list[str], header: list[str]) -> list[str]:
    """Return a row of a QSM export under its header."""
    state, number, tracking, shipped, ordered, paid, planned, item = order
    name, price = PRODUCTS[item]
    row = {
        "配送状態": state,
        "注文番号": number,
        "カート番号": str(int(number) - 700000000),
        "配送会社": "ヤマト運輸" if tracking else "",
        "送り状番号": tracking,
        "発送日": shipped,
        "注文日": ordered,
        "入金日": paid,
        "発送予定日": planned,
        "配送完了日": "2026/11/15" if state == "配送完了" else "",
        "配送方法": "一般配送(追跡-O)",
        "商品番号": item,
        "商品名": name,
        "数量": "1",
        "オプション情報": "色:茶/サイズ:M",
        "オプションコード": "0012",
        "販売者商品コード": f"SKU-{item[-3:]}",
        "JANコード": "0490000000000",
        "購入者決済金額": price,
        "販売価格": price,
        "割引額": "0",
        "注文金額の合計": price,
        "供給原価の合計": "1,000",
        "素材": "綿100%",
        "ギフト注文": "N",
        **PERSON,
    }
    return [row.get(name, "") for name in header]


def comma(rows: list[list[str]], encoding: str) -> bytes:
    """Return a QSM file: every cell quoted, CRLF."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def tabbed(rows: list[list[str]]) -> bytes:
    """Return an Amazon file: tabs, no quoting at all, CRLF, CP932."""
    return "".join("\t".join(row) + "\r\n" for row in rows).encode("cp932")


def korean_rows() -> list[list[str]]:
    """Return the Korean detail export of the first and the third order."""
    states = {"配送中": "배송중", "配送要請": "배송요청"}
    korean = dict(zip(QSM_DETAIL[:17], QSM_DETAIL_KOREAN[:17], strict=True))
    rows = [QSM_DETAIL_KOREAN]
    for order in (ORDERS[0], ORDERS[2]):
        named = dict(zip(QSM_DETAIL, qsm_row(order, QSM_DETAIL), strict=True))
        named["配送状態"] = states[order[0]]
        by_korean = {korean[name]: text for name, text in named.items() if name in korean}
        by_korean.update(
            {"수취인명": "가나다", "우편번호": "'0600001", "주소": "도쿄도 가공구 1-2-3", "총주문액": "2,980"}
        )
        rows.append([by_korean.get(name, "") for name in QSM_DETAIL_KOREAN])
    return rows


NAMES = {
    "FOOD-01": "緑茶 ティーバッグ 100個",
    "HOME-02": '27" モニター台',
    "HOME-04": '"静音" マウス',
    "BOOK-03": "見本帳",
}
# order-id, order-item-id, purchase-date, sku, quantity, price, its tax, shipping, its tax, delivery-end-date
AMAZON = orders("""
    250-0000001-0000001 10000000000011 2026-10-10T15:30:00+00:00 FOOD-01 1 1080 80 0 0 2026-10-15T14:59:59+00:00
    250-0000001-0000001 10000000000012 2026-10-10T15:30:00+00:00 HOME-02 3 3300 300 330 30 2026-10-15T14:59:59+00:00
    250-0000002-0000002 10000000000021 2026-10-11T01:00:00+09:00 HOME-04 1 1100 100 0 0 2026-10-16T23:59:59+09:00
    503-0000003-0000003 10000000000031 2026-11-01T00:00:00+00:00 BOOK-03 1 999 90 0 0 2026-11-05T14:59:59+00:00
""")
# Only the all-orders report knows these two: one that Amazon ships, one cancelled.
OTHERS = orders("""
    503-0000004-0000004 - 2026-10-20T00:00:00+00:00 FOOD-01 2 2160 160 0 0 -
    503-0000005-0000005 - 2026-10-21T00:00:00+00:00 BOOK-03 0 - - - - -
""")
BUYER = {
    "buyer-email": "mihon@example.com",
    "buyer-name": "見本 太郎",
    "buyer-phone-number": "000-0000-0000",
    "recipient-name": "架空 花子",
    "ship-address-1": "架空区見本町1-2-3",
    "ship-state": "東京都",
    "ship-postal-code": "050-0001",
    "ship-country": "JP",
    "ship-service-level": "Standard",
}


def amazon_row(sample: list[str], header: list[str], **more: str) -> list[str]:
    """Return a row of an Amazon report under its header; `more` names columns with `_` for `-`."""
    order, item, bought, sku, quantity, price, tax, shipping, shipping_tax, delivery = sample
    row = {
        "order-id": order,
        "amazon-order-id": order,
        "merchant-order-id": order,
        "order-item-id": item,
        "purchase-date": bought,
        "payments-date": bought,
        "sku": sku,
        "asin": "B000000000",
        "product-name": NAMES[sku],
        "quantity": quantity,
        "quantity-purchased": quantity,
        "currency": "JPY" if price else "",
        "item-price": price,
        "item-tax": tax,
        "shipping-price": shipping,
        "shipping-tax": shipping_tax,
        "delivery-end-date": delivery,
        **BUYER,
        **{name.replace("_", "-"): text for name, text in more.items()},
    }
    return [row.get(name, "") for name in header]


def amazon_orders() -> list[list[str]]:
    """Return the order report."""
    return [AMAZON_ORDERS, *(amazon_row(sample, AMAZON_ORDERS) for sample in AMAZON)]


def amazon_unshipped() -> list[list[str]]:
    """Return the unshipped report: the last order, promised for a later day than the order report says."""
    row = amazon_row(
        AMAZON[3],
        AMAZON_UNSHIPPED,
        reporting_date="2026-11-20T00:00:00+00:00",
        promise_date="2026-11-30T14:59:59+00:00",
        days_past_promise="-2",
        quantity_shipped="0",
        quantity_to_ship="1",
        scheduled_delivery_start_date="2026-11-05T00:00:00+09:00",
        scheduled_delivery_end_date="2026-11-07T23:59:59+09:00",
    )
    return [AMAZON_UNSHIPPED, row]


def amazon_all_orders() -> list[list[str]]:
    """Return the all-orders report: the orders above, one shipped by Amazon and one cancelled."""
    states = ["Shipped", "Shipped", "Shipped", "Unshipped", "Shipped", "Cancelled"]
    rows = [AMAZON_ALL_ORDERS]
    for sample, state in zip([*AMAZON, *OTHERS], states, strict=True):
        channel = "Amazon" if sample is OTHERS[0] else "Merchant"
        more = {"order-status": state, "item-status": state, "fulfillment-channel": channel}
        rows.append(amazon_row(sample, AMAZON_ALL_ORDERS, sales_channel="Amazon.co.jp", **more))
    return rows


def amazon_shipment() -> list[list[str]]:
    """Return the shipment confirmation: an order of two items, one of them sent in two packages."""
    lines = orders("""
        250-0000001-0000001 10000000000011 1 2026-10-12 Yamato_Transport - 444413758703 宅急便 -
        250-0000001-0000001 10000000000012 1 2026-10-12 Yamato_Transport - 444413758703 宅急便 -
        250-0000001-0000001 10000000000012 2 2026-10-13 Other 名鉄運輸 0123456789 宅配便 -
        250-0000002-0000002 - - 2026-10-12 Other 日本郵便 405548424886 ゆうパック -
    """)
    template = ["TemplateType=OrderFulfillment", "Version=2011.1102", AMAZON_SHIPMENT_NOTE, *[""] * 6]
    return [template, AMAZON_SHIPMENT_JAPANESE, AMAZON_SHIPMENT, *lines]


def samples() -> dict[str, bytes]:
    """Return every sample file by its name."""
    later = [*QSM_DETAIL, "ギフト注文"]
    own = [
        ["2026年11月の注文"],
        [],
        ["受注番号", "決済日", "発送日", "発送予定", "区分", "メモ"],
        ["A-001", "2026/11/9", "2026/11/12", "2026/11/12", "一般", "＝急ぎ"],
        ["A-002", "2026年11月13日", "", "2026/11/18", "予約", ""],
    ]
    hold = [
        ["送り状No.", "発送日", "到着日", "連絡日", "受取場所", "配送状況", "落札者名"],
        ["4444-1375-8703", "2026/11/10", "2026/11/11", "2026/11/12", "営業所", "保管中", "架空 花子"],
    ]
    return {
        "DeliveryManagement_detail_20261121.csv": comma(
            [QSM_DETAIL, *(qsm_row(order, QSM_DETAIL) for order in ORDERS)], "cp932"
        ),
        "DeliveryManagement_detail_20261122.csv": comma(
            [later, *(qsm_row(order, later) for order in NEXT_DAY)], "utf-8-sig"
        ),
        "DeliveryManagement_detail_ko.csv": comma(korean_rows(), "utf-8-sig"),
        "DeliveryManagement_brief_20261121.csv": comma(
            [QSM_BRIEF, *(qsm_row(order, QSM_BRIEF) for order in ORDERS)], "cp932"
        ),
        "amazon_orders.txt": tabbed(amazon_orders()),
        "amazon_unshipped.txt": tabbed(amazon_unshipped()),
        "amazon_all_orders.txt": tabbed(amazon_all_orders()),
        "amazon_shipment.txt": tabbed(amazon_shipment()),
        "own_orders.csv": comma(own, "cp932"),
        "own_hold.csv": comma(hold, "utf-8"),
    }


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, data in samples().items():
        (FOLDER / name).write_bytes(data)
