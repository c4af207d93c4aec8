"""Cells written into the rows of a sheet: a row or a cell that is repeated is parted only where something is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck.errors import LayoutRefused, PlaceTaken, Whole
from xlshipcheck.ods.cells import cell_xml, is_blank, kept_inside
from xlshipcheck.ods.names import CONTENT
from xlshipcheck.values.ranges import column_letters
from xlshipcheck.xlsx.outline import START_TAG, Splice, spliced, with_attribute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlshipcheck.ods.cells import Write
    from xlshipcheck.ods.content import Cell, Content, Row, Table

    Writes = Mapping[int, Mapping[int, Write]]


class RowWriter:
    """Writes cells into a sheet.

    Args:
        content: the file.
        table: the sheet.
    """

    def __init__(self, content: Content, table: Table) -> None:
        self._data, self._prefixes = content.data, content.prefixes
        self._table = table
        self._spanned = {
            (area.first_row, area.first_column): (
                area.last_column - area.first_column + 1,
                area.last_row - area.first_row + 1,
            )
            for area in table.merged
        }

    def splices(self, writes: Writes) -> list[Splice]:
        """Return what writes cells.

        Args:
            writes: row -> column -> what the cell shall hold.
        """
        left = sorted(row for row, cells in writes.items() if cells)
        found: list[Splice] = []
        at = 0
        for row in self._table.rows:
            begin = at
            while at < len(left) and left[at] < row.first + row.repeat:
                at += 1
            if begin == at:
                continue
            if row.repeat == 1:
                found += self._in_row(row, row.first, writes[row.first])
            else:
                found += self._parted(row, {number: writes[number] for number in left[begin:at]})
        found += self._below({number: writes[number] for number in left[at:]})
        return found

    def _parted(self, row: Row, writes: Writes) -> list[Splice]:
        """Part a row that is repeated."""
        span = row.span
        raw = self._data[span.start : span.end]
        tag_end = span.open_end - span.start
        name = self._prefixes.attribute("table:number-rows-repeated")

        def repeated(count: int) -> bytes:
            value = b"%d" % count if count > 1 else None
            return (with_attribute(raw[:tag_end], name, value) + raw[tag_end:]) if count else b""

        out, number, is_written = [], row.first, False
        for wanted, cells in writes.items():
            splices = self._in_row(row, wanted, cells)
            if not splices:
                continue
            is_written = True
            out.append(repeated(wanted - number))
            moved = [Splice(s.start - span.start, s.end - span.start, s.new) for s in splices]
            written = spliced(raw, moved)
            # The start tag may be another one: an empty element tag is opened where it gets a cell.
            opened = START_TAG.match(written)
            end = opened.end() if opened else tag_end
            out.append(with_attribute(written[:end], name, None) + written[end:])
            number = wanted + 1
        if not is_written:
            return []
        out.append(repeated(row.first + row.repeat - number))
        return [Splice(span.start, span.end, b"".join(out))]

    def _in_row(self, row: Row, number: int, writes: Mapping[int, Write]) -> list[Splice]:
        found: list[Splice] = []
        left = sorted(writes)
        at = 0
        last = 0
        for cell in row.cells:
            begin = at
            last = cell.column + cell.repeat - 1
            while at < len(left) and left[at] <= last:
                at += 1
            wanted = [column for column in left[begin:at] if self._changes(cell, writes[column])]
            if not wanted:
                continue
            if cell.is_covered:
                place = f"{column_letters(wanted[0])}{number}"
                raise PlaceTaken(sheet=self._table.name, cell=place, owner=Whole("結合されたセル"))
            if cell.repeat == 1:
                found.append(
                    Splice(cell.start, cell.end, self._written(cell, number, cell.column, writes[wanted[0]]))
                )
            else:
                found.append(Splice(cell.start, cell.end, self._parted_cell(cell, number, writes, wanted)))
        added = b"".join(self._added(writes, left[at:], last))
        if added:
            span = row.span
            if span.is_empty_tag:
                tag = self._data[span.start : span.open_end - 2].rstrip() + b">"
                close = b"</" + self._prefixes.attribute("table:table-row") + b">"
                found.append(Splice(span.start, span.end, tag + added + close))
            else:
                found.append(Splice(span.close_start, span.close_start, added))
        return found

    @staticmethod
    def _changes(cell: Cell, write: Write) -> bool:
        if cell.formula and not write.replaces_formula:
            return False
        return not is_blank(write) or cell.value is not None or bool(cell.formula)

    def _written(self, cell: Cell, row: int, column: int, write: Write) -> bytes:
        spanned = self._spanned.get((row, column), (1, 1))
        return cell_xml(self._prefixes, write, cell, kept_inside(self._data, cell), spanned)

    def _parted_cell(self, cell: Cell, row: int, writes: Mapping[int, Write], wanted: list[int]) -> bytes:
        """Part a cell that is repeated."""
        opened = START_TAG.match(self._data, cell.start)
        if opened is None:
            raise LayoutRefused(part=CONTENT)
        tag, rest = opened[0], self._data[opened.end() : cell.end]
        name = self._prefixes.attribute("table:number-columns-repeated")

        def repeated(count: int) -> bytes:
            value = b"%d" % count if count > 1 else None
            return (with_attribute(tag, name, value) + rest) if count else b""

        out, column = [], cell.column
        for place in wanted:
            out += [repeated(place - column), self._written(cell, row, place, writes[place])]
            column = place + 1
        return b"".join([*out, repeated(cell.column + cell.repeat - column)])

    def _added(self, writes: Mapping[int, Write], columns: list[int], last: int) -> Iterator[bytes]:
        """Yield cells right of the last one."""
        for column in columns:
            if is_blank(writes[column]):
                continue
            if column > last + 1:
                gap = column - last - 1
                repeat = str(gap) if gap > 1 else None
                yield self._prefixes.element("table:table-cell", {"table:number-columns-repeated": repeat})
            yield cell_xml(self._prefixes, writes[column], None)
            last = column

    def _below(self, writes: Writes) -> list[Splice]:
        """Return rows below the last one."""
        if not self._table.rows:
            raise LayoutRefused(part=CONTENT)
        bottom = self._table.rows[-1]
        last = bottom.first + bottom.repeat - 1
        out = []
        for number, cells in writes.items():
            inside = b"".join(self._added(cells, sorted(cells), 0))
            if not inside:
                continue
            if number > last + 1:
                gap = number - last - 1
                blank = self._prefixes.element("table:table-cell", {})
                repeat = {"table:number-rows-repeated": str(gap) if gap > 1 else None}
                out.append(self._prefixes.element("table:table-row", repeat, blank))
            out.append(self._prefixes.element("table:table-row", {}, inside))
            last = number
        at = self._table.rows_end
        return [Splice(at, at, b"".join(out))] if out else []
