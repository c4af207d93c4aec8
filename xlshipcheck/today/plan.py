"""今日 as plain data: the list, its outcomes, what is to be corrected, what the shop can send."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck.values.facts import CANCEL, POINTS, RATE, SHIP_BY, STOP

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.values.facts import Cost, Facts, HealthFact, OrderFact, PackageFact, ParcelFact

RANKS: Final = (STOP, POINTS, RATE, SHIP_BY, CANCEL)
"""The dearest first; a rate that decides nothing stands behind all of them."""
RANK_OF: Final = {kind: rank for rank, kind in enumerate(RANKS)}
NOW, NEXT, LOST = range(3)
"""When an order of the list has to go: before the next day the shop is open, on that day, or too late for all."""


class OrderColumn(NamedTuple):
    """Where the order numbers of a sheet are looked up.

    Attributes:
        column: their column, from 1; 0 where the sheet has none.
        number_rows: numbers of the rows whose order number stands as a number.
        stored: row number -> the text in its cell, where the number is shown otherwise (without the spaces around
            it, say); "" where no text finds it.
        shared_rows: numbers of the rows whose order stands in other rows, too: looked up, it would lead to the first.
    """

    column: int = 0
    number_rows: frozenset[int] = frozenset()
    stored: Mapping[int, str] = MappingProxyType({})
    shared_rows: frozenset[int] = frozenset()


NOWHERE: Final = OrderColumn()
NO_COLUMNS: Final[Mapping[str, OrderColumn]] = MappingProxyType({})


class SheetFacts(NamedTuple):
    """The facts of one order sheet with where it stands.

    Attributes:
        name: the sheet.
        first_row: number of its first data row, from 1.
        facts: what its rows say.
        problems: (row number, order, sentence) of the rows that are not judged, or not wholly.
        order_column: where its order numbers are looked up.
        to_correct: the same of rows that are judged and counted, and have a cell that has to be corrected.
        ahead: the same of rows that are judged and counted, and have a date beyond the as-of day.
    """

    name: str
    first_row: int
    facts: Facts
    problems: Sequence[tuple[int, str, str]] = ()
    order_column: OrderColumn = NOWHERE
    to_correct: Sequence[tuple[int, str, str]] = ()
    ahead: Sequence[tuple[int, str, str]] = ()

    @property
    def to_check(self) -> list[tuple[int, str, str]]:
        """Return every row that needs a look, judged or not; each once."""
        return [*self.problems, *self.to_correct, *self.ahead]


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
        together: whether orders of its cart, or to its recipient, stand beside it.
        same_buyer: whether one of these is of another cart.
        goes: the day on which it goes at the shop's capacity, where that is too late; 0 where it is not.
    """

    when: int
    sheet: str
    row: int
    fact: OrderFact
    cost: Cost | None
    due: int
    decides: bool = True
    together: bool = False
    goes: int = 0
    same_buyer: bool = False


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


Place = tuple[str, int]
"""A sheet and a row."""


class Item(NamedTuple):
    """A product whose orders will be late.

    Attributes:
        name: 商品名, or 商品番号 where it has none.
        waiting: its open orders.
        late: those of them that will be late.
    """

    name: str
    waiting: int
    late: int


class Load(NamedTuple):
    """What the capacity of a shop means for its open orders.

    Attributes:
        waiting: how many orders are open.
        per_day: day -> orders that are sent on it, in order.
        late: place -> the day on which an order will go, for those that will be late.
        points: the points that late orders cost.
        stopped: products whose sale is stopped because of late orders.
        done_on: the day on which the last one goes; None where that is not in sight.
        items: products with late orders, the most of them first.
        undated: open orders of which no day is known by which to send them.
    """

    waiting: int
    per_day: Mapping[int, int]
    late: Mapping[Place, int]
    points: int
    stopped: int
    done_on: int | None
    items: Sequence[Item]
    undated: int = 0


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
        problems: (sheet, row, order, sentence) of the rows that are not judged, or not wholly.
        packages: Amazon packages to correct, worst category first.
        parcels: parcels held at a branch to follow up, those that can still be fetched first.
        has_penalties: whether any sheet has orders that a delay can cost points.
        order_columns: sheet -> where its order numbers are looked up.
        load: what the shop's capacity means for the open orders; None where the settings do not tell it.
        doubts: sentences on an as-of day that is far from the orders.
        health: the rates of Amazon's account health that are at their limit or above.
        due_next: orders that can still be saved from something by sending them on the next day that is open.
        to_correct: as `problems`, of rows that are judged and counted, and have a cell that has to be corrected.
        ahead: as `problems`, of rows that are judged and counted, and have a date beyond the as-of day.
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
    order_columns: Mapping[str, OrderColumn] = NO_COLUMNS
    load: Load | None = None
    doubts: Sequence[str] = ()
    health: Sequence[HealthFact] = ()
    due_next: int = 0
    to_correct: Sequence[tuple[str, int, str, str]] = ()
    ahead: Sequence[tuple[str, int, str, str]] = ()

    @property
    def to_check(self) -> list[tuple[str, int, str, str]]:
        """Return every row that needs a look, judged or not; each once."""
        return [*self.problems, *self.to_correct, *self.ahead]
