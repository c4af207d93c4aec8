"""The way of one payment date through the code is the one that docs/architecture.md says."""

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


def modules_of(words):
    """Return the modules that a row of the page names; `.kernel` lies beside the one before it."""
    found = []
    for name in re.findall(r"`([\w.]+)`", words):
        found.append(found[-1].rpartition(".")[0] + name if name.startswith(".") else name)
    return found


@pytest.mark.parametrize(
    "title", ["a cell over COM", "the refresh of a .csv", "a row of a DataFrame", "a row that is imported"]
)
def test_the_page_says_the_way(measured, title):
    """The page names the modules that a date passes, no more and no fewer, and how many names it takes there."""
    modules, names, words = re.search(
        rf"^\| {title} \| (\d+) \| (\d+) \| (.*) \|$", PAGE.read_text("utf-8"), re.MULTILINE
    ).groups()
    way = measured[title]
    assert sorted(way) == sorted(modules_of(words))
    assert len(way) == int(modules)
    assert len({name for found in way.values() for name in found}) == int(names)
