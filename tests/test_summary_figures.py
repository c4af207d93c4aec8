"""Every figure of the demo's 集計, and every cell of its list of today, counted again from the demo's own file."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict

import jpholiday
import pytest
from demo_by_hand import AS_OF, NEXT_OPEN, business_day, first_day, make_demo, passed, rows, under

MONTH_END = dt.date(2026, 11, 30)
WEEKDAYS = "月火水木金土日"
SCENARIOS = "(今)", "今日すべて出す", "最終発送日に出す", "1件も出さない"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """Return the cells of 今日 and of 集計, the orders that count, and every line of the file."""
    book, orders, lines = make_demo(tmp_path_factory.mktemp("demo"))
    return rows(book["今日"]), rows(book["集計"]), orders, lines


def short(day):
    """Return a day as our sheets show it."""
    return f"{day.month}/{day.day}({WEEKDAYS[day.weekday()]})"


def as_date(cell):
    """Return the day of a cell."""
    return cell.date() if isinstance(cell, dt.datetime) else cell


def of_kind(orders, kind):
    """Return the orders of a kind."""
    return [order for order in orders if order.kind == kind]


def rate_on(orders, day, ship=None):
    """Return (in time, counted) on an evening, the open orders shipped on a day that `ship` gives."""
    in_time = late = 0
    for order in orders:
        sent = ship(order) if order.is_open and ship else None if order.is_open else order.sent
        limit = 0 if order.preorder else 3
        if sent is not None and sent <= day and passed(order.base, sent, order.preorder) <= limit:
            in_time += 1
        elif order.late_for_rate <= day:
            late += 1
    return in_time, in_time + late


def test_rates(demo):
    """Rate, counts, distance from the target and its bar, for both kinds."""
    _, cells, orders, _ = demo
    for row, kind in zip(under(cells, "Qoo10 発送率"), ("一般", "予約"), strict=True):
        in_time, counted = rate_on(of_kind(orders, kind), AS_OF)
        assert kind in row[0]
        assert row[1] == row[7] == pytest.approx(in_time / counted)
        assert row[2:5] == [in_time, counted, "95%超"]
        missing = next(more for more in range(counted) if 20 * (in_time + more) > 19 * counted)
        assert row[5] == f"不足 {missing}件"
        full = sum(1000 * in_time >= (850 + 25 * box) * counted for box in range(1, 7))
        assert row[6].replace("｜", "") == "■" * full + "□" * (6 - full)
        assert row[6].index("｜") == 4
        assert row[8] == "この表"


def test_rates_at_the_end_of_the_month(demo):
    """Every order is sent anew, on each of the three days, and the rate counted on the last evening."""
    _, cells, orders, _ = demo
    table = under(cells, "Qoo10 月末の発送率 (11/30(月)")
    assert tuple(row[0] for row in table) == SCENARIOS
    ships = (lambda _: AS_OF, lambda order: max(order.last_safe, AS_OF), lambda _: None)
    for column, kind in ((1, "一般"), (4, "予約")):
        mine = of_kind(orders, kind)
        wanted = [rate_on(mine, AS_OF), *(rate_on(mine, MONTH_END, ship) for ship in ships)]
        assert [tuple(row[column + 1 : column + 3]) for row in table] == wanted
        assert [row[column] for row in table] == [pytest.approx(a / b) for a, b in wanted]
    open_orders = [order for order in orders if order.is_open and AS_OF < order.points_day <= MONTH_END]
    assert [row[7] for row in table] == [None, 0, 0, -2 * len(open_orders)]


def test_way_back_to_the_target(demo):
    """As many orders in time are added one by one as it takes to be above 95 %."""
    _, cells, orders, _ = demo
    for row, kind in zip(under(cells, "Qoo10 発送率を目標に戻すには"), ("一般", "予約"), strict=True):
        mine = of_kind(orders, kind)
        in_time, counted = rate_on(mine, AS_OF)
        missing = 0
        while 20 * (in_time + missing) <= 19 * (counted + missing):
            missing += 1
        can = sum(order.is_open and order.late_for_rate > AS_OF for order in mine)
        assert row[1:4] == ["95%超", missing, can]
        assert row[4] == f"未発送をすべて期限内に出しても{missing - can}件足りません (新しい注文を期限内に)"


def test_points_by_day_and_month(demo):
    """Points stand on the day on which they are booked, sent orders included; a month's go with its last day."""
    _, cells, orders, _ = demo
    booked = Counter(
        order.points_day for order in orders if order.has_points and order.points_day.month == 11
    )
    coming = Counter(order.points_day for order in orders if order.is_open and order.points_day > AS_OF)
    days = sorted({*booked, *coming})
    assert under(cells, "Qoo10 減点 (日ごと)") == [
        [short(day), booked[day], -2 * booked[day], coming[day], -2 * coming[day]] + [None] * 4
        for day in days
    ]
    months = under(cells, "Qoo10 減点 (月ごと)")
    assert as_date(months[-1][4]) == dt.date(2026, 12, 1)
    this_month = under(cells, "Qoo10 今月の減点")
    assert this_month[0][:3] == ["2026年11月", sum(booked.values()), -2 * sum(booked.values())]


