"""The steps that explanations about a Qoo10 order share: its count, its rules, its rate, and what is on the edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck import errors
from xlshipcheck.explain.steps import Question, Step, rule_step, rule_steps, same_share, skipped_steps
from xlshipcheck.qoo10.assessment import APOLOGY, REMARKS, OrderDays, outcome_of, terms_of
from xlshipcheck.qoo10.penalty import (
    RATE_HIGH,
    RATE_UNKNOWN,
    Order,
    event_day,
    order_of,
    penalty_rules,
    rate_state,
)
from xlshipcheck.values.days import NEVER, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from xlshipcheck.context import Context

COUNTED, JUDGED = "数える", "判定"


def asked_order(question: Question, kind: str | None = None) -> Order:
    """Return the order of a question, its base being the function's first argument that names one."""
    values = question.values
    base = values["base"] if "base" in values else values["oldest_base"]
    return order_of(question.context, base, values.get("shipped"), kind or values["kind"], question.calendar)


def limit_rules(question: Question, order: Order, *names: str) -> Iterator[Step]:
    """Yield the day counts of the order's kind in force on its base day.

    Args:
        question: what was asked.
        order: the order.
        names: fields of `qoo10.Limits`.
    """
    kind = "preorder" if order.preorder else "general"
    yield from rule_steps(question.context, [f"qoo10.{kind}.{name}" for name in names], order.base)
    if not order.preorder:
        yield payment_day_rule(question.context)


def payment_day_rule(context: Context) -> Step:
    """Return the rule that says which day of the count the payment day is, as the calendar took it."""
    return rule_step(context, "qoo10.payment_day", context.as_of or 0)


def counting(question: Question, order: Order, day: int) -> Iterator[Step]:
    """Yield how an order's days are counted up to a day: what is passed over, and the count."""
    on = date_of(day)
    if order.preorder:
        yield Step(COUNTED, f"予約日の翌日から {on} までの暦日 (土日・祝日も数えます)", order.elapsed(day))
        return
    yield from skipped_steps(question.platform, question.platform.payment_base(order.base), day)
    yield Step(
        COUNTED,
        f"入金日から {on} までの営業日",
        order.elapsed(day),
        f"入金日は {order.tables.payment_day} 日目",
    )


def event_step(question: Question, order: Order, event: str) -> Step:
    """Return the date of an event, or that it lies beyond the calendar."""
    try:
        return Step("期限", event, date_of(event_day(question.context, order, event)))
    except errors.ResultOutOfRange:
        return Step("期限", event, "", "扱える期間の外")


def sent_step(order: Order, as_of: int) -> Step:
    """Return whether the order counts as sent on the as-of day."""
    if order.sent_by(as_of):
        return Step(
            JUDGED, "基準日までに発送しているか", value=True, source=f"発送日 {date_of(order.shipped)}"
        )
    later = order.shipped < NEVER
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


def remark_steps(question: Question, order: Order, as_of: int, left_out: int = APOLOGY) -> Iterator[Step]:
    """Yield what 確認 would say of the order, from the same kernel: 境界, 推定 and doubtful dates.

    Args:
        question: what was asked.
        order: the order.
        as_of: the as-of day.
        left_out: mask of remarks that do not belong to the question.
    """
    rules = penalty_rules(question.context.rulebook)
    first_estimated = question.platform.first_estimated_day
    terms = terms_of(order.tables, rules, order.base, order.preorder, as_of, RATE_UNKNOWN, first_estimated)
    days = OrderDays(order.base, order.shipped, NEVER, order.preorder, 0, 0)
    mask = outcome_of(terms, order.limits, days, order.elapsed(order.shipped), as_of).remarks & ~left_out
    for bit, text in enumerate(REMARKS):
        if mask >> bit & 1:
            kind, _, sentence = text.partition(": ")
            yield Step("注記", sentence, kind)
