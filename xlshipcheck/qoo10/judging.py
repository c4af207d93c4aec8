"""One order judged: the record through the kernel, with the days that its sentences and explanations name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

from xlshipcheck import errors
from xlshipcheck.context import PREORDER
from xlshipcheck.qoo10.kernel import (
    cancellable,
    cancellable_unplanned,
    elapsed,
    is_beyond_calendar,
    milestone,
    outcome_of,
    penalty_rules,
    release_day,
    stage_of,
    tables_of,
    terms_of,
)
from xlshipcheck.qoo10.record import (
    BASE_ROLES,
    FROM_PAYMENT,
    OPEN,
    RATE_HIGH,
    RATE_LOW,
    RATE_UNKNOWN,
    Order,
    day_or_never,
)
from xlshipcheck.qoo10.words import EVENT_RULES, LAST_UNRESTRICTED_DAY, RELEASED
from xlshipcheck.values.days import NEVER, date_of

if TYPE_CHECKING:
    from fractions import Fraction

    from xlshipcheck.calendars.business_days import Calendar
    from xlshipcheck.context import Context
    from xlshipcheck.qoo10.kernel import Limits, Outcome, Terms
    from xlshipcheck.values.answers import Asked


class Judged:
    """An order judged; what hangs on the parcel and on the rate is worked out when it is first asked for.

    Args:
        judge: who judges it.
        order: the record.
        terms: what base day and kind settle.
    """

    __slots__ = ("_outcome", "_stopped_until", "judge", "order", "terms")

    def __init__(self, judge: Judge, order: Order, terms: Terms) -> None:
        self.judge, self.order, self.terms = judge, order, terms
        self._outcome: Outcome | None = None
        self._stopped_until: int | None = None

    @property
    def sent(self) -> int:
        """Return 1 where the order was sent by the as-of day."""
        return int(self.order.shipped <= self.judge.as_of)

    @property
    def stage(self) -> int:
        """Return the place of the stage in `kernel.STAGES`."""
        code: int = stage_of(self.terms.stage, self.order.rate, self.sent)
        return code

    @property
    def limits(self) -> Limits:
        """Return the day counts of the order's kind."""
        return self.judge.rules.limits(self.order.base, self.order.preorder)

    @property
    def sent_after(self) -> int:
        """Return the count on the ship date; large where unsent."""
        return self.elapsed(self.order.shipped)

    @property
    def outcome(self) -> Outcome:
        """Return what became of the order."""
        if self._outcome is None:
            self._outcome = outcome_of(self.terms, self.limits, self.order, self.sent_after, self.judge.as_of)
        return self._outcome

    @property
    def stopped_until(self) -> int:
        """Return the release day while the order's item is or would be stopped, else 0."""
        if self._stopped_until is None:
            restricted = self.terms.restriction_day
            released: int = release_day(
                restricted,
                self.sent_after,
                self.judge.as_of,
                self.order.rate,
                self.limits,
                self.judge.rules.restriction_days(restricted),
            )
            self._stopped_until = 0 if self.outcome.unknown else released
        return self._stopped_until

    @property
    def next_cost_day(self) -> int:
        """Return the next day on which the order, while unsent, costs points or its item; `NEVER` for none to come."""
        terms = self.terms
        if self.judge.as_of < terms.points_day:
            return int(terms.points_day)
        if self.judge.as_of < terms.restriction_day and self.order.rate != RATE_HIGH:
            return int(terms.restriction_day)
        return NEVER

    @property
    def cancellable_while_unsent(self) -> bool:
        """Tell whether the buyer could cancel an order with this 発送予定日 and 配送状態 that has not been sent."""
        planned, state, preorder = self.order.planned, self.order.state, self.order.preorder
        overdue = cancellable(planned, 1, self.judge.as_of)
        return bool(overdue or cancellable_unplanned(planned, 1, state, preorder))

    @property
    def beyond_calendar(self) -> bool:
        """Tell whether a deadline lies beyond the calendar."""
        return bool(is_beyond_calendar(self.terms))

    def shipped_on(self, day: int) -> Judged:
        """Return the same order as if it was sent on a day."""
        return Judged(self.judge, self.order._replace(shipped=day), self.terms)

    def elapsed(self, day: int) -> int:
        """Return the count on a day."""
        count: int = elapsed(self.judge.tables, self.order.base, day, self.order.preorder)
        return count

    def milestone(self, count: int) -> int:
        """Return the first day with a count, the base itself for 0.

        Raises:
            ResultOutOfRange: it lies beyond the calendar.
        """
        order = self.order
        day: int = milestone(self.judge.tables, order.base, count, order.preorder)
        return self.within(day)

    def event_day(self, event: str) -> int:
        """Return the day number of an event.

        Raises:
            ResultOutOfRange: it lies beyond the calendar.
        """
        count: int = getattr(self.limits, EVENT_RULES[event][0])
        if event != RELEASED:
            return self.milestone(count - (event == LAST_UNRESTRICTED_DAY))
        restricted = self.milestone(count)
        return self.within(restricted + self.judge.rules.restriction_days(restricted))

    @property
    def booking(self) -> tuple[int, int] | None:
        """Return (day, points) of the booking made by the as-of day, or None."""
        return (self.terms.points_day, self.outcome.points) if self.outcome.points else None

    def within(self, day: int) -> int:
        """Return a day that lies in the calendar.

        Raises:
            ResultOutOfRange: it lies beyond.
        """
        if day >= NEVER:
            raise errors.ResultOutOfRange(
                argument=BASE_ROLES[int(self.order.preorder)], value=date_of(self.order.base)
            )
        return day


