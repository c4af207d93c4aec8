"""Qoo10's advice: the first case that holds, and the numbers in it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from other_calendars import day, is_open
from penalty_by_hand import HandOrder
from row_answers import row_answer

from xlshipcheck import errors
from xlshipcheck.calendars.business_days import calendar_for
from xlshipcheck.context import PLAIN, Context, Settings
from xlshipcheck.qoo10 import advice
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.values.days import LAST_DAY, date_of

BASE = day("2026-11-20")
PLANNED, NEW_DATE = BASE + 3, BASE + 5
# What tells the cases apart, in the order in which they are looked at.
CASES = {
    "sent": "発送済み",
    "cancel": "キャンセル要請の後",
    "warned": "警告の段階",
    "missed twice": "二度失い",
    "passed": "発送予定日を過ぎ、",
    "before": "今のうちに案内を送れば",
}


def _as_shown(day_number, as_of):
    """Return a day as messages write it, its year only where it is not that of the as-of day."""
    date = date_of(day_number)
    year = f"{date.year}/" if date.year != date_of(as_of).year else ""
    return f"{year}{date.month}/{date.day}({'月火水木金土日'[date.weekday()]})"


def case_of(text):
    """Return which case a text is about."""
    found = [case for case, words in CASES.items() if words in text]
    assert len(found) == 1, text
    return found[0]


@pytest.mark.parametrize("kind", ["一般", "予約"])
@pytest.mark.parametrize(
    ("distance", "shipped", "new_date", "cancel"),
    list(
        itertools.product(range(-1, 13), [None, BASE + 4, BASE + 12], [None, NEW_DATE], [None, False, True])
    ),
)
def test_the_first_case_that_holds(kind, distance, shipped, new_date, cancel):
    """Cancel request, 警告, a new date missed too, 発送予定日 passed, before it: the first that holds is told."""
    as_of = BASE + distance
    order = HandOrder(BASE, shipped, kind)
    if order.sent(as_of):
        expected = "sent"
    elif cancel:
        expected = "cancel"
    elif order.count(as_of) >= order.steps[2]:
        expected = "warned"
    elif new_date is not None and as_of > new_date:
        expected = "missed twice"
    else:
        expected = "passed" if as_of > PLANNED else "before"
    text = row_answer("QOO10_NOTICE", PLAIN, BASE, PLANNED, kind, as_of, new_date, cancel, shipped).value
    assert case_of(text) == expected
    assert expected == "sent" or "期限は延びません" in text
    last_safe = _as_shown(order.day_of_count(order.steps[1]), as_of)
    assert (last_safe in text) == (expected in {"passed", "before"})


def test_a_notice_without_its_planned_date():
    """発送予定日 is asked for only where the advice hangs on it."""
    late = BASE + 20
    assert "警告" in row_answer("QOO10_NOTICE", PLAIN, BASE, None, "一般", late, None, None, None).value
    with pytest.raises(errors.MissingArgument, match="発送予定日"):
        row_answer("QOO10_NOTICE", PLAIN, BASE, None, "一般", BASE, None, None, None)


near_days = st.integers(BASE - 5, BASE + 25)


@settings(max_examples=80)
@given(
    st.integers(BASE, BASE + 12),
    st.none() | st.integers(0, 6),
    st.frozensets(near_days, max_size=6),
    st.frozensets(near_days, max_size=6),
)
def test_a_planned_day_is_open_for_platform_and_shop(ready, margin, closed, shop_closed):
    """The suggested day lies the margin away in business days, and on from there to a day when all are open."""
    context = Context(settings=Settings(closed=closed, shop_closed=shop_closed))
    expected = ready
    for _ in range(2 if margin is None else margin):
        expected += 1
        while not is_open(expected, closed):
            expected += 1
    while not is_open(expected, closed | shop_closed):
        expected += 1
    assert advice.plan_ship_date(context, ready, margin, None).value == date_of(expected)


def test_a_planned_day_beyond_the_calendar():
    """The error names the date that the user gave, by its own name."""
    for ready, margin in ((LAST_DAY - 1, 5), (LAST_DAY, 0)):
        shop = Context(settings=Settings(shop_closed=frozenset([LAST_DAY])))
        with pytest.raises(errors.ResultOutOfRange, match="準備完了日「2099/12/3"):
            advice.plan_ship_date(shop, ready, margin, None)


def test_the_margin_of_the_shop_is_said():
    """A margin that the shop set itself is used where none is given, and the answer says so."""
    rules = standard_rulebook().with_overrides({"qoo10.plan_margin": 1}, "設定シート")
    context = Context(overridden=rules)
    answer = advice.plan_ship_date(context, BASE, None, None)
    assert (answer.value, [note.kind for note in answer.notes]) == (date_of(BASE + 4), ["上書き"])
    assert advice.plan_ship_date(context, BASE, 2, None).notes == ()


@given(st.integers(0, 40))
def test_listing_types_cover_every_lead_time(days):
    """Up to 3 business days 一般, up to 14 days 予約, and nothing can be set beyond."""
    word = advice.listing_type(PLAIN, days).value.partition(": ")[0]
    assert word == ("一般" if days <= 3 else "予約" if days <= 14 else "発売日指定")


@settings(max_examples=120)
@given(st.integers(0, 400), st.integers(1, 60), st.integers(-6, 14), st.frozensets(near_days, max_size=4))
def test_a_backlog_by_shipping_day_by_day(open_orders, per_day, distance, shop_closed):
    """Days of backlog, and what is left over when the shop ships every open day up to the last safe one."""
    as_of = BASE + distance
    order = HandOrder(BASE, None, "一般")
    last_safe = order.day_of_count(4)
    left = open_orders
    for x in range(as_of, last_safe + 1):
        if is_open(x, shop_closed):
            left -= min(left, per_day)
    context = Context(settings=Settings(shop_closed=shop_closed))
    text = advice.backlog(context, open_orders, per_day, BASE, as_of, None).value
    needed = len(range(0, open_orders, per_day))
    assert f"未発送{open_orders}件 ÷ 1日{per_day}件 = {needed}日分" in text
    assert _as_shown(last_safe, as_of) in text
    overdue = order.count(as_of) > 4
    assert ("すでに過ぎています" in text) == overdue
    if not overdue:
        assert (f"最大{left}件が間に合いません" in text) == (left > 0)
        assert ("までに発送できる見込み" in text) == (left == 0)
    assert ("一時休店" in text) == ("売り切れ" in text) == (overdue or left > 0)


def test_a_shop_that_ships_nothing():
    """Without any capacity there is no backlog to work out."""
    with pytest.raises(errors.UnreadableNumber, match="1日の発送可能数「0」は1 以上の整数"):
        advice.backlog(PLAIN, 5, 0, BASE, BASE, None)


def test_the_last_day_of_the_shop():
    """自店最終発送日 is the last day on or before 最終発送日 on which platform and shop are open."""
    shop = Context(settings=Settings(shop_closed=frozenset([BASE + 7, BASE + 6])))
    assert advice.last_shop_day(shop, shop.calendar, BASE + 7) == BASE + 5
    assert advice.last_shop_day(PLAIN, PLAIN.calendar, BASE + 8) == BASE + 7
    own = calendar_for([BASE + 7])
    assert advice.last_shop_day(PLAIN, own, BASE + 7) == BASE + 6
