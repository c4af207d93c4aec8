"""The steps of 出荷遅延率, 出荷前キャンセル率 and キャンセル率 in words: windows, orders in them, limit, allowance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

from xlshipcheck.explain.steps import Question, Step, rule_steps
from xlshipcheck.values.days import FIRST_DATE, date_of
from xlshipcheck.values.roles import ORDER_DATE, PAYMENT_DATE, SHIP_BY
from xlshipcheck.values.shares import PER_MILLE, Share, percent_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date


def _missing(_question: Question, name: str, count: int) -> Iterator[Step]:
    if count:
        yield Step("除く注文", f"{name}のない注文", count)


def _late_window(_question: Question, share: Share) -> Iterator[Step]:
    return _window(share, SHIP_BY, "期限後の発送、または期限を過ぎた未発送 (分子)")


def _cancel_window(_question: Question, share: Share) -> Iterator[Step]:
    return _window(share, ORDER_DATE, "そのうちキャンセル (分子。購入者キャンセルは除く)")


def _paid_window(_question: Question, share: Share) -> Iterator[Step]:
    return _window(share, PAYMENT_DATE, "そのうちキャンセル (分子。時間内と分かるものは除く)")


def _window(share: Share, day: str, bad: str) -> Iterator[Step]:
    yield Step("期間", f"集計期間の最初の{day}", _shown(share.first))
    yield Step("期間", f"集計期間の最後の{day}", _shown(share.last), "両端を含みます")
    if share.unknown:
        yield Step("除く注文", "日付や配送状態が足りず、期間に入るかもしれない注文", share.unknown)
    yield Step("数える", "対象の注文 (分母)", share.counted, "" if share.counted else "対象なし")
    yield Step("数える", bad, share.bad)
    if share.counted:
        yield Step("計算", "分子 ÷ 分母を、四捨五入せずに比べます", *_comparison(share))


def _chosen(which: str) -> Callable[[Question, Share], list[Step]]:
    """Return what says which window decided, where it holds an order."""
    content = f"{which}方の期間の最初の日"
    return lambda _, share: [Step("判定", content, _shown(share.first))] if share.counted else []


def _one_more(_question: Question, share: Share, what: str) -> Iterator[Step]:
    """Yield what the allowance and one more than it would make of the rate."""
    if not share.counted:
        return
    allowance = share.allowance()
    for more in (allowance, allowance + 1):
        then = share._replace(bad=share.bad + more)
        yield Step("計算", f"{what}があと {more} 件なら、分子は {then.bad} 件", *_comparison(then))


def _comparison(share: Share) -> tuple[str, str]:
    """Return how a rate stands to its limit, and the whole numbers that tell it."""
    words, signs = (
        (("以下です", "を超えています"), "≤>") if share.may_equal else (("未満です", "以上です"), "<≥")
    )
    over = share.is_over()
    comparison = f"{PER_MILLE}×{share.bad} {signs[over]} {share.limit}×{share.counted}"
    return percent_text(share.limit) + words[over], comparison


def _shown(day: int) -> date | str:
    return date_of(day) if day >= 0 else f"{FIRST_DATE} より前"


WORDS: dict[str, Callable[..., Iterable[Step]]] = {
    "orders without a value": _missing,
    "rules on a day": lambda question, keys, day: rule_steps(question.context, keys, day),
    "late orders of a window": _late_window,
    "cancelled orders of a window": _cancel_window,
    "cancelled ones of paid orders": _paid_window,
    "the window with the worse rate": _chosen("率の悪い"),
    "the window that bears less": _chosen("余裕の少ない"),
    "more bad orders": _one_more,
}
