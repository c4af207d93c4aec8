"""What hangs on a Qoo10 order's base day and kind alone, worked out once for every day of the calendar.

A row of a DataFrame looks it up by its *slot*: its base day (一般), `NEVER` + its base day (予約), or past those
one slot for each reason why no clock runs.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from xlshipcheck.frames.results import dates
from xlshipcheck.qoo10.assessment import Terms, is_beyond_calendar, terms_of
from xlshipcheck.qoo10.clock import CLOCK_CODES, KINDS
from xlshipcheck.qoo10.penalty import Tables, penalty_rules
from xlshipcheck.values.days import NEVER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from xlshipcheck.calendars.business_days import Calendar
    from xlshipcheck.frames.arrays import Numbers
    from xlshipcheck.rulebook.rules import Rulebook

WITHOUT_CLOCK = len(KINDS) * NEVER
SLOTS = WITHOUT_CLOCK + len(CLOCK_CODES)
# The terms that an outcome hangs on; the others are result columns as they are.
SETTLING = ("stage", "points", "remarks", "remarks_unsent")


class SlotTables(NamedTuple):
    """What each slot settles.

    Attributes:
        bases: the base day; any day where no clock runs.
        settling: name of a field of `Terms` -> its values.
        days_left: 残り日数 while unsent.
        dates: 最終発送日, 減点日 and 制限日 as datetime64[s].
        without_dates: whether a row has no deadlines: no clock runs, or one lies beyond the calendar.
    """

    bases: NDArray[np.int64]
    settling: dict[str, NDArray[np.int16]]
    days_left: NDArray[np.int64]
    dates: list[NDArray[np.datetime64]]
    without_dates: NDArray[np.bool_]

    def terms(self, slots: NDArray[np.int64]) -> Terms:
        """Return the terms of some rows, as far as an outcome hangs on them."""
        return _NO_TERMS._replace(**{name: table.take(slots) for name, table in self.settling.items()})


_NO_TERMS = Terms(*[0] * len(Terms._fields))


class _LookUp:
    """A table that answers an array of indices, faster than numpy's own brackets."""

    def __init__(self, table: NDArray[np.int32]) -> None:
        self._table = table

    def __getitem__(self, index: Numbers) -> Numbers:
        return self._table.take(index)


def array_tables(calendar: Calendar, until: int) -> Tables:
    """Return a calendar for counting with arrays, its holidays asked about up to a day."""
    ordinals, days = calendar.arrays(until)
    look_ups: tuple[Any, Any] = _LookUp(ordinals), _LookUp(days)
    return Tables(*look_ups, calendar.payment_day)


@lru_cache(maxsize=4)
def slot_tables(
    calendar: Calendar, settled: int, rulebook: Rulebook, as_of: int, rate_states: tuple[int, int]
) -> SlotTables:
    """Return what each slot settles; kept for the next frame, since it takes longer than a small one.

    Args:
        calendar: the platform's calendar.
        settled: how far its holidays are known by now; what is kept for less does not serve for more.
        rulebook: the rules.
        as_of: the as-of day.
        rate_states: what the on-time rate of each kind means, in the order of `KINDS`.
    """
    del settled
    tables, rules = array_tables(calendar, as_of), penalty_rules(rulebook)
    days, idle = np.arange(NEVER), np.full(len(CLOCK_CODES), NEVER)
    halves = [
        terms_of(tables, rules, days, preorder, as_of, state, calendar.first_estimated_day)
        for preorder, state in enumerate(rate_states)
    ]
    terms = Terms(
        *(
            np.concatenate([*(np.broadcast_to(half, NEVER) for half in both), idle])
            for both in zip(*halves, strict=True)
        )
    )
    beyond = is_beyond_calendar(terms)
    return SlotTables(
        np.arange(SLOTS) % NEVER,
        # Narrow tables: the narrower one is, the more of it stays in the processor's cache.
        {name: getattr(terms, name).astype(np.int16) for name in SETTLING},
        terms.days_left.astype(np.int64),
        [
            dates(np.where(beyond, NEVER, day))
            for day in (terms.last_safe_day, terms.points_day, terms.restriction_day)
        ],
        beyond,
    )
