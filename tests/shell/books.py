"""Reading a workbook back with two readers that are not ours."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import openpyxl
import python_calamine

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

DETAIL = "DeliveryManagement_detail_20261121.csv"
MARKED = "DeliveryManagement_detail_20261121_判定.xlsx"
RESULTS = "段階 残り日数 最終発送日 発送率期限 確認 減点日 制限日 減点 購入者キャンセル可 判定の率".split()
"""In a book that we make; in a seller's own they are appended in another order."""


def day(text: str) -> dt.datetime:
    """Return a November or December day of 2026 as openpyxl reads a date."""
    month, number = text.split("-")
    return dt.datetime(2026, int(month), int(number))  # noqa: DTZ001  a cell has no offset


def opened(path: Path, sheet: str) -> Worksheet:
    """Return a sheet as openpyxl reads it."""
    return openpyxl.load_workbook(path)[sheet]


def rows_of(path: Path, sheet: str) -> list[list[Any]]:
    """Return the cells of a sheet as openpyxl reads them, blanks as None."""
    return [list(row) for row in opened(path, sheet).iter_rows(values_only=True)]


def calamine_rows(path: Path, sheet: str) -> list[list[Any]]:
    """Return the cells of a sheet as calamine reads them, blanks as ""."""
    return python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()


def column(path: Path, sheet: str, title: str) -> list[Any]:
    """Return the values below a header."""
    header, *rows = rows_of(path, sheet)
    return [row[header.index(title)] for row in rows]


def records(path: Path, sheet: str, *titles: str) -> list[tuple[Any, ...]]:
    """Return some columns, row by row."""
    header, *rows = rows_of(path, sheet)
    places = [header.index(title) for title in titles]
    return [tuple(row[place] for place in places) for row in rows]


def cells_under(path: Path, sheet: str, title: str) -> list[Any]:
    """Return openpyxl's cells below a header, for their types and formats."""
    loaded = opened(path, sheet)
    at = next(cell.column for cell in loaded[1] if cell.value == title)
    return [loaded.cell(row, at) for row in range(2, loaded.max_row + 1)]


def section(path: Path, title: str) -> list[list[Any]]:
    """Return the rows of a section of 集計, header first, without blanks at their ends."""
    rows = rows_of(path, "集計")
    start = next(number for number, row in enumerate(rows) if row[0] == title)
    found = []
    for row in rows[start + 1 :]:
        if row[0] is None:
            break
        cells = list(row)
        while cells and cells[-1] is None:
            cells.pop()
        found.append(cells)
    return found
