"""What a cell of the seller's book and the text of an export have in common: when they mean the same."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck.importing.comparison import Moment, code_key, comparison, is_empty, is_later, moment_of
from xlshipcheck.values.cells import JST

MORNING = dt.datetime(2026, 11, 12, 10, 20)  # noqa: DTZ001  a cell has no offset
MIDNIGHT = dt.datetime(2026, 11, 12)  # noqa: DTZ001  as above


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (MORNING, "2026/11/12 10:20:00"),
        (MORNING, "2026-11-12 10:20"),
        (MORNING, "2026-11-12T01:20:00+00:00"),
        (MORNING.replace(tzinfo=JST), "2026-11-12T01:20:00Z"),
        # A spreadsheet keeps a time of day as a fraction, which falls short of the second.
        (dt.datetime(2026, 11, 12, 10, 19, 59, 999_996), "2026/11/12 10:20:00"),  # noqa: DTZ001
        (dt.datetime(2026, 11, 11, 23, 59, 59, 999_996), "2026/11/12"),  # noqa: DTZ001
        (46338.430555555555, "2026/11/12 10:20:00"),
        (46338, "2026/11/12"),
        ("2026/11/12 10:20", "2026/11/12 10:20:00"),
        ("'2026-11-12", "2026/11/12"),
        ("2026年11月12日(木)", "2026/11/12"),
        (dt.date(2026, 11, 12), "2026/11/12 00:00:00"),
        (MIDNIGHT, "2026/11/12"),
        # One of the two knows the day or the minute only: nothing differs that both say.
        (MORNING, "2026/11/12 10:20:30"),
        (MORNING.replace(second=30), "2026/11/12 10:20"),
        (dt.date(2026, 11, 12), "2026/11/12 10:20:00"),
        (MORNING, "2026/11/12"),
        ("未定", "未定"),
    ],
)
def test_dates_that_mean_the_same(cell, text):
    """A moment is the same moment in whatever form it is kept."""
    assert comparison("date", "発送日")(cell, text)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (MORNING, "2026/11/12 10:21:00"),
        (MORNING.replace(second=5), "2026/11/12 10:20:06"),
        (MORNING.replace(second=5), "2026/11/12 10:21:05"),
        (MORNING, "2026/11/13 10:20:00"),
        (dt.date(2026, 11, 12), "2026/11/13"),
        (MORNING, "2026-11-12T10:20:00+00:00"),
        (46337, "2026/11/12"),
        (True, "2026/11/12"),
        (30_000_000, "2026/11/12"),
        ("未定", "2026/11/12"),
        ("11/12", "2026/11/12"),
        ("#N/A", "2026/11/12"),
        (dt.time(10, 20), "2026/11/12 10:20:00"),
    ],
)
def test_dates_that_differ(cell, text):
    """Another second, another day, or no date at all is a difference."""
    assert not comparison("date", "発送日")(cell, text)


@pytest.mark.parametrize(
    ("kind", "cell", "text", "same"),
    [
        ("amount", 1980, "1,980", True),
        ("amount", 1980.0, "1980", True),
        ("amount", "1,980", "1980", True),
        ("amount", "¥1,980", "1,980", True),
        ("amount", "1980円", "'1980", True),
        ("amount", "１９８０", "1980", True),
        ("amount", Decimal("12.50"), "12.5", True),
        ("amount", 0.1, "0.1", True),
        ("amount", 1981, "1,980", False),
        ("amount", True, "1", False),
        ("amount", "無料", "1", False),
        ("amount", "無料", "無料", True),
        ("count", 1, "1", True),
        ("count", "１", "1", True),
        ("count", 2, "1", False),
    ],
)
def test_numbers(kind, cell, text, same):
    """A number is the same with and without commas, marks and width."""
    assert comparison(kind, "")(cell, text) is same


@pytest.mark.parametrize(
    ("role", "cell", "text", "same"),
    [
        ("注文番号", 812340001, "812340001", True),
        ("注文番号", 812340001.0, "812340001", True),
        ("注文番号", "'812340001", "812340001", True),
        ("注文番号", "８１２３４０００１", "812340001", True),
        ("注文番号", "2500000001-0000001", "250-0000001-0000001", True),
        ("", "0500001", "050-0001", True),
        ("", "AB-1", "AB1", False),
        ("", "ab-1", "AB-1", False),
        ("", 12, "0012", False),
        ("送り状番号", "4444-1375-8703", "444413758703", True),
        ("送り状番号", 444413758703, "444413758703", True),
        ("送り状番号", "rb 123456785 gb", "RB123456785GB", True),
        ("送り状番号", 123456789, "0123456789", False),
        ("送り状番号", "4.44414E+11", "444413758703", False),
        ("送り状番号", "405548424886", "444413758703", False),
    ],
)
def test_codes(role, cell, text, same):
    """Digits are the same in whatever form they are kept, unless the spreadsheet has lost some of them."""
    assert comparison("text_number", role)(cell, text) is same


@pytest.mark.parametrize(
    ("role", "cell", "text", "same"),
    [
        ("", "架空 花子", "架空　花子", True),
        ("", "一行目\r\n二行目", "一行目\n二行目", True),
        ("", "ﾊﾝｶｸ", "ハンカク", True),
        ("", 12, "12", True),
        ("", "綿毛布", "綿毛布 シングル", False),
        ("配送状態", "発送済み", "配送中", True),
        ("配送状態", "配送中", "배송중", True),
        ("配送状態", "配送要請", "配送中", False),
        ("配送状態", "確認中", "配送中", False),
        ("配送状態", "確認中", "確認中", True),
        ("配送会社", "ヤマト運輸", "Yamato Transport", True),
        ("配送会社", "ヤマト運輸", "佐川急便", False),
        ("配送会社", "近所の配達屋", "佐川急便", False),
        ("フルフィルメント", "Merchant", "出品者", True),
        ("フルフィルメント", "FBA", "出品者", False),
    ],
)
def test_words(role, cell, text, same):
    """Words of a list mean what the list says; any other text is the same but for width and white space."""
    assert comparison("text", role)(cell, text) is same


@pytest.mark.parametrize(
    ("value", "kind", "empty"),
    [
        (None, "text", True),
        ("", "text", True),
        (" 　", "date", True),
        (0, "date", True),
        (0, "count", False),
        (0, "amount", False),
        (False, "date", False),
        ("0", "text_number", False),
    ],
)
def test_blanks(value, kind, empty):
    """0 is blank where a date belongs and nowhere else."""
    assert is_empty(value, kind) is empty


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (812, "812"),
        (812.0, "812"),
        ("'812", "812"),
        ('="812"', "812"),
        (" 812\n", "812"),
        (None, ""),
        ("", ""),
    ],
)
def test_key_of_an_order_number(value, key):
    """One order has one key, however its number is kept."""
    assert code_key(value) == key


def test_dates_out_of_range_are_no_moments():
    """What no calendar of ours holds is not compared as a date."""
    values = [
        dt.date(1985, 12, 31),
        dt.datetime(2100, 1, 1),  # noqa: DTZ001  a cell has no offset
        "2100/01/01",
        0,
        30_000_000,
        float("nan"),
        True,
        [],
        "",
    ]
    assert [moment_of(value) for value in values] == [None] * len(values)
    assert moment_of(dt.datetime.max.replace(tzinfo=dt.timezone(dt.timedelta(hours=-12)))) is None


def test_a_missing_time_is_no_moment():
    """Pandas' NaT is a datetime that equals nothing, itself included."""

    class NotATime(dt.datetime):
        __hash__ = None

        def __ne__(self, other):
            return True

    assert moment_of(NotATime(2026, 11, 20)) is None


