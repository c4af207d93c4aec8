"""All that one worksheet gets in an edit, and the stream of its new bytes."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck.errors import PlaceTaken
from xlshipcheck.values.ranges import Rectangle, around, column_letters
from xlshipcheck.values.results import DATE, TEXT
from xlshipcheck.xlsx.editing.cells import FORGET, KEEP, ColumnEdit, RowSplicer, column_of
from xlshipcheck.xlsx.editing.formulas import Pattern, read_patterns
from xlshipcheck.xlsx.editing.frame import Head, Tail, halved, split_rows
from xlshipcheck.xlsx.editing.grown_ranges import Growth
from xlshipcheck.xlsx.reading.scan import cut_before
from xlshipcheck.xlsx.safe_xml import raw_attributes, whole_number
from xlshipcheck.xlsx.writing.rows import CellWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from xlshipcheck.xlsx.editing.cells import Keep
    from xlshipcheck.xlsx.editing.styles import StyleBook, TextColour
    from xlshipcheck.xlsx.editing.tables import TableEdits
    from xlshipcheck.xlsx.package import Package
    from xlshipcheck.xlsx.reading.workbook import Sheet
    from xlshipcheck.xlsx.writing.rows import CellValue, Formula

    StyleChange = Callable[[str, Sequence[CellValue | Keep]], Callable[[int], int]]


_CELL: Final = re.compile(rb"<(?:[^\s<>/:]{1,100}:)?c(?=[\s/>])([^<>]*)>")
_NOTHING: Final = (None, "", KEEP, FORGET)


class SheetChanges:
    """What one worksheet gets.

    Args:
        sheet: the sheet as it is read.
        package: the package it lies in.
        styles: gives the book's style sheet when a colour needs it.

    Attributes:
        filters: columns that the sheet's filter shall reach, from their header on.
        filter_last_row: the row that it shall reach; 0 where it stays.
        has_new_formulas: whether cells get formulas, or formulas lose the result of an empty row.
        has_fewer_formulas: whether values take the place of formulas.
    """

    def __init__(self, sheet: Sheet, package: Package, styles: Callable[[], StyleBook]) -> None:
        self.sheet = sheet
        self.edits: list[ColumnEdit] = []
        self.widths: dict[int, float] = {}
        self.formulas_kept: list[tuple[int, int]] = []
        self.filters: list[Rectangle] = []
        self.filter_last_row = 0
        self.has_new_formulas = False
        self.has_fewer_formulas = False
        self.growths: list[Growth] = []
        self.filter_moved: tuple[Rectangle, Rectangle] | None = None
        self._colours: list[tuple[Rectangle, Sequence[TextColour]]] = []
        self._package, self._styles = package, styles

    def add(self, edit: ColumnEdit) -> None:
        """Write values into a column; where values were to be written before, the later ones win."""
        for index, earlier in enumerate(self.edits):
            if (
                earlier.column == edit.column
                and earlier.first_row < edit.end_row
                and edit.first_row < earlier.end_row
            ):
                rows = range(earlier.first_row, earlier.end_row)
                pairs = zip(rows, earlier.values, strict=True)
                values = [value if edit.value(row) is KEEP else KEEP for row, value in pairs]
                self.edits[index] = earlier._replace(values=values)
        self.edits.append(edit)

    def refuse_taken(self, area: Rectangle, table: str | None) -> None:
        """Refuse cells of a pivot table, or of any table but the one named (None: tables are no matter).

        Raises:
            PlaceTaken: whose the cells are.
        """
        taken = [(f"ピボットテーブル「{name}」", place) for name, place in self.sheet.pivot_areas]
        if table is not None:
            others = [other for other in self.sheet.tables if other.name != table]
            taken += [(f"テーブル「{other.name}」", other.area) for other in others]
        for owner, place in taken:
            if place.meets(area):
                cell = f"{column_letters(area.first_column)}{area.first_row}"
                raise PlaceTaken(sheet=self.sheet.name, cell=cell, owner=owner)

    def texts(self, row: int, columns: Collection[int]) -> dict[int, object]:
        """Return what stands in some cells of a row now."""
        values = next(iter(self.sheet.rows(row, row))) if columns else []
        return {column: values[column - 1] for column in columns if column <= len(values)}

    def colour(self, area: Rectangle, colours: Sequence[TextColour]) -> None:
        """Give the cells of a column colours by their text."""
        self._colours.append((area, colours))

    def reach(self) -> Rectangle | None:
        """Return the range of the cells that get a value."""
        areas = []
        for edit in self.edits:
            rows = range(edit.first_row, edit.end_row)
            first = next((row for row in rows if edit.value(row) not in _NOTHING), 0)
            if first:
                last = next(row for row in reversed(rows) if edit.value(row) not in _NOTHING)
                areas.append(Rectangle(first, edit.column, last, edit.column))
        return around(areas)

    def stream(self, progress: Callable[[int], None] | None = None) -> Iterator[bytes]:
        """Yield the bytes of the sheet as it shall be.

        Args:
            progress: told how many rows of the old sheet have been gone through.

        Raises:
            LayoutRefused: the sheet is laid out so that it cannot be spliced.
            PlaceTaken: a cell inside a merged range.
            CellRefused: a value that a cell cannot hold.
        """
        part = self.sheet.part
        halves = halved(_counted(self._package.blocks(part), progress, self.sheet.facts.last_row), part)
        head = Head(halves.head, halves.prefix, part)
        yield head.edited(self.reach(), self.widths)
        yield halves.open_tag
        rest: list[bytes] = []
        rows = split_rows(halves, rest)
        if self.edits:
            writer = CellWriter(date1904=self.sheet.workbook.date1904, prefix=halves.prefix)
            splicer = RowSplicer(
                self.edits, part, self.sheet.name, self.sheet.merged, head.column_style, writer
            )
            yield from splicer.splice(rows)
            self.formulas_kept = splicer.formulas_kept
        else:
            yield from rows
        tail = Tail(b"".join(rest), halves.head, halves.prefix, part)
        moves = [tail.widen_filter(area) for area in self.filters]
        if self.filter_last_row:
            moves.append(tail.lengthen_filter(self.filter_last_row))
        moved = [move for move in moves if move is not None]
        if moved:
            self.filter_moved = moved[0][0], moved[-1][1]
        for growth in self.growths:
            tail.grow_down(growth)
        for area, colours in self._colours:
            tail.colour(area, colours, lambda colour: self._styles().colour(colour))
        yield tail.data

    def row_styles(self, row: int) -> dict[int, int]:
        """Return the style of each cell that stands in a row, by column."""
        part = self.sheet.part
        halves = halved(self._package.blocks(part), part)
        start = re.compile(
            rb"<" + re.escape(halves.prefix.encode()) + rb"""row(?=\s)[^<>]*?\sr=["']%d["'][^<>]*>""" % row
        )
        for chunk in cut_before(split_rows(halves, []), b"<" + halves.prefix.encode() + b"row"):
            found = start.search(chunk)
            if found and not found[0].endswith(b"/>"):
                end = chunk.find(b"row>", found.end())
                return _styles_of(chunk[found.end() : end if end >= 0 else len(chunk)], part)
        return {}


