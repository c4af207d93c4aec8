"""出荷チェック for xlwings Lite; generated from the catalogue, do not edit."""

import xlwings as xw
from xlwings import arg, func, script

from xlshipcheck.hosts import lite
from xlshipcheck.hosts.lite import MISSING
from xlshipcheck.hosts.lite.scripts import refresh


@script
async def shipcheck_refresh(book: xw.BookAsync):
    """更新: このブックの注文をすべて判定し、結果の列・集計・今日を書きます。"""
    print(await refresh(book))


@func
@arg("start", ndim=2, doc="開始日。数え始める日 (0日目)")
@arg("days", ndim=2, doc="日数。営業日数。負の数でさかのぼる。小数は切り捨て")
@arg("closed", ndim=2, doc="休業日。モールが休業として扱う日の範囲。省略時はなし (関数は設定シートを読めません)")
def JP_WORKDAY(start, days, closed=MISSING):
    """開始日から数えた営業日 (日本の祝日・土日を除く)。WORKDAY と同じ数え方。"""
    return lite.answer("JP_WORKDAY", start, days, closed)


@func
@arg("start", ndim=2, doc="開始日。最初の日 (含む)")
@arg("end", ndim=2, doc="終了日。最後の日 (含む)")
@arg("closed", ndim=2, doc="休業日。モールが休業として扱う日の範囲。省略時はなし (関数は設定シートを読めません)")
def JP_NETWORKDAYS(start, end, closed=MISSING):
    """二つの日付の間の営業日数 (両端を含む)。NETWORKDAYS と同じ数え方。"""
    return lite.answer("JP_NETWORKDAYS", start, end, closed)


@func
@arg("date", ndim=2, doc="日付。調べる日")
@arg("closed", ndim=2, doc="休業日。モールが休業として扱う日の範囲。省略時はなし (関数は設定シートを読めません)")
def JP_IS_WORKDAY(date, closed=MISSING):
    """営業日なら TRUE。"""
    return lite.answer("JP_IS_WORKDAY", date, closed)


@func
@arg("date", ndim=2, doc="日付。調べる日")
def JP_HOLIDAY_NAME(date):
    """祝日の名前。祝日でなければ空白。"""
    return lite.answer("JP_HOLIDAY_NAME", date)


@func(volatile=True)
@arg("base", ndim=2, doc="入金日。入金日 (予約商品は予約日)")
@arg("shipped", ndim=2, doc="発送日。発送日。未発送は空白")
@arg("kind", ndim=2, doc="区分。一般 (省略時) または 予約")
@arg("as_of", ndim=2, doc="基準日。いつの時点で判定するか。省略時は今日")
@arg("rate", ndim=2, doc="発送率。入金日基準または予約日基準の発送率。0～1 の数か 95% の形。判定の率の列も使えます")
@arg("closed", ndim=2, doc="休業日。モールが休業として扱う日の範囲。省略時はなし (関数は設定シートを読めません)")
def QOO10_STAGE(base=MISSING, shipped=MISSING, kind=MISSING, as_of=MISSING, rate=MISSING, closed=MISSING):
    """配送遅延の段階: 正常・注意・警告・制限候補・制限・発送済。"""
    return lite.answer("QOO10_STAGE", base, shipped, kind, as_of, rate, closed)


@func
@arg("base", ndim=2, doc="入金日。入金日 (予約商品は予約日)")
@arg("kind", ndim=2, doc="区分。一般 (省略時) または 予約")
@arg("event", ndim=2, doc="期限の種類。発送率期限・注意・最終発送日 (省略時)・警告・制限回避・制限・解除")
@arg("closed", ndim=2, doc="休業日。モールが休業として扱う日の範囲。省略時はなし (関数は設定シートを読めません)")
def QOO10_DEADLINE(base=MISSING, kind=MISSING, event=MISSING, closed=MISSING):
    """期限の日付。省略時は減点なしで発送できる最終発送日。"""
    return lite.answer("QOO10_DEADLINE", base, kind, event, closed)


