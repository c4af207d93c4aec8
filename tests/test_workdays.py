"""WORKDAY and NETWORKDAYS, one at a time and for arrays, held against Excel's manual, numpy and stepping."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from other_calendars import (
    day,
    day_numbers,
    is_open,
    near_days,
    near_sets,
    numpy_calendar,
    second_opinion_days,
    workday_on_fingers,
)

from xlshipcheck.calendars.business_days import Calendar, calendar_for
from xlshipcheck.errors import DateOutOfRange, ResultOutOfRange
from xlshipcheck.values.days import FIRST_DATE, LAST_DAY, NEVER, date_of

EPOCH = np.datetime64(FIRST_DATE, "D")


def plain_weekdays(first: str, last: str) -> Calendar:
    """Return a calendar without Japanese holidays from one date to another, for foreign examples."""
    days = range(day(first), day(last) + 1)
    return calendar_for(opened=[x for x in days if x in second_opinion_days() and date_of(x).weekday() < 5])


@pytest.mark.parametrize(
    ("holidays_given", "expected"),
    [([], "2009-04-30"), (["2008-11-26", "2008-12-04", "2009-01-21"], "2009-05-05")],
)
def test_example_of_workday_in_excels_manual(holidays_given, expected):
    """Excel's own example of WORKDAY, without and with holidays, on a calendar without Japanese ones."""
    plain = plain_weekdays("2008-10-01", "2009-06-30")
    calendar = calendar_for([day(x) for x in holidays_given], plain.opened)
    assert date_of(calendar.workday(day("2008-10-01"), 151)) == dt.date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("holidays_given", "expected"),
    [([], 110), (["2012-11-22"], 109), (["2012-11-22", "2012-12-04", "2013-01-21"], 107)],
)
def test_example_of_networkdays_in_excels_manual(holidays_given, expected):
    """Excel's own example of NETWORKDAYS, with none, one and three holidays."""
    plain = plain_weekdays("2012-10-01", "2013-03-01")
    calendar = calendar_for([day(x) for x in holidays_given], plain.opened)
    assert calendar.networkdays(day("2012-10-01"), day("2013-03-01")) == expected


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        ("2026-11-21", 0, "2026-11-21"),
        ("2026-11-21", 1, "2026-11-24"),
        ("2026-11-21", -1, "2026-11-20"),
        ("2026-11-23", -1, "2026-11-20"),
        ("2026-11-24", -1, "2026-11-20"),
        ("2026-11-20", -1, "2026-11-19"),
        ("2026-11-20", 1, "2026-11-24"),
    ],
)
def test_workday_around_a_long_weekend(start, days, expected):
    """0 days is the start even if closed; one day back from a closed day is the last open day before."""
    assert date_of(calendar_for().workday(day(start), days)) == dt.date.fromisoformat(expected)


@given(near_days, st.integers(-60, 60), near_sets, near_sets)
def test_workday_equals_stepping(start, days, closed, opened):
    """WORKDAY is what stepping from day to day finds, for any closed and opened days."""
    expected = workday_on_fingers(start, days, closed, opened)
    assert calendar_for(closed, opened).workday(start, days) == expected


@given(near_days, near_days, near_sets, near_sets)
def test_networkdays_equals_stepping(start, end, closed, opened):
    """NETWORKDAYS is the number of open days with both ends in, negative when the end lies before."""
    low, high = sorted((start, end))
    count = sum(is_open(x, closed, opened) for x in range(low, high + 1))
    assert calendar_for(closed, opened).networkdays(start, end) == (count if start <= end else -count)


@given(st.lists(day_numbers, min_size=1, max_size=50), st.integers(-400, 400).filter(bool))
def test_workday_equals_numpy(starts, days):
    """Anywhere in the calendar WORKDAY agrees with numpy.busday_offset and the same holidays."""
    offset = numpy_workdays(np.array(starts), days)
    expected = np.where((offset >= 0) & (offset <= LAST_DAY), offset, NEVER)
    found = calendar_for().workdays_array(np.array(starts), days)
    assert found.tolist() == expected.tolist()


