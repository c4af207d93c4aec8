"""A frame's columns told apart: by the objects that repeat in them, and by their values where those do not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlshipcheck.frames.columns import RoleColumns
from xlshipcheck.frames.distinct import FEW, SAMPLE, distinct_cells
from xlshipcheck.values.days import FIRST_DATE, NEVER
from xlshipcheck.values.roles import SHIP_DATE

CELLS = [
    "一般",
    "予約",
    "",
    1,
    1.0,
    True,
    None,
    float("nan"),
    pd.NA,
    pd.NaT,
    2.5,
    pd.Timestamp("2026-11-20"),
    (1, 2),
]
LONG = 3 * SAMPLE
DAY = 24 * 60 * 60


def kinds_of(distinct, count):
    """Return the cells of the rows with their types, for 1, 1.0 and TRUE are three cells."""
    return [(type(distinct.at(row)), str(distinct.at(row))) for row in range(count)]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(CELLS), min_size=1, max_size=8), st.integers(0, 99))
def test_a_long_column_reads_as_a_short_one(pool, seed):
    """However long a column of repeating cells is, each row holds what a column of that cell alone holds."""
    cells = [pool[place] for place in np.random.default_rng(seed).integers(0, len(pool), LONG)]
    alone = {
        place: kinds_of(distinct_cells(pd.Series([cell], dtype=object)), 1)[0]
        for place, cell in enumerate(pool)
    }
    where = {id(cell): place for place, cell in enumerate(pool)}
    read = kinds_of(distinct_cells(pd.Series(cells, dtype=object)), LONG)
    assert read == [alone[where[id(cell)]] for cell in cells]


@pytest.mark.parametrize("dtype", [object, "string", "str"])
@pytest.mark.parametrize("words", [2, FEW + 1, LONG])
def test_words_are_told_apart_by_value_whatever_their_objects(words, dtype):
    """Equal words in objects of their own are one cell; more words than are compared at once are all kept apart."""
    made = ["".join(["語", str(row % words)]) for row in range(LONG)]
    held = pd.Series(made, dtype=dtype)
    distinct = distinct_cells(held)
    assert [distinct.at(row) for row in range(LONG)] == made
    assert len(distinct.cells) == words + 1
    shared = pd.Series(np.array(made[:words], object)[np.arange(LONG) % words], dtype=dtype)
    again = distinct_cells(shared)
    assert [again.at(row) for row in range(LONG)] == made
    assert len(again.cells) == words + 1


@pytest.mark.parametrize("rare", [200, 252, 253, 254, 300])
@pytest.mark.parametrize("late", ["", 1, ["一般"]])
def test_rare_words_that_no_sample_sees(rare, late):
    """A column of two words is told apart by value however many other words, or other cells, stand in it once."""
    cells = [*(f"珍{number}" for number in range(rare)), *["一般", "予約"] * 50 * rare, None, late]
    apart = ["".join([*cell]) if isinstance(cell, str) else cell for cell in cells]
    apart[-2:-2] = [float("nan"), pd.NA]
    distinct = distinct_cells(pd.Series(apart, dtype=object))
    read = str(late) if isinstance(late, list) else late
    assert distinct.listed() == [*cells[:-2], None, None, None, read]


@pytest.mark.parametrize("size", [1, 126, 127, 128, 254, 255, 256, 257, 40_000])
def test_categories_fill_what_their_codes_can_hold(size):
    """A blank and the last category are told apart, however narrow the integers are that hold their places."""
    words = [f"区分{number}" for number in range(size)]
    column = pd.Series(pd.Categorical([None, words[-1], words[0], None], categories=words))
    assert distinct_cells(column).listed() == [None, words[-1], words[0], None]
    texts = pd.Series([None, *words, None], dtype=object)
    assert distinct_cells(texts).listed() == texts.tolist()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(-3 * DAY, (NEVER + 3) * DAY), max_size=12),
    st.sampled_from(["s", "ms", "us", "ns"]),
    st.booleans(),
)
def test_moments_are_days_in_japan(seconds, unit, in_utc):
    """A moment of any unit, with a zone or without, is the day that it is in Japan, or is none of the calendar."""
    ahead = 9 * 60 * 60 if in_utc else 0
    seconds += [end - ahead + step for end in (0, NEVER * DAY) for step in (-1, 0, 1)]
    moments = np.datetime64(FIRST_DATE, "s") + np.array(seconds, "timedelta64[s]")
    column = pd.Series([*moments, np.datetime64("NaT")]).astype(f"datetime64[{unit}]")
    read = RoleColumns(
        pd.DataFrame({"発送日": column.dt.tz_localize("UTC") if in_utc else column}), None, {}
    ).days(SHIP_DATE)
    days = [(second + ahead) // DAY for second in seconds]
    assert read.days.tolist() == [*(day if 0 <= day < NEVER else NEVER for day in days), NEVER]
    assert list(read.problems) == [row for row, day in enumerate(days) if not 0 <= day < NEVER]


def test_every_second_row_of_a_frame_is_read_as_it_stands():
    """A column that does not lie in one piece of memory, such as one of a table of objects, is read all the same."""
    table = pd.DataFrame(np.array([["一般", "予約"], ["予約", None]] * LONG, object))
    for column in table:
        read = distinct_cells(table[column])
        assert [read.at(row) or "" for row in range(len(table))] == table[column].fillna("").tolist()
