"""The functions under the very names typed in a cell; generated from the catalogue, do not edit.

Each takes scalars or ranges (lists) in the order of the contract and returns what the cell shows. No clock
is read here: without 基準日 a function that needs it answers with an error text.
"""

from __future__ import annotations

from typing import Any

from xlshipcheck.catalogue.calling import call
from xlshipcheck.context import PLAIN
from xlshipcheck.values.cells import MISSING

Cells = Any  # a cell value, a flat list (a column), or a list of rows


def JP_WORKDAY(start: Cells, days: Cells, closed: Cells = MISSING) -> Cells:
    """開始日から数えた営業日 (日本の祝日・土日を除く)。WORKDAY と同じ数え方。

    Args:
        start: 開始日。数え始める日 (0日目)。
        days: 日数。営業日数。負の数でさかのぼる。小数は切り捨て。
        closed: 休業日。モールが休業として扱う日の範囲。省略時は設定の一覧。

    Returns:
        日付。
    """
    return call("JP_WORKDAY", [start, days, closed], PLAIN)


def JP_NETWORKDAYS(start: Cells, end: Cells, closed: Cells = MISSING) -> Cells:
    """二つの日付の間の営業日数 (両端を含む)。NETWORKDAYS と同じ数え方。

    Args:
        start: 開始日。最初の日 (含む)。
        end: 終了日。最後の日 (含む)。
        closed: 休業日。モールが休業として扱う日の範囲。省略時は設定の一覧。

    Returns:
        数値。
    """
    return call("JP_NETWORKDAYS", [start, end, closed], PLAIN)


def JP_IS_WORKDAY(date: Cells, closed: Cells = MISSING) -> Cells:
    """営業日なら TRUE。

    Args:
        date: 日付。調べる日。
        closed: 休業日。モールが休業として扱う日の範囲。省略時は設定の一覧。

    Returns:
        TRUE/FALSE。
    """
    return call("JP_IS_WORKDAY", [date, closed], PLAIN)


def JP_HOLIDAY_NAME(date: Cells) -> Cells:
    """祝日の名前。祝日でなければ空白。

    Args:
        date: 日付。調べる日。

    Returns:
        文字。
    """
    return call("JP_HOLIDAY_NAME", [date], PLAIN)


def QOO10_STAGE(base: Cells = MISSING, shipped: Cells = MISSING, kind: Cells = MISSING, as_of: Cells = MISSING, rate: Cells = MISSING, closed: Cells = MISSING) -> Cells:
    """配送遅延の段階: 正常・注意・警告・制限候補・制限・発送済。

    Args:
        base: 入金日。入金日 (予約商品は予約日)。
        shipped: 発送日。発送日。未発送は空白。
        kind: 区分。一般 (省略時) または 予約。
        as_of: 基準日。いつの時点で判定するか。省略時は設定の基準日、なければ今日。
        rate: 発送率。入金日基準または予約日基準の発送率。0～1 の数か 95% の形。判定の率の列も使えます。
        closed: 休業日。モールが休業として扱う日の範囲。省略時は設定の一覧。

    Returns:
        文字。
    """
    return call("QOO10_STAGE", [base, shipped, kind, as_of, rate, closed], PLAIN)


def QOO10_DEADLINE(base: Cells = MISSING, kind: Cells = MISSING, event: Cells = MISSING, closed: Cells = MISSING) -> Cells:
    """期限の日付。省略時は減点なしで発送できる最終発送日。

    Args:
        base: 入金日。入金日 (予約商品は予約日)。
        kind: 区分。一般 (省略時) または 予約。
        event: 期限の種類。発送率期限・注意・最終発送日 (省略時)・警告・制限回避・制限・解除。
        closed: 休業日。モールが休業として扱う日の範囲。省略時は設定の一覧。

    Returns:
        日付。
    """
    return call("QOO10_DEADLINE", [base, kind, event, closed], PLAIN)


