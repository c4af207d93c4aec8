"""The function catalogue itself: names, arguments, Japanese help, and which rule function answers."""

from __future__ import annotations

from xlshipcheck.function_form import AGGREGATE, CONSTANT, EXPLANATION, ROW, Argument, Function

DAYS, QOO10, AMAZON, HOLD, OTHER = "営業日", "Qoo10", "Amazon", "営業所止め・追跡", "説明"

BASE = Argument("base", "入金日", "day", "入金日 (予約商品は予約日)", role="入金日")
SHIPPED = Argument("shipped", "発送日", "day", "発送日。未発送は空白", role="発送日")
KIND = Argument("kind", "区分", "kind", "一般 (省略時) または 予約", role="区分")
AS_OF = Argument(
    "as_of", "基準日", "as_of", "いつの時点で判定するか。省略時は設定の基準日、なければ今日", required=True
)
RATE = Argument("rate", "発送率", "rate", "入金日基準または予約日基準の発送率。0～1 の数か 95% の形")
CLOSED = Argument(
    "closed", "休業日", "closed", "モールが休業として扱う日の範囲。省略時は設定の一覧", rowwise=False
)
PLANNED = Argument("planned", "発送予定日", "day", "注文に設定した発送予定日", role="発送予定日")

CARRIER = Argument("carrier", "配送会社", "text", "配送会社の名前 (日本語または英語)", role="配送会社")
TRACKING = Argument(
    "tracking",
    "送り状番号",
    "raw",
    "お問い合わせ伝票番号。先頭の 0 が消えないよう文字で入力",
    role="送り状番号",
)
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
)
SELLER = Argument("seller", "出品者", "seller", "出品者の所在地: 日本 (省略時)、中国、香港", role="出品者")
SCAN_ARGUMENTS = (CARRIER, TRACKING, AMOUNT, DELIVERY, SCANS, DELIVERED, SELLER)

VALIDITY = Argument("validity", "追跡判定", "validity", "AMAZON_SCAN_VALID の結果の列", required=True)
RATE_DATE = DELIVERY._replace(required=False, role="")
CATEGORY = Argument("category", "カテゴリー", "text", "商品カテゴリー (GL) の列。省略時は全体")
WHICH = Argument("which", "集計するカテゴリー", "text", "集計するカテゴリー。省略時は全体", rowwise=False)
PACKAGE = Argument(
    "package", "梱包", "package", "同じ梱包の行をまとめる列 (注文番号と送り状番号)。省略時は1行1梱包"
)
RATE_ARGUMENTS = (VALIDITY, RATE_DATE, CATEGORY, WHICH, AS_OF, PACKAGE)

STATUS = Argument("status", "配送状態", "status", "追跡画面の状態の語", role="配送状態")
ARRIVED = Argument("arrived", "到着日", "day", "営業所に着いた日。分からなければ空白", role="到着日")
CONTACTED = Argument("contacted", "連絡日", "day", "購入者に連絡した日", role="連絡日")
PLACE = Argument("place", "受取場所", "place", "営業所 (省略時)、コンビニ、郵便局 など", role="受取場所")
SERVICE = Argument("service", "サービス", "text", "ネコポス、宅急便 などのサービス名", role="サービス")
ANSWERED = Argument("answered", "返信", "answered", "購入者から返事があれば TRUE か返信日", role="返信")
HOLD_SHIPPED = SHIPPED._replace(help="発送日")
HOLD_ARGUMENTS = (STATUS, HOLD_SHIPPED, ARRIVED, CONTACTED, AS_OF, PLACE, SERVICE, ANSWERED)
HOLD_ROW = ("status", "shipped", "arrived", "contacted", "place", "service", "answered")
SHOP = Argument("shop", "店名", "text", "署名に入れる店名", rowwise=False)

NEEDED_BASE = BASE._replace(required=True)
NEEDED_KIND = KIND._replace(required=False)
ORDER_COLUMNS = (BASE, SHIPPED, KIND)
WHICH_KIND = Argument(
    "which",
    "集計する区分",
    "which_kind",
    "一般 (省略時) または 予約。発送率は区分ごとに別です",
    rowwise=False,
)

