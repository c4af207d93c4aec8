"""Business days beside every way that Python has to them: four days on from each of many dates, Japan's holidays out."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING

import numpy as np
from figures import Figure, beside, cpu

from xlshipcheck.calendars.business_days import calendar_for
from xlshipcheck.calendars.holidays import shipped_snapshot
from xlshipcheck.values.days import FIRST_DATE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

AHEAD = 4
FIRST, LAST = dt.date(2020, 1, 1), dt.date(2026, 12, 1)
"""Years of which every peer knows the holidays."""


def measured(rows: int) -> Iterator[Figure]:
    """Yield the figures.

    Args:
        rows: dates; peers that take a date at a time get fewer, and the time of a date counts.
    """
    chance = np.random.default_rng(1)
    dates = np.datetime64(FIRST) + chance.integers(0, (LAST - FIRST).days, rows)
    days = (dates - np.datetime64(FIRST_DATE)).astype(np.int32)
    calendar = calendar_for()
    ours = np.datetime64(FIRST_DATE) + calendar.workdays_array(days, AHEAD).astype(int)
    for name, few, answers in peers(dates):
        theirs = answers()
        same = (np.array(theirs, "datetime64[D]") == ours[:few]).mean()
        what = f"JP_WORKDAY {rows:,} 日"
        note = "" if same == 1 else f" (答えの {100 * (1 - same):.2f}% が違う)"
        yield beside(
            what,
            lambda: calendar.workdays_array(days, AHEAD),
            name + note,
            answers,
            share=few / rows,
            target="0.1 以下" if name.startswith("numpy") else "",
            rounds=3,
        )
    listed = days.tolist()[:5000]
    seconds = cpu(lambda: [calendar.workday(day, AHEAD) for day in listed]) / len(listed)
    yield Figure(f"JP_WORKDAY 1日ずつ (1日あたり {seconds * 1e6:.2f} μs)", seconds)


def peers(dates: np.ndarray) -> Iterator[tuple[str, int, Callable[[], object]]]:
    """Yield each peer that is installed: its name, how many dates it is given, and what answers."""
    import holidays
    import jpholiday
    import pandas as pd
    import polars as pl
    from workalendar.asia import Japan

    names = [FIRST_DATE + dt.timedelta(day) for day in shipped_snapshot().names]
    near = [day for day in names if FIRST <= day <= LAST + dt.timedelta(60)]
    numpys = np.busdaycalendar(holidays=near)
    yield (
        "numpy.busday_offset",
        len(dates),
        lambda: np.busday_offset(dates, AHEAD, "backward", busdaycal=numpys),
    )
    column = pl.Series(dates.astype("datetime64[ms]")).cast(pl.Date).to_frame("d")
    added = pl.col("d").dt.add_business_days(AHEAD, holidays=near, roll="backward")
    yield "polars add_business_days", len(dates), lambda column=column: column.select(added)["d"].to_numpy()
    few = dates[: max(1, len(dates) // 200)]
    offset = pd.offsets.CustomBusinessDay(AHEAD, holidays=near)
    moments = pd.Series(few.astype("datetime64[s]"))
    yield "pandas CustomBusinessDay", len(few), lambda: moments.map(lambda day: _back(day, offset)).to_numpy()
    listed = few.tolist()
    japan = holidays.country_holidays("JP", years=range(FIRST.year, LAST.year + 2))
    workalendars = Japan()
    yield "jpholiday のループ", len(few), lambda: [_looped(day, jpholiday.is_holiday) for day in listed]
    yield "holidays のループ", len(few), lambda: [_looped(day, japan.__contains__) for day in listed]
    yield "workalendar", len(few), lambda: [workalendars.add_working_days(day, AHEAD) for day in listed]


def _back(day: object, offset: object) -> object:
    """Return the fourth business day; from a closed day pandas counts the first open one after it already."""
    return offset.rollback(day) + offset


def _looped(day: dt.date, is_holiday: Callable[[dt.date], bool]) -> dt.date:
    """Return the fourth business day, as one writes it by hand."""
    after = (day + dt.timedelta(number) for number in itertools.count(1))
    return next(
        itertools.islice((d for d in after if d.weekday() < 5 and not is_holiday(d)), AHEAD - 1, None)
    )
