"""The rate at the end of the month: as a refresh on that evening counts it, with the orders sent as supposed."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlshipcheck.context import BY_CART, Context, Settings
from xlshipcheck.qoo10.history import OnTime
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.sheets.today import sheet_facts
from xlshipcheck.today.rate_sections import (
    BACK_TITLE,
    OUTLOOK_TITLE,
    allowance_words,
    bar_title,
    needed,
    rate_bar,
    rate_sections,
)
from xlshipcheck.values.days import date_of, day_of, month_end

TODAY = dt.date(2026, 11, 18)
MONTH_END = dt.date(2026, 11, 30)
DAYS = st.dates(dt.date(2026, 11, 1), dt.date(2026, 11, 30))


def facts_of(rows, day=TODAY, **wanted):
    """Return the facts of orders given as 注文番号, カート番号, 入金日, 発送日."""
    context = Context(day_of(day), Settings(**wanted))
    numbers, carts, paid, sent = (list(column) for column in zip(*rows, strict=True))
    roles = {"注文番号": numbers, "カート番号": carts, "入金日": paid, "発送日": sent}
    assessed = assess("Qoo10", roles, len(rows), context)
    return sheet_facts("受注", 2, assessed, list(roles), lambda _: []), context


def last_safe_day(paid):
    """Return the last safe day of an order: the fourth business day."""
    return date_of(Context().calendar.workday(day_of(paid), 4))


@settings(max_examples=60)
@given(
    st.lists(st.tuples(DAYS, st.one_of(st.none(), DAYS), st.integers(0, 3)), min_size=1, max_size=12),
    st.booleans(),
)
def test_outlook_is_what_a_refresh_on_that_evening_counts(orders, by_cart):
    """Filling in the ship dates and refreshing on the last evening of the month gives the same counts."""
    unit = {"rate_unit": BY_CART} if by_cart else {}
    rows = [
        [f"N{n}", f"C{cart}", paid, sent if sent is None or sent > paid else paid]
        for n, (paid, sent, cart) in enumerate(orders)
    ]
    facts, _ = facts_of(rows, **unit)
    rate = next(rate for rate in facts.facts.rates if rate.group == "一般")
    assert date_of(rate.month_end) == MONTH_END
    ships = (lambda _: TODAY, lambda paid: max(last_safe_day(paid), TODAY), lambda _: None)
    for ship, then in zip(ships, rate.then, strict=True):
        supposed = [
            [number, cart, paid, sent if sent is not None and sent <= TODAY else ship(paid)]
            for number, cart, paid, sent in rows
        ]
        evening, _ = facts_of(supposed, MONTH_END, **unit)
        counted = next(rate for rate in evening.facts.rates if rate.group == "一般")
        assert then == (counted.in_time, counted.counted)


def test_sections_name_their_base_and_never_an_empty_rate():
    """Without any preorder its rate is 対象なし, with no figure to come back to; unread rows are said."""
    facts, context = facts_of([["A", "", dt.date(2026, 11, 17), None], ["B", "", "いつか", None]])
    outlook, back = rate_sections([facts], context)
    assert outlook.title == f"{OUTLOOK_TITLE} (11/30(月) の見込み)"
    assert outlook.rows[0][1:] == ("対象なし", 0, 0, "対象なし", 0, 0, "")
    assert outlook.rows[1][1:] == (Fraction(1), 1, 1, "対象なし", 0, 0, 0)
    assert outlook.rows[3][1:] == (Fraction(0), 0, 1, "対象なし", 0, 0, -2)
    assert outlook.note.startswith("確認が必要な行が1行あり、率と減点に入っていません。")
    assert back.title == BACK_TITLE
    assert [row[4] for row in back.rows] == ["対象なし: 数える注文がまだありません"] * 2


def test_way_back_through_open_orders():
    """One late and three on time are 75 %: sixteen more in time are 19 of 20, which is not above; seventeen are."""
    rows = [[f"S{n}", "", dt.date(2026, 11, 9), dt.date(2026, 11, 10)] for n in range(3)]
    rows += [["L", "", dt.date(2026, 11, 9), dt.date(2026, 11, 13)]]
    rows += [[f"O{n}", "", dt.date(2026, 11, 17), None] for n in range(20)]
    facts, context = facts_of(rows)
    row = rate_sections([facts], context)[1].rows[0]
    assert row[1:] == ("95%超", 17, 20, "未発送のうち17件を期限内に出すと戻ります")


@given(st.integers(0, 400), st.integers(0, 400))
def test_needed_by_trying(in_time, late):
    """No smaller number of orders in time lifts the rate above the target."""
    count = OnTime(in_time, in_time + late)
    found = needed(count, 95)
    if not count.counted:
        assert found == 0
        return
    assert 100 * (in_time + found) > 95 * (count.counted + found)
    assert not found or 100 * (in_time + found - 1) <= 95 * (count.counted + found - 1)


@pytest.mark.parametrize(
    ("in_time", "counted", "said"),
    [
        (210, 232, "不足 11件"),
        (20, 21, "1件遅れると目標を割る"),
        (19, 20, "不足 1件"),
        (99, 100, "あと3件まで遅れられる"),
    ],
)
def test_distance_in_words(in_time, counted, said):
    """The distance from the target is a number of orders in words, never a negative one."""
    assert allowance_words(OnTime(in_time, counted), 95) == said


def test_the_bar_passes_the_mark_only_above_the_target():
    """Exactly 95 % ends at the mark; 100 % fills the box behind it."""
    assert rate_bar(Fraction(95, 100), 95) == "■■■■｜□□"
    assert rate_bar(Fraction(975, 1000), 95) == "■■■■｜■□"
    assert rate_bar(Fraction(1), 95) == "■■■■｜■■"
    assert rate_bar(Fraction(949, 1000), 95) == "■■■□｜□□"
    assert rate_bar(Fraction(1, 2), 95) == "□□□□｜□□"
    assert rate_bar(Fraction(95, 100), 90) == "■■■■｜■■□□"
    assert bar_title(95) == "85～100% (｜は95%)"


@given(st.dates(dt.date(1986, 1, 1), dt.date(2099, 12, 31)))
def test_month_end(day):
    """The day after it is the first of a month, and it lies in the day's own month."""
    end = dt.date(1986, 1, 1) + dt.timedelta(month_end(day_of(day)))
    assert (end.year, end.month) == (day.year, day.month)
    assert (end + dt.timedelta(1)).day == 1
