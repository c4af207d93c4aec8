"""What a sheet of ours held when we wrote it, kept in small print at its end: so what a seller typed over is noticed.

A cell of ours that was emptied is no loss, nor is one that was moved: by a row that was inserted, or by sorting. One that
holds something else than what we wrote anywhere holds something of the seller's, and the sheet is not written over.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import zlib
from collections import Counter
from typing import TYPE_CHECKING, Final

from xlshipcheck.hosts.own_sheets.content import CellStyle, PlacedCell, SheetContent
from xlshipcheck.values.ranges import column_letters

if TYPE_CHECKING:
    from collections.abc import Sequence

MARK: Final = "xlshipcheck-cells:"
"""What a line of the record begins with."""
LINE_LENGTH: Final = 800
MASK_BYTES, SUM_BYTES = 3, 2
"""Of a row: which of its columns hold something; of a cell: what its content adds up to."""
MOST_NAMED: Final = 5
LONGEST_NAMED: Final = 20
DAYS_1904: Final = 1462
"""Days by which a serial of a book that counts from 1904 is smaller."""
ZERO: Final = dt.date(1899, 12, 30)
SMALL: Final = CellStyle(6, colour="#595959", wraps=True, at_top=True)
"""Wrapped in a row of fixed height: a line that ran over its cell would make LibreOffice print the whole sheet smaller."""
HEIGHT: Final = 9.0


def with_record(content: SheetContent) -> SheetContent:
    """Return a content with the record of its cells below it.

    Args:
        content: a sheet of ours, of at most 24 columns.
    """
    sums: dict[int, dict[int, bytes]] = {}
    # Days, stages and names of items repeat all down a list.
    known: dict[object, bytes] = {}
    for cell in content.cells:
        value = cell.value
        if value is None or value == "":
            continue
        total = known.get(value)
        if total is None:
            total = known[value] = _sum_of(_plain(value)).to_bytes(SUM_BYTES, "big")
        sums.setdefault(cell.row, {})[cell.column] = total
    packed = bytearray()
    last_row = content.last_row
    for row in range(1, last_row + 1):
        columns = sums.get(row, {})
        packed += sum([1 << (column - 1) for column in columns]).to_bytes(MASK_BYTES, "big")
        packed += b"".join([columns[column] for column in sorted(columns)])
    text = base64.b64encode(zlib.compress(bytes(packed), 9)).decode()
    lines = [text[start : start + LINE_LENGTH] for start in range(0, len(text), LINE_LENGTH)]
    first = last_row + 2
    record = [
        PlacedCell(row, 1, content.last_column, MARK + line, SMALL) for row, line in enumerate(lines, first)
    ]
    heights = {**content.heights, **{cell.row: HEIGHT for cell in record}}
    return content._replace(cells=[*content.cells, *record], heights=heights)


def typed_over(rows: Sequence[Sequence[object]]) -> str:
    """Return in words what a seller has typed into the cells of a sheet of ours; "" for nothing, or for no record.

    Args:
        rows: the sheet from A1 on, values as the book holds them.
    """
    known = _read(rows)
    if known is None:
        return ""
    elsewhere = Counter(total for columns in known.values() for total in columns.values())
    others = []
    for row, cells in enumerate(rows, 1):
        expected = known.get(row, {})
        for column, value in enumerate(cells, 1):
            plain = _plain(value)
            if plain in {"", None} or (isinstance(plain, str) and plain.startswith(MARK)):
                continue
            sums = [_sum_of(form) for form in _forms(plain)]
            if expected.get(column) in sums:
                elsewhere[expected[column]] -= 1
            else:
                others.append((row, column, plain, sums))
    found = []
    for row, column, plain, sums in others:
        moved = next((total for total in sums if elsewhere[total] > 0), None)
        if moved is not None:
            elsewhere[moved] -= 1
            continue
        shown = plain if isinstance(plain, str) else f"{plain:.10g}"
        found.append(f"{column_letters(column)}{row}「{shown[:LONGEST_NAMED]}」")
    if not found:
        return ""
    more = f" ほか{len(found) - MOST_NAMED}か所" if len(found) > MOST_NAMED else ""
    return f"入力 ({'、'.join(found[:MOST_NAMED])}{more})"


def _read(rows: Sequence[Sequence[object]]) -> dict[int, dict[int, int]] | None:
    """Return row -> column -> sum of what we wrote; None where the sheet keeps no whole record."""
    text = "".join(
        str(row[0])[len(MARK) :]
        for row in rows
        if row and isinstance(row[0], str) and row[0].startswith(MARK)
    )
    try:
        packed = zlib.decompress(base64.b64decode(text, validate=True)) if text else b""
    except (binascii.Error, ValueError, zlib.error):
        return None
    if not packed:
        return None
    known: dict[int, dict[int, int]] = {}
    place, row = 0, 0
    while place < len(packed):
        row += 1
        mask = int.from_bytes(packed[place : place + MASK_BYTES], "big")
        place += MASK_BYTES
        for column in range(1, MASK_BYTES * 8 + 1):
            if mask >> (column - 1) & 1:
                known.setdefault(row, {})[column] = int.from_bytes(packed[place : place + SUM_BYTES], "big")
                place += SUM_BYTES
    return known


def _plain(value: object) -> str | float | None:
    """Return a value as every host can tell it: a day as its serial, a text with its lines ended in one way."""
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return float((value - ZERO).days)
    if isinstance(value, (int, float)):
        return float(value)
    return None if value is None else str(value).replace("\r\n", "\n").strip()


def _forms(value: str | float | None) -> list[str | float | None]:
    return [value, value + DAYS_1904] if isinstance(value, float) else [value]


def _sum_of(value: str | float | None) -> int:
    text = f"{value:.10g}" if isinstance(value, float) else f"'{value}"
    return zlib.crc32(text.encode(errors="replace")) & 0xFFFF
