"""A Python of its own for what a running one cannot show: what an import loads, what a command prints."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def printed(*arguments: str) -> str:
    """Return what our interpreter prints, run at the root of the repository with these arguments."""
    ran = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return ran.stdout