@func(volatile=True)
@arg("base", ndim=2, doc="入金日。入金日 (予約商品は予約日)")
@arg("shipped", ndim=2, doc="発送日。発送日。未発送は空白")
@arg("kind", ndim=2, doc="区分。一般 (省略時) または 予約")
@arg("as_of", ndim=2, doc="基準日。いつの時点で判定するか。省略時は今日")
@arg("closed", ndim=2, doc="休業日。モールが休業として扱う日の範囲。省略時はなし (関数は設定シートを読めません)")
def QOO10_DAYS_LEFT(base=MISSING, shipped=MISSING, kind=MISSING, as_of=MISSING, closed=MISSING):
    """最終発送日までの残り日数。過ぎると負の数、発送済みは空白。"""
    return lite.answer("QOO10_DAYS_LEFT", base, shipped, kind, as_of, closed)


@func(volatile=True)
@arg("base", ndim=2, doc="入金日。入金日 (予約商品は予約日)")
@arg("shipped", ndim=2, doc="発送日。発送日。未発送は空白")
@arg("kind", ndim=2, doc="区分。一般 (省略時) または 予約")
@arg("as_of", ndim=2, doc="基準日。いつの時点で判定するか。省略時は今日")
@arg("closed", ndim=2, doc="休業日。モールが休業として扱う日の範囲。省略時はなし (関数は設定シートを読めません)")
def QOO10_POINTS(base=MISSING, shipped=MISSING, kind=MISSING, as_of=MISSING, closed=MISSING):
    """この注文で確定した減点 (配送遅延ポイント)。なければ 0。"""
    return lite.answer("QOO10_POINTS", base, shipped, kind, as_of, closed)


@func(volatile=True)
@arg("base", ndim=2, doc="入金日。入金日 (予約商品は予約日)")
@arg("shipped", ndim=2, doc="発送日。発送日。未発送は空白")
@arg("kind", ndim=2, doc="区分。一般 (省略時) または 予約")
@arg("as_of", ndim=2, doc="基準日。いつの時点で判定するか。省略時は今日")
@arg("rate", ndim=2, doc="発送率。入金日基準または予約日基準の発送率。0～1 の数か 95% の形。判定の率の列も使えます")
@arg("closed", ndim=2, doc="休業日。モールが休業として扱う日の範囲。省略時はなし (関数は設定シートを読めません)")
def QOO10_RESTRICTED_UNTIL(base=MISSING, shipped=MISSING, kind=MISSING, as_of=MISSING, rate=MISSING, closed=MISSING):
    """この注文の商品が販売制限になっている (なりうる) 間の解除日。なければ空白。"""
    return lite.answer("QOO10_RESTRICTED_UNTIL", base, shipped, kind, as_of, rate, closed)


@func(volatile=True)
@arg("base", ndim=2, doc="入金日。入金日 (予約商品は予約日)")
@arg("shipped", ndim=2, doc="発送日。発送日。未発送は空白")
@arg("kind", ndim=2, doc="区分。一般 (省略時) または 予約")
@arg("month", ndim=2, doc="月。集計する月。その月の日付か 2026-11 の形")
@arg("as_of", ndim=2, doc="基準日。いつの時点で判定するか。省略時は今日")
@arg("closed", ndim=2, doc="休業日。モールが休業として扱う日の範囲。省略時はなし (関数は設定シートを読めません)")
def QOO10_POINTS_MONTH(base, shipped, kind, month, as_of=MISSING, closed=MISSING):
    """その月に確定した減点の合計。"""
    return lite.answer("QOO10_POINTS_MONTH", base, shipped, kind, month, as_of, closed)


@func(volatile=True)
@arg("base", ndim=2, doc="入金日。入金日 (予約商品は予約日)")
@arg("shipped", ndim=2, doc="発送日。発送日。未発送は空白")
@arg("kind", ndim=2, doc="区分。一般 (省略時) または 予約")
@arg("as_of", ndim=2, doc="基準日。いつの時点で判定するか。省略時は今日")
@arg("which", ndim=2, doc="集計する区分。一般 (省略時) または 予約。発送率は区分ごとに別です")
@arg("closed", ndim=2, doc="休業日。モールが休業として扱う日の範囲。省略時はなし (関数は設定シートを読めません)")
def QOO10_SHIP_RATE(base, shipped, kind, as_of=MISSING, which=MISSING, closed=MISSING):
    """入金日基準 (予約は予約日基準) 発送率。数える注文がなければ 対象なし。"""
    return lite.answer("QOO10_SHIP_RATE", base, shipped, kind, as_of, which, closed)


