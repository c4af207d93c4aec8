"""Qoo10 over many orders: points of a month, the on-time rate, and how many more may be late.

The population of the rate is not published. Taken here: every row given counts once; a row that is unsent
and not yet late is left out; one that is unsent and late counts as late; cancelled rows are left out by the
caller. An empty set has no rate (対象なし), never 100 %.
"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

from xlshipcheck.context import BY_CART, GENERAL, PREORDER
from xlshipcheck.qoo10.history import OnTime
from xlshipcheck.qoo10.judging import Judge
from xlshipcheck.qoo10.kernel import penalty_rules
from xlshipcheck.qoo10.penalty import POINTS_RESET, overridden_rules
from xlshipcheck.qoo10.record import Order, day_or_never
from xlshipcheck.values.answers import Answer, Reason, with_steps
from xlshipcheck.values.days import LAST_DAY

if TYPE_CHECKING:
    from collections.abc import Generator, Hashable, Iterable, Sequence

    from xlshipcheck.calendars.business_days import Calendar
    from xlshipcheck.context import Context
    from xlshipcheck.values.answers import Note, Reasoned
    from xlshipcheck.values.numbers import Numbers

    # Base days, ship days and kinds, one per order.
    OrderColumns = tuple[Sequence[int], Sequence[int | None], Sequence[str]]


NOT_APPLICABLE = "対象なし"
# What an order is to the rate of a kind: of another kind, out of the days that count, unsent and not yet late, late, in time.
OTHER_KIND, OUTSIDE, OPEN, LATE, IN_TIME = range(-3, 2)


def rate_verdict(sent_after: Numbers, passed: Numbers, sent: Numbers, limit: Numbers) -> Numbers:
    """Return `IN_TIME`, `LATE` or `OPEN` of an order, or of each order of a column.

    Args:
        sent_after: `qoo10.elapsed` on the ship date; any number while unsent.
        passed: `qoo10.elapsed` on the as-of day.
        sent: 1 when the order was sent by the as-of day, else 0.
        limit: the count up to which an order is in time for the rate.
    """
    unsent = (passed <= limit) * OPEN
    return unsent + sent * ((sent_after <= limit) * IN_TIME - unsent)


def rate_window(context: Context) -> tuple[int, int]:
    """Return the first and the last base day that count; a sent order counts whatever its base day is."""
    return context.settings.rate_window or (0, LAST_DAY)


def count_on_time(verdicts: Iterable[tuple[bool | None, Hashable]]) -> OnTime:
    """Count verdicts once per unit: a cart is late as soon as one of its orders is.

    Args:
        verdicts: (verdict of `judged`, the unit it belongs to; None for a unit of its own).
    """
    in_time = counted = 0
    units: dict[Hashable, bool] = {}
    for verdict, unit in verdicts:
        if verdict is None:
            continue
        if unit is None:
            counted += 1
            in_time += verdict
        else:
            units[unit] = units.get(unit, True) and verdict
    return OnTime(in_time + sum(units.values()), counted + len(units))


def on_time(
    context: Context,
    bases: Sequence[int],
    shipped: Sequence[int | None],
    kinds: Sequence[str],
    as_of: int,
    which: str,
    calendar: Calendar | None,
    carts: Sequence[str] | None = None,
) -> OnTime:
    """Count the orders of one kind that were sent in time.

    Args:
        context: settings and rules.
        bases: base days, one per order.
        shipped: ship days, None where blank.
        kinds: 一般 or 予約, one per order.
        as_of: the as-of day.
        which: the kind that counts; "" stands for 一般, each kind having a rate of its own.
        calendar: the platform's calendar where `closed` was given.
        carts: カート番号 per order, used when the settings count by cart.
    """
    by_cart = carts is not None and context.settings.rate_unit == BY_CART
    units: Sequence[str | None] = carts if by_cart and carts is not None else [None] * len(bases)
    return _counted(verdicts_of(context, (bases, shipped, kinds), as_of, which or GENERAL, calendar), units)


def _counted(verdicts: Iterable[int], units: Iterable[str | None]) -> OnTime:
    return count_on_time(
        (None if verdict < LATE else verdict == IN_TIME, unit or None)
        for verdict, unit in zip(verdicts, units)
    )


def verdicts_of(
    context: Context, columns: OrderColumns, as_of: int, which: str, calendar: Calendar | None
) -> list[int]:
    """Return what each order is to the rate of a kind: `OTHER_KIND`, `OUTSIDE`, `OPEN`, `LATE` or `IN_TIME`.

    Args:
        context: settings and rules.
        columns: base days, ship days and kinds, one per order.
        as_of: the as-of day.
        which: the kind that counts.
        calendar: the platform's calendar where `closed` was given.
    """
    first, last = rate_window(context)
    judge = Judge(context, as_of, calendar)
    preorder = int(which == PREORDER)
    known: dict[tuple[int, int | None], int] = {}

    def verdict(base: int, ship_day: int | None) -> int:
        key = (base, ship_day)
        if key not in known:
            order = judge.order(Order(base=base, preorder=preorder, shipped=day_or_never(ship_day)))
            code = rate_verdict(order.sent_after, order.terms.passed, order.sent, order.limits.on_time)
            known[key] = OUTSIDE if code != OPEN and not first <= base <= last else int(code)
        return known[key]

    return [
        verdict(base, ship_day) if kind == which else OTHER_KIND for base, ship_day, kind in zip(*columns)
    ]


def _rate(
    context: Context, columns: OrderColumns, as_of: int, which: str, calendar: Calendar | None
) -> Generator[Reason, None, OnTime]:
    """Yield which rows count and how, and where the rate stands to its limit; return the count."""
    wanted = which or GENERAL
    verdicts = verdicts_of(context, columns, as_of, wanted, calendar)
    count = _counted(verdicts, repeat(None))
    yield Reason("rules of the rate", (wanted,))
    yield Reason("rows of the rate", (wanted, verdicts, count))
    if count.counted:
        yield Reason("rate beside its limit", (count, penalty_rules(context.rulebook).rate_limit.over(as_of)))
    return count


@with_steps
def ship_rate(
    context: Context, columns: OrderColumns, as_of: int, which: str, calendar: Calendar | None
) -> Reasoned:
    """QOO10_SHIP_RATE: the on-time rate of a kind, or 対象なし."""
    rate = (yield from _rate(context, columns, as_of, which, calendar)).rate
    yield Answer(NOT_APPLICABLE if rate is None else rate, _notes(context, which, "on_time"))


@with_steps
def late_allowance(
    context: Context, columns: OrderColumns, as_of: int, which: str, calendar: Calendar | None
) -> Reasoned:
    """QOO10_LATE_ALLOWANCE: how many more may be late before 制限 threatens, or 対象なし."""
    count = yield from _rate(context, columns, as_of, which, calendar)
    notes = _notes(context, which, "on_time", "rate_limit")
    if not count.counted:
        yield Answer(NOT_APPLICABLE, notes)
        return
    limit = penalty_rules(context.rulebook).rate_limit.over(as_of)
    allowance = count.allowance(limit)
    yield Reason("more late orders", (count, allowance, limit))
    yield Answer(allowance, notes)


def _notes(context: Context, which: str, *names: str) -> tuple[Note, ...]:
    return overridden_rules(context, int(which == PREORDER), *names)


@with_steps
def points_in_month(
    context: Context,
    columns: OrderColumns,
    month: tuple[int, int],
    as_of: int,
    calendar: Calendar | None,
) -> Reasoned:
    """QOO10_POINTS_MONTH: the sum of points booked in a month by the as-of day.

    Args:
        context: settings and rules.
        columns: base days, ship days and kinds, one per order.
        month: first and last day number of the month.
        as_of: the as-of day.
        calendar: the platform's calendar where `closed` was given.
    """
    first, last = month
    judge = Judge(context, as_of, calendar)
    booked: dict[tuple[int, int | None, str], tuple[int, int] | None] = {}
    for row in zip(*columns):
        if row not in booked:
            base, ship_day, kind = row
            order = Order(base=base, preorder=int(kind == PREORDER), shipped=day_or_never(ship_day))
            booked[row] = judge.order(order).booking
    bookings = list(map(booked.__getitem__, zip(*columns)))
    total = sum(points for day, points in filter(None, bookings) if first <= day <= last)
    yield Reason("rules of points", (month,))
    yield Reason("bookings", (bookings, month))
    changed = ("safe", "warning", "points")
    notes = [note for kind in sorted(set(columns[2])) for note in _notes(context, kind, *changed)]
    reset = (POINTS_RESET,) if total else ()
    yield Answer(total, tuple(dict.fromkeys((*reset, *notes))))
