"""Giving a workbook that LibreOffice saved the function names back that Excel knows.

Releases up to 7.4 write the long names of their own (`JP.XLSHIPCHECK.FUNCTIONS.QOO10STAGE`), for which Excel
shows `#NAME?`. Only formulas that hold such a name are changed; every other byte of every part stays. A name that
we do not know, of a newer release or mistyped, is left as it is and told: it spoils nothing else.
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.sax.saxutils import escape, unescape

from xlshipcheck.errors import ResultMismatch, Whole
from xlshipcheck.hosts.function_calls import LeftFormula, for_excel, long_names
from xlshipcheck.hosts.function_names import SERVICE
from xlshipcheck.xlsx.package_edit import PackageEdit
from xlshipcheck.xlsx.reading.guard import open_book, refuse_unless_writable
from xlshipcheck.xlsx.reading.scan import cut_before
from xlshipcheck.xlsx.reading.workbook import Workbook
from xlshipcheck.xlsx.replace import replace_file

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from xlshipcheck.xlsx.package import Package
    from xlshipcheck.xlsx.reading.guard import OpenBook

_LONG: Final = (SERVICE + ".").upper().encode()
_FORMULA: Final = re.compile(rb"(<(?:f|formula[12]?|definedName)(?:\s[^<>]*)?>)([^<]*)(?=<)")
_CELL_OR_FORMULA: Final = re.compile(
    rb"""<c\s(?:[^<>]*\s)?r=["']([A-Z]{1,3}[0-9]{1,7})["'][^<>]*>|""" + _FORMULA.pattern
)
_NAME: Final = re.compile(rb"""\sname=["']([^"'<>]*)["']""")
_QUOTES: Final = {"&quot;": '"', "&apos;": "'"}


class Survey(NamedTuple):
    """The formulas of a book that LibreOffice named.

    Attributes:
        parts: the parts of the package in which formulas can be given back.
        left: the formulas that cannot.
    """

    parts: Sequence[str]
    left: Sequence[LeftFormula]


class Repaired(NamedTuple):
    """What a repair did.

    Attributes:
        formulas: number of formulas that got their names back.
        backup: the book as it was; None where nothing had to be done, or a new file was written.
        left: the formulas that hold a name we do not know.
    """

    formulas: int
    backup: Path | None = None
    left: Sequence[LeftFormula] = ()


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
        found = survey(book)
        if not found.parts:
            return Repaired(0, None, found.left)
        edit = PackageEdit(book.package)
        for part in found.parts:
            edit.streams[book.package.member(part).filename] = partial(_stream, book.package, part, counts)

        def verify(written: Path) -> None:
            with open_book(written) as again:
                if survey(again).left != found.left:
                    raise ResultMismatch(path=Whole(path), problem=found.parts[0])
            # Windows replaces no file that is still open.
            stack.close()

        backup = replace_file(target, edit.write, verify, now)
    if backup is not None and not keep_backup:
        backup.unlink()
        backup = None
    return Repaired(sum(counts.values()), backup, found.left)


def survey(book: OpenBook) -> Survey:
    """Look for the formulas of a book that hold a name of LibreOffice's."""
    parts: list[str] = []
    left: list[LeftFormula] = []
    workbook = Workbook(book)
    sheets = {workbook.sheet(name).part: name for name in workbook.sheet_names}
    for part in (*book.sheets, book.main):
        can_be_mended = False
        for place, text in _formulas(book.package.blocks(part)):
            said = for_excel(text)
            can_be_mended = can_be_mended or said != text
            if names := long_names(said):
                where = f"シート「{sheets.get(part, part)}」の{place}" if part != book.main else place
                left.append(LeftFormula(where, names[0]))
        if can_be_mended:
            parts.append(part)
    return Survey(parts, left)


def _formulas(blocks: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    """Yield place and text of the formulas that hold a long name."""
    for chunk in cut_before(blocks, b"<c "):
        if _LONG not in chunk.upper():
            continue
        cell = ""
        for found in _CELL_OR_FORMULA.finditer(chunk):
            reference, tag, formula = found.groups()
            if reference is not None:
                cell = reference.decode()
            elif _LONG in formula.upper():
                yield _place(tag, cell), _unescaped(formula)


def _place(tag: bytes, cell: str) -> str:
    """Return where a formula stands that begins with a tag, behind the start of a cell."""
    if tag.startswith(b"<definedName"):
        named = _NAME.search(tag)
        return f"名前の定義「{_unescaped(named[1]) if named else ''}」"
    return "条件付き書式か入力規則" if tag.startswith(b"<formula") else f"{cell}セル"


def _unescaped(text: bytes) -> str:
    return unescape(text.decode("utf-8"), _QUOTES)


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
        text = _unescaped(match[2])
        said = for_excel(text)
        if said == text:
            return match[0]
        changed += 1
        return match[1] + escape(said, {'"': "&quot;"}).encode()

    return _FORMULA.sub(mend, xml), changed
