"""Two prepared tables that make counting business days a look-up.

`ordinals[day]` says how many business days there are up to a day, `days[i]` which day is the i-th. So the
k-th business day after a base is `days[ordinals[base] + k]`, for ints in lists and for numpy arrays alike.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate, compress
from typing import TYPE_CHECKING, Any

from xlshipcheck.calendars.holidays import HolidaySource, holidays_in_use
from xlshipcheck.errors import DateOutOfRange
from xlshipcheck.values.days import FIRST_DATE, LAST_DAY, NEVER

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SATURDAY = 5
WEEK = 7
# Counting on from the last days of the calendar finds NEVER instead of an IndexError. No rule counts
# further than a year.
PADDING = 366

_FIRST_WEEKDAY = FIRST_DATE.weekday()


def weekday_of(day: int) -> int:
    """Return the weekday of a day number, 0 for Monday to 6 for Sunday."""
    return (day + _FIRST_WEEKDAY) % WEEK


class DayTables:
    """The two tables for one set of closed and opened days.

    Attributes:
        ordinals: business days x with day 0 <= x <= day. One entry a day, one for `NEVER` (as for the last
            day), and a 0 at the very end: the index -1, the day before day 0, finds it there.
        days: the day number of the i-th business day. Entry 0 is `NEVER` (there is no 0-th one), and so
            are the `PADDING` entries at the end.

    Args:
        source: the holidays.
        closed: days that are closed whatever the calendar says; they win over `opened`.
        opened: days that are open although a weekend or a holiday.
    """

    def __init__(self, source: HolidaySource, closed: frozenset[int], opened: frozenset[int]) -> None:
        self.source = source
        self.closed = closed
        self.opened = opened
        ordinals, days = self._built()
        self.settled = source.settled
        self.ordinals = ordinals if self.settled == NEVER else _SettlingOrdinals(self, ordinals)
        self.days = days if self.settled == NEVER else _SettlingDays(self, days)
        self._arrays: tuple[NDArray[np.int32], NDArray[np.int32]] | None = None

    def _built(self) -> tuple[list[int], list[int]]:
        week = bytes(weekday_of(day) < SATURDAY for day in range(WEEK))
        is_open = bytearray(week * (NEVER // WEEK + 1))[:NEVER]
        for day in self.source.names:
            is_open[day] = False
        for day in self.opened:
            is_open[day] = True
        for day in self.closed:
            is_open[day] = False
        ordinals = list(accumulate(is_open))
        days = list(compress(range(NEVER), is_open))
        return [*ordinals, ordinals[-1], 0], [NEVER, *days, *[NEVER] * PADDING]

    def settle(self, day: int) -> None:
        """Make both tables final up to a day; earlier entries never change."""
        self.source.settle(min(day, LAST_DAY))
        if self.settled < self.source.settled:
            self.ordinals[:], self.days[:] = self._built()
            self.settled = self.source.settled
            self._arrays = None

    def arrays(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return both tables as read-only numpy arrays, as far as they are settled by now."""
        import numpy as np  # noqa: PLC0415  floors 0-3 run without numpy

        if self._arrays is None:
            ordinals, days = np.array(self.ordinals, np.int32), np.array(self.days, np.int32)
            ordinals.setflags(write=False)
            days.setflags(write=False)
            self._arrays = ordinals, days
        return self._arrays

    def workdays(self, start: NDArray[np.integer], days: int | NDArray[np.integer]) -> NDArray[np.int32]:
        """Return the days that lie some business days away; see `Calendar.workdays_array`."""
        import numpy as np  # noqa: PLC0415  floors 0-3 run without numpy

        if start.size and not (start.min() >= 0 and start.max() <= NEVER):
            raise DateOutOfRange(argument="開始日", value=start.min() if start.min() < 0 else start.max())
        while True:
            if np.ndim(days) == 0 and start.size > NEVER:
                # More starts than the calendar has days: answer each day once, then one look-up a start.
                by_day = self._counted(np.arange(NEVER + 1, dtype=np.int32), days)
                found: NDArray[np.int32] = by_day[start]
            else:
                found = self._counted(start, days)
            if self.settled == NEVER:
                return found
            reached = int(max(part[part < NEVER].max(initial=0) for part in (start, found)))
            if reached < self.settled:
                return found
            self.settle(reached)

    def _counted(self, start: NDArray[np.integer], days: int | NDArray[np.integer]) -> NDArray[np.int32]:
        import numpy as np  # noqa: PLC0415  as above

        ordinals, business_days = self.arrays()
        steps = np.clip(days, -NEVER, NEVER).astype(np.int32)
        # Back from a closed day the first step lands on the last business day before it, so going back
        # counts from the eve: there the number of business days is the same for open and closed days.
        back = steps < 0
        index = ordinals[np.subtract(start, back, dtype=np.int64)] + back
        index += steps
        np.clip(index, 0, len(business_days) - 1, out=index)
        found: NDArray[np.int32] = business_days[index]
        np.copyto(found, start, where=steps == 0, casting="same_kind")
        np.copyto(found, NEVER, where=start == NEVER)
        return found


class _SettlingOrdinals(list[int]):
    """`DayTables.ordinals` while jpholiday has not been asked about all days: a look-up asks first.

    `NEVER` is no day and settles nothing: an unsent order must not ask jpholiday about a century.
    """

    def __init__(self, tables: DayTables, ordinals: list[int]) -> None:
        super().__init__(ordinals)
        self._tables = tables

    def __getitem__(self, index: Any) -> Any:  # noqa: ANN401  an index or a slice, as in list
        if not isinstance(index, slice) and self._tables.settled <= index <= LAST_DAY:
            self._tables.settle(index)
        return super().__getitem__(index)


class _SettlingDays(list[int]):
    """`DayTables.days` in the same state: a day that is not settled yet is settled and looked up again."""

    def __init__(self, tables: DayTables, days: list[int]) -> None:
        super().__init__(days)
        self._tables = tables

    def __getitem__(self, index: Any) -> Any:  # noqa: ANN401  an index or a slice, as in list
        found = super().__getitem__(index)
        while not isinstance(index, slice) and self._tables.settled <= found < NEVER:
            self._tables.settle(found)
            found = super().__getitem__(index)
        return found


@lru_cache(maxsize=32)
def tables_for(closed: frozenset[int], opened: frozenset[int]) -> DayTables:
    """Return the tables for these days with the holidays in use; equal sets share them."""
    return DayTables(holidays_in_use(), closed, opened)
