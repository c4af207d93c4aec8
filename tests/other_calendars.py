"""Answers about Japanese business days that are not ours: another package, numpy, and plain stepping."""

from __future__ import annotations

import datetime as dt
from functools import cache

import holidays
import numpy as np
from hypothesis import strategies as st

from xlshipcheck.values.days import FIRST_DATE, LAST_DATE, LAST_DAY, NEVER, date_of, day_of

day_numbers = st.integers(0, LAST_DAY)
# Few enough days that drawn ones meet, in a spring with a holiday in lieu.
near_days = st.integers(day_of(dt.date(2026, 4, 1)), day_of(dt.date(2026, 6, 30)))
near_sets = st.frozensets(near_days, max_size=12)


def day(text: str) -> int:
    """Return the day number of an ISO date."""
    return day_of(dt.date.fromisoformat(text))


@cache
def second_opinion() -> holidays.HolidayBase:
    """Return the holidays of Japan according to another package."""
    return holidays.country_holidays("JP", years=range(FIRST_DATE.year, LAST_DATE.year + 1))


@cache
def second_opinion_days() -> frozenset[int]:
    """Return the day numbers of these holidays."""
    return frozenset(day_of(date) for date in second_opinion())


def is_open(day: int, closed: frozenset[int] = frozenset(), opened: frozenset[int] = frozenset()) -> bool:
    """Tell from the definition, without our tables, whether a day is a business day."""
    if day in closed:
        return False
    return day in opened or (date_of(day).weekday() < 5 and day not in second_opinion_days())


def workday_on_fingers(start: int, days: int, closed: frozenset[int], opened: frozenset[int]) -> int:
    """Step day by day until so many business days have passed; `NEVER` beyond the calendar."""
    step = 1 if days > 0 else -1
    at = start
    for _ in range(abs(days)):
        at += step
        while 0 <= at <= LAST_DAY and not is_open(at, closed, opened):
            at += step
        if not 0 <= at <= LAST_DAY:
            return NEVER
    return at


@cache
def numpy_calendar() -> np.busdaycalendar:
    """Return numpy's calendar with the holidays of the other package."""
    return np.busdaycalendar(holidays=[np.datetime64(date, "D") for date in second_opinion()])
