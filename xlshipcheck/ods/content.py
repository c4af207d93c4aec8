"""What content.xml holds, and where: tables, rows and cells with their places in the bytes.

Calc writes a million blank rows as one row that is repeated; nothing here is expanded. Positions come from expat, so an
edit is a splice of bytes and everything else stays as it is.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck.values.ranges import LAST_COLUMN, LAST_ROW, Rectangle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlshipcheck.ods.names import Prefixes

FAR: Final = 100_000
"""Rows below the last filled one, from where on another is no order but a slip of the hand."""


class Span(NamedTuple):
    """Where an element stands.

    Attributes:
        start: where its start tag begins.
        open_end: behind its start tag.
        close_start: where its end tag begins; its end for an empty element tag.
        end: behind it.
    """

    start: int
    open_end: int
    close_start: int
    end: int

    @property
    def is_empty_tag(self) -> bool:
        """Whether it is written as an empty element tag."""
        return self.close_start == self.end


class Cell(NamedTuple):
    """A cell, or several equal ones beside each other.

    Attributes:
        column: the first, from 1.
        repeat: how many there are.
        start: where it begins in the bytes.
        end: behind it.
        value: as the sheet port gives it.
        formula: with its prefix; "" for none.
        style: name of its look; "" for that of its row or column.
        check: name of its input check; "" for none.
        is_covered: whether it lies below a merged cell.
        is_calculated: whether its formula has a stored result.
        is_array: whether its formula is one of an array.
    """

    column: int
    repeat: int
    start: int
    end: int
    value: object
    formula: str = ""
    style: str = ""
    check: str = ""
    is_covered: bool = False
    is_calculated: bool = True
    is_array: bool = False


class Row:
    """A row, or several equal ones below each other.

    Attributes:
        first: its number, from 1.
        repeat: how many there are.
        span: where it stands.
        cells: left to right, blanks included.
        width: the last column that holds a value or a formula.
    """

    __slots__ = ("cells", "first", "repeat", "span", "width")

    def __init__(self, first: int, repeat: int) -> None:
        self.first = first
        self.repeat = repeat
        self.span = Span(0, 0, 0, 0)
        self.cells: list[Cell] = []
        self.width = 0

    def cell(self, column: int) -> Cell | None:
        """Return the cell of a column, None beyond the last."""
        at = bisect_right(self.cells, column, key=_column_of) - 1
        if at < 0:
            return None
        found = self.cells[at]
        return found if column < found.column + found.repeat else None


def _column_of(cell: Cell) -> int:
    return cell.column


class ColumnRun(NamedTuple):
    """Columns of one width beside each other.

    Attributes:
        column: the first.
        repeat: how many.
        start: where the element begins.
        end: behind it.
    """

    column: int
    repeat: int
    start: int
    end: int


class Named(NamedTuple):
    """A name, or a database range.

    Attributes:
        name: what it is called.
        address: what it stands for.
        start: where the element begins.
        end: behind it.
        has_header: of a database range, whether its first row is one.
    """

    name: str
    address: str
    start: int
    end: int
    has_header: bool = True


class Table:
    """A sheet.

    Attributes:
        name: its name.
        is_protected: whether it refuses changes.
        span: where it stands.
        rows: top to bottom.
        rows_end: behind the last row, and the group that it may stand in.
        columns: left to right.
        names: the names that belong to it.
        names_span: the element that holds them; None where there is none.
        merged: its merged ranges.
    """

    def __init__(self, name: str, *, is_protected: bool) -> None:
        self.name = name
        self.is_protected = is_protected
        self.span = Span(0, 0, 0, 0)
        self.rows: list[Row] = []
        self.rows_end = 0
        self.columns: list[ColumnRun] = []
        self.names: list[Named] = []
        self.names_span: Span | None = None
        self.merged: list[Rectangle] = []
        self._firsts: list[int] | None = None

    def used_size(self) -> tuple[int, int]:
        """Return the last row and column that hold a value or a formula."""
        last_row = next((row.first + row.repeat - 1 for row in reversed(self.rows) if row.width), 0)
        return last_row, max((row.width for row in self.rows), default=0)

    def stray_row(self) -> int:
        """Return the row that stands far below all others that hold anything; 0 where none does."""
        filled = [row for row in self.rows if row.width]
        if not filled or filled[-1].first <= FAR:
            return 0
        above = filled[-2].first + filled[-2].repeat - 1 if len(filled) > 1 else 0
        return filled[-1].first if filled[-1].first - above > FAR else 0

    def row_at(self, number: int) -> Row | None:
        """Return the row of a number, None below the last."""
        if self._firsts is None:
            self._firsts = [row.first for row in self.rows]
        at = bisect_right(self._firsts, number) - 1
        if at < 0:
            return None
        found = self.rows[at]
        return found if number < found.first + found.repeat else None

    def filled_rows(self, first_row: int, last_row: int) -> Iterator[tuple[int, int, Row]]:
        """Yield first and last number and the row, of those between two numbers that hold something."""
        for row in self.rows:
            if row.width and row.first <= last_row and row.first + row.repeat > first_row:
                yield max(row.first, first_row), min(row.first + row.repeat - 1, last_row), row

    def cell(self, row: int, column: int) -> Cell | None:
        """Return a cell, None where the file writes none."""
        found = self.row_at(row)
        return found.cell(column) if found else None


class Content:
    """All of content.xml that is read.

    Attributes:
        data: its bytes.
        prefixes: how it calls its namespaces.
        tables: the sheets in order.
        tables_end: behind the last of them.
        names: the names of the whole book.
        names_span: the element that holds them; None where there is none.
        database_ranges: filters and tables.
        pivots: name and address of each pivot table.
        styles: name -> place of each automatic style.
        date_styles: names of the automatic styles of dates.
        data_styles: style -> its number format.
        styles_span: the element that holds them.
        date1904: whether dates count from 1904.
    """

    def __init__(self, data: bytes, prefixes: Prefixes) -> None:
        self.data = data
        self.prefixes = prefixes
        self.tables: list[Table] = []
        self.tables_end = 0
        self.names: list[Named] = []
        self.names_span: Span | None = None
        self.database_ranges: list[Named] = []
        self.pivots: list[tuple[str, str]] = []
        self.styles: dict[str, Span] = {}
        self.date_styles: set[str] = set()
        self.data_styles: dict[str, str] = {}
        self.styles_span: Span | None = None
        self.date1904 = False

    def table(self, name: str) -> Table:
        """Return a sheet by its name."""
        return next(table for table in self.tables if table.name == name)

    def shows_date(self, style: str) -> bool:
        """Tell whether an automatic style of cells shows dates."""
        return self.data_styles.get(style, "") in self.date_styles


def within_sheet(row: int, column: int) -> bool:
    """Tell whether a place is one of a sheet."""
    return row <= LAST_ROW and column <= LAST_COLUMN
