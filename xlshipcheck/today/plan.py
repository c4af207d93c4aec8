"""今日: every order that is due, ranked by what the next business day costs if it is not sent.

An order is due when a cost can be avoided by sending it by the end of the next day on which the shop is open, or
when it is late already. One that is due stands in the list once, at its dearest outcome; the boxes count outcomes,
so an order may stand in several.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck.qoo10.advice import shop_days
from xlshipcheck.values.facts import CANCEL, POINTS, RATE, SHIP_BY, STOP

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from fractions import Fraction

    from xlshipcheck.context import Context
    from xlshipcheck.values.facts import Cost, Facts, OrderFact, PackageFact, ParcelFact, RateFact

RANKS: Final = (STOP, POINTS, RATE, SHIP_BY, CANCEL)
"""The dearest first; a rate that decides nothing stands behind all of them."""
RANK_OF: Final = {kind: rank for rank, kind in enumerate(RANKS)}
PERCENT: Final = 100
NOWHERE: Final[Mapping[str, tuple[int, frozenset[int]]]] = MappingProxyType({})
NOW, NEXT, LOST = range(3)
"""When an order of the list has to go: before the next day the shop is open, on that day, or too late for all."""


class SheetFacts(NamedTuple):
    """The facts of one order sheet with where it stands.

    Attributes:
        name: the sheet.
        first_row: number of its first data row, from 1.
        facts: what its rows say.
        problems: (row number, order, sentence) of the rows that need a look.
        order_column: the column of its order numbers, from 1; 0 where it has none.
        number_rows: numbers of the rows whose order number stands as a number.
    """

    name: str
    first_row: int
    facts: Facts
    problems: Sequence[tuple[int, str, str]] = ()
    order_column: int = 0
    number_rows: frozenset[int] = frozenset()


class Line(NamedTuple):
    """An order of the list.

    Attributes:
        when: `NOW`, `NEXT` or `LOST`.
        sheet: the sheet it stands on.
        row: its row number there, when the list was made.
        fact: the order.
        cost: the dearest outcome that sending avoids; None where nothing can be saved.
        due: the last day by whose end it should go.
        decides: whether the rate that it spoils decides about a sale; True for every other cost.
        together: whether orders of its cart stand beside it.
    """

    when: int
    sheet: str
    row: int
    fact: OrderFact
    cost: Cost | None
    due: int
    decides: bool = True
    together: bool = False


class Outcome(NamedTuple):
    """Orders that meet one outcome on one day if they are not sent.

    Attributes:
        kind: as in `Cost`.
        day: the day.
        orders: how many.
        items: how many different items, for `STOP`.
        amount: the sum of points; the days of a stop.
    """

    kind: str
    day: int
    orders: int
    items: int
    amount: int


class FoundPackage(NamedTuple):
    """A package to correct, with where it stands."""

    sheet: str
    row: int
    fact: PackageFact


class FoundParcel(NamedTuple):
    """A parcel to follow up, with where it stands."""

    sheet: str
    row: int
    fact: ParcelFact


class Plan(NamedTuple):
    """What to do today.

    Attributes:
        as_of: 基準日.
        next_open: the next day on which the shop is open.
        newest: the newest day on which an order was paid or made; 0 where none is known.
        lines: the list in its order; those that nothing can save come last.
        saved: outcome -> orders that it can still be saved from, by `NOW` and `NEXT`.
        booked: orders whose points are booked, and the points.
        unsent: all unsent orders that could be read.
        outcomes: what happens if nothing of the list is sent, by day.
        problems: (sheet, row, order, sentence) of the rows that need a look.
        packages: Amazon packages to correct, worst category first.
        parcels: parcels held at a branch to follow up, those that can still be fetched first.
        has_penalties: whether any sheet has orders that a delay can cost points.
        order_columns: sheet -> the column of its order numbers, and the rows in which one stands as a number.
    """

    as_of: int
    next_open: int
    newest: int
    lines: list[Line]
    saved: Mapping[tuple[int, str], int]
    booked: tuple[int, int]
    unsent: int
    outcomes: list[Outcome]
    problems: list[tuple[str, int, str, str]]
    packages: list[FoundPackage]
    parcels: list[FoundParcel]
    has_penalties: bool = True
    order_columns: Mapping[str, tuple[int, frozenset[int]]] = NOWHERE


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
    booked = [fact.booked for _, fact in orders if fact.booked]
    return Plan(
        as_of,
        next_open,
        max((sheet.facts.newest for sheet in sheets), default=0),
        _with_carts(sorted(lines, key=_rank)),
        planner.saved,
        (len(booked), sum(booked)),
        len(orders),
        planner.outcomes(),
        [(sheet.name, *problem) for sheet in sheets for problem in sheet.problems],
        _packages(sheets),
        _parcels(sheets, as_of),
        any(sheet.facts.rates for sheet in sheets),
        {sheet.name: (sheet.order_column, sheet.number_rows) for sheet in sheets},
    )


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
        self._met: dict[tuple[int, str], list[tuple[OrderFact, Cost]]] = {}

    def line(self, sheet: SheetFacts, fact: OrderFact) -> Line | None:
        """Return an order's line in the list, None where it is not due."""
        due = [cost for cost in fact.costs if self._is_due(fact, cost)]
        for cost in due:
            when = self._when(cost)
            self.saved[when, cost.kind] = self.saved.get((when, cost.kind), 0) + 1
            if cost.day > self._as_of:
                self._met.setdefault((cost.day, cost.kind), []).append((fact, cost))
        row = sheet.first_row + fact.row
        if due and not (fact.booked and all(cost.kind == CANCEL for cost in due)):
            when = min(map(self._when, due))
            decides = {cost: self._decides(fact, cost) for cost in due}
            cost = min(
                (cost for cost in due if self._when(cost) == when),
                key=lambda cost: (not decides[cost], RANK_OF[cost.kind], cost.day),
            )
            return Line(when, sheet.name, row, fact, cost, max(cost.deadline, self._as_of), decides[cost])
        if fact.booked:
            late = min((cost.deadline for cost in fact.costs if cost.kind == POINTS), default=self._as_of)
            return Line(LOST, sheet.name, row, fact, None, late)
        return None

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
    """Return the list with the orders of a cart together, at the place of the dearest of them."""
    groups: dict[tuple[object, ...], list[Line]] = {}
    for position, line in enumerate(lines):
        # What nothing can save any more stays under its own heading.
        lone = (position,)
        key = (line.when == LOST, line.fact.market, line.fact.cart) if line.fact.cart else lone
        groups.setdefault(key, []).append(line)
    return [line._replace(together=len(group) > 1) for group in groups.values() for line in group]


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
