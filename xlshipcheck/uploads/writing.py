"""Upload files written: Amazon's shipment confirmation as CP932 with tabs, QSM's as CP932 with commas, CRLF ends."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from xlshipcheck.exports.text import TAB
from xlshipcheck.uploads.forms import AMAZON, columns_of, form

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.uploads.reading import Upload

ENCODING = "cp932"


def upload_bytes(kind: str, rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return an upload file.

    Args:
        kind: `AMAZON` or `QSM`.
        rows: header -> text; what the form has no header for is left out. A sign that CP932 lacks becomes 〓, which
            the file's check names, rather than a sign of another meaning.
    """
    columns = list(columns_of(kind))
    table = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    return _bytes(kind, _above(kind, [], len(columns)), table)


def corrected_bytes(upload: Upload, corrections: Sequence[Mapping[str, str]]) -> bytes:
    """Return a corrected copy of an upload file: its head as it should be, some cells changed, all others as they are.

    Args:
        upload: the file.
        corrections: by row, header -> text.
    """
    header = list(upload.header)
    places = dict(upload.places)
    for column in columns_of(upload.kind):
        if column not in places:
            places[column] = len(header)
            header.append(column)
    table = [header]
    for row, cells in zip(upload.rows, corrections):
        raw = [*row.raw, *[""] * (len(header) - len(row.raw))]
        for column, text in cells.items():
            raw[places[column]] = text
        table.append(raw)
    return _bytes(upload.kind, _above(upload.kind, upload.above, len(header)), table)


def _above(kind: str, there: Sequence[Sequence[str]], width: int) -> list[list[str]]:
    """Return the rows above the header: those of the file, or ours where one is missing."""
    if kind != AMAZON:
        return []
    wanted = (form(AMAZON)["first_row"], form(AMAZON)["japanese"])
    first, japanese = (list(row) + [""] * (width - len(row)) for row in wanted)
    own = next((row for row in there if "".join(row[:1]).startswith(wanted[0][0])), first)
    names = next((row for row in there if wanted[1][0] in row), japanese)
    return [list(own), list(names)]


def _bytes(kind: str, above: Sequence[Sequence[str]], table: Sequence[Sequence[str]]) -> bytes:
    rows = [*above, *([_plain(cell) for cell in row] for row in table)]
    if kind == AMAZON:
        # Amazon reads no quotation marks: what parts cells was taken out of the texts.
        text = "".join(TAB.join(row) + "\r\n" for row in rows)
    else:
        out = io.StringIO()
        csv.writer(out).writerows(rows)
        text = out.getvalue()
    return "".join(map(_known_sign, text)).encode(ENCODING)


def _plain(text: str) -> str:
    """Return a text without what parts cells and rows."""
    return " ".join(text.split())


def _known_sign(sign: str) -> str:
    try:
        sign.encode(ENCODING)
    except UnicodeEncodeError:
        return "〓"
    return sign
