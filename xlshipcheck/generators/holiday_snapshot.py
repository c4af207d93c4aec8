"""Make `rules/holidays.csv`: ask the installed jpholiday about every day of the calendar.

    python -m xlshipcheck.generators.holiday_snapshot
    python -m xlshipcheck.generators.holiday_snapshot --gazetted-through 2028 --gazetted-source "..."

Run it after an update of jpholiday, and each February when the holidays of the next year are gazetted.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.metadata
from pathlib import Path

import jpholiday

from xlshipcheck.calendars.holidays import SNAPSHOT_NAME, parsed_snapshot
from xlshipcheck.values.cells import JST
from xlshipcheck.values.days import FIRST_DATE, LAST_DATE

SNAPSHOT_PATH = Path(__file__).parents[1] / "rules" / SNAPSHOT_NAME


def holiday_rows(first: dt.date, last: dt.date) -> list[str]:
    """Return a line `YYYY-MM-DD,name` for each holiday from one date to another, both included."""
    # In reverse, so that of two names for one day the first stays: it is the one jpholiday would tell.
    names = dict(reversed(jpholiday.between(first, last)))
    return [f"{date.isoformat()},{names[date]}" for date in sorted(names)]


def snapshot_text(made: dt.date, gazetted_through: int, gazetted_source: str) -> str:
    """Return the whole file.

    Args:
        made: the day to stamp it with.
        gazetted_through: the last year whose holidays are gazetted.
        gazetted_source: who announced that year, and when.
    """
    stamps = [
        f"# 国民の祝日と休日 {FIRST_DATE}..{LAST_DATE} (python -m xlshipcheck.generators.holiday_snapshot が書きます)",
        f"# jpholiday: {importlib.metadata.version('jpholiday')}",
        f"# made: {made}",
        f"# gazetted-through: {gazetted_through}",
        f"# gazetted-source: {gazetted_source}",
    ]
    return "\n".join([*stamps, *holiday_rows(FIRST_DATE, LAST_DATE), ""])


def main(arguments: list[str] | None = None) -> None:
    """Write the file anew; what is known about the gazette is kept unless it is given."""
    today = dt.datetime.now(JST).date()
    known = parsed_snapshot(SNAPSHOT_PATH.read_text(encoding="utf-8"))
    parser = argparse.ArgumentParser(
        prog="python -m xlshipcheck.generators.holiday_snapshot", description=__doc__
    )
    parser.add_argument("--made", type=dt.date.fromisoformat, default=today, metavar="DATE")
    parser.add_argument("--gazetted-through", type=int, default=known.gazetted_through, metavar="YEAR")
    parser.add_argument("--gazetted-source", default=known.gazetted_source, metavar="TEXT")
    chosen = parser.parse_args(arguments)
    text = snapshot_text(chosen.made, chosen.gazetted_through, chosen.gazetted_source)
    SNAPSHOT_PATH.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
