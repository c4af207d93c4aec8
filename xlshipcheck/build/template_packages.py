"""出荷, the sheet of Amazon packages: columns, formulas and their answers, as in `template_orders`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck.build.template_form import (
    CODE,
    DATE,
    LONG,
    NUMBER,
    RATE,
    STAGE,
    TEXT,
    Column,
    Figure,
    OrderSheet,
    asked_over,
)
from xlshipcheck.calling import call

if TYPE_CHECKING:
    from xlshipcheck.build.template_form import AnswerOf, Row
    from xlshipcheck.context import Context

CARRIERS: Final = (
    "ヤマト運輸 佐川急便 日本郵便 FedEx DHL UPS 西濃運輸 福山通運 名鉄運輸 トナミ運輸 その他".split()
)
_SCAN: Final = ("配送会社", "送り状番号", "注文金額", "お届け予定日", "スキャン回数", "配達完了")
_SCAN_CELLS: Final = ",".join(f"[{title}]" for title in _SCAN) + ',IF([出品者]="",出品者の所在地,[出品者])'

_SCAN_GIVEN: Final = '=IF(AND([配送会社]="",[送り状番号]=""),"",'


def _scan(name: str) -> AnswerOf:
    def answer(row: Row, context: Context) -> Any:  # noqa: ANN401  a cell value
        return call(
            name, [*(row[title] for title in _SCAN), row["出品者"] or context.settings.seller], context
        )

    return answer


PACKAGES: Final = OrderSheet(
    "出荷",
    "出荷",
    "1行に1梱包を入力します。注文金額は梱包の合計で、消費税抜き・配送料込みです (AMAZON_AMOUNT で計算できます)。",
    (
        Column("注文番号", CODE, 22),
        Column("商品名", TEXT, 22),
        Column("カテゴリー", TEXT, 18),
        Column("お届け予定日", DATE, 12),
        Column("配送会社", TEXT, 14, choices=CARRIERS),
        Column("送り状番号", CODE, 17),
        Column("注文金額", NUMBER, 10),
        Column("スキャン回数", NUMBER, 9),
        Column("配達完了", TEXT, 12, choices=("配達完了", "不在持ち戻り")),
        Column("出品者", TEXT, 8, choices=("日本", "中国", "香港"), only_choices=True),
        Column(
            "追跡判定",
            STAGE,
            11,
            f"{_SCAN_GIVEN}AMAZON_SCAN_VALID({_SCAN_CELLS}))",
            _scan("AMAZON_SCAN_VALID"),
        ),
        Column(
            "判定理由",
            LONG,
            60,
            f"{_SCAN_GIVEN}AMAZON_SCAN_REASON({_SCAN_CELLS}))",
            _scan("AMAZON_SCAN_REASON"),
        ),
        Column("確認", LONG, 34, is_filled=True),
    ),
    (
        Figure(
            "追跡可能率 (30日間)",
            RATE,
            "=AMAZON_VTR({table}[追跡判定],{table}[お届け予定日],,,基準日)",
            partial(asked_over, "AMAZON_VTR", ("追跡判定", "お届け予定日")),
        ),
        Figure(
            "あと無効でよい件数",
            NUMBER,
            "=AMAZON_INVALID_ALLOWANCE({table}[追跡判定],{table}[お届け予定日],,,基準日)",
            partial(asked_over, "AMAZON_INVALID_ALLOWANCE", ("追跡判定", "お届け予定日")),
        ),
        Figure(
            "95%以上に戻る日",
            DATE,
            "=AMAZON_VTR_RECOVERY({table}[追跡判定],{table}[お届け予定日],,,基準日)",
            partial(asked_over, "AMAZON_VTR_RECOVERY", ("追跡判定", "お届け予定日")),
        ),
    ),
)
