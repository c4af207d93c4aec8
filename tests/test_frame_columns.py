"""A frame's columns told apart: by the objects that repeat in them, and by their values where those do not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlshipcheck.frames.columns import FEW, SAMPLE, distinct_cells

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


def test_every_second_row_of_a_frame_is_read_as_it_stands():
    """A column that does not lie in one piece of memory, such as one of a table of objects, is read all the same."""
    table = pd.DataFrame(np.array([["一般", "予約"], ["予約", None]] * LONG, object))
    for column in table:
        read = distinct_cells(table[column])
        assert [read.at(row) or "" for row in range(len(table))] == table[column].fillna("").tolist()
