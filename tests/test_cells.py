"""Readers of cell values: what each form is read as, exactly, and what is refused."""

from __future__ import annotations

import pickle
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
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


@pytest.mark.parametrize("value", [0, 0.0, False, "0", Decimal(0)])
def test_zero_is_not_blank(value):
    """Outside of dates 0 is a value."""
    assert not cells.is_blank(value)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (0, 0),
        (0.1, Fraction(1, 10)),
        (0.1 + 0.2, Fraction("0.30000000000000004")),
        (np.float64(2.5), Fraction(5, 2)),
        (np.int64(7), 7),
        (Decimal("1980.5"), Fraction(3961, 2)),
        (Fraction(1, 3), Fraction(1, 3)),
        ("1980", 1980),
        ("1,980", 1980),
        ("¥1,980", 1980),
        ("￥1,980", 1980),
        ("\\1,980", 1980),
        ("1980円", 1980),
        ("1,980.50 円", Fraction(3961, 2)),
        ("１，９８０", 1980),
        ("-5", -5),
        ("+5", 5),
        (999_999_999_999_999, 999_999_999_999_999),
        ("", None),
        (None, None),
    ],
    ids=repr,
)
def test_numbers_are_exact(value, number):
    """A number is read as the user sees it, without any rounding."""
    assert cells.read_number(value, "金額") == number


@given(st.decimals(Decimal(-(10**14)), Decimal(10**14), places=3))
def test_numbers_as_text_and_as_decimal(value):
    """A decimal and its text, with commas or without, are the same number."""
    plain = format(value, "f")
    assert cells.read_number(value, "金額") == cells.read_number(plain, "金額") == Fraction(plain)
    assert cells.read_number(format(value, ",f"), "金額") == Fraction(plain)


@given(st.floats(-1e15, 1e15, exclude_min=True, exclude_max=True))
def test_floats_are_what_they_print(value):
    """A float is the shortest decimal that prints like it: 0.1 is a tenth."""
    assert cells.read_number(value, "金額") == Fraction(repr(value))


@pytest.mark.parametrize(
    "value",
    [
        True,
        False,
        "abc",
        "1,98",
        "19,80",
        ",5",
        "1.2.3",
        "1e3",
        "円",
        "--1",
        "0x10",
        float("nan"),
        float("inf"),
        10**15,
        -(10**15),
        1000000000000000.0,
        "1" * 16,
        "1" * 5000,
        Decimal("NaN"),
        date(2026, 11, 20),
        1j,
        b"1",
        [1],
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_no_number(value):
    """What is no number, or has more digits than a cell keeps, is refused."""
    with pytest.raises(errors.UnreadableNumber, match=r"金額「.*数値として読めません"):
        cells.read_number(value, "金額")


@pytest.mark.parametrize(
    ("reader", "value", "result"),
    [
        (cells.read_amount, 0, 0),
        (cells.read_amount, "999.99", Fraction(99999, 100)),
        (cells.read_amount, "", None),
        (cells.read_count, 3.0, 3),
        (cells.read_count, "3", 3),
        (cells.read_count, 0, 0),
        (cells.read_count, "　", None),
        (cells.read_truncated, 2.9, 2),
        (cells.read_truncated, -2.9, -2),
        (cells.read_truncated, "-3", -3),
        (cells.read_truncated, None, None),
        (cells.read_rate, 0.95, Fraction(95, 100)),
        (cells.read_rate, "95%", Fraction(95, 100)),
        (cells.read_rate, "95.5 %", Fraction(955, 1000)),
        (cells.read_rate, "０．９５", Fraction(95, 100)),
        (cells.read_rate, 1, 1),
        (cells.read_rate, 0, 0),
        (cells.read_rate, "対象なし", None),
        (cells.read_rate, " 対象なし　", None),
        (cells.read_rate, None, None),
    ],
)
def test_numbers_of_each_kind(reader, value, result):
    """Amounts, counts, days and rates are read exactly, blanks as not given."""
    assert reader(value, "欄") == result


@pytest.mark.parametrize(
    ("reader", "value", "says"),
    [
        (cells.read_amount, -1, "0 以上の金額として"),
        (cells.read_amount, "高い", "金額として"),
        (cells.read_count, -1, "0 以上の整数として"),
        (cells.read_count, 2.5, "0 以上の整数として"),
        (cells.read_count, "多い", "0 以上の整数として"),
        (cells.read_truncated, "少し", "数値として"),
        (cells.read_rate, 95, "率として"),
        (cells.read_rate, 1.0001, "率として"),
        (cells.read_rate, -0.01, "率として"),
        (cells.read_rate, "101%", "率として"),
        (cells.read_rate, "高い", "率として"),
        (cells.read_rate, True, "率として"),
    ],
)
def test_numbers_out_of_bounds(reader, value, says):
    """A number outside of what its argument takes is refused, with what it should be."""
    with pytest.raises(errors.ArgumentError, match=f"欄「.*」は{says}読めません"):
        reader(value, "欄")


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        *(
            (value, True)
            for value in [
                True,
                1,
                1.0,
                "TRUE",
                "true",
                "はい",
                "有",
                "あり",
                "済",
                "○",
                "〇",
                "Yes",
                "ｙ",
                "１",
                np.True_,
            ]
        ),
        *(
            (value, False)
            for value in [
                False,
                0,
                0.0,
                "FALSE",
                "いいえ",
                "無",
                "なし",
                "未",
                "×",
                "no",
                "N",
                "-",
                np.False_,
            ]
        ),
        *((value, None) for value in [None, "", "　", MISSING]),
    ],
    ids=repr,
)
def test_flags(value, flag):
    """TRUE and FALSE, 1 and 0, and the words that people write for them."""
    assert cells.read_flag(value, "欄") is flag


