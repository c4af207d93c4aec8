"""Giving a workbook the function names back that Excel knows: one that LibreOffice saved, or another PC.

Releases of LibreOffice up to 7.4 write the long names of their own (`JP.XLSHIPCHECK.FUNCTIONS.QOO10STAGE`), for which
Excel shows `#NAME?`. A function of an add-in is stored with the add-in's place on the PC where it was typed, which is
a link to a file that is nowhere else; once no formula needs it the link goes, too. Only such formulas are changed;
every other byte of every part stays. A name that we do not know, of a newer release or mistyped, is left as it is and
told: it spoils nothing else.
"""

from __future__ import annotations

import filecmp
import re
import shutil
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.sax.saxutils import escape, unescape

from xlshipcheck.catalogue.registry import functions
from xlshipcheck.errors import ResultMismatch, Whole
from xlshipcheck.hosts.function_calls import UnresolvedFormula, for_excel, foreign_call, long_names
from xlshipcheck.hosts.function_names import SERVICE
from xlshipcheck.xlsx.locks import refuse_other_ending, refuse_unless_writable
from xlshipcheck.xlsx.package import relationships_part
from xlshipcheck.xlsx.package_edit import PackageEdit
from xlshipcheck.xlsx.reading.guard import open_book
from xlshipcheck.xlsx.reading.scan import cut_before
from xlshipcheck.xlsx.reading.workbook import Workbook
from xlshipcheck.xlsx.replace import replace_file

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from xlshipcheck.xlsx.package import Package
    from xlshipcheck.xlsx.reading.guard import OpenBook

_SUSPECT: Final = re.compile(
    re.escape(SERVICE + ".").encode()
    + rb"|[.!@](?:"
    + "|".join(sorted(functions(), key=len, reverse=True)).encode()
    + rb")\s*\(",
    re.IGNORECASE,
)
"""What a formula holds that may have to be given back; most formulas of a book do not."""
_LINK_NUMBER: Final = re.compile(r"\[(\d+)\]")
_ADD_IN: Final = re.compile(r"\.xlam?\Z", re.IGNORECASE)
_LINKED_NAME: Final = re.compile(rb"""<(?:\w+:)?definedName\s[^<>]*?name=["']([^"'<>]*)["']""")
_FORMULA: Final = re.compile(rb"(<(?:f|formula[12]?|definedName)(?:\s[^<>]*)?>)([^<]*)(?=<)")
_CELL_OR_FORMULA: Final = re.compile(
    rb"""<c\s(?:[^<>]*\s)?r=["']([A-Z]{1,3}[0-9]{1,7})["'][^<>]*>|""" + _FORMULA.pattern
)
_EXTERNAL: Final = re.compile(rb"""<((?:\w+:)?)externalReference\s[^<>]*?id=["']([^"'<>]*)["'][^<>]*/>""")
_NO_EXTERNALS: Final = re.compile(
    rb"<((?:\w+:)?)externalReferences(?:\s[^<>]*)?>\s*</\1externalReferences>|<(?:\w+:)?externalReferences\s*/>"
)
_NAME: Final = re.compile(rb"""\sname=["']([^"'<>]*)["']""")
_QUOTES: Final = {"&quot;": '"', "&apos;": "'"}


class Survey(NamedTuple):
    """The formulas of a book that Excel does not know as they are written.

    Attributes:
        parts: the parts of the package in which formulas can be given back.
        unresolved: the formulas that cannot.
        placed: the first call that names the file of an add-in, as it stands there; "" for none.
        marked: the first call with a mark of Excel's before its name (`_xludf.`, `@`); "" for none.
        is_from_calc: whether a formula has LibreOffice's name of a function.
        links: the parts of links to add-ins of ours that no formula needs any more, once it is given back.
        add_ins: where the add-ins lie that the book links to.
    """

    parts: Sequence[str]
    unresolved: Sequence[UnresolvedFormula]
    placed: str = ""
    marked: str = ""
    is_from_calc: bool = False
    links: Sequence[str] = ()
    add_ins: Sequence[str] = ()


class Repaired(NamedTuple):
    """What a repair did.

    Attributes:
        formulas: number of formulas that got their names back.
        backup: the book as it was; None where nothing had to be done, or a new file was written.
        unresolved: the formulas that hold a name we do not know.
        links: number of links to another PC's add-in that were taken out.
    """

    formulas: int
    backup: Path | None = None
    unresolved: Sequence[UnresolvedFormula] = ()
    links: int = 0


def repair_book(
    path: Path, now: dt.datetime, target: Path | None = None, *, keep_backup: bool = True
) -> Repaired:
    """Give a book the names back that Excel knows.

    Args:
        path: an .xlsx or .xlsm file.
        now: the seller's local time, for the name of the backup.
        target: where to; the book itself when not given. Where nothing has to be done the book itself is left as it is,
            and another file gets its bytes.
        keep_backup: False where the caller has just made a backup of its own.

    Returns:
        What was done.

    Raises:
        FileRefused: the book cannot be read or written; it stands as it was.
    """
    target = target or path
    refuse_other_ending(target, path)
    refuse_unless_writable(target)
    counts: dict[str, int] = {}
    with ExitStack() as stack:
        book = stack.enter_context(open_book(path))
        found = survey(book)
        in_place = target == path or (target.exists() and target.samefile(path))
        if not found.parts and not found.links:
            backup = None if in_place else _copied(path, target, now)
            return Repaired(0, backup, found.unresolved)
        edit = PackageEdit(book.package)
        for link in found.links:
            _take_out(edit, book, link)
        for part in found.parts:
            if part == book.main and found.links:
                repaired, counts[part] = repaired_formulas(edit.current(part))
                edit.put(part, repaired)
                continue
            edit.streams[book.package.member(part).filename] = partial(_stream, book.package, part, counts)

        def verify(written: Path) -> None:
            with open_book(written) as again:
                if survey(again).unresolved != found.unresolved:
                    raise ResultMismatch(path=Whole(path), problem=found.parts[0])
            # Windows replaces no file that is still open.
            stack.close()

        backup = replace_file(target, edit.write, verify, now, before=book.identity if in_place else None)
    if backup is not None and not keep_backup:
        backup.unlink()
        backup = None
    return Repaired(sum(counts.values()), backup, found.unresolved, len(found.links))


