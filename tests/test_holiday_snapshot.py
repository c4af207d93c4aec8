"""The shipped holidays: what they say, who made them, and what another jpholiday changes."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import itertools
import sys
from pathlib import Path

import jpholiday
import numpy as np
import pytest
from fresh_python import printed
from hypothesis import given, settings
from hypothesis import strategies as st
from other_calendars import day

from xlshipcheck.calendars import business_days
from xlshipcheck.calendars.business_days import Calendar
from xlshipcheck.calendars.holidays import (
    SETTLED_AHEAD,
    HolidaySource,
    Snapshot,
    holidays_in_use,
    installed_version,
    parsed_snapshot,
    shipped_snapshot,
)
from xlshipcheck.calendars.tables import DayTables
from xlshipcheck.generators import holiday_snapshot
from xlshipcheck.values.days import FIRST_DATE, LAST_DATE, LAST_DAY, NEVER, date_of, day_of

ROOT = Path(__file__).parents[1]
MADE = day_of(dt.date(2026, 11, 21))


def snapshot_made_in_2026() -> Snapshot:
    """Return the shipped holidays with a stamp that does not change when they are made anew."""
    return shipped_snapshot()._replace(version="1.0.3", made=MADE)


def shipped_rows(first: dt.date, last: dt.date) -> list[tuple[dt.date, str]]:
    """Return the shipped holidays from one date to another."""
    names = shipped_snapshot().names
    return [(date_of(x), names[x]) for x in range(day_of(first), day_of(last) + 1) if x in names]


@pytest.mark.parametrize("year", range(2018, 2032))
def test_years_near_now_are_jpholidays(year):
    """Each year near now holds the days and names that the installed jpholiday answers."""
    assert shipped_rows(dt.date(year, 1, 1), dt.date(year, 12, 31)) == jpholiday.year_holidays(year)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, LAST_DAY - 6))
def test_any_week_is_jpholidays(first):
    """Any week of the whole calendar holds what the installed jpholiday answers."""
    week = date_of(first), date_of(first + 6)
    assert shipped_rows(*week) == jpholiday.between(*week)


def test_gazetted_year_is_the_announced_one():
    """The last gazetted year is, day by day and name by name, what the Cabinet Office announced."""
    lines = (ROOT / "tests/data/gazetted_holidays.csv").read_text(encoding="utf-8").splitlines()
    announced = [line.split(",") for line in lines if not line.startswith("#")]
    year = shipped_snapshot().gazetted_through
    shipped = shipped_rows(dt.date(year, 1, 1), dt.date(year, 12, 31))
    assert [[date.isoformat(), name] for date, name in shipped] == announced


def test_snapshot_covers_the_calendar():
    """Every year from the first to the last has its thirteen to twenty-two holidays, each with a name."""
    names = shipped_snapshot().names
    per_year = [
        sum(date_of(x).year == year for x in names) for year in range(FIRST_DATE.year, LAST_DATE.year + 1)
    ]
    assert len(per_year) == 114
    assert 13 <= min(per_year) <= max(per_year) <= 22
    assert all(names.values())


def test_stamp_is_read():
    """The stamp tells the version, the day made, and how far the gazette reaches on whose word."""
    text = "# heading\n# jpholiday: 1.2\n# made: 2026-11-21\n# gazetted-through: 2027\n# gazetted-source: 官報: 1\n"
    snapshot = parsed_snapshot(text + "2026-01-01,元日\n2099-11-23,勤労感謝の日\n")
    names = {day("2026-01-01"): "元日", day("2099-11-23"): "勤労感謝の日"}
    assert snapshot == Snapshot("1.2", MADE, 2027, "官報: 1", names)


def test_script_writes_the_shipped_file(monkeypatch, tmp_path):
    """Run again with the same jpholiday on the same day, the script reproduces the file byte for byte."""
    shipped = shipped_snapshot()
    monkeypatch.setattr(jpholiday, "between", shipped_rows)
    monkeypatch.setattr(importlib.metadata, "version", lambda _: shipped.version)
    copy = tmp_path / "holidays.csv"
    copy.write_bytes(holiday_snapshot.SNAPSHOT_PATH.read_bytes())
    monkeypatch.setattr(holiday_snapshot, "SNAPSHOT_PATH", copy)
    holiday_snapshot.main(["--made", date_of(shipped.made).isoformat()])
    assert copy.read_bytes() == holiday_snapshot_bytes()


def holiday_snapshot_bytes() -> bytes:
    """Return the shipped file."""
    return (ROOT / "xlshipcheck/rules/holidays.csv").read_bytes()


def test_script_stamps_what_it_is_told(monkeypatch, tmp_path):
    """A new gazette, the asked version and the day of making go into the stamp, new days into the rows."""
    monkeypatch.setattr(jpholiday, "between", lambda first, _: [(first, "一"), (first, "二")])
    monkeypatch.setattr(importlib.metadata, "version", lambda _: "9.9")
    copy = tmp_path / "holidays.csv"
    copy.write_bytes(holiday_snapshot_bytes())
    monkeypatch.setattr(holiday_snapshot, "SNAPSHOT_PATH", copy)
    holiday_snapshot.main(["--made", "2027-02-01", "--gazetted-through", "2028", "--gazetted-source", "官報"])
    made = parsed_snapshot(copy.read_text(encoding="utf-8"))
    assert made == Snapshot("9.9", day("2027-02-01"), 2028, "官報", {0: "一"})


class OtherHolidays:
    """A jpholiday of a later law: one holiday is gone, one is new, and every question is recorded."""

    gone = day("2027-11-23")
    new = day("2026-12-29")

    def __init__(self) -> None:
        self.asked: list[tuple[int, int]] = []
        self.names = {**shipped_snapshot().names, self.new: "新しい祝日", day("2090-06-01"): "遠い祝日"}
        del self.names[self.gone]

    def __call__(self, first: dt.date, last: dt.date) -> list[tuple[dt.date, str]]:
        """Answer as `jpholiday.between` does."""
        self.asked.append((day_of(first), day_of(last)))
        days = range(day_of(first), day_of(last) + 1)
        return [(date_of(x), self.names[x]) for x in days if x in self.names]


def calendar_with(other: OtherHolidays) -> Calendar:
    """Return a calendar that counts with another jpholiday."""
    calendar = Calendar(frozenset(), frozenset(), 0)
    source = HolidaySource(snapshot_made_in_2026(), "9.9", other)
    vars(calendar)["tables"] = DayTables(source, frozenset(), frozenset())
    return calendar


def test_same_version_and_no_jpholiday_use_the_snapshot():
    """With the version of the stamp, or without any, nothing is asked and all days are settled."""
    for installed in ("1.0.3", None):
        other = OtherHolidays()
        source = HolidaySource(snapshot_made_in_2026(), installed, other)
        assert source.settled == NEVER
        assert source.name(other.new) == ""
        assert source.name(other.gone) == "勤労感謝の日"
        assert other.asked == []


@pytest.mark.parametrize("installed", ["9.9", "0.1", ""])
def test_another_version_answers_for_days_to_come(installed):
    """A later, an earlier and an untold version are asked about days from the making of the snapshot on."""
    other = OtherHolidays()
    source = HolidaySource(snapshot_made_in_2026(), installed, other)
    assert source.name(other.new) == "新しい祝日"
    assert source.name(other.gone) == ""
    assert source.name(day("2026-11-23")) == "勤労感謝の日"


def test_real_jpholiday_is_asked():
    """Asked for real, the installed jpholiday tells the next weeks just as the snapshot has them."""
    source = HolidaySource(snapshot_made_in_2026(), "another version")
    source.settle(MADE + 30)
    assert source.settled == MADE + 31 + SETTLED_AHEAD
    assert source.names == shipped_snapshot().names


def test_first_of_two_names_is_told():
    """Where jpholiday has two names for one day, the first counts, as in its own `is_holiday_name`."""
    names = [(date_of(MADE + 3), "一"), (date_of(MADE + 3), "二")]
    assert HolidaySource(snapshot_made_in_2026(), "9.9", lambda *_: names).name(MADE + 3) == "一"


def test_history_asks_nobody():
    """Days before the snapshot was made are settled: no jpholiday is asked, or even imported, for them."""
    other = OtherHolidays()
    calendar = calendar_with(other)
    assert calendar.workday(day("2026-04-24"), 6) == day("2026-05-08")
    assert calendar.holiday_name(MADE - 1) == ""
    assert other.asked == []


def test_another_version_is_asked_only_as_far_as_needed():
    """A deadline asks about a few months, the next one about nothing, a later one about the gap alone."""
    other = OtherHolidays()
    calendar = calendar_with(other)
    base = day("2026-12-25")
    assert date_of(calendar.days[calendar.ordinals[base] + 4]) == dt.date(2027, 1, 4)
    assert other.asked == [(MADE, base + SETTLED_AHEAD)]
    assert calendar.count_after(base, base + 60) == 37
    assert len(other.asked) == 1
    assert calendar.holiday_name(other.gone) == ""
    assert other.asked[1:] == [(base + SETTLED_AHEAD + 1, other.gone + SETTLED_AHEAD)]


def test_unsent_order_asks_nobody_about_a_century():
    """The count to NEVER is larger than any other and settles nothing."""
    other = OtherHolidays()
    calendar = calendar_with(other)
    assert calendar.count_after(day("2026-11-09"), NEVER) > 17_000
    assert calendar.days[calendar.ordinals[NEVER] + 4] == NEVER
    assert other.asked == []


def complete_calendar(other: OtherHolidays) -> Calendar:
    """Return a calendar that knew all those holidays from the start."""
    calendar = Calendar(frozenset(), frozenset(), 0)
    source = HolidaySource(shipped_snapshot()._replace(names=other.names), None)
    vars(calendar)["tables"] = DayTables(source, frozenset(), frozenset())
    return calendar


def lookup_arrays(calendar: Calendar, x: int) -> tuple[int, int]:
    """Look up a day and a deadline in the arrays for days up to this one."""
    ordinals, days = calendar.arrays(until=x)
    return int(ordinals[x]), int(days[ordinals[x] + 60])


LOOKUPS = {
    "ordinal": lambda calendar, x: calendar.ordinals[x],
    "numpy index": lambda calendar, x: calendar.ordinals[np.int64(x)],
    "deadline": lambda calendar, x: calendar.days[calendar.ordinals[x] + 60],
    "name": lambda calendar, x: calendar.holiday_name(x),
    "methods": lambda calendar, x: (calendar.workday(x, 200), calendar.is_business_day(x)),
    "arrays": lookup_arrays,
    "workdays": lambda calendar, x: calendar.workdays_array(np.array([x, NEVER, 9]), 200).tolist(),
    "long workdays": lambda calendar, x: calendar.workdays_array(np.full(NEVER + 1, x), -3)[-1],
}
days_to_come = st.integers(day("2026-06-01"), day("2029-12-31")) | st.integers(0, LAST_DAY - 400)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(LOOKUPS)), days_to_come), min_size=1, max_size=6))
def test_order_of_questions_changes_no_answer(questions):
    """Whatever is asked in whatever order, the answer is that of a calendar that knew all from the start."""
    other = OtherHolidays()
    asked, complete = calendar_with(other), complete_calendar(other)
    for kind, x in questions:
        assert LOOKUPS[kind](asked, x) == LOOKUPS[kind](complete, x)
    assert all(later[0] == earlier[1] + 1 for earlier, later in itertools.pairwise(other.asked))


def test_calendars_of_one_source_learn_from_each_other():
    """What one calendar made jpholiday tell is known to every other calendar of the process."""
    other = OtherHolidays()
    source = HolidaySource(snapshot_made_in_2026(), "9.9", other)
    plain = DayTables(source, frozenset(), frozenset())
    closed = DayTables(source, frozenset({day("2026-12-30")}), frozenset())
    assert plain.ordinals[other.new] == plain.ordinals[other.new - 1]
    assert closed.ordinals[other.new] == closed.ordinals[other.new - 1]
    assert len(other.asked) == 1


def test_whole_calendar_can_be_settled():
    """Arrays without a limit hold jpholiday's answer for the last decade, too."""
    calendar = calendar_with(OtherHolidays())
    ordinals, _ = calendar.arrays()
    far = day("2090-06-01")
    assert ordinals[far] == ordinals[far - 1]
    assert calendar.tables.settled == NEVER


