"""Explanations of what is counted over many Qoo10 orders: which rows count, which do not, and the sums.

Each row is judged by the very function that counts them all, so the parts add up to its total.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from xlshipcheck.context import GENERAL, PREORDER
from xlshipcheck.explain.qoo10_order import payment_day_rule
from xlshipcheck.explain.steps import (
    MOST_LISTED,
    Question,
    Step,
    listed,
    rule_step,
    rule_steps_between,
    same_share,
)
from xlshipcheck.qoo10.judging import Judge, orders, rate_state_of
from xlshipcheck.qoo10.kernel import penalty_rules
from xlshipcheck.qoo10.rate import on_time, points_in_month, verdict_of
from xlshipcheck.qoo10.record import RATE_HIGH
from xlshipcheck.values.days import date_of

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from xlshipcheck.qoo10.history import OnTime

KIND_KEYS = {GENERAL: "general", PREORDER: "preorder"}
OTHER_KIND, STILL_OPEN, OUTSIDE, IN_TIME, LATE = range(5)


def ship_rate(question: Question) -> Iterator[Step]:
    """Explain QOO10_SHIP_RATE: numerator and denominator, and where the rate stands to the limit."""
    count = yield from _counted(question)
    if count.counted:
        yield from _limit(question, count)


def late_allowance(question: Question) -> Iterator[Step]:
    """Explain QOO10_LATE_ALLOWANCE: the last number of late orders with which the rate stays above."""
    count = yield from _counted(question)
    if not count.counted:
        return
    limit = yield from _limit(question, count)
    allowance = count.allowance(limit)
    for more in (allowance, allowance + 1):
        in_time = count.in_time - more
        comparison, high = _comparison(in_time, count.counted, limit)
        meaning = f"{limit}%を超えます" if high else f"{limit}%以下になります"
        yield Step("計算", f"遅れがあと {more} 件なら、期限内は {in_time} 件", meaning, comparison)


def _counted(question: Question) -> Generator[Step, None, OnTime]:
    """Yield which rows count and how; return the count itself."""
    context = question.context
    bases, shipped, kinds, as_of = question.arguments("base", "shipped", "kind", "as_of")
    wanted = question.values["which"] or GENERAL
    count = on_time(context, bases, shipped, kinds, as_of, wanted, question.calendar)
    yield from _rules_in_force(question, wanted, "on_time")
    judge = Judge(context, as_of, question.calendar)
    groups: dict[int, list[int]] = {}
    seen: dict[tuple[object, ...], int] = {}
    for number, row in zip(question.numbers, zip(bases, shipped, kinds)):
        if row not in seen:
            seen[row] = _group(question, judge, *row, wanted)
        groups.setdefault(seen[row], []).append(number)
    window = context.settings.rate_window
    period = f"{date_of(window[0])}～{date_of(window[1])}" if window else "指定なし"
    for title, content, group in (
        ("除く行", f"区分が{wanted}でない行", OTHER_KIND),
        ("除く行", "未発送で、まだ期限が来ていない行", STILL_OPEN),
        ("除く行", f"入金日・予約日が集計の期間 ({period}) の外の行", OUTSIDE),
        ("数える", "期限後に発送した行、期限が過ぎて未発送の行", LATE),
        ("数える", "期限内に発送した行 (分子)", IN_TIME),
    ):
        rows = groups.get(group, [])
        if rows or title == "数える":
            yield Step(title, content, len(rows), listed(rows))
    yield Step("数える", "期限内と期限後の合計 (分母)", count.counted, "" if count.counted else "対象なし")
    return count


def _group(question: Question, judge: Judge, base: int, ship_day: int | None, kind: str, wanted: str) -> int:
    """Return why a row counts or not: what counts it alone decides, and the reason is what remains."""
    alone = on_time(question.context, [base], [ship_day], [kind], judge.as_of, wanted, question.calendar)
    if alone.counted:
        return IN_TIME if alone.in_time else LATE
    if kind != wanted:
        return OTHER_KIND
    verdict = verdict_of(judge, base, ship_day, kind)
    return STILL_OPEN if verdict is None else OUTSIDE


def _limit(question: Question, count: OnTime) -> Generator[Step, None, int]:
    """Yield where the rate stands to the limit of 販売制限; return the limit in percent."""
    as_of = question.values["as_of"]
    limit: int = penalty_rules(question.context.rulebook).rate_limit.over(as_of)
    yield rule_step(question.context, "qoo10.rate_limit", as_of)
    comparison, high = _comparison(count.in_time, count.counted, limit)
    meaning = f"{limit}%を超えています" if high else f"{limit}%以下です (制限の対象)"
    yield Step("計算", "分子 ÷ 分母を、四捨五入せずに比べます", meaning, comparison)
    return limit


def _comparison(in_time: int, counted: int, limit: int) -> tuple[str, bool]:
    high = rate_state_of(Fraction(in_time, counted), limit) == RATE_HIGH
    return same_share(in_time, counted, limit, ">" if high else "≤"), high


def points_month(question: Question) -> Iterator[Step]:
    """Explain QOO10_POINTS_MONTH: the bookings of the month one by one, and those that do not fall in it."""
    context, calendar = question.context, question.calendar
    as_of, month = question.arguments("as_of", "month")
    rows = list(zip(*question.arguments("base", "shipped", "kind")))
    order = orders(context, calendar)
    for kind in dict.fromkeys(row[2] for row in rows):
        yield from _rules_in_force(question, kind, "safe", "warning")
    if rows:
        yield from rule_steps_between(context, "qoo10.points", *month)
    inside: list[Step] = []
    elsewhere: list[int] = []
    unbooked: list[int] = []
    for number, (base, ship_day, kind) in zip(question.numbers, rows):
        booking = order({"base": base, "shipped": ship_day, "kind": kind, "as_of": as_of}).booking
        if booking is None:
            unbooked.append(number)
        elif points_in_month(context, ([base], [ship_day], [kind]), month, as_of, calendar).value:
            inside.append(Step("減点", f"{number} 行目の減点日", date_of(booking[0]), f"{booking[1]} 点"))
        else:
            elsewhere.append(number)
    yield from _some(inside)
    yield Step("除く行", "別の月に減点が確定した行", len(elsewhere), listed(elsewhere))
    yield Step("除く行", "基準日までに減点が確定していない行", len(unbooked), listed(unbooked))
    yield Step("数える", "その月に減点が確定した行", len(inside))
    yield Step(
        "注記", "減点は確定した月の点数に入り、翌月にはなくなりますが、翌月の販売者レベルに影響します", "案内"
    )


def _some(steps: Sequence[Step]) -> Iterable[Step]:
    if len(steps) <= MOST_LISTED:
        return steps
    return [*steps[:MOST_LISTED], Step("減点", f"ほか {len(steps) - MOST_LISTED} 行")]


def _rules_in_force(question: Question, kind: str, *names: str) -> Iterator[Step]:
    bases = [base for base, k in zip(*question.arguments("base", "kind")) if k == kind]
    if not bases:
        bases = [question.values["as_of"]]
    for name in names:
        key = f"qoo10.{KIND_KEYS[kind]}.{name}"
        yield from rule_steps_between(question.context, key, min(bases), max(bases))
    if kind == GENERAL:
        yield payment_day_rule(question.context)


EXPLAINERS = {
    "QOO10_POINTS_MONTH": points_month,
    "QOO10_SHIP_RATE": ship_rate,
    "QOO10_LATE_ALLOWANCE": late_allowance,
}
