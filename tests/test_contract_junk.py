"""Whatever stands in a cell, a function answers with a value or an error text, and the cells beside it stay as they are."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from usual_calls import ANSWERING, COUNTING, ROWWISE, USUAL, usual_arguments

from xlshipcheck.catalogue.calling import call
from xlshipcheck.catalogue.registry import functions as catalogue
from xlshipcheck.context import PLAIN, Context, Settings
from xlshipcheck.values.cells import MISSING
from xlshipcheck.values.days import LAST_DAY, day_of

SETTINGS = Settings(closed=frozenset([day_of(date(2026, 12, 29))]), rates={"一般": Fraction(96, 100)})
FULL = Context(day_of(date(2026, 11, 26)), SETTINGS)


class Nowhere(tzinfo):
    """A time zone that does not know its offset."""

    def utcoffset(self, _moment):
        """Return no offset."""


# Python refuses to write out a whole number this long, also for a test that fails.
TOO_LONG_TO_WRITE = 10**5000
ODD = [
    *(None, "", " ", 0, 0.0, -0.0, 1, -1, 10**400, -(10**400), 1e308, -1e308, 5e-324, math.nan, math.inf),
    *(True, False, np.True_, np.int64(3), np.float64("nan"), np.datetime64("2026-11-20"), np.array([1, 2])),
    *(Decimal("NaN"), Decimal("sNaN"), Decimal("1E+999999"), Decimal("-Infinity"), Decimal("0E-999999")),
    *(Decimal("46346.5"), Fraction(1, 3), 1j, b"", b"x", bytearray(b"x"), object(), Ellipsis, type),
    *({}, {"a": 1}, {1}, frozenset([1]), range(3), time(9), timedelta(days=1), pd.NaT, pd.NA),
    *(date(1, 1, 1), date(9999, 12, 31), datetime.min.replace(tzinfo=timezone(timedelta(hours=14)))),
    datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))),
    *(
        datetime(2026, 11, 20, tzinfo=Nowhere()),
        datetime(2026, 11, 20, tzinfo=UTC),
        pd.Timestamp("2026-11-20"),
    ),
    *("9" * 5000, "9" * 400, "1" * 400 + "%", "0." + "1" * 5000, "1e400", "-", "%", "円", "¥", "2026-11"),
    *("2026/11/20", "11/20", "0000/00/00", "9999-99-99T99:99:99+99:99", "2026-11-20 10:00 +99:99", "０"),
    *("一般", "予約", "警告", "対象なし", "有効", "#N/A", "エラー: x", "\x00", "\ud800", "{x}", "{0}", "%s"),
    *("\\", "'", "=1+1", "長" * 1000, "\n", [], [[]], [1, [2]], (), ([],), MISSING),
]
SIMPLE = (
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.floats()
    | st.text(max_size=20)
    | st.dates(date(1980, 1, 1), date(2105, 1, 1))
    | st.datetimes()
    | st.decimals()
    | st.binary(max_size=4)
)
JUNK = st.sampled_from(ODD) | SIMPLE
ANY = (
    JUNK
    | st.lists(JUNK, max_size=3)
    | st.lists(st.lists(JUNK, min_size=2, max_size=2), min_size=1, max_size=3)
)
# A value may stand in the next place too: the right words for the wrong argument.
NEARLY = st.sampled_from(list(USUAL.values())) | JUNK


def assert_shown(answer):
    """Hold an answer against what a cell, or a range of cells, can show."""
    if isinstance(answer, list):
        assert answer
        assert len({len(row) for row in answer}) == 1
        for row in answer:
            for cell in row:
                assert_cell(cell)
                assert not isinstance(cell, str) or len(cell) <= 255
    else:
        assert_cell(answer)


def assert_cell(value):
    """Hold one value against what a cell can show."""
    assert type(value) in {str, int, float, bool, date}
    assert not isinstance(value, float) or math.isfinite(value)
    assert not isinstance(value, str) or "エラー" not in value[1:4]


def same(left, right):
    """Tell whether two answers are the same for a reader of cells."""
    return left == right and type(left) is type(right)


@pytest.mark.parametrize("name", ANSWERING)
def test_odd_values_in_every_argument(name):
    """Each odd value, in each argument of each function in turn, gives a value or an error text."""
    for junk in [*ODD, TOO_LONG_TO_WRITE]:
        for position in range(len(catalogue()[name].arguments)):
            arguments = usual_arguments(name)
            arguments[position] = junk
            assert_shown(call(name, arguments, FULL))


@pytest.mark.parametrize("name", catalogue())
@settings(max_examples=10)
@given(data=st.data())
def test_any_junk_in_all_arguments(name, data):
    """No call raises, whatever its arguments are, and however many."""
    most = len(catalogue()[name].arguments) + 1
    arguments = data.draw(st.lists(ANY, max_size=most))
    context = data.draw(st.sampled_from([PLAIN, FULL, Context(0), Context(LAST_DAY)]))
    assert_shown(call(name, arguments, context))


@pytest.mark.parametrize("name", [n for n in catalogue() if n not in ANSWERING])
@settings(max_examples=50)
@given(function=st.sampled_from(list(catalogue())) | JUNK, arguments=st.lists(ANY, max_size=3))
def test_junk_is_explained_without_raising(name, function, arguments):
    """An explanation of a call that cannot be answered is an explanation, or an error text."""
    assert_shown(call(name, [function, *arguments], FULL))


@pytest.mark.parametrize("name", ROWWISE)
@settings(max_examples=10)
@given(data=st.data())
def test_junk_in_one_row_leaves_the_others(name, data):
    """The rows above and below a row of junk answer as they do alone."""
    arguments = catalogue()[name].arguments
    rowwise = [position for position, argument in enumerate(arguments) if argument.rowwise]
    # Settings without rates: of a rate for all rows there is a rule of its own.
    columns = [[value] * 3 for value in usual_arguments(name)]
    for position in data.draw(st.lists(st.sampled_from(rowwise), min_size=1, max_size=3, unique=True)):
        columns[position][1] = data.draw(NEARLY.filter(lambda value: not isinstance(value, (list, tuple))))
        columns[position][2] = data.draw(st.sampled_from([columns[position][0], ""]))
    given_rows = [column if position in rowwise else column[0] for position, column in enumerate(columns)]
    answer = call(name, given_rows, FULL)
    assert_shown(answer)
    for row in (0, 1, 2):
        alone = call(
            name, [[column[row]] if k in rowwise else column[0] for k, column in enumerate(columns)], FULL
        )
        assert same(answer[row][0], alone[0][0])


@pytest.mark.parametrize("reader", ["text", "raw", "count", "day", "rate"])
@example(junk=[1, True])
@example(junk=[1, 1.0, Decimal(1), np.True_, "1"])
@example(junk=[float(2**53), 2**53])
@example(junk=[Decimal("1.0"), 1, Decimal("1.0"), 1])
@example(junk=[-2146826246.0, -2146826246, -2146826246.0, -2146826246])
@settings(max_examples=50)
@given(junk=st.lists(JUNK.filter(lambda value: not isinstance(value, (list, tuple))), min_size=1, max_size=6))
def test_equal_is_not_the_same(reader, junk):
    """Values that Python calls equal, such as TRUE and 1, are read each as what it is, side by side or not."""
    name, position = {
        "text": ("CARRIER_NAME", 0),
        "raw": ("TRACKING_CHECK", 1),
        "count": ("QOO10_LISTING_TYPE", 0),
        "day": ("JP_IS_WORKDAY", 0),
        "rate": ("AMAZON_AMOUNT", 2),
    }[reader]
    arguments = usual_arguments(name)
    column = [*junk, *junk]
    given_rows = [*arguments[:position], [[cell] for cell in column], *arguments[position + 1 :]]
    answer = call(name, given_rows, FULL)
    for cell, shown in zip(column, answer, strict=True):
        alone = call(name, [*arguments[:position], [[cell]], *arguments[position + 1 :]], FULL)
        assert same(shown[0], alone[0][0])


@pytest.mark.parametrize("name", COUNTING)
@settings(max_examples=10)
@given(data=st.data())
def test_junk_in_a_counted_row_is_counted_or_told(name, data):
    """An aggregate over a row of junk gives an answer, or tells that row by its number, and never raises."""
    arguments = catalogue()[name].arguments
    columns = [a.rowwise and a.reader != "as_of" for a in arguments]
    position = data.draw(st.sampled_from([k for k, column in enumerate(columns) if column]))
    junk = data.draw(NEARLY.filter(lambda value: not isinstance(value, (list, tuple))))
    values = [[v, v, v] if column else v for v, column in zip(usual_arguments(name), columns, strict=True)]
    values[position] = [values[position][0], junk, values[position][2]]
    answer = call(name, values, FULL)
    assert_shown(answer)
    if isinstance(answer, str) and answer.startswith("エラー"):
        assert (
            answer.startswith("エラー: 1行が読めません (最初: 2行目 ") or "お届け予定日のない梱包" in answer
        )
