"""Explanations of Qoo10's delay penalty for one order: the count, the rules it is held against, the edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck import errors
from xlshipcheck.explain.steps import Question, Step, rule_step, rule_steps, same_share, skipped_steps
from xlshipcheck.qoo10.kernel import MAY_BE_RESTRICTED, STAGES
from xlshipcheck.qoo10.limits import penalty_rules
from xlshipcheck.qoo10.notes import APOLOGY, sentences
from xlshipcheck.qoo10.penalty import can_cancel, judged_order, rate_state
from xlshipcheck.qoo10.record import RATE_HIGH, RATE_UNKNOWN
from xlshipcheck.values.days import NEVER, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from xlshipcheck.context import Context
    from xlshipcheck.qoo10.judging import Judged


COUNTED, JUDGED = "数える", "判定"


def asked_order(question: Question, kind: str | None = None) -> Judged:
    """Return the order of a question judged, its base being the function's first argument that names one."""
    values = question.values
    base = values["base"] if "base" in values else values["oldest_base"]
    wanted = kind or values["kind"]
    as_of = values.get("as_of", base)
    return judged_order(question.context, base, values.get("shipped"), wanted, as_of, question.calendar)


def limit_rules(question: Question, judged: Judged, *names: str) -> Iterator[Step]:
    """Yield the day counts of the order's kind in force on its base day.

    Args:
        question: what was asked.
        judged: the order.
        names: fields of `qoo10.Limits`.
    """
    kind = "preorder" if judged.order.preorder else "general"
    yield from rule_steps(question.context, [f"qoo10.{kind}.{name}" for name in names], judged.order.base)
    if not judged.order.preorder:
        yield payment_day_rule(question.context)


def payment_day_rule(context: Context) -> Step:
    """Return the rule that says which day of the count the payment day is, as the calendar took it."""
    return rule_step(context, "qoo10.payment_day", context.as_of or 0)


def counting(question: Question, judged: Judged, day: int) -> Iterator[Step]:
    """Yield how an order's days are counted up to a day: what is passed over, and the count."""
    on = date_of(day)
    if judged.order.preorder:
        yield Step(COUNTED, f"予約日の翌日から {on} までの暦日 (土日・祝日も数えます)", judged.elapsed(day))
        return
    yield from skipped_steps(question.platform, question.platform.payment_base(judged.order.base), day)
    yield Step(
        COUNTED,
        f"入金日から {on} までの営業日",
        judged.elapsed(day),
        f"入金日は {judged.tables.payment_day} 日目",
    )


def event_step(judged: Judged, event: str) -> Step:
    """Return the date of an event, or that it lies beyond the calendar."""
    try:
        return Step("期限", event, date_of(judged.event_day(event)))
    except errors.ResultOutOfRange:
        return Step("期限", event, "", "扱える期間の外")


def sent_step(judged: Judged) -> Step:
    """Return whether the order counts as sent on the as-of day."""
    if judged.outcome.sent:
        return Step(
            JUDGED, "基準日までに発送しているか", value=True, source=f"発送日 {date_of(judged.order.shipped)}"
        )
    later = judged.order.shipped < NEVER
    source = "発送日が基準日より後のため、未発送として扱います" if later else "発送日が空白です"
    return Step(JUDGED, "基準日までに発送しているか", value=False, source=source)


def rate_steps(question: Question, kind: str, as_of: int) -> Iterator[Step]:
    """Yield what the on-time rate means for 販売制限, compared in whole numbers."""
    context = question.context
    given: Fraction | None = question.values["rate"]
    rate = context.settings.rates.get(kind) if given is None else given
    yield rule_step(context, "qoo10.rate_limit", as_of)
    state = rate_state(context, given, kind, as_of)
    if rate is None or state == RATE_UNKNOWN:
        yield Step("発送率", "発送率が分からないため、制限になるかどうかは決められません")
        return
    limit: int = penalty_rules(context.rulebook).rate_limit.over(as_of)
    sign = ">" if state == RATE_HIGH else "≤"
    meaning = (
        f"{limit}%を超えるため、警告のままです"
        if state == RATE_HIGH
        else f"{limit}%以下のため、制限の対象です"
    )
    comparison = same_share(rate.numerator, rate.denominator, limit, sign)
    origin = "指定した発送率" if given is not None else "設定の発送率"
    yield Step("発送率", meaning, rate, f"{comparison} ({origin})")


