"""The functions in cells, arrays and the shell: python benchmarks/functions.py.

Every figure stands beside a named peer of the same run: numpy.busday_offset for a million business days, a
loop of numpy scalar calls for a column of plain cells, the bare interpreter for imports and the command.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from xlshipcheck.calendars.business_days import calendar_for
from xlshipcheck.calendars.holidays import shipped_snapshot
from xlshipcheck.catalogue.calling import call
from xlshipcheck.context import Context
from xlshipcheck.values.days import FIRST_DATE, LAST_DATE, day_of

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 7
MILLION = 1_000_000
ROWS = 5_000


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median time of a piece of work after one warm-up."""
    work()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def numpy_calendar() -> np.busdaycalendar:
    """Return numpy's business calendar with the same holidays."""
    names = shipped_snapshot().names
    first = FIRST_DATE.toordinal()
    return np.busdaycalendar(holidays=[dt.date.fromordinal(first + day) for day in names])


def workdays() -> None:
    """JP_WORKDAY over a million dates, arrays at hand, beside numpy.busday_offset."""
    chance = np.random.default_rng(1)
    last = (LAST_DATE - FIRST_DATE).days - 400
    days = chance.integers(0, last, MILLION).astype(np.int32)
    dates = np.datetime64(FIRST_DATE) + days.astype(int)
    calendar, peer_calendar = calendar_for(), numpy_calendar()

    def peer() -> object:
        return np.busday_offset(
            np.busday_offset(dates, 0, "preceding", busdaycal=peer_calendar), 4, busdaycal=peer_calendar
        )

    assert (np.datetime64(FIRST_DATE) + calendar.workdays_array(days, 4).astype(int) == peer()).all()
    ours = seconds(lambda: calendar.workdays_array(days, 4))
    theirs = seconds(lambda: np.busday_offset(dates, 4, "preceding", busdaycal=peer_calendar))
    print(
        f"JP_WORKDAY x {MILLION:,}: {ours * 1000:.1f} ms, numpy.busday_offset {theirs * 1000:.1f} ms, "
        f"{theirs / ours:.0f} times faster (target 10)"
    )


def stages() -> None:
    """QOO10_STAGE down a column of plain cells, as a host hands them."""
    chance = random.Random(1)
    base = [46000.0 + chance.randrange(300) for _ in range(ROWS)]
    shipped = [day + chance.randrange(8) if chance.random() < 0.6 else None for day in base]
    context = Context(day_of(dt.date(2026, 11, 21)))
    ours = seconds(lambda: call("QOO10_STAGE", [base, shipped], context))
    peer_calendar = numpy_calendar()
    dates = [np.datetime64("1899-12-30") + int(day) for day in base]

    def peer() -> None:
        for date in dates:
            np.busday_count(date, "2026-11-21", busdaycal=peer_calendar)

    theirs = seconds(peer)
    print(
        f"QOO10_STAGE x {ROWS:,} plain cells: {ours * 1000:.1f} ms (target 10), "
        f"one numpy.busday_count a cell {theirs * 1000:.1f} ms"
    )


def commands() -> None:
    """Import and command line beside the bare interpreter."""
    bare = seconds(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
    imported = seconds(
        lambda: subprocess.run([sys.executable, "-c", "import xlshipcheck.functions"], check=True)
    )
    print(
        f"import xlshipcheck.functions: {(imported - bare) * 1000:.0f} ms beyond the interpreter's "
        f"{bare * 1000:.0f} (target 50)"
    )
    words = ["-m", "xlshipcheck.cli", "call", "QOO10_DEADLINE", "2026-11-20", "一般", "警告"]
    called = seconds(lambda: subprocess.run([sys.executable, *words], check=True, capture_output=True))
    print(f"xlshipcheck call: {called * 1000:.0f} ms (target 300)")


if __name__ == "__main__":
    workdays()
    stages()
    commands()
