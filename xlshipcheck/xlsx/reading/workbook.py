"""Reading a seller's workbook: calamine for the values, the package itself for everything around them.

calamine is the fastest reader there is for Python, and it is only let near a book that `package_guard` has
passed. What it does not tell, the guard's search of the sheet does: error values (calamine gives a blank),
formulas, and formulas whose result was never stored (they read as blanks, and the seller must know).

Rows and columns are numbered from 1.
"""

from __future__ import annotations

import datetime as dt
import itertools
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from xlshipcheck.errors import WorkbookDamaged
from xlshipcheck.values.ranges import Rectangle, parse_range
from xlshipcheck.xlsx.reading.calamine_view import calamine_errors, opened_by_calamine
from xlshipcheck.xlsx.safe_xml import Element, elements

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import python_calamine

    from xlshipcheck.xlsx.package import Relationship
    from xlshipcheck.xlsx.reading.guard import OpenBook
    from xlshipcheck.xlsx.reading.scan import ScannedSheet

ReadValue: TypeAlias = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None

_EXACT_FLOAT: Final = 1e21
"""Above it repr() of a whole number has an exponent; no number of an order comes near."""


class Table(NamedTuple):
    """A table on a sheet."""

    name: str
    part: str
    area: Rectangle
    columns: tuple[str, ...]
    header_rows: int
    totals_rows: int


class Workbook:
    """The contents of an open book.

    Args:
        book: from `package_guard.open_book`; must stay open as long as this is used.

    Raises:
        WorkbookDamaged: the workbook part contradicts the package.
    """

    def __init__(self, book: OpenBook) -> None:
        self.book = book
        package, main = book.package, book.main
        self.relations = {relation.identifier: relation for relation in package.relationships(main)}
        self._elements = elements(package.read(main), main)
        self.date1904 = any(e.name == "workbookPr" and e.flag("date1904") for e in self._elements)
        self._sheets: dict[str, Sheet] = {}
        for element in self._elements:
            if element.name == "sheet":
                self._add_sheet(element)
        self._cached: tuple[str, python_calamine.CalamineSheet] | None = None

    def _add_sheet(self, element: Element) -> None:
        relation = self.relations.get(element.attribute("id"))
        if relation is None or not relation.kind.endswith("/worksheet"):  # a chart sheet, a dialog
            return
        name = element.attribute("name")
        part = self.book.package.member(relation.target).filename
        if name in self._sheets or part not in self.book.sheets:
            raise WorkbookDamaged(problem=f"シート「{name}」")
        visible = element.attribute("state", "visible") == "visible"
        self._sheets[name] = Sheet(self, name, part, self.book.sheets[part], visible=visible)

    @property
    def sheet_names(self) -> list[str]:
        """The names of the worksheets in the order of their tabs, hidden ones included."""
        return list(self._sheets)

    def sheet(self, name: str) -> Sheet:
        """Return a worksheet by its name.

        Raises:
            WorkbookDamaged: there is none.
        """
        try:
            return self._sheets[name]
        except KeyError:
            raise WorkbookDamaged(problem=f"シート「{name}」がありません") from None

    def part_of_kind(self, kind: str) -> str | None:
        """Return the part to which the workbook has a relation of a kind (`/styles`), None without one."""
        found = [r.target for r in self.relations.values() if r.kind.endswith(kind) and not r.external]
        return self.book.package.member(found[0]).filename if found else None

    @cached_property
    def _calamine(self) -> python_calamine.CalamineWorkbook:
        return opened_by_calamine(self.book.package, self.book.main, self.book.odd_sheets)

    def calamine_sheet(self, name: str) -> python_calamine.CalamineSheet:
        """Return calamine's view of a sheet; the last one asked for is kept."""
        if self._cached is None or self._cached[0] != name:
            self._cached = None  # let the other sheet go before this one is read
            with calamine_errors(f"シート「{name}」"):
                self._cached = name, self._calamine.get_sheet_by_name(name)
        return self._cached[1]

    def release(self) -> None:
        """Let go of what calamine holds, hundreds of megabytes for a large sheet; reading loads it again."""
        self._cached = None
        self.__dict__.pop("_calamine", None)


