"""出荷, the sheet of Amazon packages: columns, formulas and their answers, as in `template_orders`."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck.amazon.grouping import OUT_OF_SCOPE, package_amounts
from xlshipcheck.amazon.notes import FULFILLED_BY_AMAZON
from xlshipcheck.catalogue.calling import call
from xlshipcheck.generators.template.form import (
    CARRIERS,
    CODE,
    DATE,
    LONG,
    NUMBER,
    RATE,
    STAGE,
    TEXT,
    Column,
    Figure,
    TemplateSheet,
    asked_over,
    counted,
)
from xlshipcheck.headers.roles import BY_AMAZON, BY_SELLER
from xlshipcheck.tracking.carriers import canonical_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.generators.template.form import Row

# 梱包: what a marketplace's items of one parcel share; without a number the carrier stands for it.
_PACKAGE: Final = (
    '=IF(OR([注文番号]="",AND([送り状番号]="",[配送会社]="")),"",[注文番号]&" "&IF([送り状番号]="",'
    'IF(CARRIER_NAME([配送会社])="不明",[配送会社],CARRIER_NAME([配送会社])),'
    'SUBSTITUTE(SUBSTITUTE([送り状番号],"-","")," ","")))'
)
# A sum without an unknown amount would look complete and put the package out of scope.
_TOTAL: Final = (
    '=IF([注文金額]="","",IF([梱包]="",[注文金額],IF(COUNTIFS(出荷[梱包],[梱包],出荷[注文金額],"")>0,"",'
    "SUMIFS(出荷[注文金額],出荷[梱包],[梱包]))))"
)
_SCAN: Final = ("配送会社", "送り状番号", "梱包の金額", "お届け予定日", "スキャン回数", "配達完了")
_SCAN_CELLS: Final = ",".join(f"[{title}]" for title in _SCAN) + ',IF([出品者]="",出品者の所在地,[出品者])'

COUNTED: Final = "集計の判定"
_SCAN_GIVEN: Final = 'IF(AND([配送会社]="",[送り状番号]=""),"",'


def _package(row: Row, _: Context) -> str:
    if row["注文番号"] is None or (row["送り状番号"] is None and row["配送会社"] is None):
        return ""
    if row["送り状番号"] is None:
        return f"{row['注文番号']} {canonical_name(row['配送会社']) or row['配送会社']}"
    return f"{row['注文番号']} {str(row['送り状番号']).replace('-', '').replace(' ', '')}"


def _totals(rows: Sequence[Row]) -> list[Any]:
    keys = [row["梱包"] for row in rows]
    amounts = [None if row["注文金額"] is None else Fraction(row["注文金額"]) for row in rows]
    totals = package_amounts(keys, amounts)
    return [
        "" if amount is None or total is None else float(total)
        for amount, total in zip(amounts, totals, strict=True)
    ]


def _scan(title: str, kind: str, width: float, function: str, by_amazon: str) -> Column:
    """Return a column of the judgement; `by_amazon` stands in it where Amazon ships."""

    def answer(row: Row, context: Context) -> Any:  # noqa: ANN401  a cell value
        if row["フルフィルメント"] == BY_AMAZON:
            return by_amazon
        if row["配送会社"] is None and row["送り状番号"] is None:
            return ""
        return call(
            function, [*(row[title] for title in _SCAN), row["出品者"] or context.settings.seller], context
        )

    formula = f'=IF([フルフィルメント]="{BY_AMAZON}","{by_amazon}",{_SCAN_GIVEN}{function}({_SCAN_CELLS})))'
    return Column(title, kind, width, formula, answer)


def _over(title: str, kind: str, function: str) -> Figure:
    """Return a figure over all packages, each counted once."""
    formula = f"={function}({{table}}[{COUNTED}],{{table}}[お届け予定日],,,判定日,{{table}}[梱包])"
    columns = (COUNTED, "お届け予定日", "", "", "基準日", "梱包")
    return Figure(title, kind, formula, partial(asked_over, function, columns))


PACKAGES: Final = TemplateSheet(
    "出荷",
    "出荷",
    "Amazon の書き出しと同じく1行に1明細を入力します。"
    "注文番号と送り状番号 (なければ配送会社) が同じ行は一つの梱包として、注文金額 (消費税抜き・配送料込み) を合計します。",
    (
        Column("注文番号", CODE, 22),
        Column("明細番号", CODE, 16),
        Column("商品番号", CODE, 13),
        Column("商品名", TEXT, 20),
        Column("カテゴリー", TEXT, 18),
        Column("お届け予定日", DATE, 12),
        Column("配送会社", TEXT, 14, choices=CARRIERS),
        Column("送り状番号", CODE, 17),
        Column("発送日", DATE, 12),
        Column("注文金額", NUMBER, 10),
        Column("フルフィルメント", TEXT, 12, choices=(BY_SELLER, BY_AMAZON), only_choices=True),
        Column("スキャン回数", NUMBER, 9),
        Column("配達完了", TEXT, 12, choices=("配達完了", "不在持ち戻り")),
        Column("出品者", TEXT, 8, choices=("日本", "中国", "香港"), only_choices=True),
        Column("梱包", CODE, 24, _PACKAGE, _package),
        Column("梱包の金額", NUMBER, 10, _TOTAL, answers=_totals),
        _scan("追跡判定", STAGE, 11, "AMAZON_SCAN_VALID", OUT_OF_SCOPE),
        _scan("判定理由", LONG, 60, "AMAZON_SCAN_REASON", FULFILLED_BY_AMAZON),
        Column("確認", LONG, 34, is_filled=True),
        counted(COUNTED, TEXT, "追跡判定"),
    ),
    (
        _over("追跡可能率 (30日間)", RATE, "AMAZON_VTR"),
        _over("あと無効でよい件数", NUMBER, "AMAZON_INVALID_ALLOWANCE"),
        _over("95%以上に戻る日", DATE, "AMAZON_VTR_RECOVERY"),
    ),
)
