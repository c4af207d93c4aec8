"""今日: every order that is due, ranked by what the next business day costs if it is not sent.

An order is due when a cost can be avoided by sending it by the end of the next day on which the shop is open, or
when it is late already. One that is due stands in the list once, at its dearest outcome; the boxes count outcomes,
so an order may stand in several.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck.qoo10.advice import shop_days
from xlshipcheck.today.capacity import load_of
from xlshipcheck.today.plan import (
    LOST,
    NEXT,
    NOW,
    RANK_OF,
    RANKS,
    FoundPackage,
    FoundParcel,
    Line,
    Outcome,
    Plan,
    SheetFacts,
)
from xlshipcheck.values.facts import CANCEL, POINTS, RATE, SHIP_BY, STOP

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

    from xlshipcheck.context import Context
    from xlshipcheck.values.facts import Cost, OrderFact, RateFact

PERCENT: Final = 100


def plan_of(sheets: Sequence[SheetFacts], context: Context) -> Plan:
    """Return what to do today.

    Args:
        sheets: the facts of every order sheet.
        context: the as-of day, the shop's days off, the calendar.
    """
    as_of = context.as_of or 0
    next_open = shop_days(context, context.calendar).workday(as_of, 1)
    planner = _Planner(as_of, next_open, sheets)
    orders = [(sheet, fact) for sheet in sheets for fact in sheet.facts.orders]
    lines = [line for sheet, fact in orders if (line := planner.line(sheet, fact)) is not None]
    lines = _with_carts(sorted(lines, key=_rank))
    load = load_of(lines, sheets, context)
    if load is not None:
        lines = [line._replace(goes=load.late.get((line.sheet, line.row), 0)) for line in lines]
    booked = [fact.booked for _, fact in orders if fact.booked]
    return Plan(
        as_of,
        next_open,
        max((sheet.facts.newest for sheet in sheets), default=0),
        lines,
        planner.saved,
        (len(booked), sum(booked)),
        len(orders),
        planner.outcomes(),
        [(sheet.name, *problem) for sheet in sheets for problem in sheet.problems],
        _packages(sheets),
        _parcels(sheets, as_of),
        any(sheet.facts.rates for sheet in sheets),
        {sheet.name: sheet.order_column for sheet in sheets},
        load,
        _doubts(sheets),
        [rate for sheet in sheets for rate in sheet.facts.health],
        planner.due_next,
        [(sheet.name, *problem) for sheet in sheets for problem in sheet.to_correct],
        [(sheet.name, *problem) for sheet in sheets for problem in sheet.ahead],
    )


def _doubts(sheets: Sequence[SheetFacts]) -> list[str]:
    """Return the sentences on a doubtful as-of day; where one sheet of several says it, the rows are that sheet's."""
    said = Counter(doubt for sheet in sheets for doubt in sheet.facts.doubts)
    names = {doubt: sheet.name for sheet in sheets for doubt in sheet.facts.doubts}
    is_alone = len(sheets) == 1
    return [
        doubt if is_alone or times > 1 else f"シート「{names[doubt]}」: {doubt}"
        for doubt, times in said.items()
    ]


class _Place(NamedTuple):
    """Where orders of the same costs stand in the list.

    Attributes:
        due: the costs that sending them now avoids, each with `NOW` or `NEXT`.
        when: as in `Line`; None where they are not in the list.
        cost: as in `Line`.
        day: the day that `Line` calls `due`.
        decides: as in `Line`.
        is_next: whether one of the costs falls after the next day on which the shop is open.
    """

    due: list[tuple[Cost, int]]
    when: int | None = None
    cost: Cost | None = None
    day: int = 0
    decides: bool = True
    is_next: bool = False


