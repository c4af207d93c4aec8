"""The finished file, opened again before it takes the place of the seller's: is it what it must be?

Every part that was not to change has the same packed bytes; the changed ones unpack and are well-formed; and
each cell that we wrote is read back by calamine, which had no part in writing it.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.parsers import expat

from xlshipcheck.errors import ResultMismatch, WorkbookDamaged
from xlshipcheck.values.ranges import column_letters
from xlshipcheck.xlsx.editing.cells import FORGET, KEEP, StoredResult
from xlshipcheck.xlsx.order import out_of_order
from xlshipcheck.xlsx.package import Package
from xlshipcheck.xlsx.reading.calamine_view import calamine_errors, opened_by_calamine
from xlshipcheck.xlsx.reading.scan import cut_before, scan_sheet
from xlshipcheck.xlsx.safe_xml import Element, refusing_parser, xml_problem
from xlshipcheck.xlsx.writing.rows import LARGEST_INTEGER, ROWS_AT_ONCE, Formula, date_serial, legal_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    import python_calamine

    from xlshipcheck.xlsx.editing.cells import ColumnEdit
    from xlshipcheck.xlsx.reading.guard import OpenBook

_CHILD: Final = 2
_END_OF_ROWS: Final = re.compile(rb"</(?:[^\s<>/:]{1,100}:)?sheetData[\s>]")
_TICK: Final = dt.timedelta(milliseconds=1)


class WrittenCells(NamedTuple):
    """What was written into one sheet.

    Attributes:
        part: the sheet's part.
        edits: the values.
        formulas_kept: (row, column) of formulas that were left alone.
        has_formulas: whether some of the values are formulas.
    """

    part: str
    edits: Sequence[ColumnEdit]
    formulas_kept: Collection[tuple[int, int]]
    has_formulas: bool = False


def check_edit(
    path: Path,
    source: Package,
    changed: Collection[str],
    removed: Collection[str],
    added: Collection[str],
    cells: Mapping[str, WrittenCells],
    book: OpenBook,
    *,
    date1904: bool,
) -> None:
    """Compare a finished file with what it was made from.

    Args:
        path: the finished file.
        source: the package of the old file.
        changed: parts that were written anew.
        removed: parts that are gone.
        added: parts that are new.
        cells: what was written, by sheet name.
        book: the old file, as it was opened.
        date1904: whether the book counts from 1904.

    Raises:
        ResultMismatch: anything is not as it must be.
    """
    with path.open("rb") as file:
        try:
            package = Package(file)
            _compare_parts(package, source, changed, removed, added)
            for part in [*changed, *added]:
                _refuse_broken_xml(package, part)
            for sheet, written in cells.items():
                if written.has_formulas:
                    _refuse_missing_formulas(package, sheet, written)
        except WorkbookDamaged as damage:
            raise ResultMismatch(problem=damage.fields["problem"]) from damage
        if cells:
            try:
                read = opened_by_calamine(package, book.main, book.odd_sheets)
                for sheet, written in cells.items():
                    with calamine_errors(f"シート「{sheet}」"):
                        found = read.get_sheet_by_name(sheet)
                    _compare_cells(found, sheet, written, date1904=date1904)
            except WorkbookDamaged as damage:
                raise ResultMismatch(problem=damage.fields["problem"]) from damage


def _compare_parts(
    package: Package,
    source: Package,
    changed: Collection[str],
    removed: Collection[str],
    added: Collection[str],
) -> None:
    expected = [m.filename for m in source.members.values() if m.filename not in removed] + list(added)
    found = [m.filename for m in package.members.values()]
    if sorted(expected) != sorted(found):
        raise ResultMismatch(problem="部品の一覧")
    for member in source.members.values():
        if member.filename in changed or member.filename in removed:
            continue
        new = package.member(member.filename)
        alike = (new.CRC, new.file_size, new.compress_type) == (
            member.CRC,
            member.file_size,
            member.compress_type,
        )
        pairs = itertools.zip_longest(package.packed(new), source.packed(member))
        if not alike or any(ours != theirs for ours, theirs in pairs):
            raise ResultMismatch(problem=member.filename)


def _refuse_broken_xml(package: Package, part: str) -> None:
    """Refuse a part that is not well-formed, or whose children are not in the standard's order."""
    outside = _OutsideRows()
    try:
        for block in cut_before(package.blocks(part), b"</"):
            outside.parse(block)
        outside.parser.Parse(b"", True)  # noqa: FBT003 # expat takes it by position only
    except expat.ExpatError as error:
        raise ResultMismatch(problem=xml_problem(part, error)) from error
    misplaced = out_of_order(outside.elements)
    if misplaced:
        raise ResultMismatch(problem=f"{part} の {misplaced} の位置")