def QOO10_DAYS_LEFT(base: Cells = MISSING, shipped: Cells = MISSING, kind: Cells = MISSING, as_of: Cells = MISSING, closed: Cells = MISSING) -> Cells:
    """最終発送日までの残り日数。過ぎると負の数、発送済みは空白。

    Args:
        base: 入金日。入金日 (予約商品は予約日)。
        shipped: 発送日。発送日。未発送は空白。
        kind: 区分。一般 (省略時) または 予約。
        as_of: 基準日。いつの時点で判定するか。省略時は設定の基準日、なければ今日。
        closed: 休業日。モールが休業として扱う日の範囲。省略時は設定の一覧。

    Returns:
        数値。
    """
    return call("QOO10_DAYS_LEFT", [base, shipped, kind, as_of, closed], PLAIN)


def QOO10_POINTS(base: Cells = MISSING, shipped: Cells = MISSING, kind: Cells = MISSING, as_of: Cells = MISSING, closed: Cells = MISSING) -> Cells:
    """この注文で確定した減点 (配送遅延ポイント)。なければ 0。

    Args:
        base: 入金日。入金日 (予約商品は予約日)。
        shipped: 発送日。発送日。未発送は空白。
        kind: 区分。一般 (省略時) または 予約。
        as_of: 基準日。いつの時点で判定するか。省略時は設定の基準日、なければ今日。
        closed: 休業日。モールが休業として扱う日の範囲。省略時は設定の一覧。

    Returns:
        数値。
    """
    return call("QOO10_POINTS", [base, shipped, kind, as_of, closed], PLAIN)


def QOO10_RESTRICTED_UNTIL(base: Cells = MISSING, shipped: Cells = MISSING, kind: Cells = MISSING, as_of: Cells = MISSING, rate: Cells = MISSING, closed: Cells = MISSING) -> Cells:
    """この注文の商品が販売制限になっている (なりうる) 間の解除日。なければ空白。

    Args:
        base: 入金日。入金日 (予約商品は予約日)。
        shipped: 発送日。発送日。未発送は空白。
        kind: 区分。一般 (省略時) または 予約。
        as_of: 基準日。いつの時点で判定するか。省略時は設定の基準日、なければ今日。
        rate: 発送率。入金日基準または予約日基準の発送率。0～1 の数か 95% の形。判定の率の列も使えます。
        closed: 休業日。モールが休業として扱う日の範囲。省略時は設定の一覧。

    Returns:
        日付。
    """
    return call("QOO10_RESTRICTED_UNTIL", [base, shipped, kind, as_of, rate, closed], PLAIN)


def QOO10_POINTS_MONTH(base: Cells, shipped: Cells, kind: Cells, month: Cells, as_of: Cells = MISSING, closed: Cells = MISSING) -> Cells:
    """その月に確定した減点の合計。

    Args:
        base: 入金日。入金日 (予約商品は予約日)。
        shipped: 発送日。発送日。未発送は空白。
        kind: 区分。一般 (省略時) または 予約。
        month: 月。集計する月。その月の日付か 2026-11 の形。
        as_of: 基準日。いつの時点で判定するか。省略時は設定の基準日、なければ今日。
        closed: 休業日。モールが休業として扱う日の範囲。省略時は設定の一覧。

    Returns:
        数値。
    """
    return call("QOO10_POINTS_MONTH", [base, shipped, kind, month, as_of, closed], PLAIN)


def QOO10_SHIP_RATE(base: Cells, shipped: Cells, kind: Cells, as_of: Cells = MISSING, which: Cells = MISSING, closed: Cells = MISSING) -> Cells:
    """入金日基準 (予約は予約日基準) 発送率。数える注文がなければ 対象なし。

    Args:
        base: 入金日。入金日 (予約商品は予約日)。
        shipped: 発送日。発送日。未発送は空白。
        kind: 区分。一般 (省略時) または 予約。
        as_of: 基準日。いつの時点で判定するか。省略時は設定の基準日、なければ今日。
        which: 集計する区分。一般 (省略時) または 予約。発送率は区分ごとに別です。
        closed: 休業日。モールが休業として扱う日の範囲。省略時は設定の一覧。

    Returns:
        数値。
    """
    return call("QOO10_SHIP_RATE", [base, shipped, kind, as_of, which, closed], PLAIN)


