"""Opening a workbook without trusting it.

A file on a shop's disk may be half downloaded, of another format, locked by a colleague, or built to harm.
Whatever it is, it ends as an open, checked package or as one sentence that says what to do; and it is
refused here before any library sees it: with a single cell far away calamine aborts the whole process, and
with a zip bomb it fills the memory. Nothing of the file is ever executed: no macro, no link, no formula.

The limits refuse none of 1,868 public workbooks (whose parts are packed at most 27:1).
"""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from xlshipcheck.errors import (
    BinaryWorkbook,
    EncryptedWorkbook,
    FileEmpty,
    FileIsSpecial,
    FileMissing,
    FileUnreadable,
    ForeignWorkbook,
    LegacyWorkbook,
    OpenDocumentWorkbook,
    ResultMismatch,
    SignedWorkbook,
    StrictWorkbook,
    Whole,
    WorkbookChanged,
    WorkbookDamaged,
    WorkbookRefused,
    WorkbookTooLarge,
)
from xlshipcheck.xlsx.identity import identity_of, identity_of_open
from xlshipcheck.xlsx.package import LARGEST_PART, Package
from xlshipcheck.xlsx.reading.calamine_view import has_newer_errors
from xlshipcheck.xlsx.reading.scan import cut_before, scan_sheet
from xlshipcheck.xlsx.safe_xml import elements, raw_attributes, whole_number

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from xlshipcheck.xlsx.identity import FileIdentity
    from xlshipcheck.xlsx.package import Relationship
    from xlshipcheck.xlsx.reading.scan import ScannedSheet


LARGEST_TEXT: Final = 1 << 30
"""Bytes of text that the cells of a book may show altogether."""

_SHOWN: Final = re.compile(rb"""<c [^<>]*?t="s"[^<>]*>\s*<v>\s*([0-9]{1,9})""")
_ANY_VALUE: Final = re.compile(rb"<(?:[^\s<>/:]{1,100}:)?v>\s*([0-9]{1,9})")
_LIST: Final = re.compile(rb"<(?:[^\s<>/:]{1,100}:)?sst\b([^<>]*)")
MOST_UNTRUE: Final = 1 << 20
"""How many texts more than it has a book may say that it has."""
_ITEM: Final = re.compile(rb"<(?:[^\s<>/:]{1,100}:)?si[\s/>]")


def refuse_text_bomb(package: Package, strings: str, sheets: Mapping[str, ScannedSheet]) -> None:
    """Refuse a book whose cells show more text than fits into memory.

    Args:
        package: the open package.
        strings: name of the shared-strings part.
        sheets: what was found in each worksheet, by part name.

    Raises:
        WorkbookTooLarge: the text of all cells exceeds the bound.
    """
    lengths = list(_lengths(package.blocks(strings)))
    _refuse_false_count(package, strings, len(lengths))
    longest = max(lengths, default=0)
    total = 0
    for part, facts in sheets.items():
        at_most = longest * facts.last_row * facts.last_column
        if total + at_most > LARGEST_TEXT:
            # In a sheet of odd layout a number counts as if it were the place of a string: slightly too strict.
            mark, shown = (b"<c ", _SHOWN) if facts.plain else (b"<", _ANY_VALUE)
            times: Counter[bytes] = Counter()
            for block in cut_before(package.blocks(part), mark):
                times.update(shown.findall(block))
            at_most = sum(lengths[int(n)] * count for n, count in times.items() if int(n) < len(lengths))
        total += at_most
        if total > LARGEST_TEXT:
            raise WorkbookTooLarge(problem=f"{part} の文字が {total >> 20:,} MB になります")


def _refuse_false_count(package: Package, strings: str, found: int) -> None:
    """Refuse a list of texts that says it is far longer than it is: calamine takes memory by what it says.

    That is one `malloc`, and a process that does not get it is aborted. Of all attributes of a book it is the
    only one of its kind (a test tries them all).
    """
    for block in cut_before(package.blocks(strings), b"<"):
        for tag in _LIST.findall(block):
            said = raw_attributes(tag).get(b"uniqueCount", b"0")
            if whole_number(said) > found + MOST_UNTRUE:
                raise WorkbookDamaged(
                    problem=f"{strings} に文字が {int(said):,} 個あるとありますが、実際は {found:,} 個です"
                )


def _lengths(blocks: Iterable[bytes]) -> Iterator[int]:
    """Yield the length of each shared string, its markup included."""
    position, begun = 0, -1
    for block in cut_before(blocks, b"<"):
        for match in _ITEM.finditer(block):
            at = position + match.start()
            if begun >= 0:
                yield at - begun
            begun = at
        position += len(block)
    if begun >= 0:
        yield position - begun