class _OutsideRows:
    """Notes the root of a part and its children; for the millions of cells of a sheet no Python runs."""

    def __init__(self) -> None:
        self.elements: list[Element] = []
        self.parser = refusing_parser()
        self._depth = 0
        self._in_rows = False
        self._listen()

    def parse(self, block: bytes) -> None:
        """Take the next bytes, cut in front of an end tag."""
        found = _END_OF_ROWS.search(block) if self._in_rows else None
        if found:
            self.parser.Parse(block[: found.start()], False)  # noqa: FBT003 # expat takes it by position only
            self._listen()
            block = block[found.start() :]
        self.parser.Parse(block, False)  # noqa: FBT003 # as above

    def _listen(self) -> None:
        self._in_rows = False
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        name = name.rpartition(":")[2]
        if self._depth <= _CHILD:
            self.elements.append(Element(name, attributes, self._depth))
            if name == "sheetData":
                self._in_rows = True
                self.parser.StartElementHandler = self.parser.EndElementHandler = None

    def _end(self, _: str) -> None:
        self._depth -= 1


def _refuse_missing_formulas(package: Package, sheet: str, written: WrittenCells) -> None:
    facts = scan_sheet(partial(package.blocks, written.part), written.part)
    for edit in written.edits:
        there = set(facts.formula_rows.get(edit.column, ()))
        for row, value in enumerate(edit.values, edit.first_row):
            if (isinstance(value, (Formula, StoredResult)) or value is FORGET) and row not in there:
                raise ResultMismatch(problem=f"{sheet}!{column_letters(edit.column)}{row}")


def _compare_cells(
    sheet: python_calamine.CalamineSheet, name: str, written: WrittenCells, *, date1904: bool
) -> None:
    start = sheet.start[1] if sheet.start else 0
    first = min(edit.first_row for edit in written.edits)
    last = max(edit.end_row for edit in written.edits) - 1
    rows = itertools.chain(itertools.islice(sheet.iter_rows(), first - 1, None), itertools.repeat([]))
    kept = set(written.formulas_kept)
    for start_row in range(first, last + 1, ROWS_AT_ONCE):
        numbers = range(start_row, min(start_row + ROWS_AT_ONCE, last + 1))
        chunk = list(itertools.islice(rows, len(numbers)))
        for edit in written.edits:
            if edit.first_row > numbers[-1] or edit.end_row <= numbers[0]:
                continue
            index = edit.column - 1 - start
            found = [row[index] if 0 <= index < len(row) else "" for row in chunk]
            expected = edit.values_of(numbers)
            if found == expected:  # whole columns of texts and numbers are settled here
                continue
            for number, wanted, there in zip(numbers, expected, found, strict=True):
                if wanted is KEEP or (number, edit.column) in kept:
                    continue
                if there != wanted and not _same(wanted, there, date1904=date1904):
                    raise ResultMismatch(problem=f"{name}!{column_letters(edit.column)}{number}")


def _same(expected: object, found: object, *, date1904: bool) -> bool:
    if isinstance(expected, StoredResult):
        return _same_result(expected.value, found, date1904=date1904)
    if isinstance(expected, Formula) and expected.result is not None:
        return _same_result(expected.result, found, date1904=date1904)
    # A formula without a stored result is read as a blank.
    if expected is None or expected == "" or expected is FORGET or isinstance(expected, Formula):
        return found == ""
    if isinstance(expected, str):
        return found == legal_text(expected)
    if isinstance(expected, bool):
        return found is expected
    if isinstance(expected, int) and abs(expected) >= LARGEST_INTEGER:
        return found == str(expected)
    if isinstance(expected, dt.date):
        if isinstance(found, (int, float)):  # a date format that calamine does not know
            return abs(
                found - float(date_serial(expected, date1904=date1904, cell=""))
            ) < _TICK / dt.timedelta(days=1)
        return isinstance(found, dt.date) and abs(_moment(found) - _moment(expected)) < _TICK
    return isinstance(expected, (int, float)) and found == expected


def _same_result(expected: float | str | bool, found: object, *, date1904: bool) -> bool:
    """Compare the result of a formula; a number may stand in a cell that shows a date."""
    if isinstance(found, dt.date) and not isinstance(expected, (str, bool)):
        serial = float(date_serial(found, date1904=date1904, cell=""))
        return abs(serial - expected) < _TICK / dt.timedelta(days=1)
    return _same(expected, found, date1904=date1904)


def _moment(value: dt.date) -> dt.datetime:
    return value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
