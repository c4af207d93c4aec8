"""One pass over a worksheet before any library reads it: how far it reaches, and what calamine would hide.

calamine (python-calamine 0.9) aborts the process at a cell far away, shows an error value as a blank, and
does not tell a formula from a value. So the bytes are searched first. Worksheets as Excel, LibreOffice,
XlsxWriter and openpyxl write them are searched with regular expressions (1 s for 4 million cells); a sheet of
any other layout (prefixes, cells without `r`, comments) goes through expat, which is slow and reads anything.

The expressions never look beyond the next `<`, so their time grows with the size of the sheet alone.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from xlshipcheck.errors import WorkbookDamaged, WorkbookTooLarge
from xlshipcheck.values.ranges import LAST_COLUMN, LAST_ROW, column_letters, column_number
from xlshipcheck.xlsx.safe_xml import MOST_ELEMENTS, Element, elements, refusing_parser, xml_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LARGEST_AREA: Final = 20_000_000
"""Cells of the rectangle that holds all values: twice an order book of 200,000 rows and 44 columns, and
what calamine holds in 640 MB."""
LARGEST_FRAME: Final = 64 << 20
"""Bytes before and after the rows of a sheet (columns, merges, conditional formats, links)."""
MOST_MERGES: Final = 100_000
FAR: Final = 100_000
"""Rows up to which a sheet may be as empty as it likes."""
_SPARSE: Final = 10
MOST_ERRORS: Final = 1_000_000

_CELL: Final = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"')
_FILLED: Final = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^<>]*(?<!/)>')
_FORMULA: Final = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"([^<>]*)>\s*<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)\s*(<v(?:\s[^<>]*)?>[^<])?'
)
_ERROR: Final = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>]*?\st="e"[^<>]*>\s*(?:<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)\s*)?<v>([^<]*)</v>'
)
_PREFIXED: Final = re.compile(rb"<[^\s<>/:]{1,100}:c[\s/>]")
_DIGITS: Final = b"0123456789"
_LETTERS: Final = bytes(range(ord("A"), ord("Z") + 1))


class ScannedSheet:
    """What one pass over a worksheet finds.

    Attributes:
        last_row: last row that holds a value.
        last_column: last column that holds a value.
        formula_rows: rows of the formulas by column, ascending.
        uncached: rows of the formulas without a stored result, by column, ascending: calamine reads them as blanks.
        errors: the error text of cells (row, column) that show one.
        far_rows: how many rows beyond `FAR` hold a value.
        last_far_row: the last of them; 0 for none.
        frame: the elements of the sheet outside its rows, in document order.
        plain: whether the sheet is laid out as the common writers do it.
    """

    def __init__(self) -> None:
        self.last_row = 0
        self.last_column = 0
        self.far_rows = 0
        self.last_far_row = 0
        self.formula_rows: defaultdict[int, array[int]] = defaultdict(lambda: array("L"))
        self.uncached: defaultdict[int, array[int]] = defaultdict(lambda: array("L"))
        self.errors: dict[tuple[int, int], str] = {}
        self.frame: list[Element] = []
        self.plain = True

    @property
    def stray_row(self) -> int:
        """A row far below all others, reached through emptiness; 0 for none.

        To read such a sheet is to read a million empty rows, and one key (Ctrl and an arrow) leads there.
        """
        is_stray = 0 < self.far_rows * _SPARSE < self.last_far_row - FAR
        return self.last_far_row if is_stray else 0

    def reach(self, row: int, column: int, part: str) -> None:
        """Note a cell, and refuse when the sheet has become too large.

        Raises:
            WorkbookDamaged: no sheet has such a cell.
            WorkbookTooLarge: the rectangle up to here is larger than any real sheet.
        """
        if not (0 < row <= LAST_ROW and 0 < column <= LAST_COLUMN):
            raise WorkbookDamaged(problem=f"{part}: {row} 行 {column} 列")
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)
        if self.last_row * self.last_column > LARGEST_AREA:
            last = f"{column_letters(self.last_column)}{self.last_row}"
            raise WorkbookTooLarge(problem=f"{part} の使用範囲が A1:{last} です")

    def error(self, row: int, column: int, text: str, part: str) -> None:
        """Note a cell that shows an error."""
        if len(self.errors) >= MOST_ERRORS:
            raise WorkbookTooLarge(problem=f"{part} にエラーのセルが {MOST_ERRORS:,} 個以上あります")
        self.errors[row, column] = text


def scan_sheet(blocks: Callable[[], Iterable[bytes]], part: str) -> ScannedSheet:
    """Search a worksheet.

    Args:
        blocks: starts the bytes of the sheet from their beginning; called again for a sheet of odd layout.
        part: its name, for messages.

    Raises:
        WorkbookTooLarge: a value so far away that reading the sheet would exhaust the memory.
        WorkbookDamaged: not the XML of a worksheet.
    """
    facts = _scanned(blocks, part)
    merges = sum(element.name == "mergeCell" for element in facts.frame)
    if merges > MOST_MERGES:
        raise WorkbookTooLarge(problem=f"{part} に結合セルが {merges:,} 個あります")
    return facts


def _scanned(blocks: Callable[[], Iterable[bytes]], part: str) -> ScannedSheet:
    try:
        try:
            return _scan_plain(blocks(), part, _CELL)
        except EndlessTextError:
            raise _OddLayoutError from None
        except WorkbookTooLarge:
            # Cells that have a look and no value harm no reader: look again at those with a value alone.
            return _scan_plain(blocks(), part, _FILLED)
    except _OddLayoutError:
        return _scan_any(blocks(), part)


class EndlessTextError(WorkbookTooLarge):
    """A stretch without the mark that is looked for, longer than may be held."""


class _OddLayoutError(Exception):
    """The sheet is not laid out as expected; expat has to read it."""


def _scan_plain(blocks: Iterable[bytes], part: str, cells: re.Pattern[bytes]) -> ScannedSheet:
    facts = ScannedSheet()
    head, rest = _until(iter(blocks), b"<sheetData", part)
    if not head.lstrip(b"\xef\xbb\xbf").startswith((b"<?xml", b"<worksheet")) or _is_odd(head):
        raise _OddLayoutError
    tail = None
    for chunk in cut_before(rest, b"<c "):
        body, found, after = chunk.partition(b"</sheetData>")
        if tail is None:
            _scan_rows(facts, body, part, cells)
            tail = [found + after] if found else None
        else:
            tail.append(chunk)
        if tail and sum(map(len, tail)) > LARGEST_FRAME:
            raise WorkbookTooLarge(problem=part)
    behind = b"".join(tail or [])
    if tail is None or _is_odd(behind) or tail[0].count(b"<sheetData"):
        raise _OddLayoutError  # no rows at all (`<sheetData/>`), or something that only looks like a sheet
    tail.clear()
    facts.frame = elements(head + b"<sheetData>" + behind, part)
    return facts


def _until(blocks: Iterator[bytes], mark: bytes, part: str) -> tuple[bytes, Iterator[bytes]]:
    """Return what stands before a mark, and the blocks from the mark on."""
    head = b""
    for block in blocks:
        head += block
        at = head.find(mark)
        if at >= 0:
            return head[:at], _chained(head[at:], blocks)
        if len(head) > LARGEST_FRAME:
            raise WorkbookTooLarge(problem=part)
    raise _OddLayoutError


def _chained(first: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from blocks


def cut_before(blocks: Iterable[bytes], mark: bytes) -> Iterator[bytes]:
    """Yield the same bytes, cut only in front of a mark, so that no cell is torn.

    Raises:
        EndlessTextError: the mark does not come for longer than may be held.
    """
    waiting: list[bytes] = []
    length = 0
    for block in blocks:
        at = block.rfind(mark)
        if at <= 0:
            waiting.append(block)
            length += len(block)
            if length > LARGEST_FRAME:
                raise EndlessTextError(problem=f"{length >> 20} MB 以上、区切りがありません")
            continue
        yield b"".join([*waiting, block[:at]])
        waiting = [block[at:]]
        length = len(block) - at
    yield b"".join(waiting)


def _is_odd(data: bytes) -> bool:
    """Tell whether XML holds what the expressions do not know: comments, CDATA, a DTD, prefixed cells."""
    return b"<!" in data or (b":c" in data and _PREFIXED.search(data) is not None)


def _scan_rows(facts: ScannedSheet, data: bytes, part: str, cells: re.Pattern[bytes]) -> None:
    # Between rows nothing but a cell begins with `<c`, so every one of them must have been recognised.
    references = _CELL.findall(data)
    if len(references) != data.count(b"<c") or _is_odd(data):
        raise _OddLayoutError
    if cells is not _CELL:
        references = cells.findall(data)
    if references:
        # The letters and the numbers of a million references, each set in one sweep.
        joined = b" ".join(references)
        columns = set(joined.translate(None, _DIGITS).split())
        rows = set(joined.translate(None, _LETTERS).split())
        last_column = max(column_number(letters.decode()) for letters in columns)
        last_row = max(map(int, rows))
        facts.reach(last_row, last_column, part)
        if last_row > FAR:
            filled = b" ".join(_FILLED.findall(data)).translate(None, _LETTERS).split()
            far = {row for row in map(int, filled) if row > FAR}
            facts.far_rows += len(far)
            facts.last_far_row = max([facts.last_far_row, *far])
    _note_formulas(facts, data)
    _note_errors(facts, data, part)


def _note_formulas(facts: ScannedSheet, data: bytes) -> None:
    if b"<f" in data:
        found = _FORMULA.findall(data)
        if len(found) != data.count(b"<f"):
            raise _OddLayoutError
        for letters, row, attributes, cached in found:
            column = column_number(letters.decode())
            facts.formula_rows[column].append(int(row))
            # An empty result of type str is the text "", a real answer; any other empty one was never stored.
            if not cached and b't="str"' not in attributes:
                facts.uncached[column].append(int(row))


def _note_errors(facts: ScannedSheet, data: bytes, part: str) -> None:
    if b't="e"' in data or b"t='e'" in data:
        shown = _ERROR.findall(data)
        if len(shown) != data.count(b't="e"') + data.count(b"t='e'"):
            raise _OddLayoutError
        for letters, row, text in shown:
            facts.error(int(row), column_number(letters.decode()), text.decode("utf-8", "replace"), part)


def _scan_any(blocks: Iterable[bytes], part: str) -> ScannedSheet:
    facts = ScannedSheet()
    facts.plain = False
    reader = _SheetReader(facts, part)
    parser = refusing_parser()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    encodings: list[str] = []
    parser.XmlDeclHandler = lambda _version, encoding, _standalone: encodings.append(encoding or "utf-8")
    try:
        for block in blocks:
            parser.Parse(block, False)  # noqa: FBT003 # expat takes it by position only
        parser.Parse(b"", True)  # noqa: FBT003 # as above
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise WorkbookDamaged(problem=xml_problem(part, error)) from error
    if encodings and encodings[0].lower() not in {"utf-8", "us-ascii"}:
        raise WorkbookDamaged(problem=f"{part} の文字コードが {encodings[0]} です")
    if not reader.has_rows:
        raise WorkbookDamaged(problem=f"{part} はワークシートではありません")
    return facts


class _SheetReader:
    """Follows the elements of a worksheet of any layout."""

    def __init__(self, facts: ScannedSheet, part: str) -> None:
        self.facts = facts
        self.part = part
        self.has_rows = False
        self._row = self._column = self._depth = self._cells = self._blanks = 0
        self._kind = ""
        self._value: list[str] | None = None
        self._in_rows = self._has_value = self._is_formula = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        name = name.rpartition(":")[2]
        self._depth += 1
        self._blanks = 0
        if not self._in_rows:
            if len(self.facts.frame) >= MOST_ELEMENTS:
                raise WorkbookTooLarge(problem=f"{self.part} に要素が {MOST_ELEMENTS:,} 個以上あります")
            self.facts.frame.append(Element(name, attributes, self._depth))
            if name == "sheetData":
                self._in_rows = self.has_rows = True
        elif name == "row":
            self._row = self._number(attributes.get("r"), self._row + 1)
            self._column = 0
        elif name == "c":
            self._begin_cell(attributes.get("r"))
            self._kind = attributes.get("t", "")
            self._is_formula = self._has_value = False
        elif name == "f":
            self._is_formula = True
        elif name in {"v", "is"}:
            self._value = []

    def end(self, name: str) -> None:
        """Finish an element."""
        name = name.rpartition(":")[2]
        if name in {"v", "is"} and self._value is not None:
            text = "".join(self._value)
            self._value = None
            self._has_value = bool(text)
            if self._has_value:
                self.facts.reach(self._row, self._column, self.part)
                if self._row > max(FAR, self.facts.last_far_row):
                    self.facts.far_rows += 1
                    self.facts.last_far_row = self._row
                if self._kind == "e":
                    self.facts.error(self._row, self._column, text, self.part)
        elif name == "c" and self._is_formula:
            self.facts.formula_rows[self._column].append(self._row)
            if not self._has_value and self._kind != "str":
                self.facts.uncached[self._column].append(self._row)
        elif name == "sheetData":
            self._in_rows = False
        self._depth -= 1

    def text(self, data: str) -> None:
        """Collect the text of a value."""
        if self._value is not None:
            self._value.append(data)
            return
        self._blanks += len(data)
        if self._blanks > LARGEST_FRAME:  # a reader would hold them as one text
            raise WorkbookTooLarge(problem=f"{self.part} に {LARGEST_FRAME >> 20} MB 以上の空白があります")

    def _begin_cell(self, reference: str | None) -> None:
        self._cells += 1
        if self._cells > LARGEST_AREA:
            raise WorkbookTooLarge(problem=f"{self.part} にセルが {LARGEST_AREA:,} 個以上あります")
        if reference is None:
            self._column += 1
            return
        letters = reference.rstrip("0123456789")
        if not (letters.isascii() and letters.isalpha() and letters.isupper() and len(letters) <= 3):  # noqa: PLR2004 # XFD
            raise WorkbookDamaged(problem=f"{self.part}: {reference}")
        self._row = self._number(reference[len(letters) :], 0)
        self._column = column_number(letters)

    def _number(self, text: str | None, default: int) -> int:
        if text is None:
            return default
        if not (text.isascii() and text.isdigit() and len(text) <= 7):  # noqa: PLR2004 # 1,048,576
            raise WorkbookDamaged(problem=f"{self.part}: {text}")
        return int(text)
