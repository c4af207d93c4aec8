"""営業所止め, the sheet of parcels held at a branch: columns, formulas and their answers, as in `template_orders`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlshipcheck.generators.template.form import (
    CODE,
    DATE,
    LONG,
    NUMBER,
    NUMBER_TITLE,
    STAGE,
    TEXT,
    Column,
    Figure,
    TemplateSheet,
    asked,
)
from xlshipcheck.headers.other_rows import MARK, is_example

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlshipcheck.context import Context
    from xlshipcheck.generators.template.form import CellValue, Row

SERVICES: Final = "宅急便 宅急便コンパクト ネコポス クロネコゆうパケット".split()
HOLD_STATES: Final = "発送 輸送中 保管中 投函完了 配達完了 返品 調査中".split()
PLACES: Final = "営業所 コンビニ 郵便局".split()
_HOLD: Final = ("配送状態", "発送日", "到着日", "連絡日")
_HOLD_CELLS: Final = "[配送状態],[発送日],[到着日],[連絡日],判定日,[受取場所],[サービス],[返信]"
_HOLD_GIVEN: Final = (
    '=IF(AND([配送状態]="",[発送日]="",[到着日]="",[連絡日]="",[受取場所]="",[サービス]="",[返信]=""),"",'
)
_HOLD_WORDS: Final = (*_HOLD, "", "受取場所", "サービス", "返信")


def _last_day(row: Row, context: Context) -> Any:  # noqa: ANN401  a cell value
    if row["発送日"] is None and row["到着日"] is None:
        return ""
    return asked("HOLD_LAST_DAY", "発送日", "到着日", "受取場所", "サービス")(row, context)


def _figure(title: str, *stages: str) -> Figure:
    """Return how many parcels are in some stages; example rows count nowhere."""
    counts = [
        f'COUNTIFS({{table}}[対応段階],"{stage}",{{table}}[{NUMBER_TITLE}],"<>{MARK}*")' for stage in stages
    ]

    def answer(columns: Mapping[str, list[CellValue]], _: Context) -> int:
        pairs = zip(columns["対応段階"], columns[NUMBER_TITLE], strict=True)
        return sum(stage in stages and not is_example(number) for stage, number in pairs)

    return Figure(title, NUMBER, f"={'+'.join(counts)}", answer)


HOLDS: Final = TemplateSheet(
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
            '=IF(AND([発送日]="",[到着日]=""),"",HOLD_LAST_DAY([発送日],[到着日],[受取場所],[サービス]))',
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
        _figure("期限切れ・期限間近", "期限間近", "期限切れ・返送見込み"),
        _figure("連絡が要るもの", "落札者へ連絡", "営業所へ問い合わせ"),
        _figure("返送・調査", "返送済み対応", "調査(紛失・破損)"),
    ),
)