@func(volatile=True)
@arg("base", ndim=2, doc="入金日。入金日 (予約商品は予約日)")
@arg("shipped", ndim=2, doc="発送日。発送日。未発送は空白")
@arg("kind", ndim=2, doc="区分。一般 (省略時) または 予約")
@arg("as_of", ndim=2, doc="基準日。いつの時点で判定するか。省略時は今日")
@arg("which", ndim=2, doc="集計する区分。一般 (省略時) または 予約。発送率は区分ごとに別です")
@arg("closed", ndim=2, doc="休業日。モールが休業として扱う日の範囲。省略時はなし (関数は設定シートを読めません)")
def QOO10_LATE_ALLOWANCE(base, shipped, kind, as_of=MISSING, which=MISSING, closed=MISSING):
    """発送率が95%以下になるまで、あと何件遅れられるか。負の数はすでに95%以下。"""
    return lite.answer("QOO10_LATE_ALLOWANCE", base, shipped, kind, as_of, which, closed)


@func(volatile=True)
@arg("planned", ndim=2, doc="発送予定日。注文に設定した発送予定日")
@arg("shipped", ndim=2, doc="発送日。発送日。未発送は空白")
@arg("as_of", ndim=2, doc="基準日。いつの時点で判定するか。省略時は今日")
@arg("status", ndim=2, doc="配送状態。注文の配送状態")
@arg("kind", ndim=2, doc="区分。一般 (省略時) または 予約")
def QOO10_CAN_CANCEL(planned=MISSING, shipped=MISSING, as_of=MISSING, status=MISSING, kind=MISSING):
    """発送予定日を過ぎて未発送なら TRUE (購入者がキャンセルでき、店舗は拒否できません)。配送状態があれば、配送要請で発送予定日が未入力の一般商品も TRUE。"""
    return lite.answer("QOO10_CAN_CANCEL", planned, shipped, as_of, status, kind)


@func(volatile=True)
@arg("base", ndim=2, doc="入金日。入金日 (予約商品は予約日)")
@arg("planned", ndim=2, doc="発送予定日。注文に設定した発送予定日")
@arg("kind", ndim=2, doc="区分。一般 (省略時) または 予約")
@arg("as_of", ndim=2, doc="基準日。いつの時点で判定するか。省略時は今日")
@arg("new_date", ndim=2, doc="新しい予定日。配送遅延案内で知らせた新しい発送予定日")
@arg("cancel_requested", ndim=2, doc="キャンセル要請。購入者のキャンセル要請があれば TRUE")
@arg("shipped", ndim=2, doc="発送日。発送日。未発送は空白")
@arg("closed", ndim=2, doc="休業日。モールが休業として扱う日の範囲。省略時はなし (関数は設定シートを読めません)")
def QOO10_NOTICE(base=MISSING, planned=MISSING, kind=MISSING, as_of=MISSING, new_date=MISSING, cancel_requested=MISSING, shipped=MISSING, closed=MISSING):
    """配送遅延案内でまだできること、できないこと。"""
    return lite.answer("QOO10_NOTICE", base, planned, kind, as_of, new_date, cancel_requested, shipped, closed)


@func
@arg("ready", ndim=2, doc="準備完了日。発送の準備ができる見込みの日")
@arg("margin", ndim=2, doc="余裕。余裕の営業日数 (省略時 2)")
@arg("closed", ndim=2, doc="休業日。モールが休業として扱う日の範囲。省略時はなし (関数は設定シートを読めません)")
def QOO10_PLAN_SHIP_DATE(ready, margin=MISSING, closed=MISSING):
    """余裕を見た発送予定日 (店の休みを避けた営業日)。"""
    return lite.answer("QOO10_PLAN_SHIP_DATE", ready, margin, closed)


@func
@arg("lead_days", ndim=2, doc="準備日数。発送までに実際にかかる日数")
def QOO10_LISTING_TYPE(lead_days):
    """出品の種別と理由: 一般・予約・発売日指定。"""
    return lite.answer("QOO10_LISTING_TYPE", lead_days)