LARGEST_TOTAL: Final = 1 << 30
"""Bytes of all parts together, unpacked."""
USUAL_RATIO: Final = 100
"""Of unpacked to packed size, for parts above `SMALL_ENOUGH`. Rows that repeat themselves are packed more tightly
(a real book: 121:1); so is a bomb, and a book with such a part has to be gone through in good time."""
SMALL_ENOUGH: Final = 1 << 20
LONGEST_CHECK: Final = 8.0
"""Seconds that going through a book with such a part may take; 500 MB of usual rows take 4."""
clock = time.monotonic
MOST_PARTS: Final = 65_000

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_OFFICE_DOCUMENT: Final = "/officeDocument"
_STRICT: Final = "http://purl.oclc.org/ooxml/"
_STORED, _DEFLATED = 0, 8

_MAIN_TYPES: Final = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": False,
    "application/vnd.ms-excel.sheet.macroenabled.main+xml": True,
}
_OTHER_TYPES: Final = {
    "spreadsheetml.template.main": "テンプレート (.xltx)",
    "excel.template.macroenabled": "テンプレート (.xltm)",
    "excel.addin": "アドイン (.xlam)",
    "wordprocessingml": "Word の文書",
    "presentationml": "PowerPoint の文書",
}


class OpenBook(NamedTuple):
    """A workbook that passed every check, open for reading."""

    path: Path
    package: Package
    main: str
    """Name of the workbook part."""
    sheets: dict[str, ScannedSheet]
    """What the search of each worksheet found, by part name."""
    has_macros: bool
    identity: FileIdentity
    """The state of the file when it was opened; it must be the same when the file is replaced."""
    has_signed_macros: bool
    """The signature covers the VBA part alone; it stays valid because that part is copied untouched."""

    @property
    def odd_sheets(self) -> list[str]:
        """The worksheets that show an error value which calamine does not know."""
        return [part for part, facts in self.sheets.items() if has_newer_errors(facts.errors.values())]


@contextmanager
def open_book(path: Path) -> Iterator[OpenBook]:
    """Open a workbook for reading after checking the package.

    Errors raised inside the `with` block that do not know the file yet are told its path.

    Args:
        path: of an .xlsx or .xlsm file.

    Yields:
        The open book.

    Raises:
        FileMissing: no such file.
        FileEmpty: nothing in it.
        FileUnreadable: the system does not let us read it, or it is no file.
        WorkbookRefused: each of its kinds names what the file is and how to get a usable one.
    """
    identity: FileIdentity | None = None
    try:
        with opened_file(path) as file:
            identity = identity_of_open(file)
            yield _checked(path, file, identity)
    except (WorkbookDamaged, WorkbookTooLarge, ResultMismatch) as refusal:
        refusal.locate(path)
        if identity is not None and is_other(path, identity):
            # Half of the old file and half of the new one: neither is damaged.
            raise WorkbookChanged(path=Whole(path)) from refusal
        raise
    except WorkbookRefused as refusal:
        refusal.locate(path)
        raise


def is_other(path: Path, identity: FileIdentity) -> bool:
    """Tell whether another file stands there now than the one that was opened."""
    try:
        return identity_of(path) != identity
    except OSError:
        return True


@contextmanager
def opened_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file of which one can read; a folder, a pipe or an empty one has a sentence of its own."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise FileMissing(path=Whole(path)) from None
    except OSError as error:
        raise FileUnreadable(path=Whole(path), problem=error) from error
    if not stat.S_ISREG(found.st_mode):  # a folder, or a pipe that would wait for ever
        if stat.S_ISDIR(found.st_mode):
            raise FileUnreadable(path=Whole(path), problem=os.strerror(errno.EISDIR))
        raise FileIsSpecial(path=Whole(path))
    if not found.st_size:
        raise FileEmpty(path=Whole(path))
    try:
        file = path.open("rb")
    except OSError as error:
        raise FileUnreadable(path=Whole(path), problem=error) from error
    with file:
        yield file


def _checked(path: Path, file: BinaryIO, identity: FileIdentity) -> OpenBook:
    _refuse_other_formats(file)
    package = Package(file)
    refuse_bombs(package)
    if "[Content_Types].xml" not in package:
        if "mimetype" in package and b"opendocument" in package.read("mimetype"):
            raise OpenDocumentWorkbook
        raise WorkbookDamaged(problem="[Content_Types].xml がありません")
    main = _main_part(package)
    kinds = {relation.kind.rpartition("/")[2] for relation in package.relationships("")}
    if "origin" in kinds or any(name.startswith("_xmlsignatures/") for name in package.members):
        raise SignedWorkbook
    relations = package.relationships(main)
    sheets = _part_names(package, relations, "/worksheet")
    facts = {part: scan_sheet(lambda part=part: package.blocks(part), part) for part in sheets}  # type: ignore[misc]
    refuse_broken_parts(package, facts.keys())
    for strings in _part_names(package, relations, "/sharedStrings"):
        refuse_text_bomb(package, strings, facts)
    projects = _part_names(package, relations, "/vbaProject")
    signatures = [r for project in projects for r in package.relationships(project)]
    signed = any("vbaProjectSignature" in relation.kind for relation in signatures)
    package.watch = None
    return OpenBook(path, package, main, facts, bool(projects), identity, signed)


