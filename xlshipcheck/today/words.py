"""今日 in words: the verdict, the boxes, what each order costs, what happens by day; every host shows these."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck.today.capacity_words import CAPACITY_LIST, goes_words
from xlshipcheck.today.plan import LOST, NOW
from xlshipcheck.values.facts import CANCEL, POINTS, RATE, SHIP_BY, STOP
from xlshipcheck.values.text import short_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from xlshipcheck.context import Context
    from xlshipcheck.today.plan import Line, Outcome, Place, Plan
    from xlshipcheck.values.facts import PackageFact, ParcelFact

SHIP_LIST, LOST_LIST, OUTCOMES, PROBLEMS, PACKAGES, PARCELS = (
    "今日の発送順",
    "もう減点・制限を防げない未発送の注文",
    "出さないと何が起きるか",
    "確認が必要な行",
    "Amazon 追跡番号を直す梱包",
    "営業所止め 対応する荷物",
)
"""The headings of the sheet; a box is a link to one of them."""
AMAZON: Final = "Amazon"
ASK_FOR_DAY: Final = "基準日か入金日を確かめてください。"
CALM, HURRY, LOSS, WAIT = "calm", "hurry", "loss", "wait"
"""How urgent a box is, whatever colour its host gives it."""
FRESH, STALE, OLD = "fresh", "stale", "old"
MOST_DIGITS: Final = 15
"""Digits that a cell keeps of a number."""


class Box(NamedTuple):
    """A count with what it means.

    Attributes:
        title: what is counted.
        total: how many.
        note: what can be won; "" for nothing to say.
        target: the heading of the list it stands for.
        mood: `CALM`, `HURRY`, `LOSS` or `WAIT`.
    """

    title: str
    total: int
    note: str
    target: str
    mood: str


def boxes_of(plan: Plan) -> list[Box]:
    """Return the boxes; those of a market that the book does not have are left out."""
    saved = plan.saved
    points_now, count_now = saved.get((NOW, POINTS), 0), saved.get((NOW, STOP), 0)
    rate_now = saved.get((NOW, RATE), 0)
    amount = sum(
        cost.amount
        for line in plan.lines
        for cost in line.fact.costs
        if cost.kind == POINTS and plan.as_of < cost.day <= plan.next_open
    )
    booked, points = plan.booked
    unread = Box("確認が必要", len(plan.to_check), _check_note(plan), PROBLEMS, LOSS)
    boxes = [
        Box("今日までに発送", points_now, f"減点 {amount} を防げる" if points_now else "", SHIP_LIST, HURRY),
        Box("発送率は今日まで", rate_now, "遅れに数えられる前" if rate_now else "", SHIP_LIST, HURRY),
        Box(
            "今日中で販売制限を防げる", count_now, "商品の販売停止の前" if count_now else "", SHIP_LIST, LOSS
        ),
        Box(
            "すでに確定",
            booked,
            f"減点 {points} は取り消せない" if booked else "",
            _list_of_booked(plan),
            LOSS,
        ),
        Box(_next_title(plan), plan.due_next, "期限になる注文" if plan.due_next else "", SHIP_LIST, WAIT),
        unread,
    ]
    if not plan.has_penalties:
        boxes = [unread]
    if plan.load is not None and plan.load.late:
        boxes.append(
            Box(
                "発送数では間に合わない",
                len(plan.load.late),
                "一日の発送数を超える見込み",
                CAPACITY_LIST,
                LOSS,
            )
        )
    late = saved.get((NOW, SHIP_BY), 0)
    if any(line.fact.market == AMAZON for line in plan.lines):
        boxes.append(Box("Amazon の出荷期限", late, "", SHIP_LIST, HURRY))
    boxes += [
        Box(rate.name, rate.bad, f"{rate.counted}件のうち ({rate.state})", SHIP_LIST, LOSS)
        for rate in plan.health
    ]
    if plan.packages:
        boxes.append(Box("追跡番号を直す", len(plan.packages), "追跡可能率が上がる", PACKAGES, HURRY))
    if plan.parcels:
        boxes.append(Box("営業所止めの対応", len(plan.parcels), "", PARCELS, HURRY))
    return [box if box.total else box._replace(mood=CALM) for box in boxes]


def _check_note(plan: Plan) -> str:
    """Return what the rows that need a look are: a row that is judged is never called one that is not."""
    judged = len(plan.to_correct) + len(plan.ahead)
    if not judged:
        return "判定できていない行" if plan.problems else ""
    return f"うち判定できていない行 {len(plan.problems)}" if plan.problems else "判定した行。入力を確かめる"


def _next_title(plan: Plan) -> str:
    return "明日" if plan.next_open == plan.as_of + 1 else f"次の営業日 {short_day(plan.next_open)}"


def _list_of_booked(plan: Plan) -> str:
    return LOST_LIST if any(line.when == LOST for line in plan.lines) else SHIP_LIST


def verdict_of(plan: Plan) -> str:
    """Return the one sentence that stands first; on an as-of day far from the orders that is said before it."""
    return (ASK_FOR_DAY if plan.doubts else "") + _verdict(plan)


def _verdict(plan: Plan) -> str:
    due = [line for line in plan.lines if line.when != LOST]
    now = [line for line in due if line.when == NOW]
    listed = {(line.sheet, line.row) for line in plan.lines}
    listed |= {(package.sheet, package.row) for package in plan.packages}
    listed |= {(parcel.sheet, parcel.row) for parcel in plan.parcels}
    unread = _unread_words(plan, listed)
    dearest = due[0].cost if due else None
    if now and dearest is not None:
        first = sum(line.cost is not None and line.cost.kind == dearest.kind for line in now)
        return f"今日出す注文は{len(now)}件。まず{_FIRST[dearest.kind]}{first}件から{unread}"
    if due:
        return (
            f"今日が期限の注文はありません。{_day_word(plan.next_open, plan.as_of)}までに{len(due)}件{unread}"
        )
    if plan.lines:
        return f"防げる減点・制限はありません。減点済みの未発送{len(plan.lines)}件を早めに発送{unread}"
    if plan.packages or plan.parcels:
        return f"急ぐ発送はありません。対応するもの{len(plan.packages) + len(plan.parcels)}件{unread}"
    if plan.to_check:
        return f"読めた注文に急ぐものはありません{unread}"
    return "急ぐ注文はありません"


def _unread_words(plan: Plan, listed: AbstractSet[Place]) -> str:
    """Return how many rows need a look: as many as the box counts, with those that stand in a list, too."""
    rows = plan.to_check
    if not rows:
        return ""
    both = sum((sheet, row) in listed for sheet, row, _, _ in rows)
    if not both:
        return f" (ほかに確認が必要な行が{len(rows)}件)"
    return f" (確認が必要な行が{len(rows)}件、うち{both}件は一覧にもあります)"


_FIRST: Final = {
    STOP: "販売停止を防げる",
    POINTS: "減点を防げる",
    RATE: "発送率の期限の",
    SHIP_BY: "出荷期限の",
    CANCEL: "購入者がキャンセルできる",
}


def freshness_of(plan: Plan, context: Context) -> tuple[str, str]:
    """Return the sentence on how fresh the data are, and `FRESH`, `STALE` or `OLD`.

    Orders of the business day before are what an export of this morning holds; what is older than the business
    day before that one is old.
    """
    checked = f"規則の確認 {context.rulebook.checked_on():%Y/%m/%d}"
    if plan.doubts:
        return " ・ ".join([*plan.doubts, checked]), OLD
    if not plan.newest:
        return f"基準日 {short_day(plan.as_of)} ・ 注文の日付なし ・ {checked}", STALE
    age = context.calendar.count_after(plan.newest, plan.as_of)
    level = FRESH if age <= 1 else STALE if age <= 1 + 1 else OLD
    newest = f"最新の注文 {short_day(plan.newest)}"
    if level != FRESH:
        newest += f" ({age}営業日前。新しいデータを書き出してください)"
    return f"{newest} ・ 基準日 {short_day(plan.as_of)} ・ {checked}", level


def deadline_words(line: Line, as_of: int) -> str:
    """Return 期限 of a line: 今日, 明日 or how many days it is late, with the date."""
    if line.when == LOST:
        late = -(line.fact.days_left or 0)
        return f"{late}日超過 {short_day(line.due)}" if late > 0 else f"超過 {short_day(line.due)}"
    if line.when == NOW:
        return f"今日 {short_day(as_of)}"
    return f"明日 {short_day(line.due)}" if line.due == as_of + 1 else short_day(line.due)


def cost_words(line: Line, as_of: int) -> str:
    """Return 出さないと of a line."""
    cost = line.cost
    if cost is None:
        more = "購入者がキャンセルできる" if any(_can_cancel(line, as_of)) else "早めに発送"
        return f"減点 {line.fact.booked} は確定。{more}"
    when = _day_word(cost.day, as_of)
    if cost.kind == STOP:
        return f"{when} 商品の販売停止 {cost.amount}日"
    if cost.kind == POINTS:
        return f"{when} {cost.amount}点"
    if cost.kind == RATE:
        return f"{when} 発送率で遅れ" + ("" if line.decides else " (率は保てる)")
    if cost.kind == SHIP_BY:
        return f"{when} 出荷遅れ" if cost.day > as_of else "出荷期限を過ぎています"
    return f"{when} 購入者がキャンセルできる" if cost.day > as_of else "購入者がキャンセルできる状態"


def _can_cancel(line: Line, as_of: int) -> list[bool]:
    return [cost.kind == CANCEL and cost.day <= as_of for cost in line.fact.costs]


def outcome_words(outcome: Outcome) -> str:
    """Return what happens on a day, such as `12/1(火) に 4件 → -8点`."""
    day = short_day(outcome.day)
    if outcome.kind == STOP:
        return f"{day} に 商品{outcome.items}点が{outcome.amount}日間の販売停止 (注文{outcome.orders}件)"
    if outcome.kind == POINTS:
        return f"{day} に {outcome.orders}件 → {outcome.amount}点"
    what = {RATE: "発送率で遅れに数えられる", SHIP_BY: "出荷遅れ", CANCEL: "購入者がキャンセルできる"}
    return f"{day} に {outcome.orders}件 → {what[outcome.kind]}"


def together_words(line: Line) -> str:
    """Return 同梱 of a line: the cart whose orders stand beside it, or that they go to one recipient."""
    if not line.together:
        return ""
    if line.fact.market == AMAZON:
        return "同じ注文・届け先"
    return f"カート {line.fact.cart}" if line.fact.cart and not line.same_buyer else "同じ届け先"


def parts_of(plan: Plan) -> tuple[Sequence[Line], Sequence[Line]]:
    """Return the lines that can be saved, and those that cannot."""
    return [line for line in plan.lines if line.when != LOST], [
        line for line in plan.lines if line.when == LOST
    ]


def _day_word(day: int, as_of: int) -> str:
    if day == as_of:
        return "今日"
    return "明日" if day == as_of + 1 else short_day(day)


def line_cells(line: Line, number: int, as_of: int) -> list[str | int]:
    """Return a line's cells in the order of `LINE_HEADER`."""
    fact = line.fact
    is_number = fact.quantity.isdecimal() and len(fact.quantity) <= MOST_DIGITS
    quantity: str | int = int(fact.quantity) if is_number else fact.quantity
    return [
        number,
        deadline_words(line, as_of),
        fact.order,
        fact.name or fact.item,
        quantity,
        fact.stage,
        cost_words(line, as_of) + goes_words(line),
        fact.market,
        fact.wished,
        together_words(line),
    ]


