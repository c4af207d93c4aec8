"""One order judged: the record through the kernel, with the days that its sentences and explanations name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.qoo10.kernel import (
    Outcome,
    Terms,
    elapsed,
    is_beyond_calendar,
    milestone,
    outcome_of,
    release_day,
    terms_of,
)
from xlshipcheck.qoo10.limits import Limits, Tables, penalty_rules, tables_of
from xlshipcheck.qoo10.words import EVENT_RULES, LAST_UNRESTRICTED_DAY, RELEASED
from xlshipcheck.values.days import NEVER, date_of

if TYPE_CHECKING:
    from xlshipcheck.calendars.business_days import Calendar
    from xlshipcheck.context import Context
    from xlshipcheck.qoo10.record import Order


class Judged(NamedTuple):
    """An order with everything counted once.

    Attributes:
        context: the settings and rules.
        order: the record.
        as_of: the as-of day.
        tables: the calendar that counts.
        limits: the day counts of the order's kind.
        terms: what base day and kind settle.
        sent_after: the count on the ship date; large where unsent.
        outcome: what became of it.
        stopped_until: the release day while the order's item is or would be stopped, else 0.
        first_estimated_day: the first day whose holidays are not gazetted.
    """

    context: Context
    order: Order
    as_of: int
    tables: Tables
    limits: Limits
    terms: Terms
    sent_after: int
    outcome: Outcome
    stopped_until: int
    first_estimated_day: int

    @property
    def beyond_calendar(self) -> bool:
        """Tell whether a deadline lies beyond the calendar."""
        return bool(is_beyond_calendar(self.terms))

    def elapsed(self, day: int) -> int:
        """Return the count on a day."""
        count: int = elapsed(self.tables, self.order.base, day, self.order.preorder)
        return count

    def milestone(self, count: int) -> int:
        """Return the first day with a count, the base itself for 0.

        Raises:
            ResultOutOfRange: it lies beyond the calendar.
        """
        order = self.order
        day: int = milestone(self.tables, order.base, count, order.preorder) if count else order.base
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
        return self.within(restricted + penalty_rules(self.context.rulebook).restriction_days(restricted))

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
            raise errors.ResultOutOfRange(argument="入金日・予約日", value=date_of(self.order.base))
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
        self._context, self._as_of = context, as_of
        self._rules = penalty_rules(context.rulebook)
        self._tables = tables_of(platform)
        self._first_estimated_day = platform.first_estimated_day
        self._terms: dict[tuple[int, int], Terms] = {}

    def terms(self, base: int, preorder: int) -> Terms:
        """Return what a base day and a kind settle."""
        key = (base, preorder)
        terms = self._terms.get(key)
        if terms is None:
            terms = self._terms[key] = terms_of(
                self._tables, self._rules, base, preorder, self._as_of, self._first_estimated_day
            )
        return terms

    def order(self, order: Order) -> Judged:
        """Return an order, whose clock runs, judged."""
        base, preorder, as_of = order.base, order.preorder, self._as_of
        terms = self.terms(base, preorder)
        limits = self._rules.limits(base, preorder)
        sent_after = elapsed(self._tables, base, order.shipped, preorder)
        length = self._rules.restriction_days(terms.restriction_day)
        outcome = outcome_of(terms, limits, order, sent_after, as_of)
        stopped = release_day(terms.restriction_day, sent_after, as_of, order.rate, limits, length)
        return Judged(
            self._context,
            order,
            as_of,
            self._tables,
            limits,
            terms,
            sent_after,
            outcome,
            stopped * (1 - outcome.unknown),
            self._first_estimated_day,
        )