@func(volatile=True)
@arg("open_orders", ndim=2, doc="未発送件数。未発送の注文の件数")
@arg("per_day", ndim=2, doc="1日の発送可能数。1日に発送できる件数")
@arg("oldest_base", ndim=2, doc="最も古い入金日。未発送のうち最も古い入金日")
@arg("as_of", ndim=2, doc="基準日。いつの時点で判定するか。省略時は今日")
@arg("closed", ndim=2, doc="休業日。モールが休業として扱う日の範囲。省略時はなし (関数は設定シートを読めません)")
def QOO10_BACKLOG(open_orders, per_day, oldest_base, as_of=MISSING, closed=MISSING):
    """滞留の日数、間に合わない件数、一時休店・売り切れの助言。"""
    return lite.answer("QOO10_BACKLOG", open_orders, per_day, oldest_base, as_of, closed)


@func(volatile=True)
@arg("cause", ndim=2, doc="原因。在庫遅延、注文殺到、またはそのまま書く文")
@arg("ship_by", ndim=2, doc="発送見込み日。発送できる見込みの日 (今日以降)")
@arg("as_of", ndim=2, doc="基準日。いつの時点で判定するか。省略時は今日")
@arg("shop", ndim=2, doc="店名。署名に入れる店名")
def QOO10_APOLOGY(cause, ship_by, as_of=MISSING, shop=MISSING):
    """購入者へのお詫びの文。"""
    return lite.answer("QOO10_APOLOGY", cause, ship_by, as_of, shop)


@func
@arg("carrier", ndim=2, doc="配送会社。配送会社の名前 (日本語または英語)")
@arg("tracking", ndim=2, doc="送り状番号。お問い合わせ伝票番号。先頭の 0 が消えないよう文字で入力")
@arg("amount", ndim=2, doc="注文金額。梱包の金額 (円、消費税抜き・配送料込み)")
@arg("delivery_date", ndim=2, doc="お届け予定日。お届け予定日 (の最終日)")
@arg("scans", ndim=2, doc="スキャン回数。配送会社のスキャン回数。分からなければ空白")
@arg("delivered", ndim=2, doc="配達完了。配達完了または不在持ち戻りなら TRUE (その語でも可)")
@arg("seller", ndim=2, doc="出品者。出品者の所在地: 日本 (省略時)、中国、香港")
@arg("service", ndim=2, doc="サービス。配送サービスの名前 (ネコポスなど)")
@arg("shipped", ndim=2, doc="発送日。発送日。社名が変わった配送会社かどうかを見る日 (空白ならお届け予定日)")
def AMAZON_SCAN_VALID(carrier=MISSING, tracking=MISSING, amount=MISSING, delivery_date=MISSING, scans=MISSING, delivered=MISSING, seller=MISSING, service=MISSING, shipped=MISSING):
    """追跡の判定: 有効・無効・対象外。"""
    return lite.answer("AMAZON_SCAN_VALID", carrier, tracking, amount, delivery_date, scans, delivered, seller, service, shipped)


@func
@arg("carrier", ndim=2, doc="配送会社。配送会社の名前 (日本語または英語)")
@arg("tracking", ndim=2, doc="送り状番号。お問い合わせ伝票番号。先頭の 0 が消えないよう文字で入力")
@arg("amount", ndim=2, doc="注文金額。梱包の金額 (円、消費税抜き・配送料込み)")
@arg("delivery_date", ndim=2, doc="お届け予定日。お届け予定日 (の最終日)")
@arg("scans", ndim=2, doc="スキャン回数。配送会社のスキャン回数。分からなければ空白")
@arg("delivered", ndim=2, doc="配達完了。配達完了または不在持ち戻りなら TRUE (その語でも可)")
@arg("seller", ndim=2, doc="出品者。出品者の所在地: 日本 (省略時)、中国、香港")
@arg("service", ndim=2, doc="サービス。配送サービスの名前 (ネコポスなど)")
@arg("shipped", ndim=2, doc="発送日。発送日。社名が変わった配送会社かどうかを見る日 (空白ならお届け予定日)")
def AMAZON_SCAN_REASON(carrier=MISSING, tracking=MISSING, amount=MISSING, delivery_date=MISSING, scans=MISSING, delivered=MISSING, seller=MISSING, service=MISSING, shipped=MISSING):
    """追跡の判定の理由。"""
    return lite.answer("AMAZON_SCAN_REASON", carrier, tracking, amount, delivery_date, scans, delivered, seller, service, shipped)


