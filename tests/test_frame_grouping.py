"""Rows that are alike: numbered as a loop over them would number them, whatever they hold and however many there are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlshipcheck.frames.arrays import BLOCK, grouped, recode, sample
from xlshipcheck.frames.distinct import SAMPLE, distinct_cells

SPANS = [1, 2, 7, 500, 2**16, 2**40, 2**62]
WORDS = ["一般", "予約", "", "先行", "予約商品", "一般品", "取り寄せ", "定期", "お取置き", "受注生産"]


def numbered_by_hand(parts, count):
    """Return the number of each row's kind, and the first row of each kind, as a loop finds them."""
    kinds: dict[tuple[int, ...], int] = {}
    rows = [tuple(int(part[row]) for part in parts) for row in range(count)]
    codes = [kinds.setdefault(row, len(kinds)) for row in rows]
    return codes, [codes.index(code) for code in range(len(kinds))]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 400),
    st.lists(st.tuples(st.sampled_from(SPANS), st.integers(-(2**61), 2**61)), max_size=4),
    st.integers(0, 2**32 - 1),
)
def test_rows_are_numbered_as_a_loop_would(count, spans, seed):
    """Kinds are counted in the order in which they first appear: of few and of many kinds, near and far numbers."""
    chance = np.random.default_rng(seed)
    parts = [chance.integers(0, span, count) + least for span, least in spans]
    found = grouped([*parts, None, 3], count)
    codes, rows = numbered_by_hand(parts, count)
    assert found.codes.tolist() == codes
    assert found.rows.tolist() == rows


@pytest.mark.parametrize("kind", [bool, np.int8, np.uint8, np.int16, np.uint16, np.int32])
def test_narrow_numbers_do_not_overflow(kind):
    """The ends of narrow integers are told apart like any others."""
    ends = np.array([0, 1] if kind is bool else [np.iinfo(kind).min, np.iinfo(kind).max, 0], kind)
    part = np.tile(ends, 5)
    found = grouped([part, part[::-1].copy()], len(part))
    assert (found.codes.tolist(), found.rows.tolist()) == numbered_by_hand([part, part[::-1]], len(part))


@pytest.mark.parametrize("least", range(-2, 3))
@pytest.mark.parametrize("other", range(-2, 3))
def test_the_least_of_everything_is_a_kind(least, other):
    """Every combination of a few numbers round 0 is a kind of its own, none of them is taken for an empty place."""
    parts = [least + np.arange(12) // 3, other + np.arange(12) % 3]
    assert grouped(parts, 12).codes.tolist() == list(range(12))


def test_more_kinds_than_slots():
    """Kinds that find their slot taken, here most of them, are told apart all the same, over several blocks."""
    numbers = np.random.default_rng(5).permutation(np.repeat(np.arange(2 * BLOCK) * 977, 2))
    found = grouped([numbers], len(numbers))
    assert (numbers[found.rows][found.codes] == numbers).all()
    assert len(found.rows) == 2 * BLOCK
    assert (np.diff(found.rows) > 0).all()
    assert (np.unique(found.codes, return_index=True)[1] == found.rows).all()


def test_look_up_in_place():
    """Each place gives way to the number that stands there."""
    places = np.array([2, 0, 2])
    recode(np.array([10, 11, 12]), places)
    assert places.tolist() == [12, 10, 12]


def test_a_sample_sees_rows_that_alternate():
    """Rows that repeat in any small step are all seen in a sample, which stays within the frame."""
    for count in (SAMPLE + 1, 65_536, 1_000_000):
        rows = sample(count, SAMPLE)
        assert 0 <= rows.min() <= rows.max() < count
        for step in range(2, 30):
            assert len(np.unique(rows % step)) == step


def columns_of(cells):
    """Yield a column of texts as pandas can hold it: the same objects, others of the same text, and its own texts."""
    yield pd.Series(cells, dtype=object)
    apart = [None if cell is None else "".join([*cell]) for cell in cells]
    yield pd.Series(apart, dtype=object)
    yield pd.Series(cells, dtype=pd.StringDtype("python"))
    yield pd.Series(apart, dtype=pd.StringDtype("python"))
    yield pd.Series(cells, dtype="category")


@pytest.mark.parametrize("words", [1, 2, 8, 10])
@pytest.mark.parametrize("rare", [None, "珍しい"])
def test_texts_are_told_apart_whatever_holds_them(words, rare):
    """A column of a few words or of many objects gives back the text of every row, one that no sample sees too."""
    cells = [*(WORDS[:words] * 1000)[: 3 * SAMPLE], None]
    cells[1] = rare
    for column in columns_of(cells):
        distinct = distinct_cells(column)
        assert distinct.listed() == cells
        assert len(distinct.cells) <= len(set(cells)) + 1


def test_equal_numbers_of_other_kinds_stay_apart():
    """1, 1.0 and TRUE are other cells, also where each is one object that repeats all over a long column."""
    cells = [1, 1.0, True, "1"] * SAMPLE
    assert [(type(cell), cell) for cell in distinct_cells(pd.Series(cells, dtype=object)).listed()] == [
        (type(cell), cell) for cell in cells
    ]
