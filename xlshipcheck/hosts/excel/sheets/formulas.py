"""The formula of a cell continued in cells below it, by Excel itself: in R1C1 a formula reads the same in every row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlshipcheck.hosts.excel.sheets.undo import change, plain_rows, remember_cells
from xlshipcheck.xlsx.writing import theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlshipcheck.hosts.excel.sheets.ranges import Com
    from xlshipcheck.hosts.excel.sheets.undo import Undo

GENERAL: Final = "General"
BEHIND: Final = "-"
"""Stands for the cell behind the last one, which ends a run of empty ones."""


def can_be_continued(cell: Com) -> bool:
    """Tell whether a cell's formula may be given to cells below it: it has one, and one that is no array's."""
    # An Excel that does not know dynamic arrays knows no HasSpill either.
    return bool(cell.HasFormula) and not cell.HasArray and not getattr(cell, "HasSpill", False)


def continue_formula(undo: Undo, pattern: Com, target: Com) -> None:
    """Give cells the formula of a cell.

    Args:
        undo: where it is noted how to take it back.
        pattern: the cell.
        target: empty cells of its column.
    """
    # `FormulaR1C1` would put an @ before what may be an array.
    text = getattr(pattern, "Formula2R1C1", None)
    member = "FormulaR1C1" if text is None else "Formula2R1C1"
    remember_cells(undo, target)
    is_text = target.NumberFormat == theme.TEXT_FORMAT
    if is_text:
        # What is typed into a cell of texts is a text, also when it begins with =.
        change(undo, target, "NumberFormat", GENERAL, theme.TEXT_FORMAT)
    setattr(target, member, pattern.FormulaR1C1 if text is None else text)
    if is_text:
        target.NumberFormat = theme.TEXT_FORMAT


def empty_runs(column: Com, first_row: int) -> Iterator[tuple[int, int]]:
    """Yield the first and the last row of each run of empty cells in a column.

    Args:
        column: a range of one column.
        first_row: its first row.
    """
    start = 0
    texts = [row[0] for row in plain_rows(column.Formula)]
    for row, text in enumerate([*texts, BEHIND], first_row):
        if text in ("", None):
            start = start or row
        elif start:
            yield start, row - 1
            start = 0
