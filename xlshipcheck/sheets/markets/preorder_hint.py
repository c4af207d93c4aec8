"""A hint at orders that look like preorders where the shop has listed none: an export does not tell them.

A hint, never a guess: nothing is judged otherwise until the seller has filled in the lines that it gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlshipcheck.context import GENERAL, PREORDER, PREORDER_LIST
from xlshipcheck.values.facts import CANCEL, POINTS
from xlshipcheck.values.results import Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.today.plan import SheetFacts
    from xlshipcheck.values.facts import Cost

TITLE: Final = "Qoo10 予約商品かもしれない注文 (予約日を入力して、設定シートに貼り付ける行)"
WORD: Final = "予約"
MOST_NAMED: Final = 10
TO_FILL_IN: Final = "(予約日か「7日」の形)"


def is_late_for_general(costs: Sequence[Cost], context: Context) -> bool:
    """Tell whether a 発送予定日 lies further behind the last safe day than a general item may take to prepare.

    Args:
        costs: what waiting costs the order.
        context: the as-of day, the calendar and rules.
    """
    deadlines = {cost.kind: cost.deadline for cost in costs}
    if CANCEL not in deadlines or POINTS not in deadlines:
        return False
    calendar = context.calendar
    beyond = calendar.ordinals[deadlines[CANCEL]] - calendar.ordinals[deadlines[POINTS]]
    return bool(beyond > context.rulebook.rule("qoo10.general_lead_days").over(context.as_of or 0))


def items_like_preorders(sheets: Sequence[SheetFacts], context: Context) -> dict[str, int]:
    """Return 商品番号 -> number of unsent orders that look like preorders; empty where the shop tells preorders itself.

    Such an order's name says 予約, or its 発送予定日 lies far behind what a general item may take.

    Args:
        sheets: the facts of every order sheet.
        context: the as-of day, settings and rules.
    """
    orders = [fact for sheet in sheets for fact in sheet.facts.orders if fact.group in {GENERAL, PREORDER}]
    if context.settings.preorder_items or any(fact.group == PREORDER for fact in orders):
        return {}
    counts: dict[str, int] = {}
    # Orders of one payment day and one planned day share one object.
    costs_of = {id(fact.costs): fact.costs for fact in orders}
    late = {identity: is_late_for_general(costs, context) for identity, costs in costs_of.items()}
    for fact in orders:
        if WORD in fact.name or late[id(fact.costs)]:
            counts[fact.item] = counts.get(fact.item, 0) + 1
    return counts


def preorder_hint(sheets: Sequence[SheetFacts], context: Context) -> tuple[list[Section], list[str]]:
    """Return the section of 集計 with the lines for 設定, and the same for the terminal; empty for nothing to say.

    Args:
        sheets: the facts of every order sheet.
        context: the as-of day, settings and rules.
    """
    counts = items_like_preorders(sheets, context)
    if not counts:
        return [], []
    total, items = sum(counts.values()), [item for item in counts if item]
    why = "商品名に「予約」とあるか、発送予定日が一般の期限よりずっと後です"
    if not items:
        return [], [
            f"予約商品かもしれない注文が{total:,}件あります ({why})。商品番号がないため、区分の列で分けてください"
        ]
    first, second = PREORDER_LIST
    note = (
        f"{why}。予約商品なら、設定シートの「{first}」「{second}」に貼り付け、予約日を入力してください。"
        "入力するまでは一般の注文として数えています。"
    )
    section = Section(TITLE, (first, second, "件数"), [(item, "", counts[item]) for item in items], note)
    lines = [f"  {item}\t{TO_FILL_IN}" for item in items[:MOST_NAMED]]
    more = [f"  ほか{len(items) - MOST_NAMED}件の商品番号は集計にあります"] if len(items) > MOST_NAMED else []
    said = (
        f"予約商品かもしれない注文が{total:,}件あります ({why})。予約商品なら、次の行を設定シートの"
        f"「{first}」「{second}」に貼り付けて予約日を入力してください。"
        '設定ファイルでは [preorder_items] の下に "商品番号" = "予約日" の形です (今は一般の注文として数えています):'
    )
    return [section], ["\n".join([said, *lines, *more])]