def test_the_last_second_of_the_calendar():
    """Rounding up to the next midnight does not leave the calendar."""
    assert moment_of(dt.datetime(2099, 12, 31, 23, 59, 59, 999_999)) is None  # noqa: DTZ001
    assert moment_of(dt.datetime(2026, 11, 30, 23, 59, 59, 999_999)) == moment_of(dt.date(2026, 12, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("one", "other", "later"),
    [
        (Moment(2, 0), Moment(1, 5), True),
        (Moment(1, 6), Moment(1, 5), True),
        (Moment(1, 5), Moment(1, 5), False),
        (Moment(1, 5), Moment(2, 0), False),
        (Moment(1, 5), Moment(1, 0), False),
        (Moment(1, 0), Moment(1, 5), False),
    ],
)
def test_later(one, other, later):
    """On one day only two times of day tell which is later."""
    assert is_later(one, other) is later


@given(st.datetimes(dt.datetime(1986, 1, 1), dt.datetime(2099, 12, 31)))  # noqa: DTZ001  cells have no offset
def test_a_moment_survives_every_form(moment):
    """To the second: as datetime, as text with and without offset, and as the serial number of a spreadsheet."""
    moment = moment.replace(microsecond=0)
    serial = (moment - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)  # noqa: DTZ001  as above
    with_offset = moment.replace(tzinfo=JST).astimezone(dt.timezone(dt.timedelta(hours=-8))).isoformat()
    expected = (
        (moment.date() - dt.date(1986, 1, 1)).days,
        (moment - dt.datetime.combine(moment, dt.time())).seconds,
    )
    for form in (moment, serial, moment.isoformat(), f"{moment:%Y/%m/%d %H:%M:%S}", with_offset):
        assert moment_of(form) == expected