def QOO10_LATE_ALLOWANCE(base: Cells, shipped: Cells, kind: Cells, as_of: Cells = MISSING, which: Cells = MISSING, closed: Cells = MISSING) -> Cells:
    """発送率が95%以下になるまで、あと何件遅れられるか。負の数はすでに95%以下。

    Args:
        base: 入金日。入金日 (予約商品は予約日)。
        shipped: 発送日。発送日。未発送は空白。
        kind: 区分。一般 (省略時) または 予約。
        as_of: 基準日。いつの時点で判定するか。省略時は設定の基準日、なければ今日。
        which: 集計する区分。一般 (省略時) または 予約。発送率は区分ごとに別です。
        closed: 休業日。モールが休業として扱う日の範囲。省略時は設定の一覧。

    Returns:
        数値。
    """
    return call("QOO10_LATE_ALLOWANCE", [base, shipped, kind, as_of, which, closed], PLAIN)


def QOO10_CAN_CANCEL(planned: Cells = MISSING, shipped: Cells = MISSING, as_of: Cells = MISSING, status: Cells = MISSING, kind: Cells = MISSING) -> Cells:
    """発送予定日を過ぎて未発送なら TRUE (購入者がキャンセルでき、店舗は拒否できません)。配送状態があれば、配送要請で発送予定日が未入力の一般商品も TRUE。

    Args:
        planned: 発送予定日。注文に設定した発送予定日。
        shipped: 発送日。発送日。未発送は空白。
        as_of: 基準日。いつの時点で判定するか。省略時は設定の基準日、なければ今日。
        status: 配送状態。注文の配送状態。
        kind: 区分。一般 (省略時) または 予約。

    Returns:
        TRUE/FALSE。
    """
    return call("QOO10_CAN_CANCEL", [planned, shipped, as_of, status, kind], PLAIN)


def QOO10_NOTICE(base: Cells = MISSING, planned: Cells = MISSING, kind: Cells = MISSING, as_of: Cells = MISSING, new_date: Cells = MISSING, cancel_requested: Cells = MISSING, shipped: Cells = MISSING, closed: Cells = MISSING) -> Cells:
    """配送遅延案内でまだできること、できないこと。

    Args:
        base: 入金日。入金日 (予約商品は予約日)。
        planned: 発送予定日。注文に設定した発送予定日。
        kind: 区分。一般 (省略時) または 予約。
        as_of: 基準日。いつの時点で判定するか。省略時は設定の基準日、なければ今日。
        new_date: 新しい予定日。配送遅延案内で知らせた新しい発送予定日。
        cancel_requested: キャンセル要請。購入者のキャンセル要請があれば TRUE。
        shipped: 発送日。発送日。未発送は空白。
        closed: 休業日。モールが休業として扱う日の範囲。省略時は設定の一覧。

    Returns:
        文字。
    """
    return call("QOO10_NOTICE", [base, planned, kind, as_of, new_date, cancel_requested, shipped, closed], PLAIN)


def QOO10_PLAN_SHIP_DATE(ready: Cells, margin: Cells = MISSING, closed: Cells = MISSING) -> Cells:
    """余裕を見た発送予定日 (店の休みを避けた営業日)。

    Args:
        ready: 準備完了日。発送の準備ができる見込みの日。
        margin: 余裕。余裕の営業日数 (省略時 2)。
        closed: 休業日。モールが休業として扱う日の範囲。省略時は設定の一覧。

    Returns:
        日付。
    """
    return call("QOO10_PLAN_SHIP_DATE", [ready, margin, closed], PLAIN)


def QOO10_LISTING_TYPE(lead_days: Cells) -> Cells:
    """出品の種別と理由: 一般・予約・発売日指定。

    Args:
        lead_days: 準備日数。発送までに実際にかかる日数。

    Returns:
        文字。
    """
    return call("QOO10_LISTING_TYPE", [lead_days], PLAIN)


