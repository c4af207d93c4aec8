"""Amazon's shipment template saved as a workbook, as the text file that it would have been."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlshipcheck.values.cells import read_text
from xlshipcheck.xlsx.reading.guard import open_book
from xlshipcheck.xlsx.reading.workbook import Workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

# The first cell of the template, by which Amazon itself knows the file.
MARK: Final = "TemplateType=OrderFulfillment"


def shipment_text(path: Path) -> bytes | None:
    """Return the sheet of a shipment template as tab-separated text, None for any other workbook.

    Args:
        path: of an .xlsx or .xlsm file.

    Raises:
        FileRefused: it is no workbook that can be read.
    """
    with open_book(path) as opened:
        book = Workbook(opened)
        for name in book.sheet_names:
            sheet = book.sheet(name)
            rows = sheet.rows(1, sheet.used_size[0])
            first = next(rows, [])
            if first and str(first[0] or "").startswith(MARK):
                return "\r\n".join(_lines([first], rows)).encode("utf-8-sig")
    return None


def _lines(*blocks: Iterable[Sequence[object]]) -> Iterator[str]:
    for rows in blocks:
        for row in rows:
            yield "\t".join(" ".join(read_text(cell, "").split()) for cell in row)
