"""The list of today: complete, ranked by what waiting costs, counted in its boxes; every date counted by hand."""

from __future__ import annotations

import datetime as dt

import jpholiday
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck.context import Context, Settings
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.sheets.today import sheet_facts
from xlshipcheck.today import words
from xlshipcheck.today.plan import LOST, NEXT, NOW
from xlshipcheck.today.planning import plan_of
from xlshipcheck.values.days import date_of, day_of
from xlshipcheck.values.facts import POINTS, RATE, STOP

MONDAY = dt.date(2026, 11, 30)
# 2026-11-23 is a holiday. Paid on the 20th: +4 was the 27th, +5 is Monday the 30th, +6 Tuesday.
STOPPED_TOMORROW = [f"W{n:02}" for n in range(15)]
POINTS_TOMORROW = [f"N{n:02}" for n in range(6)]
RATE_TOMORROW = [f"T{n:02}" for n in range(5)]


def plan_for(orders, as_of=MONDAY, settings=None, **columns):
    """Return the plan of (注文番号, 入金日) pairs, and of more columns by role."""
    context = Context(day_of(as_of), settings or Settings())
    numbers, paid = zip(*orders, strict=True) if orders else ((), ())
    roles = {"注文番号": list(numbers), "入金日": list(paid), **columns}
    headers = [*roles, "商品名"]
    names = [f"品 {number}" for number in numbers]
    table = [*roles.values(), names]
    assessed = assess("Qoo10", roles, len(numbers), context)
    facts = sheet_facts("受注", 2, assessed, headers, lambda wanted: [table[column] for column in wanted])
    return plan_of([facts], context)


def numbers_of(lines):
    """Return the order numbers of lines."""
    return [line.fact.order for line in lines]


def hidden_orders():
    """Return orders of which the list of ten named ten 警告 and no other: 15 · 6 · 5."""
    return [
        *[(number, dt.date(2026, 11, 20)) for number in STOPPED_TOMORROW],
        *[(number, dt.date(2026, 11, 24)) for number in POINTS_TOMORROW],
        *[(number, dt.date(2026, 11, 25)) for number in RATE_TOMORROW],
    ]


def test_every_urgent_order_is_in_the_list_in_the_order_of_what_it_costs():
    """All 26 stand in the list: sale stops before points before the rate, whatever order the rows came in."""
    plan = plan_for(hidden_orders()[::-1])
    wanted = [STOPPED_TOMORROW, POINTS_TOMORROW, RATE_TOMORROW]
    got = numbers_of(plan.lines)
    assert [set(got[:15]), set(got[15:21]), set(got[21:])] == [set(group) for group in wanted]
    assert {line.when for line in plan.lines} == {NOW}


def test_boxes_count_15_6_5():
    """The boxes hold the counts of the three groups, and the points that are booked already."""
    boxes = {box.title: box.total for box in words.boxes_of(plan_for(hidden_orders()))}
    assert boxes["今日中で販売制限を防げる"] == 15
    assert boxes["今日までに発送"] == 6
    assert boxes["発送率は今日まで"] == 5
    assert boxes["すでに確定"] == 15
    assert boxes["明日"] == 11  # the six can be stopped on Wednesday, the five cost points then


def test_sums_by_day():
    """What happens tomorrow is said with its sums."""
    told = list(map(words.outcome_words, plan_for(hidden_orders()).outcomes))
    assert "12/1(火) に 6件 → -12点" in told
    assert "12/1(火) に 商品15点が30日間の販売停止 (注文15件)" in told


def test_words_of_a_line():
    """A line says when, which order, what it is called and what waiting costs."""
    line = plan_for([("N1", dt.date(2026, 11, 24))], 数量=[2]).lines[0]
    assert words.line_cells(line, 1, day_of(MONDAY)) == [
        *(1, "今日 11/30(月)", "N1", "品 N1", 2, "注意", "明日 -2点", "Qoo10", "", "")
    ]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("3", 3),
        ("９９", 99),
        ("9" * 15, int("9" * 15)),
        ("1" * 16, "1" * 16),
        ("1" * 5000, "1" * 5000),
        ("3個", "3個"),
    ],
)
def test_a_quantity_is_a_number_where_a_cell_holds_it_as_one(written, shown):
    """A cell keeps fifteen digits of a number: what is longer, or none, stands as it was typed."""
    plan = plan_for([("A", dt.date(2026, 11, 24))], 数量=[written])
    assert words.line_cells(plan.lines[0], 1, day_of(MONDAY))[4] == shown


