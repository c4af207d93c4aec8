"""Explanations of Qoo10's advice in words: what was looked at, in the order of the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck.context import GENERAL
from xlshipcheck.explain.qoo10_order import counting, event_step, limit_rules
from xlshipcheck.explain.steps import OWN_WORDS, Question, Step, rule_step, rule_steps, skipped_steps
from xlshipcheck.qoo10.advice import shop_days
from xlshipcheck.qoo10.judging import orders
from xlshipcheck.qoo10.words import LAST_SAFE_DAY
from xlshipcheck.values.days import date_of

if TYPE_CHECKING:
    from collections.abc import Iterator


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
    oldest = {"base": question.values["oldest_base"], "kind": GENERAL, "as_of": as_of}
    judged = orders(question.context, question.calendar)(oldest)
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
    "QOO10_PLAN_SHIP_DATE": plan_ship_date,
    "QOO10_LISTING_TYPE": listing_type,
    "QOO10_BACKLOG": backlog,
    "QOO10_APOLOGY": apology,
}
