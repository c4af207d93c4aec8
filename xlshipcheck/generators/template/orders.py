"""受注, the sheet of Qoo10 orders: columns, the formulas in them, and what each formula answers.

A formula stands beside the same question asked in Python, so that the values stored in the file are those of our
own functions. Formulas pass 基準日 and everything else they need: no answer changes behind the seller's back.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck.context import GENERAL, PREORDER, PREORDER_LIST
from xlshipcheck.generators.template.form import (
    CARRIERS,
    CODE,
    DATE,
    DAYS,
    LONG,
    NUMBER,
    RATE,
    STAGE,
    TEXT,
    Column,
    Figure,
    TemplateSheet,
    asked,
    asked_over,
    counted,
)
from xlshipcheck.headers import roles
from xlshipcheck.qoo10.record import kind_in_force, reserved_day
from xlshipcheck.qoo10.states import ON_ITS_WAY
from xlshipcheck.values.days import date_of, day_of
from xlshipcheck.values.roles import JUDGED_RATE

if TYPE_CHECKING:
    from xlshipcheck.context import Context
    from xlshipcheck.generators.template.form import Row
    from xlshipcheck.qoo10.record import Reserved


def _reserved(row: Row, context: Context) -> Reserved:
    """Return 予約日 of an order as a refresh sees it."""
    given, paid = (None if row[role] is None else day_of(row[role]) for role in ("予約日", "入金日"))
    return reserved_day(given, context.settings.preorder_items.get(row["商品番号"]), paid)


def _item_day(row: Row, context: Context) -> Any:  # noqa: ANN401  a cell value
    """起算日: the day that the clock of an order runs from."""
    if row["入金日"] is None or row["配送状態"] == roles.CANCELLED:
        return ""
    if row["適用区分"] != PREORDER:
        return row["入金日"]
    day = _reserved(row, context).day
    return "" if day is None else date_of(day)


def _kind(row: Row, context: Context) -> str:
    if row["注文番号"] is None:
        return ""
    listed, sells_on = row["商品番号"] in context.settings.preorder_items, _reserved(row, context).sells_on
    return kind_in_force(row["区分"], context.settings.default_kind, listed=listed, sells_on=bool(sells_on))


def _stage(row: Row, context: Context) -> Any:  # noqa: ANN401  a cell value
    if row["注文番号"] is None:
        return ""
    if row["配送状態"] == roles.CANCELLED:
        return "対象外"
    if row["入金日"] is None:
        return "入金待ち"
    if row["起算日"] == "":
        return NO_RESERVATION
    return asked("QOO10_STAGE", *STAGE_ARGUMENTS, "", JUDGED_RATE)(row, context)


def _can_cancel(row: Row, context: Context) -> str:
    if row["起算日"] == "" or (row["発送日"] is None and row["配送状態"] in ON_ITS_WAY):
        return ""
    arguments = ("発送予定日", "発送日", "", "配送状態", "適用区分")
    return "可" if asked("QOO10_CAN_CANCEL", *arguments)(row, context) is True else ""


NO_RESERVATION: Final = "エラー: 予約日なし"
STAGE_ARGUMENTS: Final = ("起算日", "発送日", "適用区分")
COUNTED: Final = "集計の起算日"
COUNTED_ARGUMENTS: Final = (COUNTED, *STAGE_ARGUMENTS[1:])
# Formulas ask our functions only where there is something to answer: an empty row costs nothing, and a viewer
# that calculates blank results anew has no error to show.
# An export says at what time of 判定日 an order was sent, too.
_SENT: Final = 'AND([発送日]<>"",[発送日]<判定日+1)'
# On its way on a day that nobody wrote down: such an order can no longer be cancelled.
_UNDATED: Final = 'AND([発送日]="",OR([配送状態]="配送中",[配送状態]="配送完了"))'
# The list itself, so that Excel sees it change: a formula that takes it from 設定 behind its back would stay.
_CLOSED: Final = "モール休業日[モールの休業日]"
_ITEMS, _DAYS = (f"予約商品[{header}]" for header in PREORDER_LIST)
_ITEM, _FROM_PAYMENT = f"{_ITEMS},[商品番号]", f'{_DAYS},">="&INT([入金日])'
_IS_LISTED: Final = f'AND([商品番号]<>"",COUNTIF({_ITEM})>0)'
# Paid after the last 予約日 of the list: the item sells on as 一般.
_PAID_LATER: Final = f'COUNTIFS({_ITEM},{_DAYS},"<"&INT([入金日]))=COUNTIF({_ITEM})'
_SELLS_ON: Final = f'AND([予約日]="",[入金日]<>"",{_PAID_LATER})'
# The earliest day on or after 入金日. MINIFS is asked only where there are several, for older versions lack it.
_LISTED_DAY: Final = (
    f"IF(COUNTIFS({_ITEM},{_FROM_PAYMENT})>1,_xlfn.MINIFS({_DAYS},{_ITEM},{_FROM_PAYMENT}),"
    f"IF(COUNTIFS({_ITEM},{_FROM_PAYMENT})=1,SUMIFS({_DAYS},{_ITEM},{_FROM_PAYMENT}),"
    f'IF(COUNTIFS({_ITEM},{_DAYS},">0")>1,_xlfn.MAXIFS({_DAYS},{_ITEM}),'
    f'IF(COUNTIFS({_ITEM},{_DAYS},">0")=1,SUMIFS({_DAYS},{_ITEM}),'
    # `7日`: so many days after 入金日.
    f'IFERROR(INT([入金日])+VALUE(SUBSTITUTE(INDEX({_DAYS},MATCH([商品番号],{_ITEMS},0)),"日","")),"")))))'
)
ORDERS: Final = TemplateSheet(
    "受注",
    "受注",
    "QSM の「配送管理」の内容を紺色の見出しの列に入力 (貼り付け) します。茶色の見出しの列は数式です。"
    "予約商品は区分の列か、設定の一覧で決まります。"
    "発送率で決まる「判定の率」と「確認」は「更新」したときのものです。注文を直した後は「更新」を押します。",
    (
        Column("注文番号", CODE, 15),
        Column("商品番号", CODE, 15),
        Column("商品名", TEXT, 20),
        Column("区分", TEXT, 7, choices=("一般", "予約"), only_choices=True),
        Column("入金日", DATE, 12),
        Column("予約日", DATE, 12),
        Column("発送予定日", DATE, 12),
        Column("配送状態", TEXT, 12, choices=tuple(roles.order_states())),
        Column("発送日", DATE, 12),
        Column("配送会社", TEXT, 12, choices=CARRIERS),
        Column("送り状番号", CODE, 17),
        Column(
            "適用区分",
            TEXT,
            8,
            f'=IF([注文番号]="","",IF([区分]<>"",[区分],IF({_IS_LISTED},IF({_SELLS_ON},"一般","予約"),区分のない注文)))',
            _kind,
        ),
        Column(
            "起算日",
            DATE,
            12,
            '=IF(OR([入金日]="",[配送状態]="キャンセル"),"",IF([適用区分]<>"予約",[入金日],'
            f'IF([予約日]<>"",[予約日],{_LISTED_DAY})))',
            _item_day,
        ),
        Column(
            "段階",
            STAGE,
            17,
            '=IF([注文番号]="","",IF([配送状態]="キャンセル","対象外",IF([入金日]="","入金待ち",'
            f'IF([起算日]="","{NO_RESERVATION}",'
            'QOO10_STAGE([起算日],[発送日],[適用区分],判定日,IF([判定の率]<>"",[判定の率],IF([適用区分]="予約",'
            f"予約の発送率,一般の発送率)),{_CLOSED})))))",
            _stage,
        ),
        Column(
            "残り日数",
            DAYS,
            13,
            f'=IF(OR([起算日]="",{_SENT}),"",QOO10_DAYS_LEFT([起算日],[発送日],[適用区分],判定日,{_CLOSED}))',
            asked("QOO10_DAYS_LEFT", *STAGE_ARGUMENTS),
        ),
        Column(
            "最終発送日",
            DATE,
            12,
            f'=IF([起算日]="","",QOO10_DEADLINE([起算日],[適用区分],,{_CLOSED}))',
            asked("QOO10_DEADLINE", "起算日", "適用区分"),
        ),
        Column(
            "発送率期限",
            DATE,
            12,
            f'=IF([起算日]="","",QOO10_DEADLINE([起算日],[適用区分],"発送率期限",{_CLOSED}))',
            asked("QOO10_DEADLINE", "起算日", "適用区分", '"発送率期限"'),
        ),
        Column(
            "減点日",
            DATE,
            12,
            f'=IF([起算日]="","",QOO10_DEADLINE([起算日],[適用区分],"警告",{_CLOSED}))',
            asked("QOO10_DEADLINE", "起算日", "適用区分", '"警告"'),
        ),
        Column(
            "制限日",
            DATE,
            12,
            f'=IF([起算日]="","",QOO10_DEADLINE([起算日],[適用区分],"制限",{_CLOSED}))',
            asked("QOO10_DEADLINE", "起算日", "適用区分", '"制限"'),
        ),
        Column(
            "減点",
            NUMBER,
            7,
            f'=IF([起算日]="","",QOO10_POINTS([起算日],[発送日],[適用区分],判定日,{_CLOSED}))',
            asked("QOO10_POINTS", *STAGE_ARGUMENTS),
        ),
        Column(
            "購入者キャンセル可",
            TEXT,
            11,
            f'=IF(OR([起算日]="",AND([発送予定日]="",[配送状態]=""),[発送予定日]>=判定日,{_SENT},{_UNDATED}),"",'
            'IF(QOO10_CAN_CANCEL([発送予定日],[発送日],判定日,[配送状態],[適用区分])=TRUE,"可",""))',
            _can_cancel,
        ),
        Column(JUDGED_RATE, TEXT, 22, is_filled=True),
        Column("確認", LONG, 64, is_filled=True),
        counted(COUNTED, DATE, "起算日"),
    ),
    (
        *(
            Figure(
                f"{kind}の発送率 (この表)",
                RATE,
                f'=QOO10_SHIP_RATE({{table}}[{COUNTED}],{{table}}[発送日],{{table}}[適用区分],判定日,"{kind}",{_CLOSED})',
                partial(asked_over, "QOO10_SHIP_RATE", (*COUNTED_ARGUMENTS, "", f'"{kind}"')),
            )
            for kind in (GENERAL, PREORDER)
        ),
        Figure(
            "あと遅れてよい件数",
            NUMBER,
            f'=QOO10_LATE_ALLOWANCE({{table}}[{COUNTED}],{{table}}[発送日],{{table}}[適用区分],判定日,"一般",{_CLOSED})',
            partial(asked_over, "QOO10_LATE_ALLOWANCE", (*COUNTED_ARGUMENTS, "", '"一般"')),
        ),
        Figure(
            "今月確定した減点",
            NUMBER,
            f"=QOO10_POINTS_MONTH({{table}}[{COUNTED}],{{table}}[発送日],{{table}}[適用区分],判定日,判定日,{_CLOSED})",
            partial(asked_over, "QOO10_POINTS_MONTH", (*COUNTED_ARGUMENTS, "基準日", "")),
        ),
    ),
)
