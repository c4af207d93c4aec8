"""The parts of a package: a workbook, an extension."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path


def parts(book: Path | bytes) -> dict[str, bytes]:
    """Return the parts of a package by name, in order."""
    with zipfile.ZipFile(book if isinstance(book, Path) else io.BytesIO(book)) as package:
        return {name: package.read(name) for name in package.namelist()}
