"""文面 as a sheet: a row for each message, ready to paste, and for each that cannot be written the reason.

Every host puts it into a book of its own: no sheet of the seller's is in its way, and nothing has to be taken back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlshipcheck.hosts.own_sheets.content import CellStyle, PlacedCell, SheetContent
from xlshipcheck.sheets.bulk_messages import HEADER
from xlshipcheck.xlsx.writing import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.sheets.bulk_messages import MessageRow

LIST_NAME: Final = "文面"
WIDTHS: Final = (24, 18, 20, 70, 40)
MOST_LINES: Final = 24
"""A row of Excel is at most 409 points high."""
CELL: Final = CellStyle(boxed=True, wraps=True, at_top=True, at_left=True)
STYLES: Final = (CELL, CELL, CELL, CELL, CELL._replace(colour="#C00000"))
TITLE: Final = CELL._replace(bold=True, fill=theme.HEADER_FILL, colour="#FFFFFF")


def message_list(rows: Sequence[MessageRow]) -> SheetContent:
    """Return messages as a sheet.

    Args:
        rows: the messages, in their order; those that cannot be written among them.
    """
    cells = [PlacedCell(1, column, column, title, TITLE) for column, title in enumerate(HEADER, 1)]
    heights: dict[int, float] = {1: theme.LINE_HEIGHT}
    for place, row in enumerate(rows, 2):
        lines = 1
        for column, text in enumerate(row):
            cells.append(PlacedCell(place, column + 1, column + 1, text or None, STYLES[column]))
            lines = max(lines, theme.line_count(text, WIDTHS[column]))
        heights[place] = theme.LINE_HEIGHT * min(lines, MOST_LINES)
    return SheetContent(cells, heights, WIDTHS, repeated=1)
