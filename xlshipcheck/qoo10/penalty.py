"""The functions of Qoo10's delay penalty for one order: each makes the record and says one thing of its judgement.

`stage` takes the arguments of QOO10_STAGE as they were read; `stage_of` says the same of an order that is judged
already, such as that of the caller's own row. The rules are in `kernel`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from xlshipcheck.context import PREORDER, Context
from xlshipcheck.qoo10 import notes
from xlshipcheck.qoo10.judging import Judge, Judged
from xlshipcheck.qoo10.kernel import STAGES, cancellable, cancellable_unplanned
from xlshipcheck.qoo10.limits import Limits, penalty_rules
from xlshipcheck.qoo10.record import (
    CANCELLED,
    RATE_HIGH,
    RATE_LOW,
    RATE_UNKNOWN,
    SHIPPED,
    UNREAD,
    Order,
    day_or_never,
)
from xlshipcheck.qoo10.words import EVENT_RULES, RELEASED
from xlshipcheck.rulebook.notes import override_notes
from xlshipcheck.values.answers import Answer, Note
from xlshipcheck.values.days import NEVER, date_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from xlshipcheck.calendars.business_days import Calendar

ESTIMATED = Note(*notes.sentences(notes.ESTIMATED)[0].split(": ", 1))
POINTS_RESET = Note(
    "案内",
    "配送遅延ポイント（サービスポイントの一部）は確定した月に数え、翌月にリセットされますが、"
    "今月の状態は翌月の販売者レベルに影響します",
)


def judged_order(
    context: Context,
    base: int,
    shipped: int | None,
    kind: str,
    as_of: int,
    calendar: Calendar | None,
    rate: int = RATE_UNKNOWN,
) -> Judged:
    """Return the order that a function was given, judged."""
    order = Order(base=base, preorder=int(kind == PREORDER), shipped=day_or_never(shipped), rate=rate)
    return _judge(context, as_of, calendar).order(order)


@lru_cache(maxsize=16)
def _judge(context: Context, as_of: int, calendar: Calendar | None) -> Judge:
    """Return the judge of an as-of day: down a column it is the same one, which knows its base days already."""
    return Judge(context, as_of, calendar)


def rate_state_of(rate: Fraction | None, limit_percent: int) -> int:
    """Return what a rate means for 制限; the limit itself counts as low."""
    if rate is None:
        return RATE_UNKNOWN
    return RATE_LOW if rate * 100 <= limit_percent else RATE_HIGH


def rate_state(context: Context, rate: Fraction | None, kind: str, as_of: int) -> int:
    """Return what the rate given, or else the one in the settings, means on the as-of day."""
    if rate is None:
        rate = context.settings.rates.get(kind)
    if rate is None:
        return RATE_UNKNOWN
    return rate_state_of(rate, penalty_rules(context.rulebook).rate_limit.over(as_of))


def stage(
    context: Context,
    base: int,
    shipped: int | None,
    kind: str,
    as_of: int,
    rate: Fraction | None,
    calendar: Calendar | None,
) -> Answer:
    """QOO10_STAGE: 正常, 注意, 警告, 制限, 制限候補 or 発送済 on the as-of day."""
    state = rate_state(context, rate, kind, as_of)
    return stage_of(judged_order(context, base, shipped, kind, as_of, calendar, state), {})


def stage_of(judged: Judged, _asked: Mapping[str, Any]) -> Answer:
    """QOO10_STAGE of an order that is judged."""
    return Answer(
        STAGES[judged.outcome.stage],
        changed_rules(judged, "notice", "warning", "restriction", "rate_limit"),
    )


def deadline(context: Context, base: int, kind: str, event: str, calendar: Calendar | None) -> Answer:
    """QOO10_DEADLINE: the date of an event of an order, whatever its rate."""
    return deadline_of(judged_order(context, base, None, kind, base, calendar), {"event": event})


def deadline_of(judged: Judged, asked: Mapping[str, Any]) -> Answer:
    """QOO10_DEADLINE of an order that is judged.

    Raises:
        ResultOutOfRange: the day lies beyond the calendar.
    """
    event = asked["event"]
    day = judged.event_day(event)
    return Answer(date_of(day), estimate_notes(judged, day) + changed_rules(judged, *EVENT_RULES[event]))


def estimate_notes(judged: Judged, day: int) -> tuple[Note, ...]:
    """Return the 推定 note of a date that was counted over holidays not gazetted yet."""
    return () if judged.order.preorder or day < judged.first_estimated_day else (ESTIMATED,)


def changed_rules(judged: Judged, *names: str) -> tuple[Note, ...]:
    """Return a 上書き note for each rule behind an answer that the shop has changed; see `overridden_rules`."""
    return overridden_rules(judged.context, judged.order.preorder, *names)


def overridden_rules(context: Context, preorder: int, *names: str) -> tuple[Note, ...]:
    """Return a 上書き note for each rule behind an answer that the shop has changed.

    Args:
        context: the rules in use.
        preorder: 1 for 予約, else 0.
        names: fields of `Limits`, and rules that both kinds share, such as `points`.
    """
    if not context.rulebook.overrides:
        return ()
    kind = "preorder" if preorder else "general"
    keys = [f"qoo10.{kind}.{name}" if name in Limits._fields else f"qoo10.{name}" for name in names]
    if not preorder:
        keys.append("qoo10.payment_day")
    return override_notes(map(context.rulebook.rule, keys))


def days_left(
    context: Context, base: int, shipped: int | None, kind: str, as_of: int, calendar: Calendar | None
) -> Answer:
    """QOO10_DAYS_LEFT: days until 最終発送日, negative when overdue, "" once shipped."""
    return days_left_of(judged_order(context, base, shipped, kind, as_of, calendar), {})


def days_left_of(judged: Judged, _asked: Mapping[str, Any]) -> Answer:
    """QOO10_DAYS_LEFT of an order that is judged."""
    if judged.outcome.sent:
        return Answer("")
    return Answer(judged.terms.days_left, changed_rules(judged, "safe"))


def points(
    context: Context, base: int, shipped: int | None, kind: str, as_of: int, calendar: Calendar | None
) -> Answer:
    """QOO10_POINTS: the points booked for the order by the as-of day, else 0."""
    return points_of(judged_order(context, base, shipped, kind, as_of, calendar), {})


def points_of(judged: Judged, _asked: Mapping[str, Any]) -> Answer:
    """QOO10_POINTS of an order that is judged."""
    said = changed_rules(judged, "safe", "warning", "points")
    if judged.outcome.unknown:
        return Answer("", said)
    booked = judged.outcome.points
    return Answer(booked, (POINTS_RESET, *said)) if booked else Answer(0, said)


def restricted_until(
    context: Context,
    base: int,
    shipped: int | None,
    kind: str,
    as_of: int,
    rate: Fraction | None,
    calendar: Calendar | None,
) -> Answer:
    """QOO10_RESTRICTED_UNTIL: the release date while this order's item is or would be stopped, else ""."""
    state = rate_state(context, rate, kind, as_of)
    return restricted_until_of(judged_order(context, base, shipped, kind, as_of, calendar, state), {})


