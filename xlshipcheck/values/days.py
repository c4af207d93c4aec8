"""The day number: one plain integer for a calendar date, on which every rule counts.

Arithmetic on integers serves a cell, a list and a numpy array alike, and a table is indexed by it
directly. The range is what the holiday source answers for: before 1986 jpholiday names 27 dates which
the list of the Cabinet Office lacks, and years after 2099 are nobody's order. A date outside is refused,
because "no holiday" would be a guess.
"""

from __future__ import annotations

import datetime as dt

from xlshipcheck.errors import DateOutOfRange

FIRST_DATE = dt.date(1986, 1, 1)
LAST_DATE = dt.date(2099, 12, 31)

_FIRST_ORDINAL = FIRST_DATE.toordinal()

LAST_DAY = LAST_DATE.toordinal() - _FIRST_ORDINAL
# "No such day", "not sent", "beyond the calendar": larger than every day, so comparisons need no branch.
NEVER = LAST_DAY + 1


def day_of(date: dt.date) -> int:
    """Return the day number of a date.

    Args:
        date: a date; the time of day of a datetime is dropped.

    Returns:
        Days since 1986-01-01, 0 to `LAST_DAY`.

    Raises:
        DateOutOfRange: before 1986-01-01 or after 2099-12-31.
    """
    day = date.toordinal() - _FIRST_ORDINAL
    if 0 <= day <= LAST_DAY:
        return day
    raise DateOutOfRange(argument="日付", value=date)


def known_day(day: int) -> int:
    """Return a day number as it is, if it stands for a day.

    Args:
        day: days since 1986-01-01.

    Raises:
        DateOutOfRange: the number is `NEVER` or any other that stands for no day.
    """
    if 0 <= day <= LAST_DAY:
        return day
    raise DateOutOfRange(argument="日付", value="(該当日なし)" if day == NEVER else day)


def date_of(day: int) -> dt.date:
    """Return the date of a day number.

    Args:
        day: days since 1986-01-01.

    Raises:
        DateOutOfRange: the number is `NEVER` or any other that stands for no day.
    """
    return dt.date.fromordinal(known_day(day) + _FIRST_ORDINAL)


def month_end(day: int) -> int:
    """Return the last day of a day's month."""
    date = date_of(day)
    in_next_month = date.replace(day=28) + dt.timedelta(4)
    return day - date.day + (in_next_month - dt.timedelta(in_next_month.day)).day
