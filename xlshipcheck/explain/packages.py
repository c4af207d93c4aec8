"""Explanations of 追跡可能率: which packages the window holds, and how numerator and denominator compare.

The window and the counts are those of `amazon_counts`, which also make the answer.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from xlshipcheck.amazon.grouping import package_rows
from xlshipcheck.amazon.rate import (
    WINDOW_RULES,
    Count,
    DailyCounts,
    Window,
    daily_counts,
    recovery,
    window_on,
)
from xlshipcheck.explain.steps import Question, Step, rule_step, rule_steps, same_share
from xlshipcheck.values.days import FIRST_DATE, date_of, day_of

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from xlshipcheck.amazon.rate import Columns

COUNTED = "数える"


def rate(question: Question) -> Iterator[Step]:
    """Explain AMAZON_VTR and AMAZON_VTR_TABLE: the packages of the window and their share."""
    counts = yield from _population(question)
    yield from _window_steps(question, counts, question.values["as_of"])


def allowance(question: Question) -> Iterator[Step]:
    """Explain AMAZON_INVALID_ALLOWANCE: the last number of invalid packages the window bears."""
    counts = yield from _population(question)
    as_of = question.values["as_of"]
    yield from _window_steps(question, counts, as_of)
    window = window_on(question.context.rulebook, as_of)
    count = counts.within(*window.days(as_of))
    if not count.scope:
        return
    allowance = count.allowance(window.limit)
    for more in (allowance, allowance + 1):
        yield _comparison(Count(count.scope, count.valid - more), window, f"無効があと {more} 件なら")


def trend(question: Question) -> Iterator[Step]:
    """Explain AMAZON_VTR_TREND: a window a day; the last one in full."""
    if question.values["days"] is None:
        yield rule_step(question.context, "amazon.trend_days", question.values["as_of"])
    counts = yield from _population(question)
    yield from _window_steps(question, counts, question.values["as_of"])
    yield Step("表", "同じ数え方を、基準日を1日ずつずらして行ごとに行います")


def recovery_day(question: Question) -> Iterator[Step]:
    """Explain AMAZON_VTR_RECOVERY: the window of today, and that of the day found."""
    counts = yield from _population(question)
    as_of = question.values["as_of"]
    yield from _window_steps(question, counts, as_of)
    found = recovery(question.context, _columns(question), question.values["which"], as_of).value
    if not isinstance(found, date):
        last = counts.days[-1] if counts.days else None
        content = "一覧の梱包が集計期間から出るまで、率が戻る日がありません"
        yield Step("判定", content, "" if last is None else date_of(last), "一覧で最後のお届け予定日")
        return
    day = day_of(found)
    if day != as_of:
        yield Step("判定", "1日ずつ先を見て、最初に率が戻る日", found)
        yield from _share_steps(counts, window_on(question.context.rulebook, day), day)


def _columns(question: Question) -> Columns:
    validity, days, category, package = question.arguments("validity", "delivery_date", "category", "package")
    return validity, days, category, package


def _population(question: Question) -> Generator[Step, None, DailyCounts]:
    """Yield what is a package and which are in scope; return these, counted along the days."""
    columns = _columns(question)
    which = question.values.get("which", "")
    packages = len(package_rows(columns[3]))
    everywhere = daily_counts(columns, "")
    yield Step(COUNTED, "同じ梱包の行をまとめた梱包の数", packages, f"{len(columns[0])} 行")
    in_scope = _all(everywhere)
    if packages > in_scope.scope:
        yield Step("除く梱包", "対象外の梱包", packages - in_scope.scope)
    counts = daily_counts(columns, which)
    if which:
        yield Step("除く梱包", f"カテゴリーが「{which}」でない梱包", in_scope.scope - _all(counts).scope)
    return counts


def _all(counts: DailyCounts) -> Count:
    return counts.within(counts.days[0], counts.days[-1]) if counts.days else Count(0, 0)


def _window_steps(question: Question, counts: DailyCounts, as_of: int) -> Iterator[Step]:
    """Yield the rules of the window on an as-of day, the window, and what it holds."""
    yield from rule_steps(question.context, WINDOW_RULES, as_of)
    window = window_on(question.context.rulebook, as_of)
    count = counts.within(*window.days(as_of))
    outside = _all(counts).scope - count.scope
    yield from _share_steps(counts, window, as_of)
    if outside:
        yield Step("除く梱包", "お届け予定日が集計期間の外の梱包", outside)


def _share_steps(counts: DailyCounts, window: Window, as_of: int) -> Iterator[Step]:
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


EXPLAINERS = {
    "AMAZON_VTR": rate,
    "AMAZON_VTR_TABLE": rate,
    "AMAZON_VTR_TREND": trend,
    "AMAZON_INVALID_ALLOWANCE": allowance,
    "AMAZON_VTR_RECOVERY": recovery_day,
}
