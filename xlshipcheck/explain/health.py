"""Explanations of 出荷遅延率 and 出荷前キャンセル率: the windows, the orders in them, and the comparison with the limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck.amazon.health import (
    CANCEL_RULES,
    LATE_RULES,
    PER_MILLE,
    Share,
    cancel_share,
    late_shares,
    without,
    worst,
)
from xlshipcheck.explain.steps import Question, Step, rule_steps
from xlshipcheck.values.days import FIRST_DATE, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date


def late(question: Question) -> Iterator[Step]:
    """Explain AMAZON_LATE_RATE: both windows, the worse of which is the answer."""
    order, ship_by, shipped, status = question.arguments("order", "ship_by", "shipped", "status")
    as_of = question.values["as_of"]
    yield from _missing(order, ship_by, "出荷期限")
    yield from rule_steps(question.context, LATE_RULES, as_of)
    shares = late_shares(question.context, (order, ship_by, shipped, status), as_of)
    for share in shares:
        yield from _steps(share, "出荷期限", "期限後の発送、または期限を過ぎた未発送 (分子)")
    chosen = worst(shares)
    if chosen.counted:
        yield Step("判定", "率の悪い方の期間の最初の日", _shown(chosen.first))


def cancelled(question: Question) -> Iterator[Step]:
    """Explain AMAZON_CANCEL_RATE: the window and what it holds."""
    order, order_date, status = question.arguments("order", "order_date", "status")
    as_of = question.values["as_of"]
    yield from _missing(order, order_date, "注文日")
    yield from _missing(order, status, "配送状態")
    yield from rule_steps(question.context, CANCEL_RULES, as_of)
    share = cancel_share(question.context, (order, order_date, status), as_of)
    yield from _steps(share, "注文日", "そのうちキャンセル (分子。購入者キャンセルは除く)")


def _missing(orders: list[str], values: list[int | None], name: str) -> Iterator[Step]:
    count = without(orders, values)
    if count:
        yield Step("除く注文", f"{name}のない注文", count)


def _steps(share: Share, day: str, bad: str) -> Iterator[Step]:
    yield Step("期間", f"集計期間の最初の{day}", _shown(share.first))
    yield Step("期間", f"集計期間の最後の{day}", _shown(share.last), "両端を含みます")
    yield Step("数える", "対象の注文 (分母)", share.counted, "" if share.counted else "対象なし")
    yield Step("数える", bad, share.bad)
    if share.counted:
        over = share.is_over()
        comparison = f"{PER_MILLE}×{share.bad} {'≥' if over else '<'} {share.limit}×{share.counted}"
        meaning = f"{share.limit / 10:g}%{'以上' if over else '未満'}です"
        yield Step("計算", "分子 ÷ 分母を、四捨五入せずに比べます", meaning, comparison)


def _shown(day: int) -> date | str:
    return date_of(day) if day >= 0 else f"{FIRST_DATE} より前"


EXPLAINERS = {"AMAZON_LATE_RATE": late, "AMAZON_CANCEL_RATE": cancelled}
