"""Which result goes to which column of an order sheet, and which of its columns are left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck import errors
from xlshipcheck.catalogue.registry import functions
from xlshipcheck.sheets.own_columns import marked_columns
from xlshipcheck.sheets.port import ResultBlock, ResultColumn
from xlshipcheck.sheets.refusals import (
    STAGE_WORDS,
    ExistingColumn,
    find_loss,
    result_titles,
)
from xlshipcheck.values.ranges import LAST_COLUMN, column_letters
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlshipcheck.sheets.layout import Layout
    from xlshipcheck.sheets.port import SheetPort
    from xlshipcheck.values.results import Assessed

MOST_FORMULA_ROWS = 3000
"""Orders in a table of our template, not counting examples, up to which its results are formulas.

An answer in Excel costs about a millisecond.
"""
TEMPLATE_TABLES = frozenset({"受注", "出荷", "営業所止め"})
"""The tables of our template."""


def plan_block(sheet: SheetPort, layout: Layout, assessed: Assessed) -> tuple[ResultBlock, tuple[str, ...]]:
    """Return what to write where, and the result columns that are left alone.

    A column of the sheet that already has a result's name is filled; the others go to the right of the
    headers, or past everything on the sheet where something stands in the way.

    Raises:
        ResultColumnTaken: a column of a result's name holds what the user has typed.
        NoRoomForResults: the sheet ends before.
    """
    marked = marked_columns(sheet, layout.header_row, layout.header.headers)
    existing = {name_key(title): column for title, column in marked.items()}
    for column, text in enumerate(layout.header.headers, 1):
        if text:
            existing.setdefault(name_key(text), column)
    found = {column.title: existing.get(name_key(column.title), 0) for column in assessed.columns}
    first, last = layout.header_row + 1, layout.last_row
    formulas = sheet.formula_columns([column for column in found.values() if column], first, last)
    judged = layout.row_count - len(assessed.passed_over)
    too_many = _too_many_formulas(sheet, layout, formulas) if judged > MOST_FORMULA_ROWS else set()
    formulas -= too_many
    formula_titles = tuple(title for title, column in found.items() if column in formulas)
    unmarked = {key: column for key, column in existing.items() if column not in marked.values()}
    _refuse_loss(sheet, layout, assessed, unmarked, formulas | too_many)
    new = [column.title for column in assessed.columns if not found[column.title]]
    start = _free_column(sheet, layout, len(new))
    for offset, title in enumerate(new):
        found[title] = start + offset
    columns = [
        ResultColumn(
            column.title,
            found[column.title],
            column.kind,
            column.values,
            found[column.title] in too_many,
            column.calendar_rows,
        )
        for column in assessed.columns
        if column.title not in formula_titles
    ]
    stage = next((found[title] for title in STAGE_WORDS if title in found), 0)
    table = layout.table.name if layout.table and start == layout.table.last_column + 1 else ""
    return ResultBlock(layout.header_row, columns, table, stage), formula_titles


def _too_many_formulas(sheet: SheetPort, layout: Layout, formulas: set[int]) -> set[int]:
    """Return those columns of formulas that become values: those of our template, in a table that has grown too long.

    A formula of the seller's own stays one, however many there are.
    """
    table = layout.table
    if table is None or table.name not in TEMPLATE_TABLES:
        return set()
    first, last = layout.header_row + 1, layout.last_row
    rows = {column: max(sheet.formula_rows(column, first, last)) for column in formulas}
    texts = sheet.formula_texts(rows)
    return {
        column
        for column, text in texts.items()
        if any(f"{name}(" in text.upper() for name in functions()) and "[" in text
    }


def _refuse_loss(
    sheet: SheetPort, layout: Layout, assessed: Assessed, existing: Mapping[str, int], formulas: set[int]
) -> None:
    """Refuse a sheet whose own columns the results would overwrite.

    Args:
        sheet: the sheet.
        layout: where it has what.
        assessed: the results.
        existing: key of a header -> its column, of the columns that carry no mark of ours.
        formulas: those of the columns that hold formulas.

    Raises:
        ResultColumnTaken: with the first value that would be lost.
    """
    results = {column.title: column.values for column in assessed.columns}
    titles = result_titles(results, layout.kind)
    places = {title: existing[name_key(title)] for title in titles if name_key(title) in existing}
    columns = [
        ExistingColumn(title, column, results.get(title))
        for title, column in places.items()
        if column not in formulas
    ]
    if not columns:
        return
    first, last = layout.header_row + 1, layout.last_row
    # A stage that the user calculates tells nothing, but after a refresh all the other results stand as well.
    calculated = any(column in formulas for title, column in places.items() if title in STAGE_WORDS)
    loss = find_loss(
        columns,
        lambda wanted: sheet.read_columns(wanted, first, last),
        is_ours=calculated and results.keys() <= places.keys(),
    )
    if loss:
        raise loss.refusal(f"シート「{sheet.name}」", first + loss.row, "行目")


def _free_column(sheet: SheetPort, layout: Layout, width: int) -> int:
    """Return the first of `width` free columns right of the headers.

    Raises:
        NoRoomForResults: the sheet ends before.
    """
    table = layout.table
    headed = max(column for column, text in enumerate(layout.header.headers, 1) if text)
    start = max(headed, table.last_column) + 1 if table else headed + 1
    rows, columns = sheet.used_size()
    # A merged title above the headers is in nobody's way; below it a merged range takes no value.
    merged = [area for area in sheet.merged_areas() if area.last_row >= layout.header_row]
    others = [area for area in sheet.areas() if area != table] + merged
    wanted = range(start, start + width)
    blocked = any(area.first_column < start + width and area.last_column >= start for area in others)
    if start <= columns and not blocked:
        taken = sheet.read_columns(list(wanted), 1, rows)
        blocked = any(cell not in (None, "") for cells in taken for cell in cells)
    if blocked:
        start = max([columns, *(area.last_column for area in others)]) + 1
    if width and start + width - 1 > LAST_COLUMN:
        raise errors.NoRoomForResults(sheet=sheet.name, width=width, last=column_letters(start - 1))
    return start


def values_note(block: ResultBlock, name: str) -> list[str]:
    """Return what is to be said of formulas that became values."""
    titles = [column.title for column in block.columns if column.replaces_formulas]
    if not titles:
        return []
    note = (
        f"シート「{name}」は{MOST_FORMULA_ROWS:,}行を超えたので、列「{'」「'.join(titles)}」を数式ではなく値で書きました。"
        "行を直した後は「更新」を押してください"
    )
    return [note]
