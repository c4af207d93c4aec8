"""A module is read in one sitting: not above 400 lines that hold something, but for those that say why here."""

from __future__ import annotations

import pytest
from floors import modules

MODULES = modules()
MOST = 400
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
