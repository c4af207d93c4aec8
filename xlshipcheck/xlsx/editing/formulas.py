"""The formulas of a worksheet that new rows continue, read from its XML.

A spreadsheet program fills a formula down by shifting its references; an array formula is not filled down, its
rows are one formula. What cannot be told for sure (a cell without an address, say) is no pattern: the column
stays blank then, and the seller is told.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck.values.formula_text import references, shifted, without_texts
from xlshipcheck.values.ranges import LAST_COLUMN, column_letters, parse_range
from xlshipcheck.xlsx.editing.frame import halved, split_rows
from xlshipcheck.xlsx.reading.scan import cut_before
from xlshipcheck.xlsx.safe_xml import raw_attributes
from xlshipcheck.xlsx.writing.rows import Formula

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xlshipcheck.xlsx.package import Package
    from xlshipcheck.xlsx.reading.workbook import Sheet, Workbook


LONGEST_FORMULA: Final = 8_000
"""Characters: a little less than Excel's limit of 8,192, since row numbers become longer further down."""
_SHARED: Final = b"shared"
_FILLED_DOWN: Final = frozenset({b"", b"normal", _SHARED})


class Pattern(NamedTuple):
    """A formula and the cell it stands in.

    Attributes:
        text: the formula without `=`.
        row: of its cell.
        column: of its cell.
        is_volatile: whether the file asks to compute it at every calculation.
    """

    text: str
    row: int
    column: int
    is_volatile: bool = False

    def at(self, row: int, column: int) -> Formula:
        """Return the formula as it is copied to another cell of the sheet."""
        return Formula(shifted(self.text, row - self.row, column - self.column), self.is_volatile)


def read_patterns(package: Package, sheet: Sheet, rows: Mapping[int, int]) -> dict[int, Pattern]:
    """Return the formulas of some cells, those that can be filled down.

    Args:
        package: where the sheet lies.
        sheet: the sheet.
        rows: by column, the row of the cell.

    Returns:
        Column -> its formula; without those that cannot be filled down.
    """
    if not rows:
        return {}
    halves = halved(package.blocks(sheet.part), sheet.part)
    return _found(split_rows(halves, []), halves.prefix.encode(), rows)


def _found(blocks: Iterable[bytes], prefix: bytes, rows: Mapping[int, int]) -> dict[int, Pattern]:
    wanted = {f"{column_letters(column)}{row}".encode(): column for column, row in rows.items()}
    marks = [b'"%b"' % name for name in wanted] + [b"'%b'" % name for name in wanted]
    masters: dict[bytes, Pattern] = {}
    found: dict[int, Pattern] = {}
    following: dict[int, tuple[bytes, int]] = {}
    for chunk in cut_before(blocks, b"<" + prefix + b"row"):
        if b"shared" not in chunk and not any(mark in chunk for mark in marks):
            continue
        for about, pattern, kind, group in _formulas(chunk, prefix):
            if kind == _SHARED and pattern.text:
                masters[group] = pattern
            column = wanted.get(about[b"r"])
            # What carries metadata is a dynamic array or a rich value.
            if column is None or b"cm" in about or b"vm" in about:
                continue
            if kind == _SHARED and not pattern.text:
                following[column] = group, pattern.row
            elif pattern.text and kind in _FILLED_DOWN:
                found[column] = pattern
    for column, (group, row) in following.items():
        if group in masters:
            text = masters[group].at(row, column).text
            found[column] = Pattern(text, row, column, masters[group].is_volatile)
    return {column: pattern for column, pattern in found.items() if len(pattern.text) <= LONGEST_FORMULA}


def formula_cells(blocks: Iterable[bytes], prefix: bytes) -> dict[tuple[int, int], str]:
    """Return (row, column) -> the formula of each cell that has one of its own, or shares one.

    Args:
        blocks: the bytes of the rows.
        prefix: of the sheet's elements.
    """
    masters: dict[bytes, Pattern] = {}
    following: list[tuple[Pattern, bytes]] = []
    found: dict[tuple[int, int], str] = {}
    for chunk in cut_before(blocks, b"<" + prefix + b"row"):
        for about, pattern, kind, group in _formulas(chunk, prefix):
            if kind == _SHARED and pattern.text:
                masters[group] = pattern
            if b"cm" in about or b"vm" in about or kind not in _FILLED_DOWN:
                continue
            if pattern.text:
                found[pattern.row, pattern.column] = pattern.text
            elif kind == _SHARED:
                following.append((pattern, group))
    for pattern, group in following:
        if group in masters:
            found[pattern.row, pattern.column] = masters[group].at(pattern.row, pattern.column).text
    return found


