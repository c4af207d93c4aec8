"""The colours of the stages in an open book: conditional formats, so that they follow what the cells come to say."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from xlshipcheck.hosts.excel.sheets.ranges import address, bgr, corners, items
from xlshipcheck.hosts.excel.sheets.undo import undo_by
from xlshipcheck.xlsx.writing import theme

if TYPE_CHECKING:
    from xlshipcheck.hosts.excel.sheets.ranges import Com
    from xlshipcheck.hosts.excel.sheets.undo import Undo

# Arguments go by place: an object whose type pywin32 has not been taught takes none by name.
OMITTED: Final = import_module("pythoncom").ArgNotFound if find_spec("pythoncom") else None
CELL_VALUE, EQUAL, BEGINS_WITH, TEXT_STRING = 1, 3, 2, 9
ERROR_BEGINNING: Final = "エラー"


def colour_stages(undo: Undo, sheet: Com, column: int, first_row: int, last_row: int, title: str) -> None:
    """Colour the stages of a column, once.

    Conditions that stand there already are ours, or the seller's own wish. Ours are made to reach rows that have
    come below; the seller's are left as they are.

    Args:
        undo: where it is noted how to take it back.
        sheet: Excel's `Worksheet`.
        column: of the stages.
        first_row: first row with data.
        last_row: last row with data.
        title: the column's header, which decides what its stages are.
    """
    target = sheet.Range(address(first_row, column, last_row, column))
    if not target.FormatConditions.Count:
        undo.append(partial(_take_away, target))
        _add(target, title)
    elif not sheet.Range(address(last_row, column, last_row, column)).FormatConditions.Count:
        _extend(undo, target, title)


def _take_away(target: Com) -> None:
    if target.FormatConditions.Count:
        target.FormatConditions.Delete()


def _add(target: Com, title: str) -> None:
    """Add the conditions. They name no cell: a reference would be read in the seller's style, A1 or R1C1."""
    for text, colour in theme.COLOURS_OF[title].items():
        _paint(target.FormatConditions.Add(CELL_VALUE, EQUAL, _formula(text)), colour)
    condition = target.FormatConditions.Add(
        TEXT_STRING, OMITTED, OMITTED, OMITTED, ERROR_BEGINNING, BEGINS_WITH
    )
    _paint(condition, theme.ERROR_COLOUR)


def _extend(undo: Undo, target: Com, title: str) -> None:
    row, column, last_row, _ = corners(target)
    for condition in items(target.FormatConditions):
        reach = condition.AppliesTo
        first, left, last, right = corners(reach)
        if _is_ours(condition, title) and left == right == column and reach.Areas.Count == 1:
            wider = target.Worksheet.Range(address(min(row, first), column, max(last_row, last), column))
            undo_by(undo, condition, "ModifyAppliesToRange", reach)
            condition.ModifyAppliesToRange(wider)


def _is_ours(condition: Com, title: str) -> bool:
    if condition.Type == CELL_VALUE:
        return condition.Formula1 in map(_formula, theme.COLOURS_OF[title])
    return bool(condition.Type == TEXT_STRING and condition.Text == ERROR_BEGINNING)


def _formula(text: str) -> str:
    return f'="{text}"'


def _paint(condition: Com, colour: theme.Colour) -> None:
    condition.Interior.Color = bgr(colour.fill)
    condition.Font.Color = bgr(colour.text)
    if colour.number_format:
        condition.NumberFormat = colour.number_format