def restricted_until_of(judged: Judged, _asked: Mapping[str, Any]) -> Answer:
    """QOO10_RESTRICTED_UNTIL of an order that is judged.

    Raises:
        ResultOutOfRange: the day lies beyond the calendar.
    """
    said = changed_rules(judged, *EVENT_RULES[RELEASED], "rate_limit")
    if not judged.stopped_until:
        return Answer("", said)
    released = judged.within(judged.stopped_until)
    return Answer(date_of(released), estimate_notes(judged, released) + said)


def can_cancel(
    _context: Context, planned: int | None, shipped: int | None, as_of: int, state: int | None, kind: str
) -> Answer:
    """QOO10_CAN_CANCEL: TRUE where the buyer can cancel and the shop cannot refuse.

    That is so once 発送予定日 has passed and the order is unsent, and at once while 配送要請 stands without any.
    """
    unsent = int(day_or_never(shipped) > as_of)
    if unsent and state == UNREAD:
        return Answer("")
    waiting = unsent * (state not in (CANCELLED, SHIPPED) or shipped is not None)
    day = day_or_never(planned)
    unplanned = cancellable_unplanned(day, waiting, state, int(kind == PREORDER))
    return Answer(bool(cancellable(day, waiting, as_of) or unplanned))


def can_cancel_of(judged: Judged, _asked: Mapping[str, Any]) -> Answer:
    """QOO10_CAN_CANCEL of an order that is judged: what cannot be told is "", and so is an order without 発送予定日."""
    outcome = judged.outcome
    if outcome.unknown or (judged.order.planned >= NEVER and not outcome.can_cancel):
        return Answer("")
    return Answer(bool(outcome.can_cancel))
