"""Counting Amazon packages: what is in scope, on which promised day, in which category, in which window.

Packages are counted once per day and summed along the days, so a window costs two look-ups however many
rows there are: a trend or the search for the day of recovery asks for many windows.
"""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.amazon.grouping import INVALID, VALID, package_rows, worst_validity
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from xlshipcheck.rulebook.rules import Rulebook

    Columns = tuple[Sequence[str], Sequence[int | None], Sequence[str | None], Sequence[Hashable | None]]

NOT_APPLICABLE = "対象なし"
IN_SCOPE = frozenset([VALID, INVALID])
PERCENT = 100


class Count(NamedTuple):
    """Packages of a window.

    Attributes:
        scope: packages in scope.
        valid: those of them with a valid number.
    """

    scope: int
    valid: int

    def rate(self) -> Fraction | str:
        """Return the exact rate, or 対象なし."""
        return Fraction(self.valid, self.scope) if self.scope else NOT_APPLICABLE

    def reaches(self, limit_percent: int) -> bool:
        """Tell whether there is a rate and it is at the limit or above."""
        return self.scope > 0 and PERCENT * self.valid >= limit_percent * self.scope

    def allowance(self, limit_percent: int) -> int:
        """Return how many more of these packages may be invalid; negative where the rate is below."""
        return self.scope * (PERCENT - limit_percent) // PERCENT - (self.scope - self.valid)


class Window(NamedTuple):
    """The limits of the rate on an as-of day: length and lag of the window in days, limit in percent."""

    length: int
    lag: int
    limit: int

    def days(self, as_of: int) -> tuple[int, int]:
        """Return the first and the last promised day that count."""
        last = as_of - self.lag
        return last - self.length + 1, last


def window_on(rulebook: Rulebook, as_of: int) -> Window:
    """Return the limits of the rate in force on an as-of day."""
    return Window(*(rulebook.rule(key).over(as_of) for key in WINDOW_RULES))


WINDOW_RULES = ("amazon.window_days", "amazon.window_lag", "amazon.rate_limit")


class Packages(NamedTuple):
    """Packages in scope, each with its promised day, whether it is valid, and the keys of its categories."""

    days: list[int]
    valid: list[bool]
    categories: list[tuple[str, ...]]


class DailyCounts:
    """Packages counted up to each promised day.

    Args:
        packages: promised day and validity of each package in scope.
    """

    def __init__(self, packages: Iterable[tuple[int, bool]]) -> None:
        per_day: dict[int, list[int]] = {}
        for day, valid in packages:
            count = per_day.setdefault(day, [0, 0])
            count[0] += 1
            count[1] += valid
        self.days = sorted(per_day)
        self._scope = [0, *accumulate(per_day[day][0] for day in self.days)]
        self._valid = [0, *accumulate(per_day[day][1] for day in self.days)]

    def within(self, first: int, last: int) -> Count:
        """Return the packages promised for the days from `first` to `last`, both in."""
        start, end = bisect_right(self.days, first - 1), bisect_right(self.days, last)
        return Count(self._scope[end] - self._scope[start], self._valid[end] - self._valid[start])


def packages_of(columns: Columns) -> Packages:
    """Return the packages in scope of an aggregate's columns.

    Args:
        columns: validity ("" for a row that does not count), promised day, category and package key, of
            equal length; a package key of None or "" is a package of its own.

    Raises:
        PackageWithoutDay: a package in scope has no promised day, so no window can hold it. Rows are counted
            from 1 within the columns; who left rows out beforehand knows better numbers.
    """
    validities, days, categories, keys = columns
    packages = Packages([], [], [])
    dateless: list[int] = []
    found: tuple[str, ...]
    for rows in package_rows(keys):
        if len(rows) == 1:
            row = rows[0]
            validity, day, found = validities[row], days[row], (category_key(categories[row]),)
        else:
            validity, day, found = _together([(validities[k], days[k], categories[k]) for k in rows])
        if validity not in IN_SCOPE:
            continue
        if day is None:
            dateless += rows
            continue
        packages.days.append(day)
        packages.valid.append(validity == VALID)
        packages.categories.append(found)
    if dateless:
        raise errors.PackageWithoutDay(argument="お届け予定日", count=len(dateless), row=dateless[0] + 1)
    return packages


def _together(
    rows: list[tuple[str, int | None, str | None]],
) -> tuple[str, int | None, tuple[str, ...]]:
    """Return validity, promised day and categories of a package of several rows, leaving out blank ones."""
    rows = [row for row in rows if row[0]]
    day = max((day for _, day, _ in rows if day is not None), default=None)
    categories = tuple(dict.fromkeys(category_key(category) for _, _, category in rows))
    return worst_validity(validity for validity, _, _ in rows), day, categories


@lru_cache(maxsize=4096)
def category_key(category: str | None) -> str:
    """Return the form in which categories are compared, "" for a blank."""
    return name_key(category) if category else ""


def daily_counts(columns: Columns, which: str) -> DailyCounts:
    """Return the packages in scope of one category, or of all for "", counted along the days."""
    return counts_of(packages_of(columns), which)


def counts_of(packages: Packages, which: str) -> DailyCounts:
    """Return packages of one category, or of all for "", counted along the days."""
    pairs = zip(packages.days, packages.valid)
    if not which:
        return DailyCounts(pairs)
    wanted = name_key(which)
    return DailyCounts(pair for pair, keys in zip(pairs, packages.categories) if wanted in keys)
