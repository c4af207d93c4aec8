"""All result columns of a million Qoo10 orders in pandas, beside the four dates alone by numpy, in one run.

Run: python benchmarks/assess_orders.py [rows]

Ours takes datetime64 columns with random moments and gives the eight result columns. The peer is
numpy.busday_offset called four times, for the four dates of the same rows, on days that are ready for it and
with the same holidays. Both take turns; the ratio is the median over the rounds.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import time
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from xlshipcheck.calendars.holidays import shipped_snapshot
from xlshipcheck.frames import assess_qoo10
from xlshipcheck.values.days import FIRST_DATE, LAST_DATE

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 9
AS_OF = dt.date(2026, 11, 21)
COUNTS = {"注意": 3, "最終発送日": 4, "減点日": 5, "制限日": 6}


def orders(rows: int, first: dt.date, last: dt.date) -> pd.DataFrame:
    """Return orders paid at random moments of a span, two in five of them unsent."""
    chance = np.random.default_rng(1)
    paid = np.datetime64(first, "us") + chance.integers(0, (last - first).days, rows) * np.timedelta64(1, "D")
    paid += chance.integers(0, 24 * 60 * 60, rows) * np.timedelta64(1, "s")
    sent = paid + chance.integers(0, 12, rows) * np.timedelta64(1, "D")
    sent[chance.random(rows) < 2 / 5] = np.datetime64("NaT")
    return pd.DataFrame({"入金日": paid, "発送日": sent, "発送予定日": paid + np.timedelta64(5, "D")})


def numpy_calendar(days: np.ndarray) -> np.busdaycalendar:
    """Return numpy's business calendar with the holidays that matter to some days; more would slow it down."""
    first = np.datetime64(FIRST_DATE, "D")
    holidays = first + np.array(list(shipped_snapshot().names))
    near = (holidays >= days.min() - 31) & (holidays <= days.max() + 31)
    return np.busdaycalendar(holidays=holidays[near])


def seconds(work: Callable[[], object]) -> float:
    """Return the processor's time of a piece of work, which other programs change less than they change the clock."""
    started = time.process_time()
    work()
    return time.process_time() - started


def compare(title: str, frame: pd.DataFrame, *, own_rate: bool = False) -> None:
    """Print the times of both sides and their ratio."""
    days = frame["入金日"].to_numpy().astype("datetime64[D]")
    calendar = numpy_calendar(days)

    def peer() -> dict[str, np.ndarray]:
        return {
            event: np.busday_offset(days, count, roll="backward", busdaycal=calendar)
            for event, count in COUNTS.items()
        }

    result, dates = assess_qoo10(frame, as_of=AS_OF), peer()
    general = frame.get("区分", pd.Series("一般", index=frame.index)) == "一般"
    for event in ("最終発送日", "減点日", "制限日"):
        assert (result[event].to_numpy() == dates[event])[general.to_numpy()].all()

    def ours_alone() -> pd.DataFrame:
        return assess_qoo10(frame, as_of=AS_OF, own_rate=own_rate)

    pairs = [(seconds(ours_alone), seconds(peer)) for _ in range(ROUNDS)]
    ours, theirs = (statistics.median(side) * 1000 for side in zip(*pairs, strict=True))
    ratio = statistics.median(mine / other for mine, other in pairs)
    print(f"{title:34} ours {ours:6.1f} ms   4 x busday_offset {theirs:6.1f} ms   ratio {ratio:.2f}")


def main() -> None:
    """Compare over spans of dates, and with both kinds of orders."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(f"{rows:,} orders, all result columns (target: 0.70)")
    half_year = orders(rows, AS_OF - dt.timedelta(180), AS_OF)
    compare("paid within half a year", half_year)
    compare("paid on any day of the calendar", orders(rows, FIRST_DATE, LAST_DATE - dt.timedelta(30)))
    kinds = pd.Categorical.from_codes(np.arange(rows) % 2, ["一般", "予約"])
    halves = half_year.assign(予約日=half_year["発送予定日"], 区分=kinds)
    compare("half of them preorders", halves)
    words = np.array(["一般", "予約"], object)[np.arange(rows) % 2]
    objects = pd.Series(words, dtype=object)
    compare("the same, kinds as text, own rate", halves.assign(区分=pd.Series(words)), own_rate=True)
    compare("the same, text as objects", halves.assign(区分=objects), own_rate=True)
    apart = pd.Series(words.astype(str))
    compare("the same, each text by itself", halves.assign(区分=apart), own_rate=True)


if __name__ == "__main__":
    main()