def QOO10_BACKLOG(open_orders: Cells, per_day: Cells, oldest_base: Cells, as_of: Cells = MISSING, closed: Cells = MISSING) -> Cells:
    """滞留の日数、間に合わない件数、一時休店・売り切れの助言。

    Args:
        open_orders: 未発送件数。未発送の注文の件数。
        per_day: 1日の発送可能数。1日に発送できる件数。
        oldest_base: 最も古い入金日。未発送のうち最も古い入金日。
        as_of: 基準日。いつの時点で判定するか。省略時は設定の基準日、なければ今日。
        closed: 休業日。モールが休業として扱う日の範囲。省略時は設定の一覧。

    Returns:
        文字。
    """
    return call("QOO10_BACKLOG", [open_orders, per_day, oldest_base, as_of, closed], PLAIN)


def QOO10_APOLOGY(cause: Cells, ship_by: Cells, as_of: Cells = MISSING, shop: Cells = MISSING) -> Cells:
    """購入者へのお詫びの文。

    Args:
        cause: 原因。在庫遅延、注文殺到、またはそのまま書く文。
        ship_by: 発送見込み日。発送できる見込みの日 (今日以降)。
        as_of: 基準日。いつの時点で判定するか。省略時は設定の基準日、なければ今日。
        shop: 店名。署名に入れる店名。

    Returns:
        文字。
    """
    return call("QOO10_APOLOGY", [cause, ship_by, as_of, shop], PLAIN)


def AMAZON_SCAN_VALID(carrier: Cells = MISSING, tracking: Cells = MISSING, amount: Cells = MISSING, delivery_date: Cells = MISSING, scans: Cells = MISSING, delivered: Cells = MISSING, seller: Cells = MISSING, service: Cells = MISSING, shipped: Cells = MISSING) -> Cells:
    """追跡の判定: 有効・無効・対象外。

    Args:
        carrier: 配送会社。配送会社の名前 (日本語または英語)。
        tracking: 送り状番号。お問い合わせ伝票番号。先頭の 0 が消えないよう文字で入力。
        amount: 注文金額。梱包の金額 (円、消費税抜き・配送料込み)。
        delivery_date: お届け予定日。お届け予定日 (の最終日)。
        scans: スキャン回数。配送会社のスキャン回数。分からなければ空白。
        delivered: 配達完了。配達完了または不在持ち戻りなら TRUE (その語でも可)。
        seller: 出品者。出品者の所在地: 日本 (省略時)、中国、香港。
        service: サービス。配送サービスの名前 (ネコポスなど)。
        shipped: 発送日。発送日。社名が変わった配送会社かどうかを見る日 (空白ならお届け予定日)。

    Returns:
        文字。
    """
    return call("AMAZON_SCAN_VALID", [carrier, tracking, amount, delivery_date, scans, delivered, seller, service, shipped], PLAIN)


def AMAZON_SCAN_REASON(carrier: Cells = MISSING, tracking: Cells = MISSING, amount: Cells = MISSING, delivery_date: Cells = MISSING, scans: Cells = MISSING, delivered: Cells = MISSING, seller: Cells = MISSING, service: Cells = MISSING, shipped: Cells = MISSING) -> Cells:
    """追跡の判定の理由。

    Args:
        carrier: 配送会社。配送会社の名前 (日本語または英語)。
        tracking: 送り状番号。お問い合わせ伝票番号。先頭の 0 が消えないよう文字で入力。
        amount: 注文金額。梱包の金額 (円、消費税抜き・配送料込み)。
        delivery_date: お届け予定日。お届け予定日 (の最終日)。
        scans: スキャン回数。配送会社のスキャン回数。分からなければ空白。
        delivered: 配達完了。配達完了または不在持ち戻りなら TRUE (その語でも可)。
        seller: 出品者。出品者の所在地: 日本 (省略時)、中国、香港。
        service: サービス。配送サービスの名前 (ネコポスなど)。
        shipped: 発送日。発送日。社名が変わった配送会社かどうかを見る日 (空白ならお届け予定日)。

    Returns:
        文字。
    """
    return call("AMAZON_SCAN_REASON", [carrier, tracking, amount, delivery_date, scans, delivered, seller, service, shipped], PLAIN)