@func
@arg("price_incl_tax", ndim=2, doc="商品代金。商品代金 (税込み)")
@arg("shipping_incl_tax", ndim=2, doc="配送料。配送料 (税込み)。省略時 0")
@arg("tax_rate", ndim=2, doc="税率。商品の消費税率。省略時 10%")
@arg("shipping_tax_rate", ndim=2, doc="配送料の税率。配送料の消費税率。省略時 10%")
def AMAZON_AMOUNT(price_incl_tax, shipping_incl_tax=MISSING, tax_rate=MISSING, shipping_tax_rate=MISSING):
    """判定に使う金額 (消費税抜き・配送料込み)。"""
    return lite.answer("AMAZON_AMOUNT", price_incl_tax, shipping_incl_tax, tax_rate, shipping_tax_rate)


@func(volatile=True)
@arg("validity", ndim=2, doc="追跡判定。AMAZON_SCAN_VALID の結果の列")
@arg("delivery_date", ndim=2, doc="お届け予定日。お届け予定日 (の最終日)")
@arg("category", ndim=2, doc="カテゴリー。商品カテゴリー (GL) の列。省略時は全体")
@arg("which", ndim=2, doc="集計するカテゴリー。集計するカテゴリー。省略時は全体")
@arg("as_of", ndim=2, doc="基準日。いつの時点で判定するか。省略時は今日")
@arg("package", ndim=2, doc="梱包。同じ梱包の行をまとめる列 (注文番号と送り状番号、あれば配送会社)。省略時は1行1梱包")
def AMAZON_VTR(validity, delivery_date, category=MISSING, which=MISSING, as_of=MISSING, package=MISSING):
    """30日間の追跡可能率。対象の梱包がなければ 対象なし。"""
    return lite.answer("AMAZON_VTR", validity, delivery_date, category, which, as_of, package)


@func(volatile=True)
@arg("validity", ndim=2, doc="追跡判定。AMAZON_SCAN_VALID の結果の列")
@arg("delivery_date", ndim=2, doc="お届け予定日。お届け予定日 (の最終日)")
@arg("category", ndim=2, doc="カテゴリー。商品カテゴリー (GL) の列。省略時は全体")
@arg("as_of", ndim=2, doc="基準日。いつの時点で判定するか。省略時は今日")
@arg("package", ndim=2, doc="梱包。同じ梱包の行をまとめる列 (注文番号と送り状番号、あれば配送会社)。省略時は1行1梱包")
def AMAZON_VTR_TABLE(validity, delivery_date, category, as_of=MISSING, package=MISSING):
    """カテゴリーごとの追跡可能率の表。"""
    return lite.answer("AMAZON_VTR_TABLE", validity, delivery_date, category, as_of, package)


@func(volatile=True)
@arg("validity", ndim=2, doc="追跡判定。AMAZON_SCAN_VALID の結果の列")
@arg("delivery_date", ndim=2, doc="お届け予定日。お届け予定日 (の最終日)")
@arg("category", ndim=2, doc="カテゴリー。商品カテゴリー (GL) の列。省略時は全体")
@arg("which", ndim=2, doc="集計するカテゴリー。集計するカテゴリー。省略時は全体")
@arg("as_of", ndim=2, doc="基準日。いつの時点で判定するか。省略時は今日")
@arg("days", ndim=2, doc="日数。さかのぼる日数 (省略時 30)")
@arg("package", ndim=2, doc="梱包。同じ梱包の行をまとめる列 (注文番号と送り状番号、あれば配送会社)。省略時は1行1梱包")
def AMAZON_VTR_TREND(validity, delivery_date, category=MISSING, which=MISSING, as_of=MISSING, days=MISSING, package=MISSING):
    """追跡可能率の推移 (1日1行、新しい日が下)。"""
    return lite.answer("AMAZON_VTR_TREND", validity, delivery_date, category, which, as_of, days, package)