def _formulas(chunk: bytes, prefix: bytes) -> Iterator[tuple[dict[bytes, bytes], Pattern, bytes, bytes]]:
    """Yield the cells of formulas: their attributes, the formula, its kind and the group that shares it."""
    name = re.escape(prefix)
    cell = rb"<%bc(?=\s)([^<>]*)>\s*<%bf(?=[\s/>])([^<>]*?)(?:/>|>([^<]*)</%bf)" % (name, name, name)
    for match in re.finditer(cell, chunk):
        about, formula = raw_attributes(match[1]), raw_attributes(match[2])
        place = parse_range(about.get(b"r", b"").decode("ascii", "replace"))
        if place is not None:
            text = html.unescape((match[3] or b"").decode("utf-8", "replace"))
            is_volatile = formula.get(b"ca") in {b"1", b"true"}
            pattern = Pattern(text, place.first_row, place.first_column, is_volatile)
            yield about, pattern, formula.get(b"t", b""), formula.get(b"si", b"")


_FORMULA: Final = re.compile(rb"<(?:[^\s<>/:]{1,100}:)?f(?:\s[^<>]*)?>([^<]+)")
_DIGITS: Final = re.compile(r"[0-9]+")
_RAW_DIGITS: Final = re.compile(rb"[0-9]+")


class Target:
    """Our columns on a sheet, as formulas may name them.

    Args:
        sheet: name of the sheet.
        columns: the columns.
        tables: titles of the columns by the table that they belong to.
    """

    def __init__(self, sheet: str, columns: Iterable[int], tables: Mapping[str, Sequence[str]]) -> None:
        self._sheet = _alike(sheet)
        self._columns = sorted(set(columns))
        self._names = [_table_name(table, titles) for table, titles in tables.items()]

    def add_name(self, name: str) -> None:
        """Note a defined name that stands for some of the columns."""
        self._names.append(re.compile(rf"(?<![\w.]){re.escape(_alike(name))}(?![\w.(])"))

    def in_formula(self, formula: str, sheet: str) -> bool:
        """Tell whether a formula may depend on the columns.

        Args:
            formula: as it stands in a cell, without `=`.
            sheet: name of the sheet it stands on.
        """
        for cells in references(formula):
            at = bisect_left(self._columns, cells.first_column)
            last = cells.last_column or LAST_COLUMN
            if at < len(self._columns) and self._columns[at] <= last and self._is_here(cells.sheet, sheet):
                return True
        plain = _alike(without_texts(formula))
        return any(name.search(plain) for name in self._names)

    def _is_here(self, named: str, sheet: str) -> bool:
        # `Sheet1:Sheet3!A1` reaches over several sheets; which ones is not looked up.
        return ":" in named or _alike(named or sheet) == self._sheet


def _table_name(table: str, titles: Sequence[str]) -> re.Pattern[str]:
    """Return what finds a reference to the whole table, to a run of its columns, or to one of those titles."""
    inside = "|".join(["#all", "#data", "#totals", ":", *(re.escape(_alike(title)) for title in titles)])
    name = rf"(?<![\w.]){re.escape(_alike(table))}(?![\w.(])"
    return re.compile(rf"{name}(?:(?!\[)|\[(?:\]|[^=+*/&]*?(?:{inside})))")


def _alike(text: str) -> str:
    """Return a text in which only what matters here can differ: no case, and every number is 1.

    Formulas filled down are the same then, so that a column of a hundred thousand is looked at once.
    """
    return _DIGITS.sub("1", text.casefold())


def is_used(workbook: Workbook, names: Iterable[tuple[str, str]], targets: Sequence[Target]) -> bool:
    """Tell whether any formula of a book depends on our columns.

    Args:
        workbook: the book.
        names: its defined names and what they stand for.
        targets: our columns, by sheet.
    """
    if not targets:
        return False
    for name, text in names:
        for target in targets:
            if target.in_formula(text, ""):
                target.add_name(name)
    sheets = [workbook.sheet(name) for name in workbook.sheet_names]
    return any(
        any_formula(workbook.book.package.blocks(sheet.part), sheet.name, targets)
        for sheet in sheets
        if sheet.facts.formula_rows
    )


def any_formula(blocks: Iterable[bytes], sheet: str, targets: Sequence[Target]) -> bool:
    """Tell whether any formula of a worksheet depends on our columns.

    Args:
        blocks: the bytes of the sheet.
        sheet: its name.
        targets: our columns.
    """
    seen: set[bytes] = set()
    for block in cut_before(blocks, b"<"):
        # The same as `_alike` on a whole block: formulas filled down differ in their row numbers alone.
        found = set(_RAW_DIGITS.sub(b"1", b"<".join(_FORMULA.findall(block))).split(b"<")) - seen
        seen |= found
        for raw in found:
            formula = html.unescape(raw.decode("utf-8", "replace"))
            if any(target.in_formula(formula, sheet) for target in targets):
                return True
    return False
