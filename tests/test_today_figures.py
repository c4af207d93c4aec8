"""Every figure of the demo's 今日 and its charts, counted again from the demo's own file, day by day, without our code."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from demo_by_hand import AS_OF, NEXT_OPEN, make_demo, passed, rows, under


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """Return the marked book of the demo's Qoo10 file and the orders that count in it."""
    return make_demo(tmp_path_factory.mktemp("demo"))[:2]


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
    """The table behind the chart counts the unsent orders by 最終発送日, overdue ones at the left.

    The as-of day is a Saturday: what must not wait for the next business day stands under the Saturday.
    """
    book, orders = demo
    table = dict(row[:2] for row in under(rows(book["集計"]), "Qoo10 未発送の注文"))
    unsent = [order for order in orders if order.is_open]
    days = Counter(order.last_safe for order in unsent if order.points_day > AS_OF)
    assert table["超過"] == sum(order.points_day <= AS_OF for order in unsent)
    assert table["11/21(土)"] == sum(count for day, count in days.items() if day < NEXT_OPEN)
    assert table["11/24(火)"] == days[NEXT_OPEN]
    assert table["11/25(水)"] == days[dt.date(2026, 11, 25)]
    assert sum(table.values()) == len(unsent)
    assert len(table) == 1 + 1 + 10 + 1


def test_chart_of_points(demo):
    """The points of a month are those of its booking days; those to come are of orders that are open."""
    book, orders = demo
    table = {row[0]: row[1:4] for row in under(rows(book["集計"]), "Qoo10 減点 (月ごと)")}
    booked = [order for order in orders if order.has_points and order.points_day.month == 11]
    to_come = [order for order in orders if order.is_open and order.points_day > AS_OF]
    november = sum(order.points_day.month == 11 for order in to_come)
    assert table["2026年11月"] == [len(booked), -2 * len(booked), -2 * november]
    assert sum(row[2] for row in table.values()) == -2 * len(to_come)
