"""What the formulas of a book come to, stored behind them when the book is written.

A book that is refreshed or imported into as a file is looked at where nothing calculates our functions, too: on a
phone, on a Mac, in Protected View. There every formula shows what is stored behind it.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck.catalogue.registry import functions
from xlshipcheck.errors import HeaderMissing
from xlshipcheck.headers.header_row import find_header
from xlshipcheck.hosts.files.formula_parsing import NotKnownError
from xlshipcheck.hosts.files.formula_values import ZERO, Calculator
from xlshipcheck.hosts.function_calls import for_excel, has_call, long_names
from xlshipcheck.sheets.layout import TOP_ROWS
from xlshipcheck.values.results import OWN_SHEET_NAME, OWN_TODAY_NAME
from xlshipcheck.xlsx.editing.results import formulas_by_cell, without_result, written_cells
from xlshipcheck.xlsx.reading.scan import cut_before

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.hosts.files.formula_values import Place
    from xlshipcheck.values.ranges import Rectangle
    from xlshipcheck.xlsx.editing.formulas import Target
    from xlshipcheck.xlsx.editing.workbook import WorkbookEdit

MOST_FORMULAS: Final = 200_000
"""More of them take minutes; then the spreadsheet program calculates, as before."""
_VOLATILE: Final = re.compile(r"\b(?:NOW|TODAY|RAND|RANDBETWEEN|OFFSET|INDIRECT)\(", re.IGNORECASE)
_OURS: Final = re.compile("|".join(sorted(functions(), key=len, reverse=True)).encode())


def fill_results(edit: WorkbookEdit, context: Context) -> bool | None:
    """Store what the formulas come to that call our functions, that hang on those or on what is written, or have none.

    Args:
        edit: all that is to be written is in it.
        context: the as-of day, settings and rules.

    Returns:
        Whether the spreadsheet program has to calculate the book when it opens it, since something may have become
        another one that is not known here; None where the book has no formula of ours.
    """
    if edit.workbook.date1904 or not _has_ours(edit):
        return None
    book = BookCells(edit, context)
    if sum(map(len, book.formulas.values())) > MOST_FORMULAS:
        return None
    calculator = Calculator(book, context)
    results: dict[str, dict[tuple[int, int], Any]] = {}
    left: list[tuple[str, str]] = []
    for sheet, formulas in book.formulas.items():
        for (row, column), text in formulas.items():
            place = sheet, row, column
            try:
                value = calculator.result(place)
            except NotKnownError:
                left.append((sheet, text))
                continue
            if place in calculator.moved or (row, column) in book.without_result[sheet]:
                results.setdefault(sheet, {})[row, column] = value
    moved: dict[str, set[int]] = {}
    for sheet, _, column in calculator.moved:
        moved.setdefault(sheet, set()).add(column)
    for sheet, found in results.items():
        edit.store_results(sheet, found)
    targets = edit.targets(moved)
    return any(_may_be_stale(text, sheet, targets) for sheet, text in set(left))


def _may_be_stale(text: str, sheet: str, targets: Sequence[Target]) -> bool:
    """Tell whether a formula that was left as it is may come to something else; a volatile one is calculated anyway."""
    if _VOLATILE.search(text):
        return False
    # What an array formula says is not known here.
    return not text or has_call(text) or any(target.in_formula(text, sheet) for target in targets)


def _has_ours(edit: WorkbookEdit) -> bool:
    """Tell whether any formula of the book may call one of our functions."""
    sheets = [edit.workbook.sheet(name) for name in edit.workbook.sheet_names]
    return any(
        _OURS.search(block)
        for sheet in sheets
        if sheet.facts.formula_rows
        for block in cut_before(edit.book.package.blocks(sheet.part), b"<")
    )


class BookCells:
    """The cells of a book as an edit will leave them.

    Args:
        edit: all that is to be written is in it.
        context: settings with the user's own column names.
    """

    def __init__(self, edit: WorkbookEdit, context: Context) -> None:
        self._edit, self._context = edit, context
        own = {edit.own_sheet(mark) for mark in (OWN_SHEET_NAME, OWN_TODAY_NAME)}
        self._sheets = [name for name in edit.workbook.sheet_names if name not in own]
        package = edit.book.package
        self.formulas = {
            name: _known_names(formulas_by_cell(package, edit.workbook.sheet(name), edit.edits_of(name)))
            for name in self._sheets
        }
        self._written = {
            name: written_cells(edit.edits_of(name), self.formulas[name]) for name in self._sheets
        }
        self.without_result = {
            name: without_result(edit.workbook.sheet(name), edit.edits_of(name)) for name in self._sheets
        }
        self._cells: dict[str, list[list[Any]]] = {}
        self._tables = edit.tables()
        self._headers: dict[str, tuple[int, Sequence[object]]] = {}
        self._targets = edit.targets({})
        self._stale: dict[tuple[str, str], bool] = {}

    def formula(self, place: Place) -> str | None:
        """Return the formula of a cell; None for none, "" for one that is not to be calculated."""
        self._sheet(place[0])
        return self.formulas[place[0]].get(place[1:])

    def value(self, place: Place) -> Any:  # noqa: ANN401  a cell value
        """Return what stands in a cell, or is stored behind its formula; a date is its number."""
        sheet, row, column = place
        self._sheet(sheet)
        written = self._written[sheet]
        if place[1:] in written:
            return _number_of_day(written[place[1:]])
        if sheet not in self._cells:
            last = self._edit.workbook.sheet(sheet).used_size[0]
            found = self._edit.workbook.sheet(sheet).rows(1, last) if last else ()
            self._cells[sheet] = [list(map(_number_of_day, line)) for line in found]
        cells = self._cells[sheet]
        return cells[row - 1][column - 1] if row <= len(cells) and column <= len(cells[row - 1]) else None

    def is_written(self, place: Place) -> bool:
        """Tell whether a cell gets another value in this edit."""
        return place[1:] in self._written[place[0]]

    def may_have_moved(self, formula: str, sheet: str) -> bool:
        """Tell whether a formula that is not calculated here may come to something else now."""
        key = formula, sheet
        if key not in self._stale:
            self._stale[key] = bool(_VOLATILE.search(formula)) or _may_be_stale(formula, sheet, self._targets)
        return self._stale[key]

    def last_row(self, sheet: str) -> int:
        """Return the last row of a sheet that holds anything."""
        self._sheet(sheet)
        places = (*self._written[sheet], *self.formulas[sheet])
        return max([self._edit.workbook.sheet(sheet).used_size[0], *(row for row, _ in places)])

    def table(self, name: str, place: Place) -> tuple[str, Rectangle, Sequence[str]]:
        """Return sheet, area of the rows and titles of a table."""
        found = self._tables.get(name)
        if found is None:
            raise NotKnownError(name, place)
        sheet, table = found
        area = table.area._replace(
            first_row=table.area.first_row + table.header_rows,
            last_row=table.area.last_row - table.totals_rows,
        )
        return sheet, area, table.columns

    def named(self, name: str, place: Place) -> str:
        """Return what a defined name stands for."""
        text = self._edit.name_text(name)
        if not text:
            raise NotKnownError(name, place)
        return text

    def headers(self, place: Place) -> Sequence[object]:
        """Return the cells of the header row above a place: of its table, or among the first rows of its sheet."""
        sheet, row, _ = place
        for where, table in self._tables.values():
            if where == sheet and table.header_rows and table.area.holds(row, place[2]):
                before = [None] * (table.area.first_column - 1)
                return [*before, *table.columns]
        if sheet not in self._headers:
            top = [
                [self.value((sheet, line, column)) for column in range(1, 501)]
                for line in range(1, TOP_ROWS + 1)
            ]
            try:
                at, header = find_header(top, self._context.settings.columns, sheet)
            except HeaderMissing:
                raise NotKnownError(sheet) from None
            self._headers[sheet] = at + 1, list(header.headers)
        line, headers = self._headers[sheet]
        if line >= row:
            raise NotKnownError(sheet)
        return headers

    def _sheet(self, name: str) -> None:
        """Refuse a sheet that is none of the book's, or ours: what that holds now is not known yet."""
        if name not in self.formulas:
            raise NotKnownError(name)


def _known_names(formulas: dict[tuple[int, int], str]) -> dict[tuple[int, int], str]:
    """Return formulas with the names that Excel knows, as they are given back after the book is written."""
    return {place: for_excel(text) if long_names(text) else text for place, text in formulas.items()}


def _number_of_day(value: Any) -> Any:  # noqa: ANN401  a cell value
    if isinstance(value, dt.datetime):
        moment = value.replace(tzinfo=None) - dt.datetime(ZERO.year, ZERO.month, ZERO.day)  # noqa: DTZ001  no zone
        return moment / dt.timedelta(days=1)
    if isinstance(value, dt.date):
        return float((value - ZERO).days)
    if isinstance(value, dt.time):
        value = dt.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    return value / dt.timedelta(days=1) if isinstance(value, dt.timedelta) else value