FUNCTIONS = (
    Function(
        "JP_WORKDAY",
        DAYS,
        (
            Argument("start", "開始日", "day", "数え始める日 (0日目)"),
            Argument(
                "days", "日数", "workdays", "営業日数。負の数でさかのぼる。小数は切り捨て", required=True
            ),
            CLOSED,
        ),
        2,
        "日付",
        "開始日から数えた営業日 (日本の祝日・土日を除く)。WORKDAY と同じ数え方",
        ROW,
        "working_days:workday",
        ("start",),
    ),
    Function(
        "JP_NETWORKDAYS",
        DAYS,
        (
            Argument("start", "開始日", "day", "最初の日 (含む)"),
            Argument("end", "終了日", "day", "最後の日 (含む)", required=True),
            CLOSED,
        ),
        2,
        "数値",
        "二つの日付の間の営業日数 (両端を含む)。NETWORKDAYS と同じ数え方",
        ROW,
        "working_days:networkdays",
        ("start",),
    ),
    Function(
        "JP_IS_WORKDAY",
        DAYS,
        (Argument("date", "日付", "day", "調べる日"), CLOSED),
        1,
        "TRUE/FALSE",
        "営業日なら TRUE",
        ROW,
        "working_days:is_workday",
        ("date",),
    ),
    Function(
        "JP_HOLIDAY_NAME",
        DAYS,
        (Argument("date", "日付", "day", "調べる日"),),
        1,
        "文字",
        "祝日の名前。祝日でなければ空白",
        ROW,
        "working_days:holiday_name",
        ("date",),
    ),
    Function(
        "QOO10_STAGE",
        QOO10,
        (BASE, SHIPPED, KIND, AS_OF, RATE, CLOSED),
        0,
        "文字",
        "配送遅延の段階: 正常・注意・警告・制限候補・制限・発送済",
        ROW,
        "qoo10:stage",
        ("base",),
        row_aware=True,
    ),
    Function(
        "QOO10_DEADLINE",
        QOO10,
        (
            BASE,
            KIND,
            Argument(
                "event",
                "期限の種類",
                "event",
                "発送率期限・注意・最終発送日 (省略時)・警告・制限回避・制限・解除",
            ),
            CLOSED,
        ),
        0,
        "日付",
        "期限の日付。省略時は減点なしで発送できる最終発送日",
        ROW,
        "qoo10:deadline",
        ("base",),
        row_aware=True,
    ),
    Function(
        "QOO10_DAYS_LEFT",
        QOO10,
        (BASE, SHIPPED, KIND, AS_OF, CLOSED),
        0,
        "数値",
        "最終発送日までの残り日数。過ぎると負の数、発送済みは空白",
        ROW,
        "qoo10:days_left",
        ("base",),
        row_aware=True,
    ),
    Function(
        "QOO10_POINTS",
        QOO10,
        (BASE, SHIPPED, KIND, AS_OF, CLOSED),
        0,
        "数値",
        "この注文で確定した減点 (配送遅延ポイント)。なければ 0",
        ROW,
        "qoo10:points",
        ("base",),
        row_aware=True,
    ),
    Function(
        "QOO10_RESTRICTED_UNTIL",
        QOO10,
        (BASE, SHIPPED, KIND, AS_OF, RATE, CLOSED),
        0,
        "日付",
        "この注文の商品が販売制限になっている (なりうる) 間の解除日。なければ空白",
        ROW,
        "qoo10:restricted_until",
        ("base",),
        row_aware=True,
    ),
    Function(
        "QOO10_POINTS_MONTH",
        QOO10,
        (
            *ORDER_COLUMNS,
            Argument(
                "month",
                "月",
                "month",
                "集計する月。その月の日付か 2026-11 の形",
                required=True,
                rowwise=False,
            ),
            AS_OF._replace(rowwise=False),
            CLOSED,
        ),
        4,
        "数値",
        "その月に確定した減点の合計",
        AGGREGATE,
        "qoo10_rate:points_in_month",
    ),
    Function(
        "QOO10_SHIP_RATE",
        QOO10,
        (*ORDER_COLUMNS, AS_OF._replace(rowwise=False), WHICH_KIND, CLOSED),
        3,
        "数値",
        "入金日基準 (予約は予約日基準) 発送率。数える注文がなければ 対象なし",
        AGGREGATE,
        "qoo10_rate:ship_rate",
    ),
    Function(
        "QOO10_LATE_ALLOWANCE",
        QOO10,
        (*ORDER_COLUMNS, AS_OF._replace(rowwise=False), WHICH_KIND, CLOSED),
        3,
        "数値",
        "発送率が95%以下になるまで、あと何件遅れられるか。負の数はすでに95%以下",
        AGGREGATE,
        "qoo10_rate:late_allowance",
    ),
    Function(
        "QOO10_CAN_CANCEL",
        QOO10,
        (PLANNED, SHIPPED, AS_OF),
        0,
        "TRUE/FALSE",
        "発送予定日を過ぎて未発送なら TRUE (購入者がキャンセルでき、店舗は拒否できません)",
        ROW,
        "qoo10:can_cancel",
        ("planned",),
        row_aware=True,
    ),
    Function(
        "QOO10_NOTICE",
        QOO10,
        (
            BASE,
            PLANNED,
            KIND,
            AS_OF,
            Argument("new_date", "新しい予定日", "day", "配送遅延案内で知らせた新しい発送予定日"),
            Argument("cancel_requested", "キャンセル要請", "flag", "購入者のキャンセル要請があれば TRUE"),
            SHIPPED,
            CLOSED,
        ),
        0,
        "文字",
        "配送遅延案内でまだできること、できないこと",
        ROW,
        "qoo10_advice:notice",
        ("base",),
        row_aware=True,
    ),
    Function(
        "QOO10_PLAN_SHIP_DATE",
        QOO10,
        (
            Argument("ready", "準備完了日", "day", "発送の準備ができる見込みの日"),
            Argument("margin", "余裕", "count", "余裕の営業日数 (省略時 2)"),
            CLOSED,
        ),
        1,
        "日付",
        "余裕を見た発送予定日 (店の休みを避けた営業日)",
        ROW,
        "qoo10_advice:plan_ship_date",
        ("ready",),
    ),
    Function(
        "QOO10_LISTING_TYPE",
        QOO10,
        (Argument("lead_days", "準備日数", "count", "発送までに実際にかかる日数", required=True),),
        1,
        "文字",
        "出品の種別と理由: 一般・予約・発売日指定",
        ROW,
        "qoo10_advice:listing_type",
        ("lead_days",),
    ),
    Function(
        "QOO10_BACKLOG",
        QOO10,
        (
            Argument("open_orders", "未発送件数", "count", "未発送の注文の件数", required=True),
            Argument("per_day", "1日の発送可能数", "count", "1日に発送できる件数", required=True),
            Argument("oldest_base", "最も古い入金日", "day", "未発送のうち最も古い入金日"),
            AS_OF,
            CLOSED,
        ),
        3,
        "文字",
        "滞留の日数、間に合わない件数、一時休店・売り切れの助言",
        ROW,
        "qoo10_advice:backlog",
        ("oldest_base",),
    ),
    Function(
        "QOO10_APOLOGY",
        QOO10,
        (
            Argument("cause", "原因", "text", "在庫遅延、注文殺到、またはそのまま書く文"),
            Argument("ship_by", "発送見込み日", "day", "発送できる見込みの日 (今日以降)"),
            AS_OF,
            SHOP,
        ),
        2,
        "文字",
        "購入者へのお詫びの文",
        ROW,
        "messages:apology",
        ("cause", "ship_by"),
    ),
    Function(
        "AMAZON_SCAN_VALID",
        AMAZON,
        SCAN_ARGUMENTS,
        0,
        "文字",
        "追跡の判定: 有効・無効・対象外",
        ROW,
        "amazon:scan_valid",
        ("carrier", "tracking"),
        row_aware=True,
    ),
    Function(
        "AMAZON_SCAN_REASON",
        AMAZON,
        SCAN_ARGUMENTS,
        0,
        "文字",
        "追跡の判定の理由",
        ROW,
        "amazon:scan_reason",
        ("carrier", "tracking"),
        row_aware=True,
    ),
    Function(
        "AMAZON_AMOUNT",
        AMAZON,
        (
            Argument("price_incl_tax", "商品代金", "amount", "商品代金 (税込み)"),
            Argument("shipping_incl_tax", "配送料", "amount", "配送料 (税込み)。省略時 0"),
            Argument("tax_rate", "税率", "rate", "消費税率。省略時 10%"),
        ),
        1,
        "数値",
        "判定に使う金額 (消費税抜き・配送料込み)",
        ROW,
        "amazon:amount",
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
        "amazon_rate:valid_tracking_rate",
    ),
    Function(
        "AMAZON_VTR_TABLE",
        AMAZON,
        (VALIDITY, RATE_DATE, CATEGORY, AS_OF, PACKAGE),
        3,
        "表",
        "カテゴリーごとの追跡可能率の表",
        AGGREGATE,
        "amazon_rate:rate_table",
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
        "amazon_rate:rate_trend",
    ),
    Function(
        "AMAZON_INVALID_ALLOWANCE",
        AMAZON,
        RATE_ARGUMENTS,
        2,
        "数値",
        "95%を割るまで、あと何件無効があってもよいか。負の数はすでに95%未満",
        AGGREGATE,
        "amazon_rate:invalid_allowance",
    ),
    Function(
        "AMAZON_VTR_RECOVERY",
        AMAZON,
        RATE_ARGUMENTS,
        2,
        "日付",
        "この一覧の梱包だけで率が95%以上に戻る最初の日、または 見込みなし",
        AGGREGATE,
        "amazon_rate:recovery",
    ),
    Function(
        "CARRIER_NAME",
        AMAZON,
        (Argument("name", "配送会社", "text", "配送会社やサービスの名前"),),
        1,
        "文字",
        "配送会社の正式な名前、または 不明",
        ROW,
        "tracking:carrier_name",
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
        "tracking:check_number",
        ("carrier", "number"),
    ),
    Function(
        "HOLD_LAST_DAY",
        HOLD,
        (HOLD_SHIPPED, ARRIVED, PLACE),
        0,
        "日付",
        "営業所での保管期限 (到着日が分からなければ発送日からの推定)",
        ROW,
        "branch_hold:last_day",
        ("shipped", "arrived", "place"),
        row_aware=True,
    ),
    Function(
        "HOLD_STAGE",
        HOLD,
        HOLD_ARGUMENTS,
        0,
        "文字",
        "営業所止めの対応段階",
        ROW,
        "branch_hold:stage",
        HOLD_ROW,
        row_aware=True,
    ),
    Function(
        "HOLD_ACTION",
        HOLD,
        HOLD_ARGUMENTS,
        0,
        "文字",
        "次にすること (日付つき)",
        ROW,
        "branch_hold:action",
        HOLD_ROW,
        row_aware=True,
    ),
    Function(
        "HOLD_MESSAGE",
        HOLD,
        (
            Argument(
                "kind",
                "文面の種類",
                "message_kind",
                "発送前・発送後・到着案内・催促・未着回答・返送・営業所問い合わせ・調査依頼",
                required=True,
            ),
            TRACKING._replace(name="number", role=""),
            Argument("last_day", "保管期限", "day", "保管期限 (HOLD_LAST_DAY の結果)"),
            SHOP,
        ),
        1,
        "文字",
        "購入者や営業所への文面",
        ROW,
        "messages:hold_message",
        ("kind",),
    ),
    Function(
        "TRACKING_STATUS",
        HOLD,
        (Argument("text", "配送状態", "text", "追跡画面の状態の語"),),
        1,
        "文字",
        "状態の分類: 輸送中・保管中・完了・返送・調査中・不明",
        ROW,
        "tracking:tracking_status",
        ("text",),
    ),
    Function(
        "SHIPCHECK_EXPLAIN",
        OTHER,
        (
            Argument("function_name", "関数名", "text", "説明する関数の名前", required=True, rowwise=False),
            Argument("arguments", "引数", "any", "その関数に渡す引数 (同じ順番)", rowwise=False),
        ),
        1,
        "表",
        "答えの理由: 手順、内容、値、根拠",
        EXPLANATION,
        "explain:explain",
        variadic=True,
    ),
    Function(
        "SHIPCHECK_VERSION",
        OTHER,
        (),
        0,
        "文字",
        "プログラムと規則の版、規則を最後に確認した日",
        CONSTANT,
        "working_days:version",
    ),
)
