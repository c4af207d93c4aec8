"""Reading a file whole without trusting it: never from a pipe or a device, never more than a bound."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from xlshipcheck import errors

if TYPE_CHECKING:
    from pathlib import Path

TomlTable = Mapping[str, Any]
"""What stands under a heading of a TOML file: texts, numbers, dates, lists and tables, by name."""


def read_bounded(path: Path, limit: int) -> bytes:
    """Return the bytes of a file.

    Args:
        path: the file.
        limit: the most bytes that it may have.

    Raises:
        FileMissing: there is none.
        FileIsSpecial: a pipe, a device or a socket, which might never end.
        FileTooLarge: it is longer than the limit.
        FileUnreadable: the system does not let us read it.
    """
    name = errors.Whole(path)
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise errors.FileUnreadable(path=name, problem=os.strerror(errno.EISDIR))
        if not stat.S_ISREG(found.st_mode):
            raise errors.FileIsSpecial(path=name)
        with path.open("rb") as file:
            data = file.read(limit + 1) if found.st_size <= limit else b""
    except FileNotFoundError:
        raise errors.FileMissing(path=name) from None
    except OSError as problem:
        raise errors.FileUnreadable(path=name, problem=problem) from None
    if found.st_size > limit or len(data) > limit:
        raise errors.FileTooLarge(path=name, problem=f"{limit >> 20} MB を超えます")
    return data