def test_a_calm_order_is_not_in_the_list():
    """正常 that is not due by the next day stays out, sent and cancelled ones too."""
    plan = plan_for(
        [("A", dt.date(2026, 11, 27)), ("B", dt.date(2026, 11, 20)), ("C", dt.date(2026, 11, 20))],
        発送日=[None, dt.date(2026, 11, 24), None],
        配送状態=["", "", "キャンセル"],
    )
    assert plan.lines == []
    assert words.verdict_of(plan) == "急ぐ注文はありません"


def test_a_normal_order_whose_rate_day_is_tomorrow_is_in_the_list():
    """正常 on +2 is due tomorrow for the rate."""
    plan = plan_for([("A", dt.date(2026, 11, 26))])
    assert [(line.when, line.cost.kind, line.fact.stage) for line in plan.lines] == [(NEXT, RATE, "正常")]


def test_nothing_to_save_comes_last():
    """Where the rate is high, 警告 costs nothing more: it stands last, under its own heading."""
    settings = Settings(rates={"一般": 1})
    plan = plan_for([("W", dt.date(2026, 11, 20)), ("N", dt.date(2026, 11, 24))], settings=settings)
    assert [(line.fact.order, line.when) for line in plan.lines] == [("N", NOW), ("W", LOST)]
    assert words.cost_words(plan.lines[1], day_of(MONDAY)) == "減点 -2 は確定。早めに発送"
    assert words.deadline_words(plan.lines[1], day_of(MONDAY)) == "1日超過 11/27(金)"


def test_an_item_that_is_stopped_already_is_not_stopped_again():
    """A stop of an item that has one costs nothing new."""
    plan = plan_for(
        [("A", dt.date(2026, 11, 18)), ("B", dt.date(2026, 11, 20))], 商品番号=["900001", "900001"]
    )
    assert [(line.fact.order, line.when) for line in plan.lines] == [("A", LOST), ("B", LOST)]


def test_orders_of_a_cart_stand_together():
    """The second order of a cart stands beside the dearest, though others cost more than it does."""
    plan = plan_for(
        [("W", dt.date(2026, 11, 20)), ("N", dt.date(2026, 11, 24)), ("T", dt.date(2026, 11, 25))],
        カート番号=["77", "88", "77"],
    )
    assert numbers_of(plan.lines) == ["W", "T", "N"]
    assert [words.together_words(line) for line in plan.lines] == ["カート 77", "カート 77", ""]


def test_shop_days_off_bring_the_list_forward():
    """Orders due on the shop's days off must go before them: the next day that counts is the next open one."""
    orders = [("A", dt.date(2026, 11, 26))]  # +3 Tuesday the 1st
    closed = Settings(shop_closed=frozenset([day_of(dt.date(2026, 12, 1))]))
    assert [line.when for line in plan_for(orders).lines] == [NEXT]
    assert [line.when for line in plan_for(orders, settings=closed).lines] == [NOW]


def test_unreadable_rows_are_named_and_never_calm():
    """A row that cannot be read is in no list; the verdict says that it is there."""
    plan = plan_for([("A", "いつか"), ("B", dt.date(2026, 11, 27))])
    assert [(row, order) for _, row, order, _ in plan.problems] == [(2, "A")]
    assert words.verdict_of(plan) == "読めた注文に急ぐものはありません (ほかに確認が必要な行が1件)"


def test_a_row_stands_once_in_the_verdict():
    """A package to correct because its number is damaged is judged, and no further row: the verdict counts as the box."""
    columns = {
        "注文番号": ["250-1", "250-2"],
        "配送会社": ["ヤマト運輸"] * 2,
        "送り状番号": ["444413758703 512547514334", "444413758703"],
        "注文金額": [2000, "?"],
        "お届け予定日": [dt.date(2026, 11, 1)] * 2,
    }
    context = Context(day_of(MONDAY))
    assessed = assess("Amazon", columns, 2, context)
    table = list(columns.values())
    facts = sheet_facts(
        "出荷", 2, assessed, list(columns), lambda wanted: [table[column] for column in wanted]
    )
    plan = plan_of([facts], context)
    assert [found.row for found in plan.packages] == [2]
    assert [row for _, row, _, _ in plan.to_correct] == [2]
    assert [row for _, row, _, _ in plan.problems] == [3]
    assert words.verdict_of(plan) == (
        "急ぐ発送はありません。対応するもの1件 (確認が必要な行が2件、うち1件は一覧にもあります)"
    )


