"""The on-time rate, what it still bears, and the points of a month, held against counting row by row."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from other_calendars import day
from penalty_by_hand import HandOrder

from xlshipcheck.calendars.business_days import calendar_for
from xlshipcheck.context import BY_CART, PLAIN, Context, Settings
from xlshipcheck.qoo10 import rate as qoo10_rate
from xlshipcheck.qoo10.history import OnTime, verdict_of_count
from xlshipcheck.qoo10.kernel import rate_days, tables_of
from xlshipcheck.qoo10.rate import IN_TIME, LATE, OPEN, count_on_time, on_time, rate_verdict
from xlshipcheck.qoo10.record import RATE_HIGH, RATE_LOW, RATE_UNKNOWN
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.values.days import LAST_DAY, NEVER, date_of

FIRST, LAST = day("2026-11-01"), day("2026-12-20")
AS_OF = day("2026-12-10")
DAYS = st.integers(FIRST, LAST)
ROWS = st.lists(
    st.tuples(DAYS, st.none() | DAYS, st.sampled_from(["一般", "予約"]), st.sampled_from(["", "C1", "C2"])),
    max_size=25,
)
WINDOWS = st.none() | st.tuples(DAYS, DAYS).map(sorted).map(tuple)


def columns(rows):
    """Return rows as columns."""
    return [[row[k] for row in rows] for k in range(4)]


def counted_by_hand(rows, which, as_of, window, by_cart):
    """Count row by row: a unit is in time when none of its rows is late, and open rows are left out."""
    first, last = window or (0, LAST_DAY)
    units = {}
    for position, (base, shipped, kind, cart) in enumerate(rows):
        if kind != which or not first <= base <= last:
            continue
        verdict = HandOrder(base, shipped, kind).in_time_for_rate(as_of)
        if verdict is not None:
            unit = cart if by_cart and cart else position
            units[unit] = units.get(unit, True) and verdict
    return sum(units.values()), len(units)


@settings(max_examples=120)
@given(ROWS, st.sampled_from(["一般", "予約", ""]), WINDOWS, st.booleans())
def test_rates_are_those_counted_by_hand(rows, which, window, by_cart):
    """The rate counts orders or carts of one kind, in the window of the settings, and leaves out what is open."""
    chosen = Settings(rate_window=window, rate_unit=BY_CART if by_cart else "注文番号")
    bases, shipped, kinds, carts = columns(rows)
    count = on_time(Context(settings=chosen), bases, shipped, kinds, AS_OF, which, None, carts)
    assert count == counted_by_hand(rows, which or "一般", AS_OF, window, by_cart)


@settings(max_examples=60)
@given(ROWS)
def test_without_carts_every_row_counts(rows):
    """A range has no carts, so its rows count one by one, whatever unit the settings name."""
    context = Context(settings=Settings(rate_unit=BY_CART))
    given_columns = columns(rows)[:3]
    in_time, counted = counted_by_hand(rows, "一般", AS_OF, None, by_cart=False)
    rate = qoo10_rate.ship_rate(context, given_columns, AS_OF, "一般", None).value
    assert rate == (Fraction(in_time, counted) if counted else "対象なし")


@given(st.integers(0, 130), st.integers(0, 130), st.sampled_from([0, 50, 90, 95, 99, 100]))
def test_allowances_by_trying(late, in_time, limit):
    """The allowance is the largest number of further late orders that leaves the rate above the limit."""
    count = OnTime(in_time, in_time + late)
    # Tried one by one; a negative number is how many must become punctual.
    tried = [more for more in range(-200, 201) if 100 * (in_time - more) > limit * count.counted]
    assert count.allowance(limit) == max(tried)


@pytest.mark.parametrize(
    ("in_time", "counted", "rate"),
    [(0, 0, None), (19, 20, Fraction(19, 20)), (1, 3, Fraction(1, 3)), (3, 3, 1)],
)
def test_rates_are_exact(in_time, counted, rate):
    """A rate is a fraction, never a rounded number; without orders there is none."""
    assert OnTime(in_time, counted).rate == rate


def test_a_shops_own_limit_moves_the_allowance():
    """The allowance is counted against the limit in force, and says when that is the shop's."""
    rules = standard_rulebook().with_overrides({"qoo10.rate_limit": 50}, "設定シート")
    base = day("2026-11-09")
    given_columns = ([base] * 4, [base] * 4, ["一般"] * 4)
    answer = qoo10_rate.late_allowance(Context(overridden=rules), given_columns, AS_OF, "一般", None)
    assert (answer.value, [note.kind for note in answer.notes]) == (1, ["上書き"])
    assert qoo10_rate.late_allowance(PLAIN, given_columns, AS_OF, "一般", None).value == 0


