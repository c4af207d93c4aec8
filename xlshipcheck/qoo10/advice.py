"""Qoo10 advice in words: what a delay notice can still do, dates to promise, listing types, backlog.

Advice never moves a deadline. Facts come from the penalty article (see `rules/qoo10.toml`); the wording is ours.
"""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from xlshipcheck import errors
from xlshipcheck.calendars.business_days import calendar_for
from xlshipcheck.calendars.tables import SATURDAY, WEEK, weekday_of
from xlshipcheck.context import GENERAL
from xlshipcheck.qoo10.judging import orders
from xlshipcheck.qoo10.penalty import COUNTED_AS_OF, ESTIMATED, LAST_SAFE_DATE, POINTS_LIMITS
from xlshipcheck.qoo10.words import LAST_SAFE_DAY
from xlshipcheck.rulebook.notes import override_notes
from xlshipcheck.values.answers import Answer, Asked, Reason, with_steps
from xlshipcheck.values.days import LAST_DAY, NEVER, date_of
from xlshipcheck.values.roles import PLANNED_SHIP_DATE
from xlshipcheck.values.text import short_day

if TYPE_CHECKING:
    from xlshipcheck.calendars.business_days import Calendar
    from xlshipcheck.context import Context
    from xlshipcheck.qoo10.judging import Judged
    from xlshipcheck.values.answers import Reasoned

NOTICE_CASES = Reason("notice cases")
NO_EXTENSION = "配送遅延案内を送っても、減点・制限の期限は延びません。"


def notice(judged: Judged, asked: Asked) -> Reasoned:
    """QOO10_NOTICE: what a 配送遅延案内 can still do on the as-of day; the first matching case.

    Args:
        judged: the order.
        asked: `new_date` that was announced, and whether the buyer asked to cancel (`cancel_requested`).

    Raises:
        MissingArgument: it hangs on 発送予定日, which is blank.
    """
    yield POINTS_LIMITS
    yield COUNTED_AS_OF
    yield NOTICE_CASES
    yield LAST_SAFE_DATE
    yield Answer(_notice(judged, asked.get("new_date"), bool(asked.get("cancel_requested"))))


def _notice(judged: Judged, new_date: int | None, cancel_requested: bool) -> str:
    as_of = judged.judge.as_of
    if judged.sent:
        return "発送済みです。配送遅延案内は要りません。"
    if cancel_requested:
        return (
            "キャンセル要請の後です。案内を送ってもキャンセルや低い評価になる可能性が高いです。"
            "先に購入者へ返事をしてください。" + NO_EXTENSION
        )
    if judged.terms.passed >= judged.limits.warning:
        return (
            "すでに警告の段階です。減点は取り消せません。案内は購入者への説明として送り、すぐに発送してください。"
            + NO_EXTENSION
        )
    if new_date is not None and as_of > new_date:
        return (
            f"案内した新しい発送予定日 {short_day(new_date, as_of)} も過ぎています。減点は避けられず、信用を二度失います。"
            "購入者へ直接お詫びし、すぐに発送してください。" + NO_EXTENSION
        )
    last_safe = short_day(judged.event_day(LAST_SAFE_DAY), as_of)
    limit = f"減点なしで発送できるのは {last_safe} までです。"
    planned = judged.order.planned
    if planned >= NEVER:
        raise errors.MissingArgument(argument=PLANNED_SHIP_DATE)
    if as_of > planned:
        return (
            "発送予定日を過ぎ、配送遅延の表示になっています。案内は購入者を安心させますが、それ以上の効果はありません。"
            + limit
            + NO_EXTENSION
        )
    return (
        "発送予定日を過ぎていません。今のうちに案内を送れば、キャンセルや低い評価を避けるか和らげられることがあります。"
        + limit
        + NO_EXTENSION
    )


@with_steps
def plan_ship_date(context: Context, ready: int, margin: int | None, closed: Calendar | None) -> Reasoned:
    """QOO10_PLAN_SHIP_DATE: a 発送予定日 with slack, on a day on which the platform and the shop are open.

    It cannot be changed once confirmed, so the first entry needs the margin.
    """
    calendar = closed or context.calendar
    rule = context.rulebook.rule("qoo10.plan_margin")
    days = rule.at(ready).value if margin is None else margin
    if margin is None:
        yield Reason("usual margin", (ready,))
    shop = shop_days(context, calendar)
    try:
        reached = calendar.workday(ready, days)
        yield Reason("days passed over", (calendar, ready, reached))
        yield Reason("margin", (days, reached))
        planned = shop.roll_forward(reached)
    except errors.ResultOutOfRange:
        raise errors.ResultOutOfRange(argument="準備完了日", value=date_of(ready)) from None
    yield Reason("days passed over", (shop, reached - 1, planned, "発送できない日"))
    yield Reason("planned day", (planned,))
    notes = (ESTIMATED,) if calendar.is_estimated(planned) else ()
    yield Answer(date_of(planned), notes + (override_notes([rule]) if margin is None else ()))


