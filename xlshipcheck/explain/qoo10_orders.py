"""The steps of what is counted over many Qoo10 orders in words: which rows count, which do not, and the sums."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Callable

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
from xlshipcheck.qoo10.judging import rate_state_of
from xlshipcheck.qoo10.rate import IN_TIME, LATE, OPEN, OTHER_KIND, OUTSIDE
from xlshipcheck.qoo10.record import RATE_HIGH
from xlshipcheck.values.days import date_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xlshipcheck.qoo10.history import OnTime

KIND_KEYS = {GENERAL: "general", PREORDER: "preorder"}


def _rows(question: Question, wanted: str, verdicts: Sequence[int], count: OnTime) -> Iterator[Step]:
    """Yield which rows count, and as what."""
    window = question.context.settings.rate_window
    period = f"{date_of(window[0])}～{date_of(window[1])}" if window else "指定なし"
    for title, content, group in (
        ("除く行", f"区分が{wanted}でない行", OTHER_KIND),
        ("除く行", "未発送で、まだ期限が来ていない行", OPEN),
        ("除く行", f"入金日・予約日が集計の期間 ({period}) の外の行", OUTSIDE),
        ("数える", "期限後に発送した行、期限が過ぎて未発送の行", LATE),
        ("数える", "期限内に発送した行 (分子)", IN_TIME),
    ):
        rows = [number for number, verdict in zip(question.numbers, verdicts) if verdict == group]
        if rows or title == "数える":
            yield Step(title, content, len(rows), listed(rows))
    yield Step("数える", "期限内と期限後の合計 (分母)", count.counted, "" if count.counted else "対象なし")


def _beside_limit(question: Question, count: OnTime, limit: int) -> Iterator[Step]:
    """Yield where the rate stands to the limit of 販売制限."""
    yield rule_step(question.context, "qoo10.rate_limit", question.values["as_of"])
    comparison, high = _comparison(count.in_time, count.counted, limit)
    meaning = f"{limit}%を超えています" if high else f"{limit}%以下です (制限の対象)"
    yield Step("計算", "分子 ÷ 分母を、四捨五入せずに比べます", meaning, comparison)


def _more_late(_question: Question, count: OnTime, allowance: int, limit: int) -> Iterator[Step]:
    """Yield what the last number of late orders with which the rate stays above makes of it, and one more."""
    for more in (allowance, allowance + 1):
        in_time = count.in_time - more
        comparison, high = _comparison(in_time, count.counted, limit)
        meaning = f"{limit}%を超えます" if high else f"{limit}%以下になります"
        yield Step("計算", f"遅れがあと {more} 件なら、期限内は {in_time} 件", meaning, comparison)


def _comparison(in_time: int, counted: int, limit: int) -> tuple[str, bool]:
    high = rate_state_of(Fraction(in_time, counted), limit) == RATE_HIGH
    return same_share(in_time, counted, limit, ">" if high else "≤"), high


def _point_rules(question: Question, month: tuple[int, int]) -> Iterator[Step]:
    kinds = question.values["kind"]
    for kind in dict.fromkeys(kinds):
        yield from _rules_in_force(question, kind, "safe", "warning")
    if kinds:
        yield from rule_steps_between(question.context, "qoo10.points", *month)


def _bookings(
    question: Question, bookings: Sequence[tuple[int, int] | None], month: tuple[int, int]
) -> Iterator[Step]:
    """Yield the bookings of the month one by one, and those that do not fall in it."""
    first, last = month
    inside: list[Step] = []
    elsewhere: list[int] = []
    unbooked: list[int] = []
    for number, booking in zip(question.numbers, bookings):
        if booking is None:
            unbooked.append(number)
        elif first <= booking[0] <= last:
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


WORDS: dict[str, Callable[..., Iterable[Step]]] = {
    "rules of the rate": lambda question, wanted: _rules_in_force(question, wanted, "on_time"),
    "rows of the rate": _rows,
    "rate beside its limit": _beside_limit,
    "more late orders": _more_late,
    "rules of points": _point_rules,
    "bookings": _bookings,
}