@func(volatile=True)
@arg("validity", ndim=2, doc="追跡判定。AMAZON_SCAN_VALID の結果の列")
@arg("delivery_date", ndim=2, doc="お届け予定日。お届け予定日 (の最終日)")
@arg("category", ndim=2, doc="カテゴリー。商品カテゴリー (GL) の列。省略時は全体")
@arg("which", ndim=2, doc="集計するカテゴリー。集計するカテゴリー。省略時は全体")
@arg("as_of", ndim=2, doc="基準日。いつの時点で判定するか。省略時は今日")
@arg("package", ndim=2, doc="梱包。同じ梱包の行をまとめる列 (注文番号と送り状番号、あれば配送会社)。省略時は1行1梱包")
def AMAZON_INVALID_ALLOWANCE(validity, delivery_date, category=MISSING, which=MISSING, as_of=MISSING, package=MISSING):
    """95%を割るまで、あと何件無効があってもよいか。負の数はすでに95%未満。"""
    return lite.answer("AMAZON_INVALID_ALLOWANCE", validity, delivery_date, category, which, as_of, package)


@func(volatile=True)
@arg("validity", ndim=2, doc="追跡判定。AMAZON_SCAN_VALID の結果の列")
@arg("delivery_date", ndim=2, doc="お届け予定日。お届け予定日 (の最終日)")
@arg("category", ndim=2, doc="カテゴリー。商品カテゴリー (GL) の列。省略時は全体")
@arg("which", ndim=2, doc="集計するカテゴリー。集計するカテゴリー。省略時は全体")
@arg("as_of", ndim=2, doc="基準日。いつの時点で判定するか。省略時は今日")
@arg("package", ndim=2, doc="梱包。同じ梱包の行をまとめる列 (注文番号と送り状番号、あれば配送会社)。省略時は1行1梱包")
def AMAZON_VTR_RECOVERY(validity, delivery_date, category=MISSING, which=MISSING, as_of=MISSING, package=MISSING):
    """この一覧の梱包だけで率が95%以上に戻る最初の日、または 見込みなし。"""
    return lite.answer("AMAZON_VTR_RECOVERY", validity, delivery_date, category, which, as_of, package)


@func
@arg("name", ndim=2, doc="配送会社。配送会社やサービスの名前")
def CARRIER_NAME(name):
    """配送会社の正式な名前、または 不明。"""
    return lite.answer("CARRIER_NAME", name)


@func
@arg("carrier", ndim=2, doc="配送会社。配送会社の名前 (日本語または英語)")
@arg("number", ndim=2, doc="送り状番号。お問い合わせ伝票番号。先頭の 0 が消えないよう文字で入力")
def TRACKING_CHECK(carrier, number):
    """送り状番号の確認: OK・形式不明・無効・破損。"""
    return lite.answer("TRACKING_CHECK", carrier, number)


@func
@arg("shipped", ndim=2, doc="発送日。発送日")
@arg("arrived", ndim=2, doc="到着日。営業所に着いた日。分からなければ空白")
@arg("place", ndim=2, doc="受取場所。営業所 (省略時)、コンビニ、郵便局、店や営業所の名前 など")
@arg("service", ndim=2, doc="サービス。ネコポス、宅急便 などのサービス名")
def HOLD_LAST_DAY(shipped=MISSING, arrived=MISSING, place=MISSING, service=MISSING):
    """営業所での保管期限 (到着日が分からなければ発送日からの推定)。"""
    return lite.answer("HOLD_LAST_DAY", shipped, arrived, place, service)


@func(volatile=True)
@arg("status", ndim=2, doc="配送状態。追跡画面の状態の語")
@arg("shipped", ndim=2, doc="発送日。発送日")
@arg("arrived", ndim=2, doc="到着日。営業所に着いた日。分からなければ空白")
@arg("contacted", ndim=2, doc="連絡日。購入者に連絡した日")
@arg("as_of", ndim=2, doc="基準日。いつの時点で判定するか。省略時は今日")
@arg("place", ndim=2, doc="受取場所。営業所 (省略時)、コンビニ、郵便局、店や営業所の名前 など")
@arg("service", ndim=2, doc="サービス。ネコポス、宅急便 などのサービス名")
@arg("answered", ndim=2, doc="返信。購入者から返事があれば TRUE か返信日")
def HOLD_STAGE(status=MISSING, shipped=MISSING, arrived=MISSING, contacted=MISSING, as_of=MISSING, place=MISSING, service=MISSING, answered=MISSING):
    """営業所止めの対応段階。"""
    return lite.answer("HOLD_STAGE", status, shipped, arrived, contacted, as_of, place, service, answered)


