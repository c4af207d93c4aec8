"""Giving a workbook that LibreOffice saved the function names back that Excel knows.

Releases up to 7.4 write the long names of their own (`JP.XLSHIPCHECK.FUNCTIONS.QOO10STAGE`), for which Excel
shows `#NAME?`. Only formulas that hold such a name are changed; every other byte of every part stays.
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.sax.saxutils import escape, unescape

from xlshipcheck.errors import Whole, WorkbookDamaged
from xlshipcheck.hosts.calc_formulas import for_excel
from xlshipcheck.hosts.calc_names import SERVICE
from xlshipcheck.hosts.package_edit import PackageEdit
from xlshipcheck.hosts.package_guard import open_book, refuse_unless_writable
from xlshipcheck.hosts.safe_replace import replace_file
from xlshipcheck.hosts.sheet_scan import cut_before

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from xlshipcheck.hosts.package import Package
    from xlshipcheck.hosts.package_guard import OpenBook

_LONG: Final = (SERVICE + ".").upper().encode()
_FORMULA: Final = re.compile(rb"(<(?:f|formula[12]?|definedName)(?:\s[^<>]*)?>)([^<]*)(?=<)")
_QUOTES: Final = {"&quot;": '"', "&apos;": "'"}


class Repaired(NamedTuple):
    """What a repair did.

    Attributes:
        formulas: number of formulas that got their names back.
        backup: the book as it was; None where nothing had to be done, or a new file was written.
    """

    formulas: int
    backup: Path | None = None


def repair_book(
    path: Path, now: dt.datetime, target: Path | None = None, *, keep_backup: bool = True
) -> Repaired:
    """Give a book the names back that Excel knows.

    Args:
        path: an .xlsx or .xlsm file.
        now: the seller's local time, for the name of the backup.
        target: where to; the book itself when not given. Nothing is written where nothing has to be done.
        keep_backup: False where the caller has just made a backup of its own.

    Returns:
        What was done.

    Raises:
        FileRefused: the book cannot be read or written; it stands as it was.
    """
    target = target or path
    refuse_unless_writable(target)
    counts: dict[str, int] = {}
    with ExitStack() as stack:
        book = stack.enter_context(open_book(path))
        parts = parts_to_repair(book)
        if not parts:
            return Repaired(0)
        edit = PackageEdit(book.package)
        for part in parts:
            edit.streams[book.package.member(part).filename] = partial(_stream, book.package, part, counts)

        def verify(written: Path) -> None:
            with open_book(written) as again:
                left = parts_to_repair(again)
            if left:
                raise WorkbookDamaged(path=Whole(path), problem=left[0])
            # Windows replaces no file that is still open.
            stack.close()

        backup = replace_file(target, edit.write, verify, now)
    if backup is not None and not keep_backup:
        backup.unlink()
        backup = None
    return Repaired(sum(counts.values()), backup)


def parts_to_repair(book: OpenBook) -> list[str]:
    """Return the parts of a book that hold a name of LibreOffice's in a formula."""
    return [part for part in (*book.sheets, book.main) if _holds_long_name(book.package, part)]


def _holds_long_name(package: Package, part: str) -> bool:
    return any(found for found in _formulas(package.blocks(part)))


def _formulas(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the formulas that hold a long name."""
    for chunk in cut_before(blocks, b"<c "):
        if _LONG in chunk.upper():
            yield from (formula for _, formula in _FORMULA.findall(chunk) if _LONG in formula.upper())


def _stream(package: Package, part: str, counts: dict[str, int]) -> Iterator[bytes]:
    """Yield the bytes of a part with its formulas mended, and count them."""
    counts[part] = 0
    for chunk in cut_before(package.blocks(part), b"<c "):
        if _LONG not in chunk.upper():
            yield chunk
            continue
        mended, count = mended_formulas(chunk)
        counts[part] += count
        yield mended


def mended_formulas(xml: bytes) -> tuple[bytes, int]:
    """Return the XML of a part with the names that Excel knows, and how many formulas were changed.

    Args:
        xml: whole cells, or anything else that tears no formula.
    """
    changed = 0

    def mend(match: re.Match[bytes]) -> bytes:
        nonlocal changed
        if _LONG not in match[2].upper():
            return match[0]
        changed += 1
        text = for_excel(unescape(match[2].decode("utf-8"), _QUOTES))
        return match[1] + escape(text, {'"': "&quot;"}).encode()

    return _FORMULA.sub(mend, xml), changed