def test_deadlines_on_days_off(demo):
    """Deadlines of open orders in the next three weeks that fall on weekends and holidays, with the day before."""
    _, cells, orders, _ = demo
    found = Counter()
    for order in orders:
        limit = first_day(order.base, 0 if order.preorder else 3, order.preorder)
        for name, day in (("最終発送日", order.last_safe), ("発送率期限", limit)):
            if order.is_open and AS_OF <= day <= AS_OF + dt.timedelta(21) and not ships_on(day):
                found[day, name] += 1
    wanted = []
    for (day, name), count in sorted(found.items()):
        before = day
        while not ships_on(before):
            before -= dt.timedelta(1)
        send = short(before) if before >= AS_OF else "今日より前 (次の営業日では間に合いません)"
        wanted.append([short(day), f"{WEEKDAYS[day.weekday()]}曜日", name, count, send])
    assert [row[:5] for row in under(cells, "Qoo10 店が発送しない日に来る期限")] == wanted


def ships_on(day):
    """Tell whether the shop of the demo sends on a day: Saturdays are days of work, holidays are none."""
    return business_day(day) or (day.weekday() == 5 and not jpholiday.is_holiday(day))


def test_capacity(demo):
    """25 orders a day, 15 on a Saturday: all are sent by the 25th, which is in time for every one."""
    cells, summary, orders, _ = demo
    waiting = sum(order.is_open for order in orders)
    assert 15 + 25 < waiting <= 15 + 25 + 25
    said = [row[0] for row in cells if str(row[0] or "").startswith("・未発送")]
    assert said[0].startswith(
        f"・未発送{waiting}件は、11/25(水) に発送し終わる見込みです (店の営業日で3日分。"
    )
    table = {row[0]: row[2] for row in under(summary, "Qoo10 未発送の注文")}
    # The as-of day is a Saturday on which the shop sends; 11-30 follows another.
    assert [table[day] for day in ("11/21(土)", "11/24(火)", "11/30(月)")] == [15, 25, 15 + 25]


def test_stages(demo):
    """The stages are counted by counting each order's days."""
    _, cells, orders, lines = demo
    counts = Counter(order.stage for order in orders)
    counts["対象外"] = sum("キャンセル" in line["配送状態"] for line in lines)
    counts["入金待ち"] = sum(not line["入金日"] and "キャンセル" not in line["配送状態"] for line in lines)
    table = {row[0]: row[1] for row in under(cells, "Qoo10 段階ごとの件数")}
    assert table == {stage: count for stage, count in counts.items() if count}
    assert sum(table.values()) == len(lines)


def test_cancel_rate(demo):
    """Cancelled lines over those paid from July to today, and how many more stay within 15 %."""
    _, cells, _, lines = demo
    paid = [line for line in lines if line["入金日"] and "2026/07/01" <= line["入金日"][:10] <= "2026/11/21"]
    cancelled = {line["注文番号"] for line in paid if line["配送状態"] == "キャンセル"}
    counted = {line["注文番号"] for line in paid}
    row = under(cells, "Qoo10 キャンセル率")[0]
    assert row[:2] == ["キャンセル率 (2四半期)", "7/1(水)～11/21(土)"]
    assert row[2] == pytest.approx(len(cancelled) / len(counted))
    assert row[3:7] == [len(cancelled), len(counted), 0, "15%以下"]
    more = max(n for n in range(len(counted)) if 100 * (len(cancelled) + n) <= 15 * len(counted))
    assert row[7:9] == [f"あと{more}件まで", "目標の中"]


def stopped_items(orders):
    """Return item -> the day on which its sale is released."""
    until = {}
    for order in orders:
        limit = 3 if order.preorder else 5
        too_late = order.is_open or passed(order.base, order.sent, order.preorder) > limit
        release = order.stop_day + dt.timedelta(30)
        if too_late and order.stop_day <= AS_OF < release:
            until[order.item] = max(release, until.get(order.item, release))
    return until


def test_stopped_items(demo):
    """Items stay stopped until thirty days after the last order's restriction day."""
    _, cells, orders, _ = demo
    table = {row[0]: as_date(row[1]) for row in under(cells, "Qoo10 販売制限の商品")}
    assert table == stopped_items(orders)


