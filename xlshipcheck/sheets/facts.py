"""What the judged rows of each market say to the list of today: the one place where the two meet."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Final

from xlshipcheck.amazon import rate as amazon_rate
from xlshipcheck.amazon.grouping import INVALID
from xlshipcheck.branch_hold.kernel import STAGES as HOLD_STAGES
from xlshipcheck.catalogue.calling import evaluate
from xlshipcheck.qoo10.kernel import STAGES, penalty_rules
from xlshipcheck.qoo10.notes import NO_SHIP_DATE
from xlshipcheck.qoo10.record import RATE_UNKNOWN
from xlshipcheck.qoo10.rows import is_open
from xlshipcheck.values.days import NEVER, day_of
from xlshipcheck.values.facts import (
    CANCEL,
    POINTS,
    RATE,
    STOP,
    CategoryFact,
    Cost,
    Facts,
    OrderFact,
    PackageFact,
    ParcelFact,
    RateFact,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence
    from fractions import Fraction

    from xlshipcheck.context import Context
    from xlshipcheck.qoo10.judging import Judged
    from xlshipcheck.qoo10.rows import JudgedSheet
    from xlshipcheck.values.answers import Answer, Value

QOO10, AMAZON = "Qoo10", "Amazon"
UNSHIPPED: Final = "未出荷"


def qoo10_facts(
    sheet: JudgedSheet, texts: Mapping[str, Sequence[str]], newest: int, context: Context
) -> Facts:
    """Return the facts of a Qoo10 sheet.

    Args:
        sheet: the judged sheet.
        texts: `order`, `cart`, `item` and `quantity` -> one text per row.
        newest: the newest day on which an order was paid; 0 where no row tells.
        context: the as-of day, settings and rules.
    """
    as_of = context.as_of or 0
    limit = penalty_rules(context.rulebook).rate_limit.over(as_of)
    known: dict[tuple[int, int, int], tuple[Cost, ...]] = {}
    orders = []
    for position, row in enumerate(sheet.rows):
        judged = row.judged
        # On its way on a day that nobody wrote down: there is nothing left to pack.
        if judged is None or not is_open(row) or judged.outcome.notes & NO_SHIP_DATE:
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
    stopped = frozenset(
        texts["item"][position]
        for position, row in enumerate(sheet.rows)
        if row.stopped_until
        and not row.problem
        and row.judged is not None
        and row.judged.order.rate != RATE_UNKNOWN
    )
    sent = [
        texts["order"][position]
        for position, row in enumerate(sheet.rows)
        if row.judged is not None and not row.problem and row.judged.outcome.sent
    ]
    booked = _booked(sheet)
    return Facts(orders, rates, stopped - {""}, newest, booked=booked, sent=sent, stages=stage_counts(sheet))


def stage_counts(sheet: JudgedSheet) -> list[tuple[str, int]]:
    """Return how many rows are in each stage; rows that cannot be read are in none."""
    counts: Counter[str] = Counter()
    for row, times in sheet.counted():
        if row.cells[0] and not row.problem and not row.unknown:
            counts[str(row.cells[0])] += times
    return [(stage, counts[stage]) for stage in STAGES if counts[stage]]


def _booked(sheet: JudgedSheet) -> list[tuple[int, int, int]]:
    """Return the points by the day on which they were booked."""
    days: dict[int, list[int]] = {}
    for row, times in sheet.counted():
        booking = None if row.judged is None or row.problem else row.judged.booking
        if booking is None:
            continue
        count = days.setdefault(booking[0], [0, 0])
        count[0] += times
        count[1] += times * booking[1]
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
    fixes: Sequence[str],
    texts: Mapping[str, Sequence[str]],
    promised: Sequence[object],
    keys: Sequence[Hashable | None],
    rates: Mapping[str, Fraction | None],
    waiting: Sequence[int],
    context: Context,
) -> Facts:
    """Return the facts of an Amazon sheet: the packages to correct, and the orders that are still to be shipped.

    Args:
        verdicts: 追跡判定 per row.
        reasons: 判定理由 per row.
        fixes: what to do about a row that is not valid, per row.
        texts: `order`, `number`, `carrier`, `category`, `item` and `quantity` -> one text per row.
        promised: お届け予定日 per row as read.
        keys: what makes rows one package, per row; None for a row of its own.
        rates: key of a category -> its rate in the window.
        waiting: the rows of orders that are not shipped yet.
        context: the as-of day and rules.
    """
    as_of = context.as_of or 0
    window = amazon_rate.window_on(context.rulebook, as_of)
    first, last = window.days(as_of)
    found: dict[Hashable, PackageFact] = {}
    for row, verdict in enumerate(verdicts):
        day = promised[row]
        if verdict != INVALID or not isinstance(day, int) or not first <= day <= as_of:
            continue
        key = ("row", row) if keys[row] is None else keys[row]
        if key in found:
            continue
        category = texts["category"][row]
        found[key] = PackageFact(
            row,
            texts["order"][row],
            texts["number"][row],
            texts["carrier"][row],
            category,
            str(reasons[row] or ""),
            fixes[row],
            day + window.lag + window.length,
            rates.get(amazon_rate.category_key(category or amazon_rate.NO_CATEGORY)),
            day <= last,
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
    return Facts(orders, packages=list(found.values()), sent=sent)


def hold_facts(
    stages: Sequence[Answer],
    last_days: Sequence[Answer],
    actions: Sequence[Answer],
    texts: Mapping[str, Sequence[str]],
    urgency: Sequence[int],
    context: Context,
) -> Facts:
    """Return the facts of a sheet of branch holds: the parcels to follow up, with the text that goes with each.

    Args:
        stages: 対応段階 per row.
        last_days: 保管期限 per row.
        actions: 次の対応 per row.
        texts: `order` and `number` -> one text per row.
        urgency: the stages that ask for something.
        context: the as-of day, settings and rules.
    """
    wanted = {HOLD_STAGES[code] for code in urgency}
    rows = [row for row, answer in enumerate(stages) if not answer.problem and answer.value in wanted]
    days = [last_days[row].value for row in rows]
    messages: Sequence[Answer] = ()
    if rows:
        columns = [
            [[stages[row].value] for row in rows],
            [[texts["number"][row] or None] for row in rows],
            [[day if isinstance(day, date) else None] for day in days],
        ]
        messages = evaluate("HOLD_MESSAGE", columns, context).answers
    parcels = [
        ParcelFact(
            row,
            texts["order"][row],
            texts["number"][row],
            str(stages[row].value),
            day_of(day) if isinstance(day, date) else None,
            str(actions[row].value or ""),
            "" if message.problem else str(message.value),
        )
        for row, day, message in zip(rows, days, messages)
    ]
    return Facts(parcels=parcels)


def merged_facts(parts: Iterable[tuple[Sequence[int], Facts]]) -> Facts:
    """Return the facts of a sheet whose rows are of several markets.

    Args:
        parts: the rows of each market by their position on the sheet, and their facts.
    """
    orders: list[OrderFact] = []
    rates: list[RateFact] = []
    packages: list[PackageFact] = []
    parcels: list[ParcelFact] = []
    booked: list[tuple[int, int, int]] = []
    stopped: set[str] = set()
    sent: list[str] = []
    doubts: list[str] = []
    stages: list[tuple[str, int]] = []
    categories: list[CategoryFact] = []
    newest = 0
    for rows, facts in parts:
        orders += [fact._replace(row=rows[fact.row]) for fact in facts.orders]
        packages += [fact._replace(row=rows[fact.row]) for fact in facts.packages]
        parcels += [fact._replace(row=rows[fact.row]) for fact in facts.parcels]
        rates += facts.rates
        stopped |= facts.stopped
        booked += facts.booked
        sent += facts.sent
        doubts += facts.doubts
        stages += facts.stages
        categories += facts.categories
        newest = max(newest, facts.newest)
    return Facts(
        sorted(orders),
        rates,
        frozenset(stopped),
        newest,
        packages,
        parcels,
        booked,
        sent,
        doubts,
        stages,
        categories,
    )