def test_installed_version_is_that_of_the_metadata():
    """The version found without importing anything is the one the package metadata tells."""
    assert installed_version() == importlib.metadata.version("jpholiday")


def test_no_jpholiday_is_told_apart(monkeypatch):
    """Where jpholiday cannot be imported there is no version."""
    monkeypatch.setitem(sys.modules, "jpholiday", None)
    assert installed_version() is None


@pytest.mark.parametrize(
    ("folders", "version"),
    [
        (["jpholiday-9.9.1.dist-info"], "9.9.1"),
        ([], ""),
        (["jpholiday-1.dist-info", "jpholiday-2.dist-info"], ""),
    ],
)
def test_version_comes_from_beside_the_package(monkeypatch, tmp_path, folders, version):
    """One metadata folder tells the version; none or two leave it untold."""
    make_jpholiday(tmp_path, folders)
    monkeypatch.delitem(sys.modules, "jpholiday")
    monkeypatch.syspath_prepend(tmp_path)
    assert installed_version() == version


def make_jpholiday(folder: Path, metadata: list[str]) -> None:
    """Write a jpholiday that knows one holiday only."""
    (folder / "jpholiday").mkdir()
    (folder / "jpholiday/__init__.py").write_text(
        "import datetime\n"
        "def between(first, last):\n"
        "    date = datetime.date(2098, 12, 29)\n"
        "    return [(date, 'new')] if first <= date <= last else []\n",
        encoding="utf-8",
    )
    for name in metadata:
        (folder / name).mkdir()