class Sheet:
    """One worksheet of an open book; made by `Workbook`."""

    def __init__(
        self, workbook: Workbook, name: str, part: str, facts: ScannedSheet, *, visible: bool
    ) -> None:
        self.workbook = workbook
        self.name = name
        self.part = part
        self.facts = facts
        self.visible = visible

    @cached_property
    def used_size(self) -> tuple[int, int]:
        """The last row and column that hold a value, an error or a formula; (0, 0) for an empty sheet."""
        if not self.facts.last_row:
            return 0, 0
        end = self.workbook.calamine_sheet(self.name).end
        rows, columns = [end[0] + 1 if end else 0], [end[1] + 1 if end else 0]
        for row, column in self.facts.errors:
            rows.append(row)
            columns.append(column)
        for column, formula_rows in self.facts.formula_rows.items():
            rows.append(max(formula_rows))
            columns.append(column)
        return max(rows), max(columns)

    def rows(self, first_row: int, last_row: int) -> Iterator[list[ReadValue]]:
        """Yield rows one by one, each as wide as the used size.

        An error value comes as its text (`#N/A`), a blank cell as None, a whole number as int.
        """
        width = self.used_size[1]
        for row in self._raw_rows(first_row, last_row):
            values = [_value(value) for value in row]
            yield values + [None] * (width - len(values))

    def read_columns(self, columns: Sequence[int], first_row: int, last_row: int) -> list[list[ReadValue]]:
        """Return columns, each with one value for every row; no other cells are kept in memory."""
        wanted: list[list[ReadValue]] = [[] for _ in columns]
        pairs = [(column - 1, into) for column, into in zip(columns, wanted, strict=True)]
        for row in self._raw_rows(first_row, last_row):
            width = len(row)
            for index, into in pairs:
                into.append(_value(row[index]) if index < width else None)
        return wanted

    def _raw_rows(self, first_row: int, last_row: int) -> Iterator[list[object]]:
        source: Iterator[list[object]] = iter(())
        offset = 0
        if self.facts.last_row:
            sheet = self.workbook.calamine_sheet(self.name)
            start = sheet.start
            offset = start[1] if start else 0
            # iter_rows begins at row 1, and each row at the first used column.
            source = itertools.islice(sheet.iter_rows(), first_row - 1, None)  # type: ignore[arg-type]
        errors = _by_row(self.facts.errors)
        for number in range(first_row, last_row + 1):
            row: list[object] = [""] * offset
            row += next(source, ())
            for column, text in errors.get(number, ()):
                row += [""] * (column - len(row))
                row[column - 1] = text
            yield row

    def formula_rows(self, column: int) -> Sequence[int]:
        """Return the rows of a column that hold a formula."""
        return self.facts.formula_rows.get(column, ())

    def uncached(self, column: int) -> Sequence[int]:
        """Return the rows of a column whose formulas have no stored result and so read as blanks."""
        return self.facts.uncached.get(column, ())

    @cached_property
    def protected(self) -> bool:
        """Whether the sheet is protected against changes."""
        return any(e.name == "sheetProtection" and e.flag("sheet") for e in self.facts.frame)

    @cached_property
    def merged(self) -> list[Rectangle]:
        """The merged ranges."""
        return self._ranges("mergeCell")

    @cached_property
    def auto_filter(self) -> Rectangle | None:
        """The range of the sheet's own filter; a table has one of its own."""
        return next(iter(self._ranges("autoFilter")), None)

    def _ranges(self, element: str) -> list[Rectangle]:
        found = (parse_range(e.attribute("ref")) for e in self.facts.frame if e.name == element)
        return [area for area in found if area is not None]

    @cached_property
    def relations(self) -> list[Relationship]:
        """What the sheet refers to."""
        return self.workbook.book.package.relationships(self.part)

    @cached_property
    def tables(self) -> list[Table]:
        """The tables on the sheet.

        Raises:
            WorkbookDamaged: a table without a range.
        """
        package = self.workbook.book.package
        found = []
        for relation in self.relations:
            if relation.kind.endswith("/table") and not relation.external:
                part = package.member(relation.target).filename
                found.append(_table(part, elements(package.read(part), part)))
        return found

    @cached_property
    def pivot_areas(self) -> list[tuple[str, Rectangle]]:
        """Name and range of each pivot table on the sheet, its page filters included."""
        package = self.workbook.book.package
        found: list[tuple[str, Rectangle]] = []
        for relation in self.relations:
            if relation.kind.endswith("/pivotTable") and not relation.external:
                inside = elements(package.read(relation.target), relation.target)
                areas = [_pivot_area(element) for element in inside if element.name == "location"]
                found += [(inside[0].attribute("name"), area) for area in areas if area is not None]
        return found


def _table(part: str, inside: list[Element]) -> Table:
    root = inside[0]
    area = parse_range(root.attribute("ref"))
    if area is None:
        raise WorkbookDamaged(problem=part)
    return Table(
        root.attribute("displayName") or root.attribute("name"),
        part,
        area,
        tuple(element.attribute("name") for element in inside if element.name == "tableColumn"),
        root.count("headerRowCount", 1),
        root.count("totalsRowCount"),
    )


def _pivot_area(location: Element) -> Rectangle | None:
    area = parse_range(location.attribute("ref"))
    filters = location.count("rowPageCount")
    if area is None or not filters:
        return area
    # The filters stand above the table, a blank row between, two cells wide for each column of them.
    width = 3 * max(location.count("colPageCount", 1), 1) - 1
    last_column = max(area.last_column, area.first_column + width - 1)
    return area._replace(first_row=max(area.first_row - filters - 1, 1), last_column=last_column)


def _by_row(errors: dict[tuple[int, int], str]) -> dict[int, list[tuple[int, str]]]:
    rows: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in errors.items():
        rows.setdefault(row, []).append((column, text))
    return rows


def _value(value: object) -> ReadValue:
    if value == "":
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT_FLOAT:
        return int(value)
    return value  # type: ignore[return-value] # calamine gives nothing but these
