"""The one kernel of Qoo10's delay penalty: a record in, every outcome and a bit mask of notes out.

Everything rests on one count. n(d) is the number of business days x with base < x <= d (一般, base = 入金日);
for 予約 it is the number of calendar days after 予約日. "By +k" means n(ship date) <= k, so a ship date on
closed days after +k still counts as +k; a date is never compared with a deadline's date.

It is arithmetic without branches on day numbers: with ints and lists it serves a cell and a row of a sheet, with
numpy arrays a whole column. It comes in two halves: what base day and kind settle, which repeats from row to row
and which a DataFrame looks up, and what became of the parcel. What it counts with stands before it: the calendar
as tables, and the day counts of each kind by date, whose source is `rules/qoo10.toml`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.qoo10 import notes
from xlshipcheck.qoo10.record import (
    CANCEL_REQUESTED,
    NO_CLOCK_CANCELLED,
    NOT_PAID,
    RATE_HIGH,
    RATE_LOW,
    SHIPPED,
    UNPLANNED,
    UNREAD,
)
from xlshipcheck.values.days import NEVER

if TYPE_CHECKING:
    from xlshipcheck.calendars.business_days import Calendar
    from xlshipcheck.qoo10.record import Order
    from xlshipcheck.rulebook.rules import Rule, Rulebook
    from xlshipcheck.values.numbers import Numbers, OneOrMany


STAGES = ("正常", "注意", "警告", "制限候補", "制限", "発送済", "入金待ち", "対象外")
NORMAL, NOTICE, WARNING, MAY_BE_RESTRICTED, RESTRICTED, SENT, UNPAID, NOT_JUDGED = range(len(STAGES))
STAGE_WITHOUT_CLOCK = {NOT_PAID: UNPAID, NO_CLOCK_CANCELLED: NOT_JUDGED}


class Tables(NamedTuple):
    """The calendar as the kernels take it: lists for ints, arrays for arrays.

    Attributes:
        ordinals: day -> number of business days up to it; -1 and `NEVER` are valid indices.
        days: ordinal -> day.
        payment_day: 0, or 1 where the payment day itself is day 1.
    """

    ordinals: OneOrMany
    days: OneOrMany
    payment_day: int


def tables_of(calendar: Calendar) -> Tables:
    """Return a calendar's tables for counting with ints."""
    return Tables(calendar.ordinals, calendar.days, calendar.payment_day)


class Limits(NamedTuple):
    """Day counts of one kind of order, each an int or an array."""

    notice: OneOrMany
    safe: OneOrMany
    warning: OneOrMany
    restriction: OneOrMany
    on_time: OneOrMany


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
        self._oldest_payment = rulebook.rule("qoo10.plausible.payment_age")
        self.rate_limit = rulebook.rule("qoo10.rate_limit")
        # Nearly always every rule has one value; then a row costs no look-up at all.
        changes = any(rule.values[1:] for rules in self._rules for rule in rules)
        self._fixed = (
            None if changes else [Limits(*(rule.over(0) for rule in rules)) for rules in self._rules]
        )

    def limits(self, base: Numbers, preorder: Numbers | int) -> Limits:
        """Return the day counts in force on a base day for a kind (0 一般, 1 予約)."""
        if self._fixed and isinstance(preorder, int):
            return self._fixed[preorder]
        general, reserved = (Limits(*(rule.over(base) for rule in rules)) for rules in self._rules)
        return Limits(*(one + preorder * (other - one) for one, other in zip(general, reserved)))

    def points(self, day: Numbers) -> Numbers:
        """Return the points booked on a day for one order."""
        return self._points.over(day)

    def oldest_payment(self, day: int) -> int:
        """Return how many days before an as-of day a payment may lie and be plausible."""
        days: int = self._oldest_payment.over(day)
        return days

    def restriction_days(self, day: Numbers) -> Numbers:
        """Return how many days a restriction that begins on a day lasts."""
        return self._restriction_days.over(day)


@lru_cache(maxsize=32)
def penalty_rules(rulebook: Rulebook) -> PenaltyRules:
    """Return the day counts of a rulebook, prepared once."""
    return PenaltyRules(rulebook)


class Terms(NamedTuple):
    """What the base day and the kind of an order settle, whatever becomes of the parcel.

    Attributes:
        passed: the count on the as-of day.
        stage: index into `STAGES` while unsent and before the rate is looked at.
        on_time_day: 発送率期限 as a day number.
        last_safe_day: 最終発送日.
        points_day: 減点日.
        restriction_day: 制限日, whatever the rate.
        days_left: 残り日数 while unsent.
        points: 減点 that is booked by the as-of day, unless the order was sent before it cost any.
        notes: bit mask of the notes that hold, sent or not.
        notes_unsent: bit mask of the notes that hold while unsent.
    """

    passed: OneOrMany
    stage: OneOrMany
    on_time_day: OneOrMany
    last_safe_day: OneOrMany
    points_day: OneOrMany
    restriction_day: OneOrMany
    days_left: OneOrMany
    points: OneOrMany
    notes: OneOrMany
    notes_unsent: OneOrMany


