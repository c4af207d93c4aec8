"""The names of the roles that a column can have, as constants: what they are and how headers spell them is data.

A role's Japanese name is also its column name in a DataFrame. `rules/headers.toml` lists the same roles; a test
holds the two together.
"""

from __future__ import annotations

from typing import Final

ORDER_NUMBER: Final = "注文番号"
ITEM_ID: Final = "明細番号"
CART_NUMBER: Final = "カート番号"
ITEM_NUMBER: Final = "商品番号"
QUANTITY: Final = "数量"
MARKET: Final = "モール"
KIND: Final = "区分"
ORDER_STATUS: Final = "配送状態"
ORDER_DATE: Final = "注文日"
PAYMENT_DATE: Final = "入金日"
PREORDER_DATE: Final = "予約日"
PLANNED_SHIP_DATE: Final = "発送予定日"
WISHED_DATE: Final = "お届け希望日"
SHIP_BY: Final = "出荷期限"
SHIP_DATE: Final = "発送日"
JUDGED_RATE: Final = "判定の率"
CARRIER: Final = "配送会社"
SERVICE: Final = "サービス"
TRACKING_NUMBER: Final = "送り状番号"
AMOUNT: Final = "注文金額"
DELIVERY_DATE: Final = "お届け予定日"
SCAN_COUNT: Final = "スキャン回数"
DELIVERED: Final = "配達完了"
SELLER: Final = "出品者"
CATEGORY: Final = "カテゴリー"
FULFILLMENT: Final = "フルフィルメント"
ARRIVAL_DATE: Final = "到着日"
CONTACT_DATE: Final = "連絡日"
PICKUP_PLACE: Final = "受取場所"
REPLY: Final = "返信"