def _styles_of(inner: bytes, part: str) -> dict[int, int]:
    styles, column = {}, 0
    for match in _CELL.finditer(inner):
        attributes = raw_attributes(match[1])
        reference = attributes.get(b"r")
        column = column_of(reference, part) if reference else column + 1
        styles[column] = whole_number(attributes.get(b"s"))
    return styles


def _counted(
    blocks: Iterator[bytes], progress: Callable[[int], None] | None, last_row: int
) -> Iterator[bytes]:
    """Yield the blocks of a sheet, and tell about how many of its rows they held."""
    done = 0
    for block in blocks:
        yield block
        if progress is not None:
            done += block.count(b"row ") + block.count(b"<row>")
            progress(min(done, last_row))
    if progress is not None:
        progress(last_row)  # rows that are not there are gone through, too


class AddedRows(NamedTuple):
    """Rows to be added, beginning in column A.

    Attributes:
        first_row: row of the first of them.
        rows: values by column; `KEEP` leaves a cell as it is, or makes a blank one.
        like_row: a row whose cells they look like, column by column; 0: as the first of them looks already.
        table: name of the table that is to include them; "" for none.
        formulas: by column, the formula that a row gets where it has none.
        top_row: the first order, from which a format reaches down that grows with the rows; 0 for none.
    """

    first_row: int
    rows: Sequence[Sequence[CellValue | Keep]]
    like_row: int = 0
    table: str = ""
    formulas: Mapping[int, Pattern] = {}
    top_row: int = 0

    @property
    def last_row(self) -> int:
        """The last of them."""
        return self.first_row + len(self.rows) - 1


