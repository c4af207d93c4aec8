"""What 集計 says of all sheets together, with charts: unsent orders by their last safe day, points by month."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Final

from xlshipcheck.calendars.tables import weekday_of
from xlshipcheck.qoo10.advice import capacity_on, last_shop_day, shop_days
from xlshipcheck.today.rate_sections import rate_sections
from xlshipcheck.values.days import date_of
from xlshipcheck.values.facts import POINTS, RATE
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
CAPACITY: Final = "発送能力"
RESET: Final = "リセットされ"
MONTHS: Final = 12
WEEKS_AHEAD: Final = 21
"""Days: the next three weeks."""
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
    return [
        _deadlines(sheets, context),
        _months(sheets, context),
        *rate_sections(sheets, context),
        _days(sheets, context),
        _days_off(sheets, context),
    ]


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
    # Today stands first whatever day it is: what it is the last chance for must not stand under the next business day.
    days = [as_of]
    while len(days) <= DAYS_SHOWN - calendar.is_business_day(as_of):
        days.append(calendar.workday(days[-1], 1))
    rows: list[Sequence[Value]] = [(OVERDUE, deadlines.pop(-1, 0), "")]
    start = as_of - 1
    open_days = shop_days(context, calendar)
    for day in days:
        # A last day on which all is closed stands with the business day before it; on the next one it is too late.
        below = calendar.workday(day, 1)
        found = sum(deadlines.pop(known) for known in list(deadlines) if known < below)
        sent = sum(capacity_on(context, open_days, one) for one in range(start + 1, day + 1))
        rows.append((short_day(day, as_of), found, sent))
        start = day
    rows.append((LATER, sum(deadlines.values()), ""))
    note = (
        "超過は減点がすでに確定した未発送の注文です。最終発送日が休業日の注文は、その前の行に入っています。"
    )
    header: Sequence[str] = ("最終発送日", "未発送", CAPACITY)
    series = [ChartSeries(1)]
    if context.settings.capacity:
        note += f"{CAPACITY}は設定の「一日の発送数」で、前の行の翌日からその日までに発送できる件数です。"
        series.append(ChartSeries(2, is_line=True, is_target=True))
    else:
        header, rows = header[:2], [row[:2] for row in rows]
    return Section(DEADLINES_TITLE, header, rows, note, Chart("未発送の注文と最終発送日", "件数", series))


def _months(sheets: Sequence[SheetFacts], context: Context) -> Section:
    as_of = context.as_of or 0
    booked: Counter[tuple[int, int]] = Counter()
    orders: Counter[tuple[int, int]] = Counter()
    to_come: Counter[tuple[int, int]] = Counter()
    for sheet in sheets:
        for day_number, count, points in sheet.facts.booked:
            day = date_of(day_number)
            orders[day.year, day.month] += count
            booked[day.year, day.month] += points
        for fact in sheet.facts.orders:
            for cost in fact.costs:
                if cost.kind == POINTS and cost.day > as_of:
                    day = date_of(cost.day)
                    to_come[day.year, day.month] += cost.amount
    today = date_of(as_of)
    months = sorted({*booked, *to_come, (today.year, today.month)})
    rows: list[Sequence[Value]] = [
        (
            f"{year}年{month}月",
            orders[year, month],
            booked[year, month],
            to_come[year, month],
            date(year + month // MONTHS, month % MONTHS + 1, 1),
        )
        for year, month in months
    ]
    note = (
        "「出さないと加わる減点」は、今ある未発送の注文を1件も発送しないときの減点です。"
        f"確定した減点は、その月の終わりに{RESET}、翌月の販売者レベルに影響します。販売制限の解除日とは別です。"
    )
    chart = Chart("減点 (月ごと)", "点", [ChartSeries(2), ChartSeries(3)])
    header = ("月", "確定した注文", "確定した減点", "出さないと加わる減点", "リセットされる日")
    return Section(MONTHS_TITLE, header, rows, note, chart)


DAYS_TITLE: Final = "Qoo10 減点 (日ごと)"


def _days(sheets: Sequence[SheetFacts], context: Context) -> Section:
    """Return the points of this month and of those to come, by the day on which they are booked."""
    as_of = context.as_of or 0
    first = as_of - date_of(as_of).day + 1
    table: dict[int, list[int]] = {}
    for sheet in sheets:
        for day, orders, points in sheet.facts.booked:
            if day >= first:
                _add(table, day, (orders, points, 0, 0))
        for fact in sheet.facts.orders:
            for cost in fact.costs:
                if cost.kind == POINTS and cost.day > as_of:
                    _add(table, cost.day, (0, 0, 1, cost.amount))
    rows: list[Sequence[Value]] = [(short_day(day, as_of), *counts) for day, counts in sorted(table.items())]
    header = ("減点になる日", "確定した注文", "確定した減点", "出さないと減点の注文", "出さないと加わる減点")
    note = "今月の1日からの確定した減点と、今ある未発送の注文を発送しないときにこれから確定する減点です。"
    return Section(DAYS_TITLE, header, rows, note)


def _add(table: dict[int, list[int]], day: int, counts: Sequence[int]) -> None:
    table[day] = [sum(pair) for pair in zip(table.get(day, [0] * len(counts)), counts)]


DAYS_OFF_TITLE: Final = "Qoo10 店が発送しない日に来る期限 (3週間)"
NAMES: Final = {POINTS: "最終発送日", RATE: "発送率期限"}


def _days_off(sheets: Sequence[SheetFacts], context: Context) -> Section:
    """Return the deadlines of open orders that fall on a day on which the shop sends nothing."""
    as_of = context.as_of or 0
    open_days = shop_days(context, context.calendar)
    found = Counter(
        (cost.deadline, cost.kind)
        for sheet in sheets
        for fact in sheet.facts.orders
        for cost in fact.costs
        if cost.kind in NAMES
        and as_of <= cost.deadline <= as_of + WEEKS_AHEAD
        and not open_days.is_business_day(cost.deadline)
    )
    rows: list[Sequence[Value]] = []
    for (day, kind), orders in sorted(found.items()):
        last = last_shop_day(context, context.calendar, day)
        send = short_day(last, as_of) if last >= as_of else "今日より前 (次の営業日では間に合いません)"
        rows.append((short_day(day, as_of), _why_off(day, context), NAMES[kind], orders, send))
    note = "今ある未発送の注文の期限です。店休日と「一日の発送数」は設定シートで決められます。期限そのものは動きません。"
    return Section(
        DAYS_OFF_TITLE, ("期限の日", "休みの理由", "期限", "注文", "その前に店が発送する日"), rows, note
    )


def _why_off(day: int, context: Context) -> str:
    if day in context.settings.shop_closed:
        return "店休日"
    if day in context.settings.closed:
        return "モールの休業日"
    weekday = WEEKDAY_NAMES[weekday_of(day)]
    return context.calendar.holiday_name(day) or f"{weekday}曜日"


WEEKDAY_NAMES: Final = "月火水木金土日"

TOTALS_TITLE: Final = "シートごとの件数と合計"


def totals_section(sheets: Sequence[SheetFacts], kinds: Sequence[str], context: Context) -> list[Section]:
    """Return what each sheet counts with their sum; none where there is but one sheet.

    Args:
        sheets: the facts of every order sheet.
        kinds: Qoo10, Amazon, 営業所止め or 混在 of each.
        context: the as-of day.
    """
    if len(sheets) <= 1:
        return []
    today = date_of(context.as_of or 0)
    counts = []
    for sheet in sheets:
        facts = sheet.facts
        booked = [
            points
            for day, _, points in facts.booked
            if (date_of(day).year, date_of(day).month) == (today.year, today.month)
        ]
        counts.append(
            (
                len(facts.orders),
                len(facts.sent),
                sum(booked),
                len(facts.packages),
                len(facts.parcels),
                len(sheet.to_check),
            )
        )
    rows: list[Sequence[Value]] = [
        (sheet.name, kind, *count) for sheet, kind, count in zip(sheets, kinds, counts)
    ]
    rows.append(("合計", "", *map(sum, zip(*counts))))
    header = (
        "シート",
        "種類",
        "未発送",
        "発送済",
        f"{today.month}月の確定した減点",
        "直す梱包",
        "対応する荷物",
        "確認が必要な行",
    )
    note = (
        "複数の Qoo10 シートにある注文番号は、いちばん進んだ状態のシートで1件と数えています。"
        "未発送・発送済は Qoo10 と Amazon の行です。確認が必要な行のうち、判定できていない行はどの件数にも入っていません。"
    )
    return [Section(TOTALS_TITLE, header, rows, note)]