class Judge:
    """Judges orders; what a base day settles is worked out once per base day and kind.

    Args:
        context: the settings and rules.
        as_of: the as-of day.
        calendar: the platform's calendar where `closed` was given, else None.
    """

    def __init__(self, context: Context, as_of: int, calendar: Calendar | None = None) -> None:
        platform = calendar or context.calendar
        self.context, self.as_of = context, as_of
        self.rules = penalty_rules(context.rulebook)
        self.tables = tables_of(platform)
        self.first_estimated_day = platform.first_estimated_day
        self._terms: dict[tuple[int, int], Terms] = {}

    def terms(self, base: int, preorder: int) -> Terms:
        """Return what a base day and a kind settle."""
        key = (base, preorder)
        terms = self._terms.get(key)
        if terms is None:
            terms = self._terms[key] = terms_of(
                self.tables, self.rules, base, preorder, self.as_of, self.first_estimated_day
            )
        return terms

    def order(self, order: Order) -> Judged:
        """Return an order, whose clock runs, judged."""
        return Judged(self, order, self.terms(order.base, order.preorder))


def orders(context: Context, calendar: Calendar | None) -> Callable[[Asked], Judged]:
    """Return what makes the record of an order from the arguments of a function, and judges it.

    Args:
        context: the settings and rules.
        calendar: the platform's calendar where `closed` was given, else None.

    Returns:
        The arguments by name, as their readers gave them -> the order. One judge serves each as-of day of the call.
    """
    judges: dict[int, Judge] = {}

    def judged(values: Asked) -> Judged:
        # A deadline hangs on no as-of day, and the buyer's cancel on no base day.
        kind: str = values["kind"]
        base: int = values["as_of"] if values.get("base") is None else values["base"]
        as_of: int = base if values.get("as_of") is None else values["as_of"]
        judge = judges.get(as_of)
        if judge is None:
            judge = judges[as_of] = Judge(context, as_of, calendar)
        rate = rate_state(context, values["rate"], kind, as_of) if "rate" in values else RATE_UNKNOWN
        shipped, planned = day_or_never(values.get("shipped")), day_or_never(values.get("planned"))
        state = values.get("status") or OPEN
        return judge.order(Order(FROM_PAYMENT, base, int(kind == PREORDER), shipped, planned, state, 0, rate))

    return judged


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
