"""Amazon.co.jp: tracking by package, the rate, and the carriers and numbers it rests on."""

from __future__ import annotations

from xlshipcheck.arguments.form import AGGREGATE, AMAZON, AS_OF, ROW, SHIPPED, TRACKING, Argument, Function

CARRIER = Argument("carrier", "配送会社", "text", "配送会社の名前 (日本語または英語)", role="配送会社")
AMOUNT = Argument("amount", "注文金額", "amount", "梱包の金額 (円、消費税抜き・配送料込み)", role="注文金額")
DELIVERY = Argument("delivery_date", "お届け予定日", "day", "お届け予定日 (の最終日)", role="お届け予定日")
SCANS = Argument(
    "scans", "スキャン回数", "count", "配送会社のスキャン回数。分からなければ空白", role="スキャン回数"
)
DELIVERED = Argument(
    "delivered",
    "配達完了",
    "delivered",
    "配達完了または不在持ち戻りなら TRUE (その語でも可)",
    role="配達完了",
    read_by="amazon.package:read_delivered",
)
SELLER = Argument(
    "seller",
    "出品者",
    "seller",
    "出品者の所在地: 日本 (省略時)、中国、香港",
    role="出品者",
    read_by="amazon.package:read_seller",
)
SERVICE = Argument("service", "サービス", "text", "配送サービスの名前 (ネコポスなど)", role="サービス")
SENT = Argument(
    "shipped",
    "発送日",
    "ship_day",
    "発送日。社名が変わった配送会社かどうかを見る日 (空白ならお届け予定日)",
    role="発送日",
    read_by="amazon.package:read_ship_day",
)
SCAN_ARGUMENTS = (CARRIER, TRACKING, AMOUNT, DELIVERY, SCANS, DELIVERED, SELLER, SERVICE, SENT)
VALIDITY = Argument("validity", "追跡判定", "validity", "AMAZON_SCAN_VALID の結果の列", required=True)
RATE_DATE = DELIVERY._replace(required=False, role="")
CATEGORY = Argument("category", "カテゴリー", "text", "商品カテゴリー (GL) の列。省略時は全体")
WHICH = Argument(
    "which",
    "集計するカテゴリー",
    "text",
    "集計するカテゴリー。省略時は全体",
    rowwise=False,
    chooses_from="category",
)
PACKAGE = Argument(
    "package",
    "梱包",
    "package",
    "同じ梱包の行をまとめる列 (注文番号と送り状番号、あれば配送会社)。省略時は1行1梱包",
    read_by="amazon.grouping:package_key",
)
RATE_ARGUMENTS = (VALIDITY, RATE_DATE, CATEGORY, WHICH, AS_OF, PACKAGE)

PACKAGES = "amazon.package:packages"