def _part_names(package: Package, relations: list[Relationship], kind: str) -> list[str]:
    """Return the parts of a kind that the workbook refers to, named as in the package's directory."""
    targets = [r.target for r in relations if r.kind.endswith(kind) and not r.external]
    return [package.member(target).filename for target in dict.fromkeys(targets)]


def _refuse_other_formats(file: BinaryIO) -> None:
    head = file.read(8)
    if head.startswith(_OLE):
        tail = b""
        while block := file.read(1 << 20):
            if _ENCRYPTED in tail + block:
                raise EncryptedWorkbook
            tail = block[-len(_ENCRYPTED) :]
        raise LegacyWorkbook
    if head[:1] == b"\t" and head[2:4] in {b"\6\0", b"\x08\0"}:  # BIFF2-5 without a container
        raise LegacyWorkbook
    if not head.startswith(b"PK\3\4"):
        raise WorkbookDamaged(problem="先頭が Excel のブックの形ではありません")
    file.seek(0)


def refuse_bombs(package: Package) -> None:
    """Refuse by what the directory declares; that it tells the truth is checked part by part later."""
    members = list(package.members.values())
    if len(members) > MOST_PARTS:
        raise WorkbookTooLarge(problem=f"部品が {len(members):,} 個あります")
    total, dense = 0, False
    for member in members:
        if member.flag_bits & 0x41:
            raise EncryptedWorkbook
        if member.compress_type not in {_STORED, _DEFLATED}:
            raise WorkbookDamaged(problem=f"{member.filename} の圧縮方式")
        total += member.file_size
        if member.file_size > LARGEST_PART:
            raise WorkbookTooLarge(problem=f"{member.filename} が {member.file_size >> 20:,} MB になります")
        dense |= member.file_size > max(USUAL_RATIO * member.compress_size, SMALL_ENOUGH)
    if total > LARGEST_TOTAL:
        raise WorkbookTooLarge(problem=f"全部で {total >> 20:,} MB になります")
    _refuse_overlap(sorted(members, key=lambda member: member.header_offset))
    package.watch = _in_time(clock() + LONGEST_CHECK) if dense else None


def _in_time(end: float) -> Callable[[], None]:
    def refuse_late() -> None:
        if clock() > end:
            raise WorkbookTooLarge(problem=f"展開と確認に {LONGEST_CHECK:g} 秒以上かかります")

    return refuse_late


def _refuse_overlap(members: list[zipfile.ZipInfo]) -> None:
    """Refuse parts that share bytes: one packed bomb served under many names."""
    end = 0
    for member in members:
        if member.header_offset < end:
            raise WorkbookDamaged(problem=f"{member.filename} がほかの部品と重なっています")
        end = member.header_offset + 30 + len(member.orig_filename) + member.compress_size


def _main_part(package: Package) -> str:
    relations = package.relationships("")
    if any(relation.kind.startswith(_STRICT) for relation in relations):
        raise StrictWorkbook
    mains = [r.target for r in relations if r.kind.endswith(_OFFICE_DOCUMENT) and not r.external]
    if len(mains) != 1 or mains[0] not in package:
        raise WorkbookDamaged(problem="ブックの本体がありません")
    main = package.member(mains[0]).filename
    content_type = package.content_type(main).lower()
    if ".binary." in content_type:
        raise BinaryWorkbook
    for word, kind in _OTHER_TYPES.items():
        if word in content_type:
            raise ForeignWorkbook(kind=kind)
    if content_type not in _MAIN_TYPES:
        raise WorkbookDamaged(problem=f"本体の種類が {content_type or '不明'} です")
    root = elements(package.read(main), main)[0]
    if root.name != "workbook" or root.attribute("conformance") == "strict":
        raise StrictWorkbook if root.name == "workbook" else WorkbookDamaged(problem=main)
    return main


def refuse_broken_parts(package: Package, scanned: Collection[str]) -> None:
    """Unpack every part once: sizes and checksums hold, and no reader finds more than was declared."""
    for member in package.members.values():
        if member.filename not in scanned:
            for _ in package.blocks(member.filename):
                pass
