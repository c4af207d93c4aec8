"""A sheet of ours drawn in xlwings Lite: values in one block, styles by rectangles of cells that share them.

No cells are merged and no text is wrapped that would need it: a long text runs on over the empty cells beside it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from xlshipcheck.hosts.excel.sheets.ranges import joined
from xlshipcheck.hosts.lite.sheet import ROWS_AT_ONCE, points, typed
from xlshipcheck.hosts.own_sheets.content import link_formula
from xlshipcheck.xlsx.writing import theme

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from xlshipcheck.hosts.excel.sheets.ranges import Corners
    from xlshipcheck.hosts.own_sheets.content import CellStyle, SheetContent

    Lite = Any


def block_of(content: SheetContent) -> list[list[object]]:
    """Return the values of a content, row by row."""
    block: list[list[object]] = [[None] * content.last_column for _ in range(content.last_row)]
    for cell in content.cells:
        block[cell.row - 1][cell.column - 1] = cell.value
    return block


async def draw(sheet: Lite, content: SheetContent, name: str, flush: Callable[[], Awaitable[object]]) -> None:
    """Write a content onto an empty sheet.

    Args:
        sheet: xlwings' `Sheet`.
        content: what to show.
        name: what the sheet is called; its links lead to it.
        flush: sends what waits.
    """
    block = [[typed(value) for value in row] for row in block_of(content)]
    for cell in content.cells:
        if cell.link is not None and isinstance(cell.value, (str, int, float)):
            block[cell.row - 1][cell.column - 1] = "=" + link_formula(cell.value, cell.link, name)
    whole = sheet.range((1, 1), (content.last_row, content.last_column))
    whole.font.name = theme.FONT
    whole.font.size = theme.FONT_SIZE
    whole.vertical_alignment = "center"
    for first in range(0, len(block), ROWS_AT_ONCE):
        part = block[first : first + ROWS_AT_ONCE]
        sheet.range((first + 1, 1), (first + len(part), content.last_column)).formula = part
        await flush()
    _give_styles(sheet, content)


def _give_styles(sheet: Lite, content: SheetContent) -> None:
    for column, width in enumerate(content.widths, 1):
        sheet.range((1, column), (1, column)).column_width = points(width)
    for height, rectangles in _grouped((height, (row, 1, row, 1)) for row, height in content.heights.items()):
        for place in rectangles:
            _range(sheet, place).row_height = height
    styles: dict[tuple[str, object], tuple[Callable[[Lite], None], list[Corners]]] = {}
    for cell in content.cells:
        place = (cell.row, cell.column, cell.row, cell.right)
        is_day = isinstance(cell.value, dt.date) and not cell.style.number_format
        wanted = cell.style._replace(number_format=theme.DATE_FORMAT) if is_day else cell.style
        for key, value, put in _properties(wanted, one_cell=cell.right == cell.column):
            styles.setdefault((key, value), (put, []))[1].append(place)
    for put, places in styles.values():
        for place in joined(places):
            put(_range(sheet, place))


def _range(sheet: Lite, place: Corners) -> Lite:
    return sheet.range(place[:2], place[2:])


def _grouped(sizes: Iterator[tuple[float, Corners]]) -> Iterator[tuple[float, list[Corners]]]:
    found: dict[float, list[Corners]] = {}
    for size, place in sizes:
        found.setdefault(size, []).append(place)
    for size, places in found.items():
        yield size, joined(places)


def _properties(wanted: CellStyle, *, one_cell: bool) -> Iterator[tuple[str, object, Callable[[Lite], None]]]:
    """Yield what a style differs in from a plain cell: a key, the value, and what gives it to a range."""

    def put(path: str, value: object) -> tuple[str, object, Callable[[Lite], None]]:
        part, _, member = path.rpartition(".")
        return path, value, lambda block: setattr(getattr(block, part) if part else block, member, value)

    side = "left" if wanted.at_left else "center"
    differences = (
        (wanted.size != theme.FONT_SIZE, "font.size", wanted.size),
        (wanted.bold, "font.bold", True),
        (wanted.colour, "font.color", wanted.colour),
        (wanted.fill, "color", wanted.fill),
        (wanted.boxed, "borders.line_style", "continuous"),
        (wanted.boxed, "borders.color", theme.RULE_LINE),
        (wanted.wraps and one_cell, "wrap_text", True),
        (wanted.at_top, "vertical_alignment", "top"),
        (wanted.at_left or wanted.centred, "horizontal_alignment", side),
        (wanted.number_format, "number_format", wanted.number_format),
    )
    for is_other, path, value in differences:
        if is_other:
            yield put(path, value)
