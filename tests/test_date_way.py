"""The way of one payment date through the code stays as short as docs/architecture.md says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from date_way import ways

PAGE = Path(__file__).parents[1] / "docs" / "architecture.md"


@pytest.fixture(scope="module")
def measured():
    """Return the ways as they are."""
    return ways()


@pytest.mark.parametrize(
    "title", ["a cell over COM", "the refresh of a .csv", "a row of a DataFrame", "a row that is imported"]
)
def test_the_way_is_as_short_as_the_page_says(measured, title):
    """A date passes no more modules and takes no more names than the page says, and it is seen on its way at all."""
    modules, names = map(
        int, re.search(rf"\| {title} \| (\d+) \| (\d+) \|", PAGE.read_text("utf-8")).groups()
    )
    way = measured[title]
    assert 0 < len(way) <= modules
    assert len({name for found in way.values() for name in found}) <= names
