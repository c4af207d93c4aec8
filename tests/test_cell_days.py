"""Days in cells: what each form of a date is read as, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck import errors
from xlshipcheck.values import cells
from xlshipcheck.values.cells import MISSING
from xlshipcheck.values.days import FIRST_DATE, LAST_DATE, date_of, day_of

TOKYO = ZoneInfo("Asia/Tokyo")
DATES = st.dates(FIRST_DATE, LAST_DATE)
CLOCK_TIMES = st.times()
# Excel counts days from the eve of 1900 and believes in a 29 February 1900.
EXCEL_DAY_ZERO = date(1899, 12, 30)
FULL_WIDTH = str.maketrans("0123456789/-:", "０１２３４５６７８９／－：")


def serial_of(day):
    """Return Excel's serial of a date."""
    return (day - EXCEL_DAY_ZERO).days


@given(DATES, CLOCK_TIMES)
def test_every_form_of_a_date_is_the_same_day(day, clock):
    """Serial, date, moment and text of any day of the calendar are read as that day, whatever the time of day."""
    moment = datetime.combine(day, clock)
    fraction = (clock.hour * 60 + clock.minute) / 1440
    forms = [
        day,
        moment,
        pd.Timestamp(moment),
        serial_of(day),
        serial_of(day) + fraction,
        Decimal(serial_of(day)) + Decimal("0.99999"),
        np.int32(serial_of(day)),
        np.float64(serial_of(day) + fraction),
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}年 {day.month}月 {day.day}日({'月火水木金土日'[day.weekday()]})",
        f"{day:%Y/%m/%d} {clock:%H:%M:%S}",
        f"{day:%Y-%m-%d}T{clock:%H:%M}",
        f"　{day:%Y/%m/%d}　".translate(FULL_WIDTH),
    ]
    assert [cells.read_day(form, "入金日") for form in forms] == [day_of(day)] * len(forms)


@given(st.datetimes(datetime(1986, 1, 2), datetime(2099, 12, 30)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001  bounds
def test_moments_with_an_offset_are_days_of_tokyo(moment, minutes):
    """An aware moment, and a text with an offset, belong to the day that it is in Tokyo then."""
    aware = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    day = day_of(aware.astimezone(TOKYO).date())
    sign, size = "-" if minutes < 0 else "+", abs(minutes)
    offset = f"{sign}{size // 60:02}:{size % 60:02}"
    assert cells.read_day(aware, "入金日") == day
    assert cells.read_day(f"{moment:%Y-%m-%dT%H:%M:%S}{offset}", "入金日") == day
    assert cells.read_day(f"{moment:%Y-%m-%d %H:%M:%S} {offset.replace(':', '')}", "入金日") == day


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-20T14:59:59Z", "2026-11-20"),
        ("2026-11-20T15:00:00Z", "2026-11-21"),
        ("2099-12-31T23:00:00+09:00", "2099-12-31"),
    ],
)
def test_midnight_in_tokyo(moment, day):
    """The day changes at 15:00 UTC."""
    assert cells.read_day(moment, "入金日") == day_of(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ("2099-12-31T23:00:00Z", errors.DateOutOfRange),
        (datetime(2099, 12, 31, 23, tzinfo=UTC), errors.DateOutOfRange),
        (datetime.max.replace(tzinfo=UTC), errors.DateOutOfRange),
        (serial_of(FIRST_DATE) - 1, errors.DateOutOfRange),
        (serial_of(LAST_DATE) + 1, errors.DateOutOfRange),
        (0.25, errors.DateOutOfRange),
        (-0.25, errors.DateOutOfRange),
        (60, errors.DateOutOfRange),
        (True, errors.UnreadableDate),
        (float("-inf"), errors.UnreadableDate),
        (Decimal("Infinity"), errors.UnreadableDate),
        (pd.NaT, errors.UnreadableDate),
        ("2026/11/31", errors.UnreadableDate),
        ("2026/11-20", errors.UnreadableDate),
        ("2026-11-20 24:00", errors.UnreadableDate),
        ("2026-11-20 10:00 +25:00", errors.UnreadableDate),
        ("26/11/20", errors.UnreadableDate),
        *(
            (text, errors.DateOfJapaneseEra)
            for text in ("令和8年11月20日", "R8.11.10", "平成31/4/30", "令和元年5月1日")
        ),
        *(
            (cell, errors.DateWithoutSeparators)
            for cell in ("20261110", 20261110, 20261110.0, "２０２６１１１０")
        ),
        ("20261131", errors.UnreadableDate),
        ("19851231", errors.UnreadableDate),
        (20261131, errors.DateOutOfRange),
        (20261110.5, errors.DateOutOfRange),
        *((dash, errors.DashForDate) for dash in ("-", "―", "ー", "－", " -- ")),
        ("R8", errors.UnreadableDate),
        ("46346", errors.UnreadableDate),
        ("2026/11/20 extra", errors.UnreadableDate),
        ("11/20", errors.DateWithoutYear),
        ("11月20日(金) 9:00", errors.DateWithoutYear),
        ("#N/A", errors.SpreadsheetErrorValue),
        (-2146826281, errors.SpreadsheetErrorValue),
        (10**400, errors.ArgumentError),
        (Decimal("1E+999999"), errors.ArgumentError),
        (1j, errors.UnreadableDate),
    ],
    ids=repr,
)
def test_what_is_no_day(value, error):
    """What is no day of the calendar is refused with the sentence that fits."""
    with pytest.raises(errors.ArgumentError, match="入金日") as problem:
        cells.read_day(value, "入金日")
    assert type(problem.value) is error


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (
            20261110,
            "発送日「20261110」は日付として読めません。2026/11/10 を区切りなしで入力したように見えます。",
        ),
        ("20261110", "2026/11/10 のように / で区切って入力してください"),
        ("R8.11.10", "発送日「R8.11.10」は和暦なので日付として読めません。2026/11/20 のように西暦で"),
        ("―", "発送日「―」は日付として読めません。まだ日付がなければ、セルを空白にしてください"),
    ],
)
def test_a_slip_is_told_by_its_cause(value, says):
    """A seller is told what the cell looks like and what to type; nothing is guessed."""
    with pytest.raises(errors.UnreadableDate) as problem:
        cells.read_day(value, "発送日")
    assert says in str(problem.value)
    assert problem.value.sentence("en")


@pytest.mark.parametrize(
    "value", [None, MISSING, "", " ", "　\t\n", 0, 0.0, -0.0, Decimal(0), np.int64(0)], ids=repr
)
def test_blank_days(value):
    """An empty cell, white space, and the 0 that a spreadsheet makes of an empty cell are no date."""
    assert cells.read_day(value, "入金日") is None


def test_today_is_a_day_of_tokyo():
    """A host's clock, wherever it stands, gives the day in Tokyo."""
    assert date_of(cells.day_today(datetime(2026, 11, 20, 15, 30, tzinfo=UTC))) == date(2026, 11, 21)
    assert date_of(cells.day_today(datetime(2026, 11, 20, 14, 30, tzinfo=UTC))) == date(2026, 11, 20)
