"""Qoo10's delay penalty read off the article's table, day by day, with another package's holidays."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from other_calendars import is_open

LIMIT = Fraction(95, 100)
# Of each kind: first day of 注意, last day without points, day of the points, day of the restriction, last day
# in time for the rate.
TABLE = {"一般": (3, 4, 5, 6, 3), "予約": (0, 2, 3, 4, 0)}
RESTRICTED_DAYS = 30


class HandOrder(NamedTuple):
    """An order as the article sees it; days are day numbers, None for unsent."""

    base: int
    shipped: int | None
    kind: str
    closed: frozenset[int] = frozenset()
    opened: frozenset[int] = frozenset()
    payment_day: int = 0
    table: tuple[int, ...] | None = None

    @property
    def steps(self):
        """Return the days of the table that hold for this order."""
        return self.table or TABLE[self.kind]

    def count(self, day):
        """Count on fingers: business days after 入金日, or calendar days after 予約日."""
        if self.kind == "予約":
            return day - self.base
        start = self.base - self.payment_day
        if day >= start:
            return sum(is_open(x, self.closed, self.opened) for x in range(start + 1, day + 1))
        return -sum(is_open(x, self.closed, self.opened) for x in range(day + 1, start + 1))

    def day_of_count(self, wanted):
        """Walk until the count is reached."""
        day = self.base if self.kind == "予約" else self.base - self.payment_day
        while self.count(day) < wanted:
            day += 1
        return day

    def sent(self, as_of):
        """Tell whether the order was sent by the end of a day."""
        return self.shipped is not None and self.shipped <= as_of

    def stage(self, as_of, rate):
        """Return the stage as the article's table has it."""
        notice, _, warning, restriction, _ = self.steps
        if self.sent(as_of):
            return "発送済"
        count = self.count(as_of)
        if count < notice:
            return "正常"
        if count < warning:
            return "注意"
        if count < restriction:
            return "警告"
        if rate is None:
            return "制限候補"
        return "制限" if rate <= LIMIT else "警告"

    def points(self, as_of):
        """Return -2 once the day of the points has come and the order was not sent before it cost any."""
        _, safe, warning, _, _ = self.steps
        if as_of < self.day_of_count(warning):
            return 0
        in_time = self.shipped is not None and self.count(self.shipped) <= safe
        return 0 if in_time else -2

    def restricted_until(self, as_of, rate):
        """Return the day of release while the item is or would be stopped, else None."""
        restriction = self.steps[3]
        first = self.day_of_count(restriction)
        if rate is not None and rate > LIMIT:
            return None
        if self.shipped is not None and self.count(self.shipped) < restriction:
            return None
        stopped = range(first, first + RESTRICTED_DAYS)
        return first + RESTRICTED_DAYS if as_of in stopped else None

    def in_time_for_rate(self, as_of):
        """Return whether the order counts as in time; None while it is open."""
        limit = self.steps[4]
        if self.sent(as_of):
            return self.count(self.shipped) <= limit
        return False if self.count(as_of) > limit else None
