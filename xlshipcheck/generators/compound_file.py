"""A compound file ([MS-CFB] version 3) from named streams, as VBA projects are kept in.

The readers on PyPI do not write, and the one writer comes under the AGPL. What matters to Excel: siblings
ordered by the length of their names first, small streams in a mini stream that is filled to whole sectors,
and equal input giving equal bytes (no time, no random number is stored).
"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

SECTOR: Final = 512
MINI_SECTOR: Final = 64
MINI_LIMIT: Final = 4096
"""Shorter streams go into the mini stream."""
ENTRY: Final = 128
_FREE, _END, _FAT_SECTOR, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1
_HEADER_FAT_ENTRIES: Final = 109
_PER_SECTOR: Final = SECTOR // 4

Storage = dict[str, "bytes | Storage"]


class _Entry:
    """A directory entry while the file is being laid out."""

    def __init__(self, name: str, kind: int, data: bytes = b"") -> None:
        self.name = name
        self.kind = kind
        self.data = data
        self.left = self.right = self.child = _NONE
        self.colour = _BLACK
        self.start = 0 if kind == _STORAGE else _END
        self.children: list[int] = []

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le") + b"\0\0"
        return (
            name.ljust(64, b"\0")
            + struct.pack("<HBB", len(name), self.kind, self.colour)
            + struct.pack("<III", self.left, self.right, self.child)
            + bytes(36)
            + struct.pack("<IQ", self.start, len(self.data))
        )


class _Sectors:
    """The sectors of the file with their chains."""

    def __init__(self) -> None:
        self.data: list[bytes] = []
        self.chains: list[int] = []

    def add(self, data: bytes) -> int:
        """Append data as a chain and return its first sector."""
        if not data:
            return _END
        first = len(self.data)
        parts = _parts(data, SECTOR)
        self.data += parts
        self.chains += [*range(first + 1, first + len(parts)), _END]
        return first


class _Layout(NamedTuple):
    sectors: list[bytes]
    directory: int
    mini_table: int
    mini_table_sectors: int
    tables: list[int]


def compound_file(content: Storage) -> bytes:
    """Return a compound file.

    Args:
        content: name -> bytes of a stream, or a storage of further names.

    Raises:
        ValueError: a name of more than 31 characters, or more than 7 MB in all.
    """
    entries = _entries(content)
    layout = _laid_out(entries)
    header = (
        bytes.fromhex("d0cf11e0a1b11ae1")
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
        + struct.pack("<IIII", 0, len(layout.tables), layout.directory, 0)
        + struct.pack("<III", MINI_LIMIT, layout.mini_table, layout.mini_table_sectors)
        + struct.pack("<II", _END, 0)
    )
    places = layout.tables + [_FREE] * (_HEADER_FAT_ENTRIES - len(layout.tables))
    return header + struct.pack(f"<{_HEADER_FAT_ENTRIES}I", *places) + b"".join(layout.sectors)


def _parts(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size].ljust(size, b"\0") for start in range(0, len(data), size)]


def _entries(content: Storage) -> list[_Entry]:
    entries = [_Entry("Root Entry", _ROOT)]

    def add(parent: int, names: Storage) -> None:
        for name, value in names.items():
            if len(name.encode("utf-16-le")) > ENTRY // 2 - 2:
                raise ValueError(f"{name}: a name has at most 31 characters")
            entries[parent].children.append(len(entries))
            if isinstance(value, bytes):
                entries.append(_Entry(name, _STREAM, value))
            else:
                entries.append(_Entry(name, _STORAGE))
                add(len(entries) - 1, value)

    add(0, content)
    for entry in entries:
        entry.child = _tree(entries, entry.children)
    return entries


def _tree(entries: list[_Entry], children: list[int]) -> int:
    """Link siblings as a red-black tree in the order of the format, and return its root."""
    ordered = sorted(children, key=lambda index: (len(entries[index].name), entries[index].name.upper()))
    # A balanced tree is black on every level that is full; only what hangs below those is red.
    full_levels = (len(ordered) + 1).bit_length() - 1

    def linked(part: list[int], depth: int) -> int:
        if not part:
            return _NONE
        middle = len(part) // 2
        entry = entries[part[middle]]
        entry.colour = _RED if depth == full_levels else _BLACK
        entry.left = linked(part[:middle], depth + 1)
        entry.right = linked(part[middle + 1 :], depth + 1)
        return part[middle]

    return linked(ordered, 0)


def _laid_out(entries: list[_Entry]) -> _Layout:
    sectors = _Sectors()
    mini = bytearray()
    mini_chains: list[int] = []
    for entry in entries:
        if entry.kind != _STREAM or not entry.data:
            continue
        if len(entry.data) >= MINI_LIMIT:
            entry.start = sectors.add(entry.data)
            continue
        parts = _parts(entry.data, MINI_SECTOR)
        entry.start = len(mini_chains)
        mini_chains += [*range(entry.start + 1, entry.start + len(parts)), _END]
        mini += b"".join(parts)
    root = entries[0]
    root.data = bytes(mini)
    root.start = sectors.add(root.data)
    table = struct.pack(f"<{len(mini_chains)}I", *mini_chains)
    table += b"\xff" * (-len(table) % SECTOR)
    mini_table = sectors.add(table)
    unused = bytes(68) + struct.pack("<III", _NONE, _NONE, _NONE) + bytes(48)
    packed = b"".join(entry.packed() for entry in entries) + unused * (-len(entries) % (SECTOR // ENTRY))
    directory = sectors.add(packed)
    tables = _add_sector_table(sectors)
    return _Layout(sectors.data, directory, mini_table, len(table) // SECTOR, tables)


def _add_sector_table(sectors: _Sectors) -> list[int]:
    """Append the table of all chains, which describes its own sectors too, and return where it stands."""
    used = len(sectors.data)
    count = 0
    while count * _PER_SECTOR < used + count:
        count += 1
    if count > _HEADER_FAT_ENTRIES:
        raise ValueError("a project of more than 7 MB needs a kind of table that is not written here")
    chains = sectors.chains + [_FAT_SECTOR] * count
    chains += [_FREE] * (count * _PER_SECTOR - len(chains))
    sectors.data += _parts(struct.pack(f"<{len(chains)}I", *chains), SECTOR)
    return list(range(used, used + count))
