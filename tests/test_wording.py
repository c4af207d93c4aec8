"""Dates inside sentences."""

from __future__ import annotations

import datetime as dt

import pytest

from xlshipcheck.errors import DateOutOfRange
from xlshipcheck.values.days import NEVER, day_of
from xlshipcheck.values.text import date_words


@pytest.mark.parametrize(
    ("date", "as_of", "words"),
    [
        ("2026-11-27", None, "11月27日(金)"),
        ("2026-11-27", "2026-11-20", "11月27日(金)"),
        ("2027-01-05", "2026-12-28", "2027年1月5日(火)"),
        ("2026-11-22", "2027-01-01", "2026年11月22日(日)"),
        ("2026-11-23", "2026-01-01", "11月23日(月)"),
    ],
)
def test_date_words(date, as_of, words):
    """A date is written with its weekday, and with its year where that is another one than the reader's."""
    reader = None if as_of is None else day_of(dt.date.fromisoformat(as_of))
    assert date_words(day_of(dt.date.fromisoformat(date)), reader) == words


def test_no_day_has_no_words():
    """NEVER is refused instead of being written as a date."""
    with pytest.raises(DateOutOfRange):
        date_words(NEVER)
