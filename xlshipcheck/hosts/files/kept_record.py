"""The record of the last refreshes in a marked workbook that is about to be made anew from its exports."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Final

from xlshipcheck.today.changes import MARK

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_PART: Final = 64 << 20
"""Bytes of a part that is looked through; the rows of a hundred thousand orders are not."""
_LINE: Final = re.compile(re.escape(MARK.encode()) + rb"[A-Za-z0-9+/=]+")
_PARTS: Final = re.compile(r"xl/(?:sharedStrings|worksheets/sheet\d+)\.xml")


def kept_record(path: Path) -> list[str]:
    """Return the lines of the record that a workbook keeps; none where there is none, or no such workbook.

    Only what begins as our lines do is read, of parts of a bounded size: nothing of it is taken for anything else.

    Args:
        path: of the workbook.
    """
    found: list[str] = []
    try:
        with zipfile.ZipFile(path) as package:
            for part in package.infolist():
                if _PARTS.fullmatch(part.filename) and part.file_size <= LARGEST_PART:
                    with package.open(part) as stream:
                        data = stream.read(LARGEST_PART)
                    found += [line.decode() for line in _LINE.findall(data)]
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError):
        # What stands there is replaced in any case; there is then nothing to compare with.
        return []
    return found