@func(volatile=True)
@arg("status", ndim=2, doc="配送状態。追跡画面の状態の語")
@arg("shipped", ndim=2, doc="発送日。発送日")
@arg("arrived", ndim=2, doc="到着日。営業所に着いた日。分からなければ空白")
@arg("contacted", ndim=2, doc="連絡日。購入者に連絡した日")
@arg("as_of", ndim=2, doc="基準日。いつの時点で判定するか。省略時は今日")
@arg("place", ndim=2, doc="受取場所。営業所 (省略時)、コンビニ、郵便局、店や営業所の名前 など")
@arg("service", ndim=2, doc="サービス。ネコポス、宅急便 などのサービス名")
@arg("answered", ndim=2, doc="返信。購入者から返事があれば TRUE か返信日")
def HOLD_ACTION(status=MISSING, shipped=MISSING, arrived=MISSING, contacted=MISSING, as_of=MISSING, place=MISSING, service=MISSING, answered=MISSING):
    """次にすること (日付つき)。"""
    return lite.answer("HOLD_ACTION", status, shipped, arrived, contacted, as_of, place, service, answered)


@func
@arg("kind", ndim=2, doc="文面の種類。発送前・発送後・到着案内・催促・未着回答・返送・営業所問い合わせ・調査依頼")
@arg("number", ndim=2, doc="送り状番号。お問い合わせ伝票番号。先頭の 0 が消えないよう文字で入力")
@arg("last_day", ndim=2, doc="保管期限。保管期限 (HOLD_LAST_DAY の結果)")
@arg("shop", ndim=2, doc="店名。署名に入れる店名")
@arg("place", ndim=2, doc="受取場所。営業所 (省略時)、コンビニ、郵便局、店や営業所の名前 など")
@arg("service", ndim=2, doc="サービス。ネコポス、宅急便 などのサービス名")
def HOLD_MESSAGE(kind, number=MISSING, last_day=MISSING, shop=MISSING, place=MISSING, service=MISSING):
    """購入者や営業所への文面。"""
    return lite.answer("HOLD_MESSAGE", kind, number, last_day, shop, place, service)


@func
@arg("text", ndim=2, doc="配送状態。追跡画面の状態の語")
def TRACKING_STATUS(text):
    """状態の分類: 輸送中・保管中・完了・返送・調査中・不明。"""
    return lite.answer("TRACKING_STATUS", text)


@func(volatile=True)
@arg("function_name", ndim=2, doc="関数名。説明する関数の名前")
@arg("*arguments", ndim=2, doc="引数。その関数に渡す引数 (同じ順番)")
def SHIPCHECK_EXPLAIN(function_name, *arguments):
    """答えの理由: 手順、内容、値、根拠。"""
    return lite.answer("SHIPCHECK_EXPLAIN", function_name, *arguments)


@func
def SHIPCHECK_VERSION():
    """プログラムと規則の版、規則を最後に確認した日。"""
    return lite.answer("SHIPCHECK_VERSION")


@func(volatile=True)
@arg("order", ndim=2, doc="注文番号。注文番号の列。同じ番号の行は1件 (出品者出荷の注文だけ)")
@arg("ship_by", ndim=2, doc="出荷期限。出荷期限 (出荷予定日) の列")
@arg("shipped", ndim=2, doc="発送日。発送日。未発送は空白")
@arg("status", ndim=2, doc="配送状態。配送状態 (キャンセルかどうか) の列")
@arg("as_of", ndim=2, doc="基準日。いつの時点で判定するか。省略時は今日")
def AMAZON_LATE_RATE(order, ship_by, shipped, status=MISSING, as_of=MISSING):
    """出荷遅延率。10日間と30日間の悪い方。対象の注文がなければ 対象なし。"""
    return lite.answer("AMAZON_LATE_RATE", order, ship_by, shipped, status, as_of)


