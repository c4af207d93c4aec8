"""Every figure of the demo's 今日 and its charts, counted again from the demo's own file, day by day, without our code."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tomllib
from collections import Counter
from pathlib import Path

import jpholiday
import openpyxl
import pytest

from xlshipcheck.context import Context
from xlshipcheck.shell.refresh import Options, refresh_exports
from xlshipcheck.shell.samples.demo import SETTINGS_FILE, make_samples
from xlshipcheck.values.days import day_of

AS_OF = dt.date(2026, 11, 21)
NEXT_OPEN = dt.date(2026, 11, 24)  # the 23rd is a holiday
SHEETS = ("今日", "集計")


def business_day(day):
    """Tell whether a day is neither a weekend's nor a holiday."""
    return day.weekday() < 5 and not jpholiday.is_holiday(day)


def passed(base, day, preorder):
    """Return how many days have been counted from a base up to a day, one by one."""
    if preorder:
        return (day - base).days
    return sum(business_day(base + dt.timedelta(n)) for n in range(1, (day - base).days + 1))


def first_day(base, count, preorder):
    """Return the first day on which the count is reached, by trying one after the other."""
    day = base
    while passed(base, day, preorder) < count:
        day += dt.timedelta(1)
    return day


class Order:
    """An order of the demo as its line says, with the days that the rules name for it."""

    def __init__(self, line, preorder_items):
        self.number, self.item = line["注文番号"], line["商品番号"]
        self.preorder = self.item in preorder_items
        paid = dt.datetime.fromisoformat(line["入金日"].replace("/", "-")).date()
        self.base = preorder_items[self.item] if self.preorder else paid
        sent = line["発送日"]
        self.sent = dt.datetime.fromisoformat(sent.replace("/", "-")).date() if sent else None
        planned = line["発送予定日"]
        self.planned = dt.datetime.fromisoformat(planned.replace("/", "-")).date() if planned else None
        safe, late = (2, 1) if self.preorder else (4, 4)
        self.late_for_rate = first_day(self.base, late, self.preorder)
        self.points_day = first_day(self.base, safe + 1, self.preorder)
        self.stop_day = first_day(self.base, safe + 2, self.preorder)
        # The last day before the cost on which the count is still good enough, as the table of the rules names it.
        self.last_safe = first_day(self.base, safe, self.preorder)

    @property
    def is_open(self):
        """Tell whether it is unsent today."""
        return self.sent is None or self.sent > AS_OF

    @property
    def has_points(self):
        """Tell whether its points are booked."""
        safe = 2 if self.preorder else 4
        in_time = not self.is_open and passed(self.base, self.sent, self.preorder) <= safe
        return self.points_day <= AS_OF and not in_time


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """Return the marked book of the demo's Qoo10 file and the orders that count in it."""
    folder = tmp_path_factory.mktemp("demo")
    paths, context = next(make_samples(folder, Context(day_of(AS_OF))))
    now = dt.datetime(2026, 11, 21, 9, 0)  # noqa: DTZ001  a name for a backup
    outcome = refresh_exports(paths, context, Options(), now, lambda *_: None)
    settings = tomllib.loads(Path(folder, SETTINGS_FILE).read_text(encoding="utf-8"))
    items = {
        item: day if isinstance(day, dt.date) else dt.date.fromisoformat(str(day))
        for item, day in settings["preorder_items"].items()
        if day
    }
    text = paths[0].read_bytes().decode("cp932")
    lines = [line for line in csv.DictReader(io.StringIO(text)) if line["入金日"]]
    orders = [Order(line, items) for line in lines if "キャンセル" not in line["配送状態"]]
    return openpyxl.load_workbook(outcome.written, data_only=True), orders


def rows(sheet):
    """Return the cells of a sheet, row by row."""
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def under(cells, title):
    """Return the rows below a heading, its chart and its header, down to a blank one or a note."""
    heading = next(n for n, row in enumerate(cells) if str(row[0] or "").startswith(title))
    start = next(n for n in range(heading + 1, len(cells)) if cells[n][0]) + 1
    end = next(n for n in range(start, len(cells)) if cells[n][1] is None)
    return cells[start:end]


def boxes(cells):
    """Return title -> count of the boxes: a title stands above its count."""
    titles, counts = cells[3], cells[4]
    return {title: count for title, count in zip(titles, counts, strict=True) if title}


def within(day):
    """Tell whether a cost of a day is what today's sending avoids."""
    return AS_OF < day <= NEXT_OPEN


def test_boxes(demo):
    """The boxes hold what counting every order anew gives."""
    book, orders = demo
    found = boxes(rows(book["今日"]))
    unsent = [order for order in orders if order.is_open]
    stopped = {order.item for order in orders if stops_today(order)}
    assert found["今日までに発送"] == sum(within(order.points_day) for order in unsent)
    assert found["発送率は今日まで"] == sum(within(order.late_for_rate) for order in unsent)
    assert found["今日中で販売制限を防げる"] == sum(
        within(order.stop_day) and order.item not in stopped for order in unsent
    )
    assert found["すでに確定"] == sum(order.points_day <= AS_OF for order in unsent)
    assert found["確認が必要"] == 0


def stops_today(order):
    """Tell whether the sale of an order's item is stopped today; both rates of the demo are low."""
    safe = 2 if order.preorder else 4
    too_late = order.is_open or passed(order.base, order.sent, order.preorder) > safe + 1
    return too_late and order.stop_day <= AS_OF < order.stop_day + dt.timedelta(30)


def test_list(demo):
    """The list holds every order that is due or lost, each once, and no other."""
    book, orders = demo
    cells = rows(book["今日"])
    listed = [row[2] for row in cells if isinstance(row[0], int) and row[7] == "Qoo10"]
    last = dt.date(2026, 11, 25)  # what is due by the end of the 24th costs on the 25th at the latest
    wanted = [
        order.number
        for order in orders
        if order.is_open
        and (
            order.points_day <= last
            or AS_OF < order.late_for_rate <= last
            or (order.planned is not None and order.planned <= NEXT_OPEN)
        )
    ]
    assert sorted(listed) == sorted(wanted)
    assert [row[0] for row in cells if isinstance(row[0], int) and row[7] == "Qoo10"] == list(
        range(1, len(listed) + 1)
    )


def test_chart_of_deadlines(demo):
    """The table behind the chart counts the unsent orders by 最終発送日, overdue ones at the left."""
    book, orders = demo
    table = dict(row[:2] for row in under(rows(book["集計"]), "Qoo10 未発送の注文"))
    unsent = [order for order in orders if order.is_open]
    days = Counter(order.last_safe for order in unsent if order.points_day > AS_OF)
    assert table["超過"] == sum(order.points_day <= AS_OF for order in unsent)
    assert table["11/24(火)"] == sum(count for day, count in days.items() if day <= NEXT_OPEN)
    assert table["11/25(水)"] == days[dt.date(2026, 11, 25)]
    assert sum(table.values()) == len(unsent)
    assert len(table) == 12


def test_chart_of_points(demo):
    """The points of a month are those of its booking days; those to come are of orders that are open."""
    book, orders = demo
    table = {row[0]: row[1:4] for row in under(rows(book["集計"]), "Qoo10 減点 (月ごと)")}
    booked = [order for order in orders if order.has_points and order.points_day.month == 11]
    to_come = [order for order in orders if order.is_open and order.points_day > AS_OF]
    november = sum(order.points_day.month == 11 for order in to_come)
    assert table["2026年11月"] == [len(booked), -2 * len(booked), -2 * november]
    assert sum(row[2] for row in table.values()) == -2 * len(to_come)
