"""Counting business days, held against another package and against counting on one's fingers."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from fresh_python import printed
from hypothesis import given
from other_calendars import day, is_open, near_days, near_sets, second_opinion_days, workday_on_fingers

from xlshipcheck.calendars import business_days
from xlshipcheck.calendars.business_days import Calendar, calendar_for
from xlshipcheck.errors import DateOutOfRange, ResultOutOfRange, SettingRefused
from xlshipcheck.values.days import LAST_DAY, NEVER, date_of

ROOT = Path(__file__).parents[1]
ALL_DAYS = range(NEVER)


def test_every_day_agrees_with_another_package():
    """On each of the 41,638 days, open and holiday are what the package `holidays` says."""
    calendar = calendar_for()
    wrong = [
        date_of(x)
        for x in ALL_DAYS
        if calendar.is_business_day(x) != is_open(x)
        or bool(calendar.holiday_name(x)) != (x in second_opinion_days())
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("date", "name"),
    [
        ("2026-11-23", "勤労感謝の日"),
        ("2026-05-06", "憲法記念日 振替休日"),
        ("2026-09-22", "国民の休日"),
        ("2019-05-01", "天皇の即位の日"),
        ("2021-07-22", "海の日"),
        ("2026-11-24", ""),
        ("2026-11-21", ""),
    ],
)
def test_holiday_has_its_name(date, name):
    """A holiday tells its Japanese name, a plain day and a plain Saturday tell none."""
    assert calendar_for().holiday_name(day(date)) == name


@given(near_sets, near_sets, near_days)
def test_closed_and_opened_days(closed, opened, x):
    """A closed day is closed, an opened one open, and where both are said it is closed."""
    assert calendar_for(closed, opened).is_business_day(x) == is_open(x, closed, opened)


def test_saturday_can_be_opened():
    """A Saturday that the platform works on counts like a weekday."""
    saturday = day("2026-11-14")
    calendar = calendar_for(opened=[saturday])
    assert calendar.is_business_day(saturday)
    assert calendar.workday(day("2026-11-13"), 1) == saturday
    assert calendar_for().workday(day("2026-11-13"), 1) == day("2026-11-16")


def worked_examples() -> list[dict[str, str]]:
    """Read the worked examples of general orders."""
    lines = (ROOT / "tests/data/general_order_days.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.mark.parametrize("row", worked_examples(), ids=lambda row: f"{row['paid']} {row['closed']}".strip())
def test_worked_examples_of_general_orders(row):
    """Both tables and the methods give the days of the worked examples."""
    first, _, last = row["closed"].partition("..")
    calendar = calendar_for(range(day(first), day(last) + 1) if first else ())
    base = day(row["paid"])
    for steps in (3, 4, 5, 6):
        expected = day(row[f"plus_{steps}"])
        assert date_of(calendar.days[calendar.ordinals[base] + steps]) == date_of(expected)
        assert calendar.workday(base, steps) == expected
        assert calendar.count_after(base, expected) == steps
        assert calendar.count_after(base, expected - 1) < steps
    assert day(row["plus_6"]) + 30 == day(row["released"])


def test_strip_of_the_marketplace():
    """The marketplace's own strip: payment, +1 to +4 on weekdays, two days off, +5 and +6."""
    base = day("2026-11-09")
    counts = [calendar_for().count_after(base, base + x) for x in range(9)]
    assert counts == [0, 1, 2, 3, 4, 4, 4, 5, 6]


@given(near_days, near_days, near_sets, near_sets)
def test_count_after_is_a_count(base, x, closed, opened):
    """The count is the number of open days after the base, and minus the number of them on the way back."""
    calendar = calendar_for(closed, opened)
    forward = sum(is_open(between, closed, opened) for between in range(base + 1, x + 1))
    back = sum(is_open(between, closed, opened) for between in range(x + 1, base + 1))
    assert calendar.count_after(base, x) == forward - back