@func(volatile=True)
@arg("order", ndim=2, doc="注文番号。注文番号の列。同じ番号の行は1件 (出品者出荷の注文だけ)")
@arg("order_date", ndim=2, doc="注文日。注文日の列")
@arg("status", ndim=2, doc="配送状態。配送状態 (キャンセルかどうか) の列")
@arg("as_of", ndim=2, doc="基準日。いつの時点で判定するか。省略時は今日")
def AMAZON_CANCEL_RATE(order, order_date, status, as_of=MISSING):
    """7日間の出荷前キャンセル率。対象の注文がなければ 対象なし。"""
    return lite.answer("AMAZON_CANCEL_RATE", order, order_date, status, as_of)


@func(volatile=True)
@arg("order", ndim=2, doc="注文番号。注文番号の列。同じ番号の行は1件 (出品者出荷の注文だけ)")
@arg("ship_by", ndim=2, doc="出荷期限。出荷期限 (出荷予定日) の列")
@arg("shipped", ndim=2, doc="発送日。発送日。未発送は空白")
@arg("status", ndim=2, doc="配送状態。配送状態 (キャンセルかどうか) の列")
@arg("as_of", ndim=2, doc="基準日。いつの時点で判定するか。省略時は今日")
def AMAZON_LATE_ALLOWANCE(order, ship_by, shipped, status=MISSING, as_of=MISSING):
    """出荷遅延率が4%になるまで、あと何件遅れられるか (10日間と30日間の少ない方)。負の数はすでに4%以上。"""
    return lite.answer("AMAZON_LATE_ALLOWANCE", order, ship_by, shipped, status, as_of)


@func(volatile=True)
@arg("order", ndim=2, doc="注文番号。注文番号の列。同じ番号の行は1件 (出品者出荷の注文だけ)")
@arg("order_date", ndim=2, doc="注文日。注文日の列")
@arg("status", ndim=2, doc="配送状態。配送状態 (キャンセルかどうか) の列")
@arg("as_of", ndim=2, doc="基準日。いつの時点で判定するか。省略時は今日")
def AMAZON_CANCEL_ALLOWANCE(order, order_date, status, as_of=MISSING):
    """出荷前キャンセル率が2.5%になるまで、あと何件キャンセルできるか。負の数はすでに2.5%以上。"""
    return lite.answer("AMAZON_CANCEL_ALLOWANCE", order, order_date, status, as_of)


@func(volatile=True)
@arg("order", ndim=2, doc="注文番号。注文番号の列。同じ番号の行は1件")
@arg("paid", ndim=2, doc="入金日。入金日の列。空白の注文は数えない")
@arg("status", ndim=2, doc="配送状態。配送状態 (キャンセルかどうか) の列")
@arg("early", ndim=2, doc="時間内。注文から6時間以内のキャンセルなら TRUE、過ぎていれば FALSE (QSM の書き出しにはない)")
@arg("as_of", ndim=2, doc="基準日。いつの時点で判定するか。省略時は今日")
def QOO10_CANCEL_RATE(order, paid, status, early=MISSING, as_of=MISSING):
    """2四半期のキャンセル率 (二次資料による目安)。対象の注文がなければ 対象なし。"""
    return lite.answer("QOO10_CANCEL_RATE", order, paid, status, early, as_of)


@func(volatile=True)
@arg("order", ndim=2, doc="注文番号。注文番号の列。同じ番号の行は1件")
@arg("paid", ndim=2, doc="入金日。入金日の列。空白の注文は数えない")
@arg("status", ndim=2, doc="配送状態。配送状態 (キャンセルかどうか) の列")
@arg("early", ndim=2, doc="時間内。注文から6時間以内のキャンセルなら TRUE、過ぎていれば FALSE (QSM の書き出しにはない)")
@arg("as_of", ndim=2, doc="基準日。いつの時点で判定するか。省略時は今日")
def QOO10_CANCEL_ALLOWANCE(order, paid, status, early=MISSING, as_of=MISSING):
    """キャンセル率が15%を超えるまで、あと何件キャンセルできるか (目安)。負の数はすでに15%超。"""
    return lite.answer("QOO10_CANCEL_ALLOWANCE", order, paid, status, early, as_of)
