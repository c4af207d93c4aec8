"""The zip package of a workbook: its parts, and how they refer to each other.

Python's zipfile reads the directory here; the parts are unpacked by ourselves, within limits that we set.
Zip64 is read and never written: no part of an accepted book reaches 4 GB, and Excel warns at a book that
uses zip64 without need.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from xlshipcheck.errors import WorkbookDamaged, WorkbookTooLarge
from xlshipcheck.xlsx.identity import LARGEST_DIRECTORY, declared_directory
from xlshipcheck.xlsx.safe_xml import elements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LARGEST_PART: Final = 512 << 20
"""Bytes of one part unpacked; ten times the largest sheet seen in 1,868 public workbooks."""
SMALL_PART: Final = 64 << 20
"""Bytes of a part that is read whole (workbook, styles, a table, relationships)."""
BLOCK: Final = 1 << 20

LOCAL_HEADER: Final = struct.Struct("<4s5H3I2H")
_UTF8_NAME: Final = 0x800
_DESCRIPTOR: Final = 0x8


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

    Attributes:
        watch: called at every block that is unpacked; raises to end it.

    Raises:
        WorkbookDamaged: no zip, or a directory that contradicts itself.
        WorkbookTooLarge: a list of parts longer than any book has.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        directory = declared_directory(file)
        if directory is not None and directory.size > LARGEST_DIRECTORY:
            raise WorkbookTooLarge(problem=f"部品が {directory.entries:,} 個あります")
        try:
            self.zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, OSError) as error:
            raise WorkbookDamaged(problem="ZIP の目次を読めません") from error
        self.watch: Callable[[], None] | None = None
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
            if self.watch is not None:
                self.watch()
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
            raise WorkbookDamaged(problem=f"{member.filename} を展開できません") from error
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
                folder = posixpath.dirname(with_slashes(part))
                target = posixpath.normpath(posixpath.join("/", folder, with_slashes(target))).lstrip("/")
            found.append(Relationship(element.attribute("Id"), element.attribute("Type"), target, external))
        return found

    def content_type(self, part: str) -> str:
        """Return the content type of a part, "" when none is declared."""
        default = ""
        for element in elements(self.read("[Content_Types].xml"), "[Content_Types].xml"):
            if element.name == "Override" and _key(element.attribute("PartName")) == _key(part):
                return element.attribute("ContentType")
            extension = element.attribute("Extension").lower()
            if element.name == "Default" and with_slashes(part).lower().endswith("." + extension):
                default = element.attribute("ContentType")
        return default

    def packed(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """Yield the bytes of a part as they lie in the file, packed.

        Raises:
            WorkbookDamaged: the file ends before the part does.
        """
        self.file.seek(member.header_offset)
        header = self.file.read(LOCAL_HEADER.size)
        if len(header) < LOCAL_HEADER.size or header[:4] != b"PK\3\4":
            raise WorkbookDamaged(problem=member.filename)
        name_length, extra_length = struct.unpack_from("<HH", header, 26)
        if self.file.read(name_length) != encoded_name(member)[0]:
            raise WorkbookDamaged(problem=member.filename)
        at = member.header_offset + LOCAL_HEADER.size + name_length + extra_length
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
    folder, _, name = with_slashes(part).rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


def with_slashes(name: str) -> str:
    """Return the name of a part as the standard writes it; some programs on Windows write backslashes."""
    return name.replace("\\", "/")


def _key(name: str) -> str:
    return with_slashes(name).lstrip("/").lower()


def encoded_name(member: zipfile.ZipInfo) -> tuple[bytes, int]:
    """Return the name of a member as it is written, and its flags."""
    # The bit that says "sizes follow the data" is cleared: our headers always carry the sizes.
    flags = member.flag_bits & ~_DESCRIPTOR
    name = member.orig_filename
    if flags & _UTF8_NAME:
        return name.encode(), flags
    try:
        return name.encode("cp437"), flags
    except UnicodeEncodeError:
        return name.encode(), flags | _UTF8_NAME
