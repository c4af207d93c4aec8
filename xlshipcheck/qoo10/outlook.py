"""The on-time rate at the end of the month, by when the orders that are open today are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck.qoo10.history import Counted, OnTime, Outlook, kind_rates
from xlshipcheck.qoo10.kernel import milestone, rate_days
from xlshipcheck.qoo10.record import KINDS, SHIPPED, UNREAD
from xlshipcheck.values.days import NEVER, month_end

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from xlshipcheck.qoo10.kernel import PenaltyRules, Tables
    from xlshipcheck.qoo10.record import Order

    Tally = Mapping[tuple[Order, Hashable], int]
    """Order and what counts once with it -> how many rows say so."""


def outlooks_of(tally: Tally, as_of: int, rules: PenaltyRules, tables: Tables) -> dict[str, Outlook]:
    """Return kind -> its outlook on the last day of the month.

    An order that is on its way on a day that nobody wrote down cannot be sent again, and one that nobody can read is
    in no rate: both are left as they are.

    Args:
        tally: the orders of the rate.
        as_of: the as-of day.
        rules: the penalty rules.
        tables: the platform's calendar.
    """
    day = month_end(as_of)

    def last_safe_day(order: Order) -> int:
        safe = rules.limits(order.base, order.preorder).safe
        day: int = milestone(tables, order.base, safe, order.preorder)
        return max(day, as_of)

    scenarios: tuple[Callable[[Order], int], ...] = (lambda _: as_of, last_safe_day, lambda _: NEVER)
    rates: list[list[OnTime]] = []
    for ship in scenarios:
        counted: dict[str, list[Counted]] = {kind: [] for kind in KINDS}
        for (order, unit), times in tally.items():
            if order.state == UNREAD and order.shipped > as_of:
                continue
            is_open = order.shipped > as_of and order.state != SHIPPED
            shipped = ship(order) if is_open else order.shipped
            limit = rules.limits(order.base, order.preorder).on_time
            days = rate_days(tables, order.base, shipped, order.preorder, limit)
            counted[KINDS[order.preorder]].append(Counted(*days, order.base, unit=unit, times=times))
        rates.append([kind_rates(counted[kind]).known.on(day) for kind in KINDS])
    return {kind: Outlook(day, *of_kind) for kind, *of_kind in zip(KINDS, *rates)}
