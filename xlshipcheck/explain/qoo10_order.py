"""Explanations of Qoo10's delay penalty for one order: the count, the rules it is held against, the edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck.explain.order_steps import (
    COUNTED,
    JUDGED,
    asked_order,
    counting,
    event_step,
    limit_rules,
    rate_steps,
    remark_steps,
    sent_step,
)
from xlshipcheck.explain.steps import Question, Step, rule_step
from xlshipcheck.qoo10.penalty import (
    MAY_BE_RESTRICTED,
    RATE_UNKNOWN,
    STAGES,
    booking_of,
    can_cancel,
    event_day,
    stage_code,
)
from xlshipcheck.values.days import NEVER, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

EVENT_LIMITS = {
    "発送率期限": "on_time",
    "注意": "notice",
    "最終発送日": "safe",
    "警告": "warning",
    "制限回避": "restriction",
    "制限": "restriction",
    "解除": "restriction",
}
LAST_DAYS = ("発送率期限", "最終発送日", "制限回避")


def stage(question: Question) -> Iterator[Step]:
    """Explain QOO10_STAGE."""
    kind, as_of = question.arguments("kind", "as_of")
    order = asked_order(question)
    limits = order.limits
    yield from limit_rules(question, order, "notice", "warning", "restriction")
    yield from counting(question, order, as_of)
    for event in ("注意", "警告", "制限"):
        yield event_step(question, order, event)
    yield sent_step(order, as_of)
    passed = order.elapsed(as_of)
    unsent_code = stage_code(passed, 0, RATE_UNKNOWN, limits)
    if not order.sent_by(as_of):
        source = f"数えた日数 {passed} (注意 {limits.notice}、警告 {limits.warning}、制限 {limits.restriction} から)"
        yield Step(JUDGED, "発送率を見る前の段階", STAGES[unsent_code], source)
        if unsent_code == MAY_BE_RESTRICTED:
            yield from rate_steps(question, kind, as_of)
    yield from remark_steps(question, order, as_of, left_out=0)


def deadline(question: Question) -> Iterator[Step]:
    """Explain QOO10_DEADLINE: the count it stands for, and until when a shipment still counts so."""
    event = question.values["event"]
    order = asked_order(question)
    yield from limit_rules(question, order, EVENT_LIMITS[event])
    day = event_day(question.context, order, event)
    if event == "解除":
        restricted = event_day(question.context, order, "制限")
        yield from counting(question, order, restricted)
        yield event_step(question, order, "制限")
        yield rule_step(question.context, "qoo10.restriction_days", restricted)
        yield Step(COUNTED, "制限日から解除までの暦日", day - restricted)
        return
    yield from counting(question, order, day)
    if event in LAST_DAYS:
        same_count_until = order.milestone(order.elapsed(day) + 1) - 1
        if same_count_until > day:
            content = "続く休みの日の発送も同じ日数と数えるため、実際にはこの日まで間に合います"
            yield Step("境界", content, date_of(same_count_until))


def days_left(question: Question) -> Iterator[Step]:
    """Explain QOO10_DAYS_LEFT."""
    as_of = question.values["as_of"]
    order = asked_order(question)
    yield from limit_rules(question, order, "safe")
    yield from counting(question, order, as_of)
    yield event_step(question, order, "最終発送日")
    yield sent_step(order, as_of)
    if not order.sent_by(as_of):
        safe, passed = order.limits.safe, order.elapsed(as_of)
        yield Step("計算", "最終発送日までの日数 − 数えた日数", safe - passed, f"{safe} − {passed}")
    yield from remark_steps(question, order, as_of)


def points(question: Question) -> Iterator[Step]:
    """Explain QOO10_POINTS: the day of booking, and how far the count was when the order was sent."""
    as_of = question.values["as_of"]
    order = asked_order(question)
    yield from limit_rules(question, order, "safe", "warning")
    yield event_step(question, order, "警告")
    if order.shipped < NEVER:
        yield from counting(question, order, order.shipped)
    else:
        yield from counting(question, order, as_of)
    yield sent_step(order, as_of)
    booked = booking_of(question.context, order, as_of)
    yield rule_step(question.context, "qoo10.points", booked[0] if booked else as_of)
    if booked:
        yield Step(JUDGED, "減点が確定した日 (この日の月の点数に入ります)", date_of(booked[0]))
    else:
        yield Step(JUDGED, "基準日までに確定した減点", "なし")
    yield from remark_steps(question, order, as_of)


def restricted_until(question: Question) -> Iterator[Step]:
    """Explain QOO10_RESTRICTED_UNTIL: the item stays stopped even after the order was sent."""
    kind, as_of = question.arguments("kind", "as_of")
    order = asked_order(question)
    yield from limit_rules(question, order, "restriction")
    yield from counting(question, order, min(order.shipped, as_of))
    yield sent_step(order, as_of)
    yield from rate_steps(question, kind, as_of)
    restricted = event_day(question.context, order, "制限")
    yield rule_step(question.context, "qoo10.restriction_days", restricted)
    yield Step("期限", "制限日 (それまでに発送しなかった場合)", date_of(restricted))
    yield event_step(question, order, "解除")
    yield Step(COUNTED, "基準日は制限日から何日後か", as_of - restricted)
    yield from remark_steps(question, order, as_of)


def buyer_can_cancel(question: Question) -> Iterator[Step]:
    """Explain QOO10_CAN_CANCEL, a clock of its own beside the penalty."""
    planned, shipped, as_of = question.arguments("planned", "shipped", "as_of")
    passed = can_cancel(question.context, planned, None, as_of).value
    source = f"発送予定日 {date_of(planned)}、基準日 {date_of(as_of)}"
    yield Step(JUDGED, "発送予定日を過ぎているか", passed, source)
    if passed and not can_cancel(question.context, planned, shipped, as_of).value:
        yield Step(JUDGED, "発送済みのため、購入者はこの理由ではキャンセルできません", date_of(shipped))
    yield Step("注記", "減点の期限とは別に数えます。減点は入金日・予約日から数えます", "案内")


EXPLAINERS = {
    "QOO10_STAGE": stage,
    "QOO10_DEADLINE": deadline,
    "QOO10_DAYS_LEFT": days_left,
    "QOO10_POINTS": points,
    "QOO10_RESTRICTED_UNTIL": restricted_until,
    "QOO10_CAN_CANCEL": buyer_can_cancel,
}