def test_an_allowance_of_nothing():
    """Without orders that count there is no allowance, and a changed rule of their kind is said all the same."""
    rules = standard_rulebook().with_overrides({"qoo10.preorder.on_time": 1}, "設定シート")
    for which, said in (("予約", 1), ("一般", 0), ("", 0)):
        answer = qoo10_rate.late_allowance(Context(overridden=rules), ([], [], []), AS_OF, which, None)
        assert (answer.value, len(answer.notes)) == ("対象なし", said)


def test_closed_days_of_the_call_count_for_the_rate():
    """With the day after payment closed, the fourth weekday is still in time."""
    base, shipped = day("2026-11-09"), day("2026-11-13")
    given_columns = ([base], [shipped], ["一般"])
    own = calendar_for([day("2026-11-10")])
    assert qoo10_rate.ship_rate(PLAIN, given_columns, AS_OF, "", None).value == 0
    assert qoo10_rate.ship_rate(PLAIN, given_columns, AS_OF, "", own).value == 1


def test_a_cart_is_late_with_its_latest_order():
    """One late order makes its cart late; a row without a cart is one of its own; open rows are left out."""
    verdicts = [
        (True, "a"),
        (False, "a"),
        (True, "b"),
        (None, "b"),
        (True, None),
        (False, None),
        (None, None),
    ]
    assert count_on_time(verdicts) == (2, 4)
    assert count_on_time([]) == (0, 0)


@given(
    st.lists(
        st.tuples(st.integers(-3, 9), st.integers(-3, 9), st.integers(0, 1), st.integers(0, 5)), min_size=1
    )
)
def test_the_verdict_on_arrays_and_on_ints(rows):
    """The verdict's kernel says of arrays what it says of ints, and that is what the words say."""
    sent_after, passed, sent, limit = (np.array(column) for column in zip(*rows, strict=True))
    whole = rate_verdict(sent_after, passed, sent, limit).tolist()
    for (after, now, is_sent, most), verdict in zip(rows, whole, strict=True):
        expected = (IN_TIME if after <= most else LATE) if is_sent else (OPEN if now <= most else LATE)
        assert (rate_verdict(after, now, is_sent, most), verdict) == (expected, expected)


def month_of(days):
    """Return the first and last day number of the month that a day lies in."""
    date_in = date_of(days)
    following = date(date_in.year + date_in.month // 12, date_in.month % 12 + 1, 1)
    return day(date_in.replace(day=1).isoformat()), day(following.isoformat()) - 1


@settings(max_examples=80)
@given(ROWS, DAYS, DAYS)
def test_points_of_a_month_by_hand(rows, as_of, in_month):
    """The month's points are those of the orders whose day of booking lies in it and has come."""
    first, last = month_of(in_month)
    total = 0
    for base, shipped, kind, _ in rows:
        order = HandOrder(base, shipped, kind)
        if first <= order.day_of_count(order.steps[2]) <= last:
            total += order.points(as_of)
    given_columns = columns(rows)[:3]
    assert qoo10_rate.points_in_month(PLAIN, given_columns, (first, last), as_of, None).value == total


def test_points_say_a_shops_own_rule_once():
    """A changed rule that both kinds share is said once for the whole month."""
    rules = standard_rulebook().with_overrides({"qoo10.points": -3}, "設定シート")
    base = day("2026-11-09")
    given_columns = ([base, base], [None, None], ["一般", "予約"])
    answer = qoo10_rate.points_in_month(Context(overridden=rules), given_columns, month_of(base), AS_OF, None)
    assert (answer.value, [note.kind for note in answer.notes]) == (-6, ["案内", "上書き"])


@pytest.mark.parametrize(
    ("in_time", "counted", "state"),
    [(0, 0, RATE_UNKNOWN), (0, 1, RATE_LOW), (19, 20, RATE_LOW), (20, 21, RATE_HIGH)],
)
def test_no_order_has_no_rate(in_time, counted, state):
    """Where no order counts the rate is not known: neither low, which would stop items, nor high."""
    assert verdict_of_count(in_time, counted, 95) == state


def test_an_order_in_time_is_never_late():
    """It counts from its ship date, and the day from which it is late does not come."""
    base = day("2026-11-09")
    assert rate_days(tables_of(calendar_for()), base, base + 2, 0, 3) == (base + 2, NEVER)
