"""Does any formula of the book depend on our columns?

The stored results of such formulas are stale once our columns change, so the spreadsheet program has to
compute on loading; asking it to do so changes the workbook part, and makes Excel ask "save the changes?" on
closing, so it is asked only where needed. The answer may be a needless yes (rows are not compared), never a
wrong no, with one exception: what INDIRECT and OFFSET point to, which every program computes on loading anyhow.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from itertools import chain
from typing import TYPE_CHECKING, Final

from xlshipcheck.values.cell_references import column_number
from xlshipcheck.xlsx.reading.scan import cut_before

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlshipcheck.xlsx.reading.workbook import Workbook

_FORMULA: Final = re.compile(rb"<(?:[^\s<>/:]{1,100}:)?f(?:\s[^<>]*)?>([^<]+)")
_DIGITS: Final = re.compile(r"[0-9]+")
_RAW_DIGITS: Final = re.compile(rb"[0-9]+")
_TEXT: Final = re.compile(r'"[^"]*"')
_SHEET: Final = r"(?:(?P<quoted>'(?:[^']|'')+')!|(?P<plain>[^\W\d][\w.]*(?::[\w.]+)?)!)?"
_CELLS: Final = re.compile(
    _SHEET
    + r"(?<![\w.])\$?(?P<first>[A-Z]{1,3})\$?[0-9]+(?::\$?(?P<last>[A-Z]{1,3})\$?[0-9]+)?(?![\w.(!\[])",
    re.IGNORECASE,
)
_COLUMNS: Final = re.compile(
    _SHEET + r"(?<![\w.])\$?(?P<first>[A-Z]{1,3}):\$?(?P<last>[A-Z]{1,3})(?![\w.(!\[$])", re.IGNORECASE
)
_ROWS: Final = re.compile(_SHEET + r"(?<![\w.$:])\$?[0-9]+:\$?[0-9]+(?![\w.])")


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
        formula = _alike(_TEXT.sub('""', formula))
        if any(name.search(formula) for name in self._names):
            return True
        if any(self._is_here(match, sheet) for match in _ROWS.finditer(formula)):
            return True
        for match in chain(_CELLS.finditer(formula), _COLUMNS.finditer(formula)):
            first = column_number(match["first"].upper())
            last = column_number((match["last"] or match["first"]).upper())
            at = bisect_left(self._columns, min(first, last))
            meets = at < len(self._columns) and self._columns[at] <= max(first, last)
            if meets and self._is_here(match, sheet):
                return True
        return False

    def _is_here(self, match: re.Match[str], sheet: str) -> bool:
        named = match["plain"] or (match["quoted"] or "")[1:-1].replace("''", "'")
        if not named:
            return _alike(sheet) == self._sheet
        # `Sheet1:Sheet3!A1` reaches over several sheets; which ones is not looked up.
        return named == self._sheet or ":" in named


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
