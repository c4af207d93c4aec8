"""What the penalty's kernel counts with: the calendar as tables, and the day counts of each kind by date.

Source of every limit: `rules/qoo10.toml`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from xlshipcheck.calendars.business_days import Calendar
    from xlshipcheck.rulebook.rules import Rule, Rulebook
    from xlshipcheck.values.numbers import Numbers, OneOrMany


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
        self._fixed = (
            [Limits(*(rule.over(0) for rule in rules)) for rules in self._rules]
            if all(len(rule.values) == 1 for rules in self._rules for rule in rules)
            else None
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