def test_payment_day_as_day_one():
    """With the payment day as day 1 an open payment day counts itself, and a closed one does not."""
    calendar = calendar_for(payment_day=1)
    friday, saturday, monday = day("2026-11-13"), day("2026-11-14"), day("2026-11-16")
    assert calendar.count_after(calendar.payment_base(friday), friday) == 1
    assert calendar.count_after(calendar.payment_base(friday), monday) == 2
    assert calendar.count_after(calendar.payment_base(saturday), saturday) == 0
    assert calendar.count_after(calendar.payment_base(saturday), monday) == 1


@given(near_days, near_days)
def test_payment_day_settings_differ_by_the_payment_day(paid, x):
    """Day 1 counting is NETWORKDAYS from payment, day 0 counting is that without the payment day."""
    zero, one = calendar_for(), calendar_for(payment_day=1)
    assert zero.payment_base(paid) == paid
    counted_in = one.count_after(one.payment_base(paid), x)
    assert counted_in - zero.count_after(zero.payment_base(paid), x) == is_open(paid)
    if x >= paid:
        assert counted_in == one.networkdays(paid, x)


def test_payment_on_the_first_day_of_the_calendar():
    """The eve of day 0 is a base like any other, in the methods, the lists and the arrays."""
    calendar = calendar_for(opened=[0], payment_day=1)
    eve = calendar.payment_base(0)
    assert eve == -1
    assert calendar.count_after(eve, 0) == 1
    assert calendar.days[calendar.ordinals[eve] + 1] == 0
    ordinals, days = calendar.arrays()
    assert days[ordinals[calendar.payment_base(np.zeros(1, np.int32))] + 1] == 0


@given(near_days, near_sets, near_sets)
def test_roll_forward(x, closed, opened):
    """Rolling keeps an open day and moves a closed one to the next open day."""
    expected = x if is_open(x, closed, opened) else workday_on_fingers(x, 1, closed, opened)
    assert calendar_for(closed, opened).roll_forward(x) == expected


def test_skipped_days_have_their_reason():
    """Closed days on the way are told in order: a holiday by name, a weekend, a day off by setting."""
    calendar = calendar_for(closed=[day("2026-11-25"), day("2026-11-28")])
    assert calendar.skipped(day("2026-11-20"), day("2026-11-29")) == [
        (day("2026-11-21"), "土曜日"),
        (day("2026-11-22"), "日曜日"),
        (day("2026-11-23"), "勤労感謝の日"),
        (day("2026-11-25"), "休業日(設定)"),
        (day("2026-11-28"), "土曜日"),
        (day("2026-11-29"), "日曜日"),
    ]


@given(near_days, near_days, near_sets, near_sets)
def test_skipped_and_counted_days_are_all_days(base, x, closed, opened):
    """After the base every day is either counted or told as skipped; backwards nothing is skipped."""
    calendar = calendar_for(closed, opened)
    skipped = calendar.skipped(base, x)
    if x >= base:
        assert len(skipped) + calendar.count_after(base, x) == x - base
    else:
        assert skipped == []
    assert all(reason for _, reason in skipped)


def test_base_is_not_among_the_skipped_days():
    """A payment on a Sunday is day 0, not a day that was passed over."""
    assert calendar_for().skipped(day("2026-11-22"), day("2026-11-24")) == [
        (day("2026-11-23"), "勤労感謝の日")
    ]


def test_years_without_gazette_are_estimates():
    """The last day of the last gazetted year is certain, the next day is an estimate."""
    year = business_days.LAST_GAZETTED_YEAR
    assert not calendar_for().is_estimated(day(f"{year}-12-31"))
    assert calendar_for().is_estimated(day(f"{year + 1}-01-01"))
    with pytest.raises(AttributeError):
        business_days.FIRST_GAZETTED_YEAR  # noqa: B018  reading it is the test


def test_tables_reach_from_the_eve_to_never():
    """The ordinals answer for -1, each day and NEVER; the days for a count that runs over the end."""
    calendar = calendar_for()
    total = sum(is_open(x) for x in ALL_DAYS)
    assert calendar.ordinals[-1] == 0
    assert calendar.ordinals[LAST_DAY] == calendar.ordinals[NEVER] == total
    assert calendar.days[0] == NEVER
    assert calendar.days[1] == day("1986-01-02")
    assert calendar.days[total] == LAST_DAY
    assert {calendar.days[total + k] for k in range(1, 301)} == {NEVER}


