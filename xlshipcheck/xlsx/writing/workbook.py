"""A brand-new workbook: XlsxWriter makes the shell, our own writer streams the rows into it.

XlsxWriter knows styles, widths, panes, filters, tables and conditional formats, and is asked for all of
them; only the rows are too slow through it (17 s for 100,000 x 44 cells, ours 3 s). The shell is a complete
little workbook in which one row of each big sheet is a pattern: its cells carry the format of their column.
That row is replaced by the data.

    shell = io.BytesIO()
    book = xlsxwriter.Workbook(shell, SHELL_OPTIONS)
    sheet = book.add_worksheet("注文")
    sheet.write_row(0, 0, headers, bold)
    for column in range(len(headers)):
        sheet.write_blank(1, column, None, day_format if column in dates else plain)
    sheet.autofilter(0, 0, row_count, len(headers) - 1)   # ranges as they shall be in the end
    book.close()
    write_new_workbook(out, shell, {"注文": SheetRows(rows, pattern_row=2)})

The sheet gets as many columns as its widest shell row. A column without a pattern cell is plain
(`write_blank` without a format writes nothing), and so is a whole sheet without the pattern row.
"""

from __future__ import annotations

import datetime as dt
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple

from xlshipcheck.errors import WorkbookDamaged
from xlshipcheck.values.ranges import column_letters, column_number
from xlshipcheck.xlsx.package import Package
from xlshipcheck.xlsx.package_writer import PackageWriter, PartStream
from xlshipcheck.xlsx.safe_xml import elements, raw_attributes
from xlshipcheck.xlsx.writing.rows import Block, Blocks, CellValue, stream_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

SHELL_OPTIONS: Final[dict[str, Any]] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""For `xlsxwriter.Workbook`: text of a shop is text, never a formula or a link."""
SHELL_CREATED: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001 # a spreadsheet's property has no offset
"""For `set_properties({"created": ...})`: equal input gives equal bytes."""

REPORTED_EVERY: Final = 1000
"""Rows after which the progress is told."""

_BOOK: Final = "xl/workbook.xml"
_ROW: Final = re.compile(rb"<row\b([^>]*?)(?:/>|>(.*?)</row>)", re.DOTALL)
_CELL: Final = re.compile(rb"<c\b([^>]*?)(?:/>|>.*?</c>)", re.DOTALL)
_DIMENSION: Final = re.compile(rb'<dimension ref="[^"]*"/>')


class SheetRows(NamedTuple):
    """The rows of one sheet of a new workbook."""

    rows: Iterable[Sequence[CellValue]] | Blocks
    pattern_row: int
    """Number of the row (from 1) that the data replace; the last row of the shell's sheet."""
    row_count: int | None = None
    """Number of rows when known: only for the sheet's `dimension`, a hint for readers."""
    attributes: Iterable[str] | None = None
    """Attributes of each row beside those of the pattern, such as ` hidden="1"`; as many as rows."""
    other_rows: Mapping[int, Collection[int]] = MappingProxyType({})
    """By column from 0, positions of rows whose cells have the format that the row below the pattern has there."""


def write_new_workbook(
    out: BinaryIO,
    shell: BinaryIO,
    sheets: Mapping[str, SheetRows],
    progress: Callable[[int], None] | None = None,
) -> dict[str, int]:
    """Write a workbook from a shell and the rows of its sheets.

    Args:
        out: a file that can be written and positioned (see `safe_replace` for one that is put in place
            only when it is complete).
        shell: the workbook that XlsxWriter made, closed.
        sheets: rows by sheet name; sheets not named stay as they are in the shell.
        progress: told the number of rows written so far, every few hundred rows.

    Returns:
        The number of data rows written, by sheet name.

    Raises:
        CellRefused: a value that a cell cannot hold.
        WorkbookDamaged: the shell has no such sheet or pattern row.
    """
    shell.seek(0)
    package = Package(shell)
    book = elements(package.read(_BOOK), _BOOK)
    date1904 = any(element.name == "workbookPr" and element.flag("date1904") for element in book)
    targets = {relation.identifier: relation.target for relation in package.relationships(_BOOK)}
    sheet_elements = [element for element in book if element.name == "sheet"]
    parts = {element.attribute("name"): targets[element.attribute("id")] for element in sheet_elements}
    missing = sheets.keys() - parts.keys()
    if missing:
        raise WorkbookDamaged(problem=f"シートがありません: {', '.join(sorted(missing))}")
    by_part = {parts[name].lower(): name for name in sheets}
    writer = PackageWriter(out)
    written: dict[str, int] = {}
    for member in package.zip.infolist():
        name = by_part.get(member.filename.lower())
        if name is None:
            writer.copy(package, member)
            continue
        with writer.part(member.filename, member) as stream:
            xml = package.read(member.filename)
            written[name] = _fill(stream, xml, sheets[name], date1904=date1904, progress=progress)
    writer.finish()
    return written