def note_steps_of(judged: Judged, excluded: int = APOLOGY) -> Iterator[Step]:
    """Yield what 確認 would say of the order: 境界, 推定 and doubtful dates.

    Args:
        judged: the order.
        excluded: mask of notes that do not belong to the question.
    """
    for text in sentences(judged.outcome.notes & ~excluded):
        kind, _, sentence = text.partition(": ")
        yield Step("注記", sentence, kind)


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
    judged = asked_order(question)
    limits = judged.limits
    yield from limit_rules(question, judged, "notice", "warning", "restriction")
    yield from counting(question, judged, as_of)
    for event in ("注意", "警告", "制限"):
        yield event_step(judged, event)
    yield sent_step(judged)
    if not judged.outcome.sent:
        source = f"数えた日数 {judged.terms.passed} (注意 {limits.notice}、警告 {limits.warning}、制限 {limits.restriction} から)"
        yield Step(JUDGED, "発送率を見る前の段階", STAGES[judged.terms.stage], source)
        if judged.terms.stage == MAY_BE_RESTRICTED:
            yield from rate_steps(question, kind, as_of)
    yield from note_steps_of(judged, excluded=0)


def deadline(question: Question) -> Iterator[Step]:
    """Explain QOO10_DEADLINE: the count it stands for, and until when a shipment still counts so."""
    event = question.values["event"]
    judged = asked_order(question)
    yield from limit_rules(question, judged, EVENT_LIMITS[event])
    day = judged.event_day(event)
    if event == "解除":
        restricted = judged.event_day("制限")
        yield from counting(question, judged, restricted)
        yield event_step(judged, "制限")
        yield rule_step(question.context, "qoo10.restriction_days", restricted)
        yield Step(COUNTED, "制限日から解除までの暦日", day - restricted)
        return
    yield from counting(question, judged, day)
    if event in LAST_DAYS:
        same_count_until = judged.milestone(judged.elapsed(day) + 1) - 1
        if same_count_until > day:
            content = "続く休みの日の発送も同じ日数と数えるため、実際にはこの日まで間に合います"
            yield Step("境界", content, date_of(same_count_until))


def days_left(question: Question) -> Iterator[Step]:
    """Explain QOO10_DAYS_LEFT."""
    as_of = question.values["as_of"]
    judged = asked_order(question)
    yield from limit_rules(question, judged, "safe")
    yield from counting(question, judged, as_of)
    yield event_step(judged, "最終発送日")
    yield sent_step(judged)
    if not judged.outcome.sent:
        source = f"{judged.limits.safe} − {judged.terms.passed}"
        yield Step("計算", "最終発送日までの日数 − 数えた日数", judged.terms.days_left, source)
    yield from note_steps_of(judged)


def points(question: Question) -> Iterator[Step]:
    """Explain QOO10_POINTS: the day of booking, and how far the count was when the order was sent."""
    as_of = question.values["as_of"]
    judged = asked_order(question)
    yield from limit_rules(question, judged, "safe", "warning")
    yield event_step(judged, "警告")
    if judged.order.shipped < NEVER:
        yield from counting(question, judged, judged.order.shipped)
    else:
        yield from counting(question, judged, as_of)
    yield sent_step(judged)
    booked = judged.booking
    yield rule_step(question.context, "qoo10.points", booked[0] if booked else as_of)
    if booked:
        yield Step(JUDGED, "減点が確定した日 (この日の月の点数に入ります)", date_of(booked[0]))
    else:
        yield Step(JUDGED, "基準日までに確定した減点", "なし")
    yield from note_steps_of(judged)


def restricted_until(question: Question) -> Iterator[Step]:
    """Explain QOO10_RESTRICTED_UNTIL: the item stays stopped even after the order was sent."""
    kind, as_of = question.arguments("kind", "as_of")
    judged = asked_order(question)
    yield from limit_rules(question, judged, "restriction")
    yield from counting(question, judged, min(judged.order.shipped, as_of))
    yield sent_step(judged)
    yield from rate_steps(question, kind, as_of)
    restricted = judged.event_day("制限")
    yield rule_step(question.context, "qoo10.restriction_days", restricted)
    yield Step("期限", "制限日 (それまでに発送しなかった場合)", date_of(restricted))
    yield event_step(judged, "解除")
    yield Step(COUNTED, "基準日は制限日から何日後か", as_of - restricted)
    yield from note_steps_of(judged)


def buyer_can_cancel(question: Question) -> Iterator[Step]:
    """Explain QOO10_CAN_CANCEL, a clock of its own beside the penalty."""
    planned, shipped, as_of, state, kind = question.arguments("planned", "shipped", "as_of", "status", "kind")
    if planned is None:
        passed = can_cancel(question.context, None, None, as_of, state, kind).value
        yield Step(JUDGED, "配送要請のまま発送予定日が未入力か (一般商品)", passed)
    else:
        passed = can_cancel(question.context, planned, None, as_of, None, kind).value
        source = f"発送予定日 {date_of(planned)}、基準日 {date_of(as_of)}"
        yield Step(JUDGED, "発送予定日を過ぎているか", passed, source)
    if shipped is not None and passed and shipped <= as_of:
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
