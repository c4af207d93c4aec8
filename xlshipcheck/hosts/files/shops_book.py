"""全店舗.xlsx: the overview of many shops as a workbook of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final

import xlsxwriter

from xlshipcheck.hosts.files.summary import lay_out
from xlshipcheck.hosts.own_sheets.shops import HEADER_ROW, SHEET_NAME, shops_content
from xlshipcheck.xlsx.writing.workbook import SHELL_CREATED, SHELL_OPTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.hosts.own_sheets.shops import ShopRow

FIRST_COLUMNS: Final = 3
"""Rank, name and finding stay in sight."""


def write_shops(out: BinaryIO, rows: Sequence[ShopRow], as_of: int) -> None:
    """Write the overview.

    Args:
        out: an open, empty file.
        rows: the shops, worst first.
        as_of: 基準日.
    """
    content = shops_content(rows, as_of)
    book = xlsxwriter.Workbook(out, SHELL_OPTIONS)
    book.set_properties({"created": SHELL_CREATED, "title": SHEET_NAME, "author": "xlshipcheck"})
    sheet = book.add_worksheet(SHEET_NAME)
    lay_out(book, sheet, content)
    sheet.freeze_panes(HEADER_ROW, FIRST_COLUMNS)
    sheet.autofilter(HEADER_ROW - 1, 0, HEADER_ROW - 1 + len(rows), content.last_column - 1)
    book.close()