def _fill(
    stream: PartStream,
    xml: bytes,
    sheet: SheetRows,
    *,
    date1904: bool,
    progress: Callable[[int], None] | None,
) -> int:
    rows = {raw_attributes(match[1]).get(b"r", b""): match for match in _ROW.finditer(xml)}
    cells = {number: _columns(match[2] or b"") for number, match in rows.items()}
    width = max((max(columns, default=0) for columns in cells.values()), default=0)
    number = b"%d" % sheet.pattern_row
    pattern = rows.get(number)
    pattern_cells = cells.get(number, {})
    styles = [pattern_cells.get(column, 0) for column in range(1, width + 1)]
    if pattern is None:
        start = end = xml.find(b"</sheetData>")
        row_attributes = {}
        if start < 0:
            raise WorkbookDamaged(problem="ひな形に見出し行がありません")
    else:
        start, end = pattern.span()
        below = rows.get(b"%d" % (sheet.pattern_row + 1))
        end = end if below is None else below.end()
        row_attributes = raw_attributes(pattern[1])
    kept = {name: value for name, value in row_attributes.items() if name not in {b"r", b"spans"}}
    below_cells = cells.get(b"%d" % (sheet.pattern_row + 1), {})
    others = {
        column: (below_cells[column + 1], positions)
        for column, positions in sheet.other_rows.items()
        if column + 1 in below_cells and positions
    }
    row_style = "".join(f' {name.decode()}="{value.decode()}"' for name, value in kept.items())
    head = xml[:start]
    if sheet.row_count is not None:
        last_row = max(sheet.pattern_row + sheet.row_count - 1, 1)
        head = _DIMENSION.sub(
            f'<dimension ref="A1:{column_letters(max(len(styles), 1))}{last_row}"/>'.encode(), head, count=1
        )
    stream.write(head)
    data = sheet.rows if progress is None else _counted(sheet.rows, progress)
    count = stream_rows(
        stream,
        data,
        styles,
        sheet.pattern_row,
        date1904=date1904,
        row_style=row_style,
        attributes=sheet.attributes,
        others=others,
    )
    stream.write(xml[end:])
    return count


def _columns(row: bytes) -> dict[int, int]:
    """Return the style of each cell that stands in a shell row, by column number."""
    styles = {}
    for match in _CELL.finditer(row):
        attributes = raw_attributes(match[1])
        letters = attributes[b"r"].rstrip(b"0123456789").decode()
        styles[column_number(letters)] = int(attributes.get(b"s", b"0"))
    return styles


def _counted(
    rows: Iterable[Sequence[CellValue]] | Blocks, progress: Callable[[int], None]
) -> Iterable[Sequence[CellValue]] | Blocks:
    """Return rows that tell at every thousandth how many of them have been taken."""
    if isinstance(rows, Blocks):
        return Blocks(_counted_blocks(rows, progress))
    return _counted_rows(rows, progress)


def _counted_rows(
    rows: Iterable[Sequence[CellValue]], progress: Callable[[int], None]
) -> Iterator[Sequence[CellValue]]:
    for number, row in enumerate(rows, 1):
        yield row
        if number % REPORTED_EVERY == 0:
            progress(number)


def _counted_blocks(rows: Blocks, progress: Callable[[int], None]) -> Iterator[Block]:
    done = 0
    for block in rows.each:
        yield block
        reported, done = done, done + block.size
        if done // REPORTED_EVERY > reported // REPORTED_EVERY:
            progress(done // REPORTED_EVERY * REPORTED_EVERY)
