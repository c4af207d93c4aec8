"""What the judged rows of each market say to the list of today: the one place where the two meet."""

from __future__ import annotations

from collections import Counter
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xlshipcheck.amazon import rate as amazon_rate
from xlshipcheck.amazon.fixes import CAUSES, FIXES
from xlshipcheck.amazon.grouping import INVALID, VALID, package_rows
from xlshipcheck.branch_hold.kernel import STAGES as HOLD_STAGES
from xlshipcheck.headers.markets import AMAZON, BRANCH_HOLD, QOO10
from xlshipcheck.headers.roles import cancel_cause
from xlshipcheck.qoo10.kernel import STAGES, penalty_rules
from xlshipcheck.qoo10.notes import NO_SHIP_DATE
from xlshipcheck.qoo10.record import CANCEL_REQUESTED, RATE_UNKNOWN
from xlshipcheck.qoo10.rows import is_open
from xlshipcheck.sheets.markets.hold_messages import messages_of
from xlshipcheck.values.days import NEVER, day_of
from xlshipcheck.values.facts import (
    CANCEL,
    POINTS,
    RATE,
    STOP,
    BookingFact,
    CancelFact,
    Cost,
    Facts,
    OrderFact,
    PackageFact,
    ParcelFact,
    RateFact,
    TrackedPackage,
    UnknownFact,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from fractions import Fraction

    from xlshipcheck.amazon.rate import Columns
    from xlshipcheck.context import Context
    from xlshipcheck.qoo10.judging import Judged
    from xlshipcheck.qoo10.rows import JudgedRow, JudgedSheet
    from xlshipcheck.values.answers import Answer, Value

UNSHIPPED: Final = "未出荷"
NOBODY: Final[Mapping[int, int | None]] = MappingProxyType({})


def qoo10_facts(
    sheet: JudgedSheet,
    texts: Mapping[str, Sequence[str]],
    newest: int,
    context: Context,
    cancelled: Mapping[int, int | None] = NOBODY,
) -> Facts:
    """Return the facts of a Qoo10 sheet.

    Args:
        sheet: the judged sheet.
        texts: `order`, `cart`, `item`, `quantity` and `state` -> one text per row.
        newest: the newest day on which an order was paid; 0 where no row tells.
        context: the as-of day, settings and rules.
        cancelled: row of a cancelled order -> its 入金日.
    """
    as_of = context.as_of or 0
    limit = penalty_rules(context.rulebook).rate_limit.over(as_of)
    known: dict[tuple[int, int, int], tuple[Cost, ...]] = {}
    orders = []
    for position in sheet.positions(is_open):
        row = sheet.rows[position]
        judged = row.judged
        if judged is None:
            continue
        order = judged.order
        key = (order.base, order.preorder, order.planned)
        if key not in known:
            known[key] = _qoo10_costs(judged)
        orders.append(
            OrderFact(
                position,
                texts["order"][position],
                texts["cart"][position],
                texts["item"][position],
                "",
                texts["quantity"][position],
                QOO10,
                row.kind,
                str(row.cells[0]),
                judged.terms.days_left,
                known[key],
                judged.outcome.points,
                cancel_asked=order.state == CANCEL_REQUESTED,
            )
        )
    rates = [
        RateFact(
            kind,
            count.in_time,
            count.counted,
            context.settings.rates.get(kind),
            limit,
            outlook.day,
            [(then.in_time, then.counted) for then in outlook[1:]],
        )
        for kind, count in sheet.own_rates.items()
        for outlook in [sheet.outlooks[kind]]
    ]
    stopped = frozenset(texts["item"][position] for position in sheet.positions(_is_stopped))
    sent = [texts["order"][position] for position in sheet.positions(_is_sent)]
    bookings, unknown = _costs(sheet, texts)
    cancels = [
        CancelFact(row, texts["order"][row], texts["item"][row], "", paid, word, cancel_cause(word))
        for row, paid in cancelled.items()
        for word in [texts["state"][row]]
    ]
    return Facts(
        orders,
        rates,
        stopped - {""},
        newest,
        booked=_booked(bookings),
        sent=sent,
        stages=stage_counts(sheet),
        bookings=bookings,
        cancels=cancels,
        unknown=unknown,
        markets=frozenset([QOO10]),
    )


def _is_stopped(row: JudgedRow) -> bool:
    """Tell whether a row for certain stops the sale of its item."""
    known = row.judged is not None and row.judged.order.rate != RATE_UNKNOWN
    return known and bool(row.stopped_until) and not row.problem


def _is_sent(row: JudgedRow) -> bool:
    return row.judged is not None and not row.problem and bool(row.judged.outcome.sent)


def stage_counts(sheet: JudgedSheet) -> list[tuple[str, int]]:
    """Return how many rows are in each stage; rows that cannot be read are in none."""
    counts: Counter[str] = Counter()
    for row, times in sheet.counted:
        if row.cells[0] and not row.problem and not row.unknown:
            counts[str(row.cells[0])] += times
    return [(stage, counts[stage]) for stage in STAGES if counts[stage]]


class _RowCosts(NamedTuple):
    """What a judged row has cost for certain, and what one of unknown state may have; None for neither."""

    booking: tuple[str, int, int, int | None, bool, int, int] | None
    unknown: tuple[int, int] | None


NO_COSTS: Final = _RowCosts(None, None)


def _row_costs(row: JudgedRow) -> _RowCosts:
    judged = row.judged
    if judged is None:
        return NO_COSTS
    day = judged.terms.points_day
    unknown = (day, judged.judge.rules.points(day)) if row.unknown else None
    booked = None if row.problem else judged.booking
    if booked is None:
        return _RowCosts(None, unknown)
    shipped = judged.order.shipped if judged.outcome.sent else None
    undated = bool(judged.outcome.notes & NO_SHIP_DATE)
    return _RowCosts(
        (row.kind, judged.order.base, judged.terms.last_safe_day, shipped, undated, *booked), unknown
    )


def _costs(
    sheet: JudgedSheet, texts: Mapping[str, Sequence[str]]
) -> tuple[list[BookingFact], list[UnknownFact]]:
    """Return the orders of which points are booked, and those that are 状態不明 with the points that they may cost."""
    orders, items = texts["order"], texts["item"]
    bookings, unknown = [], []
    # Rows whose cells are alike are one object, which is looked at once.
    known = {id(row): _row_costs(row) for row, _ in sheet.counted}
    for position in sheet.positions(lambda row: known[id(row)] != NO_COSTS):
        costs = known[id(sheet.rows[position])]
        if costs.booking is not None:
            bookings.append(BookingFact(position, orders[position], items[position], "", *costs.booking))
        if costs.unknown is not None:
            unknown.append(UnknownFact(position, orders[position], *costs.unknown))
    return bookings, unknown


def _booked(bookings: Iterable[BookingFact]) -> list[tuple[int, int, int]]:
    """Return the points by the day on which they were booked."""
    days: dict[int, list[int]] = {}
    for booking in bookings:
        count = days.setdefault(booking.day, [0, 0])
        count[0] += 1
        count[1] += booking.points
    return [(day, orders, points) for day, (orders, points) in sorted(days.items())]


def _qoo10_costs(judged: Judged) -> tuple[Cost, ...]:
    """Return what waiting costs an order of a base day, a kind and a planned day."""
    rules = judged.judge.rules
    limits, terms, planned = judged.limits, judged.terms, judged.order.planned
    restricted, booked = terms.restriction_day, terms.points_day
    costs = [
        Cost(STOP, judged.milestone(limits.restriction - 1), restricted, rules.restriction_days(restricted)),
        Cost(POINTS, terms.last_safe_day, booked, rules.points(booked)),
        Cost(RATE, judged.milestone(limits.on_time), judged.milestone(limits.on_time + 1)),
    ]
    if planned < NEVER:
        costs.append(Cost(CANCEL, planned, planned + 1))
    return tuple(costs)


def amazon_facts(
    verdicts: Sequence[Value],
    reasons: Sequence[Value],
    outcomes: Sequence[int],
    texts: Mapping[str, Sequence[str]],
    counted: Columns,
    rates: Mapping[str, Fraction | None],
    waiting: Sequence[int],
    context: Context,
) -> Facts:
    """Return the facts of an Amazon sheet: the packages to correct, and the orders that are still to be shipped.

    Args:
        verdicts: 追跡判定 per row.
        reasons: 判定理由 per row.
        outcomes: what the kernel found, per row.
        texts: `order`, `number`, `carrier`, `category`, `item` and `quantity` -> one text per row.
        counted: the columns that the rate counts: validity, promised day, category and package key per row.
        rates: key of a category -> its rate in the window.
        waiting: the rows of orders that are not shipped yet.
        context: the as-of day and rules.
    """
    as_of = context.as_of or 0
    window = amazon_rate.window_on(context.rulebook, as_of)
    first, last = window.days(as_of)
    found: list[PackageFact] = []
    valid: list[TrackedPackage] = []
    for row, validity, day, categories in _packages(counted):
        if day < first:
            continue
        if validity == VALID:
            valid.append(TrackedPackage(texts["order"][row], texts["number"][row], texts["carrier"][row]))
        if validity != INVALID or day > as_of:
            continue
        category = texts["category"][row]
        found.append(
            PackageFact(
                row,
                texts["order"][row],
                texts["number"][row],
                texts["carrier"][row],
                category,
                str(reasons[row] or ""),
                FIXES.get(outcomes[row], ""),
                day + window.lag + window.length,
                rates.get(amazon_rate.category_key(category or amazon_rate.NO_CATEGORY)),
                day <= last,
                categories,
                day,
                CAUSES.get(outcomes[row], ""),
            )
        )
    orders = [
        OrderFact(
            row,
            texts["order"][row],
            texts["order"][row],
            texts["item"][row],
            "",
            texts["quantity"][row],
            AMAZON,
            "",
            UNSHIPPED,
            None,
            (),
        )
        for row in waiting
    ]
    sent = [order for order, verdict in zip(texts["order"], verdicts) if verdict]
    return Facts(orders, packages=found, sent=sent, valid=valid, markets=frozenset([AMAZON]))


def _packages(counted: Columns) -> Iterator[tuple[int, str, int, tuple[str, ...]]]:
    """Yield the packages in scope as the rate counts them: the row that decides, validity, promised day, categories."""
    validities, days, categories, keys = counted
    for rows in package_rows(keys):
        row = rows[0]
        if len(rows) == 1:
            validity, day = validities[row], days[row]
            found: tuple[str, ...] = (amazon_rate.category_key(categories[row]),)
        else:
            validity, day, found = amazon_rate.together(
                [(validities[k], days[k], categories[k]) for k in rows]
            )
            row = next((k for k in rows if validities[k] == validity), row)
        if validity in amazon_rate.IN_SCOPE and day is not None:
            yield row, validity, day, found


def hold_facts(
    stages: Sequence[Answer],
    last_days: Sequence[Answer],
    actions: Sequence[Answer],
    texts: Mapping[str, Sequence[str]],
    columns: Mapping[str, Sequence[object]],
    urgency: Sequence[int],
    context: Context,
) -> Facts:
    """Return the facts of a sheet of branch holds: the parcels to follow up, with the text that goes with each.

    Args:
        stages: 対応段階 per row.
        last_days: 保管期限 per row.
        actions: 次の対応 per row.
        texts: `order` and `number` -> one text per row.
        columns: role -> one cell per row, of which the messages are made.
        urgency: the stages that ask for something.
        context: the as-of day, settings and rules.
    """
    wanted = {HOLD_STAGES[code] for code in urgency}
    rows = [
        (row, str(stage.value), day_of(day.value) if isinstance(day.value, date) else None)
        for row, (stage, day) in enumerate(zip(stages, last_days))
        if not stage.problem and stage.value in wanted
    ]
    parcels = [
        ParcelFact(
            row,
            texts["order"][row],
            texts["number"][row],
            stage,
            last_day,
            str(actions[row].value or ""),
            message,
        )
        for (row, stage, last_day), message in zip(rows, messages_of(columns, rows, context))
    ]
    return Facts(parcels=parcels, markets=frozenset([BRANCH_HOLD]))


def merged_facts(parts: Iterable[tuple[Sequence[int], Facts]]) -> Facts:
    """Return the facts of a sheet whose rows are of several markets.

    Args:
        parts: the rows of each market by their position on the sheet, and their facts.
    """
    merged = Facts()
    for rows, facts in parts:
        moved = (_on_the_sheet(found, rows) for found in facts)
        merged = Facts(*(_joined(*both) for both in zip(merged, moved)))
    return merged._replace(orders=sorted(merged.orders))


def _on_the_sheet(found: Any, rows: Sequence[int]) -> Any:  # noqa: ANN401  a field of `Facts`, whichever
    """Return a field of a market's facts with the rows of the sheet instead of the market's own."""
    if isinstance(found, (int, frozenset)) or not found or not hasattr(found[0], "row"):
        return found
    return [fact._replace(row=rows[fact.row]) for fact in found]


def _joined(found: Any, other: Any) -> Any:  # noqa: ANN401  the same field of both
    if isinstance(other, int):
        return max(found, other)
    return found | other if isinstance(other, frozenset) else [*found, *other]
