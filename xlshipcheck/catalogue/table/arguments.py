"""Arguments that functions of more than one family take."""

from __future__ import annotations

from xlshipcheck.arguments.form import Argument

SHIPPED = Argument("shipped", "発送日", "day", "発送日。未発送は空白", role="発送日")
AS_OF = Argument(
    "as_of", "基準日", "as_of", "いつの時点で判定するか。省略時は設定の基準日、なければ今日", required=True
)
CLOSED = Argument(
    "closed", "休業日", "closed", "モールが休業として扱う日の範囲。省略時は設定の一覧", rowwise=False
)
TRACKING = Argument(
    "tracking",
    "送り状番号",
    "raw",
    "お問い合わせ伝票番号。先頭の 0 が消えないよう文字で入力",
    role="送り状番号",
)
SHOP = Argument("shop", "店名", "text", "署名に入れる店名", rowwise=False)