@given(day_numbers, day_numbers)
def test_networkdays_equals_numpy(start, end):
    """Anywhere in the calendar NETWORKDAYS agrees with numpy.busday_count."""
    low, high = sorted((start, end))
    count = int(np.busday_count(EPOCH + low, EPOCH + high + 1, busdaycal=numpy_calendar()))
    assert calendar_for().networkdays(start, end) == (count if start <= end else -count)


def numpy_workdays(starts: np.ndarray, days: int) -> np.ndarray:
    """Return what numpy finds some business days away, as day numbers.

    A closed start is first rolled against the direction, so that the first step lands on the next open day.
    """
    roll = "backward" if days > 0 else "forward"
    found = np.busday_offset(EPOCH + starts, days, roll=roll, busdaycal=numpy_calendar())
    return (found - EPOCH).astype(np.int64)


@pytest.mark.parametrize(
    ("start", "days"), [(LAST_DAY, 1), (0, -1), (1, -1), (5, -400), (5, 10**9), (5, -(10**9))]
)
def test_workday_that_leaves_the_calendar_is_refused(start, days):
    """A result before the first or after the last day is an error that shows the start."""
    with pytest.raises(ResultOutOfRange) as refused:
        calendar_for().workday(start, days)
    date = date_of(start)
    assert f"{date.year}/{date.month}/{date.day}(" in refused.value.sentence()


def test_workday_reaches_both_ends():
    """The first and the last business day of the calendar can be reached from the other end."""
    calendar = calendar_for()
    total = calendar.ordinals[LAST_DAY]
    assert calendar.workday(0, total) == LAST_DAY
    assert calendar.workday(LAST_DAY, 1 - total) == day("1986-01-02")


def test_arrays_hold_the_tables():
    """The arrays are the lists, 32 bits wide, made once, and cannot be written to."""
    calendar = calendar_for([day("2026-12-29")])
    ordinals, days = calendar.arrays()
    assert (ordinals.tolist(), days.tolist()) == (calendar.ordinals, calendar.days)
    assert ordinals.dtype == days.dtype == np.int32
    assert calendar.arrays()[0] is ordinals
    with pytest.raises(ValueError, match="read-only"):
        ordinals[0] = 1


def workday_or_never(calendar: Calendar, start: int, days: int) -> int:
    """Return `workday`, or `NEVER` where it refuses."""
    try:
        return calendar.workday(start, days)
    except (DateOutOfRange, ResultOutOfRange):
        return NEVER


@given(
    st.lists(
        st.tuples(st.one_of(day_numbers, st.just(NEVER)), st.integers(-(2**31), 2**31) | st.integers(-9, 9))
    ),
    st.sampled_from([np.int32, np.int64, np.uint32]),
)
def test_workdays_of_arrays(rows, dtype):
    """An array of starts and one of days give what the single calls give, NEVER where they refuse."""
    calendar = calendar_for()
    starts = np.array([start for start, _ in rows], dtype)
    found = calendar.workdays_array(starts, np.array([days for _, days in rows], np.int64))
    assert found.dtype == np.int32
    assert found.tolist() == [workday_or_never(calendar, start, days) for start, days in rows]


@pytest.mark.parametrize("days", [-27, -1, 0, 1, 4, 30_000, -30_000])
def test_workdays_of_a_long_array(days):
    """More starts than the calendar has days take the short way and give the same."""
    calendar = calendar_for(closed=[day("2026-12-29")], opened=[day("2026-11-14")])
    starts = np.arange(NEVER + 1)[::-1].repeat(2).reshape(2, -1)
    found = calendar.workdays_array(starts, days)
    assert found.shape == starts.shape
    assert found.dtype == np.int32
    assert found[:, ::97].tolist() == [
        [workday_or_never(calendar, int(x), days) for x in row] for row in starts[:, ::97]
    ]


@pytest.mark.parametrize("outside", [-1, NEVER + 1])
def test_array_with_a_number_that_is_no_day_is_refused(outside):
    """An index that would wrap or overrun is refused, not answered."""
    with pytest.raises(DateOutOfRange):
        calendar_for().workdays_array(np.array([5, outside]), 1)