def AMAZON_AMOUNT(price_incl_tax: Cells, shipping_incl_tax: Cells = MISSING, tax_rate: Cells = MISSING, shipping_tax_rate: Cells = MISSING) -> Cells:
    """判定に使う金額 (消費税抜き・配送料込み)。

    Args:
        price_incl_tax: 商品代金。商品代金 (税込み)。
        shipping_incl_tax: 配送料。配送料 (税込み)。省略時 0。
        tax_rate: 税率。商品の消費税率。省略時 10%。
        shipping_tax_rate: 配送料の税率。配送料の消費税率。省略時 10%。

    Returns:
        数値。
    """
    return call("AMAZON_AMOUNT", [price_incl_tax, shipping_incl_tax, tax_rate, shipping_tax_rate], PLAIN)


def AMAZON_VTR(validity: Cells, delivery_date: Cells, category: Cells = MISSING, which: Cells = MISSING, as_of: Cells = MISSING, package: Cells = MISSING) -> Cells:
    """30日間の追跡可能率。対象の梱包がなければ 対象なし。

    Args:
        validity: 追跡判定。AMAZON_SCAN_VALID の結果の列。
        delivery_date: お届け予定日。お届け予定日 (の最終日)。
        category: カテゴリー。商品カテゴリー (GL) の列。省略時は全体。
        which: 集計するカテゴリー。集計するカテゴリー。省略時は全体。
        as_of: 基準日。いつの時点で判定するか。省略時は設定の基準日、なければ今日。
        package: 梱包。同じ梱包の行をまとめる列 (注文番号と送り状番号、あれば配送会社)。省略時は1行1梱包。

    Returns:
        数値。
    """
    return call("AMAZON_VTR", [validity, delivery_date, category, which, as_of, package], PLAIN)


def AMAZON_VTR_TABLE(validity: Cells, delivery_date: Cells, category: Cells, as_of: Cells = MISSING, package: Cells = MISSING) -> Cells:
    """カテゴリーごとの追跡可能率の表。

    Args:
        validity: 追跡判定。AMAZON_SCAN_VALID の結果の列。
        delivery_date: お届け予定日。お届け予定日 (の最終日)。
        category: カテゴリー。商品カテゴリー (GL) の列。省略時は全体。
        as_of: 基準日。いつの時点で判定するか。省略時は設定の基準日、なければ今日。
        package: 梱包。同じ梱包の行をまとめる列 (注文番号と送り状番号、あれば配送会社)。省略時は1行1梱包。

    Returns:
        表。
    """
    return call("AMAZON_VTR_TABLE", [validity, delivery_date, category, as_of, package], PLAIN)


def AMAZON_VTR_TREND(validity: Cells, delivery_date: Cells, category: Cells = MISSING, which: Cells = MISSING, as_of: Cells = MISSING, days: Cells = MISSING, package: Cells = MISSING) -> Cells:
    """追跡可能率の推移 (1日1行、新しい日が下)。

    Args:
        validity: 追跡判定。AMAZON_SCAN_VALID の結果の列。
        delivery_date: お届け予定日。お届け予定日 (の最終日)。
        category: カテゴリー。商品カテゴリー (GL) の列。省略時は全体。
        which: 集計するカテゴリー。集計するカテゴリー。省略時は全体。
        as_of: 基準日。いつの時点で判定するか。省略時は設定の基準日、なければ今日。
        days: 日数。さかのぼる日数 (省略時 30)。
        package: 梱包。同じ梱包の行をまとめる列 (注文番号と送り状番号、あれば配送会社)。省略時は1行1梱包。

    Returns:
        表。
    """
    return call("AMAZON_VTR_TREND", [validity, delivery_date, category, which, as_of, days, package], PLAIN)