def continued_formulas(
    package: Package, tables: TableEdits, sheet: Sheet, rows: Mapping[int, int], table: str = ""
) -> dict[int, Pattern]:
    """Return the formulas that new rows get as Excel would give them.

    Args:
        package: where the sheet lies.
        tables: the book's tables.
        sheet: the sheet.
        rows: by column, a row whose formula is to be continued; 0 where there is none.
        table: the table that the new rows belong to, whose own formula for a column comes first.

    Returns:
        Column -> formula, of those columns that have one that can be continued.
    """
    own = tables.formulas(sheet, table) if table else {}
    found = {column: own[column] for column in rows if column in own}
    read = read_patterns(package, sheet, {c: row for c, row in rows.items() if row and c not in found})
    return {**found, **read}


def add_rows(
    changes: SheetChanges, tables: TableEdits, added: AddedRows, style_change_of: StyleChange
) -> None:
    """Note everything that new rows change in a sheet.

    Args:
        changes: of the sheet.
        tables: the book's tables.
        added: the rows.
        style_change_of: gives the look for the values of a column of a kind.

    Raises:
        PlaceTaken: a table with a totals row, or cells of a pivot table or another table.
    """
    first, last = added.first_row, added.last_row
    width = max(*map(len, added.rows), *added.formulas, 1)
    changes.refuse_taken(Rectangle(first, 1, last, width), added.table)
    if added.table:
        tables.grow_down(changes.sheet, added.table, last)
    styles = changes.row_styles(added.like_row or first)
    for column in range(1, width + 1):
        if column in added.formulas:
            continue
        values = [row[column - 1] if column <= len(row) else KEEP for row in added.rows]
        filled = [value for value in values if value is not KEEP]
        change = style_change_of(
            DATE if any(isinstance(value, dt.date) for value in filled) else TEXT, values
        )
        existing = set(changes.sheet.formula_rows(column)) if filled else set()
        values = [
            FORGET if value is KEEP and row in existing else value for row, value in enumerate(values, first)
        ]
        changes.has_new_formulas |= FORGET in values
        style = styles.get(column)
        changes.add(ColumnEdit(column, first, values, change, style, dresses_blanks=bool(added.like_row)))
    changes.has_new_formulas |= bool(added.formulas)
    for column, pattern in added.formulas.items():
        existing = set(changes.sheet.formula_rows(column))
        formulas = [
            FORGET if row in existing else formula
            for row, formula in enumerate(_filled_down(pattern, first, last, column), first)
        ]
        changes.add(ColumnEdit(column, first, formulas, lambda style: style, styles.get(column)))
    filtered = changes.sheet.auto_filter
    if filtered and not added.table and filtered.last_row == first - 1:
        changes.filter_last_row = last
    if added.top_row:
        changes.growths.append(Growth(added.top_row, first, last))


def _filled_down(pattern: Pattern, first: int, last: int, column: int) -> list[Formula]:
    top, bottom = pattern.at(first, column), pattern.at(last, column)
    if top == bottom:  # as most formulas of tables: they name columns, no cells
        return [top] * (last - first + 1)
    return [pattern.at(row, column) for row in range(first, last + 1)]