def _copied(path: Path, target: Path, now: dt.datetime) -> Path | None:
    """Write a book as it is to another place; return the backup of what stood there."""

    def write(out: BinaryIO) -> None:
        with path.open("rb") as source:
            shutil.copyfileobj(source, out)

    def verify(written: Path) -> None:
        if not filecmp.cmp(path, written, shallow=False):
            raise ResultMismatch(path=Whole(path), problem=target.name)

    return replace_file(target, write, verify, now)


def survey(book: OpenBook) -> Survey:
    """Look for the formulas of a book that hold a name of LibreOffice's or of another PC's add-in."""
    add_ins: list[str] = []
    linked = _add_in_links(book, add_ins)
    used: set[int] = set()
    placed = marked = ""
    is_from_calc = False
    parts: list[str] = []
    unresolved: list[UnresolvedFormula] = []
    workbook = Workbook(book)
    sheets = {workbook.sheet(name).part: name for name in workbook.sheet_names}
    for part in (*book.sheets, book.main):
        is_repairable = False
        for place, text in _formulas(book.package.blocks(part), all_of_them=bool(linked)):
            said = for_excel(text) if _SUSPECT.search(text.encode()) else text
            if said != text:
                is_repairable = True
                call = foreign_call(text)
                if "!" in call:
                    placed = placed or call
                elif call:
                    marked = marked or call
                is_from_calc |= bool(long_names(text))
            used |= {int(number) for number in _LINK_NUMBER.findall(said)} if linked else set()
            if names := long_names(said):
                where = f"シート「{sheets.get(part, part)}」の{place}" if part != book.main else place
                unresolved.append(UnresolvedFormula(where, names[0]))
        if is_repairable:
            parts.append(part)
    return Survey(parts, unresolved, placed, marked, is_from_calc, _unused(linked, used), add_ins)


def _add_in_links(book: OpenBook, add_ins: list[str]) -> dict[int, str]:
    """Return number -> part of the links to an add-in whose names are all functions of ours; 0 -> the last number.

    Args:
        book: the book.
        add_ins: takes where the add-ins lie, of ours or not.
    """
    relations = {relation.identifier: relation for relation in book.package.relationships(book.main)}
    references = _EXTERNAL.findall(book.package.read(book.main))
    known = {name.upper() for name in functions()}
    found: dict[int, str] = {}
    for number, (_, identifier) in enumerate(references, 1):
        relation = relations.get(identifier.decode())
        if relation is None:
            continue
        targets = [one.target for one in book.package.relationships(relation.target)]
        places = [target for target in targets if _ADD_IN.search(target)]
        add_ins += places
        names = {name.decode().upper() for name in _LINKED_NAME.findall(book.package.read(relation.target))}
        if places and names <= known:
            found[number] = relation.target
    return {0: str(len(references)), **found} if found else {}


def _unused(linked: Mapping[int, str], used: set[int]) -> list[str]:
    """Return the links that can go: nothing needs them, and no link behind them would get another number."""
    gone: list[str] = []
    for number in range(int(linked.get(0, 0)), 0, -1):
        if number not in linked or number in used:
            break
        gone.append(linked[number])
    return gone


def _take_out(edit: PackageEdit, book: OpenBook, link: str) -> None:
    """Remove a link with its own relationships and the entry in the workbook that numbers it."""
    identifiers = [
        one.identifier.encode() for one in book.package.relationships(book.main) if one.target == link
    ]
    edit.remove(link, book.main)
    edit.removed.add(book.package.member(relationships_part(link)).filename)
    data = _EXTERNAL.sub(lambda entry: b"" if entry[2] in identifiers else entry[0], edit.current(book.main))
    edit.put(book.main, _NO_EXTERNALS.sub(b"", data))


def _formulas(blocks: Iterable[bytes], *, all_of_them: bool) -> Iterator[tuple[str, str]]:
    """Yield place and text of the formulas that may have to be given back, or of all."""
    for chunk in cut_before(blocks, b"<c "):
        if not all_of_them and not _SUSPECT.search(chunk):
            continue
        cell = ""
        for found in _CELL_OR_FORMULA.finditer(chunk):
            reference, tag, formula = found.groups()
            if reference is not None:
                cell = reference.decode()
            elif all_of_them or _SUSPECT.search(formula):
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
        if not _SUSPECT.search(chunk):
            yield chunk
            continue
        repaired, count = repaired_formulas(chunk)
        counts[part] += count
        yield repaired


def repaired_formulas(xml: bytes) -> tuple[bytes, int]:
    """Return the XML of a part with the names that Excel knows, and how many formulas were changed.

    Args:
        xml: whole cells, or anything else that tears no formula.
    """
    changed = 0

    def repair(match: re.Match[bytes]) -> bytes:
        nonlocal changed
        if not _SUSPECT.search(match[2]):
            return match[0]
        text = _unescaped(match[2])
        said = for_excel(text)
        if said == text:
            return match[0]
        changed += 1
        return match[1] + escape(said, {'"': "&quot;"}).encode()

    return _FORMULA.sub(repair, xml), changed