def test_freshness():
    """Data of yesterday are fresh, those of three business days ago are old and say so."""
    context = Context(day_of(MONDAY))
    assert words.freshness_of(plan_for([("A", dt.date(2026, 11, 27))]), context)[1] == words.FRESH
    text, level = words.freshness_of(plan_for([("A", dt.date(2026, 11, 25))]), context)
    assert level == words.OLD
    assert text.startswith("最新の注文 11/25(水) (3営業日前。")
    assert words.freshness_of(plan_for([]), context)[1] == words.STALE


def next_business_day(day, count=1):
    """Return the day some business days later, counted one by one."""
    while count:
        day += dt.timedelta(1)
        count -= day.weekday() < 5 and not jpholiday.is_holiday(day)
    return day


@given(
    st.lists(st.tuples(st.dates(dt.date(2026, 4, 1), dt.date(2026, 6, 30)), st.booleans()), max_size=30),
    st.dates(dt.date(2026, 5, 1), dt.date(2026, 6, 30)),
)
def test_the_list_is_complete(orders, as_of):
    """An unsent order is in the list just where +3 or +4 lies by the end of the next open day; each once."""
    paid = [day for day, _ in orders]
    shipped = [day if sent else None for day, sent in orders]
    plan = plan_for(
        [(f"N{n}", day) for n, day in enumerate(paid)], as_of, 発送日=shipped, 商品番号=["9"] * len(paid)
    )
    horizon = next_business_day(as_of)
    wanted = [
        f"N{n}"
        for n, (day, sent) in enumerate(zip(paid, shipped, strict=True))
        if (sent is None or sent > as_of) and day <= as_of and next_business_day(day, 3) <= horizon
    ]
    listed = numbers_of(plan.lines)
    assert sorted(n for n in listed if paid[int(n[1:])] <= as_of) == sorted(wanted)
    points = sum(
        next_business_day(day, 5) <= as_of and (sent is None or sent > as_of)
        for day, sent in zip(paid, shipped, strict=True)
    )
    assert plan.booked == (points, -2 * points)


def test_days_of_the_costs():
    """Each cost falls on the day that the rules name."""
    line = plan_for([("W", dt.date(2026, 11, 20))]).lines[0]
    days = {cost.kind: (date_of(cost.deadline), date_of(cost.day)) for cost in line.fact.costs}
    assert days == {
        STOP: (dt.date(2026, 11, 30), dt.date(2026, 12, 1)),
        POINTS: (dt.date(2026, 11, 27), dt.date(2026, 11, 30)),
        RATE: (dt.date(2026, 11, 26), dt.date(2026, 11, 27)),
    }


@pytest.mark.parametrize(("planned", "listed"), [("2026-11-27", True), ("2026-12-02", False)])
def test_a_passed_planned_day_is_late(planned, listed):
    """Once 発送予定日 has passed the buyer can cancel at any time: the order is late, whatever its stage."""
    plan = plan_for([("A", dt.date(2026, 11, 27))], 発送予定日=[dt.date.fromisoformat(planned)])
    assert bool(plan.lines) is listed
    if listed:
        assert words.cost_words(plan.lines[0], day_of(MONDAY)) == "購入者がキャンセルできる状態"


@pytest.mark.parametrize("day", [dt.date(2016, 11, 30), dt.date(2027, 3, 1)])
def test_nothing_urgent_is_not_certain_on_a_doubtful_day(day):
    """On an as-of day before the newest 入金日 or long after it the verdict asks for the days, in red, before all else."""
    plan = plan_for([("A", dt.date(2026, 11, 25))], as_of=day)
    assert words.verdict_of(plan).startswith("基準日か入金日を確かめてください。")
    text, level = words.freshness_of(plan, Context(day_of(day)))
    assert level == words.OLD
    assert "いちばん新しい入金日 2026/11/25(水)" in text
    assert "注文の日付なし" not in text
    assert not plan_for([("A", dt.date(2026, 11, 25))]).doubts
