"""The clock of the computer that a host runs on, beside Japan's: 基準日 is a day in Japan, wherever the shop sits."""

from __future__ import annotations

import datetime as dt
from typing import Final

from xlshipcheck.values.cells import JST

CLOCK_NAME: Final = "時差"
"""Name of a cell of our template: 基準日 is a day in Japan, and a formula knows the computer's clock only."""


def hours_to_japan() -> float:
    """Return by how many hours Japan is ahead of this computer's clock; 0 for a computer in Japan."""
    own = dt.datetime.now().astimezone().utcoffset() or dt.timedelta()
    return (JST.utcoffset(None) - own) / dt.timedelta(hours=1)
