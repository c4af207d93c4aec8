"""Cells written into the rows of a worksheet that is already there; every other byte of it is copied.

The rows stream through: a megabyte is read, its rows are found, and a row that gets a cell is written again
around it. The cells themselves come from `sheet_rows`, like those of a new book. The usual refresh appends
cells behind the last one of each row, a column at a time; a row in which our cells stand already is taken
apart cell by cell.

Never touched: a formula (told to the caller), a merged range's inside (refused), the look of a cell that exists
(its style is kept, with a date format added where a date needs one).
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck.errors import LayoutRefused, PlaceTaken
from xlshipcheck.values.ranges import column_letters, column_number
from xlshipcheck.xlsx.outline import with_attribute
from xlshipcheck.xlsx.reading.scan import cut_before
from xlshipcheck.xlsx.safe_xml import raw_attributes, whole_number
from xlshipcheck.xlsx.writing.rows import ROWS_AT_ONCE, CellValue, CellWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from xlshipcheck.values.ranges import Rectangle


_ADDRESS: Final = re.compile(rb"([A-Z]{1,3})[0-9]{1,7}")


class Keep(Enum):
    """Stands for a value that is not to be written: what stands in the cell stays there."""

    KEEP = "keep"
    FORGET = "forget"


KEEP: Final = Keep.KEEP
FORGET: Final = Keep.FORGET
"""The formula of a cell stays without its stored result, which was that of a row still empty."""


class StoredResult(NamedTuple):
    """What the formula of a cell comes to: it is stored behind the formula, which stays as it is.

    Attributes:
        value: a number, a text or a truth value.
    """

    value: float | str | bool


class ColumnEdit(NamedTuple):
    """Values for the cells of one column.

    Attributes:
        column: its number.
        first_row: row of the first value.
        values: one for each row from there on; None makes a cell blank, `KEEP` leaves it alone, `FORGET` leaves
            its formula, and a `StoredResult` leaves that with another result.
        change_style: turns the style of a cell into one that fits its values (a date format, say).
        style: look of a cell that does not exist yet; None takes the row's, else the column's.
        like_neighbour: a cell that does not exist yet looks like the last one to its left.
        dresses_blanks: in a row without cells, one that gets no value gets its look all the same.
        replaces_formulas: a value takes the place of a formula that no other cell shares; else that stays.
        other_rows: rows of which the values are of another unit, say.
        other_change: as `change_style`, for those rows.
    """

    column: int
    first_row: int
    values: Sequence[CellValue | Keep | StoredResult]
    change_style: Callable[[int], int]
    style: int | None = None
    like_neighbour: bool = False
    dresses_blanks: bool = False
    replaces_formulas: bool = False
    other_rows: Collection[int] = ()
    other_change: Callable[[int], int] | None = None

    def change_in(self, row: int) -> Callable[[int], int]:
        """Return what turns the style of a cell of a row into one that fits."""
        if self.other_change is not None and row in self.other_rows:
            return self.other_change
        return self.change_style

    @property
    def end_row(self) -> int:
        """The row behind the last value."""
        return self.first_row + len(self.values)

    def value(self, row: int) -> CellValue | Keep | StoredResult:
        """Return what a row gets; KEEP outside the values."""
        index = row - self.first_row
        return self.values[index] if 0 <= index < len(self.values) else KEEP

    def values_of(self, rows: Sequence[int]) -> Sequence[CellValue | Keep | StoredResult]:
        """Return what some rows in ascending order get."""
        first, last = rows[0] - self.first_row, rows[-1] - self.first_row
        if last - first == len(rows) - 1 and first >= 0 and last < len(self.values):
            return self.values[first : last + 1]
        return [self.value(row) for row in rows]


def column_of(reference: bytes, part: str) -> int:
    """Return the column of a cell's address as it stands in the XML.

    Raises:
        LayoutRefused: it is no address.
    """
    found = _ADDRESS.fullmatch(reference)
    if found is None:
        raise LayoutRefused(part=part)
    return column_number(found[1].decode())


def _is_alone(formula: bytes) -> bool:
    """Tell whether a formula is its cell's alone: no array's, none that other cells share."""
    return raw_attributes(formula[: formula.index(b">")]).get(b"t", b"normal") == b"normal"


def same_result(found: bytes, stored: str) -> bool:
    """Tell whether two stored results say the same; a number may be written in several ways."""
    one, other = (text.partition(">")[2].partition("<")[0] for text in (found.decode(), stored))
    if one == other:
        return True
    try:
        return float(one) == float(other)
    except ValueError:
        return False


class _Row(NamedTuple):
    number: int
    start: int
    open_end: int
    close: int
    end: int
    style: int | None


class RowSplicer:
    """Writes cells into the rows of one worksheet.

    Args:
        edits: at most one for a column and row.
        part: name of the sheet's part, for messages.
        sheet: name of the sheet, for messages.
        merged: merged ranges.
        column_style: style of a column's cells that do not exist.
        writer: for the cells, with the prefix of the sheet's elements.
    """

    def __init__(
        self,
        edits: Iterable[ColumnEdit],
        part: str,
        sheet: str,
        merged: Iterable[Rectangle],
        column_style: Callable[[int], int],
        writer: CellWriter,
    ) -> None:
        self.edits = sorted(edits, key=lambda edit: edit.column)
        self.formulas_kept: list[tuple[int, int]] = []
        self._part, self._sheet, self._column_style, self._writer = part, sheet, column_style, writer
        columns = [edit.column for edit in self.edits]
        self._letters = {column: column_letters(column) for column in columns}
        self._first_column, self._last_column = min(columns), max(columns)
        self._first_row = min(edit.first_row for edit in self.edits)
        self._end_row = max(edit.end_row for edit in self.edits)
        self._merged = [area for area in merged if self._meets(area)]
        self._careful = {edit.first_row for edit in self.edits if edit.like_neighbour}
        for area in self._merged:
            self._careful.update(range(area.first_row, area.last_row + 1))
        self._next = 1
        self._spans: dict[bytes, bytes] = {}
        self._compile(writer.prefix.encode())

    def _compile(self, prefix: bytes) -> None:
        name = re.escape(prefix)
        self._row = re.compile(rb"<" + name + rb"row(?=[\s/>])([^<>]*?)(/?)>")
        self._row_end = b"</" + prefix + b"row>"
        cell = rb"c(?=[\s/>])([^<>]*?)(?:/>|>(.*?)</" + name + rb"c\s*>)"
        self._cell = re.compile(rb"<" + name + cell, re.DOTALL)
        self._cell_start = b"<" + prefix + b"c "
        self._reference = re.compile(rb"<" + name + rb'c [^<>]*?\br="([A-Z]{1,3})[0-9]+"')
        self._formula = re.compile(rb"<" + name + rb"f[\s/>]")
        self._result = re.compile(rb"<" + name + rb"v(?:\s[^<>]*)?(?:/>|>[^<]*</" + name + rb"v\s*>)")
        self._row_start = b"<" + prefix + b"row"

    def _meets(self, area: Rectangle) -> bool:
        return (
            area.first_row < self._end_row
            and area.last_row >= self._first_row
            and area.first_column <= self._last_column
            and area.last_column >= self._first_column
        )

    def splice(self, rows: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the bytes of the rows with the cells in them.

        Args:
            rows: what stands between the tags of `sheetData`, in blocks of any size.

        Raises:
            LayoutRefused: rows or cells out of order, comments, or CDATA.
            PlaceTaken: a cell inside a merged range.
            CellRefused: a value that a cell cannot hold.
        """
        for chunk in cut_before(rows, self._row_start):
            if b"<!" in chunk:
                raise LayoutRefused(part=self._part)
            yield self._spliced(chunk)
        yield self._new_rows(self._end_row)

    def _spliced(self, data: bytes) -> bytes:
        rows = self._rows(data)
        added = self._appended(data, [row for row in rows if self._first_row <= row.number < self._end_row])
        pieces, at = [], 0
        for row in rows:
            if self._next < row.number and self._next < self._end_row:
                pieces += [data[at : row.start], self._new_rows(row.number)]
                at = row.start
            self._next = row.number + 1
            if not self._first_row <= row.number < self._end_row:
                continue
            inner = data[row.open_end : row.close]
            new = inner + added[row.number] if row.number in added else self._rewritten(inner, row)
            if new != inner:
                pieces += [
                    data[at : row.start],
                    self._opened(data[row.start : row.open_end]),
                    new,
                    self._row_end,
                ]
                at = row.end
        return b"".join([*pieces, data[at:]])

    def _rows(self, data: bytes) -> list[_Row]:
        found = []
        number = self._next - 1
        for match in self._row.finditer(data):
            attributes = match[1]
            number = self._number(attributes, number)
            if match[2]:
                close = end = match.end()
            else:
                close = data.find(self._row_end, match.end())
                end = close + len(self._row_end)
                if close < 0:
                    raise LayoutRefused(part=self._part)
            style = (
                whole_number(raw_attributes(attributes).get(b"s")) if b"customFormat" in attributes else None
            )
            found.append(_Row(number, match.start(), match.end(), close, end, style))
        return found

    def _number(self, attributes: bytes, before: int) -> int:
        if attributes.startswith(b' r="'):
            text = attributes[4 : attributes.find(b'"', 4)]
        else:
            text = raw_attributes(attributes).get(b"r", b"%d" % (before + 1))
        number = whole_number(text)
        if number <= before:
            raise LayoutRefused(part=self._part)
        return number

    def _appended(self, data: bytes, rows: list[_Row]) -> dict[int, bytes]:
        """Return the new cells of the rows in which all of them stand behind the last cell."""
        by_style: dict[int | None, list[int]] = {}
        for row in rows:
            if row.number not in self._careful and self._last_cell(data, row) < self._first_column:
                by_style.setdefault(row.style, []).append(row.number)
        added: dict[int, bytes] = {}
        for style, numbers in by_style.items():
            added.update(zip(numbers, self._cells(numbers, style), strict=True))
        return added

    def _last_cell(self, data: bytes, row: _Row) -> int:
        """Return the column of a row's last cell, or one beyond all others when the row needs a closer look."""
        at = data.rfind(self._cell_start, row.open_end, row.close)
        if at < 0:
            return 0 if data[row.open_end : row.close].strip() == b"" else self._last_column
        reference = self._reference.match(data, at, row.close)
        if reference is None or data.find(b"extLst", at, row.close) >= 0:
            return self._last_column
        return column_number(reference[1].decode())

    def _cells(self, numbers: Sequence[int], row_style: int | None) -> list[bytes]:
        """Return, for each of some rows, its cells that do not exist yet."""
        texts = [str(number) for number in numbers]
        columns = []
        for edit in self.edits:
            if edit.first_row <= numbers[-1] and edit.end_row > numbers[0]:
                values = [
                    None if isinstance(value, (Keep, StoredResult)) else value
                    for value in edit.values_of(numbers)
                ]
                style = self._new_style(edit, row_style)
                letters = self._letters[edit.column]
                cells = self._writer.column(letters, texts, values, style)
                for place, number in enumerate(numbers if edit.other_rows else ()):
                    if number in edit.other_rows and cells[place]:
                        other = self._new_style(edit, row_style, row=number)
                        cells[place] = self._writer.cell(letters, texts[place], values[place], other)
                if edit.dresses_blanks and style:
                    pairs = zip(cells, texts, strict=True)
                    cells = [cell or self._writer.cell(letters, text, None, style) for cell, text in pairs]
                columns.append(cells)
        if not columns:
            return [b""] * len(numbers)
        return ["".join(cells).encode() for cells in zip(*columns, strict=True)]

    def _new_style(self, edit: ColumnEdit, row_style: int | None, neighbour: int = 0, row: int = 0) -> int:
        change = edit.change_in(row)
        if edit.like_neighbour:
            return change(neighbour)
        if row_style is not None:
            return change(row_style)
        return change(self._column_style(edit.column) if edit.style is None else edit.style)

    def _new_rows(self, limit: int) -> bytes:
        """Return the rows before `limit` that the file lacks and that get a value."""
        first, limit = max(self._next, self._first_row), min(limit, self._end_row)
        self._next = max(self._next, limit)
        made = []
        for start in range(first, limit, ROWS_AT_ONCE):
            numbers = range(start, min(start + ROWS_AT_ONCE, limit))
            for number, cells in zip(numbers, self._cells(numbers, None), strict=True):
                if cells:
                    made += [self._row_start, b' r="%d">' % number, cells, self._row_end]
        return b"".join(made)

    def _opened(self, tag: bytes) -> bytes:
        """Return the start tag of a row that has cells, its hint of columns widened to the new ones."""
        if tag.endswith(b"/>"):
            tag = tag[:-2].rstrip() + b">"
        start = tag.find(b' spans="')
        if start < 0:
            # A hint in another spelling goes; rows without one are the most.
            return with_attribute(tag, b"spans", None) if b"spans" in tag else tag
        start += 8
        end = tag.find(b'"', start)
        spans = tag[start:end]
        if spans not in self._spans:
            first, _, last = spans.partition(b":")
            ends = min(whole_number(first), self._first_column), max(whole_number(last), self._last_column)
            self._spans[spans] = b"%d:%d" % ends
        return tag[:start] + self._spans[spans] + tag[end:]

    def _rewritten(self, inner: bytes, row: _Row) -> bytes:
        """Return the cells of a row with ours among them, in order."""
        values = ((edit, edit.value(row.number)) for edit in self.edits)
        todo = [(edit, value) for edit, value in values if value is not KEEP]
        if not todo:
            return inner
        # Cells left of our first one need no look, if that one is there.
        first = self._cell_start + b'r="%b%d"' % (self._letters[todo[0][0].column].encode(), row.number)
        at = inner.find(first) if row.number not in self._careful else 0
        column = todo[0][0].column - 1 if at > 0 else 0
        at = max(at, 0)
        pieces, style, index = [inner[:at]], 0, 0
        for match in self._cell.finditer(inner, at):
            attributes = raw_attributes(match[1])
            column = self._column(attributes.get(b"r"), column)
            while index < len(todo) and todo[index][0].column < column:
                pieces += [inner[at : match.start()], self._inserted(*todo[index], row, style)]
                at = match.start()
                index += 1
            style = whole_number(attributes.get(b"s"))
            if index < len(todo) and todo[index][0].column == column:
                pieces += [inner[at : match.start()], self._replaced(*todo[index], row, match, style)]
                at = match.end()
                index += 1
        end = inner.find(b"extLst", at)
        end = len(inner) if end < 0 else inner.rfind(b"<", at, end)
        pieces.append(inner[at:end])
        pieces += [self._inserted(edit, value, row, style) for edit, value in todo[index:]]
        return b"".join([*pieces, inner[end:]])

    def _column(self, reference: bytes | None, before: int) -> int:
        column = before + 1 if reference is None else column_of(reference, self._part)
        if column <= before:
            raise LayoutRefused(part=self._part)
        return column

    def _inserted(
        self, edit: ColumnEdit, value: CellValue | Keep | StoredResult, row: _Row, neighbour: int
    ) -> bytes:
        if value is None or value == "" or isinstance(value, (Keep, StoredResult)):
            return b""
        self._refuse_merged(row.number, edit.column)
        style = self._new_style(edit, row.style, neighbour, row.number)
        return self._writer.cell(self._letters[edit.column], str(row.number), value, style).encode()

    def _replaced(
        self,
        edit: ColumnEdit,
        value: CellValue | Keep | StoredResult,
        row: _Row,
        cell: re.Match[bytes],
        style: int,
    ) -> bytes:
        content = cell[2] or b""
        if isinstance(value, StoredResult):
            return self._with_result(cell[0], value) if self._formula.search(content) else cell[0]
        if value is KEEP or (not content and (value is FORGET or value is None or value == "")):
            return cell[0]
        if value is FORGET:
            return self._forgetful(cell[0]) if self._formula.search(content) else cell[0]
        found = self._formula.search(content)
        if found and not (edit.replaces_formulas and _is_alone(content[found.start() :])):
            self.formulas_kept.append((row.number, edit.column))
            return cell[0]
        self._refuse_merged(row.number, edit.column)
        style = edit.change_in(row.number)(style) if value is not None and value != "" else style
        return self._writer.cell(self._letters[edit.column], str(row.number), value, style).encode()

    def _forgetful(self, cell: bytes) -> bytes:
        """Return a cell with its formula and without the result, which the program computes when it finds none."""
        end = cell.index(b">") + 1
        return with_attribute(cell[:end], b"t", None) + self._result.sub(b"", cell[end:])

    def _with_result(self, cell: bytes, result: StoredResult) -> bytes:
        """Return a cell with its formula and another result; byte for byte what it was where that is no other."""
        end = cell.index(b">") + 1
        kind, stored = self._writer.result(result.value)
        found = self._result.search(cell, end)
        kept = raw_attributes(cell[:end]).get(b"t", b"n").decode()
        if kept == (kind or "n") and found is not None and same_result(found[0], stored):
            return cell
        rest = self._result.sub(b"", cell[end:])
        close = rest.rindex(b"</")
        tag = with_attribute(cell[:end], b"t", kind.encode() if kind else None)
        return tag + rest[:close] + stored.encode() + rest[close:]

    def _refuse_merged(self, row: int, column: int) -> None:
        for area in self._merged:
            if area.holds(row, column) and (row, column) != area[:2]:
                cell = f"{column_letters(column)}{row}"
                raise PlaceTaken(sheet=self._sheet, cell=cell, owner=f"結合セル {area} ")
