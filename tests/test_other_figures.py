"""The rest of the demo's figures, those that stand beside others: notes of boxes, counts of headings, of cautions, of carts."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from demo_by_hand import AS_OF, NEXT_OPEN, business_day, make_demo, passed, rows, under

from xlshipcheck.context import Context
from xlshipcheck.shell.refresh import Options, refresh_exports
from xlshipcheck.shell.samples.demo import make_samples
from xlshipcheck.values.days import day_of

NOW = dt.datetime(2026, 11, 21, 9, 0)  # noqa: DTZ001  a name for a backup
DAY_AFTER = NEXT_OPEN + dt.timedelta(1)
WEEKDAYS = "月火水木金土日"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """Return the cells of 今日 and of 集計, and the orders that count."""
    book, orders, _ = make_demo(tmp_path_factory.mktemp("demo"))
    return rows(book["今日"]), rows(book["集計"]), orders


@pytest.fixture(scope="module")
def holds(tmp_path_factory):
    """Return the cells of 今日 and of 集計 of the demo's parcels, and the lines of their file."""
    folder = tmp_path_factory.mktemp("holds")
    *_, (paths, context) = make_samples(folder, Context(day_of(AS_OF)))
    outcome = refresh_exports(paths, context, Options(), NOW, lambda *_: None)
    book = openpyxl.load_workbook(outcome.written, data_only=True)
    data = Path(folder, "営業所止め_見本.csv").read_bytes().decode("cp932")
    return rows(book["今日"]), rows(book["集計"]), list(csv.DictReader(io.StringIO(data)))


def short(day):
    """Return a day as our sheets show it."""
    return f"{day.month}/{day.day}({WEEKDAYS[day.weekday()]})"


def stopped(orders):
    """Return the items whose sale is stopped today; both rates of the demo are low."""
    return {
        order.item
        for order in orders
        if (order.is_open or passed(order.base, order.sent, order.preorder) > (3 if order.preorder else 5))
        and order.stop_day <= AS_OF < order.stop_day + dt.timedelta(30)
    }


def cost_days(order, items):
    """Return the days on which an order costs something, a buyer's cancel among them."""
    days = [order.points_day, order.late_for_rate]
    days += [] if order.item in items else [order.stop_day]
    return days + ([order.planned + dt.timedelta(1)] if order.planned else [])


def listed(cells):
    """Return the lines of the list of today."""
    return [row for row in cells if isinstance(row[0], int) and row[7] == "Qoo10"]


def test_box_of_the_next_business_day(demo):
    """It counts the orders that cost something on the day after the next one on which the shop is open."""
    cells, _, orders = demo
    items = stopped(orders)
    wanted = sum(DAY_AFTER in cost_days(order, items) for order in orders if order.is_open)
    boxes = dict(zip(cells[3], cells[4], strict=True))
    assert boxes[f"次の営業日 {short(NEXT_OPEN)}"] == wanted > 0


def test_notes_of_the_boxes(demo):
    """Points that can be saved and points that are booked are two for each order."""
    cells, _, orders = demo
    notes = dict(zip(cells[3], cells[5], strict=True))
    saved = sum(AS_OF < order.points_day <= NEXT_OPEN for order in orders if order.is_open)
    booked = sum(order.points_day <= AS_OF for order in orders if order.is_open)
    assert notes["今日までに発送"] == f"減点 {-2 * saved} を防げる"
    assert notes["すでに確定"] == f"減点 {-2 * booked} は取り消せない"


def test_counts_of_the_headings(demo):
    """Each heading counts the lines below it."""
    cells, _, _ = demo
    lost = [row for row in listed(cells) if "超過" in row[1]]
    titles = [str(row[0]) for row in cells if row[0] and not isinstance(row[0], int)]
    assert f"今日の発送順 ({len(listed(cells)) - len(lost)}件)" in titles
    assert f"もう減点・制限を防げない未発送の注文 ({len(lost)}件)" in titles