def test_urgent_orders(demo):
    """The ten whose next cost comes first, with their days."""
    _, cells, orders, _ = demo
    coming = []
    for order in orders:
        if order.is_open:
            day = next((day for day in (order.points_day, order.stop_day) if day > AS_OF), None)
            coming.append((day or dt.date.max, order.base, orders.index(order), order))
    coming.sort(key=lambda found: found[:3])
    table = under(cells, "Qoo10 急ぐ注文")
    assert [row[0] for row in table] == [order.number for *_, order in coming[:10]]
    for row, (day, _, _, order) in zip(table, coming, strict=False):
        left = -passed(order.last_safe, AS_OF, order.preorder) if order.last_safe < AS_OF else None
        assert row[1] == order.stage
        assert as_date(row[2]) == order.last_safe
        assert left is None or row[4] == left
        assert short(day) in row[5]
    lost = [order.number for day, *_, order in coming if day == dt.date.max]
    assert [row[0] for row in under(cells, "Qoo10 減点・制限がすでに確定した未発送")] == lost[:10]


def test_cells_of_the_list(demo):
    """期限, 商品名, 数量, 段階, 出さないと and お届け希望日 of every line of the list of today."""
    cells, _, orders, _ = demo
    stopped = stopped_items(orders)
    by_number = {order.number: order for order in orders}
    listed = [row for row in cells if isinstance(row[0], int) and row[7] == "Qoo10"]
    assert [row[0] for row in listed] == list(range(1, len(listed) + 1))
    ranks = []
    for row in listed:
        order = by_number[row[2]]
        stops = order.stop_day if order.item not in stopped else dt.date.max
        costs = [
            (stops, f"{short(stops)} 商品の販売停止 30日"),
            (order.points_day, f"{short(order.points_day)} -2点"),
            (order.late_for_rate, f"{short(order.late_for_rate)} 発送率で遅れ"),
        ]
        costs = [cost for cost in costs if cost[0] > AS_OF]
        now = [cost for cost in costs if cost[0] <= NEXT_OPEN]
        soon = [cost for cost in costs if cost[0] == NEXT_OPEN + dt.timedelta(1)]
        assert row[3] == order.name
        assert str(row[4]) == order.quantity
        assert row[5] == order.stage
        assert (row[8] or "") == order.wished
        if now or soon:
            assert row[1] == (f"今日 {short(AS_OF)}" if now else short(NEXT_OPEN))
            assert row[6] == (now or soon)[0][1]
            ranks.append((not now, ("停止" not in row[6]) + ("遅れ" in row[6]), order.cart))
        else:
            late = passed(order.last_safe, AS_OF, order.preorder)
            assert row[1] == f"{late}日超過 {short(order.last_safe)}"
            assert row[6].startswith("減点 -2 は確定。")
            ranks.append((2, 0, order.cart))
    # Orders of one cart stand at the place of the dearest; the others are in order.
    firsts, seen = [], set()
    for when, rank, cart in ranks:
        if (when, cart) not in seen:
            firsts.append((when, rank))
        seen.add((when, cart))
    assert firsts == sorted(firsts)


def test_sums_by_day(demo):
    """What happens on which day if nothing of the list is sent, with its sums."""
    cells, _, orders, _ = demo
    unsent = [order for order in orders if order.is_open]
    stopped = stopped_items(orders)
    last = NEXT_OPEN + dt.timedelta(1)
    points = Counter(order.points_day for order in unsent if AS_OF < order.points_day <= last)
    late = Counter(order.late_for_rate for order in unsent if AS_OF < order.late_for_rate <= last)
    stops = defaultdict(list)
    for order in unsent:
        if AS_OF < order.stop_day <= last and order.item not in stopped:
            stops[order.stop_day].append(order.item)
    wanted = [f"・{short(day)} に {count}件 → {-2 * count}点" for day, count in points.items()]
    wanted += [f"・{short(day)} に {count}件 → 発送率で遅れに数えられる" for day, count in late.items()]
    wanted += [
        f"・{short(day)} に 商品{len(set(items))}点が30日間の販売停止 (注文{len(items)}件)"
        for day, items in stops.items()
    ]
    said = [row[0] for row in cells if str(row[0] or "").startswith("・11/")]
    assert sorted(line for line in said if "キャンセル" not in line) == sorted(wanted)


def test_first_lines(demo):
    """The verdict counts the orders that have to go today; the newest order is that of the file."""
    cells, _, _, lines = demo
    today = [row for row in cells if isinstance(row[0], int) and str(row[1]).startswith("今日")]
    first = sum("販売停止" in str(row[6]) for row in today)
    assert cells[0][0].endswith(f"今日出す注文は{len(today)}件。まず販売停止を防げる{first}件から")
    newest = max(line["入金日"] for line in lines)[:10]
    assert cells[1][0].startswith(f"最新の注文 {short(dt.date.fromisoformat(newest.replace('/', '-')))} ")
