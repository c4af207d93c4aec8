"""Explanations of 出荷遅延率 and 出荷前キャンセル率: windows, orders in them, comparison with the limit, allowance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck.amazon.health import (
    CANCEL_RULES,
    LATE_RULES,
    PER_MILLE,
    Share,
    cancel_share,
    late_shares,
    percent_text,
    tightest,
    without,
    worst,
)
from xlshipcheck.explain.steps import Question, Step, rule_steps
from xlshipcheck.values.days import FIRST_DATE, date_of
from xlshipcheck.values.roles import ORDER_DATE, ORDER_STATUS, SHIP_BY

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from datetime import date


def late(question: Question) -> Iterator[Step]:
    """Explain AMAZON_LATE_RATE: both windows, the worse of which is the answer."""
    chosen = worst((yield from _late_windows(question)))
    if chosen.counted:
        yield Step("判定", "率の悪い方の期間の最初の日", _shown(chosen.first))


def late_allowance(question: Question) -> Iterator[Step]:
    """Explain AMAZON_LATE_ALLOWANCE: the last number of late orders with which both rates stay below the limit."""
    chosen = tightest((yield from _late_windows(question)))
    if chosen.counted:
        yield Step("判定", "余裕の少ない方の期間の最初の日", _shown(chosen.first))
        yield from _one_more(chosen, "遅れ")


def cancelled(question: Question) -> Iterator[Step]:
    """Explain AMAZON_CANCEL_RATE: the window and what it holds."""
    yield from _cancel_window(question)


def cancel_allowance(question: Question) -> Iterator[Step]:
    """Explain AMAZON_CANCEL_ALLOWANCE: the last number of cancelled orders with which the rate stays below."""
    share = yield from _cancel_window(question)
    if share.counted:
        yield from _one_more(share, "キャンセル")


def _late_windows(question: Question) -> Generator[Step, None, list[Share]]:
    order, ship_by, shipped, status = question.arguments("order", "ship_by", "shipped", "status")
    as_of = question.values["as_of"]
    yield from _missing(order, ship_by, SHIP_BY)
    yield from rule_steps(question.context, LATE_RULES, as_of)
    shares = late_shares(question.context, (order, ship_by, shipped, status), as_of)
    for share in shares:
        yield from _steps(share, SHIP_BY, "期限後の発送、または期限を過ぎた未発送 (分子)")
    return shares


def _cancel_window(question: Question) -> Generator[Step, None, Share]:
    order, order_date, status = question.arguments("order", "order_date", "status")
    as_of = question.values["as_of"]
    yield from _missing(order, order_date, ORDER_DATE)
    yield from _missing(order, status, ORDER_STATUS)
    yield from rule_steps(question.context, CANCEL_RULES, as_of)
    share = cancel_share(question.context, (order, order_date, status), as_of)
    yield from _steps(share, ORDER_DATE, "そのうちキャンセル (分子。購入者キャンセルは除く)")
    return share


def _missing(orders: list[str], values: list[int | None], name: str) -> Iterator[Step]:
    count = without(orders, values)
    if count:
        yield Step("除く注文", f"{name}のない注文", count)


def _steps(share: Share, day: str, bad: str) -> Iterator[Step]:
    yield Step("期間", f"集計期間の最初の{day}", _shown(share.first))
    yield Step("期間", f"集計期間の最後の{day}", _shown(share.last), "両端を含みます")
    if share.unknown:
        yield Step("除く注文", "日付や配送状態が足りず、期間に入るかもしれない注文", share.unknown)
    yield Step("数える", "対象の注文 (分母)", share.counted, "" if share.counted else "対象なし")
    yield Step("数える", bad, share.bad)
    if share.counted:
        yield Step("計算", "分子 ÷ 分母を、四捨五入せずに比べます", *_comparison(share))


def _one_more(share: Share, what: str) -> Iterator[Step]:
    """Yield what the allowance and one more than it would make of the rate."""
    allowance = share.allowance()
    for more in (allowance, allowance + 1):
        then = share._replace(bad=share.bad + more)
        yield Step("計算", f"{what}があと {more} 件なら、分子は {then.bad} 件", *_comparison(then))


def _comparison(share: Share) -> tuple[str, str]:
    """Return how a rate stands to its limit, and the whole numbers that tell it."""
    over = share.is_over()
    meaning = f"{percent_text(share.limit)}{'以上' if over else '未満'}です"
    return meaning, f"{PER_MILLE}×{share.bad} {'≥' if over else '<'} {share.limit}×{share.counted}"


def _shown(day: int) -> date | str:
    return date_of(day) if day >= 0 else f"{FIRST_DATE} より前"


EXPLAINERS = {
    "AMAZON_LATE_RATE": late,
    "AMAZON_CANCEL_RATE": cancelled,
    "AMAZON_LATE_ALLOWANCE": late_allowance,
    "AMAZON_CANCEL_ALLOWANCE": cancel_allowance,
}
