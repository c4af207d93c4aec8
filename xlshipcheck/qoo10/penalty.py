"""Qoo10's delay penalty: stages, deadlines and points of one order.

Everything rests on one count. n(d) is the number of business days x with base < x <= d (一般, base = 入金日);
for 予約 it is the number of calendar days after 予約日. "By +k" means n(ship date) <= k, so a ship date on
closed days after +k still counts as +k; a date is never compared with a deadline's date.

The kernels are arithmetic without branches on day numbers: with ints and lists they serve a cell, with
numpy arrays a whole column. The row functions wrap them for the catalogue.
Source of every limit: `rules/qoo10.toml`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from xlshipcheck import errors
from xlshipcheck.context import GENERAL, PREORDER, Context
from xlshipcheck.rulebook.notes import override_notes
from xlshipcheck.values.answers import Answer, Note
from xlshipcheck.values.days import NEVER, date_of
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from xlshipcheck.calendars.business_days import Calendar
    from xlshipcheck.rulebook.rules import Rule, Rulebook

Numbers = Any  # an int, or a numpy array of ints: the kernels take either

STAGES = ("正常", "注意", "警告", "制限候補", "制限", "発送済", "入金待ち", "対象外")
NORMAL, NOTICE, WARNING, MAY_BE_RESTRICTED, RESTRICTED, SENT, UNPAID, NOT_JUDGED = range(len(STAGES))

KINDS = {
    **dict.fromkeys(map(name_key, ["一般", "一般商品", "通常", "通常商品", "general", "일반"]), GENERAL),
    **dict.fromkeys(
        map(name_key, ["予約", "予約商品", "予約販売", "preorder", "pre-order", "예약"]), PREORDER
    ),
}
LAST_SAFE_DAY, LAST_UNRESTRICTED_DAY, RELEASED = "最終発送日", "制限回避", "解除"
# Event -> the rules that its date is counted by, first the field of `Limits`.
EVENT_RULES = {
    "発送率期限": ("on_time",),
    "注意": ("notice",),
    LAST_SAFE_DAY: ("safe",),
    "警告": ("warning",),
    LAST_UNRESTRICTED_DAY: ("restriction",),
    "制限": ("restriction",),
    RELEASED: ("restriction", "restriction_days"),
}
EVENTS = tuple(EVENT_RULES)

# What is known of the on-time rate: nothing, at or below the limit, above it.
RATE_UNKNOWN, RATE_LOW, RATE_HIGH = 0, 1, 2


class Tables(NamedTuple):
    """The calendar as the kernels take it: lists for ints, arrays for arrays.

    Attributes:
        ordinals: day -> number of business days up to it; -1 and `NEVER` are valid indices.
        days: ordinal -> day.
        payment_day: 0, or 1 where the payment day itself is day 1.
    """

    ordinals: Sequence[Any]
    days: Sequence[Any]
    payment_day: int


def tables_of(calendar: Calendar) -> Tables:
    """Return a calendar's tables for counting with ints."""
    return Tables(calendar.ordinals, calendar.days, calendar.payment_day)


class Limits(NamedTuple):
    """Day counts of one kind of order, each an int or an array."""

    notice: Numbers
    safe: Numbers
    warning: Numbers
    restriction: Numbers
    on_time: Numbers


