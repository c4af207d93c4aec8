"""What the shop's capacity means, in sentences: how long the open orders take, what will be late, what to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlshipcheck.context import GENERAL
from xlshipcheck.qoo10.advice import listing_type, shop_days
from xlshipcheck.qoo10.judging import orders
from xlshipcheck.values.text import short_day

if TYPE_CHECKING:
    from xlshipcheck.context import Context
    from xlshipcheck.today.plan import Line, Load, Plan

CAPACITY_LIST: Final = "発送能力 (一日の発送数で間に合うか)"
MOST_ITEMS: Final = 3
LONGEST_PAUSE: Final = 60
"""Days: a shop that stays closed longer needs other advice than the day on which to open again."""


def capacity_sentences(plan: Plan, context: Context) -> list[str]:
    """Return what to say of the capacity; nothing where the settings do not tell it or nothing is open."""
    load = plan.load
    if load is None or not load.waiting:
        return []
    found = [_how_long(load, plan, context)]
    if load.late:
        found.append(_what_is_late(load, plan))
    elif load.waiting > load.undated:
        found.append("期限のある未発送の注文は、どれも期限までに発送できる見込みです")
    if load.undated:
        found.append(
            f"出荷期限の分からない注文が{load.undated}件あります (Amazon は promise-date のある未出荷レポートで分かります)"
        )
    pause = _pause(load, plan, context)
    found += pause
    if load.late and pause:
        named = "、".join(
            f"{item.name} (未発送{item.waiting}件、間に合わない{item.late}件)"
            for item in load.items[:MOST_ITEMS]
        )
        more = f" ほか{len(load.items) - MOST_ITEMS}商品" if len(load.items) > MOST_ITEMS else ""
        found.append(f"売り切れ: 新しい注文を止めるなら、間に合わない注文の多い商品から。{named}{more}")
    return found


def _how_long(load: Load, plan: Plan, context: Context) -> str:
    days = [f"{short_day(day)} {count}件" for day, count in list(load.per_day.items())[:MOST_ITEMS]]
    more = " …" if len(load.per_day) > MOST_ITEMS else ""
    if load.done_on is None:
        return f"未発送{load.waiting}件は、1年以内に発送し終わりません ({'、'.join(days)}{more})"
    needed = shop_days(context, context.calendar).networkdays(plan.as_of, load.done_on)
    end = "今日中に" if load.done_on == plan.as_of else f"{short_day(load.done_on)} に"
    return f"未発送{load.waiting}件は、{end}発送し終わる見込みです (店の営業日で{needed}日分。{'、'.join(days)}{more})"


def _what_is_late(load: Load, plan: Plan) -> str:
    costs = [f"減点 {load.points}"] if load.points else []
    costs += [f"商品{load.stopped}点の販売停止"] if load.stopped else []
    cost = f" ({'、'.join(costs)})" if costs else ""
    first = min(day for day in load.late.values())
    listed = sum(1 for line in plan.lines if line.goes)
    where = f"発送順の▲の注文{listed}件" + (
        f"と、ほか{len(load.late) - listed}件" if len(load.late) > listed else ""
    )
    return f"間に合わない見込み {len(load.late)}件{cost}: {where}。早いものは {short_day(first)} の発送になります"


def _pause(load: Load, plan: Plan, context: Context) -> list[str]:
    """Return whether new orders are in time behind those that wait, until when to take none, and how to list instead."""
    if load.done_on is None:
        return ["一時休店: 新しい注文は期限に間に合いません。発送数を増やせるまで受注を止めてください"]
    if _in_time(context, plan.as_of, load.done_on):
        return []
    reopen = next(
        (
            day
            for day in range(plan.as_of + 1, plan.as_of + LONGEST_PAUSE)
            if _in_time(context, day, load.done_on)
        ),
        None,
    )
    until = f"{short_day(reopen - 1)} まで" if reopen is not None else f"{LONGEST_PAUSE}日を超えて"
    wait = context.calendar.count_after(plan.as_of, load.done_on)
    return [
        (
            f"一時休店: 今日入金の注文は {short_day(load.done_on)} より後の発送になり、発送率の期限"
            f" {short_day(_on_time_day(context, plan.as_of))} に間に合いません。{until}受注を止めれば追い付きます"
        ),
        f"予約: 出品を続けるなら、発送まで{wait}営業日の商品として。{listing_type(context, wait).value}",
    ]


def _in_time(context: Context, paid: int, done_on: int) -> bool:
    """Tell whether an order paid on a day can go in time once the others are sent."""
    return _on_time_day(context, paid) >= done_on


def _on_time_day(context: Context, paid: int) -> int:
    day: int = orders(context, None)(
        {"base": paid, "kind": GENERAL, "as_of": context.as_of or 0}
    ).terms.on_time_day
    return day


def goes_words(line: Line) -> str:
    """Return the mark of an order that will be late at the shop's capacity; "" for one that will not."""
    return f" ▲{short_day(line.goes)} の発送になる見込み" if line.goes else ""
