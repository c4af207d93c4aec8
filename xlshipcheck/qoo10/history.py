"""The on-time rate on any day: today's rows taken back to that day's evening.

An order counts from a day on, and as late from a day on (`kernel.rate_days`); the rate of a day is a count of both.
Rows whose 配送状態 cannot be read could be anything, so the rate is judged three ways: without them, with all of them
on time, and with all of them late. Where the verdicts differ there is none.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.qoo10.record import RATE_HIGH, RATE_LOW, RATE_UNKNOWN
from xlshipcheck.values.days import NEVER

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from xlshipcheck.values.numbers import Numbers


class OnTime(NamedTuple):
    """How many of the counted orders were sent in time.

    Attributes:
        in_time: orders sent within the limit of the rate.
        counted: orders that count.
    """

    in_time: int
    counted: int

    @property
    def rate(self) -> Fraction | None:
        """Return the exact rate, or None for an empty set."""
        return Fraction(self.in_time, self.counted) if self.counted else None

    def allowance(self, limit_percent: int) -> int:
        """Return how many more of the counted orders may be late before the rate is at the limit.

        The number of orders is held fixed; negative means that the rate is at the limit or below.
        """
        return self.in_time - (self.counted * limit_percent // 100 + 1)


def verdict_of_count(in_time: Numbers, counted: Numbers, limit_percent: Numbers) -> Numbers:
    """Return what a count means for 制限; the limit itself counts as low, and no order as not known."""
    high = (100 * in_time > limit_percent * counted) * (RATE_HIGH - RATE_LOW)
    return (counted > 0) * (RATE_LOW + high)  # 0 is `RATE_UNKNOWN`


class History(NamedTuple):
    """How the count grew.

    Attributes:
        days: the days on which it changed, in order.
        counted: how many orders counted from each of these days.
        late: how many of them were late.
    """

    days: Sequence[int]
    counted: Sequence[int]
    late: Sequence[int]

    def on(self, day: int) -> OnTime:
        """Return the count on the evening of a day."""
        place = bisect_right(self.days, day) - 1
        if place < 0:
            return OnTime(0, 0)
        return OnTime(self.counted[place] - self.late[place], self.counted[place])


def history_of(entered: Mapping[int, int], late: Mapping[int, int]) -> History:
    """Return the history of a count.

    Args:
        entered: day -> how many orders count from it on.
        late: day -> how many orders are late from it on.
    """
    days = sorted({*entered, *late})
    return History(
        days,
        list(accumulate(entered.get(day, 0) for day in days)),
        list(accumulate(late.get(day, 0) for day in days)),
    )


class Counted(NamedTuple):
    """One order as the rate sees it.

    Attributes:
        entered: the day from which it counts.
        late: the day from which it is late.
        base: its base day.
        unknown: whether it is 状態不明.
        unit: what counts once, such as its cart; None for itself.
        times: how many orders say the same.
    """

    entered: int
    late: int
    base: int
    unknown: bool = False
    unit: Hashable = None
    times: int = 1


class Outlook(NamedTuple):
    """The rate of a kind on a later evening, from the orders that are there today.

    Attributes:
        day: the evening.
        sent_today: if every open order is sent today.
        on_last_safe_day: if each is sent on its last day without points, today where that has passed.
        unsent: if none is sent.
    """

    day: int
    sent_today: OnTime
    on_last_safe_day: OnTime
    unsent: OnTime


class KindRates(NamedTuple):
    """The rate of one kind on any day.

    Attributes:
        known: without the 状態不明 rows.
        bounds: with all of them on time, and with all of them late; empty where there are none.
        unknown: how many there are.
        outlook: the rate at the end of the month, where it was asked for.
    """

    known: History
    bounds: tuple[History, ...] = ()
    unknown: int = 0
    outlook: Outlook | None = None

    def state_on(self, day: int, limit_percent: int) -> tuple[int, bool]:
        """Return what the rate of a day means, and whether that hangs on 状態不明 rows."""
        states = {verdict_of_count(*history.on(day), limit_percent) for history in (self.known, *self.bounds)}
        if len(states) == 1:
            return states.pop(), False
        return RATE_UNKNOWN, True


NO_RATES = KindRates(History((), (), ()))


def kind_rates(orders: Iterable[Counted]) -> KindRates:
    """Return the rate of one kind from its orders; a unit is late as soon as one of its orders is."""
    listed = list(orders)
    known = [order for order in listed if not order.unknown]
    unknown = [order for order in listed if order.unknown]
    if not unknown:
        return KindRates(_counted(known))
    all_in_time = [order._replace(entered=order.base, late=NEVER) for order in unknown]
    bounds = tuple(_counted([*known, *others]) for others in (all_in_time, unknown))
    return KindRates(_counted(known), bounds, sum(order.times for order in unknown))


def _counted(orders: Iterable[Counted]) -> History:
    entered: Counter[int] = Counter()
    late: Counter[int] = Counter()
    units: dict[Hashable, tuple[int, int]] = {}
    for order in orders:
        if order.unit is None:
            entered[order.entered] += order.times
            late[order.late] += order.times
        else:
            first, first_late = units.get(order.unit, (NEVER, NEVER))
            units[order.unit] = min(first, order.entered), min(first_late, order.late)
    for first, first_late in units.values():
        entered[first] += 1
        late[first_late] += 1
    return history_of(entered, late)