def test_buyers_who_may_cancel(demo):
    """The day after 発送予定日 the buyer of an unsent order may cancel."""
    cells, _, orders = demo
    days = Counter(order.planned + dt.timedelta(1) for order in orders if order.is_open and order.planned)
    wanted = [
        f"・{short(day)} に {count}件 → 購入者がキャンセルできる"
        for day, count in sorted(days.items())
        if AS_OF < day <= DAY_AFTER
    ]
    assert [row[0] for row in cells if "キャンセルできる" in str(row[0])] == wanted != []


def test_carts(demo):
    """Two orders of one cart that stand in one part of the list name it, and stand one below the other."""
    cells, _, orders = demo
    cart = {order.number: order.cart for order in orders}
    parts = [[row for row in listed(cells) if ("超過" in row[1]) is lost] for lost in (False, True)]
    named = set()
    for part in parts:
        carts = [cart[row[2]] for row in part]
        for place, row in enumerate(part):
            many = carts.count(carts[place])
            assert (row[9] or "") == (f"カート {carts[place]}" if many > 1 else "")
            assert (
                carts[place] in carts[max(place - 1, 0) : place] + carts[place + 1 : place + 2] or many == 1
            )
            named.add(many)
    assert named == {1, 2}


def test_days_of_urgent_orders(demo):
    """残り日数 and the last day on which the shop, closed on Sundays and holidays, can send."""
    _, cells, orders = demo
    by_number = {order.number: order for order in orders}
    table = under(cells, "Qoo10 急ぐ注文") + under(cells, "Qoo10 減点・制限がすでに確定した未発送")
    assert table
    for row in table:
        order = by_number[row[0]]
        ahead = order.last_safe >= AS_OF
        first, last = (AS_OF, order.last_safe) if ahead else (order.last_safe, AS_OF)
        days = passed(first, last, order.preorder)
        assert row[4] == (days if ahead else -days), order.number
        sends = order.last_safe
        while sends.weekday() == 6 or (sends.weekday() < 5 and not business_day(sends)):
            sends -= dt.timedelta(1)
        assert row[3].date() == sends


def test_cautions_of_orders(demo):
    """Sent without points, and yet after the limit of the on-time rate: each of these is counted."""
    _, cells, orders = demo
    late = sum(
        passed(order.base, order.sent, order.preorder) in ((1, 2) if order.preorder else (4,))
        for order in orders
        if not order.is_open
    )
    table = dict(row[:2] for row in under(cells, "確認の「注意」"))
    assert table == {"減点はありませんが、発送率では期限後の発送です": late}


def test_cautions_of_parcels(holds):
    """Every parcel by ネコポス is counted, which no branch and no shop hands over."""
    _, cells, lines = holds
    table = dict(row[:2] for row in under(cells, "確認の「注意」"))
    places = {"営業所": "営業所", "コンビニ": "店頭", "取扱店": "店頭"}
    counts = Counter(places[line["受取場所"]] for line in lines if line["サービス"] == "ネコポス")
    assert table == {f"ネコポスは{place}では受け取れません": count for place, count in counts.items()}


def test_parcels_to_see_to_on_both_sheets(holds):
    """集計 lists the same parcels as 今日, with the same stage and the same day."""
    today, summary, lines = holds
    numbers = {line["取引番号"]: line["送り状番号"] or line["取引番号"] for line in lines}
    shown = under(summary, "営業所止め 対応が要るもの")
    # The header stands again where a page begins within the list.
    table = {row[0]: (row[1], row[2]) for row in shown if row[1] != "対応段階"}
    start = next(n for n, row in enumerate(today) if str(row[0] or "").startswith("営業所止め 対応する荷物"))
    found = {}
    for row in today[start + 2 :]:
        if row[0] is None:
            break
        found[numbers[row[0]]] = row[2], row[9]
    assert table.keys() == found.keys()
    for number, (stage, last) in table.items():
        assert found[number] == (stage, short(last) if last else None)
    assert f"({len(found)}件)" in today[start][0]
