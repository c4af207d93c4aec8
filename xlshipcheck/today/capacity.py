"""What a shop can send at its capacity: which open orders will be late, and when the rest is worked off.

The orders go in the order of the list of today, those that are not due yet behind them by their last day without
points, and those that nothing can save at the end: so as many as possible are in time.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from xlshipcheck.qoo10.advice import capacity_on, shop_days
from xlshipcheck.today.plan import Item, Load
from xlshipcheck.values.facts import POINTS, SHIP_BY, STOP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.today.plan import Line, Place, SheetFacts
    from xlshipcheck.values.facts import Cost, OrderFact

LONGEST_BACKLOG: Final = 366
"""Days that are looked at; what is not sent by then is not going to be."""


def load_of(lines: Sequence[Line], sheets: Sequence[SheetFacts], context: Context) -> Load | None:
    """Return what the shop's capacity means for its open orders; None where the settings do not tell it.

    Args:
        lines: the list of today, in its order; those that nothing can save stand last.
        sheets: the facts of every order sheet.
        context: the as-of day, the capacity and the shop's days off.
    """
    if not context.settings.capacity:
        return None
    listed = {(line.sheet, line.row) for line in lines}
    calm: list[tuple[int, Place, OrderFact, Cost | None]] = []
    for sheet in sheets:
        for fact in sheet.facts.orders:
            place = (sheet.name, sheet.first_row + fact.row)
            if place not in listed:
                cost = next((cost for cost in fact.costs if cost.kind in {POINTS, SHIP_BY}), None)
                calm.append((cost.deadline if cost else LONGEST_BACKLOG << 10, place, fact, cost))
    calm.sort(key=lambda order: order[0])
    due = [((line.sheet, line.row), line.fact, line.cost) for line in lines]
    saved = [order for order in due if order[2] is not None]
    queue = [*saved, *(order[1:] for order in calm), *(order for order in due if order[2] is None)]
    days, as_of = _days_of(len(queue), context), context.as_of or 0
    soonest = days[0] if days else as_of
    late: dict[Place, int] = {}
    points, stopped = 0, set()
    waiting: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for (place, fact, cost), day in zip(queue, [*days, *[None] * (len(queue) - len(days))]):
        name = fact.name or fact.item or fact.order
        waiting[name] += 1
        # What has come already, such as a buyer who may cancel, no capacity averts: the first day is in time for it.
        if cost is None or (day is not None and (day < cost.day or (cost.day <= as_of and day == soonest))):
            continue
        late[place] = day if day is not None else as_of + LONGEST_BACKLOG
        missed[name] += 1
        for lost in fact.costs:
            if lost.day > as_of and (day is None or day >= lost.day):
                points += lost.amount if lost.kind == POINTS else 0
                stopped |= {fact.item or name} if lost.kind == STOP else set()
    items = [Item(name, waiting[name], count) for name, count in missed.most_common()]
    per_day = dict(sorted(Counter(days).items()))
    done_on = (days[-1] if days else context.as_of) if len(days) == len(queue) else None
    undated = sum(cost is None for *_, cost in calm)
    return Load(len(queue), per_day, late, points, len(stopped), done_on, items, undated)


def _days_of(count: int, context: Context) -> list[int]:
    """Return the day on which each of so many orders goes, one after the other."""
    as_of = context.as_of or 0
    open_days = shop_days(context, context.calendar)
    days: list[int] = []
    for day in range(as_of, as_of + LONGEST_BACKLOG):
        if len(days) >= count:
            break
        days += [day] * min(capacity_on(context, open_days, day), count - len(days))
    return days
