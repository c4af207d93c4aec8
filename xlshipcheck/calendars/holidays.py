"""Where the holidays come from: the snapshot that is shipped, or another jpholiday that is installed.

jpholiday takes about 85 microseconds for each date it is asked the first time: 31 ms a year, seconds for
the whole calendar. So its answers are shipped as a table, stamped with the version that gave them. When
the jpholiday found beside us is another version, its answers are the ones that count, but only where they
can differ and only as far as somebody asks: a law changes days to come, so the days before the table was
made stay as they are, and from there on jpholiday is asked in stretches when a question reaches them.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Callable, NamedTuple

from xlshipcheck.values.days import FIRST_DATE, LAST_DAY, NEVER, date_of, day_of, known_day

if TYPE_CHECKING:
    from collections.abc import Iterable

SNAPSHOT_NAME = "holidays.csv"

# A deadline lies some business days after the day that is asked for, at most 60 of them by any rule.
# Settling so many days more at once (10 ms) spares asking again for nearly every question.
SETTLED_AHEAD = 120


class Snapshot(NamedTuple):
    """The holidays as jpholiday gave them on the day the table was made.

    Attributes:
        version: the jpholiday that was asked.
        made: the day number on which it was asked.
        gazetted_through: the last year whose holidays are gazetted; later ones are estimates (推定).
        gazetted_source: who announced that year, and when.
        names: day number -> name of the holiday.
    """

    version: str
    made: int
    gazetted_through: int
    gazetted_source: str
    names: dict[int, str]


def parsed_snapshot(text: str) -> Snapshot:
    """Return the snapshot that a text holds.

    Args:
        text: `# key: value` lines, then a line `YYYY-MM-DD,name` per holiday.
    """
    lines = text.splitlines()
    stamps = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# ") and ": " in line)
    first = FIRST_DATE.toordinal()
    read = dt.date.fromisoformat
    names = {read(line[:10]).toordinal() - first: line[11:] for line in lines if line[:1] != "#"}
    return Snapshot(
        stamps["jpholiday"],
        day_of(read(stamps["made"])),
        int(stamps["gazetted-through"]),
        stamps["gazetted-source"],
        names,
    )


@lru_cache(maxsize=1)
def shipped_snapshot() -> Snapshot:
    """Return the snapshot that is shipped, read once per process."""
    from pathlib import Path  # noqa: PLC0415  importing this module shall cost next to nothing

    return parsed_snapshot((Path(__file__).parents[1] / "rules" / SNAPSHOT_NAME).read_text(encoding="utf-8"))


def installed_version() -> str | None:
    """Return the version of the installed jpholiday without importing it.

    `jpholiday.__version__` is "0.0.0" in release 1.0.3, and `importlib.metadata` alone takes longer to
    import than a century of holidays to read; the name of the metadata folder beside the package says it.

    Returns:
        The version; "" for a copy that does not tell; None when there is no jpholiday.
    """
    from importlib.util import find_spec  # noqa: PLC0415  as above
    from pathlib import Path  # noqa: PLC0415  as above

    spec = find_spec("jpholiday")
    if spec is None or spec.origin is None:
        return None
    beside = Path(spec.origin).parent.parent.glob("jpholiday-*.dist-info")
    versions = [folder.name[len("jpholiday-") : -len(".dist-info")] for folder in beside]
    return versions[0] if len(versions) == 1 else ""


def _ask_jpholiday(first: dt.date, last: dt.date) -> Iterable[tuple[dt.date, str]]:
    import jpholiday  # noqa: PLC0415  floor 1 runs without it, and importing it takes 25 ms

    return jpholiday.between(first, last)


class HolidaySource:
    """The holidays in use: those of the snapshot, or the snapshot's past and another jpholiday's future.

    Attributes:
        names: day number -> name. From `settled` on these are the snapshot's, and may yet change.
        settled: the first day about which jpholiday has not been asked yet; `NEVER` when all is settled.
        label: what is in use, in Japanese, for the doctor command.

    Args:
        snapshot: the shipped holidays.
        installed: the version of the installed jpholiday, "" if it does not tell, None if there is none.
        ask: gives the holidays from one date to another, both included, with their names.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        installed: str | None,
        ask: Callable[[dt.date, dt.date], Iterable[tuple[dt.date, str]]] = _ask_jpholiday,
    ) -> None:
        self.snapshot = snapshot
        self.names = snapshot.names
        self.settled = NEVER
        self._ask = ask
        shipped = f"同梱の祝日表 (jpholiday {snapshot.version}、{date_of(snapshot.made)} 作成)"
        if installed is None:
            self.label = f"{shipped}。jpholiday は入っていません"
        elif installed == snapshot.version:
            self.label = f"{shipped}。入っている jpholiday と同じ版です"
        else:
            self.names = dict(snapshot.names)
            self.settled = snapshot.made
            self.label = (
                f"jpholiday {installed or '(版不明)'} ({date_of(snapshot.made)} 以降の日付)、"
                f"それより前は{shipped}"
            )

    def settle(self, day: int) -> None:
        """Ask jpholiday about every day up to this one that it has not been asked about."""
        if day < self.settled:
            return
        through = min(day + SETTLED_AHEAD, LAST_DAY)
        # In reverse, so that of two names for one day the first stays: it is the one jpholiday would tell.
        found = {
            day_of(date): name
            for date, name in reversed(list(self._ask(date_of(self.settled), date_of(through))))
        }
        for asked in range(self.settled, through + 1):
            self.names.pop(asked, None)
        self.names.update(found)
        self.settled = through + 1

    def name(self, day: int) -> str:
        """Return the name of the holiday on a day, "" if it is none.

        Raises:
            DateOutOfRange: the number stands for no day.
        """
        self.settle(known_day(day))
        return self.names.get(day, "")


@lru_cache(maxsize=1)
def holidays_in_use() -> HolidaySource:
    """Return the holidays that this process counts with, chosen at the first question."""
    return HolidaySource(shipped_snapshot(), installed_version())