def test_process_with_another_jpholiday(tmp_path):
    """A process that finds another jpholiday counts with it, in history does not load it, and says so."""
    make_jpholiday(tmp_path, ["jpholiday-9.9.1.dist-info"])
    program = (
        "import sys, datetime\n"
        f"sys.path[:0] = [{str(tmp_path)!r}]\n"
        "from xlshipcheck.calendars.business_days import calendar_for, holiday_source\n"
        "from xlshipcheck.values.days import day_of, date_of\n"
        "calendar, day = calendar_for(), lambda *parts: day_of(datetime.date(*parts))\n"
        "print(date_of(calendar.workday(day(2025, 10, 31), 1)), 'jpholiday' in sys.modules)\n"
        "print(date_of(calendar.workday(day(2098, 12, 26), 1)), date_of(calendar.workday(day(2097, 12, 31), 1)))\n"
        "print(ascii(calendar.holiday_name(day(2098, 12, 29))), '9.9.1' in holiday_source())\n"
    )
    assert printed("-c", program).splitlines() == ["2025-11-04 False", "2098-12-30 2098-01-01", "'new' True"]


def test_source_is_told_for_the_doctor():
    """The doctor reads which version answers, and from when on."""
    assert business_days.holiday_source() == holidays_in_use().label
    labels = [
        HolidaySource(snapshot_made_in_2026(), installed).label for installed in (None, "1.0.3", "9.9", "")
    ]
    assert ["同梱の祝日表 (jpholiday 1.0.3、2026-11-21 作成)" in label for label in labels] == [True] * 4
    assert "入っていません" in labels[0]
    assert "同じ版" in labels[1]
    assert labels[2].startswith("jpholiday 9.9 (2026-11-21 以降")
    assert labels[3].startswith("jpholiday (版不明) (2026-11-21 以降")
