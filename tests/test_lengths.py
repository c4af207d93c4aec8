"""A module is read in one sitting, a package in a day: both have a most of lines that hold something."""

from __future__ import annotations

import pytest
from floors import modules, package_lines

MODULES = modules()
MOST = 400
MOST_OF_A_PACKAGE = 2500
# Each with its own limit, so that it does not grow either.
LONGER = {
    "functions": (700, "generated: one function after the other, with its help"),
    "hosts.files.formula_values": (
        420,
        "the functions that a formula may use, one method each",
    ),
}


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_read_in_one_sitting(name):
    """What grows beyond the limit is parted where its subject parts; an exception has its reason and its own limit."""
    lines = [line for line in MODULES[name].read_text("utf-8").splitlines() if line.strip()]
    most, _ = LONGER.get(name, (MOST, ""))
    assert len(lines) <= most


def test_no_package_is_longer_than_a_day_of_reading():
    """A package's own files have 2,500 lines at most, those inside it counted by themselves; OOXML's bytes are more."""
    longer = {
        package: lines
        for package, lines in package_lines().items()
        if lines > MOST_OF_A_PACKAGE and not package.startswith("xlsx")
    }
    assert longer == {}, "part it where its subject parts"
    assert len(package_lines()) > 30