class Outcome(NamedTuple):
    """What hangs on the parcel and on the rate too.

    Attributes:
        stage: index into `STAGES`.
        points: 減点, booked by the as-of day; 0 where `unknown`.
        can_cancel: 1 where the buyer can cancel.
        sent: 1 where sent by the as-of day.
        unknown: 1 where 配送状態 cannot be read and no 発送日 settles it (状態不明).
        rated: 1 where the order hangs on the rate.
        notes: bit mask over `notes.NOTES`.
    """

    stage: OneOrMany
    points: OneOrMany
    can_cancel: OneOrMany
    sent: OneOrMany
    unknown: OneOrMany
    rated: OneOrMany
    notes: OneOrMany


def elapsed(tables: Tables, base: Numbers, day: Numbers | int, preorder: Numbers | int) -> Numbers:
    """Return n(day) for 一般 (preorder 0), or calendar days after base for 予約 (preorder 1)."""
    business_days = tables.ordinals[day] - tables.ordinals[base - tables.payment_day]
    return business_days + preorder * ((day - base) - business_days)


def milestone(tables: Tables, base: Numbers, count: Numbers | int, preorder: Numbers | int) -> Numbers:
    """Return the first day whose count is `count`, the base itself for 0; `NEVER` or beyond where the calendar ends before."""
    business_day = tables.days[tables.ordinals[base - tables.payment_day] + count]
    day = business_day + preorder * ((base + count) - business_day)
    # A base on a closed day has the count of the business day before it.
    return day + (count == 0) * (base - day)


def step_code(passed: Numbers, limits: Limits) -> Numbers:
    """Return the stage of an unsent order before the rate is looked at: the third step is 制限候補."""
    return (passed >= limits.notice) * 1 + (passed >= limits.warning) + (passed >= limits.restriction)


def rated_stage(step: Numbers, rate: Numbers) -> Numbers:
    """Return the stage of an unsent order: 制限候補 becomes 制限 with a low rate, and stays 警告 with a high one."""
    return step + (step == MAY_BE_RESTRICTED) * ((rate == RATE_LOW) * 1 - (rate == RATE_HIGH))


def stage_of(step: Numbers, rate: Numbers, sent: Numbers) -> Numbers:
    """Return the stage of an order, sent by the as-of day or not."""
    stage = rated_stage(step, rate)
    return stage + sent * (SENT - stage)


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
    rate: Numbers,
    limits: Limits,
    length: Numbers,
) -> Numbers:
    """Return the day on which an order's item is on sale again, 0 where it is not stopped on the as-of day.

    The item stays stopped for its days even after the order was sent.

    Args:
        restriction_day: `milestone` at the restriction count.
        sent_after: `elapsed` on the ship date; large where unsent.
        as_of: the as-of day.
        rate: `RATE_UNKNOWN` (it would be stopped), `RATE_LOW` or `RATE_HIGH`.
        limits: the day counts of the order's kind.
        length: days a restriction lasts, its first day included.
    """
    released = restriction_day + length
    too_late = (sent_after >= limits.restriction) * (rate != RATE_HIGH)
    return too_late * (as_of >= restriction_day) * (as_of < released) * released


def cancellable(planned: Numbers, unsent: Numbers, as_of: int) -> Numbers:
    """Return 1 where 発送予定日 has passed and the order is unsent: the shop cannot refuse a cancel."""
    return (as_of > planned) * unsent


def cancellable_unplanned(
    planned: Numbers, unsent: Numbers, state: Numbers | int | None, preorder: Numbers | int
) -> Numbers:
    """Return 1 where 配送要請 stands and nobody has entered 発送予定日 (一般): the buyer may cancel at once."""
    return (planned >= NEVER) * (state == UNPLANNED) * (1 - preorder) * unsent


def rate_days(
    tables: Tables, base: Numbers, shipped: Numbers, preorder: Numbers, on_time: Numbers
) -> tuple[Numbers, Numbers]:
    """Return (the day from which an order counts in the on-time rate, the day from which it counts as late).

    An order sent in time counts from its ship date and is never late; any other counts from the first day on which it
    is late, whether it was sent afterwards or not. `NEVER` stands for no such day.

    Args:
        tables: the platform's calendar.
        base: base day.
        shipped: ship date, `NEVER` where unsent.
        preorder: 1 for 予約, else 0.
        on_time: the count up to which an order is in time.
    """
    in_time = (elapsed(tables, base, shipped, preorder) <= on_time) * 1
    late_day = milestone(tables, base, on_time + 1, preorder)
    return late_day + in_time * (shipped - late_day), late_day + in_time * (NEVER - late_day)


