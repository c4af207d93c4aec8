"""The order sheets of the template: columns, the formulas in them, and what each formula answers.

A formula stands beside the same question asked in Python, so that the values stored in the file are those of our
own functions. Formulas pass 基準日 and everything else they need: no answer changes behind the seller's back.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck import order_words
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
    asked,
    asked_over,
)
from xlshipcheck.calling import call
from xlshipcheck.context import GENERAL, PREORDER
from xlshipcheck.days import date_of
from xlshipcheck.qoo10_columns import ON_ITS_WAY

if TYPE_CHECKING:
    from xlshipcheck.build.template_form import AnswerOf, Row
    from xlshipcheck.context import Context

CARRIERS: Final = (
    "ヤマト運輸 佐川急便 日本郵便 FedEx DHL UPS 西濃運輸 福山通運 名鉄運輸 トナミ運輸 その他".split()
)
SERVICES: Final = "宅急便 宅急便コンパクト ネコポス クロネコゆうパケット".split()
HOLD_STATES: Final = "発送 輸送中 保管中 投函完了 配達完了 返品 調査中".split()
PLACES: Final = "営業所 コンビニ 郵便局".split()


def _item_day(row: Row, context: Context) -> Any:  # noqa: ANN401  a cell value
    """起算日: the day that the clock of an order runs from."""
    if row["入金日"] is None or row["配送状態"] == order_words.CANCELLED:
        return ""
    if row["適用区分"] != PREORDER:
        return row["入金日"]
    listed = context.settings.preorder_items.get(row["商品番号"])
    return row["予約日"] or ("" if listed is None else date_of(listed))


def _kind(row: Row, context: Context) -> str:
    if row["注文番号"] is None:
        return ""
    listed = row["商品番号"] in context.settings.preorder_items
    return str(row["区分"] or (PREORDER if listed else context.settings.default_kind))


def _stage(row: Row, context: Context) -> Any:  # noqa: ANN401  a cell value
    if row["注文番号"] is None:
        return ""
    if row["配送状態"] == order_words.CANCELLED:
        return "対象外"
    if row["入金日"] is None:
        return "入金待ち"
    if row["起算日"] == "":
        return NO_RESERVATION
    return asked("QOO10_STAGE", *STAGE_ARGUMENTS, "", OWN_RATES[row["適用区分"]])(row, context)


def _can_cancel(row: Row, context: Context) -> str:
    if row["起算日"] == "" or (row["発送日"] is None and row["配送状態"] in ON_ITS_WAY):
        return ""
    return "可" if asked("QOO10_CAN_CANCEL", "発送予定日", "発送日", "")(row, context) is True else ""


NO_RESERVATION: Final = "エラー: 予約日なし"
# Kind -> name of the sheet's own rate, which decides where 設定 gives none, as in a refresh.
OWN_RATES: Final = {GENERAL: "この表の一般の率", PREORDER: "この表の予約の率"}
STAGE_ARGUMENTS: Final = ("起算日", "発送日", "適用区分")
# Formulas ask our functions only where there is something to answer: an empty row costs nothing, and a viewer
# that calculates blank results anew has no error to show.
_SENT: Final = 'AND([発送日]<>"",[発送日]<=基準日)'
# On its way on a day that nobody wrote down: such an order can no longer be cancelled.
_UNDATED: Final = 'AND([発送日]="",OR([配送状態]="配送中",[配送状態]="配送完了"))'
_LISTED_DAY: Final = "SUMIFS(予約商品[その予約日],予約商品[予約商品の番号],[商品番号])"
ORDERS: Final = OrderSheet(
    "受注",
    "受注",
    "QSM の「配送管理」の内容を紺色の見出しの列に入力 (貼り付け) します。茶色の見出しの列は数式です。"
    "予約商品は区分の列か、設定の一覧で決まります。",
    (
        Column("注文番号", CODE, 15),
        Column("商品番号", CODE, 15),
        Column("商品名", TEXT, 20),
        Column("区分", TEXT, 7, choices=("一般", "予約"), only_choices=True),
        Column("入金日", DATE, 12),
        Column("予約日", DATE, 12),
        Column("発送予定日", DATE, 12),
        Column("配送状態", TEXT, 12, choices=tuple(order_words.order_states())),
        Column("発送日", DATE, 12),
        Column(
            "適用区分",
            TEXT,
            8,
            '=IF([注文番号]="","",IF([区分]<>"",[区分],IF(AND([商品番号]<>"",'
            'COUNTIF(予約商品[予約商品の番号],[商品番号])>0),"予約",区分のない注文)))',
            _kind,
        ),
        Column(
            "起算日",
            DATE,
            12,
            '=IF(OR([入金日]="",[配送状態]="キャンセル"),"",IF([適用区分]<>"予約",[入金日],'
            f'IF([予約日]<>"",[予約日],IF({_LISTED_DAY}=0,"",{_LISTED_DAY}))))',
            _item_day,
        ),
        Column(
            "段階",
            STAGE,
            17,
            '=IF([注文番号]="","",IF([配送状態]="キャンセル","対象外",IF([入金日]="","入金待ち",'
            f'IF([起算日]="","{NO_RESERVATION}",'
            'QOO10_STAGE([起算日],[発送日],[適用区分],基準日,IF([適用区分]="予約",'
            'IF(予約の発送率="",この表の予約の率,予約の発送率),IF(一般の発送率="",この表の一般の率,一般の発送率)))))))',
            _stage,
        ),
        Column(
            "最終発送日",
            DATE,
            12,
            '=IF([起算日]="","",QOO10_DEADLINE([起算日],[適用区分]))',
            asked("QOO10_DEADLINE", "起算日", "適用区分"),
        ),
        Column(
            "減点日",
            DATE,
            12,
            '=IF([起算日]="","",QOO10_DEADLINE([起算日],[適用区分],"警告"))',
            asked("QOO10_DEADLINE", "起算日", "適用区分", '"警告"'),
        ),
        Column(
            "制限日",
            DATE,
            12,
            '=IF([起算日]="","",QOO10_DEADLINE([起算日],[適用区分],"制限"))',
            asked("QOO10_DEADLINE", "起算日", "適用区分", '"制限"'),
        ),
        Column(
            "残り日数",
            NUMBER,
            9,
            f'=IF(OR([起算日]="",{_SENT}),"",QOO10_DAYS_LEFT([起算日],[発送日],[適用区分],基準日))',
            asked("QOO10_DAYS_LEFT", *STAGE_ARGUMENTS),
        ),
        Column(
            "減点",
            NUMBER,
            7,
            '=IF([起算日]="","",QOO10_POINTS([起算日],[発送日],[適用区分],基準日))',
            asked("QOO10_POINTS", *STAGE_ARGUMENTS),
        ),
        Column(
            "購入者キャンセル可",
            TEXT,
            11,
            f'=IF(OR([起算日]="",[発送予定日]="",[発送予定日]>=基準日,{_SENT},{_UNDATED}),"",'
            'IF(QOO10_CAN_CANCEL([発送予定日],[発送日],基準日)=TRUE,"可",""))',
            _can_cancel,
        ),
        Column("確認", LONG, 64, is_filled=True),
    ),
    (
        *(
            Figure(
                f"{kind}の発送率 (この表)",
                RATE,
                f'=QOO10_SHIP_RATE({{table}}[起算日],{{table}}[発送日],{{table}}[適用区分],基準日,"{kind}")',
                partial(asked_over, "QOO10_SHIP_RATE", (*STAGE_ARGUMENTS, "", f'"{kind}"')),
                name,
            )
            for kind, name in OWN_RATES.items()
        ),
        Figure(
            "あと遅れてよい件数",
            NUMBER,
            '=QOO10_LATE_ALLOWANCE({table}[起算日],{table}[発送日],{table}[適用区分],基準日,"一般")',
            partial(asked_over, "QOO10_LATE_ALLOWANCE", (*STAGE_ARGUMENTS, "", '"一般"')),
        ),
        Figure(
            "今月確定した減点",
            NUMBER,
            "=QOO10_POINTS_MONTH({table}[起算日],{table}[発送日],{table}[適用区分],基準日,基準日)",
            partial(asked_over, "QOO10_POINTS_MONTH", (*STAGE_ARGUMENTS, "基準日", "")),
        ),
    ),
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
_HOLD: Final = ("配送状態", "発送日", "到着日", "連絡日")
_HOLD_CELLS: Final = "[配送状態],[発送日],[到着日],[連絡日],基準日,[受取場所],[サービス],[返信]"
_HOLD_GIVEN: Final = (
    '=IF(AND([配送状態]="",[発送日]="",[到着日]="",[連絡日]="",[受取場所]="",[サービス]="",[返信]=""),"",'
)
_HOLD_WORDS: Final = (*_HOLD, "", "受取場所", "サービス", "返信")


def _last_day(row: Row, context: Context) -> Any:  # noqa: ANN401  a cell value
    if row["発送日"] is None and row["到着日"] is None:
        return ""
    return asked("HOLD_LAST_DAY", "発送日", "到着日", "受取場所")(row, context)


HOLDS: Final = OrderSheet(
    "営業所止め",
    "営業所止め",
    "追跡画面の語を配送状態に入力します。連絡したら連絡日、返事があれば返信に日付か TRUE を入力します。",
    (
        Column("送り状番号", CODE, 17),
        Column("注文番号", CODE, 17),
        Column("サービス", TEXT, 16, choices=SERVICES),
        Column("発送日", DATE, 12),
        Column("配送状態", TEXT, 12, choices=HOLD_STATES),
        Column("到着日", DATE, 12),
        Column("連絡日", DATE, 12),
        Column("返信", DATE, 12),
        Column("受取場所", TEXT, 11, choices=PLACES),
        Column(
            "保管期限",
            DATE,
            12,
            '=IF(AND([発送日]="",[到着日]=""),"",HOLD_LAST_DAY([発送日],[到着日],[受取場所]))',
            _last_day,
        ),
        Column(
            "対応段階",
            STAGE,
            22,
            f"{_HOLD_GIVEN}HOLD_STAGE({_HOLD_CELLS}))",
            asked("HOLD_STAGE", *_HOLD_WORDS),
        ),
        Column(
            "次の対応",
            LONG,
            64,
            f"{_HOLD_GIVEN}HOLD_ACTION({_HOLD_CELLS}))",
            asked("HOLD_ACTION", *_HOLD_WORDS),
        ),
        Column("確認", LONG, 34, is_filled=True),
    ),
    (
        Figure(
            "期限切れ・期限間近",
            NUMBER,
            '=COUNTIF({table}[対応段階],"期限間近")+COUNTIF({table}[対応段階],"期限切れ・返送見込み")',
            lambda columns, _: sum(
                stage in ("期限間近", "期限切れ・返送見込み") for stage in columns["対応段階"]
            ),
        ),
        Figure(
            "連絡が要るもの",
            NUMBER,
            '=COUNTIF({table}[対応段階],"落札者へ連絡")+COUNTIF({table}[対応段階],"営業所へ問い合わせ")',
            lambda columns, _: sum(
                stage in ("落札者へ連絡", "営業所へ問い合わせ") for stage in columns["対応段階"]
            ),
        ),
        Figure(
            "返送・調査",
            NUMBER,
            '=COUNTIF({table}[対応段階],"返送済み対応")+COUNTIF({table}[対応段階],"調査(紛失・破損)")',
            lambda columns, _: sum(
                stage in ("返送済み対応", "調査(紛失・破損)") for stage in columns["対応段階"]
            ),
        ),
    ),
)
ORDER_SHEETS: Final = (ORDERS, PACKAGES, HOLDS)
