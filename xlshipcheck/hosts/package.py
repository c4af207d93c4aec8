"""The zip package of a workbook: its parts, how they refer to each other, and writing it again.

A part that does not change is copied as its compressed bytes, never unpacked. Python's zipfile reads the
directory here, and cannot do that copy, so the writer below lays out the records itself (APPNOTE 6.3, of
which a workbook needs three). Output is deterministic: a changed part keeps the time stamp of the one it
replaces, a new part has the stamp that Excel gives every part (1980-01-01).

Zip64 is read and never written: no part of an accepted book reaches 4 GB, and Excel warns at a book that
uses zip64 without need.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, BinaryIO, Final, NamedTuple

from xlshipcheck.errors import WorkbookDamaged, WorkbookTooLarge
from xlshipcheck.hosts.safe_xml import elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LARGEST_PART: Final = 512 << 20
"""Bytes of one part unpacked; ten times the largest sheet seen in 1,868 public workbooks."""
SMALL_PART: Final = 64 << 20
"""Bytes of a part that is read whole (workbook, styles, a table, relationships)."""
COMPRESSION_LEVEL: Final = 3
"""Of zlib, measured on 180 MB of rows: level 3 packs them in 0.6 s to 17 MB, level 6 in 1.3 s to 15 MB."""
BLOCK: Final = 1 << 20

_LOCAL: Final = struct.Struct("<4s5H3I2H")
_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_END: Final = struct.Struct("<4s4H2IH")
_UTF8_NAME: Final = 0x800
_DESCRIPTOR: Final = 0x8
_EXCEL_DATE: Final = (1980, 1, 1, 0, 0, 0)
_ZIP64_EXTRA: Final = 1


class Relationship(NamedTuple):
    """How one part refers to another."""

    identifier: str
    kind: str
    target: str
    external: bool


class Package:
    """The parts of an open workbook. Names are compared without case, as the format demands.

    Args:
        file: the opened file; the caller closes it.

    Raises:
        WorkbookDamaged: no zip, or a directory that contradicts itself.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        try:
            self.zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, OSError) as error:
            raise WorkbookDamaged(problem=f"zip: {error}") from error
        self.members: dict[str, zipfile.ZipInfo] = {}
        for member in self.zip.infolist():
            key = _key(member.filename)
            if key in self.members:
                raise WorkbookDamaged(problem=f"同じ名前の部品が二つあります: {member.filename}")
            self.members[key] = member

    def __contains__(self, part: str) -> bool:
        return _key(part) in self.members

    def member(self, part: str) -> zipfile.ZipInfo:
        """Return the directory entry of a part.

        Raises:
            WorkbookDamaged: there is none.
        """
        try:
            return self.members[_key(part)]
        except KeyError:
            raise WorkbookDamaged(problem=f"部品がありません: {part}") from None

    def blocks(self, part: str, limit: int = LARGEST_PART) -> Iterator[bytes]:
        """Yield the bytes of a part, unpacked, never more than `limit` whatever the directory declares.

        Unpacked here and not by zipfile, which stops at the declared size and would not notice that a
        less careful reader finds gigabytes behind it.

        Raises:
            WorkbookTooLarge: the part is longer than the limit.
            WorkbookDamaged: it cannot be unpacked, or its size or checksum is not the declared one.
        """
        member = self.member(part)
        size = checksum = 0
        for block in self._unpacked(member):
            size += len(block)
            checksum = zlib.crc32(block, checksum)
            if size > limit:
                raise WorkbookTooLarge(problem=f"{part} が {limit >> 20} MB を超えます")
            yield block
        if size != member.file_size or checksum != member.CRC:
            raise WorkbookDamaged(problem=part)

    def _unpacked(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        if member.compress_type == zipfile.ZIP_STORED:
            yield from self.packed(member)
            return
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for packed in self.packed(member):
                rest = packed
                while rest and not unpacker.eof:
                    yield unpacker.decompress(rest, BLOCK)
                    rest = unpacker.unconsumed_tail
            while not unpacker.eof and (block := unpacker.decompress(b"", BLOCK)):
                yield block
        except zlib.error as error:
            raise WorkbookDamaged(problem=f"{member.filename}: {error}") from error
        if not unpacker.eof:
            raise WorkbookDamaged(problem=member.filename)

    def read(self, part: str, limit: int = SMALL_PART) -> bytes:
        """Return a small part whole; the errors are those of `blocks`."""
        return b"".join(self.blocks(part, limit))

    def relationships(self, part: str) -> list[Relationship]:
        """Return what a part refers to; `""` stands for the package itself.

        Targets inside the package come back as part names, external ones as they are written.

        Raises:
            WorkbookDamaged: the relationships cannot be read.
        """
        name = relationships_part(part)
        if name not in self:
            return []
        found = []
        for element in elements(self.read(name), name):
            if element.name != "Relationship":
                continue
            external = element.attribute("TargetMode") == "External"
            target = element.attribute("Target")
            if not external:
                target = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
            found.append(Relationship(element.attribute("Id"), element.attribute("Type"), target, external))
        return found

    def content_type(self, part: str) -> str:
        """Return the content type of a part, "" when none is declared."""
        default = ""
        for element in elements(self.read("[Content_Types].xml"), "[Content_Types].xml"):
            if element.name == "Override" and _key(element.attribute("PartName")) == _key(part):
                return element.attribute("ContentType")
            extension = element.attribute("Extension").lower()
            if element.name == "Default" and part.lower().endswith("." + extension):
                default = element.attribute("ContentType")
        return default

    def packed(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """Yield the bytes of a part as they lie in the file, packed.

        Raises:
            WorkbookDamaged: the file ends before the part does.
        """
        self.file.seek(member.header_offset)
        header = self.file.read(_LOCAL.size)
        if len(header) < _LOCAL.size or header[:4] != b"PK\3\4":
            raise WorkbookDamaged(problem=member.filename)
        name_length, extra_length = struct.unpack_from("<HH", header, 26)
        if self.file.read(name_length) != _encoded_name(member)[0]:
            raise WorkbookDamaged(problem=member.filename)
        at = member.header_offset + _LOCAL.size + name_length + extra_length
        end = at + member.compress_size
        while at < end:
            self.file.seek(at)  # another part may have been read since the last block
            block = self.file.read(min(end - at, BLOCK))
            if not block:
                raise WorkbookDamaged(problem=member.filename)
            at += len(block)
            yield block


def relationships_part(part: str) -> str:
    """Return the name of the part that holds the relationships of `part`."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


class PackageWriter:
    """Writes a package, part after part.

    Args:
        out: a file that can be written and positioned; the caller closes it.
    """

    def __init__(self, out: BinaryIO) -> None:
        self.out = out
        self._start = out.tell()
        self._directory: list[bytes] = []

    def copy(self, package: Package, member: zipfile.ZipInfo) -> None:
        """Copy a part as its compressed bytes."""
        at = self._local(member, member.CRC, member.compress_size, member.file_size)
        for block in package.packed(member):
            self.out.write(block)
        self._central(member, at, member.CRC, member.compress_size, member.file_size)

    @contextmanager
    def part(self, name: str, like: zipfile.ZipInfo | None = None) -> Iterator[PartStream]:
        """Write a part that is new, or that replaces the part `like`, from a stream of bytes."""
        member = zipfile.ZipInfo(like.filename if like else name, like.date_time if like else _EXCEL_DATE)
        member.compress_type = zipfile.ZIP_DEFLATED
        if like:
            member.create_system, member.external_attr = like.create_system, like.external_attr
        at = self._local(member, 0, 0, 0)
        stream = PartStream(self.out)
        yield stream
        stream.finish()
        end = self.out.tell()
        self.out.seek(at)
        self._local(member, stream.checksum, stream.packed_size, stream.size)
        self.out.seek(end)
        self._central(member, at, stream.checksum, stream.packed_size, stream.size)

    def write(self, name: str, data: bytes, like: zipfile.ZipInfo | None = None) -> None:
        """Write a part whose bytes are at hand."""
        with self.part(name, like) as stream:
            stream.write(data)

    def replace(self, package: Package, member: zipfile.ZipInfo, blocks: Iterable[bytes]) -> bool:
        """Write a part in the place of another; when it turns out to be the same, the other is copied.

        Args:
            package: holds the other part.
            member: the other part.
            blocks: the new bytes.

        Returns:
            Whether the part is another one now.
        """
        at = self.out.tell()
        with self.part(member.filename, member) as stream:
            for block in blocks:
                stream.write(block)
        if (stream.size, stream.checksum) != (member.file_size, member.CRC):
            return True
        self._directory.pop()
        self.out.seek(at)
        self.out.truncate()
        self.copy(package, member)
        return False

    def finish(self, comment: bytes = b"") -> None:
        """Write the directory; nothing may follow."""
        at = self.out.tell() - self._start
        body = b"".join(self._directory)
        if at + len(body) > zipfile.ZIP64_LIMIT or len(self._directory) > zipfile.ZIP_FILECOUNT_LIMIT:
            raise WorkbookTooLarge(problem="4 GB を超えます")
        count = len(self._directory)
        self.out.write(body + _END.pack(b"PK\5\6", 0, 0, count, count, len(body), at, len(comment)) + comment)

    def _local(self, member: zipfile.ZipInfo, checksum: int, packed_size: int, size: int) -> int:
        at = self.out.tell()
        name, flags = _encoded_name(member)
        date, time = _dos_time(member)
        method = member.compress_type
        header = (b"PK\3\4", 20, flags, method, time, date, checksum, packed_size, size, len(name), 0)
        self.out.write(_LOCAL.pack(*header) + name)
        return at

    def _central(self, member: zipfile.ZipInfo, at: int, checksum: int, packed_size: int, size: int) -> None:
        name, flags = _encoded_name(member)
        date, time = _dos_time(member)
        extra = _without_zip64(member.extra)
        made_by = member.create_system << 8 | member.create_version
        head = (b"PK\1\2", made_by, 20, flags, member.compress_type, time, date, checksum, packed_size, size)
        tail = (len(name), len(extra), len(member.comment), 0, member.internal_attr, member.external_attr)
        offset = at - self._start
        self._directory.append(_CENTRAL.pack(*head, *tail, offset) + name + extra + member.comment)


class PartStream:
    """Takes the bytes of one part and packs them on the way; the sizes are known at the end."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._packer = zlib.compressobj(COMPRESSION_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        self.checksum = 0
        self.size = 0
        self.packed_size = 0

    def write(self, data: bytes, /) -> None:
        """Take the next bytes.

        Raises:
            WorkbookTooLarge: the part would reach 4 GB.
        """
        self.checksum = zlib.crc32(data, self.checksum)
        self.size += len(data)
        if self.size > zipfile.ZIP64_LIMIT:
            raise WorkbookTooLarge(problem="4 GB を超えます")
        self._emit(self._packer.compress(data))

    def finish(self) -> None:
        """Write what the packer still holds."""
        self._emit(self._packer.flush())

    def _emit(self, packed: bytes) -> None:
        self.packed_size += len(packed)
        self._out.write(packed)


def _encoded_name(member: zipfile.ZipInfo) -> tuple[bytes, int]:
    # The bit that says "sizes follow the data" is cleared: our headers always carry the sizes.
    flags = member.flag_bits & ~_DESCRIPTOR
    name = member.orig_filename
    if flags & _UTF8_NAME:
        return name.encode(), flags
    try:
        return name.encode("cp437"), flags
    except UnicodeEncodeError:
        return name.encode(), flags | _UTF8_NAME


def _dos_time(member: zipfile.ZipInfo) -> tuple[int, int]:
    year, month, day, hour, minute, second = member.date_time
    return (year - 1980) << 9 | month << 5 | day, hour << 11 | minute << 5 | second // 2


def _without_zip64(extra: bytes) -> bytes:
    """Return the extra fields of an entry without the sizes that our headers carry themselves."""
    kept, at = b"", 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind != _ZIP64_EXTRA:
            kept += extra[at : at + 4 + length]
        at += 4 + length
    return kept
