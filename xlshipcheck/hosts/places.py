"""Places that a program would refuse half way, or where it would lose a value without a word: refused beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck import errors
from xlshipcheck.values.ranges import column_letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.sheets.port import Area, ResultColumn


def refuse_taken(
    sheet: str,
    run: Sequence[ResultColumn],
    rows: tuple[int, int],
    areas: Sequence[Area],
    merged: Sequence[Area],
) -> None:
    """Refuse result columns that would fall onto a pivot table, or into merged cells.

    Args:
        sheet: its name.
        run: result columns that stand side by side.
        rows: the row of their headers, and the last row.
        areas: tables and pivot areas of the sheet.
        merged: its merged ranges.

    Raises:
        PlaceTaken: naming the first such cell.
    """
    first, last = rows
    left, right = run[0].column, run[-1].column
    taken = [
        (f"ピボットテーブル「{area.name}」", max(area.first_row, first), max(area.first_column, left))
        for area in areas
        if not area.is_table
        and area.first_row <= last
        and area.last_row >= first
        and area.first_column <= right
        and area.last_column >= left
    ]
    for area in merged:
        # Only the first of merged cells holds a value.
        swallowed = [
            ("結合セル", row, column.column)
            for column in run
            if area.first_column <= column.column <= area.last_column
            for row, value in enumerate([column.title, *column.values], first)
            if area.first_row <= row <= area.last_row
            and (row, column.column) != (area.first_row, area.first_column)
            and value not in (None, "")
        ]
        taken += swallowed[:1]
    for owner, row, column in taken[:1]:
        raise errors.PlaceTaken(sheet=sheet, cell=f"{column_letters(column)}{row}", owner=owner)