class PenaltyRules:
    """The day counts of a rulebook, ready for the kernels.

    Args:
        rulebook: the rules in use.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self._rules: list[list[Rule]] = [
            [rulebook.rule(f"qoo10.{kind}.{name}") for name in Limits._fields]
            for kind in ("general", "preorder")
        ]
        self._points = rulebook.rule("qoo10.points")
        self._restriction_days = rulebook.rule("qoo10.restriction_days")
        self.rate_limit = rulebook.rule("qoo10.rate_limit")
        # Nearly always every rule has one value; then a row costs no look-up at all.
        self._fixed = (
            [Limits(*(rule.over(0) for rule in rules)) for rules in self._rules]
            if all(len(rule.values) == 1 for rules in self._rules for rule in rules)
            else None
        )

    def limits(self, base: Numbers, preorder: Numbers) -> Limits:
        """Return the day counts in force on a base day for a kind (0 一般, 1 予約)."""
        if self._fixed and isinstance(preorder, int):
            return self._fixed[preorder]
        general, reserved = (Limits(*(rule.over(base) for rule in rules)) for rules in self._rules)
        return Limits(*(one + preorder * (other - one) for one, other in zip(general, reserved)))

    def points(self, day: Numbers) -> Numbers:
        """Return the points booked on a day for one order."""
        return self._points.over(day)

    def restriction_days(self, day: Numbers) -> Numbers:
        """Return how many days a restriction that begins on a day lasts."""
        return self._restriction_days.over(day)


@lru_cache(maxsize=32)
def penalty_rules(rulebook: Rulebook) -> PenaltyRules:
    """Return the day counts of a rulebook, prepared once."""
    return PenaltyRules(rulebook)


def elapsed(tables: Tables, base: Numbers, day: Numbers, preorder: Numbers) -> Numbers:
    """Return n(day) for 一般 (preorder 0), or calendar days after base for 予約 (preorder 1)."""
    business_days = tables.ordinals[day] - tables.ordinals[base - tables.payment_day]
    return business_days + preorder * ((day - base) - business_days)


def milestone(tables: Tables, base: Numbers, count: Numbers, preorder: Numbers) -> Numbers:
    """Return the first day whose count is `count`; `NEVER` or beyond where the calendar ends before."""
    business_day = tables.days[tables.ordinals[base - tables.payment_day] + count]
    return business_day + preorder * ((base + count) - business_day)


def stage_code(passed: Numbers, sent: Numbers, rate_state: Numbers, limits: Limits) -> Numbers:
    """Return the index into `STAGES` of an order.

    Args:
        passed: `elapsed` on the as-of day.
        sent: 1 when the order was sent by the as-of day, else 0.
        rate_state: `RATE_UNKNOWN`, `RATE_LOW` or `RATE_HIGH`.
        limits: the day counts of the order's kind.
    """
    step = (passed >= limits.notice) * 1 + (passed >= limits.warning) + (passed >= limits.restriction)
    # The third step is 制限候補 without a rate, 制限 with a low one; a rate above the limit leaves 警告.
    code = step + (step == MAY_BE_RESTRICTED) * ((rate_state == RATE_LOW) * 1 - (rate_state == RATE_HIGH))
    return code + sent * (SENT - code)


def points_booked(
    booking_day: Numbers, sent_after: Numbers, as_of: Numbers, limits: Limits, points: Numbers
) -> Numbers:
    """Return the points of an order that are booked by the as-of day.

    Args:
        booking_day: `milestone` at the warning count.
        sent_after: `elapsed` on the ship date; large where unsent.
        as_of: the as-of day.
        limits: the day counts of the order's kind.
        points: points per order.
    """
    return (as_of >= booking_day) * (sent_after > limits.safe) * points


def release_day(
    restriction_day: Numbers,
    sent_after: Numbers,
    as_of: Numbers,
    rate_state: Numbers,
    limits: Limits,
    length: Numbers,
) -> Numbers:
    """Return the day on which an order's item is on sale again, 0 where it is not stopped on the as-of day.

    The item stays stopped for its days even after the order was sent.

    Args:
        restriction_day: `milestone` at the restriction count.
        sent_after: `elapsed` on the ship date; large where unsent.
        as_of: the as-of day.
        rate_state: `RATE_UNKNOWN` (it would be stopped), `RATE_LOW` or `RATE_HIGH`.
        limits: the day counts of the order's kind.
        length: days a restriction lasts, its first day included.
    """
    released = restriction_day + length
    too_late = (sent_after >= limits.restriction) * (rate_state != RATE_HIGH)
    return too_late * (as_of >= restriction_day) * (as_of < released) * released


def rate_state_of(rate: Fraction | None, limit_percent: int) -> int:
    """Return what a rate means for 制限; the limit itself counts as low."""
    if rate is None:
        return RATE_UNKNOWN
    return RATE_LOW if rate * 100 <= limit_percent else RATE_HIGH


class Order(NamedTuple):
    """One order as the row functions see it, with everything counted once."""

    tables: Tables
    limits: Limits
    base: int
    preorder: int
    shipped: int

    def sent_by(self, day: int) -> bool:
        """Tell whether the order was sent by the end of a day."""
        return self.shipped <= day

    def elapsed(self, day: int) -> int:
        """Return the count on a day."""
        count: int = elapsed(self.tables, self.base, day, self.preorder)
        return count

    def milestone(self, count: int) -> int:
        """Return the first day with a count, the base itself for 0.

        Raises:
            ResultOutOfRange: it lies beyond the calendar.
        """
        day: int = milestone(self.tables, self.base, count, self.preorder) if count else self.base
        if day >= NEVER:
            raise errors.ResultOutOfRange(argument="入金日・予約日", value=date_of(self.base))
        return day


def order_of(context: Context, base: int, shipped: int | None, kind: str, calendar: Calendar | None) -> Order:
    """Return the order of a row, with the day counts in force on its base day."""
    preorder = int(kind == PREORDER)
    limits = penalty_rules(context.rulebook).limits(base, preorder)
    return Order(
        tables_of(calendar or context.calendar), limits, base, preorder, NEVER if shipped is None else shipped
    )


def rate_state(context: Context, rate: Fraction | None, kind: str, as_of: int) -> int:
    """Return what the rate given, or else the one in the settings, means on the as-of day."""
    if rate is None:
        rate = context.settings.rates.get(kind)
    if rate is None:
        return RATE_UNKNOWN
    limit: int = penalty_rules(context.rulebook).rate_limit.over(as_of)
    return rate_state_of(rate, limit)


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
    order = order_of(context, base, shipped, kind, calendar)
    code = stage_code(
        order.elapsed(as_of), int(order.sent_by(as_of)), rate_state(context, rate, kind, as_of), order.limits
    )
    return Answer(
        STAGES[code],
        changed_rules(context, order.preorder, "notice", "warning", "restriction", "rate_limit"),
    )


def event_day(context: Context, order: Order, event: str) -> int:
    """Return the day number of an event of an order.

    Raises:
        ResultOutOfRange: when it lies beyond the calendar.
    """
    count: int = getattr(order.limits, EVENT_RULES[event][0])
    if event != RELEASED:
        return order.milestone(count - (event == LAST_UNRESTRICTED_DAY))
    restricted = order.milestone(count)
    released: int = restricted + penalty_rules(context.rulebook).restriction_days(restricted)
    if released >= NEVER:
        raise errors.ResultOutOfRange(argument="入金日・予約日", value=date_of(order.base))
    return released


def deadline(context: Context, base: int, kind: str, event: str, calendar: Calendar | None) -> Answer:
    """QOO10_DEADLINE: the date of an event of an order, whatever its rate."""
    order = order_of(context, base, None, kind, calendar)
    day = event_day(context, order, event)
    notes = estimate_notes(calendar or context.calendar, day, kind)
    return Answer(date_of(day), notes + changed_rules(context, order.preorder, *EVENT_RULES[event]))


def estimate_notes(calendar: Calendar, day: int, kind: str) -> tuple[Note, ...]:
    """Return the 推定 note of a date that was counted over holidays not gazetted yet."""
    if kind == GENERAL and calendar.is_estimated(day):
        return (ESTIMATED,)
    return ()


ESTIMATED = Note("推定", "公布前の祝日で数えています。官報の公布後に日付が変わることがあります")


def changed_rules(context: Context, preorder: int, *names: str) -> tuple[Note, ...]:
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


POINTS_RESET = Note(
    "案内",
    "配送遅延ポイント（サービスポイントの一部）は確定した月に数え、翌月にリセットされますが、"
    "今月の状態は翌月の販売者レベルに影響します",
)


def days_left(
    context: Context, base: int, shipped: int | None, kind: str, as_of: int, calendar: Calendar | None
) -> Answer:
    """QOO10_DAYS_LEFT: days until 最終発送日, negative when overdue, "" once shipped."""
    order = order_of(context, base, shipped, kind, calendar)
    if order.sent_by(as_of):
        return Answer("")
    left: int = order.limits.safe - order.elapsed(as_of)
    return Answer(left, changed_rules(context, order.preorder, "safe"))


def points(
    context: Context, base: int, shipped: int | None, kind: str, as_of: int, calendar: Calendar | None
) -> Answer:
    """QOO10_POINTS: the points booked for the order by the as-of day, else 0."""
    order = order_of(context, base, shipped, kind, calendar)
    booked = booking_of(context, order, as_of)
    notes = changed_rules(context, order.preorder, "safe", "warning", "points")
    return Answer(booked[1], (POINTS_RESET, *notes)) if booked else Answer(0, notes)


def booking_of(context: Context, order: Order, as_of: int) -> tuple[int, int] | None:
    """Return (day, points) of the booking made by the as-of day, or None."""
    day: int = milestone(order.tables, order.base, order.limits.warning, order.preorder)
    cost = penalty_rules(context.rulebook).points(day)
    booked = points_booked(day, order.elapsed(order.shipped), as_of, order.limits, cost)
    return (day, booked) if booked else None


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
    order = order_of(context, base, shipped, kind, calendar)
    restricted: int = milestone(order.tables, base, order.limits.restriction, order.preorder)
    length = penalty_rules(context.rulebook).restriction_days(restricted)
    state = rate_state(context, rate, kind, as_of)
    released = release_day(restricted, order.elapsed(order.shipped), as_of, state, order.limits, length)
    if released >= NEVER:
        raise errors.ResultOutOfRange(argument="入金日・予約日", value=date_of(base))
    notes = changed_rules(context, order.preorder, *EVENT_RULES[RELEASED], "rate_limit")
    if not released:
        return Answer("", notes)
    return Answer(date_of(released), estimate_notes(calendar or context.calendar, released, kind) + notes)


def can_cancel(_context: Context, planned: int, shipped: int | None, as_of: int) -> Answer:
    """QOO10_CAN_CANCEL: TRUE once 発送予定日 has passed and the order is unsent: the shop cannot refuse."""
    sent = shipped is not None and shipped <= as_of
    return Answer(as_of > planned and not sent)
