"""Explanations of Qoo10's advice in words: what was looked at, in the order of the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck.context import GENERAL
from xlshipcheck.explain.qoo10_order import asked_order, counting, event_step, limit_rules, sent_step
from xlshipcheck.explain.steps import OWN_WORDS, Question, Step, rule_step, rule_steps, skipped_steps
from xlshipcheck.qoo10.advice import shop_days
from xlshipcheck.qoo10.words import LAST_SAFE_DAY
from xlshipcheck.values.days import date_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date


def notice(question: Question) -> Iterator[Step]:
    """Explain QOO10_NOTICE: the facts in the order in which they decide; the first that applies does."""
    as_of, new_date, planned = question.arguments("as_of", "new_date", "planned")
    judged = asked_order(question)
    yield from limit_rules(question, judged, "safe", "warning")
    yield from counting(question, judged, as_of)
    yield Step("順番", "次の五つを上から見て、最初に当てはまるもので答えます")
    yield sent_step(judged)._replace(title="確認 1")
    yield Step("確認 2", "購入者のキャンセル要請があるか", bool(question.values["cancel_requested"]))
    warned = f"警告は {judged.limits.warning} から"
    yield Step("確認 3", "警告の段階か (数えた日数)", judged.terms.passed, warned)
    yield Step(
        "確認 4", "案内した新しい発送予定日を過ぎているか", _date(new_date), f"基準日 {date_of(as_of)}"
    )
    yield Step("確認 5", "発送予定日を過ぎているか", _date(planned), f"基準日 {date_of(as_of)}")
    yield event_step(judged, LAST_SAFE_DAY)


def _date(day: int | None) -> date | str:
    return "なし" if day is None else date_of(day)


def plan_ship_date(question: Question) -> Iterator[Step]:
    """Explain QOO10_PLAN_SHIP_DATE: the margin in business days, then the next day the shop is open."""
    ready, margin = question.arguments("ready", "margin")
    if margin is None:
        yield rule_step(question.context, "qoo10.plan_margin", ready)
        margin = question.context.rulebook.value("qoo10.plan_margin", ready)
    reached = question.platform.workday(ready, margin)
    yield from skipped_steps(question.platform, ready, reached)
    yield Step("数える", f"準備完了日から {margin} 営業日後", date_of(reached))
    shop = shop_days(question.context, question.platform)
    found = shop.roll_forward(reached)
    yield from skipped_steps(shop, reached - 1, found, "発送できない日")
    yield Step("数える", "その日以降で店が開いている最初の営業日", date_of(found), "店休日は設定の一覧")
    yield Step("注記", "発送予定日は確定すると変更できないため、余裕を加えます", "案内")


def listing_type(question: Question) -> Iterator[Step]:
    """Explain QOO10_LISTING_TYPE."""
    keys = ("qoo10.general_lead_days", "qoo10.preorder_lead_days")
    yield from rule_steps(question.context, keys, question.context.as_of or 0)
    yield Step("判定", "準備日数が上の日数に収まる最初の種別", question.values["lead_days"], "準備日数")


def backlog(question: Question) -> Iterator[Step]:
    """Explain QOO10_BACKLOG: all orders are taken as old as the oldest."""
    as_of = question.values["as_of"]
    judged = asked_order(question, GENERAL)
    yield from limit_rules(question, judged, "safe")
    yield from counting(question, judged, as_of)
    yield event_step(judged, LAST_SAFE_DAY)
    shop = shop_days(question.context, question.platform)
    last_safe = judged.event_day(LAST_SAFE_DAY)
    if as_of <= last_safe:
        yield from skipped_steps(shop, as_of - 1, last_safe, "発送できない日")
        open_days = shop.networkdays(as_of, last_safe)
        yield Step("数える", "基準日から最終発送日までの、店が開いている日 (両端を含む)", open_days)
    yield Step("注記", "すべての注文を、最も古い入金日の注文とみなして安全な側で計算します", "案内")


def apology(question: Question) -> Iterator[Step]:
    """Explain QOO10_APOLOGY: the cause, the date, and how far ahead it is."""
    ship_by, as_of = question.arguments("ship_by", "as_of")
    if ship_by is not None:
        content = "基準日から発送見込み日までの日数 (負なら過去の日付で、使えません)"
        yield Step("数える", content, ship_by - as_of)
    shop = question.values["shop"] or question.context.settings.shop_name
    yield Step("文面", "署名", shop, "空白なら署名の行を除きます")
    yield Step("文面", "原因・見込み日・お詫びの順に書きます", question.values["cause"], OWN_WORDS)


EXPLAINERS = {
    "QOO10_NOTICE": notice,
    "QOO10_PLAN_SHIP_DATE": plan_ship_date,
    "QOO10_LISTING_TYPE": listing_type,
    "QOO10_BACKLOG": backlog,
    "QOO10_APOLOGY": apology,
}