AMAZON_FUNCTIONS = (
    Function(
        "AMAZON_SCAN_VALID",
        AMAZON,
        SCAN_ARGUMENTS,
        0,
        "文字",
        "追跡の判定: 有効・無効・対象外",
        ROW,
        "amazon.package:scan_valid",
        ("carrier", "tracking"),
        row_aware=True,
        record=PACKAGES,
    ),
    Function(
        "AMAZON_SCAN_REASON",
        AMAZON,
        SCAN_ARGUMENTS,
        0,
        "文字",
        "追跡の判定の理由",
        ROW,
        "amazon.package:scan_reason",
        ("carrier", "tracking"),
        row_aware=True,
        record=PACKAGES,
    ),
    Function(
        "AMAZON_AMOUNT",
        AMAZON,
        (
            Argument("price_incl_tax", "商品代金", "amount", "商品代金 (税込み)"),
            Argument("shipping_incl_tax", "配送料", "amount", "配送料 (税込み)。省略時 0"),
            Argument("tax_rate", "税率", "rate", "商品の消費税率。省略時 10%"),
            Argument("shipping_tax_rate", "配送料の税率", "rate", "配送料の消費税率。省略時 10%"),
        ),
        1,
        "数値",
        "判定に使う金額 (消費税抜き・配送料込み)",
        ROW,
        "amazon.package:amount",
        ("price_incl_tax",),
    ),
    Function(
        "AMAZON_VTR",
        AMAZON,
        RATE_ARGUMENTS,
        2,
        "数値",
        "30日間の追跡可能率。対象の梱包がなければ 対象なし",
        AGGREGATE,
        "amazon.rate:valid_tracking_rate",
    ),
    Function(
        "AMAZON_VTR_TABLE",
        AMAZON,
        (VALIDITY, RATE_DATE, CATEGORY, AS_OF, PACKAGE),
        3,
        "表",
        "カテゴリーごとの追跡可能率の表",
        AGGREGATE,
        "amazon.rate:rate_table",
    ),
    Function(
        "AMAZON_VTR_TREND",
        AMAZON,
        (
            VALIDITY,
            RATE_DATE,
            CATEGORY,
            WHICH,
            AS_OF,
            Argument("days", "日数", "count", "さかのぼる日数 (省略時 30)", rowwise=False),
            PACKAGE,
        ),
        2,
        "表",
        "追跡可能率の推移 (1日1行、新しい日が下)",
        AGGREGATE,
        "amazon.rate:rate_trend",
    ),
    Function(
        "AMAZON_INVALID_ALLOWANCE",
        AMAZON,
        RATE_ARGUMENTS,
        2,
        "数値",
        "95%を割るまで、あと何件無効があってもよいか。負の数はすでに95%未満",
        AGGREGATE,
        "amazon.rate:invalid_allowance",
    ),
    Function(
        "AMAZON_VTR_RECOVERY",
        AMAZON,
        RATE_ARGUMENTS,
        2,
        "日付",
        "この一覧の梱包だけで率が95%以上に戻る最初の日、または 見込みなし",
        AGGREGATE,
        "amazon.rate:recovery",
    ),
    Function(
        "CARRIER_NAME",
        AMAZON,
        (Argument("name", "配送会社", "text", "配送会社やサービスの名前"),),
        1,
        "文字",
        "配送会社の正式な名前、または 不明",
        ROW,
        "tracking.statuses:carrier_name",
        ("name",),
    ),
    Function(
        "TRACKING_CHECK",
        AMAZON,
        (CARRIER, TRACKING._replace(name="number")),
        2,
        "文字",
        "送り状番号の確認: OK・形式不明・無効・破損",
        ROW,
        "tracking.statuses:check_number",
        ("carrier", "number"),
    ),
)

# Added later: the contract only grows at its end, so they stand behind all the others.
ORDER = Argument(
    "order", "注文番号", "text", "注文番号の列。同じ番号の行は1件 (出品者出荷の注文だけ)", required=True
)
SHIP_BY = Argument("ship_by", "出荷期限", "day", "出荷期限 (出荷予定日) の列")
ORDER_DATE = Argument("order_date", "注文日", "day", "注文日の列")
STATUS = Argument(
    "status",
    "配送状態",
    "cancellation",
    "配送状態 (キャンセルかどうか) の列",
    read_by="amazon.health:read_cancellation",
)

AMAZON_HEALTH_FUNCTIONS = (
    Function(
        "AMAZON_LATE_RATE",
        AMAZON,
        (ORDER, SHIP_BY, SHIPPED._replace(role=""), STATUS, AS_OF),
        3,
        "数値",
        "出荷遅延率。10日間と30日間の悪い方。対象の注文がなければ 対象なし",
        AGGREGATE,
        "amazon.health:late_rate",
    ),
    Function(
        "AMAZON_CANCEL_RATE",
        AMAZON,
        (ORDER, ORDER_DATE, STATUS, AS_OF),
        3,
        "数値",
        "7日間の出荷前キャンセル率。対象の注文がなければ 対象なし",
        AGGREGATE,
        "amazon.health:cancel_rate",
    ),
    Function(
        "AMAZON_LATE_ALLOWANCE",
        AMAZON,
        (ORDER, SHIP_BY, SHIPPED._replace(role=""), STATUS, AS_OF),
        3,
        "数値",
        "出荷遅延率が4%になるまで、あと何件遅れられるか (10日間と30日間の少ない方)。負の数はすでに4%以上",
        AGGREGATE,
        "amazon.health:late_allowance",
    ),
    Function(
        "AMAZON_CANCEL_ALLOWANCE",
        AMAZON,
        (ORDER, ORDER_DATE, STATUS, AS_OF),
        3,
        "数値",
        "出荷前キャンセル率が2.5%になるまで、あと何件キャンセルできるか。負の数はすでに2.5%以上",
        AGGREGATE,
        "amazon.health:cancel_allowance",
    ),
)