def AMAZON_INVALID_ALLOWANCE(validity: Cells, delivery_date: Cells, category: Cells = MISSING, which: Cells = MISSING, as_of: Cells = MISSING, package: Cells = MISSING) -> Cells:
    """95%を割るまで、あと何件無効があってもよいか。負の数はすでに95%未満。

    Args:
        validity: 追跡判定。AMAZON_SCAN_VALID の結果の列。
        delivery_date: お届け予定日。お届け予定日 (の最終日)。
        category: カテゴリー。商品カテゴリー (GL) の列。省略時は全体。
        which: 集計するカテゴリー。集計するカテゴリー。省略時は全体。
        as_of: 基準日。いつの時点で判定するか。省略時は設定の基準日、なければ今日。
        package: 梱包。同じ梱包の行をまとめる列 (注文番号と送り状番号、あれば配送会社)。省略時は1行1梱包。

    Returns:
        数値。
    """
    return call("AMAZON_INVALID_ALLOWANCE", [validity, delivery_date, category, which, as_of, package], PLAIN)


def AMAZON_VTR_RECOVERY(validity: Cells, delivery_date: Cells, category: Cells = MISSING, which: Cells = MISSING, as_of: Cells = MISSING, package: Cells = MISSING) -> Cells:
    """この一覧の梱包だけで率が95%以上に戻る最初の日、または 見込みなし。

    Args:
        validity: 追跡判定。AMAZON_SCAN_VALID の結果の列。
        delivery_date: お届け予定日。お届け予定日 (の最終日)。
        category: カテゴリー。商品カテゴリー (GL) の列。省略時は全体。
        which: 集計するカテゴリー。集計するカテゴリー。省略時は全体。
        as_of: 基準日。いつの時点で判定するか。省略時は設定の基準日、なければ今日。
        package: 梱包。同じ梱包の行をまとめる列 (注文番号と送り状番号、あれば配送会社)。省略時は1行1梱包。

    Returns:
        日付。
    """
    return call("AMAZON_VTR_RECOVERY", [validity, delivery_date, category, which, as_of, package], PLAIN)


def CARRIER_NAME(name: Cells) -> Cells:
    """配送会社の正式な名前、または 不明。

    Args:
        name: 配送会社。配送会社やサービスの名前。

    Returns:
        文字。
    """
    return call("CARRIER_NAME", [name], PLAIN)


def TRACKING_CHECK(carrier: Cells, number: Cells) -> Cells:
    """送り状番号の確認: OK・形式不明・無効・破損。

    Args:
        carrier: 配送会社。配送会社の名前 (日本語または英語)。
        number: 送り状番号。お問い合わせ伝票番号。先頭の 0 が消えないよう文字で入力。

    Returns:
        文字。
    """
    return call("TRACKING_CHECK", [carrier, number], PLAIN)


def HOLD_LAST_DAY(shipped: Cells = MISSING, arrived: Cells = MISSING, place: Cells = MISSING, service: Cells = MISSING) -> Cells:
    """営業所での保管期限 (到着日が分からなければ発送日からの推定)。

    Args:
        shipped: 発送日。発送日。
        arrived: 到着日。営業所に着いた日。分からなければ空白。
        place: 受取場所。営業所 (省略時)、コンビニ、郵便局、店や営業所の名前 など。
        service: サービス。ネコポス、宅急便 などのサービス名。

    Returns:
        日付。
    """
    return call("HOLD_LAST_DAY", [shipped, arrived, place, service], PLAIN)


def HOLD_STAGE(status: Cells = MISSING, shipped: Cells = MISSING, arrived: Cells = MISSING, contacted: Cells = MISSING, as_of: Cells = MISSING, place: Cells = MISSING, service: Cells = MISSING, answered: Cells = MISSING) -> Cells:
    """営業所止めの対応段階。

    Args:
        status: 配送状態。追跡画面の状態の語。
        shipped: 発送日。発送日。
        arrived: 到着日。営業所に着いた日。分からなければ空白。
        contacted: 連絡日。購入者に連絡した日。
        as_of: 基準日。いつの時点で判定するか。省略時は設定の基準日、なければ今日。
        place: 受取場所。営業所 (省略時)、コンビニ、郵便局、店や営業所の名前 など。
        service: サービス。ネコポス、宅急便 などのサービス名。
        answered: 返信。購入者から返事があれば TRUE か返信日。

    Returns:
        文字。
    """
    return call("HOLD_STAGE", [status, shipped, arrived, contacted, as_of, place, service, answered], PLAIN)


