"""Day numbers and the bounds of the calendar."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck.errors import DateOutOfRange
from xlshipcheck.values.days import FIRST_DATE, LAST_DATE, LAST_DAY, NEVER, date_of, day_of, known_day


@given(st.dates(FIRST_DATE, LAST_DATE))
def test_day_number_counts_from_the_first_date(date):
    """A day number is the distance from 1986-01-01, and leads back to its date."""
    assert day_of(date) == (date - FIRST_DATE).days
    assert date_of(day_of(date)) == date
    assert known_day(day_of(date)) == day_of(date)


def test_bounds():
    """Day 0 is 1986-01-01, the last day 2099-12-31, and NEVER is the number after it."""
    assert (date_of(0), date_of(LAST_DAY)) == (dt.date(1986, 1, 1), dt.date(2099, 12, 31))
    assert NEVER == LAST_DAY + 1


def test_time_of_day_is_dropped():
    """The last minute of a day is still that day."""
    assert day_of(dt.datetime(1986, 1, 2, 23, 59)) == 1  # noqa: DTZ001  a JST wall clock has no zone here


@pytest.mark.parametrize("date", [dt.date(1985, 12, 31), dt.date(2100, 1, 1), dt.date.min, dt.date.max])
def test_dates_outside_are_refused(date):
    """A date outside has no day number, and the error shows it."""
    with pytest.raises(DateOutOfRange) as refused:
        day_of(date)
    assert f"{date.year}/{date.month}/{date.day}(" in refused.value.sentence()


@pytest.mark.parametrize("day", [-1, NEVER, NEVER + 1])
def test_numbers_outside_are_refused(day):
    """A number that stands for no day has no date."""
    with pytest.raises(DateOutOfRange):
        date_of(day)
