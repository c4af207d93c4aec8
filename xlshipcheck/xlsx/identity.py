"""Which state of a file was read: compared again before it is replaced, so that nobody's later save is lost.

Time and size alone miss a save of the same second and length, and a program that saves by renaming (Excel,
OneDrive) brings another inode with, possibly, the old time. So all of it counts, and the last bytes too: a zip
ends with its directory, which holds the checksum of every part.
"""

from __future__ import annotations

import hashlib
import os
import struct
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

_END: Final = struct.Struct("<4s4H2IH")
_END_MARK: Final = b"PK\5\6"
_MOST_BEHIND: Final = 65_536
"""So far before the end of a file Python's zipfile looks for a directory: a byte more than a comment may have."""
_ZIP64_END: Final = struct.Struct("<4sQ2H2I4Q")
_ZIP64_END_MARK: Final = b"PK\6\6"
_ZIP64_LOCATOR: Final = 20
_NOT_HERE: Final = 0xFFFF_FFFF
LARGEST_DIRECTORY: Final = 8 << 20
"""Bytes of the list of parts; a book of a thousand parts has 100,000, and one with a longer list is refused."""


class FileIdentity(NamedTuple):
    """One state of a file.

    Attributes:
        device: where it lies.
        inode: which file of the device it is; a save by renaming gives another one.
        size: in bytes.
        modified: nanoseconds.
        digest: of the zip directory at its end, or of the last bytes of another kind of file.
    """

    device: int
    inode: int
    size: int
    modified: int
    digest: bytes


ABSENT: Final = FileIdentity(0, 0, 0, 0, b"")
"""There is no such file."""


class Directory(NamedTuple):
    """Where a zip's directory lies, as its end record declares.

    Attributes:
        size: bytes of the directory.
        entries: how many it says that it holds.
    """

    size: int
    entries: int


def identity_of(path: Path) -> FileIdentity:
    """Return the state of a file by its path, `ABSENT` where there is none.

    Raises:
        OSError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return identity_of_open(file)
    except FileNotFoundError:
        return ABSENT


def identity_of_open(file: BinaryIO) -> FileIdentity:
    """Return the state of an open file; its position is 0 afterwards."""
    found = os.fstat(file.fileno())
    directory = declared_directory(file)
    length = _MOST_BEHIND + (min(directory.size, LARGEST_DIRECTORY) if directory else 0)
    file.seek(max(0, found.st_size - length))
    digest = hashlib.sha256(file.read(length)).digest()
    file.seek(0)
    return FileIdentity(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, digest)


def declared_directory(file: BinaryIO) -> Directory | None:
    """Return what the end of a zip says of its directory, None where the file is no zip.

    Read before any library does: for each entry that the directory holds, a library makes an object.
    """
    size = file.seek(0, os.SEEK_END)
    if size < _END.size:
        return None
    start = max(0, size - _END.size - _MOST_BEHIND)
    file.seek(start)
    tail = file.read()
    # A mark with less than a record behind it is none: the fields of the last record may hold its signs.
    at = tail.rfind(_END_MARK, 0, len(tail) - _END.size + len(_END_MARK))
    if at < 0:
        return None
    _, _, _, _, count, directory, _, _ = _END.unpack_from(tail, at)
    at_zip64 = start + at - _ZIP64_LOCATOR - _ZIP64_END.size
    if at_zip64 >= 0:
        file.seek(at_zip64)
        data = file.read(_ZIP64_END.size)
        if data.startswith(_ZIP64_END_MARK):
            fields = _ZIP64_END.unpack(data)
            # The place for the size in the short record is full then (all ones).
            return Directory(fields[8] if directory == _NOT_HERE else max(directory, fields[8]), fields[7])
    return Directory(directory, count)