class _Planner:
    """Judges orders one by one and keeps count of the outcomes.

    Args:
        as_of: the as-of day.
        next_open: the next day on which the shop is open.
        sheets: all sheets, whose orders decide about the rate together.
    """

    def __init__(self, as_of: int, next_open: int, sheets: Sequence[SheetFacts]) -> None:
        self._as_of = as_of
        self._next_open = next_open
        self._stopped = frozenset().union(*(sheet.facts.stopped for sheet in sheets))
        self._rates: dict[str, list[RateFact]] = {}
        for sheet in sheets:
            for rate in sheet.facts.rates:
                self._rates.setdefault(rate.group, []).append(rate)
        self._late_days: dict[str, list[int]] = {}
        for fact in (fact for sheet in sheets for fact in sheet.facts.orders):
            self._late_days.setdefault(fact.group, []).extend(
                cost.day for cost in fact.costs if cost.kind == RATE and cost.day > as_of
            )
        self._stops: dict[tuple[str, int], bool] = {}
        self.saved: dict[tuple[int, str], int] = {}
        self.due_next = 0
        self._known: dict[tuple[int, str, int, bool], _Place] = {}
        self._met: dict[tuple[int, str], list[tuple[OrderFact, Cost]]] = {}

    def line(self, sheet: SheetFacts, fact: OrderFact) -> Line | None:
        """Return an order's line in the list, None where it is not due."""
        # A hundred thousand orders have a few hundred different costs, each one object.
        key = (id(fact.costs), fact.group, fact.booked, fact.item in self._stopped)
        place = self._known.get(key)
        if place is None:
            place = self._known[key] = self._place(fact)
        for cost, when in place.due:
            self.saved[when, cost.kind] = self.saved.get((when, cost.kind), 0) + 1
            if cost.day > self._as_of:
                self._met.setdefault((cost.day, cost.kind), []).append((fact, cost))
        if place.when is None:
            return None
        self.due_next += place.is_next
        row = sheet.first_row + fact.row
        return Line(place.when, sheet.name, row, fact, place.cost, place.day, place.decides)

    def _place(self, fact: OrderFact) -> _Place:
        """Return where an order stands in the list, which hangs on its costs and on whether its item is stopped."""
        due = [(cost, self._when(cost)) for cost in fact.costs if self._is_due(fact, cost)]
        if due and not (fact.booked and all(cost.kind == CANCEL for cost, _ in due)):
            first = min(when for _, when in due)
            decides = {cost: self._decides(fact, cost) for cost, _ in due}
            cost = min(
                (cost for cost, when in due if when == first),
                key=lambda cost: (not decides[cost], RANK_OF[cost.kind], cost.day),
            )
            is_next = any(when == NEXT for _, when in due)
            return _Place(due, first, cost, max(cost.deadline, self._as_of), decides[cost], is_next)
        if fact.booked:
            late = min((cost.deadline for cost in fact.costs if cost.kind == POINTS), default=self._as_of)
            return _Place(due, LOST, None, late)
        return _Place(due)

    def _is_due(self, fact: OrderFact, cost: Cost) -> bool:
        """Tell whether sending an order by the end of the next open day avoids a cost."""
        if cost.day <= self._as_of:
            # A buyer who may cancel can do so until the parcel is on its way; a missed ship-by day stays missed.
            return cost.kind in {CANCEL, SHIP_BY}
        if cost.deadline > self._next_open:
            return False
        if cost.kind == STOP:
            return fact.item not in self._stopped and self._stops_sale(fact.group, cost.day)
        return True

    def _when(self, cost: Cost) -> int:
        return NOW if cost.day <= self._next_open else NEXT

    def _decides(self, fact: OrderFact, cost: Cost) -> bool:
        return cost.kind != RATE or self._stops_sale(fact.group, cost.day)

    def _stops_sale(self, group: str, day: int) -> bool:
        """Tell whether the rate of a day stops sales, if nothing that is open is sent; unknown counts as yes."""
        if (group, day) not in self._stops:
            rates = self._rates.get(group, [])
            given = next((rate.given for rate in rates if rate.given is not None), None)
            limit = max((rate.limit for rate in rates), default=PERCENT)
            late = sum(late_day <= day for late_day in self._late_days.get(group, ()))
            counted = sum(rate.counted for rate in rates) + late
            in_time = sum(rate.in_time for rate in rates)
            low = in_time * PERCENT <= limit * counted if given is None else given * PERCENT <= limit
            self._stops[group, day] = low
        return self._stops[group, day]

    def outcomes(self) -> list[Outcome]:
        """Return what happens on which day, the dearest of a day first."""
        found = []
        for (day, kind), met in sorted(self._met.items(), key=lambda item: (item[0][0], RANK_OF[item[0][1]])):
            items = {fact.item or fact.name or fact.order for fact, _ in met}
            amounts = [cost.amount for _, cost in met]
            amount = sum(amounts) if kind == POINTS else max(amounts)
            found.append(Outcome(kind, day, len(met), len(items), amount))
        return found


def _rank(line: Line) -> tuple[int, ...]:
    kind = RANK_OF[line.cost.kind] if line.cost else len(RANKS)
    day = line.cost.day if line.cost else line.due
    return line.when, not line.decides, kind, day, line.due


def _with_carts(lines: Iterable[Line]) -> list[Line]:
    """Return the list with the orders of a cart, or to one recipient, together, at the place of the dearest of them."""
    groups: list[list[Line]] = []
    group_of: dict[tuple[object, ...], int] = {}
    keys_of: list[list[tuple[object, ...]]] = []
    for line in lines:
        fact = line.fact
        # What nothing can save any more stays under its own heading.
        keys: list[tuple[object, ...]] = [(line.when == LOST, fact.market, fact.cart)] if fact.cart else []
        keys += [(line.when == LOST, fact.buyer)] if fact.buyer else []
        known = sorted({group_of[key] for key in keys if key in group_of})
        place = known[0] if known else len(groups)
        if not known:
            groups.append([])
            keys_of.append([])
        for other in known[1:]:
            groups[place] += groups[other]
            keys += keys_of[other]
            groups[other], keys_of[other] = [], []
        groups[place].append(line)
        keys_of[place] += [key for key in keys if group_of.get(key) != place]
        group_of.update(dict.fromkeys(keys, place))
    found: list[Line] = []
    for group in groups:
        together, same_buyer = len(group) > 1, len({line.fact.cart for line in group}) > 1
        found += [line._replace(together=together, same_buyer=same_buyer) for line in group]
    return found


def _packages(sheets: Sequence[SheetFacts]) -> list[FoundPackage]:
    found = [
        FoundPackage(sheet.name, sheet.first_row + fact.row, fact)
        for sheet in sheets
        for fact in sheet.facts.packages
    ]

    def rank(item: FoundPackage) -> tuple[bool, Fraction | int, str, bool, int]:
        fact = item.fact
        return fact.rate is None, fact.rate or 0, fact.category, not fact.counts, -fact.leaves

    return sorted(found, key=rank)


def _parcels(sheets: Sequence[SheetFacts], as_of: int) -> list[FoundParcel]:
    found = [
        FoundParcel(sheet.name, sheet.first_row + fact.row, fact)
        for sheet in sheets
        for fact in sheet.facts.parcels
    ]

    def rank(item: FoundParcel) -> tuple[int, int]:
        last = item.fact.last_day
        if last is None:
            return 1, 0
        return (0, last) if last >= as_of else (2, -last)

    return sorted(found, key=rank)