def HOLD_ACTION(status: Cells = MISSING, shipped: Cells = MISSING, arrived: Cells = MISSING, contacted: Cells = MISSING, as_of: Cells = MISSING, place: Cells = MISSING, service: Cells = MISSING, answered: Cells = MISSING) -> Cells:
    """次にすること (日付つき)。

    Args:
        status: 配送状態。追跡画面の状態の語。
        shipped: 発送日。発送日。
        arrived: 到着日。営業所に着いた日。分からなければ空白。
        contacted: 連絡日。購入者に連絡した日。
        as_of: 基準日。いつの時点で判定するか。省略時は設定の基準日、なければ今日。
        place: 受取場所。営業所 (省略時)、コンビニ、郵便局、店や営業所の名前 など。
        service: サービス。ネコポス、宅急便 などのサービス名。
        answered: 返信。購入者から返事があれば TRUE か返信日。

    Returns:
        文字。
    """
    return call("HOLD_ACTION", [status, shipped, arrived, contacted, as_of, place, service, answered], PLAIN)


def HOLD_MESSAGE(kind: Cells, number: Cells = MISSING, last_day: Cells = MISSING, shop: Cells = MISSING, place: Cells = MISSING, service: Cells = MISSING) -> Cells:
    """購入者や営業所への文面。

    Args:
        kind: 文面の種類。発送前・発送後・到着案内・催促・未着回答・返送・営業所問い合わせ・調査依頼。
        number: 送り状番号。お問い合わせ伝票番号。先頭の 0 が消えないよう文字で入力。
        last_day: 保管期限。保管期限 (HOLD_LAST_DAY の結果)。
        shop: 店名。署名に入れる店名。
        place: 受取場所。営業所 (省略時)、コンビニ、郵便局、店や営業所の名前 など。
        service: サービス。ネコポス、宅急便 などのサービス名。

    Returns:
        文字。
    """
    return call("HOLD_MESSAGE", [kind, number, last_day, shop, place, service], PLAIN)


def TRACKING_STATUS(text: Cells) -> Cells:
    """状態の分類: 輸送中・保管中・完了・返送・調査中・不明。

    Args:
        text: 配送状態。追跡画面の状態の語。

    Returns:
        文字。
    """
    return call("TRACKING_STATUS", [text], PLAIN)


def SHIPCHECK_EXPLAIN(function_name: Cells, *arguments: Cells) -> Cells:
    """答えの理由: 手順、内容、値、根拠。

    Args:
        function_name: 関数名。説明する関数の名前。
        arguments: 引数。その関数に渡す引数 (同じ順番)。

    Returns:
        表。
    """
    return call("SHIPCHECK_EXPLAIN", [function_name, *arguments], PLAIN)


def SHIPCHECK_VERSION() -> Cells:
    """プログラムと規則の版、規則を最後に確認した日。"""
    return call("SHIPCHECK_VERSION", [], PLAIN)


def AMAZON_LATE_RATE(order: Cells, ship_by: Cells, shipped: Cells, status: Cells = MISSING, as_of: Cells = MISSING) -> Cells:
    """出荷遅延率。10日間と30日間の悪い方。対象の注文がなければ 対象なし。

    Args:
        order: 注文番号。注文番号の列。同じ番号の行は1件 (出品者出荷の注文だけ)。
        ship_by: 出荷期限。出荷期限 (出荷予定日) の列。
        shipped: 発送日。発送日。未発送は空白。
        status: 配送状態。配送状態 (キャンセルかどうか) の列。
        as_of: 基準日。いつの時点で判定するか。省略時は設定の基準日、なければ今日。

    Returns:
        数値。
    """
    return call("AMAZON_LATE_RATE", [order, ship_by, shipped, status, as_of], PLAIN)