def shop_days(context: Context, calendar: Calendar) -> Calendar:
    """Return a platform calendar without the shop's own days off, on which the shop can ship.

    Where the settings give orders a day by weekday, a weekday without any is a day off, and a weekend's day with some
    is none.
    """
    closed = calendar.closed | context.settings.shop_closed
    capacity = context.settings.capacity
    if not capacity:
        return calendar_for(closed, calendar.opened)
    off, on = _weekdays_of(tuple(bool(capacity.get(weekday)) for weekday in range(WEEK)))
    return calendar_for(closed | (off - calendar.opened), (calendar.opened | on) - closed)


@cache
def _weekdays_of(ships: tuple[bool, ...]) -> tuple[frozenset[int], frozenset[int]]:
    """Return the days of the weekdays on which a shop sends nothing, and those of a weekend on which it does."""
    weekday = [weekday_of(day) for day in range(WEEK)]
    off = [range(first, LAST_DAY + 1, WEEK) for first in range(WEEK) if not ships[weekday[first]]]
    on = [
        range(first, LAST_DAY + 1, WEEK)
        for first in range(WEEK)
        if ships[weekday[first]] and weekday[first] >= SATURDAY
    ]
    return frozenset(chain.from_iterable(off)), frozenset(chain.from_iterable(on))


def capacity_on(context: Context, open_days: Calendar, day: int) -> int:
    """Return how many orders the shop can send on a day; 0 on its days off.

    Args:
        context: the settings.
        open_days: from `shop_days`.
        day: the day.
    """
    return context.settings.capacity.get(weekday_of(day), 0) if open_days.is_business_day(day) else 0


def last_shop_day(context: Context, calendar: Calendar, day: int) -> int:
    """Return 自店最終発送日: the last day the shop is open on or before a day."""
    open_days = shop_days(context, calendar)
    return open_days.days[open_days.ordinals[day]]


@with_steps
def listing_type(context: Context, lead_days: int) -> Reasoned:
    """QOO10_LISTING_TYPE: `種別: 理由` by the real lead time in days."""
    day = LAST_DAY if context.as_of is None else context.as_of
    general = context.rulebook.value("qoo10.general_lead_days", day)
    preorder = context.rulebook.value("qoo10.preorder_lead_days", day)
    yield Reason("lead days", (day, lead_days))
    if lead_days <= general:
        yield Answer(f"{GENERAL}: {general}営業日以内に発送できるため")
    elif lead_days <= preorder:
        yield Answer(
            f"予約: 準備に{lead_days}日かかり、一般商品の{general}営業日に間に合わないため"
            f" (予約商品は{preorder}日まで設定できます)"
        )
    else:
        yield Answer(
            f"発売日指定: {lead_days}日は予約商品の上限{preorder}日を超えるため。発売日を指定するか、出品を見合わせてください"
        )


@with_steps
def backlog(
    context: Context, open_orders: int, per_day: int, oldest_base: int, as_of: int, closed: Calendar | None
) -> Reasoned:
    """QOO10_BACKLOG: days of backlog, whether the oldest deadline is missed, and what to do.

    All open orders are taken as old as the oldest: the advice must hold in the worst case. The as-of day
    counts as a day of work when the shop is open on it.
    """
    if per_day < 1:
        raise errors.UnreadableNumber(argument="1日の発送可能数", value=per_day, wanted="1 以上の整数")
    calendar = closed or context.calendar
    days_needed = -(-open_orders // per_day)
    oldest = orders(context, calendar)({"base": oldest_base, "kind": GENERAL, "as_of": as_of})
    yield Reason("oldest order", (oldest,))
    last_safe = oldest.event_day(LAST_SAFE_DAY)
    open_days = shop_days(context, calendar)
    days_available = max(0, open_days.networkdays(as_of, last_safe)) if as_of <= last_safe else 0
    if as_of <= last_safe:
        yield Reason("days passed over", (open_days, as_of - 1, last_safe, "発送できない日"))
        yield Reason("open days left", (days_available,))
    yield Reason("as old as the oldest")
    in_time = min(open_orders, days_available * per_day)
    safe = short_day(last_safe, as_of)
    summary = f"未発送{open_orders}件 ÷ 1日{per_day}件 = {days_needed}日分。"
    if oldest.terms.passed > oldest.limits.safe:
        yield Answer(
            summary + f"最も古い注文の最終発送日 {safe} はすでに過ぎています。"
            "古い注文から発送し、追い付くまで一時休店か売り切れの設定を検討してください。"
        )
    elif in_time >= open_orders:
        yield Answer(summary + f"最も古い注文の最終発送日 {safe} までに発送できる見込みです。")
    else:
        yield Answer(
            summary + f"最終発送日 {safe} までの営業日は{days_available}日で、発送できるのは{in_time}件。"
            f"最大{open_orders - in_time}件が間に合いません。一時休店か、商品ごとの売り切れ設定で受注を止めてください。"
        )
