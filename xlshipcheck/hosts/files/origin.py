"""Where a file came from: the mark that Windows keeps beside one from the internet."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

FROM_ELSEWHERE: Final = frozenset("34")
"""Zones of Windows: the internet, and sites that are not trusted."""
_ZONE: Final = re.compile(r"^\s*ZoneId\s*=\s*(\d)", re.MULTILINE | re.IGNORECASE)


def from_elsewhere(path: Path) -> bool:
    """Tell whether Windows marks a file as one from the internet; other systems mark none."""
    if sys.platform != "win32":
        return False
    try:
        mark = path.with_name(f"{path.name}:Zone.Identifier").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    zone = _ZONE.search(mark)
    return zone is not None and zone[1] in FROM_ELSEWHERE
