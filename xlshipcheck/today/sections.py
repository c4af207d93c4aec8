"""What 集計 says of all sheets together, with charts: unsent orders by their last safe day, points by month."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from xlshipcheck.values.days import date_of
from xlshipcheck.values.facts import POINTS
from xlshipcheck.values.results import Chart, ChartSeries, Section
from xlshipcheck.values.text import short_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.today.plan import SheetFacts
    from xlshipcheck.values.answers import Value

DAYS_SHOWN: Final = 10
"""Business days ahead."""
OVERDUE, LATER = "超過", "それ以降"
DEADLINES_TITLE: Final = "Qoo10 未発送の注文 (最終発送日ごと)"
MONTHS_TITLE: Final = "Qoo10 減点 (月ごと)"


def today_sections(sheets: Sequence[SheetFacts], context: Context) -> list[Section]:
    """Return the sections about all Qoo10 orders of the book; none where it has none.

    Args:
        sheets: the facts of every order sheet.
        context: the as-of day and the calendar.
    """
    if not any(sheet.facts.rates for sheet in sheets):
        return []
    return [_deadlines(sheets, context), _months(sheets, context)]


def _deadlines(sheets: Sequence[SheetFacts], context: Context) -> Section:
    as_of = context.as_of or 0
    deadlines = Counter(
        cost.deadline if cost.day > as_of else -1
        for sheet in sheets
        for fact in sheet.facts.orders
        for cost in fact.costs
        if cost.kind == POINTS
    )
    calendar = context.calendar
    days = [as_of] if calendar.is_business_day(as_of) else []
    while len(days) < DAYS_SHOWN:
        days.append(calendar.workday(days[-1] if days else as_of, 1))
    rows: list[Sequence[Value]] = [(OVERDUE, deadlines.pop(-1, 0))]
    start = -1
    for day in days:
        # A preorder's day may be a closed one: it stands with the next business day only if that is not too late.
        rows.append((short_day(day), sum(deadlines.pop(known) for known in _between(deadlines, start, day))))
        start = day
    rows.append((LATER, sum(deadlines.values())))
    note = "超過は減点がすでに確定した未発送の注文です。休業日が最終発送日の予約商品は、次の営業日の行に入っています。"
    chart = Chart("未発送の注文と最終発送日", "件数", [ChartSeries(1)])
    return Section(DEADLINES_TITLE, ("最終発送日", "未発送"), rows, note, chart)


def _between(deadlines: Counter[int], start: int, end: int) -> list[int]:
    return [day for day in deadlines if start < day <= end]


def _months(sheets: Sequence[SheetFacts], context: Context) -> Section:
    as_of = context.as_of or 0
    booked: Counter[tuple[int, int]] = Counter()
    orders: Counter[tuple[int, int]] = Counter()
    to_come: Counter[tuple[int, int]] = Counter()
    for sheet in sheets:
        for year, month, count, points in sheet.facts.booked:
            orders[year, month] += count
            booked[year, month] += points
        for fact in sheet.facts.orders:
            for cost in fact.costs:
                if cost.kind == POINTS and cost.day > as_of:
                    day = date_of(cost.day)
                    to_come[day.year, day.month] += cost.amount
    today = date_of(as_of)
    months = sorted({*booked, *to_come, (today.year, today.month)})
    rows: list[Sequence[Value]] = [
        (f"{year}年{month}月", orders[year, month], booked[year, month], to_come[year, month])
        for year, month in months
    ]
    note = "「出さないと加わる減点」は、今ある未発送の注文を1件も発送しないときの減点です。"
    chart = Chart("減点 (月ごと)", "点", [ChartSeries(2), ChartSeries(3)])
    header = ("月", "確定した注文", "確定した減点", "出さないと加わる減点")
    return Section(MONTHS_TITLE, header, rows, note, chart)