@pytest.mark.parametrize("value", [2, -1, 0.5, "多分", date(2026, 11, 20), float("nan")], ids=repr)
def test_what_is_no_flag(value):
    """Anything else is asked back."""
    with pytest.raises(errors.UnreadableFlag, match="TRUE か FALSE"):
        cells.read_flag(value, "欄")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  ヤマト運輸　", "ヤマト運輸"),
        (444413758703.0, "444413758703"),
        (444413758703, "444413758703"),
        (1.5, "1.5"),
        (0, "0"),
        (True, "TRUE"),
        (False, "FALSE"),
        (None, ""),
        ("　", ""),
        (MISSING, ""),
    ],
    ids=repr,
)
def test_texts(value, text):
    """A text is what the user sees: a whole number its digits, a blank nothing."""
    assert cells.read_text(value, "欄") == text


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), 10**309, -(10**5000), Decimal("1E+309"), Decimal("sNaN")],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("reader", [cells.read_text, cells.read_number, cells.read_flag, cells.read_rate])
def test_numbers_that_no_cell_holds(reader, value):
    """A number beyond the range of a cell is refused before anything is counted with it."""
    with pytest.raises(errors.ArgumentError, match="欄「"):
        reader(value, "欄")


@pytest.mark.parametrize(
    "value",
    [*sorted(cells.SPREADSHEET_ERRORS), "Err:502", " #N/A ", "エラー: 入金日", -2146828288, -2146826001],
)
def test_error_values(value):
    """Excel's and LibreOffice's errors, also as COM hands them over, and our own error texts are errors."""
    assert cells.is_error_value(value)
    with pytest.raises(errors.SpreadsheetErrorValue):
        cells.refuse_error_value(value, "欄")


@pytest.mark.parametrize(
    "value",
    ["N/A", "#", "#タグ", "Err:5", "Err:5020", "エラー", -2146828289, -2146826000, -2146826246.0, None, ""],
)
def test_what_is_no_error_value(value):
    """What only resembles an error value is an ordinary one."""
    assert not cells.is_error_value(value)
    cells.refuse_error_value(value, "欄")


def test_the_one_missing():
    """`MISSING` is one value, also after a copy or a pickle, and prints its name in signatures."""
    assert deepcopy(MISSING) is MISSING
    assert pickle.loads(pickle.dumps(MISSING)) is MISSING  # noqa: S301  our own bytes of a line above
    assert repr(MISSING) == "MISSING"


def test_today_is_a_day_of_tokyo():
    """A host's clock, wherever it stands, gives the day in Tokyo."""
    assert date_of(cells.day_today(datetime(2026, 11, 20, 15, 30, tzinfo=UTC))) == date(2026, 11, 21)
    assert date_of(cells.day_today(datetime(2026, 11, 20, 14, 30, tzinfo=UTC))) == date(2026, 11, 20)