def terms_of(
    tables: Tables,
    rules: PenaltyRules,
    base: Numbers,
    preorder: Numbers | int,
    as_of: int,
    first_estimated_day: int,
) -> Terms:
    """Return what a base day and a kind settle.

    Args:
        tables: the platform's calendar, as lists for ints or as arrays for arrays.
        rules: the day counts by date.
        base: 入金日 (一般) or 予約日 (予約) as a day number.
        preorder: 1 for 予約, else 0.
        as_of: the as-of day.
        first_estimated_day: the first day whose holidays are not gazetted.
    """
    limits = rules.limits(base, preorder)
    passed = elapsed(tables, base, as_of, preorder)
    on_time_day = milestone(tables, base, limits.on_time, preorder)
    last_safe_day = milestone(tables, base, limits.safe, preorder)
    points_day = milestone(tables, base, limits.warning, preorder)
    restriction_day = milestone(tables, base, limits.restriction, preorder)
    stage = step_code(passed, limits)
    days_left = limits.safe - passed
    return Terms(
        passed,
        stage,
        on_time_day,
        last_safe_day,
        points_day,
        restriction_day,
        days_left,
        points_booked(points_day, NEVER, as_of, limits, rules.points(points_day)),
        # 予約日 lies ahead by its nature; a payment that does is a mistake.
        (1 - preorder)
        * ((restriction_day >= first_estimated_day) * notes.ESTIMATED + (base > as_of) * notes.FUTURE_BASE),
        (days_left == 0) * (as_of > last_safe_day) * notes.BORDER
        + (stage >= NOTICE) * notes.APOLOGY
        + (1 - preorder) * (as_of - base > rules.oldest_payment(as_of)) * notes.OLD_BASE,
    )


def is_beyond_calendar(terms: Terms) -> OneOrMany:
    """Tell whether a deadline lies beyond the calendar, so that the order cannot be judged."""
    return (terms.last_safe_day >= NEVER) | (terms.points_day >= NEVER) | (terms.restriction_day >= NEVER)


def outcome_of(terms: Terms, limits: Limits, order: Order, sent_after: Numbers, as_of: int) -> Outcome:
    """Return what became of an order.

    Args:
        terms: from `terms_of`.
        limits: the day counts of the order's kind.
        order: the record.
        sent_after: `elapsed` on the ship date.
        as_of: the as-of day.
    """
    shipped, state = order.shipped, order.state
    sent = (shipped <= as_of) * 1
    unsent = 1 - sent
    unknown = unsent * (state == UNREAD)
    # On its way on a day that nobody wrote down: the count goes on, but the buyer can neither cancel nor be waiting.
    undated = (shipped >= NEVER) * (state == SHIPPED)
    waiting = unsent * (1 - undated) * (1 - unknown)
    overdue = cancellable(order.planned, waiting, as_of)
    unplanned = cancellable_unplanned(order.planned, waiting, state, order.preorder)
    rated = (terms.stage >= WARNING) * (sent_after >= limits.restriction)
    decided = (terms.stage == MAY_BE_RESTRICTED) * unsent
    mask = (
        terms.notes
        | waiting * terms.notes_unsent
        # What may have been sent long ago is not to be packed today, nor apologised for.
        | unknown * (terms.notes_unsent & ~notes.APOLOGY)
        | overdue * (notes.CANCELLABLE | notes.APOLOGY)
        | unplanned * notes.CANCELLABLE_UNPLANNED
        | unsent * (state == CANCEL_REQUESTED) * notes.CANCEL_ASKED
        | (shipped < order.base) * (1 - order.preorder) * notes.SENT_BEFORE_BASE
        | (shipped > as_of) * (shipped < NEVER) * notes.SENT_IN_FUTURE
        | (sent_after > limits.on_time) * (sent_after <= limits.safe) * sent * notes.LATE_IN_RATE
        | undated * notes.NO_SHIP_DATE
        | unknown * notes.UNREAD_STATE
        | rated * order.rate_notes
        | order.base_notes
        | unsent * (order.wished * notes.WISHED_DAY)
        | waiting * (shipped >= NEVER) * (order.labelled * notes.LABEL_ISSUED)
        | decided * (order.rate == RATE_HIGH) * (order.rate_today == RATE_LOW) * notes.RATE_FELL
    )
    return Outcome(
        stage_of(terms.stage, order.rate, sent),
        # Whether the day of booking has come stands in the terms already; what is left is the ship date.
        points_booked(as_of, sent_after, as_of, limits, terms.points) * (1 - unknown),
        overdue | unplanned,
        sent,
        unknown,
        rated,
        mask,
    )


def notes_without_clock(order: Order) -> OneOrMany:
    """Return the notes of an order whose clock does not run because 入金日 is blank."""
    undated = (order.shipped >= NEVER) * (order.state == SHIPPED)
    return (order.shipped < NEVER) * notes.SENT_UNPAID | undated * notes.SENT_UNPAID_BY_STATUS
