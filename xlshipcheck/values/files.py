"""How files are called that sellers hand over, and how one is read without trusting it: never a pipe, never without a bound."""

from __future__ import annotations

import codecs
import errno
import os
import stat
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck import errors

if TYPE_CHECKING:
    from pathlib import Path

TomlTable = Mapping[str, Any]
"""What stands under a heading of a TOML file: texts, numbers, dates, lists and tables, by name."""

TEXT_SUFFIXES: Final = (".csv", ".txt", ".tsv")
"""Of the files that the marketplaces and the label software write."""
RESULT_SUFFIX: Final = "_判定"
"""Behind the name of a file that we make of an export."""


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
            # A buffer of the whole limit would be made for the smallest file; one that has grown meanwhile goes on.
            data = file.read(found.st_size + 1) if found.st_size <= limit else b""
            data += file.read(limit + 1 - len(data)) if len(data) > found.st_size else b""
    except FileNotFoundError:
        raise errors.FileMissing(path=name) from None
    except OSError as problem:
        raise errors.FileUnreadable(path=name, problem=problem) from None
    if found.st_size > limit or len(data) > limit:
        raise errors.FileTooLarge(path=name, problem=f"{limit >> 20} MB を超えます")
    return data


def read_top(path: Path, most: int) -> bytes:
    """Return the first bytes of a file of texts, enough to see what it is; of a longer one whole lines only.

    Args:
        path: the file.
        most: the most bytes that are read; an even number.

    Raises:
        FileUnreadable: the system does not let us read it.
    """
    try:
        with path.open("rb") as file:
            top = file.read(most)
    except OSError as problem:
        raise errors.FileUnreadable(path=errors.Whole(path), problem=problem) from None
    if len(top) < most:
        return top
    # A character that is cut in two is no character.
    if top.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = top.decode("utf-16", "ignore")
        return text[: text.rfind("\n") + 1].encode("utf-16")
    return top[: top.rfind(b"\n") + 1]
