"""The source text inside a vbaProject.bin, read only: nothing of it is ever run ([MS-CFB], [MS-OVBA]).

Enough to tell which form of calls the macros of a book were made for. A project that cannot be read gives
None; whatever stands in the file, reading it ends.
"""

from __future__ import annotations

import struct
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY: Final = 128
_LISTED_IN_HEADER: Final = 109
_FIRST_SPECIAL: Final = 0xFFFFFFFA
"""Sector numbers from here on mark the end of a chain, or a sector that holds no data."""
_STREAM, _ROOT = 2, 5
_CONTAINER: Final = 1
_CHUNK: Final = 4096
_MOST: Final = 1 << 24
"""Bytes of source; a project of a shop has some ten thousand."""
_VERSION, _STREAM_NAME, _OFFSET = 0x09, 0x32, 0x31


def module_sources(project: bytes) -> dict[str, str] | None:
    """Return the source of every module by the name of its stream; None where the project cannot be read."""
    try:
        streams = _streams(project)
        directory = _decompressed(streams["dir"])
        return {
            name: _decompressed(streams[name][offset:]).decode("ascii", "replace")
            for name, offset in _modules(directory)
        }
    except (KeyError, IndexError, ValueError, struct.error):
        return None


def _streams(data: bytes) -> dict[str, bytes]:
    """Return the streams of a compound file by name."""
    file = _CompoundFile(data)
    first_entry, _, cutoff, first_small, *_ = struct.unpack_from("<7I", data, 48)
    entries = file.whole(first_entry)
    table = file.whole(first_small)
    small_following = struct.unpack(f"<{len(table) // 4}I", table)
    found: dict[str, bytes] = {}
    small = b""
    for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        length, kind = struct.unpack_from("<HB", entries, at + 64)
        start, size = struct.unpack_from("<II", entries, at + 116)
        if kind == _ROOT:
            small = file.whole(start)
        elif kind == _STREAM and size >= cutoff:
            found[_name(entries, at, length)] = file.whole(start)[:size]
        elif kind == _STREAM:
            pieces = (
                small[n * file.small_size : (n + 1) * file.small_size] for n in _chain(start, small_following)
            )
            found[_name(entries, at, length)] = b"".join(pieces)[:size]
    return found


def _name(entries: bytes, at: int, length: int) -> str:
    return entries[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")


class _CompoundFile:
    """The sectors of a compound file and which follows which."""

    def __init__(self, data: bytes) -> None:
        if not data.startswith(_SIGNATURE):
            raise ValueError
        self._data = data
        self._size, self.small_size = (1 << shift for shift in struct.unpack_from("<HH", data, 30))
        if self._size not in (512, 4096) or self.small_size > self._size:
            raise ValueError
        tables = struct.unpack_from(f"<{_LISTED_IN_HEADER}I", data, 76)
        (first_list,) = struct.unpack_from("<I", data, 68)
        self._following = [
            number
            for table in (*tables, *self._more_tables(first_list))
            if table < _FIRST_SPECIAL
            for number in struct.unpack(f"<{self._size // 4}I", self._sector(table))
        ]

    def whole(self, first: int) -> bytes:
        """Return the bytes of a chain of sectors."""
        return b"".join(self._sector(number) for number in _chain(first, self._following))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start + self._size > len(self._data):
            raise ValueError
        return self._data[start : start + self._size]

    def _more_tables(self, first_list: int) -> Iterator[int]:
        for _ in range(len(self._data) // self._size):
            if first_list >= _FIRST_SPECIAL:
                return
            *tables, first_list = struct.unpack(f"<{self._size // 4}I", self._sector(first_list))
            yield from tables


def _chain(first: int, following: Sequence[int]) -> Iterator[int]:
    """Yield the sectors of a chain; one that runs in a circle ends once it is longer than the file."""

    def steps() -> Iterator[int]:
        number = first
        while number < _FIRST_SPECIAL:
            yield number
            number = following[number]

    return islice(steps(), len(following) + 1)


def _modules(directory: bytes) -> Iterator[tuple[str, int]]:
    """Yield the stream of every module, and where in it the source begins."""
    at, name = 0, ""
    while at + 6 <= len(directory):
        identifier, size = struct.unpack_from("<HI", directory, at)
        # The one record whose size is not that of what follows.
        size = 6 if identifier == _VERSION else size
        payload = directory[at + 6 : at + 6 + size]
        if identifier == _STREAM_NAME:
            name = payload.decode("utf-16-le", "replace")
        elif identifier == _OFFSET:
            yield name, struct.unpack("<I", payload)[0]
        at += 6 + size


def _decompressed(data: bytes) -> bytes:
    """Return what a compressed container holds ([MS-OVBA] 2.4.1)."""
    if data[0] != _CONTAINER:
        raise ValueError
    out = bytearray()
    at = 1
    while at + 2 <= len(data) and len(out) < _MOST:
        (header,) = struct.unpack_from("<H", data, at)
        end = min(at + (header & 0x0FFF) + 3, len(data))
        if header & 0x8000:
            _unpack_chunk(data[at + 2 : end], out)
        else:
            out += data[at + 2 : at + 2 + _CHUNK]
        at = end
    return bytes(out)


def _unpack_chunk(tokens: bytes, out: bytearray) -> None:
    start = len(out)
    at = 0
    while at < len(tokens):
        flags = tokens[at]
        at += 1
        for bit in range(8):
            if at >= len(tokens):
                return
            if not flags >> bit & 1:
                out.append(tokens[at])
                at += 1
                continue
            (token,) = struct.unpack_from("<H", tokens, at)
            at += 2
            length_bits = 16 - max(4, (len(out) - start - 1).bit_length())
            back = (token >> length_bits) + 1
            if back > len(out) - start:
                raise ValueError
            for _ in range((token & (1 << length_bits) - 1) + 3):
                out.append(out[-back])