def AMAZON_CANCEL_RATE(order: Cells, order_date: Cells, status: Cells, as_of: Cells = MISSING) -> Cells:
    """7日間の出荷前キャンセル率。対象の注文がなければ 対象なし。

    Args:
        order: 注文番号。注文番号の列。同じ番号の行は1件 (出品者出荷の注文だけ)。
        order_date: 注文日。注文日の列。
        status: 配送状態。配送状態 (キャンセルかどうか) の列。
        as_of: 基準日。いつの時点で判定するか。省略時は設定の基準日、なければ今日。

    Returns:
        数値。
    """
    return call("AMAZON_CANCEL_RATE", [order, order_date, status, as_of], PLAIN)


def AMAZON_LATE_ALLOWANCE(order: Cells, ship_by: Cells, shipped: Cells, status: Cells = MISSING, as_of: Cells = MISSING) -> Cells:
    """出荷遅延率が4%になるまで、あと何件遅れられるか (10日間と30日間の少ない方)。負の数はすでに4%以上。

    Args:
        order: 注文番号。注文番号の列。同じ番号の行は1件 (出品者出荷の注文だけ)。
        ship_by: 出荷期限。出荷期限 (出荷予定日) の列。
        shipped: 発送日。発送日。未発送は空白。
        status: 配送状態。配送状態 (キャンセルかどうか) の列。
        as_of: 基準日。いつの時点で判定するか。省略時は設定の基準日、なければ今日。

    Returns:
        数値。
    """
    return call("AMAZON_LATE_ALLOWANCE", [order, ship_by, shipped, status, as_of], PLAIN)


def AMAZON_CANCEL_ALLOWANCE(order: Cells, order_date: Cells, status: Cells, as_of: Cells = MISSING) -> Cells:
    """出荷前キャンセル率が2.5%になるまで、あと何件キャンセルできるか。負の数はすでに2.5%以上。

    Args:
        order: 注文番号。注文番号の列。同じ番号の行は1件 (出品者出荷の注文だけ)。
        order_date: 注文日。注文日の列。
        status: 配送状態。配送状態 (キャンセルかどうか) の列。
        as_of: 基準日。いつの時点で判定するか。省略時は設定の基準日、なければ今日。

    Returns:
        数値。
    """
    return call("AMAZON_CANCEL_ALLOWANCE", [order, order_date, status, as_of], PLAIN)


def QOO10_CANCEL_RATE(order: Cells, paid: Cells, status: Cells, early: Cells = MISSING, as_of: Cells = MISSING) -> Cells:
    """2四半期のキャンセル率 (二次資料による目安)。対象の注文がなければ 対象なし。

    Args:
        order: 注文番号。注文番号の列。同じ番号の行は1件。
        paid: 入金日。入金日の列。空白の注文は数えない。
        status: 配送状態。配送状態 (キャンセルかどうか) の列。
        early: 時間内。注文から6時間以内のキャンセルなら TRUE、過ぎていれば FALSE (QSM の書き出しにはない)。
        as_of: 基準日。いつの時点で判定するか。省略時は設定の基準日、なければ今日。

    Returns:
        数値。
    """
    return call("QOO10_CANCEL_RATE", [order, paid, status, early, as_of], PLAIN)


def QOO10_CANCEL_ALLOWANCE(order: Cells, paid: Cells, status: Cells, early: Cells = MISSING, as_of: Cells = MISSING) -> Cells:
    """キャンセル率が15%を超えるまで、あと何件キャンセルできるか (目安)。負の数はすでに15%超。

    Args:
        order: 注文番号。注文番号の列。同じ番号の行は1件。
        paid: 入金日。入金日の列。空白の注文は数えない。
        status: 配送状態。配送状態 (キャンセルかどうか) の列。
        early: 時間内。注文から6時間以内のキャンセルなら TRUE、過ぎていれば FALSE (QSM の書き出しにはない)。
        as_of: 基準日。いつの時点で判定するか。省略時は設定の基準日、なければ今日。

    Returns:
        数値。
    """
    return call("QOO10_CANCEL_ALLOWANCE", [order, paid, status, early, as_of], PLAIN)