def test_count_to_never_exceeds_every_count():
    """An order that was never sent has more business days behind it than any that was."""
    calendar = calendar_for()
    assert calendar.count_after(0, NEVER) == calendar.count_after(0, LAST_DAY) > 27_000


@pytest.mark.parametrize("outside", [-1, -2, NEVER, NEVER + 1, 10**9, -(10**9)])
def test_numbers_that_are_no_day_are_refused(outside):
    """No method answers for a number outside the calendar, not even with a wrapped index."""
    calendar = calendar_for()
    calls = [
        lambda: calendar.is_business_day(outside),
        lambda: calendar.holiday_name(outside),
        lambda: calendar.is_estimated(outside),
        lambda: calendar.roll_forward(outside),
        lambda: calendar.workday(outside, 1),
        lambda: calendar.workday(outside, 0),
        lambda: calendar.workday(outside, -1),
        lambda: calendar.networkdays(outside, 5),
        lambda: calendar.networkdays(5, outside),
        lambda: calendar_for(closed=[outside]),
        lambda: calendar_for(opened=[outside]),
    ]
    for call in calls:
        with pytest.raises(DateOutOfRange):
            call()


@pytest.mark.parametrize("outside", [-2, NEVER + 1])
def test_counts_take_the_eve_and_never_but_nothing_further(outside):
    """Counting knows one day before the calendar and one beyond, and refuses the next."""
    calendar = calendar_for()
    for call in (calendar.count_after, calendar.skipped):
        with pytest.raises(DateOutOfRange):
            call(outside, 5)
        with pytest.raises(DateOutOfRange):
            call(5, outside)


def test_roll_forward_over_the_end_is_refused():
    """A closed last day has no business day after it."""
    assert calendar_for().roll_forward(LAST_DAY) == LAST_DAY
    with pytest.raises(ResultOutOfRange):
        calendar_for(closed=[LAST_DAY]).roll_forward(LAST_DAY)


def test_equal_settings_share_one_calendar():
    """Whatever the form of the list, equal days give the same object and different ones another."""
    days = [day("2026-12-29"), day("2026-12-30")]
    assert calendar_for(days) is calendar_for(reversed(days)) is calendar_for(set(days), (), 0)
    assert calendar_for(days) != calendar_for(opened=days)
    assert calendar_for(days) != calendar_for()
    assert calendar_for(payment_day=1) != calendar_for()
    assert calendar_for(days, payment_day=1).ordinals is calendar_for(days).ordinals


def test_calendar_is_a_value():
    """Calendars made apart are equal and hash alike, tell how they are made, and cannot be changed."""
    one, other = (Calendar(frozenset({3}), frozenset({4}), 1) for _ in range(2))
    assert one == other
    assert len({one, other}) == 1
    assert repr(one) == "calendar_for([3], [4], payment_day=1)"
    assert one != "calendar_for([3], [4], payment_day=1)"
    with pytest.raises(AttributeError):
        one.payment_day = 0


@pytest.mark.parametrize("value", [2, -1, 10])
def test_unknown_payment_day_is_refused(value):
    """The payment day is day 0 or day 1, nothing else."""
    with pytest.raises(SettingRefused):
        calendar_for(payment_day=value)


def test_importing_reads_nothing():
    """Importing the module loads neither numpy nor jpholiday, and the snapshot only when it is needed."""
    program = (
        "import sys; from xlshipcheck.calendars import business_days, holidays\n"
        "heavy = {'numpy', 'jpholiday', 'importlib.metadata', 'importlib.resources', 'pathlib', 'dataclasses'}\n"
        "print(sorted(heavy & set(sys.modules)), holidays.shipped_snapshot.cache_info().currsize)\n"
        "business_days.calendar_for().workday(0, 5)\n"
        "print(sorted({'numpy', 'importlib.metadata'} & set(sys.modules)))\n"
    )
    assert printed("-c", program).splitlines() == ["[] 0", "[]"]
