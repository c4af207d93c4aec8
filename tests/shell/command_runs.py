"""What tests of the shell name: the sample exports, the day they are judged on, and what a run did.

In a module of its own: several folders have a conftest.py, and an import of that name finds any of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

SAMPLES = Path(__file__).parents[1] / "data" / "exports"
AS_OF = ("--as-of", "2026-11-21")


class Ran(NamedTuple):
    """What a command did: its exit status, what it printed and what it said."""

    status: int
    out: str
    err: str


def contents(folder) -> dict[str, bytes]:
    """Return every file below a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
