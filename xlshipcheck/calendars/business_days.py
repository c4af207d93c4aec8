"""Business days as a marketplace counts them: no Saturday, no Sunday, no Japanese public holiday.

A `Calendar` is made by `calendar_for` and never changes. Its tables are made when they are first needed;
importing this module reads nothing.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeVar

from xlshipcheck.calendars.holidays import SETTLED_AHEAD, holidays_in_use, shipped_snapshot
from xlshipcheck.calendars.tables import SATURDAY, DayTables, tables_for, weekday_of
from xlshipcheck.errors import ResultOutOfRange, SettingRefused
from xlshipcheck.values.days import LAST_DAY, NEVER, date_of, day_of, known_day

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    DayNumbers = TypeVar("DayNumbers", int, NDArray[np.int32])
    LAST_GAZETTED_YEAR: int

WEEKEND_NAMES = {SATURDAY: "土曜日", SATURDAY + 1: "日曜日"}
CLOSED_BY_SETTING = "休業日(設定)"


class Calendar:
    """The days a platform counts, with everything that counts them.

    Day numbers are those of `xlshipcheck.values.days`. A number that stands for no day is refused with
    `DateOutOfRange`; a count that leaves the calendar is refused with `ResultOutOfRange` by the methods,
    and is `NEVER` in the tables and arrays, where one row must not stop the others.

    Attributes:
        closed: extra days that the platform treats as closed; they win over `opened`.
        opened: weekend days or holidays that the platform treats as open.
        payment_day: what the payment day counts as: 0, or 1 if it is a business day.
    """

    closed: frozenset[int]
    opened: frozenset[int]
    payment_day: int

    def __init__(self, closed: frozenset[int], opened: frozenset[int], payment_day: int) -> None:
        for day in closed | opened:
            known_day(day)
        if payment_day not in {0, 1}:
            raise SettingRefused(key="入金日の数え方", value=payment_day, wanted="0 か 1 を入力してください")
        self.__dict__.update(closed=closed, opened=opened, payment_day=payment_day)

    def __setattr__(self, name: str, value: object) -> None:
        message = "a calendar never changes; make another one with calendar_for"
        raise AttributeError(message)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and self._settings == other._settings

    def __hash__(self) -> int:
        return hash(self._settings)

    def __repr__(self) -> str:
        return f"calendar_for({sorted(self.closed)}, {sorted(self.opened)}, payment_day={self.payment_day})"

    @property
    def _settings(self) -> tuple[frozenset[int], frozenset[int], int]:
        return self.closed, self.opened, self.payment_day

    @cached_property
    def tables(self) -> DayTables:
        """The prepared tables, shared by all calendars with the same closed and opened days."""
        return tables_for(self.closed, self.opened)

    @cached_property
    def ordinals(self) -> list[int]:
        """Day number -> number of business days from day 0 up to it; -1 and `NEVER` are valid indices."""
        return self.tables.ordinals

    @cached_property
    def days(self) -> list[int]:
        """Ordinal -> day number; `days[ordinals[base] + k]` is the k-th business day after base, k >= 1."""
        return self.tables.days

    def is_business_day(self, day: int) -> bool:
        """Tell whether the platform is open on a day."""
        return self.ordinals[known_day(day)] != self.ordinals[day - 1]

    def count_after(self, base: int, day: int) -> int:
        """Return n(day): the number of business days after a base, up to and including a day.

        Args:
            base: the day that counts as day 0; -1 stands for the day before the first one.
            day: the day counted to; `NEVER` for one beyond the calendar.

        Returns:
            How many x there are with base < x <= day; for a day before the base, minus the number of x
            with day < x <= base.
        """
        return self.ordinals[_countable(day)] - self.ordinals[_countable(base)]

    def payment_base(self, base: DayNumbers) -> DayNumbers:
        """Return the base to count from for a payment on a day: that day, or the one before.

        Where the payment day is day 1 it is counted like any other business day, so counting starts on the
        eve. The result may be -1, for which the tables have an entry. Only for counts in business days.
        """
        return base - self.payment_day

    def workday(self, start: int, days: int) -> int:
        """Return the day that lies some business days away, as Excel's WORKDAY does.

        Args:
            start: the day counted from; it may be closed itself.
            days: business days to go on, or back if negative. 0 gives the start itself, closed or not.

        Raises:
            ResultOutOfRange: the result would lie outside the calendar.
        """
        known_day(start)
        if days == 0:
            return start
        # Going back from a closed day, the first step lands on the last business day before it; the count
        # up to the eve says the same for open and closed days.
        index = self.ordinals[start] + days if days > 0 else self.ordinals[start - 1] + 1 + days
        found = self.days[index] if 0 < index < len(self.days) else NEVER
        if found == NEVER:
            raise ResultOutOfRange(argument="開始日", value=date_of(start))
        return found

    def networkdays(self, start: int, end: int) -> int:
        """Return the number of business days from start to end, both included, as Excel's NETWORKDAYS does.

        Returns:
            The number; negative when the end lies before the start.
        """
        if known_day(end) < known_day(start):
            return self.ordinals[end - 1] - self.ordinals[start]
        return self.ordinals[end] - self.ordinals[start - 1]

    def roll_forward(self, day: int) -> int:
        """Return the day itself if it is a business day, else the next one that is.

        Raises:
            ResultOutOfRange: no business day follows.
        """
        found = self.days[self.ordinals[known_day(day) - 1] + 1]
        if found == NEVER:
            raise ResultOutOfRange(argument="日付", value=date_of(day))
        return found

    def holiday_name(self, day: int) -> str:
        """Return the name of the public holiday on a day, "" if it is none."""
        return self.tables.source.name(day)

    def skipped(self, base: int, day: int) -> list[tuple[int, str]]:
        """Return the closed days that a count from a base to a day passes over.

        Args:
            base: the day that counts as day 0; it is not looked at.
            day: the last day looked at.

        Returns:
            Day number and reason of each, in order. The reason is the holiday's name, else 土曜日 or 日曜日,
            else 休業日(設定).
        """
        first, last = _countable(base) + 1, min(_countable(day), LAST_DAY)
        return [
            (x, self.holiday_name(x) or WEEKEND_NAMES.get(weekday_of(x), CLOSED_BY_SETTING))
            for x in range(first, last + 1)
            if not self.is_business_day(x)
        ]

    def is_estimated(self, day: int) -> bool:
        """Tell whether the holidays of a day's year are not gazetted yet (推定)."""
        return date_of(day).year > shipped_snapshot().gazetted_through

    @cached_property
    def first_estimated_day(self) -> int:
        """The first day whose holidays are not gazetted yet."""
        return day_of(date(shipped_snapshot().gazetted_through + 1, 1, 1))

    def arrays(self, until: int = LAST_DAY) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return `ordinals` and `days` as read-only numpy arrays.

        Args:
            until: the last day that will be asked about. It only matters where another jpholiday than that
                of the snapshot is installed: a century takes it seconds, the days in hand a moment.
        """
        self.tables.settle(until + SETTLED_AHEAD)
        return self.tables.arrays()

    def workdays_array(
        self, start: NDArray[np.integer], days: int | NDArray[np.integer]
    ) -> NDArray[np.int32]:
        """Return `workday` for many starts at once.

        Args:
            start: day numbers; `NEVER` for a blank gives `NEVER`.
            days: one number of business days for all, or an array of the same shape.

        Returns:
            Day numbers of the same shape; `NEVER` where the result would lie outside the calendar.

        Raises:
            DateOutOfRange: a start is neither a day nor `NEVER`.
        """
        return self.tables.workdays(start, days)


def _countable(day: int) -> int:
    """Return a day number, `NEVER`, or -1 for the eve of the first day; refuse any other."""
    return day if day in {-1, NEVER} else known_day(day)


@lru_cache(maxsize=32)
def _calendar(closed: frozenset[int], opened: frozenset[int], payment_day: int) -> Calendar:
    return Calendar(closed, opened, payment_day)


def calendar_for(closed: Iterable[int] = (), opened: Iterable[int] = (), payment_day: int = 0) -> Calendar:
    """Return the calendar with these settings; equal settings give the same object.

    Args:
        closed: day numbers that the platform treats as closed.
        opened: day numbers that the platform treats as open although a weekend or a holiday.
        payment_day: 0, the payment day is day 0 (default); 1, it is day 1 if it is a business day.

    Raises:
        DateOutOfRange: a number in a list stands for no day.
        SettingRefused: `payment_day` is neither 0 nor 1.
    """
    return _calendar(frozenset(closed), frozenset(opened), payment_day)


def holiday_source() -> str:
    """Return in Japanese which holidays are in use, for the doctor command."""
    return holidays_in_use().label


if not TYPE_CHECKING:

    def __getattr__(name: str) -> int:
        # The last gazetted year stands in the data, which importing this module shall not read.
        if name == "LAST_GAZETTED_YEAR":
            return shipped_snapshot().gazetted_through
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