LINE_HEADER: Final = (
    "順", "期限", "注文番号", "商品名", "数量", "段階", "出さないと", "モール", "お届け希望日", "同梱",
)  # fmt: skip
PACKAGE_HEADER: Final = (
    "注文番号", "送り状番号", "無効の理由", "配送会社", "直し方", "カテゴリー", "期間から外れる日",
)  # fmt: skip
MESSAGE: Final = "文面"
PARCEL_HEADER: Final = ("注文番号", "対応段階", "次の対応", "送り状番号", MESSAGE, "保管期限")
PROBLEM_HEADER: Final = ("シート", "行", "注文番号", "内容")


def package_cells(fact: PackageFact) -> list[str]:
    """Return a package's cells in the order of `PACKAGE_HEADER`."""
    leaves = short_day(fact.leaves) if fact.counts else f"{short_day(fact.leaves)} (これから期間に入る)"
    return [fact.order, fact.number, fact.reason, fact.carrier, fact.fix, fact.category, leaves]


def parcel_cells(fact: ParcelFact) -> list[str]:
    """Return a parcel's cells in the order of `PARCEL_HEADER`."""
    last = "" if fact.last_day is None else short_day(fact.last_day)
    return [fact.order, fact.stage, fact.action, fact.number, fact.message, last]
