"""The steps of 追跡可能率 in words: which packages the window holds, and how numerator and denominator compare."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Callable

from xlshipcheck.amazon.grouping import package_rows
from xlshipcheck.amazon.rate import WINDOW_RULES, Count, DailyCounts, Window, counts_of, window_on
from xlshipcheck.explain.steps import Question, Step, rule_step, rule_steps, same_share
from xlshipcheck.values.days import FIRST_DATE, date_of, day_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xlshipcheck.amazon.rate import Columns, Packages
    from xlshipcheck.values.answers import Value

COUNTED = "数える"


def _packages(_question: Question, columns: Columns, in_scope: Packages, which: str) -> Iterator[Step]:
    """Yield what is a package, and which are in scope."""
    packages, scope = len(package_rows(columns[3])), len(in_scope.days)
    yield Step(COUNTED, "同じ梱包の行をまとめた梱包の数", packages, f"{len(columns[0])} 行")
    if packages > scope:
        yield Step("除く梱包", "対象外の梱包", packages - scope)
    if which:
        others = scope - _all(counts_of(in_scope, which)).scope
        yield Step("除く梱包", f"カテゴリーが「{which}」でない梱包", others)


def _all(counts: DailyCounts) -> Count:
    return counts.within(counts.days[0], counts.days[-1]) if counts.days else Count(0, 0)


def _window(question: Question, counts: DailyCounts, window: Window, as_of: int) -> Iterator[Step]:
    """Yield the rules of the window on an as-of day, the window, and what it holds."""
    yield from rule_steps(question.context, WINDOW_RULES, as_of)
    yield from _share(counts, window, as_of)
    outside = _all(counts).scope - counts.within(*window.days(as_of)).scope
    if outside:
        yield Step("除く梱包", "お届け予定日が集計期間の外の梱包", outside)


def _share(counts: DailyCounts, window: Window, as_of: int) -> Iterator[Step]:
    first, last = window.days(as_of)
    yield Step("期間", "集計期間の最初のお届け予定日", _shown(first), f"基準日 {date_of(as_of)}")
    yield Step("期間", "集計期間の最後のお届け予定日", _shown(last), "両端を含みます")
    count = counts.within(first, last)
    yield Step(COUNTED, "対象の梱包 (分母)", count.scope, "" if count.scope else "対象なし")
    yield Step(COUNTED, "そのうち有効 (分子)", count.valid)
    yield Step(COUNTED, "そのうち無効", count.scope - count.valid)
    if count.scope:
        yield _comparison(count, window, "有効 ÷ 対象を、四捨五入せずに比べます")


def _shown(day: int) -> date | str:
    return date_of(day) if day >= 0 else f"{FIRST_DATE} より前"


def _comparison(count: Count, window: Window, content: str) -> Step:
    reaches = count.reaches(window.limit)
    meaning = f"{window.limit}%以上です" if reaches else f"{window.limit}%未満です"
    comparison = same_share(count.valid, count.scope, window.limit, "≥" if reaches else "<")
    return Step("計算", content, meaning, comparison)


def _more_invalid(_question: Question, count: Count, allowance: int, window: Window) -> Iterator[Step]:
    """Yield what the last number of invalid packages that the window bears makes of the rate, and one more."""
    for more in (allowance, allowance + 1):
        yield _comparison(Count(count.scope, count.valid - more), window, f"無効があと {more} 件なら")


def _recovery(question: Question, counts: DailyCounts, found: Value, as_of: int) -> Iterator[Step]:
    """Yield the window of the day on which the rate is back."""
    if not isinstance(found, date):
        last = counts.days[-1] if counts.days else None
        content = "一覧の梱包が集計期間から出るまで、率が戻る日がありません"
        yield Step("判定", content, "" if last is None else date_of(last), "一覧で最後のお届け予定日")
        return
    day = day_of(found)
    if day != as_of:
        yield Step("判定", "1日ずつ先を見て、最初に率が戻る日", found)
        yield from _share(counts, window_on(question.context.rulebook, day), day)


WORDS: dict[str, Callable[..., Iterable[Step]]] = {
    "packages": _packages,
    "window": _window,
    "more invalid packages": _more_invalid,
    "length of the trend": lambda question, as_of: [rule_step(question.context, "amazon.trend_days", as_of)],
    "a window a day": lambda _: [Step("表", "同じ数え方を、基準日を1日ずつずらして行ごとに行います")],
    "recovery": _recovery,
}
